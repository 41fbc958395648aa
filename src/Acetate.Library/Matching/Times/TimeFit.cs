namespace Acetate.Library.Matching.Times;

/// <summary>How an event's source range lies in a clip.</summary>
/// <param name="Reading">How the timecode was read.</param>
/// <param name="Frames">The frames of the clip; null when nothing could be compared or nothing fits.</param>
/// <param name="Words">What was found.</param>
internal readonly record struct TimeFit(TimeReading Reading, ClipFrames? Frames, string Words)
{
    /// <summary>Whether the whole range lies in the clip.</summary>
    public bool IsInside => Reading is not (TimeReading.Unknown or TimeReading.Partly or TimeReading.Outside);
}
