using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour;

namespace Acetate.Imaging.Buffers;

/// <summary>Rows of colours, sixteen pixels at a time.</summary>
public static class LinearRows
{
    /// <summary>Square roots of light back to light, a negative root to negative light, then through a matrix, in place.</summary>
    /// <param name="red">The first component.</param>
    /// <param name="green">The second, as long.</param>
    /// <param name="blue">The third, as long.</param>
    /// <param name="matrix">On the light.</param>
    public static void SquareAndMix(Span<float> red, Span<float> green, Span<float> blue, Matrix3 matrix) => SquareAndMix(red, green, blue, red, green, blue, matrix);

    /// <summary>The same from some rows into others.</summary>
    /// <param name="redRoots">The first component.</param>
    /// <param name="greenRoots">The second, as long.</param>
    /// <param name="blueRoots">The third, as long.</param>
    /// <param name="red">The first component of the result, as long.</param>
    /// <param name="green">The second.</param>
    /// <param name="blue">The third.</param>
    /// <param name="matrix">On the light.</param>
    public static void SquareAndMix(ReadOnlySpan<float> redRoots, ReadOnlySpan<float> greenRoots, ReadOnlySpan<float> blueRoots, Span<float> red, Span<float> green, Span<float> blue, Matrix3 matrix)
    {
        ref var fromRed = ref MemoryMarshal.GetReference(redRoots[..red.Length]);
        ref var fromGreen = ref MemoryMarshal.GetReference(greenRoots[..red.Length]);
        ref var fromBlue = ref MemoryMarshal.GetReference(blueRoots[..red.Length]);
        ref var r = ref MemoryMarshal.GetReference(red);
        ref var g = ref MemoryMarshal.GetReference(green[..red.Length]);
        ref var b = ref MemoryMarshal.GetReference(blue[..red.Length]);
        var rows = matrix.Rows;
        Span<float> m = stackalloc float[9];
        for (var i = 0; i < m.Length; i++) m[i] = (float)rows[i];
        nuint at = 0;
        for (; at + 16 <= (nuint)red.Length; at += 16)
        {
            var (x, y, z) = (Squared(Vector512.LoadUnsafe(ref fromRed, at)), Squared(Vector512.LoadUnsafe(ref fromGreen, at)), Squared(Vector512.LoadUnsafe(ref fromBlue, at)));
            (Vector512.Create(m[0]) * x + Vector512.Create(m[1]) * y + Vector512.Create(m[2]) * z).StoreUnsafe(ref r, at);
            (Vector512.Create(m[3]) * x + Vector512.Create(m[4]) * y + Vector512.Create(m[5]) * z).StoreUnsafe(ref g, at);
            (Vector512.Create(m[6]) * x + Vector512.Create(m[7]) * y + Vector512.Create(m[8]) * z).StoreUnsafe(ref b, at);
        }

        for (var i = (int)at; i < red.Length; i++)
        {
            var (x, y, z) = (redRoots[i] * MathF.Abs(redRoots[i]), greenRoots[i] * MathF.Abs(greenRoots[i]), blueRoots[i] * MathF.Abs(blueRoots[i]));
            red[i] = m[0] * x + m[1] * y + m[2] * z;
            green[i] = m[3] * x + m[4] * y + m[5] * z;
            blue[i] = m[6] * x + m[7] * y + m[8] * z;
        }
    }

    private static Vector512<float> Squared(Vector512<float> root) => root * Vector512.Abs(root);
}
