using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Buffers;

/// <summary>Numbers of 32 bits as a file may hold them: what is not a number becomes 0, and infinity the largest that is finite.</summary>
public static class FiniteNumbers
{
    /// <summary>Copies a row.</summary>
    /// <param name="values">Any numbers.</param>
    /// <param name="finite">At least as many.</param>
    public static void From(ReadOnlySpan<float> values, Span<float> finite)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(finite[..values.Length]);
        var at = 0;
        for (; at + 16 <= values.Length; at += 16) Finite(Vector512.LoadUnsafe(ref from, (nuint)at)).StoreUnsafe(ref to, (nuint)at);
        for (; at < values.Length; at++) Unsafe.Add(ref to, at) = Finite(Vector512.CreateScalar(Unsafe.Add(ref from, at)))[0];
    }

    private static Vector512<float> Finite(Vector512<float> values)
    {
        var numbers = values & Vector512.Equals(values, values);
        var low = Vector512.ConditionalSelect(Vector512.LessThan(numbers, Vector512.Create(float.MaxValue)), numbers, Vector512.Create(float.MaxValue));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(low, Vector512.Create(float.MinValue)), low, Vector512.Create(float.MinValue));
    }
}
