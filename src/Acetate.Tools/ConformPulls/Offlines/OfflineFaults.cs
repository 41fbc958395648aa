using System.Globalization;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Media.Inspect;
using Acetate.Steps.Compare;

namespace Acetate.Tools.ConformPulls.Offlines;

/// <summary>What is wrong with a reference movie for a cut, and what to do: it has no picture, another rate, or another length.</summary>
internal static class OfflineFaults
{
    // Leader, a slate and a tail are in most exports.
    private const int UsualSeconds = 30;

    /// <summary>Finds them.</summary>
    /// <param name="name">The movie's name.</param>
    /// <param name="cut">The cut.</param>
    /// <param name="movie">What inspection says of the movie.</param>
    /// <param name="length">Frames that it has; null when nothing says.</param>
    /// <param name="track">Which of its frames is seen at a record time; null when that cannot be told.</param>
    public static List<OfflineFault> Of(string name, Cut cut, ClipInspection movie, long? length, out RecordTrack? track)
    {
        track = null;
        if (movie.Image is null || length is not (> 0 and var frames))
            return [new($"{name} has no picture that can be read.{(movie.Problems is [{ } worst, ..] ? $" {worst.Message}" : "")}", "Export it as QuickTime or MP4 with H.264, ProRes or DNxHR, and hand it in again.")];
        var records = CutClaims.PictureEvents(cut).Select(one => one.Record).OfType<CutRange>().Where(range => !range.IsEmpty).OrderBy(range => range.Start).ToList();
        if (records.Count == 0) return [new("The cut has no record times: nobody can tell where its events lie in a movie.", "Hand the cut in as a list with record times, such as an EDL.")];
        var faults = new List<OfflineFault>();
        if (!RecordTrack.TryOf(cut.Rate.ToString(), records[0].StartLabel, [.. records.Select(range => range.StartLabel)], movie, frames, name, out track, out var reason)) return [new(reason, "")];
        faults.AddRange(track.Warnings.Select(warning => new OfflineFault(warning, "Look at the first events: do both show the same?")));
        var at = track;
        var outside = records.Count(range => at.FrameOf(range.StartLabel) is null || at.FrameOf(CutRange.Label(range.End.Ceiling - 1, range.Rate, range.IsDrop)) is null);
        var end = records.Max(range => range.End);
        if (outside > 0)
        {
            faults.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"{outside} of {records.Count} events are not, or not whole, in {name}, which has {frames} frames from {track.Start}; the cut goes from {records[0].StartLabel} to {CutRange.Label(end.Ceiling, records[0].Rate, records[0].IsDrop)}."),
                "Export the whole programme of this version of the cut, and hand it in again."));
        }
        else if (track.FrameOf(CutRange.Label(end.Ceiling - 1, records[0].Rate, records[0].IsDrop)) is { } last && frames - 1 - last > UsualSeconds * cut.Rate.LabelsPerSecond)
        {
            faults.Add(new(string.Create(CultureInfo.InvariantCulture, $"{name} goes on for {frames - 1 - last} frames after the last event of the cut."), "Is it an export of another version of the cut?"));
        }

        return faults;
    }
}
