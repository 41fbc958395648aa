using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Debayer;

namespace Acetate.Media.Formats.Dng;

/// <summary>What a DNG's tags may say of its samples, and what is refused.</summary>
internal static class DngLayout
{
    private const string WayOut = "Convert it with the maker's software or Adobe's DNG Converter to DNG without loss.";

    /// <exception cref="InvalidDataException">The picture is of a kind that is not developed here.</exception>
    public static void Check(DngTags tags, int compression, int bits, int planes, bool isFloating)
    {
        var photometric = tags.Number(262);
        if (photometric is not (32803 or 34892)) throw new InvalidDataException($"The file has no raw picture: its pixels are of the kind {photometric?.ToString(CultureInfo.InvariantCulture) ?? "that is not said"} (tag 262).");
        if (photometric == 32803 && (tags.Number(277) ?? 1) != 1) throw new InvalidDataException($"The raw picture has {tags.Number(277)} samples a pixel, where a colour filter gives one.");
        if (photometric == 34892 && planes != 3) throw new InvalidDataException($"The demosaiced picture (linear raw) has {planes} samples a pixel; red, green and blue are developed here.{(planes == 1 ? " A camera without colours has no colours of ACES." : "")}");
        if (planes == 3 && (tags.Number(284) ?? 1) != 1) throw new InvalidDataException($"The demosaiced picture (linear raw) keeps its colours apart (planar), which is not decoded here. {WayOut}");
        if (compression is not (1 or 7 or 8 or 34892 or 52546)) throw new InvalidDataException($"The raw picture is compressed by method {compression}, which is not decoded here. {WayOut}");
        if (tags.Numbers(258).Any(other => other != bits)) throw new InvalidDataException("The raw picture's colours have different numbers of bits, which is not decoded here.");
        var format = tags.Number(339) ?? 1;
        if (format is not (1 or 3) || tags.Numbers(339).Any(other => other != format)) throw new InvalidDataException($"The raw picture's samples are of the kind {format} (tag 339), which is not decoded here. {WayOut}");
        var fits = (compression, isFloating) switch
        {
            (1, false) => bits is 8 or 10 or 12 or 14 or 16,
            (7, false) => bits is >= 2 and <= 16,
            (8, false) => bits is 8 or 16,
            (1 or 8, true) => bits is 16 or 24 or 32,
            (34892, false) => bits == 8,
            (52546, false) => bits is >= 8 and <= 16,
            (52546, true) => bits is 16 or 32,
            _ => false,
        };
        if (!fits) throw new InvalidDataException($"The raw picture has {bits} bits a sample{(isFloating ? ", floating" : "")}, compressed by method {compression}, which is not decoded here. {WayOut}");
        var predictor = tags.Number(317) ?? 1;
        if (compression == 8 && !(isFloating ? predictor is 1 or 3 or 34894 or 34895 : predictor is 1 or 2 or 34892 or 34893) || compression == 1 && predictor != 1)
            throw new InvalidDataException($"The raw picture is predicted by method {predictor}, which is not decoded here. {WayOut}");
        if ((tags.Number(266) ?? 1) != 1 || tags.Numbers(50974).Any(size => size != 1)) throw new InvalidDataException($"The raw picture's samples are in reverse order of bits or in blocks within tiles, which is not decoded here. {WayOut}");
    }

    /// <summary>How many fields of rows and columns lie one after the other.</summary>
    public static (int, int) InterleaveOf(DngTags tags, int width, int height)
    {
        var (rows, columns) = (Math.Max(1, tags.Size(50975)), Math.Max(1, tags.Size(52547)));
        // As many fields as there are rows, or more, say nothing.
        return (rows >= height ? 1 : rows, columns >= width ? 1 : columns);
    }

    /// <summary>Black for each place of its pattern and each plane, and white for each plane.</summary>
    public static (ImmutableArray<double> Black, ImmutableArray<double> White) Levels(DngTags tags, (int Rows, int Columns) repeat, int planes, double most)
    {
        var count = repeat.Rows * repeat.Columns * planes;
        var black = tags.Reals(50714).Take(count).ToImmutableArray();
        // One number is often written for all of them.
        if (black.Length is 0 or 1) black = [.. Enumerable.Repeat(black.FirstOrDefault(), count)];
        if (black.Length < count) throw new InvalidDataException("The black level has fewer values than it says.");
        var white = tags.Reals(50717).Take(planes).ToImmutableArray();
        return (black, white.Length == planes ? white : [.. Enumerable.Repeat(white.IsEmpty ? most : white[0], planes)]);
    }

    /// <summary>Which colours the pixels see.</summary>
    public static BayerPattern PatternOf(DngTags tags)
    {
        if (tags.Numbers(33421).ToArray() is not [2, 2] || (tags.Number(50711) ?? 1) != 1) throw new InvalidDataException("The sensor's colour filter does not repeat every two pixels, which is not developed here.");
        var planes = tags.Numbers(50710).ToArray() is { Length: 3 } named ? named : [0, 1, 2];
        // The pattern holds the planes' colours themselves: 0 red, 1 green, 2 blue.
        if (!planes.Order().SequenceEqual([0L, 1, 2])) throw new InvalidDataException("The sensor sees other colours than red, green and blue, which is not developed here.");
        return tags.Numbers(33422).ToArray() switch
        {
            [0, 1, 1, 2] => BayerPattern.Rggb,
            [1, 0, 2, 1] => BayerPattern.Grbg,
            [1, 2, 0, 1] => BayerPattern.Gbrg,
            [2, 1, 1, 0] => BayerPattern.Bggr,
            _ => throw new InvalidDataException("The sensor's colour filter is none of Bayer's, which is not developed here."),
        };
    }
}
