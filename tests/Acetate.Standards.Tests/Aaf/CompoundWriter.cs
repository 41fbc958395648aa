using System.Buffers.Binary;
using System.Text;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>A folder of a compound file that a test makes.</summary>
internal sealed class TestFolder
{
    public Guid ClassId { get; init; }
    public SortedDictionary<string, TestFolder> Folders { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, byte[]> Streams { get; } = new(StringComparer.Ordinal);
}

/// <summary>Writes compound files for tests, plainly: sectors in order, short streams in the small sectors.</summary>
internal sealed class CompoundWriter(int sectorShift)
{
    private const uint End = 0xFFFFFFFE, Free = 0xFFFFFFFF, FatMark = 0xFFFFFFFD;
    private readonly List<(string Name, byte Kind, Guid ClassId, uint Start, int Size, uint Left, uint Right, uint Child)> entries = [];
    private readonly List<byte> sectors = [], mini = [];
    private readonly List<uint> fat = [], miniFat = [];

    public static byte[] Write(TestFolder root, int sectorShift = 9) => new CompoundWriter(sectorShift).All(root);

    private byte[] All(TestFolder root)
    {
        entries.Add(("Root Entry", 5, root.ClassId, End, 0, Free, Free, Free));
        var child = Children(root);
        var miniStart = Store([.. mini]);
        entries[0] = entries[0] with { Child = child, Start = mini.Count == 0 ? End : miniStart, Size = mini.Count };
        var miniFatStart = miniFat.Count == 0 ? End : Store([.. miniFat.SelectMany(Bytes)]);
        var directoryStart = Store([.. entries.SelectMany(Entry)]);

        var perSector = (1 << sectorShift) / 4;
        var fatSectors = 1;
        while (fat.Count + fatSectors > fatSectors * perSector)
            fatSectors++;
        var fatStart = (uint)fat.Count;
        fat.AddRange(Enumerable.Repeat(FatMark, fatSectors));
        var table = fat.Concat(Enumerable.Repeat(Free, (fatSectors * perSector) - fat.Count)).SelectMany(Bytes);

        var header = new byte[1 << sectorShift];
        new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(24), 0x3E);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), (ushort)(sectorShift == 9 ? 3 : 4));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(30), (ushort)sectorShift);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(32), 6);
        uint[] numbers = [(uint)fatSectors, directoryStart, 0, 4096, miniFatStart, 0, End, 0];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(44 + (4 * i)), numbers[i]);
        for (var i = 0; i < 109; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(76 + (4 * i)), i < fatSectors ? fatStart + (uint)i : Free);
        return [.. header, .. sectors, .. table];
    }

    private uint Children(TestFolder folder)
    {
        var numbers = new List<(string Name, uint Number)>();
        foreach (var (name, bytes) in folder.Streams)
        {
            numbers.Add((name, (uint)entries.Count));
            entries.Add((name, 2, Guid.Empty, bytes.Length == 0 ? End : bytes.Length < 4096 ? Small(bytes) : Store(bytes), bytes.Length, Free, Free, Free));
        }

        foreach (var (name, below) in folder.Folders)
        {
            var number = entries.Count;
            numbers.Add((name, (uint)number));
            entries.Add((name, 1, below.ClassId, 0, 0, Free, Free, Free));
            var child = Children(below);
            entries[number] = entries[number] with { Child = child };
        }

        var sorted = numbers.OrderBy(pair => pair.Name.Length).ThenBy(pair => pair.Name.ToUpperInvariant(), StringComparer.Ordinal).Select(pair => pair.Number).ToArray();
        return Tree(sorted);
    }

    private uint Tree(ReadOnlySpan<uint> sorted)
    {
        if (sorted.IsEmpty)
            return Free;
        var middle = sorted.Length / 2;
        var (left, right) = (Tree(sorted[..middle]), Tree(sorted[(middle + 1)..]));
        entries[(int)sorted[middle]] = entries[(int)sorted[middle]] with { Left = left, Right = right };
        return sorted[middle];
    }

    private uint Store(byte[] bytes) => Append(bytes, sectors, fat, 1 << sectorShift);

    private uint Small(byte[] bytes) => Append(bytes, mini, miniFat, 64);

    private static uint Append(byte[] bytes, List<byte> target, List<uint> table, int size)
    {
        var start = (uint)table.Count;
        for (var at = 0; at < bytes.Length; at += size)
        {
            var part = bytes.AsSpan(at, Math.Min(size, bytes.Length - at));
            target.AddRange(part);
            target.AddRange(new byte[size - part.Length]);
            table.Add(at + size < bytes.Length ? (uint)table.Count + 1 : End);
        }

        return start;
    }

    private static byte[] Entry((string Name, byte Kind, Guid ClassId, uint Start, int Size, uint Left, uint Right, uint Child) entry)
    {
        var bytes = new byte[128];
        Encoding.Unicode.GetBytes(entry.Name).CopyTo(bytes, 0);
        bytes[64] = (byte)((entry.Name.Length + 1) * 2);
        bytes[66] = entry.Kind;
        bytes[67] = 1;
        Bytes(entry.Left).CopyTo(bytes, 68);
        Bytes(entry.Right).CopyTo(bytes, 72);
        Bytes(entry.Child).CopyTo(bytes, 76);
        entry.ClassId.TryWriteBytes(bytes.AsSpan(80));
        Bytes(entry.Start).CopyTo(bytes, 116);
        Bytes((uint)entry.Size).CopyTo(bytes, 120);
        return bytes;
    }

    private static byte[] Bytes(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes;
    }
}
