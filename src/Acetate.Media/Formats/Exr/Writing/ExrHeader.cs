using System.Collections.Immutable;
using System.Text;

namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>How the chunks of an OpenEXR file are compressed; all of these lose nothing.</summary>
public enum ExrCompression
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Runs of bytes.</summary>
    Rle = 1,

    /// <summary>DEFLATE, a line at a time: the quickest to read single lines of.</summary>
    Zips = 2,

    /// <summary>DEFLATE, sixteen lines at a time: a little smaller.</summary>
    Zip = 3,

    /// <summary>A wavelet and Huffman codes, thirty-two lines at a time, by OpenEXR's own library, which must be installed: small for pictures without grain.</summary>
    Piz = 4,
}

/// <summary>What a pixel's component is stored as.</summary>
public enum ExrPixel
{
    /// <summary>16 bits, at most ±65504.</summary>
    Bits16 = 1,

    /// <summary>32 bits.</summary>
    Bits32 = 2,
}

/// <summary>The header of an OpenEXR file of one part with scan lines.</summary>
public sealed record ExrHeader
{
    private const int MostChannels = 1024;

    /// <summary>The pixels that are stored.</summary>
    public required PixelWindow DataWindow { get; init; }

    /// <summary>The frame that the pixels belong to.</summary>
    public required PixelWindow DisplayWindow { get; init; }

    /// <summary>The channels by name; they are stored in alphabetical order, and lines are given in that order.</summary>
    public ImmutableArray<string> Channels { get; init; } = ["B", "G", "R"];

    /// <summary>What all channels are stored as.</summary>
    public ExrPixel Pixel { get; init; } = ExrPixel.Bits16;

    /// <summary>How chunks are compressed.</summary>
    public ExrCompression Compression { get; init; } = ExrCompression.Zips;

    /// <summary>A pixel's width over its height.</summary>
    public float PixelAspect { get; init; } = 1;

    /// <summary>All that is said beside that.</summary>
    public ImmutableArray<ExrAttribute> Attributes { get; init; } = [];

    /// <summary>Bytes of one line of all channels.</summary>
    public int LineBytes => checked(DataWindow.Width * Channels.Length * (Pixel == ExrPixel.Bits16 ? 2 : 4));

    internal int LinesPerChunk => Compression switch { ExrCompression.Zip => 16, ExrCompression.Piz => 32, _ => 1 };

    internal int Chunks => (DataWindow.Height + LinesPerChunk - 1) / LinesPerChunk;

    /// <summary>The bytes from the magic number to the end of the header.</summary>
    /// <exception cref="ArgumentException">The header cannot be written: an empty window, a name twice, a text that is too long.</exception>
    internal byte[] ToBytes()
    {
        if (DataWindow.Width <= 0 || DataWindow.Height <= 0 || DisplayWindow.Width <= 0 || DisplayWindow.Height <= 0)
            throw new ArgumentException($"An OpenEXR picture has at least one pixel; the windows are {DataWindow.Width}×{DataWindow.Height} and {DisplayWindow.Width}×{DisplayWindow.Height}.");
        if (Channels.IsEmpty || Channels.Length > MostChannels) throw new ArgumentException($"An OpenEXR picture has 1 to {MostChannels} channels, not {Channels.Length}.");
        if (!Channels.SequenceEqual(Channels.Order(StringComparer.Ordinal).Distinct())) throw new ArgumentException("Channels are named in alphabetical order, none twice.");
        var channels = new List<byte>();
        foreach (var name in Channels)
        {
            channels.AddRange([.. Name(name), 0, .. ExrAttribute.Little((int)Pixel), 0, 0, 0, 0, .. ExrAttribute.Little(1), .. ExrAttribute.Little(1)]);
        }

        channels.Add(0);
        ExrAttribute[] all =
        [
            new("channels", "chlist", [.. channels]),
            new("compression", "compression", [(byte)Compression]),
            ExrAttribute.Box("dataWindow", DataWindow),
            ExrAttribute.Box("displayWindow", DisplayWindow),
            new("lineOrder", "lineOrder", [0]),
            ExrAttribute.Number("pixelAspectRatio", PixelAspect),
            ExrAttribute.Pair("screenWindowCenter", 0, 0),
            ExrAttribute.Number("screenWindowWidth", 1),
            .. Attributes,
        ];
        if (all.GroupBy(a => a.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"The attribute '{twice.Key}' is given twice.");
        // Names above 31 bytes need a flag that old readers do not know.
        var isLong = all.Any(a => a.Name.Length > 31 || a.Type.Length > 31) || Channels.Any(c => c.Length > 31);
        var bytes = new List<byte> { 0x76, 0x2F, 0x31, 0x01, 2, (byte)(isLong ? 4 : 0), 0, 0 };
        // By name, and long texts last: what FFmpeg misreads after one, it has read by then (see ShortTexts).
        foreach (var attribute in all.OrderBy(a => a.Type == "string" && a.Value.Length > ShortTexts.Most).ThenBy(a => a.Name, StringComparer.Ordinal))
            bytes.AddRange([.. Name(attribute.Name), 0, .. Name(attribute.Type), 0, .. ExrAttribute.Little(attribute.Value.Length), .. attribute.Value]);
        bytes.Add(0);
        return [.. bytes];
    }

    private static byte[] Name(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length is >= 1 and <= 255 && !bytes.Contains((byte)0) ? bytes : throw new ArgumentException($"'{name}' cannot be a name in an OpenEXR header: it takes 1 to 255 bytes, none of them zero.");
    }
}
