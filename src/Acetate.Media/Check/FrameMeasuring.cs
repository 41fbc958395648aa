using System.Numerics;
using System.Runtime.InteropServices;

namespace Acetate.Media.Check;

/// <summary>Measures a frame from its rows. It can be used again for the next frame of the same size, by one thread at a time.</summary>
/// <remarks>
/// One pass: rows are added up into a small picture for everything that concerns time; at full size only what would be lost there is
/// measured: steps between rows, steps at the borders of a codec's blocks, lone pixels, values at the end of the range.
/// </remarks>
internal sealed class FrameMeasuring
{
    /// <summary>Pixels of a codec's block.</summary>
    public const int Block = 16;

    private const int SmallAcross = 192, DetailRows = 4;

    private readonly int width, height, factor, smallWidth, smallHeight;
    private readonly PictureLimits limits;
    private readonly bool isLight;
    private readonly float[] redSum, greenSum, blueSum, small;
    private readonly float[][] kept;
    private readonly BlockSteps blocks;
    private readonly LonePixels lone;
    private readonly double[] fine = new double[FrameMeasure.Areas], coarse = new double[FrameMeasure.Areas];
    private double red, green, blue;
    private long clipped;
    private Vector<uint> print;
    private int rows;
    private bool seeksLone;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="limits">From where on something is told.</param>
    /// <param name="isLight">Whether values are linear light: they are then brought between 0 and 1 first.</param>
    public FrameMeasuring(int width, int height, PictureLimits limits, bool isLight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (this.width, this.height, this.limits, this.isLight) = (width, height, limits, isLight);
        factor = Math.Max(1, (width + SmallAcross - 1) / SmallAcross);
        (smallWidth, smallHeight) = (Math.Max(1, width / factor), Math.Max(1, height / factor));
        (redSum, greenSum, blueSum, small) = (new float[width], new float[width], new float[width], new float[smallWidth * smallHeight]);
        kept = [.. Enumerable.Range(0, 5).Select(_ => new float[width])];
        blocks = new(width, height);
        lone = new(width, height, limits);
    }

    /// <summary>Begins a frame.</summary>
    /// <param name="withLonePixels">Whether lone pixels are looked for: the dearest part, which need not be done in each frame.</param>
    public void Begin(bool withLonePixels)
    {
        (rows, clipped, red, green, blue, print) = (0, 0, 0, 0, 0, new Vector<uint>(2166136261));
        seeksLone = withLonePixels;
        Array.Clear(redSum);
        Array.Clear(greenSum);
        Array.Clear(blueSum);
        Array.Clear(small);
        Array.Clear(fine);
        Array.Clear(coarse);
        blocks.Begin();
        lone.Begin();
    }

    /// <summary>Takes the next row.</summary>
    public void Row(ReadOnlySpan<float> r, ReadOnlySpan<float> g, ReadOnlySpan<float> b)
    {
        if (rows >= height) throw new InvalidOperationException("The picture has all its rows.");
        var luma = kept[rows % 5];
        if (isLight) Sum<Light>(r[..width], g[..width], b[..width], luma);
        else Sum<Code>(r[..width], g[..width], b[..width], luma);
        if (rows > 0) blocks.Add(rows, kept[(rows + 4) % 5], luma);
        if (rows % DetailRows == DetailRows / 2) Detail(luma);
        if (seeksLone && rows >= 4) lone.Look(rows - 2, kept[(rows + 1) % 5], kept[(rows + 2) % 5], kept[(rows + 3) % 5], kept[(rows + 4) % 5], luma);
        rows++;
        if (rows % factor == 0 || rows == height) EndBand();
    }

    /// <summary>What was measured.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public FrameMeasure End()
    {
        if (rows < height) throw new InvalidOperationException($"The picture has {rows} of {height} rows.");
        var isFinite = double.IsFinite(red + green + blue);
        var scale = 1f / (factor * factor);
        var made = new float[small.Length];
        for (var i = 0; i < made.Length; i++) made[i] = float.IsFinite(small[i]) ? Math.Clamp(small[i] * scale, -1, 2) : 0;
        var pixels = (double)width * height;
        var (edges, region) = blocks.Edges();
        return new()
        {
            Small = made,
            SmallWidth = smallWidth,
            SmallHeight = smallHeight,
            IsFinite = isFinite,
            Red = (float)(red / pixels),
            Green = (float)(green / pixels),
            Blue = (float)(blue / pixels),
            Clipped = (float)(clipped / pixels),
            BlockEdges = edges,
            BlockRegion = region,
            Sharpness = Sharpest(),
            Steps = blocks.Steps(),
            Lone = seeksLone ? lone.Found() : null,
            Print = Print(),
        };
    }

    /// <summary>Adds a row to the sums of its columns, makes its luma, counts what is at the end of the range.</summary>
    private void Sum<TCurve>(ReadOnlySpan<float> r, ReadOnlySpan<float> g, ReadOnlySpan<float> b, Span<float> luma) where TCurve : struct, ICurve
    {
        ref var red0 = ref MemoryMarshal.GetReference(r);
        ref var green0 = ref MemoryMarshal.GetReference(g);
        ref var blue0 = ref MemoryMarshal.GetReference(b);
        ref var luma0 = ref MemoryMarshal.GetReference(luma);
        ref var redTo = ref MemoryMarshal.GetArrayDataReference(redSum);
        ref var greenTo = ref MemoryMarshal.GetArrayDataReference(greenSum);
        ref var blueTo = ref MemoryMarshal.GetArrayDataReference(blueSum);
        var (over, most) = (Vector<int>.Zero, new Vector<float>((float)limits.ClipLevel));
        var i = 0;
        for (; i + Vector<float>.Count <= width; i += Vector<float>.Count)
        {
            var at = (nuint)i;
            var (x, y, z) = (TCurve.Of(Vector.LoadUnsafe(ref red0, at)), TCurve.Of(Vector.LoadUnsafe(ref green0, at)), TCurve.Of(Vector.LoadUnsafe(ref blue0, at)));
            ((x + z) * 0.25f + y * 0.5f).StoreUnsafe(ref luma0, at);
            over -= Vector.GreaterThanOrEqual(Vector.Max(Vector.Max(x, y), z), most);
            (Vector.LoadUnsafe(ref redTo, at) + x).StoreUnsafe(ref redTo, at);
            (Vector.LoadUnsafe(ref greenTo, at) + y).StoreUnsafe(ref greenTo, at);
            (Vector.LoadUnsafe(ref blueTo, at) + z).StoreUnsafe(ref blueTo, at);
        }

        clipped += Vector.Sum(over);
        for (; i < width; i++)
        {
            var (x, y, z) = (TCurve.Of(r[i]), TCurve.Of(g[i]), TCurve.Of(b[i]));
            luma[i] = (x + z) * 0.25f + y * 0.5f;
            if (Math.Max(Math.Max(x, y), z) >= (float)limits.ClipLevel) clipped++;
            redSum[i] += x;
            greenSum[i] += y;
            blueSum[i] += z;
        }
    }

    private void EndBand()
    {
        var row = (rows - 1) / factor;
        if (row < smallHeight)
        {
            var into = small.AsSpan(row * smallWidth, smallWidth);
            for (var x = 0; x < smallWidth; x++)
            {
                var sum = 0f;
                for (var i = x * factor; i < (x + 1) * factor; i++) sum += (redSum[i] + blueSum[i]) * 0.25f + greenSum[i] * 0.5f;
                into[x] = sum;
            }
        }

        (red, green, blue) = (red + Add(redSum), green + Add(greenSum), blue + Add(blueSum));
        Array.Clear(redSum);
        Array.Clear(greenSum);
        Array.Clear(blueSum);
    }

    /// <summary>The sum of a row, whose bits go into the print.</summary>
    private double Add(float[] row)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(row);
        var (sum, prime, i) = (Vector<float>.Zero, new Vector<uint>(16777619), 0);
        for (; i + Vector<float>.Count <= row.Length; i += Vector<float>.Count)
        {
            var values = Vector.LoadUnsafe(ref first, (nuint)i);
            sum += values;
            print = (print ^ Vector.AsVectorUInt32(values)) * prime;
        }

        double rest = Vector.Sum(sum);
        for (; i < row.Length; i++)
        {
            rest += row[i];
            print = (print ^ new Vector<uint>(BitConverter.SingleToUInt32Bits(row[i]))) * prime;
        }

        return rest;
    }

    /// <summary>The print in one number.</summary>
    private ulong Print()
    {
        var one = 14695981039346656037;
        for (var i = 0; i < Vector<uint>.Count; i++) one = (one ^ print[i]) * 1099511628211;
        return one;
    }

    private void Detail(ReadOnlySpan<float> luma)
    {
        var down = Math.Min(FrameMeasure.AreasDown - 1, rows * FrameMeasure.AreasDown / height);
        for (var across = 0; across < FrameMeasure.AreasAcross; across++)
        {
            var (from, to) = (Math.Max(4, across * width / FrameMeasure.AreasAcross), (across + 1) * width / FrameMeasure.AreasAcross);
            var (near, far) = (0f, 0f);
            for (var x = from; x < to; x += 2)
            {
                near += Math.Abs(luma[x] - luma[x - 1]);
                far += Math.Abs(luma[x] - luma[x - 4]);
            }

            fine[down * FrameMeasure.AreasAcross + across] += near;
            coarse[down * FrameMeasure.AreasAcross + across] += far;
        }
    }

    private float Sharpest()
    {
        var (best, area) = (0.0, (double)width / FrameMeasure.AreasAcross / 2 * Math.Max(1, height / DetailRows / FrameMeasure.AreasDown));
        // An area without contrast is neither sharp nor soft.
        for (var i = 0; i < fine.Length; i++)
            if (coarse[i] / area > 0.01) best = Math.Max(best, fine[i] / coarse[i]);
        return (float)best;
    }

    private interface ICurve
    {
        static abstract Vector<float> Of(Vector<float> value);

        static abstract float Of(float value);
    }

    private readonly struct Code : ICurve
    {
        public static Vector<float> Of(Vector<float> value) => value;

        public static float Of(float value) => value;
    }

    /// <summary>Light to a value between 0 and 1 with grey in the middle: thresholds then mean about what they mean for codes.</summary>
    private readonly struct Light : ICurve
    {
        public static Vector<float> Of(Vector<float> value)
        {
            var light = Vector.Max(value, Vector<float>.Zero);
            return light / (light + new Vector<float>(0.18f));
        }

        public static float Of(float value) => Math.Max(value, 0) / (Math.Max(value, 0) + 0.18f);
    }
}
