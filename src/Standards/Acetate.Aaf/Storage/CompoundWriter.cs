using System.Buffers.Binary;
using System.Text;

namespace Acetate.Aaf.Storage;

/// <summary>A folder of a compound file while it is made.</summary>
/// <param name="Name">Up to 31 characters of ASCII.</param>
/// <param name="ClassId">The class of the object that it holds.</param>
internal sealed record CompoundFolder(string Name, Guid ClassId)
{
    public List<CompoundFolder> Folders { get; } = [];
    public List<(string Name, byte[] Bytes)> Streams { get; } = [];
}

/// <summary>Writes a structured-storage ("compound") file, [MS-CFB], in one go: the same folders give the same bytes.</summary>
/// <remarks>
/// Everything lies in one piece, one thing behind the other: header, directory, small streams and their table, large streams, the sector table, the tables of that table.
/// So every chain of sectors is a run of numbers. The names of a folder are a balanced tree whose entries are all black, which [MS-CFB] 2.6.4 allows. No entry has a time.
/// </remarks>
internal sealed class CompoundWriter
{
    private const uint End = 0xFFFFFFFE, Free = 0xFFFFFFFF, FatSector = 0xFFFFFFFD, DifatSector = 0xFFFFFFFC;
    private const int MiniShift = 6, MiniCutoff = 4096, EntryLength = 128, InHeader = 109, MostOfName = 31;

    private readonly int shift;
    private readonly List<Entry> entries = [];
    private readonly MemoryStream mini;
    private readonly List<uint> miniFat = [], fat = [];
    private readonly List<(Entry Entry, byte[] Bytes)> large = [];

    private CompoundWriter(int shift, MemoryStream mini) => (this.shift, this.mini) = (shift, mini);

    private int SectorSize => 1 << shift;

    /// <summary>Writes a file.</summary>
    /// <param name="root">The folder of everything; its name is not written.</param>
    /// <param name="signature">The kind of file, in the header.</param>
    /// <param name="target">Where to; need not be able to seek.</param>
    /// <param name="shift">12 for sectors of 4096 bytes, 9 for those of 512.</param>
    /// <exception cref="InvalidOperationException">A name is too long, or stands twice in a folder.</exception>
    public static void Write(CompoundFolder root, Guid signature, Stream target, int shift = 12)
    {
        using var mini = new MemoryStream();
        new CompoundWriter(shift, mini).All(root, signature, target);
    }

    private void All(CompoundFolder root, Guid signature, Stream target)
    {
        var top = new Entry("Root Entry", 5, root.ClassId);
        entries.Add(top);
        top.Child = Below(root);
        top.Size = mini.Length;

        var directory = Chain((long)entries.Count * EntryLength);
        var miniTable = Chain(4L * miniFat.Count);
        top.Start = Chain(mini.Length);
        foreach (var (entry, bytes) in large) entry.Start = Chain(bytes.Length);

        // The sector table has an entry for its own sectors too, and for those of the tables that say where it lies.
        var (perSector, miniSectors) = (SectorSize / 4, Sectors(4 * miniFat.Count));
        var (fatSectors, difatSectors) = (0, 0);
        while (true)
        {
            var wanted = (fat.Count + fatSectors + difatSectors + perSector - 1) / perSector;
            var tables = wanted <= InHeader ? 0 : (wanted - InHeader + perSector - 2) / (perSector - 1);
            if ((wanted, tables) == (fatSectors, difatSectors)) break;
            (fatSectors, difatSectors) = (wanted, tables);
        }

        var fatAt = (uint)fat.Count;
        fat.AddRange(Enumerable.Repeat(FatSector, fatSectors));
        fat.AddRange(Enumerable.Repeat(DifatSector, difatSectors));

        Header(signature, target, directory, miniTable, fatAt, fatSectors, difatSectors);
        Padded(target, Directory(), SectorSize);
        Unused(target, Table(miniFat), miniSectors * SectorSize);
        Padded(target, mini.GetBuffer().AsSpan(0, (int)mini.Length), SectorSize);
        foreach (var (_, bytes) in large) Padded(target, bytes, SectorSize);
        Unused(target, Table(fat), fatSectors * SectorSize);
        Difat(target, fatAt, fatSectors, difatSectors);
    }

    /// <summary>Enters all that a folder holds.</summary>
    /// <returns>The entry at the top of its tree.</returns>
    private uint Below(CompoundFolder folder)
    {
        var here = new List<(string Name, uint Number)>();
        foreach (var (name, bytes) in folder.Streams)
        {
            var entry = Enter(name, 2, Guid.Empty);
            entry.Size = bytes.Length;
            if (bytes.Length >= MiniCutoff) large.Add((entry, bytes));
            else if (bytes.Length > 0) entry.Start = Small(bytes);
        }

        foreach (var below in folder.Folders)
        {
            var entry = Enter(below.Name, 1, below.ClassId);
            entry.Start = 0;
            entry.Child = Below(below);
        }

        // Shorter names are first; among those of one length capitals do not count.
        here.Sort((one, other) => one.Name.Length != other.Name.Length ? one.Name.Length - other.Name.Length : string.CompareOrdinal(one.Name.ToUpperInvariant(), other.Name.ToUpperInvariant()));
        for (var i = 1; i < here.Count; i++)
            if (string.Equals(here[i].Name, here[i - 1].Name, StringComparison.OrdinalIgnoreCase)) throw new InvalidOperationException($"'{here[i].Name}' stands twice in '{folder.Name}'.");
        return Tree(here, 0, here.Count);

        Entry Enter(string name, byte kind, Guid classId)
        {
            if (name.Length is 0 or > MostOfName || !Ascii.IsValid(name)) throw new InvalidOperationException($"'{name}' cannot be a name in a compound file.");
            here.Add((name, (uint)entries.Count));
            entries.Add(new(name, kind, classId));
            return entries[^1];
        }
    }

    private uint Tree(List<(string Name, uint Number)> sorted, int from, int to)
    {
        if (from == to) return Free;
        var middle = (from + to) / 2;
        var entry = entries[(int)sorted[middle].Number];
        (entry.Left, entry.Right) = (Tree(sorted, from, middle), Tree(sorted, middle + 1, to));
        return sorted[middle].Number;
    }

    private uint Small(byte[] bytes)
    {
        var start = (uint)miniFat.Count;
        Padded(mini, bytes, 1 << MiniShift);
        Run(miniFat, (bytes.Length + (1 << MiniShift) - 1) >> MiniShift);
        return start;
    }

    /// <summary>Gives a run of sectors to so many bytes.</summary>
    /// <returns>The first; the sign of the end where there are none.</returns>
    private uint Chain(long bytes)
    {
        if (bytes == 0) return End;
        var start = (uint)fat.Count;
        Run(fat, checked((int)((bytes + SectorSize - 1) >> shift)));
        return start;
    }

    private static void Run(List<uint> table, int count)
    {
        for (var i = 0; i < count; i++) table.Add(i + 1 < count ? (uint)table.Count + 1 : End);
    }

    private void Header(Guid signature, Stream target, uint directory, uint miniTable, uint fatAt, int fatSectors, int difatSectors)
    {
        var header = new byte[SectorSize];
        var span = header.AsSpan();
        ((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).CopyTo(span);
        signature.TryWriteBytes(span[8..]);
        ushort[] words = [0x3E, (ushort)(shift == 12 ? 4 : 3), 0xFFFE, (ushort)shift, MiniShift];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(span[(24 + (2 * i))..], words[i]);
        // Only files of large sectors say how many the directory has.
        uint[] numbers =
        [
            shift == 12 ? (uint)Sectors(entries.Count * EntryLength) : 0, (uint)fatSectors, directory, 0, MiniCutoff, miniTable, (uint)Sectors(4 * miniFat.Count),
            difatSectors == 0 ? End : fatAt + (uint)fatSectors, (uint)difatSectors,
        ];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(span[(40 + (4 * i))..], numbers[i]);
        for (var i = 0; i < InHeader; i++) BinaryPrimitives.WriteUInt32LittleEndian(span[(76 + (4 * i))..], i < fatSectors ? fatAt + (uint)i : Free);
        target.Write(header);
    }

    /// <summary>Where the sectors of the sector table lie that the header has no room for.</summary>
    private void Difat(Stream target, uint fatAt, int fatSectors, int difatSectors)
    {
        var next = InHeader;
        for (var i = 0; i < difatSectors; i++)
        {
            var numbers = new List<uint>();
            for (var at = 0; at < (SectorSize / 4) - 1; at++) numbers.Add(next < fatSectors ? fatAt + (uint)next++ : Free);
            numbers.Add(i + 1 < difatSectors ? fatAt + (uint)(fatSectors + i + 1) : End);
            target.Write(Table(numbers));
        }
    }

    private byte[] Directory()
    {
        // A sector is filled with entries that are none: those have no neighbours.
        var count = Sectors(entries.Count * EntryLength) * SectorSize / EntryLength;
        var bytes = new byte[count * EntryLength];
        for (var i = 0; i < count; i++)
        {
            var span = bytes.AsSpan(i * EntryLength, EntryLength);
            if (i < entries.Count) entries[i].Write(span);
            else span[68..80].Fill(0xFF);
        }

        return bytes;
    }

    private int Sectors(int bytes) => (bytes + SectorSize - 1) >> shift;

    private static byte[] Table(List<uint> numbers)
    {
        var bytes = new byte[4 * numbers.Count];
        for (var i = 0; i < numbers.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }

    private static void Padded(Stream target, ReadOnlySpan<byte> bytes, int grid)
    {
        target.Write(bytes);
        if (bytes.Length % grid is > 0 and var over) target.Write(new byte[grid - over]);
    }

    /// <summary>A table of sectors, and behind it what belongs to nothing.</summary>
    private static void Unused(Stream target, byte[] table, int length)
    {
        target.Write(table);
        var rest = new byte[length - table.Length];
        rest.AsSpan().Fill(0xFF);
        target.Write(rest);
    }

    private sealed class Entry(string name, byte kind, Guid classId)
    {
        public uint Start { get; set; } = End;
        public long Size { get; set; }
        public uint Left { get; set; } = Free;
        public uint Right { get; set; } = Free;
        public uint Child { get; set; } = Free;

        public void Write(Span<byte> target)
        {
            Encoding.Unicode.GetBytes(name, target);
            BinaryPrimitives.WriteUInt16LittleEndian(target[64..], (ushort)((name.Length + 1) * 2));
            // Black.
            (target[66], target[67]) = (kind, 1);
            BinaryPrimitives.WriteUInt32LittleEndian(target[68..], Left);
            BinaryPrimitives.WriteUInt32LittleEndian(target[72..], Right);
            BinaryPrimitives.WriteUInt32LittleEndian(target[76..], Child);
            classId.TryWriteBytes(target[80..]);
            BinaryPrimitives.WriteUInt32LittleEndian(target[116..], Start);
            BinaryPrimitives.WriteInt64LittleEndian(target[120..], Size);
        }
    }
}
