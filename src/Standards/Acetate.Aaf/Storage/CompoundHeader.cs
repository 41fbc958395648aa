using System.Buffers.Binary;

namespace Acetate.Aaf.Storage;

/// <summary>The first 512 bytes of a compound file ([MS-CFB] 2.2): how large sectors are and where the tables begin.</summary>
internal sealed record CompoundHeader
{
    public const int Length = 512, InHeader = 109;
    private static ReadOnlySpan<byte> Signature => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    public required int SectorShift { get; init; }
    public required int MiniSectorShift { get; init; }
    public required uint FatSectors { get; init; }
    public required uint FirstDirectorySector { get; init; }
    public required uint MiniCutoff { get; init; }
    public required uint FirstMiniFatSector { get; init; }
    public required uint FirstDifatSector { get; init; }
    public required uint[] Difat { get; init; }
    public int SectorSize => 1 << SectorShift;

    /// <summary>Reads the header, or says in a sentence why it is none.</summary>
    public static (CompoundHeader? Header, string? Problem) Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || !bytes[..8].SequenceEqual(Signature))
        {
            return (null, bytes.Length >= 8 && bytes[..8].SequenceEqual(Signature)
                ? "The file is cut short within its header. Export or copy it again."
                : "The file is no AAF: it does not begin as a structured-storage file. Export the sequence as AAF again.");
        }

        int version = U16(bytes, 26), order = U16(bytes, 28), shift = U16(bytes, 30), miniShift = U16(bytes, 32);
        if (order != 0xFFFE)
            return (null, $"The byte order mark is {order:X4} where FFFE must stand. The file is damaged; export it again.");
        if ((version, shift) is not ((3, 9) or (4, 12) or (3, 12)))
            return (null, $"Version {version} with sectors of 2^{shift} bytes is not known; AAF has sectors of 512 or 4096 bytes. The file is damaged; export it again.");
        if (miniShift != 6)
            return (null, $"Small sectors of 2^{miniShift} bytes are not known; they have 64 bytes. The file is damaged; export it again.");

        var difat = new uint[InHeader];
        for (var i = 0; i < InHeader; i++)
            difat[i] = U32(bytes, 76 + (4 * i));
        return (new()
        {
            SectorShift = shift,
            MiniSectorShift = miniShift,
            FatSectors = U32(bytes, 44),
            FirstDirectorySector = U32(bytes, 48),
            MiniCutoff = U32(bytes, 56),
            FirstMiniFatSector = U32(bytes, 60),
            FirstDifatSector = U32(bytes, 68),
            Difat = difat,
        }, null);
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
