using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Colour.Rows;

/// <summary>Something that is done to three rows in place. Without state that changes: any number of threads may share it.</summary>
internal abstract class RowStep
{
    /// <summary>Numbers in a vector.</summary>
    public const int Width = 16;

    /// <summary>Does it.</summary>
    /// <param name="red">A whole number of vectors.</param>
    /// <param name="green">As long.</param>
    /// <param name="blue">As long.</param>
    public abstract void Apply(Span<float> red, Span<float> green, Span<float> blue);
}

/// <summary>A matrix and an offset, in 32 bits.</summary>
internal sealed class MatrixStep(Matrix3 matrix, Rgb offset) : RowStep
{
    private readonly float[] m = [.. matrix.Rows.Select(v => (float)v), (float)offset.R, (float)offset.G, (float)offset.B];

    public override void Apply(Span<float> red, Span<float> green, Span<float> blue)
    {
        ref var r = ref MemoryMarshal.GetReference(red);
        ref var g = ref MemoryMarshal.GetReference(green[..red.Length]);
        ref var b = ref MemoryMarshal.GetReference(blue[..red.Length]);
        var (m0, m1, m2) = (Vector512.Create(m[0]), Vector512.Create(m[1]), Vector512.Create(m[2]));
        var (m3, m4, m5) = (Vector512.Create(m[3]), Vector512.Create(m[4]), Vector512.Create(m[5]));
        var (m6, m7, m8) = (Vector512.Create(m[6]), Vector512.Create(m[7]), Vector512.Create(m[8]));
        var (o0, o1, o2) = (Vector512.Create(m[9]), Vector512.Create(m[10]), Vector512.Create(m[11]));
        for (nuint at = 0; at + Width <= (nuint)red.Length; at += Width)
        {
            var (x, y, z) = (Vector512.LoadUnsafe(ref r, at), Vector512.LoadUnsafe(ref g, at), Vector512.LoadUnsafe(ref b, at));
            (m0 * x + m1 * y + m2 * z + o0).StoreUnsafe(ref r, at);
            (m3 * x + m4 * y + m5 * z + o1).StoreUnsafe(ref g, at);
            (m6 * x + m7 * y + m8 * z + o2).StoreUnsafe(ref b, at);
        }
    }
}

/// <summary>Pixel by pixel the operation itself, in 64 bits: slow, and never wrong.</summary>
internal sealed class ExactStep(IColourOperation operation) : RowStep
{
    public override void Apply(Span<float> red, Span<float> green, Span<float> blue)
    {
        for (var i = 0; i < red.Length; i++)
        {
            var (r, g, b) = operation.Apply(new(red[i], green[i], blue[i]));
            (red[i], green[i], blue[i]) = ((float)r, (float)g, (float)b);
        }
    }
}

/// <summary>A function of one number, of eight at once in 64 bits.</summary>
internal interface IRowFunction
{
    Vector512<double> At(Vector512<double> x);
}

/// <summary>A function on each of the three rows.</summary>
internal sealed class EachStep<T>(T function) : RowStep
    where T : struct, IRowFunction
{
    public override void Apply(Span<float> red, Span<float> green, Span<float> blue)
    {
        Row(red);
        Row(green);
        Row(blue);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(Span<float> row)
    {
        ref var start = ref MemoryMarshal.GetReference(row);
        var f = function;
        for (nuint at = 0; at + Width <= (nuint)row.Length; at += Width)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref start, at));
            Vector512.Narrow(f.At(low), f.At(high)).StoreUnsafe(ref start, at);
        }
    }
}

/// <summary>A function of three numbers, of eight colours at once in 64 bits.</summary>
internal interface IRowMixture
{
    void At(ref Vector512<double> r, ref Vector512<double> g, ref Vector512<double> b);
}

/// <summary>A function that mixes the three rows.</summary>
internal sealed class MixtureStep<T>(T mixture) : RowStep
    where T : struct, IRowMixture
{
    public override void Apply(Span<float> red, Span<float> green, Span<float> blue)
    {
        ref var r = ref MemoryMarshal.GetReference(red);
        ref var g = ref MemoryMarshal.GetReference(green[..red.Length]);
        ref var b = ref MemoryMarshal.GetReference(blue[..red.Length]);
        var f = mixture;
        for (nuint at = 0; at + Width <= (nuint)red.Length; at += Width)
        {
            var (r0, r1) = Vector512.Widen(Vector512.LoadUnsafe(ref r, at));
            var (g0, g1) = Vector512.Widen(Vector512.LoadUnsafe(ref g, at));
            var (b0, b1) = Vector512.Widen(Vector512.LoadUnsafe(ref b, at));
            f.At(ref r0, ref g0, ref b0);
            f.At(ref r1, ref g1, ref b1);
            Vector512.Narrow(r0, r1).StoreUnsafe(ref r, at);
            Vector512.Narrow(g0, g1).StoreUnsafe(ref g, at);
            Vector512.Narrow(b0, b1).StoreUnsafe(ref b, at);
        }
    }
}
