using System.Globalization;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.Lint;

/// <summary>Gaps, overlaps and numbers: what shows only when events stand beside each other.</summary>
internal static class LintTracks
{
    private const int MostEventsOfCmx = 999;
    private const int EnoughLabels = 40;

    public static void Check(Cut cut, ProblemLog log)
    {
        if (cut.Format == CutFormat.Edl && cut.Events.Length > MostEventsOfCmx)
            log.Note("many-events", 0, "", string.Create(CultureInfo.InvariantCulture, $"The list has {cut.Events.Length} events; CMX 3600 knows {MostEventsOfCmx}."), "Readers of today take more; split the list by reels for old machines.");
        Numbers(cut, log);
        Labels(cut, log);
        var byTrack = new Dictionary<string, List<CutEvent>>();
        foreach (var item in cut.Events.Where(item => item.Record is not null))
            foreach (var track in item.Tracks)
            {
                if (!byTrack.TryGetValue(track, out var list)) byTrack[track] = list = [];
                list.Add(item);
            }

        var lowest = cut.Tracks.FirstOrDefault(track => track.Kind == TrackKind.Video)?.Id;
        foreach (var (track, events) in byTrack)
        {
            CutEvent? before = null;
            foreach (var item in events.OrderBy(item => item.Record!.Value.Start).ThenBy(item => item.Line))
            {
                var record = item.Record!.Value;
                if (record.IsEmpty) continue;
                if (before is { Record: { } last })
                {
                    if (record.Start < last.End)
                        log.Error("record-overlap", item.Line, CutLint.Who(item), $"It begins at {record.StartLabel} on {track}, before {CutLint.Who(before)} ends at {last.EndLabel}.", "Mend the overlap; two pictures cannot stand in one place.", item.Id);
                    else if (record.Start > last.End && track == lowest)
                        log.Note("gap", item.Line, CutLint.Who(item), string.Create(CultureInfo.InvariantCulture, $"Between {last.EndLabel} and {record.StartLabel} nothing stands on {track}: {(record.Start - last.End).Ceiling} frames."), "Nothing needs to be done if black is meant.", item.Id);
                }

                if (before is null || record.End > before.Record!.Value.End) before = item;
            }
        }
    }

    private static void Numbers(Cut cut, ProblemLog log)
    {
        var seen = new Dictionary<string, CutEvent>(StringComparer.Ordinal);
        CutEvent? before = null;
        foreach (var item in cut.Events)
        {
            // Two events of one transition have one number.
            var isPair = before is not null && before.Number == item.Number && item.TransitionIn?.From == before.Id;
            before = item;
            if (item.Number.Length == 0 || isPair) continue;
            if (!seen.TryAdd(item.Number, item))
                log.Warning("duplicate-number", item.Line, CutLint.Who(item), $"The number {item.Number} stands in line {seen[item.Number].Line} already.", "Renumber the list; numbers in notes would not be clear.", item.Id);
        }
    }

    /// <summary>A list whose labels never go as high as its rate allows was probably exported at a lower one.</summary>
    private static void Labels(Cut cut, ProblemLog log)
    {
        if (cut.Format != CutFormat.Edl || cut.Rate.LabelsPerSecond is not (25 or 30 or 50 or 60)) return;
        var (highest, count) = (0L, 0);
        foreach (var range in cut.Events.Select(item => item.Source.Range).Concat(cut.Events.Select(item => item.Record)))
        {
            if (range is not { IsDrop: false } time || time.Rate != cut.Rate) continue;
            highest = Math.Max(highest, Math.Max(time.Start.Floor % cut.Rate.LabelsPerSecond, time.End.Floor % cut.Rate.LabelsPerSecond));
            count += 2;
        }

        if (count < EnoughLabels) return;
        foreach (var lower in new[] { 24, 25, 30 })
            if (lower < cut.Rate.LabelsPerSecond && highest == lower - 1)
            {
                log.Warning("rate-suspect", 1, "", string.Create(CultureInfo.InvariantCulture, $"None of {count} times has a frame above {highest}: the list looks like {lower} frames per second and was read at {cut.Rate}."), "Read it at the rate of the project it was made in.");
                return;
            }
    }
}
