using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Acetate.Hashing;

/// <summary>The inner loop of XXH3 for long inputs.</summary>
/// <remarks>
/// Eight accumulators of 64 bits take in a stripe of 64 bytes at a time. Each word of the stripe is combined with a word
/// of the secret (exclusive or); the product of the two 32-bit halves of the result goes to the word's own accumulator,
/// the word itself to its neighbour's. The window on the secret moves on by 8 bytes per stripe; after 16 stripes (a block
/// of 1,024 bytes) the accumulators are scrambled and the window returns to the start.
/// Additions are the only link between one stripe and the next, which is why vectors of any width give the same values.
/// </remarks>
internal static class Xxh3Stripes
{
    public const int StripeBytes = 64;
    public const int SecretStep = 8;
    public const int StripesPerBlock = (Xxh3Secret.Length - StripeBytes) / SecretStep;
    public const int Accumulators = 8;

    /// <summary>Where the words of the secret stand that scrambling uses.</summary>
    public const int ScrambleSecret = Xxh3Secret.Length - StripeBytes;

    /// <summary>Takes in whole stripes.</summary>
    /// <param name="width">The form of the loop; must be supported.</param>
    /// <param name="accumulators">Eight accumulators.</param>
    /// <param name="stripes">A multiple of 64 bytes.</param>
    /// <param name="stripeInBlock">Stripes taken in since the last scramble, 0 to 15.</param>
    /// <returns>The same after these stripes.</returns>
    public static int Take(VectorWidth width, Span<ulong> accumulators, ReadOnlySpan<byte> stripes, int stripeInBlock)
    {
        ref var input = ref MemoryMarshal.GetReference(stripes);
        ref var secret = ref MemoryMarshal.GetReference(Xxh3Secret.Bytes);
        Run(width, accumulators, ref input, ref secret, stripes.Length / StripeBytes, stripeInBlock);
        return (stripeInBlock + stripes.Length / StripeBytes) % StripesPerBlock;
    }

    /// <summary>Takes in the last 64 bytes of an input, which use the end of the secret, less seven bytes.</summary>
    public static void TakeLast(VectorWidth width, Span<ulong> accumulators, ReadOnlySpan<byte> stripe)
    {
        ref var input = ref MemoryMarshal.GetReference(stripe[..StripeBytes]);
        ref var secret = ref Unsafe.Add(ref MemoryMarshal.GetReference(Xxh3Secret.Bytes), ScrambleSecret - 7);
        Run(width, accumulators, ref input, ref secret, count: 1, stripeInBlock: 0);
    }

    private static void Run(
        VectorWidth width, Span<ulong> accumulators, ref byte input, ref byte secret, int count, int stripeInBlock)
    {
        ref var eight = ref MemoryMarshal.GetReference(accumulators[..Accumulators]);
        switch (width)
        {
            case VectorWidth.Bits512: Xxh3Loop512.Run(ref eight, ref input, ref secret, count, stripeInBlock); break;
            case VectorWidth.Bits256: Xxh3Loop256.Run(ref eight, ref input, ref secret, count, stripeInBlock); break;
            case VectorWidth.Bits128: Xxh3Loop128.Run(ref eight, ref input, ref secret, count, stripeInBlock); break;
            default: Xxh3LoopScalar.Run(ref eight, ref input, ref secret, count, stripeInBlock); break;
        }
    }
}
