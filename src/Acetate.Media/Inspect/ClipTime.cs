using Acetate.Timing;

namespace Acetate.Media.Inspect;

/// <summary>Works out what follows from what files say: where a clip ends, and on which label sound begins.</summary>
internal static class ClipTime
{
    /// <summary>Adds start and end of a clip where the facts allow it.</summary>
    public static void Complete(InspectionDraft draft)
    {
        if (draft["timecode.start"] is not null && draft["timecode.rate"] is null && draft["image.rate"] is { } imageRate)
            draft.Fact("timecode.rate", imageRate, "image.rate");
        if (!FrameRate.TryParse(draft["timecode.rate"], out var rate)) return;
        if (draft["timecode.start"] is null) SoundTime(draft, rate);
        else PictureTime(draft, rate);
    }

    /// <summary>The exact ratio that a text of a recorder or camera means: <c>23.98</c>, <c>029.97-DF</c>, <c>25.000ND</c>, <c>24000/1001</c>.</summary>
    public static string? RateMeant(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.Contains('/', StringComparison.Ordinal)) return FrameRate.TryParse(text, out var exact) ? exact.ToKnown().ToRatio() : null;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        return FrameRate.TryParse(text[..end], out var rate) ? rate.ToRatio() : null;
    }

    /// <summary>The rate of a label whose file gives a text; a rate without labels (too high, unset) is none.</summary>
    public static string? RateOf(long numerator, long denominator) =>
        numerator is > 0 and <= int.MaxValue && denominator is > 0 and <= int.MaxValue && numerator / denominator <= 100_000
            ? new FrameRate((int)numerator, (int)denominator).ToKnown().ToRatio() : null;

    private static void SoundTime(InspectionDraft draft, FrameRate rate)
    {
        if (draft.Number("sound.timeReference") is not { } reference || rate.LabelsPerSecond > 1000) return;
        if ((draft.Number("sound.timestampRate") ?? draft.Number("sound.sampleRate")) is not (> 0 and <= int.MaxValue and var sampleRate)) return;
        var isDrop = draft["timecode.dropFrame"] == "true" && rate.CanDropFrames;
        // Beyond a thousand days it is no time of day but rubbish, and products would overflow.
        if (reference > sampleRate * 86_400L * 1000) return;
        var start = Timecode.FromSamplesWrapping(reference, (int)sampleRate, rate, isDrop);
        draft.Fact("timecode.start", start.ToString(), "sound.timeReference", $"{reference} samples at {sampleRate} Hz");
        draft.Fact("timecode.dropFrame", isDrop ? "true" : "false", "sound.timeReference");
        if (draft.Number("sound.samples") is not (>= 0 and var samples)) return;
        // The end is the frame after the one that holds the last sample.
        var end = samples == 0 ? start : Timecode.FromSamplesWrapping(reference + samples - 1, (int)sampleRate, rate, isDrop).AddWrapping(1);
        draft.Fact("timecode.end", end.ToString(), "computed", $"{reference} + {samples} samples");
    }

    private static void PictureTime(InspectionDraft draft, FrameRate rate)
    {
        var label = draft["timecode.start"]!;
        if (!Timecode.TryParse(label, rate, out var start, out var reason))
        {
            draft.Problem("timecode-invalid", ProblemSeverity.Warning, $"The start timecode does not fit the rate: {reason}");
            return;
        }

        draft.Fact("timecode.dropFrame", start.IsDrop ? "true" : "false", "timecode.start", label);
        if (draft.Number("clip.frames") is >= 0 and < 1L << 40 and var frames)
            draft.Fact("timecode.end", start.AddWrapping(frames).ToString(), "computed", $"{label} + {frames} frames");
    }
}
