using System.Runtime.CompilerServices;

namespace Acetate.Hashing;

/// <summary>The loop of <see cref="Xxh3Stripes"/> one word at a time: for machines without vectors, and to compare the others with.</summary>
internal static class Xxh3LoopScalar
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref ulong accumulators, ref byte input, ref byte secret, int count, int stripeInBlock)
    {
        for (; count > 0; count--)
        {
            ref var window = ref Unsafe.Add(ref secret, Xxh3Stripes.SecretStep * stripeInBlock);
            for (var lane = 0; lane < Xxh3Stripes.Accumulators; lane += 2)
            {
                var (even, odd) = (XxhMath.Word64(ref input, lane), XxhMath.Word64(ref input, lane + 1));
                Unsafe.Add(ref accumulators, lane) += odd + ProductOfHalves(even ^ XxhMath.Word64(ref window, lane));
                Unsafe.Add(ref accumulators, lane + 1) += even + ProductOfHalves(odd ^ XxhMath.Word64(ref window, lane + 1));
            }

            input = ref Unsafe.Add(ref input, Xxh3Stripes.StripeBytes);
            if (++stripeInBlock < Xxh3Stripes.StripesPerBlock)
                continue;

            stripeInBlock = 0;
            for (var lane = 0; lane < Xxh3Stripes.Accumulators; lane++)
            {
                ref var accumulator = ref Unsafe.Add(ref accumulators, lane);
                var key = XxhMath.Word64(ref Unsafe.Add(ref secret, Xxh3Stripes.ScrambleSecret), lane);
                accumulator = (accumulator ^ (accumulator >> 47) ^ key) * XxhMath.Prime32A;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ProductOfHalves(ulong key) => (ulong)(uint)key * (key >> 32);
}
