using System.Buffers.Binary;
using Acetate.Media.Editorial.Mxf;
using Acetate.Media.Encode;

namespace Acetate.Media.Editorial;

/// <summary>What a file of Avid's media says of its pictures. A clip of a bin is linked to a file, and both have to say the same.</summary>
/// <remarks>Labels are those of SMPTE, 32 digits in hexadecimal; null where the file has none.</remarks>
public sealed record AvidPicture
{
    /// <summary>Pixels across.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down.</summary>
    public required int Height { get; init; }

    /// <summary>How lines lie: 0 whole frames, 1 fields apart.</summary>
    public int Layout { get; init; }

    /// <summary>The line at which the first field begins, or the frame.</summary>
    public int FirstLine { get; init; }

    /// <summary>The line at which the second field begins; 0 where frames are whole.</summary>
    public int SecondLine { get; init; }

    /// <summary>The picture's shape, as in 16 by 9: its breadth.</summary>
    public int AspectWidth { get; init; }

    /// <summary>The picture's shape, as in 16 by 9: its height.</summary>
    public int AspectHeight { get; init; }

    /// <summary>Bits of a sample.</summary>
    public int Bits { get; init; }

    /// <summary>How many pixels across share a colour.</summary>
    public int HorizontalSubsampling { get; init; }

    /// <summary>How many pixels down share a colour.</summary>
    public int VerticalSubsampling { get; init; }

    /// <summary>Where colours lie among pixels: 4 as Rec.601 has them.</summary>
    public int ColourSiting { get; init; }

    /// <summary>The number of black.</summary>
    public int Black { get; init; }

    /// <summary>The number of white.</summary>
    public int White { get; init; }

    /// <summary>How many numbers colour differences have.</summary>
    public int ColourRange { get; init; }

    /// <summary>Bytes of the grid on which pictures lie in the file; 0 where that is not told.</summary>
    public int Alignment { get; init; }

    /// <summary>How the pictures are coded.</summary>
    public string? Coding { get; init; }

    /// <summary>The transfer characteristic.</summary>
    public string? Transfer { get; init; }

    /// <summary>The primaries.</summary>
    public string? Primaries { get; init; }

    /// <summary>The matrix.</summary>
    public string? Equations { get; init; }

    /// <summary>What the file of these pictures says: the values that its descriptor is made of.</summary>
    internal static AvidPicture Of(DnxEssence essence, CodePoints colour)
    {
        var set = essence.Describe(new(0x28, new byte[16]), colour);
        // A list has its length and that of its parts before it.
        var lines = set[0x320D];
        return new()
        {
            Width = Number(set[0x3203]),
            Height = Number(set[0x3202]),
            Layout = Number(set[0x320C]),
            FirstLine = lines.Length >= 12 ? Number(lines[8..12]) : 0,
            SecondLine = lines.Length >= 16 ? Number(lines[12..16]) : 0,
            AspectWidth = Number(set[0x320E].Length == 8 ? set[0x320E][..4] : []),
            AspectHeight = Number(set[0x320E].Length == 8 ? set[0x320E][4..] : []),
            Bits = Number(set[0x3301]),
            HorizontalSubsampling = Number(set[0x3302]),
            VerticalSubsampling = Number(set[0x3308]),
            ColourSiting = Number(set[0x3303]),
            Black = Number(set[0x3304]),
            White = Number(set[0x3305]),
            ColourRange = Number(set[0x3306]),
            Alignment = Number(set[0x3211]),
            Coding = Label(set[0x3201]),
            Transfer = Label(set[0x3210]),
            Primaries = Label(set[0x3219]),
            Equations = Label(set[0x321A]),
        };
    }

    private static int Number(ReadOnlySpan<byte> value) => value.Length switch { 4 => BinaryPrimitives.ReadInt32BigEndian(value), 1 => value[0], _ => 0 };

    private static string? Label(ReadOnlySpan<byte> value) => value.Length == 16 ? Convert.ToHexStringLower(value) : null;
}
