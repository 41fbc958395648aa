using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Encode;

/// <summary>A simple development of uncompressed DNG raw, from the camera's own tags.</summary>
internal static class RawPreviews
{
    /// <summary>Linear Rec. 709 to XYZ with the white of D65, row by row.</summary>
    private static readonly double[] XyzFromRec709 =
        [0.4123908, 0.3575843, 0.1804808, 0.2126390, 0.7151687, 0.0721923, 0.0193308, 0.1191948, 0.9505322];

    /// <summary>The development, or why there is none.</summary>
    public static RawPreview? For(ClipInspection inspection, out string reason)
    {
        reason = "";
        if (inspection.Image?.Codec != "cfa")
        {
            reason = "Compressed raw cannot be developed here yet; only uncompressed DNG can.";
            return null;
        }

        // The second matrix, where there is one, is for daylight.
        var matrix = Ratios(inspection, "dng.50722") ?? Ratios(inspection, "dng.50721");
        var neutral = Ratios(inspection, "dng.50728");
        if (matrix is not { Length: 9 } || neutral is not { Length: 3 } || neutral.Any(value => value <= 0))
        {
            reason = "The raw frames carry no colour matrix or as-shot white for three colours, so their colours cannot be shown.";
            return null;
        }

        if (CameraToRec709(matrix, neutral) is not { } toDisplay)
        {
            reason = "The colour matrix of the raw frames cannot be inverted.";
            return null;
        }

        return new(0, 1, toDisplay);
    }

    /// <summary>
    /// DNG's matrix leads from XYZ to the camera. Scaled so that display white becomes (1, 1, 1) in the camera, its inverse leads
    /// from white-balanced camera values to the display; the gains of the as-shot white (green kept) come before it.
    /// </summary>
    private static ImmutableArray<double>? CameraToRec709(double[] cameraFromXyz, double[] neutral)
    {
        var camera = new double[9];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
                camera[row * 3 + column] = Enumerable.Range(0, 3).Sum(i => cameraFromXyz[row * 3 + i] * XyzFromRec709[i * 3 + column]);
            var sum = camera[row * 3] + camera[row * 3 + 1] + camera[row * 3 + 2];
            if (Math.Abs(sum) < 1e-9) return null;
            for (var column = 0; column < 3; column++) camera[row * 3 + column] /= sum;
        }

        if (Inverse(camera) is not { } inverse) return null;
        return [.. inverse.Select((value, i) => value * neutral[1] / neutral[i % 3])];
    }

    private static double[]? Inverse(double[] m)
    {
        var determinant = m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
        if (Math.Abs(determinant) < 1e-9) return null;
        double[] adjugate =
        [
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
        ];
        return [.. adjugate.Select(value => value / determinant)];
    }

    private static double[]? Ratios(ClipInspection inspection, string field)
    {
        if (inspection.Facts.FirstOrDefault(fact => fact.Field == field) is not { } fact) return null;
        var values = new List<double>();
        foreach (var part in fact.Value.Split(' '))
        {
            var ends = part.Split('/');
            if (!double.TryParse(ends[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator)) return null;
            var denominator = 1.0;
            if (ends.Length > 1 && !double.TryParse(ends[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out denominator)) return null;
            if (denominator == 0) return null;
            values.Add(numerator / denominator);
        }

        return [.. values];
    }
}
