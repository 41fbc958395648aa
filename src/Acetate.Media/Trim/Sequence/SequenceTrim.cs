using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Trim.Sequence;

/// <summary>Plans the trim of a sequence: the files of the frames that are wanted, unchanged and under their names.</summary>
internal static class SequenceTrim
{
    /// <summary>Decides which files go along.</summary>
    public static TrimPlan Plan(ClipSource clip, ClipInspection inspection, TrimOrder order)
    {
        if (order.Name is not null) throw new TrimRangeException("Frames of a sequence keep their names: their numbers are what they are found by. Leave the name out.");
        var files = clip.Files.Select((file, i) => (File: file, Number: clip.Files.Length == 1 ? 0 : SequenceCheck.NumberOf(file.ShortName) ?? i)).OrderBy(file => file.Number).ToList();
        var first = files[0].Number;
        for (var i = 1; i < files.Count; i++)
            if (files[i].Number == files[i - 1].Number)
                throw new InvalidDataException($"'{files[i - 1].File.ShortName}' and '{files[i].File.ShortName}' are the same frame by their numbers.");
        var timeline = Timeline(inspection, files[^1].Number - first + 1);
        var (start, end) = timeline.Resolve(order.Selection);
        var wanted = files.Where(file => file.Number - first >= start && file.Number - first < end).ToList();
        if (wanted.Count == 0) throw new TrimRangeException($"The sequence lacks every frame {ClipTimeline.Describe(order.Selection)}.", isOutside: true);
        foreach (var (file, _) in wanted)
            if (file is not { LocalPath: not null, Length: > 0 }) throw new InvalidDataException($"The frame '{file.Name}' has no bytes.");
        var there = wanted.Select(file => file.Number - first).ToHashSet();
        const int most = 1000;
        return new()
        {
            Method = TrimMethod.Frames,
            Range = new() { Start = start, End = end, In = timeline.LabelOf(start), Out = timeline.LabelOf(end), Rate = timeline.Rate },
            Files = [.. wanted.Select(file => new PlannedFile(file.File.Name, file.File.Name, file.File.LocalPath!, [TrimPiece.Range(0, file.File.Length)]))],
            Missing = [.. Missing().Take(most)],
            Notes = wanted.Count < end - start ? [$"The sequence lacks {end - start - wanted.Count} of the {end - start} frames."] : [],
            Check = new TrimCheck.BytesAlone { Proof = $"{wanted.Count} frames are byte for byte those of the source, read back", IsExact = wanted.Count == end - start },
        };

        IEnumerable<long> Missing()
        {
            for (var frame = start; frame < end; frame++)
                if (!there.Contains(frame)) yield return frame;
        }
    }

    private static ClipTimeline Timeline(ClipInspection inspection, long frames)
    {
        FrameRate? rate = FrameRate.TryParse(inspection.Timecode?.Rate ?? inspection.Image?.Rate, out var stated) ? stated : null;
        Timecode? start = rate is { } known && inspection.Timecode is { Start: { } label } timecode
            && Timecode.TryParse(label, known, timecode.DropFrame ?? label.Contains(';', StringComparison.Ordinal), out var parsed, out _) ? parsed : null;
        var why = inspection.Timecode?.Start is not null && rate is null ? "The frames carry timecode but no frame rate, so labels cannot be counted."
            : inspection.Problems.Any(problem => problem.Code == "timecode-jump") ? "The timecode of the frames jumps, so labels may mean more than one frame." : null;
        return new() { Frames = frames, Rate = rate, Start = start, WhyNoLabels = why };
    }
}
