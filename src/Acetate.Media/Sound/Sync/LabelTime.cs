using Acetate.Timing;

namespace Acetate.Media.Sound.Sync;

/// <summary>Where a clip begins in a recording by the labels of both.</summary>
/// <param name="Seconds">Seconds of the recording's time before the clip's first frame.</param>
/// <param name="Uncertain">How far that may be off, in seconds: a frame, and more where the two count at different rates.</param>
/// <param name="Remark">What had to be assumed, in a sentence; null when nothing had.</param>
internal sealed record LabelTime(double Seconds, double Uncertain, string? Remark)
{
    /// <summary>Compares a clip's label with a recording's.</summary>
    /// <remarks>
    /// Both at one rate: exact, in whole frames and samples. At different rates (a camera at 23.976, a recorder at 24) the same label means
    /// different instants, and which clock gave it to the other nobody wrote down; labels are compared as a clock shows them, and for each second between
    /// both a thousandth is uncertain. All of it is counted within a day of labels, in the nearer direction.
    /// </remarks>
    public static LabelTime? Between(Timecode clip, SoundFile sound)
    {
        if (sound.TimeReference is not { } reference) return null;
        var soundRate = sound.TimecodeRate.IsSet ? sound.TimecodeRate : clip.Rate;
        // A camera that shoots 48 frames and labels them with 24 has the recorder's label rate; only label rates count here.
        var isDrop = sound.TimecodeRate.IsSet ? sound.IsDrop && soundRate.CanDropFrames : clip.IsDrop;
        var frame = 1 / Math.Min(clip.Rate.Approximate, soundRate.Approximate);
        if (soundRate == clip.Rate && isDrop == clip.IsDrop)
        {
            var day = (decimal)Timecode.FramesPerDay(clip.Rate, isDrop) * clip.Rate.Denominator / clip.Rate.Numerator;
            var exact = ((decimal)clip.Frame * clip.Rate.Denominator / clip.Rate.Numerator) - ((decimal)reference / sound.StampRate);
            return new((double)Nearest(exact, day), frame, sound.TimecodeRate.IsSet ? null : $"The recording does not state a timecode rate; that of the clip ({clip.Rate}) is taken.");
        }

        var (one, other) = (Shown(clip), Shown(Timecode.FromSamplesWrapping(reference, sound.StampRate, soundRate, isDrop)) + WithinFrame(reference, sound.StampRate, soundRate));
        var apart = (double)Nearest((decimal)(one - other), 86_400);
        return new(apart, frame + (Math.Abs(apart) * 0.001), $"The camera counts {Name(clip.Rate, clip.IsDrop)} and the recorder {Name(soundRate, isDrop)}; labels are compared as a clock shows them.");
    }

    /// <summary>Seconds as the label shows them.</summary>
    private static double Shown(Timecode label) => (label.Hours * 3600) + (label.Minutes * 60) + label.Seconds + ((double)label.Frames / label.Rate.LabelsPerSecond);

    private static double WithinFrame(long reference, int stampRate, FrameRate rate)
    {
        var frame = AudioSamples.ToFrame(reference, stampRate, rate);
        return (double)(reference - AudioSamples.FirstOf(frame, stampRate, rate)) / stampRate;
    }

    private static decimal Nearest(decimal seconds, decimal day)
    {
        var within = seconds % day;
        return within > day / 2 ? within - day : within < -day / 2 ? within + day : within;
    }

    private static string Name(FrameRate rate, bool isDrop) => isDrop ? $"{rate} drop-frame" : $"{rate}";
}
