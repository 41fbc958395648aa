using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Buffers;

/// <summary>Numbers of 32 bits into 16, as pictures want them: rounded to the nearest, cut at ±65504, and never infinite.</summary>
public static class Halves
{
    private const uint Most = 0x477FE000, Infinity = 0x7F800000, LeastNormal = 0x38800000, Subnormal = 126u << 23;

    /// <summary>Converts a row. What is not a number becomes 0.</summary>
    /// <param name="values">Any numbers.</param>
    /// <param name="halves">At least as many.</param>
    public static void From(ReadOnlySpan<float> values, Span<Half> halves)
    {
        ref var from = ref Unsafe.As<float, uint>(ref MemoryMarshal.GetReference(values));
        ref var to = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(halves[..values.Length]));
        var at = 0;
        for (; at + 32 <= values.Length; at += 32)
            Vector512.Narrow(Bits(Vector512.LoadUnsafe(ref from, (nuint)at)), Bits(Vector512.LoadUnsafe(ref from, (nuint)at + 16))).StoreUnsafe(ref to, (nuint)at);
        for (; at < values.Length; at++) Unsafe.Add(ref to, at) = (ushort)Bits(Vector512.CreateScalar(Unsafe.Add(ref from, at)))[0];
    }

    private static Vector512<uint> Bits(Vector512<uint> bits)
    {
        var size = bits & Vector512.Create(0x7FFFFFFFu);
        var sign = (bits >> 16) & Vector512.Create(0x8000u);
        var isNumber = Vector512.LessThanOrEqual(size, Vector512.Create(Infinity));
        size = Vector512.Min(size, Vector512.Create(Most));
        // To the nearest, halves to the even one: what is cut off decides, and the last bit that stays.
        var normal = (size + Vector512.Create(0xFFFu) + ((size >> 13) & Vector512.Create(1u)) - Vector512.Create(112u << 23)) >> 13;
        // Below 2^-14 an addition rounds at the right place.
        var small = (size.AsSingle() + Vector512.Create(Subnormal).AsSingle()).AsUInt32() - Vector512.Create(Subnormal);
        var value = Vector512.ConditionalSelect(Vector512.LessThan(size, Vector512.Create(LeastNormal)), small, normal);
        return (value | sign) & isNumber;
    }
}
