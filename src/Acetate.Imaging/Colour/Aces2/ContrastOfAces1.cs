using Acetate.Imaging.Colour.Aces1;

namespace Acetate.Imaging.Colour.Aces2;

/// <summary>A look that gives ACES 2 the contrast of ACES 1 on a display of 100 cd/m² (Look.Academy.v1_SDR_Tonescale_Match.a2.v1).</summary>
/// <remarks>As the Academy describes its table: what goes through the tone curve of ACES 1, and then backwards through that of ACES 2. A thousand
/// three hundred and one points about 18 % grey, 6.5 stops either way in hundredths of a stop; light between them lies on straight lines,
/// light beyond them has the value of the outermost.</remarks>
public sealed class ContrastOfAces1 : IColourOperation
{
    private const int Stops = 13, PerStop = 100;

    private readonly double[] light = new double[Stops * PerStop + 1], result = new double[Stops * PerStop + 1];

    private ContrastOfAces1()
    {
        var second = new ToneScale(100);
        for (var i = 0; i < light.Length; i++)
        {
            light[i] = 0.18 * Math.Pow(2, (i - Stops * PerStop / 2) / (double)PerStop);
            var wanted = Rendering.Cinema.Apply(Rgb.Grey(light[i])).G * 100;
            var (low, high) = (0.0, 12800.0);
            for (var step = 0; step < 60; step++)
            {
                var middle = (low + high) / 2;
                if (second.At(middle) < wanted) low = middle;
                else high = middle;
            }

            result[i] = wanted <= 0 ? 0 : (low + high) / 200;
        }
    }

    /// <summary>The look.</summary>
    public static ContrastOfAces1 Look { get; } = new();

    /// <inheritdoc/>
    public string Name => "contrast of ACES 1 at 100 cd/m²";

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour) => colour.Each(At);

    private double At(double value)
    {
        if (!(value > light[0])) return result[0];
        if (value >= light[^1]) return result[^1];
        var at = Array.BinarySearch(light, value);
        if (at >= 0) return result[at];
        var (low, high) = (~at - 1, ~at);
        return result[low] + (value - light[low]) / (light[high] - light[low]) * (result[high] - result[low]);
    }
}
