using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Acetate.Imaging.Colour.Aces2;

/// <summary>The same for eight colours at once.</summary>
internal sealed partial record ChromaCompression
{
    // (100 / peak lightness) to the power of 1 / (c · z)
    private double ShareOfPeak => Math.Pow(100 / peakLightness, 1 / Appearance.Exponent);

    /// <summary>The colourfulness after the tone curve.</summary>
    /// <param name="m">Colourfulness before it.</param>
    /// <param name="cos">Of the hue.</param>
    /// <param name="sin">Of the hue.</param>
    /// <param name="response">The achromatic response before the tone curve.</param>
    /// <param name="tonedResponse">The achromatic response after it.</param>
    /// <param name="toned">The lightness after it.</param>
    /// <param name="reach">The greatest colourfulness of the hue at the peak.</param>
    public V Apply(V m, V cos, V sin, V response, V tonedResponse, V toned, V reach)
    {
        var (c1, s1) = (cos, sin);
        var two = Vector512.Create(2.0);
        var (s2, c2) = (two * c1 * s1, two * c1 * c1 - V.One);
        var s3 = (Vector512.Create(3.0) - Vector512.Create(4.0) * s1 * s1) * s1;
        var c3 = (Vector512.Create(4.0) * c1 * c1 - Vector512.Create(3.0)) * c1;
        var norm = (Vector512.Create(11.34072) * c1 + Vector512.Create(16.46899) * c2 + Vector512.Create(7.88380) * c3
            + Vector512.Create(14.66441) * s1 - Vector512.Create(6.37224) * s2 + Vector512.Create(9.19364) * s3 + Vector512.Create(77.12896)) * Vector512.Create(scale);
        var share = toned * Vector512.Create(1 / peakLightness);
        var rest = Vector512.Max(V.Zero, V.One - share);
        // Lightness is a power of the response, and this takes the power back: the response itself is what is wanted.
        var limit = tonedResponse * Vector512.Create(ShareOfPeak) * reach / norm;
        var x = m * (tonedResponse / response) / norm;
        x = limit - Toe(limit - x, limit - Vector512.Create(0.001), rest * Vector512.Create(saturation), Vector512.Sqrt(share * share + Vector512.Create(threshold)));
        x = Toe(x, limit, share * Vector512.Create(compression), rest) * norm;
        return RowMath.Where(Vector512.Equals(m, V.Zero), V.Zero, x);
    }

    private static V Toe(V x, V limit, V first, V second)
    {
        var k2 = Vector512.Max(second, Vector512.Create(0.001));
        var k1 = Vector512.Sqrt(first * first + k2 * k2);
        var k3 = (limit + k1) / (limit + k2);
        var b = k3 * x - k1;
        var bent = (b + Vector512.Sqrt(b * b + Vector512.Create(4.0) * k2 * k3 * x)) * Vector512.Create(0.5);
        return RowMath.Where(Vector512.GreaterThan(x, limit), x, bent);
    }
}
