using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Acetate.Imaging.Resample;

/// <summary>Rows of numbers, sixteen at a time. Lengths are multiples of sixteen. Plain products and sums: every width of vector gives the same bits.</summary>
internal static class Lanes
{
    /// <summary>Numbers of a vector.</summary>
    public const int Count = 16;

    private const float MostHalf = 65504;

    /// <summary>Room for a row: a multiple of sixteen, and an odd one, so that rows under each other do not compete for the same places in a cache.</summary>
    public static int Stride(int length) => ((length + Count - 1) / Count | 1) * Count;

    /// <summary>Copies a row. What is not a number becomes 0 and an infinity ±65504: a filter would spread them as holes.</summary>
    public static void CopyFinite(ReadOnlySpan<float> source, Span<float> target)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target[..source.Length]);
        var at = 0;
        for (; at + Count <= source.Length; at += Count) Finite(Vector512.LoadUnsafe(ref from, (nuint)at)).StoreUnsafe(ref to, (nuint)at);
        for (; at < source.Length; at++) Unsafe.Add(ref to, at) = Finite(Vector512.CreateScalar(Unsafe.Add(ref from, at)))[0];
    }

    private static Vector Finite(Vector x)
    {
        var most = Vector512.Create(float.MaxValue);
        var infinite = Vector512.GreaterThan(Vector512.Abs(x), most);
        var sign = x.AsUInt32() & Vector512.Create(0x80000000u);
        var limit = (Vector512.Create(MostHalf).AsUInt32() | sign).AsSingle();
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), Vector512.ConditionalSelect(infinite, limit, x), Vector.Zero);
    }

    /// <summary>The sum of rows, each times its weight, in their order.</summary>
    /// <param name="rows">The rows, anywhere in one buffer.</param>
    /// <param name="offsets">Where they begin.</param>
    /// <param name="weights">As many.</param>
    /// <param name="sum">Takes the sum; its length counts.</param>
    public static void Sum(float[] rows, ReadOnlySpan<int> offsets, ReadOnlySpan<float> weights, Span<float> sum)
    {
        ref var row = ref MemoryMarshal.GetArrayDataReference(rows);
        ref var offset = ref MemoryMarshal.GetReference(offsets);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var to = ref MemoryMarshal.GetReference(sum);
        var x = 0;
        for (; x + 2 * Count <= sum.Length; x += 2 * Count)
        {
            var (left, right) = (Vector.Zero, Vector.Zero);
            for (var i = 0; i < weights.Length; i++)
            {
                var factor = Vector512.Create(Unsafe.Add(ref weight, i));
                var at = (nuint)(Unsafe.Add(ref offset, i) + x);
                left += factor * Vector512.LoadUnsafe(ref row, at);
                right += factor * Vector512.LoadUnsafe(ref row, at + Count);
            }

            left.StoreUnsafe(ref to, (nuint)x);
            right.StoreUnsafe(ref to, (nuint)x + Count);
        }

        for (; x < sum.Length; x += Count)
        {
            var one = Vector.Zero;
            for (var i = 0; i < weights.Length; i++)
                one += Vector512.Create(Unsafe.Add(ref weight, i)) * Vector512.LoadUnsafe(ref row, (nuint)(Unsafe.Add(ref offset, i) + x));
            one.StoreUnsafe(ref to, (nuint)x);
        }
    }

    /// <summary>Adds a row times its weight to a sum.</summary>
    public static void Add(ReadOnlySpan<float> row, float weight, Span<float> sum)
    {
        ref var from = ref MemoryMarshal.GetReference(row[..sum.Length]);
        ref var to = ref MemoryMarshal.GetReference(sum);
        var factor = Vector512.Create(weight);
        for (var x = (nuint)0; x < (nuint)sum.Length; x += Count)
            (Vector512.LoadUnsafe(ref to, x) + factor * Vector512.LoadUnsafe(ref from, x)).StoreUnsafe(ref to, x);
    }

    /// <summary>The first row times its weight.</summary>
    public static void Start(ReadOnlySpan<float> row, float weight, Span<float> sum)
    {
        sum.Clear();
        Add(row, weight, sum);
    }

    /// <summary>Columns become rows and rows columns. There are multiples of four of both.</summary>
    public static void Turn(ReadOnlySpan<float> source, int sourceStride, Span<float> target, int targetStride, int rows, int columns)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        _ = (source[(rows - 1) * sourceStride + columns - 1], target[(columns - 1) * targetStride + rows - 1]);
        for (var x = 0; x < columns; x += 4)
            for (var y = 0; y < rows; y += 4)
                Turn(ref Unsafe.Add(ref from, y * sourceStride + x), sourceStride, ref Unsafe.Add(ref to, x * targetStride + y), targetStride);
    }

    // Four by four.
    private static void Turn(ref float from, int fromStride, ref float to, int toStride)
    {
        if (Sse.IsSupported)
        {
            var (a, b) = (Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref from, (nuint)fromStride));
            var (c, d) = (Vector128.LoadUnsafe(ref from, (nuint)(2 * fromStride)), Vector128.LoadUnsafe(ref from, (nuint)(3 * fromStride)));
            var (abLow, abHigh, cdLow, cdHigh) = (Sse.UnpackLow(a, b), Sse.UnpackHigh(a, b), Sse.UnpackLow(c, d), Sse.UnpackHigh(c, d));
            Sse.MoveLowToHigh(abLow, cdLow).StoreUnsafe(ref to);
            Sse.MoveHighToLow(cdLow, abLow).StoreUnsafe(ref to, (nuint)toStride);
            Sse.MoveLowToHigh(abHigh, cdHigh).StoreUnsafe(ref to, (nuint)(2 * toStride));
            Sse.MoveHighToLow(cdHigh, abHigh).StoreUnsafe(ref to, (nuint)(3 * toStride));
            return;
        }

        for (var y = 0; y < 4; y++)
            for (var x = 0; x < 4; x++)
                Unsafe.Add(ref to, x * toStride + y) = Unsafe.Add(ref from, y * fromStride + x);
    }

    /// <summary>Sums sixteen rows at once along a turned picture, where the values of one column lie next to each other.</summary>
    /// <param name="columns">From the first column on, sixteen values each.</param>
    /// <param name="weights">One for each column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector SumColumns(ref float columns, ReadOnlySpan<float> weights)
    {
        ref var weight = ref MemoryMarshal.GetReference(weights);
        var sum = Vector.Zero;
        for (var i = 0; i < weights.Length; i++)
            sum += Vector512.Create(Unsafe.Add(ref weight, i)) * Vector512.LoadUnsafe(ref columns, (nuint)(i * Count));
        return sum;
    }
}
