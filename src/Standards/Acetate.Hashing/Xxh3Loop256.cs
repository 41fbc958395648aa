using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Acetate.Hashing;

/// <summary>The loop of <see cref="Xxh3Stripes"/> with two vectors of four words.</summary>
internal static class Xxh3Loop256
{
    private const int Block = Xxh3Stripes.StripesPerBlock;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref ulong accumulators, ref byte input, ref byte secret, int count, int stripeInBlock)
    {
        var low = Vector256.LoadUnsafe(ref accumulators);
        var high = Vector256.LoadUnsafe(ref accumulators, 4);
        while (count > 0)
        {
            var run = Math.Min(count, Block - stripeInBlock);
            ref var window = ref Unsafe.Add(ref secret, Xxh3Stripes.SecretStep * stripeInBlock);
            for (var stripe = 0; stripe < run; stripe++)
            {
                low += Taken(ref input, ref window, 0);
                high += Taken(ref input, ref window, 32);
                input = ref Unsafe.Add(ref input, Xxh3Stripes.StripeBytes);
                window = ref Unsafe.Add(ref window, Xxh3Stripes.SecretStep);
            }

            count -= run;
            stripeInBlock += run;
            if (stripeInBlock < Block)
                continue;

            stripeInBlock = 0;
            low = Scrambled(low, ref secret, 0);
            high = Scrambled(high, ref secret, 32);
        }

        low.StoreUnsafe(ref accumulators);
        high.StoreUnsafe(ref accumulators, 4);
    }

    /// <summary>What a stripe adds: products of the halves of word and secret, and the words of the neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Taken(ref byte input, ref byte secret, nuint at)
    {
        var words = Vector256.LoadUnsafe(ref input, at);
        var key = (words ^ Vector256.LoadUnsafe(ref secret, at)).AsUInt64();
        return ProductOfHalves(key, key >> 32) + Vector256.Shuffle(words.AsUInt32(), Vector256.Create(2u, 3, 0, 1, 6, 7, 4, 5)).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Scrambled(Vector256<ulong> accumulators, ref byte secret, nuint at)
    {
        var key = accumulators ^ (accumulators >> 47) ^ Vector256.LoadUnsafe(ref secret, Xxh3Stripes.ScrambleSecret + at).AsUInt64();
        var prime = Vector256.Create((ulong)XxhMath.Prime32A);
        return ProductOfHalves(key, prime) + (ProductOfHalves(key >> 32, prime) << 32);
    }

    /// <summary>The 64-bit products of the low halves of the elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> ProductOfHalves(Vector256<ulong> left, Vector256<ulong> right) =>
        Avx2.IsSupported
            ? Avx2.Multiply(left.AsUInt32(), right.AsUInt32())
            : (left & Vector256.Create(0xFFFF_FFFFul)) * (right & Vector256.Create(0xFFFF_FFFFul));
}
