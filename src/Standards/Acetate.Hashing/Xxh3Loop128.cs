using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Acetate.Hashing;

/// <summary>The loop of <see cref="Xxh3Stripes"/> with four vectors of two words.</summary>
internal static class Xxh3Loop128
{
    private const int Block = Xxh3Stripes.StripesPerBlock;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref ulong accumulators, ref byte input, ref byte secret, int count, int stripeInBlock)
    {
        var first = Vector128.LoadUnsafe(ref accumulators);
        var second = Vector128.LoadUnsafe(ref accumulators, 2);
        var third = Vector128.LoadUnsafe(ref accumulators, 4);
        var fourth = Vector128.LoadUnsafe(ref accumulators, 6);
        while (count > 0)
        {
            var run = Math.Min(count, Block - stripeInBlock);
            ref var window = ref Unsafe.Add(ref secret, Xxh3Stripes.SecretStep * stripeInBlock);
            for (var stripe = 0; stripe < run; stripe++)
            {
                first += Taken(ref input, ref window, 0);
                second += Taken(ref input, ref window, 16);
                third += Taken(ref input, ref window, 32);
                fourth += Taken(ref input, ref window, 48);
                input = ref Unsafe.Add(ref input, Xxh3Stripes.StripeBytes);
                window = ref Unsafe.Add(ref window, Xxh3Stripes.SecretStep);
            }

            count -= run;
            stripeInBlock += run;
            if (stripeInBlock < Block)
                continue;

            stripeInBlock = 0;
            first = Scrambled(first, ref secret, 0);
            second = Scrambled(second, ref secret, 16);
            third = Scrambled(third, ref secret, 32);
            fourth = Scrambled(fourth, ref secret, 48);
        }

        first.StoreUnsafe(ref accumulators);
        second.StoreUnsafe(ref accumulators, 2);
        third.StoreUnsafe(ref accumulators, 4);
        fourth.StoreUnsafe(ref accumulators, 6);
    }

    /// <summary>What a stripe adds: products of the halves of word and secret, and the words of the neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Taken(ref byte input, ref byte secret, nuint at)
    {
        var words = Vector128.LoadUnsafe(ref input, at);
        var key = (words ^ Vector128.LoadUnsafe(ref secret, at)).AsUInt64();
        return ProductOfHalves(key, key >> 32) + Vector128.Shuffle(words.AsUInt32(), Vector128.Create(2u, 3, 0, 1)).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Scrambled(Vector128<ulong> accumulators, ref byte secret, nuint at)
    {
        var key = accumulators ^ (accumulators >> 47) ^ Vector128.LoadUnsafe(ref secret, Xxh3Stripes.ScrambleSecret + at).AsUInt64();
        var prime = Vector128.Create((ulong)XxhMath.Prime32A);
        return ProductOfHalves(key, prime) + (ProductOfHalves(key >> 32, prime) << 32);
    }

    /// <summary>The 64-bit products of the low halves of the elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> ProductOfHalves(Vector128<ulong> left, Vector128<ulong> right) =>
        Sse2.IsSupported ? Sse2.Multiply(left.AsUInt32(), right.AsUInt32())
        : AdvSimd.IsSupported ? AdvSimd.MultiplyWideningLower(
            AdvSimd.ExtractNarrowingLower(left), AdvSimd.ExtractNarrowingLower(right))
        : (left & Vector128.Create(0xFFFF_FFFFul)) * (right & Vector128.Create(0xFFFF_FFFFul));
}
