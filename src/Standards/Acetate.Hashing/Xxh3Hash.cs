using System.Buffers.Binary;

namespace Acetate.Hashing;

/// <summary>XXH3 with 64 or 128 bits, seed 0, default secret: one state gives both.</summary>
/// <remarks>
/// The last stripe of an input is treated in a way of its own, so a stripe may only be taken in when more bytes are known
/// to follow. The buffer therefore always keeps the newest bytes (1 to 256), and before them, at its end, the 64 bytes
/// that were taken in last: the final stripe may begin among those.
/// </remarks>
internal sealed class Xxh3Hash : StreamHash
{
    internal const int BufferBytes = 256;
    private const int StripeBytes = Xxh3Stripes.StripeBytes;

    private readonly VectorWidth width;
    private readonly ulong[] accumulators = new ulong[Xxh3Stripes.Accumulators];
    private readonly byte[] buffer = new byte[BufferBytes];
    private int buffered;
    private int stripeInBlock;
    private ulong length;

    public Xxh3Hash()
        : this(VectorWidths.Widest)
    {
    }

    internal Xxh3Hash(VectorWidth width)
    {
        this.width = width;
        Reset();
    }

    public override bool Gives(HashFormat format) => format is HashFormat.Xxh3 or HashFormat.Xxh128;

    public override void Reset()
    {
        ReadOnlySpan<ulong> start =
        [
            XxhMath.Prime32C, XxhMath.Prime64A, XxhMath.Prime64B, XxhMath.Prime64C,
            XxhMath.Prime64D, XxhMath.Prime32B, XxhMath.Prime64E, XxhMath.Prime32A,
        ];
        start.CopyTo(accumulators);
        (buffered, stripeInBlock, length) = (0, 0, 0);
    }

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        length += (ulong)bytes.Length;
        if (bytes.Length <= BufferBytes - buffered)
        {
            bytes.CopyTo(buffer.AsSpan(buffered));
            buffered += bytes.Length;
            return;
        }

        if (buffered > 0)
        {
            var filling = BufferBytes - buffered;
            bytes[..filling].CopyTo(buffer.AsSpan(buffered));
            bytes = bytes[filling..];
            Take(buffer);
        }

        // At least one byte stays behind.
        if (bytes.Length > BufferBytes)
        {
            var whole = (bytes.Length - 1) / StripeBytes * StripeBytes;
            Take(bytes[..whole]);
            bytes[(whole - StripeBytes)..whole].CopyTo(buffer.AsSpan(BufferBytes - StripeBytes));
            bytes = bytes[whole..];
        }

        bytes.CopyTo(buffer);
        buffered = bytes.Length;
    }

    public override HashDigest Digest(HashFormat format)
    {
        Span<byte> value = stackalloc byte[16];
        if (format == HashFormat.Xxh3)
        {
            BinaryPrimitives.WriteUInt64BigEndian(value, Value64());
            return HashDigest.FromBytes(format, value[..8]);
        }

        BinaryPrimitives.WriteUInt128BigEndian(value, Value128());
        return HashDigest.FromBytes(format, value);
    }

    private void Take(ReadOnlySpan<byte> stripes) =>
        stripeInBlock = Xxh3Stripes.Take(width, accumulators, stripes, stripeInBlock);

    internal ulong Value64()
    {
        if (length <= Xxh3Short.MaxLength)
            return Xxh3Short.Hash64(buffer.AsSpan(0, buffered));

        Span<ulong> all = stackalloc ulong[Xxh3Stripes.Accumulators];
        TakeRest(all);
        return Merge(all, 11, length * XxhMath.Prime64A);
    }

    private UInt128 Value128()
    {
        if (length <= Xxh3Short.MaxLength)
            return Xxh3Short.Hash128(buffer.AsSpan(0, buffered));

        Span<ulong> all = stackalloc ulong[Xxh3Stripes.Accumulators];
        TakeRest(all);
        return new(
            Merge(all, Xxh3Secret.Length - StripeBytes - 11, ~(length * XxhMath.Prime64B)),
            Merge(all, 11, length * XxhMath.Prime64A));
    }

    /// <summary>Takes what is buffered into a copy of the accumulators, the last 64 bytes of the input twice.</summary>
    private void TakeRest(Span<ulong> all)
    {
        accumulators.CopyTo(all);
        var whole = (buffered - 1) / StripeBytes * StripeBytes;
        Xxh3Stripes.Take(width, all, buffer.AsSpan(0, whole), stripeInBlock);

        Span<byte> last = stackalloc byte[StripeBytes];
        var fromBefore = Math.Max(0, StripeBytes - buffered);
        buffer.AsSpan(BufferBytes - fromBefore).CopyTo(last);
        buffer.AsSpan(buffered - (StripeBytes - fromBefore), StripeBytes - fromBefore).CopyTo(last[fromBefore..]);
        Xxh3Stripes.TakeLast(width, all, last);
    }

    private static ulong Merge(ReadOnlySpan<ulong> all, int secretAt, ulong start)
    {
        for (var pair = 0; pair < 4; pair++)
        {
            start += XxhMath.FoldedProduct(
                all[2 * pair] ^ XxhMath.Read64(Xxh3Secret.Bytes, secretAt + 16 * pair),
                all[2 * pair + 1] ^ XxhMath.Read64(Xxh3Secret.Bytes, secretAt + 16 * pair + 8));
        }

        return XxhMath.AvalancheOfXxh3(start);
    }
}
