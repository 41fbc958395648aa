namespace Acetate.Media.Sound.Check;

/// <summary>From where on sound is told to be wrong. Levels are in decibels below full scale (dBFS) of single samples unless said otherwise.</summary>
public sealed record SoundLimits
{
    /// <summary>Below it there is silence.</summary>
    public double SilenceLevel { get; init; } = -60;

    /// <summary>Silence of so many seconds is told.</summary>
    public double SilenceSeconds { get; init; } = 2;

    /// <summary>From this level on samples may have been held at full scale.</summary>
    public double ClipLevel { get; init; } = -0.1;

    /// <summary>So many samples that follow each other at that level, all but equal, are clipped.</summary>
    public int ClipSamples { get; init; } = 3;

    /// <summary>How many times the second difference must be the largest within 30 ms before and after to be a click.</summary>
    public double ClickFactor { get; init; } = 5;

    /// <summary>What lasts longer is no click but sound: a clap, a plosive.</summary>
    public double ClickMilliseconds { get; init; } = 2;

    /// <summary>A click is at least so loud, as a second difference.</summary>
    public double ClickLevel { get; init; } = -40;

    /// <summary>Samples that stay exactly the same for so long, within sound, are a gap.</summary>
    public double GapMilliseconds { get; init; } = 1;

    /// <summary>What is around a gap is at least so loud (RMS over 10 ms).</summary>
    public double GapLevel { get; init; } = -50;

    /// <summary>The mean of a channel may differ from zero by so much of full scale.</summary>
    public double Offset { get; init; } = 0.01;

    /// <summary>A pair of channels whose correlation is below it works against each other.</summary>
    public double PhaseCorrelation { get; init; } = -0.3;

    /// <summary>For so many seconds.</summary>
    public double PhaseSeconds { get; init; } = 3;

    /// <summary>Both channels of a pair are at least so loud (RMS) to be compared.</summary>
    public double PairLevel { get; init; } = -50;

    /// <summary>A pair whose correlation is above it is one channel twice.</summary>
    public double SameCorrelation { get; init; } = 0.999;

    /// <summary>Mains hum is told from this level of its first harmonics on.</summary>
    public double HumLevel { get; init; } = -50;

    /// <summary>And when it stands out of its neighbours by so many decibels.</summary>
    public double HumProminence { get; init; } = 12;

    /// <summary>In this part of the seconds in which it could be heard.</summary>
    public double HumPart { get; init; } = 0.8;

    internal static double Amplitude(double level) => Math.Pow(10, level / 20);

    internal static double Level(double amplitude) => amplitude > 0 ? 20 * Math.Log10(amplitude) : double.NegativeInfinity;
}
