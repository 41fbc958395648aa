using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>Holds the labels and lengths of a list against frame rates.</summary>
internal static class EdlRateFits
{
    public static ImmutableArray<EdlRateFit> Of(EdlStructure structure, IEnumerable<FrameRate> candidates) =>
        [.. candidates.Distinct().Select(rate => Fit(structure, rate)).OrderBy(fit => fit.IsPossible ? 0 : 1).ThenBy(fit => fit.Contradictions)];

    /// <summary>The rate to offer where a label does not exist; unset when none is left.</summary>
    public static FrameRate Next(EdlStructure structure, FrameRate rate)
    {
        var fits = Of(structure, FrameRate.Known).Where(fit => fit.IsPossible && fit.Rate != rate).ToList();
        return fits.Find(fit => fit.Rate > rate)?.Rate ?? (fits.Count > 0 ? fits[0].Rate : default);
    }

    private static EdlRateFit Fit(EdlStructure structure, FrameRate rate)
    {
        int compared = 0, contradictions = 0, impossible = 0, line = 0;
        string? evidence = null;
        foreach (var e in structure.Events)
        {
            if (!Read(e.SourceIn, e.SourceIsDrop, out var sourceIn) | !Read(e.SourceOut, e.SourceIsDrop, out var sourceOut)
                | !Read(e.RecordIn, e.RecordIsDrop, out var recordIn) | !Read(e.RecordOut, e.RecordIsDrop, out var recordOut)
                || e.Speeds.Count > 1 || (e.Partner is { } partner && (e.Speeds.Count > 0 || structure.Events[partner].Speeds.Count > 0)) || EventLines.Kind(e.Reel) == EdlReelKind.Black)
                continue;
            var (source, record) = (sourceOut - sourceIn, recordOut - recordIn);
            if (source <= 0 || record <= 0 || e.Speeds is [{ FramesPerSecond: 0 }]) continue;
            compared++;
            if (source == record || (e.Speeds is [var speed] && PlayedSource.IsNear(source, record, PlayedSource.Factor(speed.FramesPerSecond, rate), rate))) continue;
            contradictions++;
            if (impossible > 0 || contradictions > 1) continue;
            (line, evidence) = (e.Line, $"Event {e.Number} has {source} frames of source and {record} of record.");

            bool Read(TimeText text, bool isDrop, out long frame)
            {
                frame = 0;
                var isBeyond = text.IsLabel && text.Frames >= rate.LabelsPerSecond;
                if (isBeyond || (text.IsMarkedDrop && !rate.CanDropFrames))
                {
                    if (impossible++ == 0) (line, evidence) = (e.Line, isBeyond ? $"{text.Text} has frame {text.Frames}, and a second at {rate} ends with {rate.LabelsPerSecond - 1}." : $"{text.Text} is drop-frame, and {rate} has no such labels.");
                    return false;
                }

                // Hours beyond 23 and the like are wrong at every rate, and labels left out by drop-frame counting at those that drop.
                if (text.At(rate, isDrop, out var reason) is { } time)
                {
                    frame = time.Frame;
                    return true;
                }

                if (text.IsLabel && text.IsDropAt(rate, isDrop) && text.At(FrameRate.Fps120, false, out _) is not null && impossible++ == 0) (line, evidence) = (e.Line, reason!);
                return false;
            }
        }

        evidence ??= compared > 0 ? $"The lengths of source and record agree in all {compared} events that can be compared, and every label exists." : "Every label exists; no event compares source and record.";
        return new(rate, impossible == 0, compared, contradictions, line, evidence);
    }
}
