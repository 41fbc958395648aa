using System.Globalization;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Steps.Render;

/// <summary>Which frames of a clip a selection means.</summary>
internal static class FrameRange
{
    /// <summary>The first frame and the one after the last, counted from 0.</summary>
    /// <param name="selection">Null for the whole clip.</param>
    /// <param name="frames">Frames that the clip has.</param>
    /// <param name="clip">What is known of its timecode.</param>
    /// <param name="isOneFrame">Whether only the first of the selection is meant.</param>
    /// <exception cref="StepFailedException">There are no such frames.</exception>
    public static (long Start, long End) Of(FrameSelection? selection, long frames, ClipInspection clip, bool isOneFrame)
    {
        var start = selection?.Start ?? (selection?.In is { } first ? FrameOf(first, clip) : 0);
        var end = isOneFrame ? start + 1 : selection?.End ?? (selection?.Out is { } last ? FrameOf(last, clip) : frames);
        var extent = string.Create(CultureInfo.InvariantCulture, $"The clip has the frames 0 to {frames - 1}{(clip.Timecode is { Start: { } from } ? $", labelled from {from}" : "")}.");
        if (start < 0 || end > frames || start >= frames)
            throw RenderFrames.Refused(isOneFrame ? $"There is no frame {selection?.In ?? start.ToString(CultureInfo.InvariantCulture)} in this clip." : string.Create(CultureInfo.InvariantCulture, $"The frames {start} up to, without, {end} are not all in this clip."), extent);
        if (start >= end) throw RenderFrames.Refused("The range holds no frame: its end (the first frame not wanted) must lie after its start.", extent);
        return (start, end);
    }

    /// <summary>A part of a range.</summary>
    /// <exception cref="StepFailedException">It is none.</exception>
    public static (long Start, long End) PartOf(FrameSelection part, long first, long end) =>
        part is { Start: { } start, End: { } last, In: null, Out: null } && first <= start && start < last && last <= end ? (start, last)
            : throw RenderFrames.Refused(string.Create(CultureInfo.InvariantCulture, $"A part of the frames {first} up to, without, {end} must lie within them and hold a frame."), "Name it by frame numbers.");

    /// <summary>Frames that share one label: 2 for 50 pictures a second counted at 25; 1 where labels do not divide pictures.</summary>
    public static long FramesPerLabel(ClipInspection clip, FrameRate labels) =>
        FrameRate.TryParse(clip.Image?.Rate, out var pictures) && (long)pictures.Numerator * labels.Denominator is var a && (long)labels.Numerator * pictures.Denominator is var b && b > 0 && a > 0 && a % b == 0 ? a / b : 1;

    /// <summary>The frame of a label.</summary>
    private static long FrameOf(string label, ClipInspection clip)
    {
        if (clip.Timecode is not { Start: { } text, Rate: { } ratio } || !FrameRate.TryParse(ratio, out var rate) || !Timecode.TryParse(text, rate, out var start, out _))
            throw RenderFrames.Refused("The clip has no timecode, so no frame can be named by one.", "Name frames by number; the first is 0.");
        if (!Timecode.TryParse(label, rate, start.IsDrop, out var wanted, out var reason))
            throw RenderFrames.Refused($"'{label}' names no frame of a clip at {rate} {(start.IsDrop ? "drop frame" : "non-drop")}: {reason}");
        return wanted.FramesSinceWrapping(start) * FramesPerLabel(clip, rate);
    }
}
