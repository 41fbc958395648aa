using System.Buffers.Binary;
using System.Numerics;

namespace Acetate.Hashing;

/// <summary>XXH32, seed 0.</summary>
/// <remarks>
/// Four lanes of 32 bits take in 16 bytes a round: <c>lane = rotate(lane + word * prime2, 13) * prime1</c>.
/// Only legacy manifests ask for it, so it is kept scalar.
/// </remarks>
internal sealed class Xxh32Hash : StreamHash
{
    private const int RoundBytes = 16;
    private const uint Prime1 = 0x9E3779B1;
    private const uint Prime2 = 0x85EBCA77;
    private const uint Prime3 = 0xC2B2AE3D;
    private const uint Prime4 = 0x27D4EB2F;
    private const uint Prime5 = 0x165667B1;

    private readonly byte[] rest = new byte[RoundBytes];
    private int restLength;
    private ulong length;
    private uint lane1, lane2, lane3, lane4;

    public Xxh32Hash() => Reset();

    public override bool Gives(HashFormat format) => format == HashFormat.Xxh32;

    public override void Reset()
    {
        unchecked
        {
            (lane1, lane2, lane3, lane4) = (Prime1 + Prime2, Prime2, 0, 0 - Prime1);
        }

        (restLength, length) = (0, 0);
    }

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        length += (ulong)bytes.Length;
        if (restLength > 0)
        {
            var taken = Math.Min(RoundBytes - restLength, bytes.Length);
            bytes[..taken].CopyTo(rest.AsSpan(restLength));
            restLength += taken;
            bytes = bytes[taken..];
            if (restLength < RoundBytes)
                return;
            TakeRounds(rest);
            restLength = 0;
        }

        var whole = bytes.Length & ~(RoundBytes - 1);
        TakeRounds(bytes[..whole]);
        bytes[whole..].CopyTo(rest);
        restLength = bytes.Length - whole;
    }

    public override HashDigest Digest(HashFormat format)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, Value());
        return HashDigest.FromBytes(format, value);
    }

    private void TakeRounds(ReadOnlySpan<byte> bytes)
    {
        var (a, b, c, d) = (lane1, lane2, lane3, lane4);
        while (bytes.Length >= RoundBytes)
        {
            a = Round(a, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
            b = Round(b, BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
            c = Round(c, BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
            d = Round(d, BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
            bytes = bytes[RoundBytes..];
        }

        (lane1, lane2, lane3, lane4) = (a, b, c, d);
    }

    private static uint Round(uint lane, uint word) => BitOperations.RotateLeft(lane + word * Prime2, 13) * Prime1;

    private uint Value()
    {
        var hash = length < RoundBytes
            ? Prime5
            : BitOperations.RotateLeft(lane1, 1) + BitOperations.RotateLeft(lane2, 7)
                + BitOperations.RotateLeft(lane3, 12) + BitOperations.RotateLeft(lane4, 18);
        hash += (uint)length;

        ReadOnlySpan<byte> bytes = rest.AsSpan(0, restLength);
        for (; bytes.Length >= 4; bytes = bytes[4..])
            hash = BitOperations.RotateLeft(hash + BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime3, 17) * Prime4;
        foreach (var single in bytes)
            hash = BitOperations.RotateLeft(hash + single * Prime5, 11) * Prime1;

        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }
}
