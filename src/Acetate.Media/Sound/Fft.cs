using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Acetate.Media.Sound;

/// <summary>The discrete Fourier transform of a power of two of complex numbers, real and imaginary parts apart.</summary>
/// <remarks>
/// <para>Stockham's form: each of the log2(n) passes reads one buffer and writes the other, and the order comes out right without a
/// shuffle. A pass with n/2 butterflies combines x[q + s·p] and x[q + s·(p + m)] into y[q + s·2p] and y[q + s·(2p + 1)], the latter
/// turned by exp(−2πi·p/(2m)); s doubles from pass to pass and m halves. The turn depends on p alone, so where s is at least a vector
/// wide whole vectors are turned by one number. The first passes, where s is small, are plain.</para>
/// <para>Many short transforms at once are one with lanes: number k of transform j lies at k·lanes + j, and every pass is wide.</para>
/// <para>The forward transform has exp(−2πi·jk/n) and no factor; <see cref="Inverse"/> has exp(+2πi·jk/n) and divides by n. The error
/// grows with log n; there and back 2^18 numbers are right to 10⁻⁶.</para>
/// <para>An object is used by one thread at a time (it owns the second buffer); the turns are shared by all of one length.</para>
/// </remarks>
internal sealed class Fft
{
    private static readonly ConcurrentDictionary<int, (float[] Cos, float[] Sin)> Turns = new();

    private readonly int lanes;
    private readonly float[] cos, sin, spareReal, spareImaginary;

    /// <param name="length">A power of two, 2 to 2^22.</param>
    /// <param name="lanes">How many transforms at once; 1, or a multiple of 16.</param>
    public Fft(int length, int lanes = 1)
    {
        this.lanes = lanes;
        if (length is < 2 or > 1 << 22 || !BitOperations.IsPow2(length)) throw new ArgumentOutOfRangeException(nameof(length), length, "A power of two from 2 to 2^22.");
        Length = length;
        (cos, sin) = Turns.GetOrAdd(length, static n =>
        {
            var (c, s) = (new float[n / 2], new float[n / 2]);
            for (var i = 0; i < n / 2; i++) (c[i], s[i]) = ((float)Math.Cos(2 * Math.PI * i / n), (float)Math.Sin(2 * Math.PI * i / n));
            return (c, s);
        });
        (spareReal, spareImaginary) = (new float[length * lanes], new float[length * lanes]);
    }

    /// <summary>How many complex numbers.</summary>
    public int Length { get; }

    /// <summary>Transforms in place.</summary>
    public void Forward(float[] real, float[] imaginary)
    {
        var (fromReal, fromImaginary, toReal, toImaginary) = (real, imaginary, spareReal, spareImaginary);
        for (int m = Length / 2, s = lanes; m >= 1; m /= 2, s *= 2)
        {
            if (s < Vector<float>.Count) NarrowPass(fromReal, fromImaginary, toReal, toImaginary, m, s);
            else WidePass(fromReal, fromImaginary, toReal, toImaginary, m, s);
            (fromReal, fromImaginary, toReal, toImaginary) = (toReal, toImaginary, fromReal, fromImaginary);
        }

        if (ReferenceEquals(fromReal, real)) return;
        fromReal.AsSpan(0, Length * lanes).CopyTo(real);
        fromImaginary.AsSpan(0, Length * lanes).CopyTo(imaginary);
    }

    /// <summary>Transforms back in place.</summary>
    public void Inverse(float[] real, float[] imaginary)
    {
        // With both parts exchanged on the way in and out, the forward transform is the inverse.
        Forward(imaginary, real);
        var factor = 1f / Length;
        for (var i = 0; i < Length * lanes; i++) real[i] *= factor;
        for (var i = 0; i < Length * lanes; i++) imaginary[i] *= factor;
    }

    private void NarrowPass(float[] fromReal, float[] fromImaginary, float[] toReal, float[] toImaginary, int m, int s)
    {
        for (var p = 0; p < m; p++)
        {
            var (c, d) = (cos[p * s], -sin[p * s]);
            for (var q = 0; q < s; q++)
            {
                var (low, high, to) = (q + (s * p), q + (s * (p + m)), q + (s * 2 * p));
                var (real, imaginary) = (fromReal[low] - fromReal[high], fromImaginary[low] - fromImaginary[high]);
                toReal[to] = fromReal[low] + fromReal[high];
                toImaginary[to] = fromImaginary[low] + fromImaginary[high];
                toReal[to + s] = (real * c) - (imaginary * d);
                toImaginary[to + s] = (real * d) + (imaginary * c);
            }
        }
    }

    private void WidePass(float[] fromReal, float[] fromImaginary, float[] toReal, float[] toImaginary, int m, int s)
    {
        for (var p = 0; p < m; p++)
        {
            var (c, d) = (new Vector<float>(cos[p * (s / lanes)]), new Vector<float>(-sin[p * (s / lanes)]));
            var lowReal = Vectors(fromReal, s * p, s);
            var lowImaginary = Vectors(fromImaginary, s * p, s);
            var highReal = Vectors(fromReal, s * (p + m), s);
            var highImaginary = Vectors(fromImaginary, s * (p + m), s);
            var sumReal = Vectors(toReal, s * 2 * p, s);
            var sumImaginary = Vectors(toImaginary, s * 2 * p, s);
            var turnedReal = Vectors(toReal, s * ((2 * p) + 1), s);
            var turnedImaginary = Vectors(toImaginary, s * ((2 * p) + 1), s);
            for (var q = 0; q < lowReal.Length; q++)
            {
                var (real, imaginary) = (lowReal[q] - highReal[q], lowImaginary[q] - highImaginary[q]);
                sumReal[q] = lowReal[q] + highReal[q];
                sumImaginary[q] = lowImaginary[q] + highImaginary[q];
                turnedReal[q] = (real * c) - (imaginary * d);
                turnedImaginary[q] = (real * d) + (imaginary * c);
            }
        }
    }

    private static Span<Vector<float>> Vectors(float[] numbers, int start, int count) => MemoryMarshal.Cast<float, Vector<float>>(numbers.AsSpan(start, count));
}
