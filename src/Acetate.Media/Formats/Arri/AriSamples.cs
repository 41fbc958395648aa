using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;

namespace Acetate.Media.Formats.Arri;

/// <summary>How the samples of 12 bits of ARRIRAW lie.</summary>
public enum AriOrder
{
    /// <summary>Words of 32 bits filled from their high end, each two samples changed: ALEXA, XT, SXT, 65, LF.</summary>
    SwappedWords,

    /// <summary>The same words, samples in their order. No camera is known to write it; readers disagree, so it is looked for.</summary>
    Words,

    /// <summary>A stream of bits from the low end: ALEXA Mini.</summary>
    LittleEndian,
}

/// <summary>Rows of ARRIRAW samples, and the proof that they are read in the right order.</summary>
public static class AriSamples
{
    private const int ProofRows = 64;

    /// <summary>Unpacks a row.</summary>
    /// <param name="picture">The packed picture.</param>
    /// <param name="line">0 for the top row.</param>
    /// <param name="codes">As many as the picture is wide.</param>
    /// <param name="order">How they lie.</param>
    public static void Row(ReadOnlySpan<byte> picture, int line, Span<ushort> codes, AriOrder order)
    {
        var length = TwelveBits.RowBytes(codes.Length);
        TwelveBits.Unpack(picture.Slice(line * length, length), codes, order == AriOrder.LittleEndian ? TwelveBitPacking.LittleEndian : TwelveBitPacking.SwappedWords);
        if (order != AriOrder.Words) return;
        for (var x = 0; x + 1 < codes.Length; x += 2) (codes[x], codes[x + 1]) = (codes[x + 1], codes[x]);
    }

    /// <summary>
    /// Which order makes a picture: in the right one the two greens of each four pixels are alike, in a wrong one they are other colours or noise.
    /// </summary>
    /// <param name="picture">The packed picture.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="pattern">Which colours the pixels see.</param>
    /// <param name="expected">What the camera is known to write; taken when the picture is too even to tell.</param>
    public static AriOrder Prove(ReadOnlySpan<byte> picture, int width, int height, BayerPattern pattern, AriOrder expected)
    {
        var usual = Unlikeness(picture, width, height, pattern, expected);
        var (best, least) = (expected, usual * 0.7);
        foreach (var order in Enum.GetValues<AriOrder>())
        {
            if (order == expected || Unlikeness(picture, width, height, pattern, order) is var other && !(other < least)) continue;
            (best, least) = (order, Unlikeness(picture, width, height, pattern, order));
        }

        return best;
    }

    private static double Unlikeness(ReadOnlySpan<byte> picture, int width, int height, BayerPattern pattern, AriOrder order)
    {
        var (upper, lower) = (new ushort[width], new ushort[width]);
        // In a row of red pixels green stands where red does not, in the next the other way round.
        var (first, second) = pattern.RedRow() == 0 ? (1 - pattern.RedColumn(), pattern.RedColumn()) : (pattern.RedColumn(), 1 - pattern.RedColumn());
        var (sum, count) = (0.0, 0);
        var step = Math.Max(1, height / 2 / ProofRows);
        for (var pair = 0; 2 * pair + 1 < height; pair += step)
        {
            Row(picture, 2 * pair, upper, order);
            Row(picture, 2 * pair + 1, lower, order);
            for (var x = 0; x + 1 < width; x += 2, count++) sum += Math.Abs(upper[x + first] - lower[x + second]);
        }

        return count == 0 ? 0 : sum / count;
    }
}
