using System.Globalization;
using System.Text.RegularExpressions;

namespace Acetate.Media.Decode.Samples;

/// <summary>How the samples of a picture lie in memory, row by row without padding, as FFmpeg names it (<c>yuv422p10le</c>).</summary>
public sealed partial record PixelLayout
{
    /// <summary>FFmpeg's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether red, green and blue are stored as luma and two colour differences.</summary>
    public bool IsLuma { get; init; }

    /// <summary>Whether there is one component only.</summary>
    public bool IsGrey { get; init; }

    /// <summary>Bits that a whole number may have; 16 or 32 for other numbers.</summary>
    public required int Bits { get; init; }

    /// <summary>How a sample lies.</summary>
    public required SampleKind Kind { get; init; }

    /// <summary>Luma samples across for each sample of colour: 1, 2 or 4.</summary>
    public int Across { get; init; } = 1;

    /// <summary>Luma samples down for each sample of colour: 1, 2 or 4.</summary>
    public int Down { get; init; } = 1;

    /// <summary>Planes one after the other; 1 when the components of a pixel lie side by side.</summary>
    public int Planes { get; init; } = 3;

    /// <summary>Components of a pixel that lie side by side; 1 with planes.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Which plane, or which component of a pixel, is red, green and blue, or luma, Cb and Cr.</summary>
    public (int First, int Second, int Third) Order { get; init; } = (0, 1, 2);

    /// <summary>Whether a code is moved to the high end of its 16 bits, as <c>xyz12</c> has it.</summary>
    public bool IsHighEnd { get; init; }

    /// <summary>Whether the numbers are light or codes as they are, not whole numbers of a range.</summary>
    public bool IsFloat => Kind is SampleKind.Half or SampleKind.Real or SampleKind.RealBig;

    /// <summary>Whether the components are X, Y and Z of digital cinema.</summary>
    public bool IsXyz => Name.StartsWith("xyz", StringComparison.Ordinal);

    /// <summary>The highest code.</summary>
    public double Most => IsFloat ? 1 : (1 << Bits) - 1;

    /// <summary>Samples of colour across.</summary>
    public int ChromaWidth(int width) => (width + Across - 1) / Across;

    /// <summary>Samples of colour down.</summary>
    public int ChromaHeight(int height) => (height + Down - 1) / Down;

    /// <summary>Bytes of a picture.</summary>
    public long BytesOf(int width, int height)
    {
        var samples = (long)width * height * Stride;
        var size = SampleRows.BytesOf(Kind);
        if (Planes == 1) return samples * size;
        return (samples * (IsLuma ? 1 + Planes - 3 : Planes) + (IsLuma ? 2L * ChromaWidth(width) * ChromaHeight(height) : 0)) * size;
    }

    /// <summary>Where a plane begins.</summary>
    public long StartOf(int plane, int width, int height)
    {
        if (plane == 0 || Planes == 1) return 0;
        var size = SampleRows.BytesOf(Kind);
        var whole = (long)width * height * size;
        return IsLuma ? whole + (plane - 1) * (long)ChromaWidth(width) * ChromaHeight(height) * size : plane * whole;
    }

    /// <summary>What to ask FFmpeg for so that a format that is packed oddly comes without loss; the format itself in all other cases.</summary>
    public static string Unpacked(string name) => name switch
    {
        "nv12" or "nv21" => "yuv420p",
        "nv16" => "yuv422p",
        "nv24" or "nv42" => "yuv444p",
        "nv20le" or "nv20be" or "p210le" or "p210be" or "y210le" or "y210be" => "yuv422p10le",
        "p010le" or "p010be" => "yuv420p10le",
        "p012le" or "p012be" => "yuv420p12le",
        "p016le" or "p016be" => "yuv420p16le",
        "yuyv422" or "uyvy422" or "yvyu422" => "yuv422p",
        "uyyvyy411" => "yuv411p",
        "pal8" or "rgb8" or "bgr8" or "rgb4" or "bgr4" or "rgb4_byte" or "bgr4_byte" => "rgb24",
        "monow" or "monob" => "gray",
        "x2rgb10le" or "x2rgb10be" or "x2bgr10le" or "x2bgr10be" => "gbrp10le",
        _ => name,
    };

    /// <summary>The layout that a name of FFmpeg's means; null when it is not known here.</summary>
    public static PixelLayout? Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Planar().Match(name) is { Success: true } planar) return FromPlanar(name, planar);
        if (Grey().Match(name) is { Success: true } grey)
        {
            var bits = BitsOf(grey.Groups["bits"].Value);
            var hasAlpha = grey.Groups["alpha"].Success;
            return new() { Name = name, Bits = bits.Bits, Kind = KindOf(bits, grey.Groups["end"].Value), IsGrey = true, Planes = 1, Stride = hasAlpha ? 2 : 1, Order = (0, 0, 0) };
        }

        if (Packed().Match(name) is not { Success: true } packed) return null;
        var order = packed.Groups["order"].Value;
        var isXyz = order == "xyz";
        var each = packed.Groups["bits"].Value is { Length: > 0 } total ? int.Parse(total, CultureInfo.InvariantCulture) / order.Length : 8;
        if (each is not (8 or 16) && !isXyz) return null;
        return new()
        {
            Name = name,
            Bits = isXyz ? 12 : each,
            Kind = KindOf((isXyz ? 12 : each, false), packed.Groups["end"].Value),
            IsHighEnd = isXyz,
            Planes = 1,
            Stride = order.Length,
            Order = isXyz ? (0, 1, 2) : (order.IndexOf('r', StringComparison.Ordinal), order.IndexOf('g', StringComparison.Ordinal), order.IndexOf('b', StringComparison.Ordinal)),
        };
    }

    private static PixelLayout FromPlanar(string name, Match planar)
    {
        var bits = BitsOf(planar.Groups["bits"].Value);
        var kind = KindOf(bits, planar.Groups["end"].Value);
        var planes = planar.Groups["alpha"].Success ? 4 : 3;
        if (planar.Groups["gbr"].Success) return new() { Name = name, Bits = bits.Bits, Kind = kind, Planes = planes, Order = (2, 0, 1) };
        var (across, down) = planar.Groups["sub"].Value switch { "44" => (1, 1), "22" => (2, 1), "20" => (2, 2), "40" => (1, 2), "11" => (4, 1), _ => (4, 4) };
        return new() { Name = name, Bits = bits.Bits, Kind = kind, Planes = planes, IsLuma = true, Across = across, Down = down };
    }

    private static (int Bits, bool IsFloat) BitsOf(string text) => text switch
    {
        "" => (8, false),
        ['f', .. var size] => (int.Parse(size, CultureInfo.InvariantCulture), true),
        _ => (int.Parse(text, CultureInfo.InvariantCulture), false),
    };

    private static SampleKind KindOf((int Bits, bool IsFloat) bits, string end) => (bits.IsFloat, bits.Bits, end) switch
    {
        (true, 16, _) => SampleKind.Half,
        (true, _, "be") => SampleKind.RealBig,
        (true, _, _) => SampleKind.Real,
        (_, 8, _) => SampleKind.Byte,
        (_, _, "be") => SampleKind.WordBig,
        _ => SampleKind.Word,
    };

    [GeneratedRegex("^(?:yuv(?<alpha>a)?j?4(?<sub>44|22|20|40|11|10)|(?<gbr>gbr)(?<alpha>a)?)p(?<bits>9|10|12|14|16|f32|f16)?(?<end>le|be)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Planar();

    [GeneratedRegex("^(?:gray|(?<alpha>ya))(?<bits>8|9|10|12|14|16|f32)?(?<end>le|be)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Grey();

    [GeneratedRegex("^(?<order>rgba|bgra|argb|abgr|rgb|bgr|xyz)(?<bits>12|24|32|48|64)(?<end>le|be)?$|^(?<order>rgba|bgra|argb|abgr|rgb0|bgr0|0rgb|0bgr)(?<bits>)$", RegexOptions.CultureInvariant)]
    private static partial Regex Packed();
}
