using Acetate.Timing;

namespace Acetate.Media.Trim;

/// <summary>How many frames a clip has and which labels they carry.</summary>
internal sealed record ClipTimeline
{
    /// <summary>Number of frames.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames per second; null when they do not all last equally long.</summary>
    public FrameRate? Rate { get; init; }

    /// <summary>Label of the first frame; null when the clip has no timecode.</summary>
    public Timecode? Start { get; init; }

    /// <summary>Why labels cannot be used although there are some; null when they can.</summary>
    public string? WhyNoLabels { get; init; }

    /// <summary>Frames that share one label: 2 for 50 frames per second counted at 25; null when labels do not divide frames.</summary>
    private long? FramesPerLabel => Start is not { } start || Rate is not { } rate ? null
        : (long)rate.Numerator * start.Rate.Denominator is var frames && (long)start.Rate.Numerator * rate.Denominator is var labels && frames % labels == 0
            ? frames / labels : null;

    /// <summary>The frames that a selection means.</summary>
    /// <exception cref="TrimRangeException">There are none.</exception>
    public (long Start, long End) Resolve(TrimSelection selection)
    {
        var (start, end) = selection switch
        {
            TrimSelection.Frames frames => (frames.Start, frames.End),
            TrimSelection.Labels labels => FromLabels(labels),
            TrimSelection.Samples => throw new TrimRangeException("Samples are counted in wave files only. Name frames or timecode for a clip with pictures."),
            _ => throw new InvalidOperationException("Unknown selection."),
        };
        if (start >= end) throw new TrimRangeException($"The range {Describe(selection)} holds no frame: its end (the first frame not wanted) must lie after its start.");
        if (start < 0 || end > Frames)
            throw new TrimRangeException($"The range {Describe(selection)} lies outside the clip, which has {Extent}.", isOutside: true);
        return (start, end);
    }

    /// <summary>The label of a frame, or null.</summary>
    public string? LabelOf(long frame) =>
        Start is { } start && FramesPerLabel is { } each && frame % each == 0 ? start.AddWrapping(frame / each).ToString() : null;

    private string Extent => Start is { } start && LabelOf(0) is not null
        ? $"the frames 0 to {Frames - 1}, labelled {start} to {start.AddWrapping((Frames - 1) / FramesPerLabel!.Value)}" : $"the frames 0 to {Frames - 1}";

    private (long, long) FromLabels(TrimSelection.Labels labels)
    {
        if (WhyNoLabels is { } why) throw new TrimRangeException($"{why} Name frames instead, with --frames.");
        if (Start is not { } start) throw new TrimRangeException("The clip has no timecode. Name frames instead, with --frames: the first frame is 0.");
        if (Rate is null) throw new TrimRangeException("The frames of the clip do not all last equally long, so labels do not count them. Name frames instead, with --frames.");
        if (FramesPerLabel is not { } each)
            throw new TrimRangeException($"The clip has {Rate} frames per second and timecode at {start.Rate}, which do not divide. Name frames instead, with --frames.");
        var (from, to) = (Parse(labels.In, start), Parse(labels.Out, start));
        // After midnight labels begin again; which of both is meant is told by the clip's length.
        var first = from.FramesSinceWrapping(start);
        var last = to.FramesSinceWrapping(start);
        var day = Timecode.FramesPerDay(start.Rate, start.IsDrop);
        if (first * each >= Frames && from < start) first -= day;
        if (last * each > Frames && to < start) last -= day;
        return (first * each, last * each);
    }

    /// <summary>Reads a label at the rate and in the counting of another one.</summary>
    public static Timecode Parse(string label, Timecode like)
    {
        if (!Timecode.TryParse(label, like.Rate, like.IsDrop, out var timecode, out var reason))
            throw new TrimRangeException($"'{label}' names no frame of a clip at {like.Rate} {(like.IsDrop ? "drop-frame" : "non-drop")}: {reason}");
        return timecode;
    }

    /// <summary>A selection in words.</summary>
    public static string Describe(TrimSelection selection) => selection switch
    {
        TrimSelection.Labels labels => $"from {labels.In} up to, without, {labels.Out}",
        TrimSelection.Frames frames => $"from frame {frames.Start} up to, without, {frames.End}",
        TrimSelection.Samples samples => $"from sample {samples.Start} up to, without, {samples.End}",
        _ => "",
    };
}
