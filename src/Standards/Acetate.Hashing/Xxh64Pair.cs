using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanes = Acetate.Hashing.Xxh64Hash.Lanes;

namespace Acetate.Hashing;

/// <summary>The rounds of XXH64 over two streams in turns, so that one computes while the other waits for its multiplications.</summary>
/// <remarks>Where a processor multiplies lanes of 64 bits in vectors (AVX-512DQ), one stream goes through the scalar units and the
/// other through the vector units, which then do not stand in each other's way.</remarks>
internal static class Xxh64Pair
{
    private const int RoundBytes = 32;

    /// <summary>Whether this machine (and the DOTNET_Enable… switches) allow the loop that uses both kinds of units.</summary>
    public static bool HasVectors => Avx512DQ.VL.IsSupported;

    public static (Lanes First, Lanes Second) TakeRounds(Lanes first, ref byte input, Lanes second, ref byte otherInput, int count) =>
        HasVectors
            ? InBothUnits(first, ref input, second, ref otherInput, count, XxhMath.Prime64A, XxhMath.Prime64B)
            : InScalarUnits(first, ref input, second, ref otherInput, count, XxhMath.Prime64A, XxhMath.Prime64B);

    // The primes are arguments for the reason given in Xxh64Hash.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static (Lanes First, Lanes Second) InScalarUnits(
        Lanes first, ref byte input, Lanes second, ref byte otherInput, int count, ulong prime1, ulong prime2)
    {
        var (a, b, c, d) = (first.First, first.Second, first.Third, first.Fourth);
        var (e, f, g, h) = (second.First, second.Second, second.Third, second.Fourth);
        for (; count > 0; count--)
        {
            a = BitOperations.RotateLeft(a + XxhMath.Word64(ref input, 0) * prime2, 31) * prime1;
            b = BitOperations.RotateLeft(b + XxhMath.Word64(ref input, 1) * prime2, 31) * prime1;
            c = BitOperations.RotateLeft(c + XxhMath.Word64(ref input, 2) * prime2, 31) * prime1;
            d = BitOperations.RotateLeft(d + XxhMath.Word64(ref input, 3) * prime2, 31) * prime1;
            input = ref Unsafe.Add(ref input, RoundBytes);
            e = BitOperations.RotateLeft(e + XxhMath.Word64(ref otherInput, 0) * prime2, 31) * prime1;
            f = BitOperations.RotateLeft(f + XxhMath.Word64(ref otherInput, 1) * prime2, 31) * prime1;
            g = BitOperations.RotateLeft(g + XxhMath.Word64(ref otherInput, 2) * prime2, 31) * prime1;
            h = BitOperations.RotateLeft(h + XxhMath.Word64(ref otherInput, 3) * prime2, 31) * prime1;
            otherInput = ref Unsafe.Add(ref otherInput, RoundBytes);
        }

        return (new(a, b, c, d), new(e, f, g, h));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static (Lanes First, Lanes Second) InBothUnits(
        Lanes first, ref byte input, Lanes second, ref byte otherInput, int count, ulong prime1, ulong prime2)
    {
        var (a, b, c, d) = (first.First, first.Second, first.Third, first.Fourth);
        var other = Vector256.Create(second.First, second.Second, second.Third, second.Fourth);
        var (primes1, primes2) = (Vector256.Create(prime1), Vector256.Create(prime2));
        for (; count > 0; count--)
        {
            a = BitOperations.RotateLeft(a + XxhMath.Word64(ref input, 0) * prime2, 31) * prime1;
            b = BitOperations.RotateLeft(b + XxhMath.Word64(ref input, 1) * prime2, 31) * prime1;
            c = BitOperations.RotateLeft(c + XxhMath.Word64(ref input, 2) * prime2, 31) * prime1;
            d = BitOperations.RotateLeft(d + XxhMath.Word64(ref input, 3) * prime2, 31) * prime1;
            input = ref Unsafe.Add(ref input, RoundBytes);
            other += Avx512DQ.VL.MultiplyLow(Vector256.LoadUnsafe(ref otherInput).AsUInt64(), primes2);
            other = Avx512DQ.VL.MultiplyLow(Avx512F.VL.RotateLeft(other, 31), primes1);
            otherInput = ref Unsafe.Add(ref otherInput, RoundBytes);
        }

        return (new(a, b, c, d), new(other[0], other[1], other[2], other[3]));
    }
}
