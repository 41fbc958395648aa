using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Library.Matching;
using Acetate.Otio;
using Acetate.Timing;

namespace Acetate.Tools.Matching;

/// <summary>A matched cut as OpenTimelineIO: the picture tracks with the clips that were found, and what the matcher says in their metadata under <c>acetate</c>.</summary>
/// <remarks>It is a result, not a copy of the list: transitions, effects and sound stay in the cut itself. Nothing refers to a file; what is meant is named.</remarks>
public static class MatchTimeline
{
    /// <summary>The timeline.</summary>
    /// <param name="cut">The cut that was matched.</param>
    /// <param name="report">What was found.</param>
    public static Timeline Of(Cut cut, MatchReport report)
    {
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(report);
        var found = report.Events.ToDictionary(e => e.Event, StringComparer.Ordinal);
        var tracks = CutClaims.PictureEvents(cut).Where(e => found.ContainsKey(e.Id)).GroupBy(e => e.Tracks.IsEmpty ? "V1" : e.Tracks[0])
            .Select(g => Track(g.Key, [.. g], cut, found)).ToImmutableArray<OtioObject>();
        return new Timeline
        {
            Name = cut.Name,
            GlobalStartTime = Start(cut) is { } start ? RationalTime.FromFrames(start.Floor, cut.Rate) : null,
            Tracks = new Stack { Name = "tracks", Children = tracks },
            Metadata = [Entry("acetate", new OtioValue.Dictionary([
                Entry("show", report.Show), Entry("rulesVersion", (long)report.RulesVersion),
                Entry("counts", new OtioValue.Dictionary([.. report.Counts.Select(c => Entry(c.Key, (long)c.Value))])),
            ]))],
        };
    }

    private static Ratio? Start(Cut cut) => cut.RecordStart ?? cut.Extent?.Start;

    private static Track Track(string name, ImmutableArray<CutEvent> events, Cut cut, Dictionary<string, MatchedEvent> found)
    {
        var children = ImmutableArray.CreateBuilder<OtioObject>();
        var at = Start(cut)?.Floor ?? 0;
        foreach (var item in events.OrderBy(e => e.Record?.Start ?? Ratio.Zero))
        {
            if (item.Record is { } record)
            {
                var start = record.Start.Floor;
                if (start > at) children.Add(Gap.Of(RationalTime.FromFrames(start - at, cut.Rate)));
                at = Math.Max(at, record.End.Ceiling);
            }

            children.Add(Clip(item, cut, found[item.Id]));
        }

        return new Track { Name = name, Kind = Otio.Track.Video, Children = children.ToImmutable() };
    }

    private static Clip Clip(CutEvent item, Cut cut, MatchedEvent matched)
    {
        var clip = new Clip { Name = matched.Clip?.Name ?? matched.Name, Enabled = item.IsEnabled, Metadata = [Entry("acetate", new OtioValue.Dictionary([Entry("match", Match(item, matched))]))] };
        var length = item.Record is { } record ? record.Length.Ceiling : item.Source.Range?.Length.Ceiling ?? 0;
        if (matched is not { Clip: { } footage, Frames: { } frames } || !FrameRate.TryParse(footage.Rate, out var rate) || !Timecode.TryParse(footage.Start, rate, out var first))
            return clip with { SourceRange = item.Source.Range is { } range ? new TimeRange(RationalTime.FromFrames(range.Start.Floor, range.Rate), RationalTime.FromFrames(length, cut.Rate)) : new TimeRange(0, length, cut.Rate.Approximate) };
        // As long as in the list, so that the track keeps its length; what is read of the clip, retimes included, stands in the metadata.
        return clip with { SourceRange = new TimeRange(RationalTime.FromFrames(first.Frame + frames.Start, rate), RationalTime.FromFrames(length, cut.Rate)) };
    }

    private static OtioValue.Dictionary Match(CutEvent item, MatchedEvent matched)
    {
        List<KeyValuePair<string, OtioValue>> members =
        [
            Entry("event", item.Number.Length > 0 ? item.Number : item.Id), Entry("outcome", matched.Outcome), Entry("why", matched.Why), Entry("listReel", matched.Reel), Entry("listName", matched.Name),
        ];
        if (matched.Clip is { } clip) members.AddRange([Entry("clip", clip.Name), Entry("clipId", clip.Id.ToString("D")), Entry("roll", clip.Roll), Entry("shootDay", clip.ShootDay.ToString("O", System.Globalization.CultureInfo.InvariantCulture))]);
        if (matched.Frames is { } frames) members.AddRange([Entry("firstFrame", frames.Start), Entry("frames", frames.Count)]);
        if (matched.Confidence is { } confidence) members.Add(Entry("confidence", confidence));
        if (matched.IsPictureUnverified) members.Add(Entry("pictureUnverified", true));
        if (matched.Kind is { } kind) members.Add(Entry("kind", KebabCase.Of(kind)));
        if (matched.Reason is { } reason) members.Add(Entry("reason", KebabCase.Of(reason)));
        members.Add(Entry("candidates", new OtioValue.List([.. matched.Candidates.Select(c => new OtioValue.Dictionary([
            Entry("clip", c.Clip.Name), Entry("clipId", c.Clip.Id.ToString("D")), Entry("roll", c.Clip.Roll), Entry("probability", c.Probability),
            Entry("for", new OtioValue.List([.. c.Evidence.Where(e => e.Fits).Select(e => (OtioValue)e.Words)])),
            Entry("against", new OtioValue.List([.. c.Evidence.Where(e => !e.Fits).Select(e => (OtioValue)e.Words)])),
        ]))])));
        return new([.. members]);
    }

    private static KeyValuePair<string, OtioValue> Entry(string name, OtioValue value) => new(name, value);
}
