using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Acetate.Imaging.Colour.Aces1;

/// <summary>The same for eight lights at once.</summary>
internal sealed partial record LogSpline
{
    /// <summary>The curve, its pieces worked out once: from log10 of light to log10 of luminance.</summary>
    internal sealed class Lanes
    {
        private readonly double[] squares, slopes, starts;
        private readonly double lowX, lowY, lowSlope, middleX, highX, highY, highSlope, lowScale, highScale, lowPieces, highPieces;

        public Lanes(LogSpline curve)
        {
            (lowX, lowY, lowSlope, middleX) = (curve.Low.LogX, curve.Low.LogY, curve.LowSlope, curve.Middle.LogX);
            (highX, highY, highSlope) = (curve.High.LogX, curve.High.LogY, curve.HighSlope);
            (lowPieces, highPieces) = (curve.LowCoefficients.Length - 3, curve.HighCoefficients.Length - 3);
            (lowScale, highScale) = (lowPieces / (middleX - lowX), highPieces / (highX - middleX));
            var pieces = Pieces(curve.LowCoefficients.AsSpan()).Concat(Pieces(curve.HighCoefficients.AsSpan())).ToArray();
            squares = [.. pieces.Select(piece => piece.Square)];
            slopes = [.. pieces.Select(piece => piece.Slope)];
            starts = [.. pieces.Select(piece => piece.Start)];
        }

        /// <summary>log10 of light, cut at the least that counts.</summary>
        public static V Log10(V light)
        {
            var some = RowMath.Where(Vector512.LessThan(light, Vector512.Create(Least)), Vector512.Create(Least), light);
            return RowMath.Log2(some) * Vector512.Create(Math.Log10(2));
        }

        /// <summary>10 to a power.</summary>
        public static V Exp10(V power) => RowMath.Exp2(power * Vector512.Create(Math.Log2(10)));

        [SkipLocalsInit]
        public V At(V x)
        {
            var isHigh = Vector512.GreaterThanOrEqual(x, Vector512.Create(middleX));
            var place = RowMath.Where(isHigh, (x - Vector512.Create(middleX)) * Vector512.Create(highScale), (x - Vector512.Create(lowX)) * Vector512.Create(lowScale));
            var last = RowMath.Where(isHigh, Vector512.Create(highPieces - 1), Vector512.Create(lowPieces - 1));
            // Outside of the pieces the nearest one is looked at, and thrown away.
            var piece = Vector512.Min(Vector512.Max(Vector512.Floor(place), V.Zero), last);
            var t = place - piece;
            Span<double> at = stackalloc double[8];
            Span<double> found = stackalloc double[24];
            (piece + RowMath.Where(isHigh, Vector512.Create(lowPieces), V.Zero)).StoreUnsafe(ref MemoryMarshal.GetReference(at));
            for (var i = 0; i < 8; i++)
            {
                var index = double.IsNaN(at[i]) ? 0 : (int)at[i];
                (found[i], found[8 + i], found[16 + i]) = (squares[index], slopes[index], starts[index]);
            }

            ref var first = ref MemoryMarshal.GetReference(found);
            var y = (Vector512.LoadUnsafe(ref first) * t + Vector512.LoadUnsafe(ref first, 8)) * t + Vector512.LoadUnsafe(ref first, 16);
            y = RowMath.Where(Vector512.GreaterThanOrEqual(x, Vector512.Create(highX)), Vector512.Create(highY) + Vector512.Create(highSlope) * (x - Vector512.Create(highX)), y);
            return RowMath.Where(Vector512.LessThanOrEqual(x, Vector512.Create(lowX)), Vector512.Create(lowY) + Vector512.Create(lowSlope) * (x - Vector512.Create(lowX)), y);
        }

        private static (double Square, double Slope, double Start)[] Pieces(ReadOnlySpan<double> c)
        {
            var pieces = new (double, double, double)[c.Length - 3];
            for (var i = 0; i < pieces.Length; i++) pieces[i] = ((c[i] - 2 * c[i + 1] + c[i + 2]) / 2, c[i + 1] - c[i], (c[i] + c[i + 1]) / 2);
            return pieces;
        }
    }
}
