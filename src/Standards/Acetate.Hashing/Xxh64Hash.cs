using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Acetate.Hashing;

/// <summary>XXH64, seed 0.</summary>
/// <remarks>
/// Four lanes of 64 bits take in 32 bytes a round: <c>lane = rotate(lane + word * prime2, 31) * prime1</c>.
/// The lanes run side by side in the scalar units; the chain of each (add, rotate, multiply: 5 cycles) is what limits
/// the speed, and no vector multiplication of 64 bits has a shorter one. So there is one path, for every machine; only two
/// streams taken in at once (<see cref="Xxh64Pair"/>) fill the time in which one waits for its multiplications.
/// </remarks>
internal sealed class Xxh64Hash : StreamHash
{
    private const int RoundBytes = 32;

    private readonly byte[] rest = new byte[RoundBytes];
    private int restLength;
    private ulong length;
    private Lanes lanes;

    public Xxh64Hash() => Reset();

    public override bool Gives(HashFormat format) => format == HashFormat.Xxh64;

    public override void Reset()
    {
        unchecked
        {
            lanes = new(XxhMath.Prime64A + XxhMath.Prime64B, XxhMath.Prime64B, 0, 0 - XxhMath.Prime64A);
        }

        (restLength, length) = (0, 0);
    }

    public override void Append(ReadOnlySpan<byte> bytes) => TakeWhole(FillRest(bytes));

    /// <summary>Takes in the next bytes of two streams, their rounds in turns as far as both go.</summary>
    public static void AppendPair(Xxh64Hash first, ReadOnlySpan<byte> bytesOfFirst, Xxh64Hash second, ReadOnlySpan<byte> bytesOfSecond)
    {
        bytesOfFirst = first.FillRest(bytesOfFirst);
        bytesOfSecond = second.FillRest(bytesOfSecond);
        var count = Math.Min(bytesOfFirst.Length, bytesOfSecond.Length) / RoundBytes;
        (first.lanes, second.lanes) = Xxh64Pair.TakeRounds(
            first.lanes, ref MemoryMarshal.GetReference(bytesOfFirst), second.lanes, ref MemoryMarshal.GetReference(bytesOfSecond), count);
        first.TakeWhole(bytesOfFirst[(count * RoundBytes)..]);
        second.TakeWhole(bytesOfSecond[(count * RoundBytes)..]);
    }

    public override HashDigest Digest(HashFormat format)
    {
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(value, Value());
        return HashDigest.FromBytes(format, value);
    }

    /// <summary>Completes the round that was begun; what is left over of the bytes starts a new one, or is empty.</summary>
    private ReadOnlySpan<byte> FillRest(ReadOnlySpan<byte> bytes)
    {
        length += (ulong)bytes.Length;
        if (restLength == 0) return bytes;
        var taken = Math.Min(RoundBytes - restLength, bytes.Length);
        bytes[..taken].CopyTo(rest.AsSpan(restLength));
        restLength += taken;
        if (restLength == RoundBytes)
        {
            TakeRounds(rest);
            restLength = 0;
        }

        return bytes[taken..];
    }

    /// <summary>Takes in the whole rounds and keeps the rest. Nothing when a begun round is still not full.</summary>
    private void TakeWhole(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        var whole = bytes.Length & ~(RoundBytes - 1);
        TakeRounds(bytes[..whole]);
        bytes[whole..].CopyTo(rest);
        restLength = bytes.Length - whole;
    }

    private void TakeRounds(ReadOnlySpan<byte> bytes) =>
        TakeRounds(ref lanes, ref MemoryMarshal.GetReference(bytes), bytes.Length / RoundBytes, XxhMath.Prime64A, XxhMath.Prime64B);

    /// <summary>The loop over whole rounds.</summary>
    /// <remarks>The primes are arguments because the compiler then keeps them in registers; constants of 64 bits it would load
    /// anew for each use, which costs a fifth of the speed.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TakeRounds(ref Lanes lanes, ref byte input, int count, ulong prime1, ulong prime2)
    {
        var (a, b, c, d) = (lanes.First, lanes.Second, lanes.Third, lanes.Fourth);
        for (; count > 0; count--)
        {
            a = BitOperations.RotateLeft(a + XxhMath.Word64(ref input, 0) * prime2, 31) * prime1;
            b = BitOperations.RotateLeft(b + XxhMath.Word64(ref input, 1) * prime2, 31) * prime1;
            c = BitOperations.RotateLeft(c + XxhMath.Word64(ref input, 2) * prime2, 31) * prime1;
            d = BitOperations.RotateLeft(d + XxhMath.Word64(ref input, 3) * prime2, 31) * prime1;
            input = ref Unsafe.Add(ref input, RoundBytes);
        }

        lanes = new(a, b, c, d);
    }

    private static ulong Round(ulong lane, ulong word) =>
        BitOperations.RotateLeft(lane + word * XxhMath.Prime64B, 31) * XxhMath.Prime64A;

    private static ulong Merge(ulong hash, ulong lane) =>
        (hash ^ Round(0, lane)) * XxhMath.Prime64A + XxhMath.Prime64D;

    private ulong Value()
    {
        var hash = XxhMath.Prime64E;
        if (length >= RoundBytes)
        {
            hash = BitOperations.RotateLeft(lanes.First, 1) + BitOperations.RotateLeft(lanes.Second, 7)
                + BitOperations.RotateLeft(lanes.Third, 12) + BitOperations.RotateLeft(lanes.Fourth, 18);
            hash = Merge(Merge(Merge(Merge(hash, lanes.First), lanes.Second), lanes.Third), lanes.Fourth);
        }

        hash += length;

        ReadOnlySpan<byte> bytes = rest.AsSpan(0, restLength);
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            hash = BitOperations.RotateLeft(hash, 27) * XxhMath.Prime64A + XxhMath.Prime64D;
        }

        if (bytes.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes) * XxhMath.Prime64A;
            hash = BitOperations.RotateLeft(hash, 23) * XxhMath.Prime64B + XxhMath.Prime64C;
            bytes = bytes[4..];
        }

        foreach (var single in bytes)
            hash = BitOperations.RotateLeft(hash ^ (single * XxhMath.Prime64E), 11) * XxhMath.Prime64A;

        return XxhMath.AvalancheOfXxh64(hash);
    }

    /// <summary>The state between rounds.</summary>
    internal readonly record struct Lanes(ulong First, ulong Second, ulong Third, ulong Fourth);
}
