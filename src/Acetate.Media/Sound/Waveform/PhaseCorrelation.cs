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
/// </remarks>
internal sealed class PhaseCorrelation
{
    private const double Lowest = 150, Highest = 3400;
    private const float Exponent = 0.8f;

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
    /// <param name="margin">How far from the middle place (half a length) it may lie, in samples.</param>
    /// <returns>Null when one of both is silent.</returns>
    public PhasePeak? Find(ReadOnlySpan<float> piece, ReadOnlySpan<float> around, int sampleRate, int margin)
    {
        Load(piece, around);
        fft.Forward(real, imaginary);
        if (!Whiten(sampleRate)) return null;
        fft.Inverse(spectrumReal, spectrumImaginary);
        return Peak(Math.Min(margin, (Length / 2) - 2));
    }

    private void Load(ReadOnlySpan<float> piece, ReadOnlySpan<float> around)
    {
        real.AsSpan().Clear();
        for (var i = 0; i < Length; i++) real[i] = piece[i] * hann[i];
        around.CopyTo(imaginary);
        // A cut edge is a click at every frequency.
        var ramp = Length / 16;
        for (var i = 0; i < ramp; i++)
        {
            var weight = hann[i * Length / ramp / 2];
            imaginary[i] *= weight;
            imaginary[^(i + 1)] *= weight;
        }
    }

    private bool Whiten(int sampleRate)
    {
        var n = 2 * Length;
        var (first, last) = ((int)(Lowest * n / sampleRate), Math.Min(Length - 1, (int)(Highest * n / sampleRate)));
        var ramp = Math.Max(1, (last - first) / 16);
        spectrumReal.AsSpan().Clear();
        spectrumImaginary.AsSpan().Clear();
        var isSilent = true;
        for (var k = Math.Max(1, first); k <= last; k++)
        {
            // Both signals went in as one complex one: their spectra are its even and odd parts.
            var (zr, zi, wr, wi) = (real[k], imaginary[k], real[n - k], imaginary[n - k]);
            var (ar, ai) = (zr + wr, zi - wi);
            var (br, bi) = (zi + wi, wr - zr);
            var (gr, gi) = ((ar * br) + (ai * bi), (ar * bi) - (ai * br));
            var power = (gr * gr) + (gi * gi);
            if (power < 1e-24f) continue;
            isSilent = false;
            var edge = Math.Min(1f, Math.Min(k - first + 1, last - k + 1) / (float)ramp);
            var weight = edge * MathF.Pow(power, -Exponent / 2);
            (spectrumReal[k], spectrumImaginary[k]) = (gr * weight, gi * weight);
            (spectrumReal[n - k], spectrumImaginary[n - k]) = (gr * weight, -gi * weight);
        }

        return !isSilent;
    }

    private PhasePeak? Peak(int margin)
    {
        var (from, to) = ((Length / 2) - margin, (Length / 2) + margin);
        var at = from;
        for (var i = from; i <= to; i++)
            if (Math.Abs(spectrumReal[i]) > Math.Abs(spectrumReal[at])) at = i;
        // What is around: everything but the peak itself, over all places at which the whole piece lies within.
        var (sum, count) = (0.0, 0);
        for (var i = 0; i <= Length; i++)
        {
            if (Math.Abs(i - at) < 64) continue;
            sum += (double)spectrumReal[i] * spectrumReal[i];
            count++;
        }

        var deviation = Math.Sqrt(sum / Math.Max(1, count));
        if (!(deviation > 0)) return null;
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
