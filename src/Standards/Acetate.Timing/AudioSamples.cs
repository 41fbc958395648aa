namespace Acetate.Timing;

/// <summary>Exact conversion between audio samples and picture frames, both counted from the same instant.</summary>
public static class AudioSamples
{
    /// <summary>The frame in which a sample falls: <c>floor(sample * rate / sampleRate)</c>, in integers.</summary>
    /// <exception cref="OverflowException">The frame does not fit in 64 bits.</exception>
    public static long ToFrame(long sample, int sampleRate, FrameRate rate)
    {
        Check(sampleRate, rate);
        var (frame, rest) = Int128.DivRem((Int128)sample * rate.Numerator, (Int128)sampleRate * rate.Denominator);
        return checked((long)(rest < 0 ? frame - 1 : frame));
    }

    /// <summary>The first sample that falls in a frame, so that <see cref="ToFrame"/> leads back to the frame.</summary>
    /// <remarks>A frame at 29.97 has 1601.6 samples of 48 kHz: the first samples are 0, 1602, 3204, 4805, 6407 and 8008.</remarks>
    /// <exception cref="OverflowException">The sample does not fit in 64 bits.</exception>
    public static long FirstOf(long frame, int sampleRate, FrameRate rate)
    {
        Check(sampleRate, rate);
        var (sample, rest) = Int128.DivRem((Int128)frame * sampleRate * rate.Denominator, rate.Numerator);
        return checked((long)(rest > 0 ? sample + 1 : sample));
    }

    private static void Check(int sampleRate, FrameRate rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        if (!rate.IsSet)
            throw new ArgumentException("A conversion between samples and frames needs a frame rate.", nameof(rate));
    }
}
