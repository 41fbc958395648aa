using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>What OpenEXR does to bytes before it compresses them: low bytes apart from high bytes, then each as its step from the one before.</summary>
internal static class PredictedBytes
{
    /// <param name="bytes">The pixels of a chunk; an even number.</param>
    /// <param name="apart">As long: room for the bytes apart.</param>
    /// <param name="steps">As long; filled in.</param>
    public static void Make(ReadOnlySpan<byte> bytes, Span<byte> apart, Span<byte> steps)
    {
        var half = (bytes.Length + 1) / 2;
        Split(bytes, apart[..half], apart[half..bytes.Length]);
        Delta(apart[..bytes.Length], steps);
    }

    private static void Split(ReadOnlySpan<byte> bytes, Span<byte> even, Span<byte> odd)
    {
        var at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var from = ref Unsafe.As<byte, ushort>(ref MemoryMarshal.GetReference(bytes));
            var mask = Vector256.Create((ushort)0xFF);
            for (; at + 64 <= bytes.Length; at += 64)
            {
                var first = Vector256.LoadUnsafe(ref from, (nuint)(at / 2));
                var second = Vector256.LoadUnsafe(ref from, (nuint)(at / 2 + 16));
                Vector256.Narrow(first & mask, second & mask).CopyTo(even[(at / 2)..]);
                Vector256.Narrow(first >> 8, second >> 8).CopyTo(odd[(at / 2)..]);
            }
        }

        for (; at < bytes.Length; at++)
        {
            if ((at & 1) == 0) even[at / 2] = bytes[at];
            else odd[at / 2] = bytes[at];
        }
    }

    private static void Delta(ReadOnlySpan<byte> bytes, Span<byte> steps)
    {
        steps[0] = bytes[0];
        var at = 1;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(bytes);
            var middle = Vector256.Create((byte)128);
            for (; at + 32 <= bytes.Length; at += 32)
                (Vector256.LoadUnsafe(ref from, (nuint)at) - Vector256.LoadUnsafe(ref from, (nuint)(at - 1)) + middle).CopyTo(steps[at..]);
        }

        for (; at < bytes.Length; at++) steps[at] = (byte)(bytes[at] - bytes[at - 1] + 128);
    }
}
