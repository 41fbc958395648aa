using System.Runtime.InteropServices;

namespace Acetate.Library.Tests.Storage;

/// <summary>Bytes that look random and are the same in every run.</summary>
internal static class TestBytes
{
    public static byte[] Of(int length, ulong seed)
    {
        var bytes = new byte[(length + 7) / 8 * 8];
        var state = seed * 0x9E3779B97F4A7C15 + 1;
        foreach (ref var word in MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan()))
        {
            // SplitMix64: every word depends on its place, so shifted or repeated blocks are noticed.
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            word = z ^ (z >> 31);
        }

        Array.Resize(ref bytes, length);
        return bytes;
    }
}
