using System.Buffers.Binary;
using System.Collections;
using System.Runtime.InteropServices;

namespace Acetate.Aaf.Storage;

/// <summary>A structured-storage ("compound") file: folders and streams in one file, as old office documents and AAF use them.</summary>
/// <remarks>
/// The format ([MS-CFB]) is a small file system. The file is cut into sectors; a table with an entry per sector (FAT) says which
/// sector follows which, and a stream is such a chain. Streams below 4096 bytes lie in 64-byte sectors of one common stream, with
/// a table of their own (mini FAT). The directory is a stream of 128-byte entries, a binary tree of names per folder.
/// <para>Nothing is believed: a sector belongs to one chain only, so that no chain can run in a circle and all that is ever read is
/// together no larger than the file; each number of a sector is held against the length of the file; each entry of the directory
/// stands in one folder only.</para>
/// </remarks>
internal sealed class CompoundFile
{
    private const uint EndOfChain = 0xFFFFFFFE, Free = 0xFFFFFFFF, LastSector = 0xFFFFFFF9;
    private readonly Stream source;
    private readonly string name;
    private readonly CompoundHeader header;
    private readonly long length;
    private readonly int sectors;
    private readonly BitArray claimed, claimedMini;
    private readonly uint[] fat, miniFat;
    private readonly byte[] mini;

    private CompoundFile(Stream source, string name)
    {
        (this.source, this.name, length) = (source, name, source.Length);
        var start = new byte[CompoundHeader.Length];
        source.Position = 0;
        var (read, problem) = CompoundHeader.Read(start.AsSpan(0, source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
        header = read ?? throw Bad(problem!, "header");
        var count = (length - 1) >> header.SectorShift;
        if (count > int.MaxValue)
            throw Bad($"The file is larger than {(long)int.MaxValue << header.SectorShift:N0} bytes. Export the AAF with linked media instead of embedded media.", "header");

        sectors = (int)Math.Max(0, count);
        claimed = new(sectors);
        fat = ReadFat();
        Root = new CompoundDirectory(ReadChain(header.FirstDirectorySector, () => "the directory"), header.SectorShift == 9, Bad).Tree();
        mini = Root.Size == 0 ? [] : ReadSectors(Root.Start, Root.Size, () => "the small streams");
        miniFat = header.FirstMiniFatSector >= LastSector ? [] : Numbers(ReadChain(header.FirstMiniFatSector, () => "the table of small sectors"));
        claimedMini = new(mini.Length >> header.MiniSectorShift);
    }

    /// <summary>The folder of everything.</summary>
    public CompoundEntry Root { get; }

    /// <summary>Opens a file and reads its tables.</summary>
    /// <exception cref="AafException">The tables cannot be right.</exception>
    public static CompoundFile Open(Stream source, string name) => new(source, name);

    /// <summary>All bytes of a stream. A stream can be read once: its sectors belong to nothing else.</summary>
    /// <exception cref="AafException">It runs out of the file, in a circle, or through another stream.</exception>
    public byte[] Read(CompoundEntry stream, Func<string> place)
    {
        if (stream.Size == 0)
            return [];
        return stream.Size < header.MiniCutoff ? ReadMini(stream, place) : ReadSectors(stream.Start, stream.Size, place);
    }

    private uint[] ReadFat()
    {
        var list = new List<uint>();
        foreach (var sector in header.Difat)
        {
            if (sector < LastSector)
                list.Add(sector);
        }

        var perSector = (header.SectorSize / 4) - 1;
        for (var next = header.FirstDifatSector; next < LastSector;)
        {
            var table = Numbers(ReadSector(next, () => "the table of tables"));
            list.AddRange(table.Take(perSector).Where(sector => sector < LastSector));
            next = table[perSector];
        }

        if (list.Count < header.FatSectors)
            throw Bad($"The header promises {header.FatSectors:N0} sectors of the sector table; {list.Count:N0} are listed. The file is damaged; export it again.", "header");
        var all = new uint[list.Count * (header.SectorSize / 4)];
        for (var i = 0; i < list.Count; i++)
            Numbers(ReadSector(list[i], () => "the sector table")).CopyTo(all, i * (header.SectorSize / 4));
        return all;
    }

    private byte[] ReadSector(uint sector, Func<string> what)
    {
        Claim(sector, what);
        var bytes = new byte[header.SectorSize];
        Fill(bytes, sector, what);
        return bytes;
    }

    /// <summary>A chain to its end, whose length nothing states.</summary>
    private byte[] ReadChain(uint start, Func<string> what)
    {
        var chain = new List<uint>();
        for (var sector = start; sector != EndOfChain; sector = Next(sector, what))
        {
            Claim(sector, what);
            chain.Add(sector);
        }

        if (chain.Count > Array.MaxLength >> header.SectorShift)
            throw Bad($"{chain.Count:N0} sectors are more than this reader takes in one piece. Export the AAF with linked media instead of embedded media.", what());
        var bytes = new byte[chain.Count << header.SectorShift];
        for (var i = 0; i < chain.Count; i++)
            Fill(bytes.AsSpan(i << header.SectorShift, header.SectorSize), chain[i], what);
        return bytes;
    }

    /// <summary>As many bytes of a chain as its entry states.</summary>
    private byte[] ReadSectors(uint start, long size, Func<string> what)
    {
        if (size > length || size > Array.MaxLength)
            throw Bad($"{size:N0} bytes are said to lie in a file of {length:N0} bytes. The file is damaged or cut short; copy or export it again.", what());
        var bytes = new byte[size];
        var sector = start;
        for (var at = 0L; at < size;)
        {
            // Sectors that follow one another are read at once.
            var (first, run) = (sector, 0L);
            do
            {
                Claim(sector, what);
                run += header.SectorSize;
                sector = at + run < size ? Next(sector, what) : EndOfChain;
            }
            while (at + run < size && sector == first + (run >> header.SectorShift));
            run = Math.Min(run, size - at);
            Fill(bytes.AsSpan((int)at, (int)run), first, what);
            at += run;
        }

        return bytes;
    }

    private byte[] ReadMini(CompoundEntry stream, Func<string> place)
    {
        if (stream.Size > mini.Length)
            throw Bad($"{stream.Size:N0} bytes are said to lie among {mini.Length:N0} bytes of small streams. The file is damaged; export it again.", place());
        var bytes = new byte[stream.Size];
        var sector = stream.Start;
        for (var at = 0; at < bytes.Length; at += 1 << header.MiniSectorShift)
        {
            if (sector >= claimedMini.Length)
                throw Bad($"Small sector {sector} does not exist. The file is damaged; export it again.", place());
            if (claimedMini[(int)sector])
                throw Bad($"Small sector {sector} belongs to two streams, or its chain runs in a circle. The file is damaged; export it again.", place());
            claimedMini[(int)sector] = true;
            var count = Math.Min(1 << header.MiniSectorShift, bytes.Length - at);
            mini.AsSpan((int)sector << header.MiniSectorShift, count).CopyTo(bytes.AsSpan(at));
            if (at + count < bytes.Length)
                sector = sector < miniFat.Length ? miniFat[sector] : Free;
        }

        return bytes;
    }

    private uint Next(uint sector, Func<string> what) => sector < fat.Length
        ? fat[sector]
        : throw Bad($"The sector table has no entry for sector {sector}. The file is damaged; export it again.", what());

    private void Claim(uint sector, Func<string> what)
    {
        if (sector is EndOfChain or Free)
            throw Bad("The chain of sectors ends too early. The file is damaged; export it again.", what());
        if (sector >= sectors)
            throw Bad($"Sector {sector} lies beyond the end of the file ({length:N0} bytes). The file is cut short or damaged; copy or export it again.", what());
        if (claimed[(int)sector])
            throw Bad($"Sector {sector} belongs to two streams, or its chain runs in a circle. The file is damaged; export it again.", what());
        claimed[(int)sector] = true;
    }

    private void Fill(Span<byte> bytes, uint sector, Func<string> what)
    {
        source.Position = ((long)sector + 1) << header.SectorShift;
        var count = source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count < bytes.Length)
            throw Bad($"The file ends within sector {sector + (count >> header.SectorShift)}. It is cut short; copy or export it again.", what());
    }

    private AafException Bad(string problem, string place) => new(problem, name, place);

    private static uint[] Numbers(byte[] bytes)
    {
        var numbers = MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
        return numbers;
    }
}
