using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Acetate.Imaging.Colour.Aces1;

/// <summary>The same for eight colours at once.</summary>
internal sealed partial record RenderingPreparation
{
    internal readonly struct RowForm : IRowMixture
    {
        public void At(ref V r, ref V g, ref V b)
        {
            var (tiny, half) = (Vector512.Create(Tiny), Vector512.Create(0.5));
            var (most, least) = (Vector512.Max(r, Vector512.Max(g, b)), Vector512.Min(r, Vector512.Min(g, b)));
            var saturation = (Vector512.Max(most, tiny) - Vector512.Max(least, tiny)) / Vector512.Max(most, Vector512.Create(1e-2));

            // The glow.
            var x = (saturation - Vector512.Create(0.4)) * Vector512.Create(5.0);
            var t = Vector512.Max(V.One - Vector512.Abs(x * half), V.Zero);
            var gain = Vector512.Create(GlowGain) * (V.One + RowMath.Signed(V.One - t * t, x)) * half;
            var chroma = Vector512.Sqrt(Vector512.Max(V.Zero, b * (b - g) + g * (g - r) + r * (r - b)));
            var luminance = (r + g + b + Vector512.Create(1.75) * chroma) * Vector512.Create(1 / 3.0);
            var glow = RowMath.Where(Vector512.LessThanOrEqual(luminance, Vector512.Create(2.0 / 3 * GlowMiddle)), gain,
                RowMath.Where(Vector512.GreaterThanOrEqual(luminance, Vector512.Create(2 * GlowMiddle)), V.Zero, gain * (Vector512.Create(GlowMiddle) / luminance - half)));
            glow += V.One;
            (r, g, b) = (r * glow, g * glow, b * glow);

            // The reds: a bump of 135 degrees about red.
            var isGrey = Vector512.Equals(r, g) & Vector512.Equals(g, b);
            var hue = RowMath.Angle(r + r - g - b, Vector512.Create(Math.Sqrt(3)) * (g - b));
            hue = RowMath.Where(Vector512.GreaterThan(hue, Vector512.Create(180.0)), hue - Vector512.Create(360.0), hue);
            var at = (hue + Vector512.Create(RedWidth / 2)) * Vector512.Create(4 / RedWidth);
            var (one, two, three) = (at - V.One, at - Vector512.Create(2.0), at - Vector512.Create(3.0));
            var (c3, c4, c6) = (Vector512.Create(3.0), Vector512.Create(4.0), Vector512.Create(6.0));
            var bump = RowMath.Where(Vector512.LessThan(at, V.One), at * at * at,
                RowMath.Where(Vector512.LessThan(at, Vector512.Create(2.0)), ((c3 - c3 * one) * one + c3) * one + V.One,
                RowMath.Where(Vector512.LessThan(at, c3), (c3 * two - c6) * two * two + c4, ((c3 - three) * three - c3) * three + V.One)));
            bump = RowMath.Where(Vector512.LessThan(Vector512.Abs(hue), Vector512.Create(RedWidth / 2)), bump * Vector512.Create(0.25), V.Zero);
            bump = RowMath.Where(isGrey, V.Zero, bump);
            r += bump * saturation * (Vector512.Create(RedPivot) - r) * Vector512.Create(1 - RedScale);

            (r, g, b) = (Vector512.Max(r, V.Zero), Vector512.Max(g, V.Zero), Vector512.Max(b, V.Zero));
            RowMath.Mix(ToAp1, ref r, ref g, ref b);
            (r, g, b) = (Vector512.Max(r, V.Zero), Vector512.Max(g, V.Zero), Vector512.Max(b, V.Zero));
            RowMath.Mix(LessColour, ref r, ref g, ref b);
        }
    }
}
