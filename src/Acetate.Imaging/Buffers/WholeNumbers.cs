using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Buffers;

/// <summary>Rows of 0 to 1 into whole numbers, as integer files want them.</summary>
/// <remarks>Rounded to the nearest, halves up; what lies below 0 or is not a number becomes 0, what lies above 1 the most.</remarks>
public static class WholeNumbers
{
    /// <summary>Converts a row.</summary>
    /// <param name="values">Any numbers.</param>
    /// <param name="numbers">At least as many.</param>
    /// <param name="most">What 1 becomes, at most 65535.</param>
    public static void From(ReadOnlySpan<float> values, Span<ushort> numbers, int most)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, ushort.MaxValue);
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(numbers[..values.Length]);
        var at = 0;
        for (; at + 32 <= values.Length; at += 32)
            Vector512.Narrow(Numbers(Vector512.LoadUnsafe(ref from, (nuint)at), most), Numbers(Vector512.LoadUnsafe(ref from, (nuint)at + 16), most)).StoreUnsafe(ref to, (nuint)at);
        for (; at < values.Length; at++) Unsafe.Add(ref to, at) = (ushort)Numbers(Vector512.CreateScalar(Unsafe.Add(ref from, at)), most)[0];
    }

    /// <summary>Converts a row to bytes, 1 becoming 255.</summary>
    /// <param name="values">Any numbers.</param>
    /// <param name="numbers">At least as many.</param>
    public static void From(ReadOnlySpan<float> values, Span<byte> numbers)
    {
        Span<ushort> some = stackalloc ushort[512];
        numbers = numbers[..values.Length];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, some.Length);
            From(values[..count], some, byte.MaxValue);
            for (var i = 0; i < count; i++) numbers[i] = (byte)some[i];
            values = values[count..];
            numbers = numbers[count..];
        }
    }

    private static Vector512<uint> Numbers(Vector512<float> values, int most)
    {
        // A comparison with what is not a number is false: it becomes 0.
        var above = Vector512.ConditionalSelect(Vector512.GreaterThan(values, Vector512<float>.Zero), values, Vector512<float>.Zero);
        var within = Vector512.ConditionalSelect(Vector512.LessThan(above, Vector512<float>.One), above, Vector512<float>.One);
        return Vector512.ConvertToInt32(within * Vector512.Create((float)most) + Vector512.Create(0.5f)).AsUInt32();
    }
}
