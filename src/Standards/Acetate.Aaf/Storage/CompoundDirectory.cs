using System.Buffers.Binary;
using System.Text;

namespace Acetate.Aaf.Storage;

/// <summary>The directory of a compound file ([MS-CFB] 2.6): entries of 128 bytes, each folder's a binary tree by name.</summary>
internal sealed class CompoundDirectory(byte[] bytes, bool smallSectors, Func<string, string, AafException> bad)
{
    private const int EntryLength = 128;
    private const uint None = 0xFFFFFFFF;
    private readonly bool[] seen = new bool[bytes.Length / EntryLength];

    /// <summary>The root folder with everything below it.</summary>
    public CompoundEntry Tree()
    {
        if (seen.Length == 0 || bytes[66] != 5)
            throw bad("The directory does not begin with the root folder. The file is damaged; export it again.", "directory");
        seen[0] = true;
        var root = Entry(0);
        var folders = new Stack<CompoundEntry>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in ChildrenOf(folder))
            {
                if (!folder.Children.TryAdd(entry.Name, entry))
                    throw bad($"The folder holds '{entry.Name}' twice. The file is damaged; export it again.", Place(folder));
                if (!entry.IsStream)
                    folders.Push(entry);
            }
        }

        return root;
    }

    /// <summary>Walks the tree of one folder. The colours of its nodes matter to those who write; order is of no use to us.</summary>
    private IEnumerable<CompoundEntry> ChildrenOf(CompoundEntry folder)
    {
        var open = new Stack<uint>([Number(folder.Number, 76)]);
        while (open.TryPop(out var number))
        {
            if (number == None)
                continue;
            if (number >= seen.Length)
                throw bad($"Entry {number} is named, but the directory has {seen.Length} entries. The file is damaged; export it again.", Place(folder));
            if (seen[number])
                throw bad($"Entry {number} stands in the tree twice: folders run in a circle. The file is damaged; export it again.", Place(folder));
            seen[number] = true;
            open.Push(Number((int)number, 68));
            open.Push(Number((int)number, 72));
            yield return Entry((int)number);
        }
    }

    private CompoundEntry Entry(int number)
    {
        var entry = bytes.AsSpan(number * EntryLength, EntryLength);
        var kind = entry[66];
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]);
        if (kind is not (1 or 2 or 5) || (kind == 5) != (number == 0))
            throw bad($"Entry {number} is of the unknown kind {kind}. The file is damaged; export it again.", "directory");
        if (nameLength is < 2 or > 64 || nameLength % 2 != 0)
            throw bad($"The name of entry {number} has an impossible length of {nameLength} bytes. The file is damaged; export it again.", "directory");

        // Versions with small sectors state 32 bits of the size; what stands in the other 32 may be rubbish.
        var size = smallSectors ? BinaryPrimitives.ReadUInt32LittleEndian(entry[120..]) : BinaryPrimitives.ReadInt64LittleEndian(entry[120..]);
        if (size < 0)
            throw bad($"The size of entry {number} is negative. The file is damaged; export it again.", "directory");
        return new()
        {
            Number = number,
            Name = Encoding.Unicode.GetString(entry[..(nameLength - 2)]),
            IsStream = kind == 2,
            ClassId = new(entry[80..96]),
            Start = BinaryPrimitives.ReadUInt32LittleEndian(entry[116..]),
            Size = kind == 1 ? 0 : size,
        };
    }

    private uint Number(int entry, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((entry * EntryLength) + at));

    private static string Place(CompoundEntry folder) => $"directory, folder '{folder.Name}'";
}
