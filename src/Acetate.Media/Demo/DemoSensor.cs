using System.Collections.Immutable;

namespace Acetate.Media.Demo;

/// <summary>The colours of the demo's raw camera, as a DNG states them.</summary>
internal static class DemoSensor
{
    /// <summary>From XYZ (D65) to linear Rec. 709, row by row.</summary>
    private static readonly double[] Rec709FromXyz =
        [3.2409699, -1.5373832, -0.4986108, -0.9692436, 1.8759675, 0.0415551, 0.0556301, -0.2039770, 1.0569715];

    /// <summary>From XYZ to the camera, neutral included, in ten thousandths: what <c>ColorMatrix1</c> holds.</summary>
    public static ImmutableArray<int> ColorMatrix()
    {
        var matrix = new int[9];
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
            {
                var sum = 0.0;
                for (var i = 0; i < 3; i++) sum += PixelConversion.SensorThousandths[row * 3 + i] / 1000.0 * Rec709FromXyz[i * 3 + column];
                matrix[row * 3 + column] = (int)Math.Round(sum * PixelConversion.NeutralThousandths[row] / 1000.0 * 10000);
            }

        return [.. matrix];
    }
}
