namespace Acetate.Media.Sound.Waveform;

/// <summary>Where a take lies in a recording by what both microphones heard, and how sure that is.</summary>
public sealed record WaveformMatch
{
    /// <summary>The sample of the recording at which the take's first sample was heard, with its fraction; negative when the take began before.</summary>
    public required double Offset { get; init; }

    /// <summary>How much faster the recording's clock ran than the take's, in millionths of what both files state: the recording has this many samples more.</summary>
    public required double DriftPpm { get; init; }

    /// <summary>How far the drift may be off (twice its standard error): a take of a few seconds says little about it.</summary>
    public required double DriftErrorPpm { get; init; }

    /// <summary>How many windows of the take were laid on the recording.</summary>
    public required int Windows { get; init; }

    /// <summary>How many of them had a sharp peak somewhere.</summary>
    public required int Voting { get; init; }

    /// <summary>How many lie on the line of <see cref="Offset"/> and <see cref="DriftPpm"/>, within 3 ms.</summary>
    public required int Agreeing { get; init; }

    /// <summary>How far the agreeing windows lie from the line: the root of the mean square, in samples of the recording.</summary>
    public required double Spread { get; init; }

    /// <summary>The median sharpness of the agreeing windows' peaks, in standard deviations.</summary>
    public required double Sharpness { get; init; }

    /// <summary>Whether one of both signals is upside down.</summary>
    public required bool IsInverted { get; init; }

    /// <summary>The agreeing windows of the best other place, more than half a frame of film away; as many as here mean that the same sound is there twice.</summary>
    public required int RivalAgreeing { get; init; }

    /// <summary>Where that other place is, as <see cref="Offset"/>; null when there is none.</summary>
    public double? RivalOffset { get; init; }

    /// <summary>The probability that windows do not agree like this by chance, 0 to 1; at most a half when a rival agrees nearly as well.</summary>
    public required double Confidence { get; init; }

    /// <summary>Whether it may be taken without asking: by chance less than once in 10,000, most voting windows agree, and no rival comes near.</summary>
    public bool IsSure => Confidence >= 0.9999 && Agreeing >= 0.6 * Voting;
}
