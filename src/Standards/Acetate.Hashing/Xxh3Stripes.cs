using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Acetate.Hashing;

/// <summary>The inner loop of XXH3 for long inputs, in four widths.</summary>
/// <remarks>
/// Eight accumulators of 64 bits take in a stripe of 64 bytes at a time. Each word of the stripe is combined with a word
/// of the secret (exclusive or); the product of the two 32-bit halves of the result goes to the word's own accumulator,
/// the word itself to its neighbour's. The window on the secret moves on by 8 bytes per stripe; after 16 stripes (a block
/// of 1,024 bytes) the accumulators are scrambled and the window returns to the start.
/// </remarks>
internal static class Xxh3Stripes
{
    public const int StripeBytes = 64;
    public const int StripesPerBlock = (Xxh3Secret.Length - StripeBytes) / SecretStep;
    public const int Accumulators = 8;
    private const int SecretStep = 8;
    private const int ScrambleSecret = Xxh3Secret.Length - StripeBytes;

    /// <summary>Takes in whole stripes.</summary>
    /// <param name="width">The form of the loop; must be supported.</param>
    /// <param name="accumulators">Eight accumulators.</param>
    /// <param name="stripes">A multiple of 64 bytes.</param>
    /// <param name="stripeInBlock">Stripes taken in since the last scramble, 0 to 15; returns that after these ones.</param>
    public static int Take(VectorWidth width, Span<ulong> accumulators, ReadOnlySpan<byte> stripes, int stripeInBlock)
    {
        ref var target = ref MemoryMarshal.GetReference(accumulators[..Accumulators]);
        ref var input = ref MemoryMarshal.GetReference(stripes);
        var count = stripes.Length / StripeBytes;
        while (count > 0)
        {
            var run = Math.Min(count, StripesPerBlock - stripeInBlock);
            var endsBlock = stripeInBlock + run == StripesPerBlock;
            ref var secret = ref Unsafe.Add(ref MemoryMarshal.GetReference(Xxh3Secret.Bytes), SecretStep * stripeInBlock);
            Run(width, ref target, ref input, ref secret, run, endsBlock);
            input = ref Unsafe.Add(ref input, StripeBytes * run);
            count -= run;
            stripeInBlock = endsBlock ? 0 : stripeInBlock + run;
        }

        return stripeInBlock;
    }

    /// <summary>Takes in the last 64 bytes of an input, which use the end of the secret, less seven bytes.</summary>
    public static void TakeLast(VectorWidth width, Span<ulong> accumulators, ReadOnlySpan<byte> stripe)
    {
        ref var secret = ref Unsafe.Add(ref MemoryMarshal.GetReference(Xxh3Secret.Bytes), ScrambleSecret - 7);
        Run(width, ref accumulators[0], ref MemoryMarshal.GetReference(stripe[..StripeBytes]), ref secret, 1, endsBlock: false);
    }

    private static void Run(VectorWidth width, ref ulong accumulators, ref byte input, ref byte secret, int stripes, bool endsBlock)
    {
        ref var scramble = ref Unsafe.Add(ref MemoryMarshal.GetReference(Xxh3Secret.Bytes), ScrambleSecret);
        for (var stripe = 0; stripe < stripes; stripe++)
        {
            for (var lane = 0; lane < Accumulators; lane++)
            {
                var word = Word(ref input, lane);
                var key = word ^ Word(ref secret, lane);
                Unsafe.Add(ref accumulators, lane ^ 1) += word;
                Unsafe.Add(ref accumulators, lane) += (ulong)(uint)key * (key >> 32);
            }

            input = ref Unsafe.Add(ref input, StripeBytes);
            secret = ref Unsafe.Add(ref secret, SecretStep);
        }

        if (!endsBlock)
            return;
        for (var lane = 0; lane < Accumulators; lane++)
        {
            ref var accumulator = ref Unsafe.Add(ref accumulators, lane);
            accumulator = (accumulator ^ (accumulator >> 47) ^ Word(ref scramble, lane)) * XxhMath.Prime32A;
        }
    }

    private static ulong Word(ref byte bytes, int index)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, 8 * index));
        return BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
    }
}
