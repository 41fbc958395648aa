using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Acetate.Imaging.Colour.Aces2;

/// <summary>The same for eight colours at once.</summary>
public sealed partial class OutputTransform
{
    private Lanes? lanes;

    /// <summary>The quick form; made once.</summary>
    internal RowForm Row => new(lanes ??= new(this));

    internal readonly struct RowForm(Lanes lanes) : IRowMixture
    {
        public void At(ref V r, ref V g, ref V b) => lanes.Apply(ref r, ref g, ref b);
    }

    /// <summary>What the quick form needs, worked out once.</summary>
    internal sealed class Lanes(OutputTransform transform)
    {
        private readonly Matrix3 toCones = OfAces.ToCones * ToAp0, toOpponent = OfAces.ToOpponent;
        private readonly Matrix3 fromOpponent = transform.display.FromOpponent, fromCones = transform.display.FromCones;

        [SkipLocalsInit]
        public void Apply(ref V r, ref V g, ref V b)
        {
            RowMath.Mix(ToAp1, ref r, ref g, ref b);
            var most = Vector512.Create(transform.brightest);
            (r, g, b) = (Cut(r, most), Cut(g, most), Cut(b, most));
            RowMath.Mix(toCones, ref r, ref g, ref b);
            (r, g, b) = (Appearance.Compressed(r), Appearance.Compressed(g), Appearance.Compressed(b));
            RowMath.Mix(toOpponent, ref r, ref g, ref b);
            var isDark = Vector512.LessThanOrEqual(r, V.Zero);
            var m = Vector512.Sqrt(g * g + b * b);
            var isGrey = Vector512.Equals(m, V.Zero);
            var (cos, sin) = (RowMath.Where(isGrey, V.One, g / m), RowMath.Where(isGrey, V.Zero, b / m));

            Span<double> hues = stackalloc double[8];
            Span<double> found = stackalloc double[32];
            RowMath.Angle(g, b).StoreUnsafe(ref MemoryMarshal.GetReference(hues));
            transform.gamut.Cusps(hues, found[..8], found.Slice(8, 8), found.Slice(16, 8));
            transform.reach.At(hues, found[24..]);
            ref var tables = ref MemoryMarshal.GetReference(found);
            var reach = Vector512.LoadUnsafe(ref tables, 24);

            var tonedResponse = OfAces.Response(transform.tones.At(OfAces.Luminance(r)));
            var j = RowMath.PowWithin(tonedResponse, Appearance.Exponent) * Vector512.Create(100.0);
            m = transform.chroma.Apply(m, cos, sin, r, tonedResponse, j, reach);
            transform.gamut.Apply(ref j, ref m, Vector512.LoadUnsafe(ref tables), Vector512.LoadUnsafe(ref tables, 8), Vector512.LoadUnsafe(ref tables, 16), reach);

            (r, g, b) = (RowMath.PowWithin(j * Vector512.Create(0.01), 1 / Appearance.Exponent), m * cos, m * sin);
            RowMath.Mix(fromOpponent, ref r, ref g, ref b);
            (r, g, b) = (Appearance.Expanded(r), Appearance.Expanded(g), Appearance.Expanded(b));
            RowMath.Mix(fromCones, ref r, ref g, ref b);
            most = Vector512.Create(transform.peak);
            (r, g, b) = (Cut(r, most), Cut(g, most), Cut(b, most));
            RowMath.Mix(transform.toXyz, ref r, ref g, ref b);
            (r, g, b) = (RowMath.Where(isDark, V.Zero, r), RowMath.Where(isDark, V.Zero, g), RowMath.Where(isDark, V.Zero, b));
        }

        private static V Cut(V light, V most)
        {
            var above = RowMath.Where(Vector512.GreaterThan(light, most), most, light);
            return RowMath.Where(Vector512.LessThan(light, V.Zero), V.Zero, above);
        }
    }
}
