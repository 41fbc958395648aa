namespace Acetate.Media.Sound.Waveform;

/// <summary>Where a piece of sound lies in a longer one, to a fraction of a sample.</summary>
/// <param name="At">The place in samples of the longer one.</param>
/// <param name="Sharpness">The peak's height in standard deviations of what lies around it; by chance it is about 4.</param>
/// <param name="IsInverted">Whether the signal is upside down there.</param>
internal readonly record struct PhasePeak(double At, double Sharpness, bool IsInverted);

/// <summary>Generalised cross-correlation with phase transform (Knapp and Carter 1976) of a piece of sound with a longer one.</summary>
/// <remarks>
/// A plain correlation of speech has broad hills, since low tones are loud and repeat. Here every frequency of the cross-spectrum counts by
/// its phase and hardly by its strength (|G| to the power of −0.8), which leaves one sharp peak at the time between both and spreads
/// echoes. Only 150 to 3,400 Hz count: below is handling and wind, above it distant microphones hear nothing.
/// <para>What lies 80 dB below the loudest frequency of either sound does not count: it is what the cut edges and the transform's own rounding leave of a
/// tone or of silence, is alike in every piece, and would make a sharp peak of nothing.</para>
/// </remarks>
internal sealed class PhaseCorrelation
{
    private const double Lowest = 150, Highest = 3400;
    private const float Exponent = 0.8f, Floor = 1e-8f, Silent = 1e-6f;

    private readonly Fft fft;
    private readonly float[] real, imaginary, spectrumReal, spectrumImaginary, hann;

    /// <param name="length">Samples of the piece, a power of two; the longer sound has twice as many.</param>
    public PhaseCorrelation(int length)
    {
        Length = length;
        fft = new(2 * length);
        (real, imaginary) = (new float[2 * length], new float[2 * length]);
        (spectrumReal, spectrumImaginary) = (new float[2 * length], new float[2 * length]);
        hann = new float[length];
        for (var i = 0; i < length; i++) hann[i] = 0.5f - (0.5f * MathF.Cos(2 * MathF.PI * i / length));
    }

    /// <summary>Samples of the piece.</summary>
    public int Length { get; }

    /// <summary>Finds the piece.</summary>
    /// <param name="piece">It.</param>
    /// <param name="around">Twice as many samples, with the expected place in the middle half.</param>
    /// <param name="sampleRate">Hertz, of both.</param>
    /// <param name="margin">How far from the middle place (half a length) it may lie, in samples; at most <see cref="Furthest"/>.</param>
    /// <param name="isKnown">The place is known to a small part of the piece's length: only what lies there is compared, so that what was heard before and
    /// after does not move the peak by a tenth of a sample.</param>
    /// <param name="curve">Gets the correlation at each place from −margin to +margin, in standard deviations, where it is not empty.</param>
    /// <returns>Null when one of both is silent.</returns>
    public PhasePeak? Find(ReadOnlySpan<float> piece, ReadOnlySpan<float> around, int sampleRate, int margin, bool isKnown, Span<float> curve)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(margin, Furthest);
        if (!Load(piece, around, isKnown)) return null;
        fft.Forward(real, imaginary);
        Whiten(sampleRate);
        fft.Inverse(spectrumReal, spectrumImaginary);
        return Peak(margin, isKnown ? Length / 8 : Length / 2, curve);
    }

    /// <summary>The greatest margin.</summary>
    public int Furthest => (Length / 2) - 2;

    /// <summary>Loads both at the same level, since each leaves a little of its rounding in the other.</summary>
    private bool Load(ReadOnlySpan<float> piece, ReadOnlySpan<float> around, bool isKnown)
    {
        real.AsSpan().Clear();
        imaginary.AsSpan().Clear();
        for (var i = 0; i < Length; i++) real[i] = piece[i] * hann[i];
        if (isKnown)
        {
            for (var i = 0; i < Length; i++) imaginary[i + (Length / 2)] = around[i + (Length / 2)] * hann[i];
            return SetLevel(real) & SetLevel(imaginary);
        }

        around.CopyTo(imaginary);
        // A cut edge is a click at every frequency.
        var ramp = Length / 16;
        for (var i = 0; i < ramp; i++)
        {
            var weight = hann[8 * i];
            imaginary[i] *= weight;
            imaginary[^(i + 1)] *= weight;
        }

        return SetLevel(real) & SetLevel(imaginary);
    }

    private static bool SetLevel(float[] sound)
    {
        var energy = 0.0;
        foreach (var sample in sound) energy += (double)sample * sample;
        var level = (float)Math.Sqrt(energy / sound.Length);
        if (!(level > Silent)) return false;
        foreach (ref var sample in sound.AsSpan()) sample /= level;
        return true;
    }

    private void Whiten(int sampleRate)
    {
        var n = 2 * Length;
        var (first, last) = (Math.Max(1, (int)(Lowest * n / sampleRate)), Math.Min(Length - 1, (int)(Highest * n / sampleRate)));
        var ramp = Math.Max(1, (last - first) / 16);
        // Both signals went in as one complex one: their spectra are its even and odd parts.
        var (loudestA, loudestB) = (0f, 0f);
        for (var k = Math.Max(1, first / 2); k <= last; k++)
        {
            var (zr, zi, wr, wi) = (real[k], imaginary[k], real[n - k], imaginary[n - k]);
            loudestA = Math.Max(loudestA, ((zr + wr) * (zr + wr)) + ((zi - wi) * (zi - wi)));
            loudestB = Math.Max(loudestB, ((zi + wi) * (zi + wi)) + ((wr - zr) * (wr - zr)));
        }

        spectrumReal.AsSpan().Clear();
        spectrumImaginary.AsSpan().Clear();
        for (var k = first; k <= last; k++)
        {
            var (zr, zi, wr, wi) = (real[k], imaginary[k], real[n - k], imaginary[n - k]);
            var (ar, ai) = (zr + wr, zi - wi);
            var (br, bi) = (zi + wi, wr - zr);
            if ((ar * ar) + (ai * ai) < Floor * loudestA || (br * br) + (bi * bi) < Floor * loudestB) continue;
            var (gr, gi) = ((ar * br) + (ai * bi), (ar * bi) - (ai * br));
            var edge = Math.Min(1f, Math.Min(k - first + 1, last - k + 1) / (float)ramp);
            var weight = edge * MathF.Pow((gr * gr) + (gi * gi), -Exponent / 2);
            (spectrumReal[k], spectrumImaginary[k]) = (gr * weight, gi * weight);
            (spectrumReal[n - k], spectrumImaginary[n - k]) = (gr * weight, -gi * weight);
        }
    }

    private PhasePeak? Peak(int margin, int surroundings, Span<float> curve)
    {
        var (from, to) = ((Length / 2) - margin, (Length / 2) + margin);
        var at = from;
        for (var i = from; i <= to; i++)
            if (Math.Abs(spectrumReal[i]) > Math.Abs(spectrumReal[at])) at = i;
        // What is around: everything but the peak itself, over places at which the whole piece lies within.
        var (sum, count) = (0.0, 0);
        for (var i = (Length / 2) - surroundings; i <= (Length / 2) + surroundings; i++)
        {
            if (Math.Abs(i - at) < 64) continue;
            sum += (double)spectrumReal[i] * spectrumReal[i];
            count++;
        }

        var deviation = Math.Sqrt(sum / Math.Max(1, count));
        if (!(deviation > 0)) return null;
        for (var i = 0; i < curve.Length; i++) curve[i] = (float)(spectrumReal[from + i] / deviation);
        var fraction = 0.0;
        if (at > from && at < to)
        {
            var (before, here, after) = (Math.Abs(spectrumReal[at - 1]), Math.Abs(spectrumReal[at]), Math.Abs(spectrumReal[at + 1]));
            var bend = before - (2 * here) + after;
            if (bend < 0) fraction = Math.Clamp(0.5 * (before - after) / bend, -0.5, 0.5);
        }

        return new(at + fraction, Math.Abs(spectrumReal[at]) / deviation, spectrumReal[at] < 0);
    }
}
