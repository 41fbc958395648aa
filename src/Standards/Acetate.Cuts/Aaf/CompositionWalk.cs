using System.Collections.Immutable;
using Acetate.Aaf;
using Acetate.Aaf.Compositions;
using Acetate.Aaf.Mobs;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.Aaf;

/// <summary>Turns the items of a composition into events, and what is seen in nests and stacks into inner events.</summary>
internal sealed class CompositionWalk(AafFile file, ProblemLog log, EventBudget budget)
{
    private readonly AafNames names = new();
    private readonly HashSet<AafMobId> open = [];
    private readonly Dictionary<(AafMobId Mob, int Slot, string Track), (ImmutableArray<CutEvent> Events, FrameRate Rate)> nests = [];
    private readonly ImmutableArray<CutRemnant>.Builder unknown = ImmutableArray.CreateBuilder<CutRemnant>();

    /// <summary>Components that have no counterpart.</summary>
    public ImmutableArray<CutRemnant> Unknown => unknown.ToImmutable();

    public static string Id(AafTrack track) => $"{(track.Media == AafMediaKind.Picture ? 'V' : 'A')}{track.Number}";

    public (ImmutableArray<CutTrack> Tracks, ImmutableArray<CutEvent> Events) Content(AafComposition composition, FrameRate rate, Ratio start, bool isDrop)
    {
        open.Add(composition.Mob.Id);
        var tracks = composition.Tracks.OrderBy(track => track.Media == AafMediaKind.Picture ? 0 : 1).ToArray();
        var events = ImmutableArray.CreateBuilder<CutEvent>();
        foreach (var track in tracks)
            events.AddRange(Events(new(composition, track, Id(track), rate, start, isDrop), track.Items, Id(track)));
        open.Remove(composition.Mob.Id);
        return
        (
            [.. tracks.Select(track => new CutTrack { Id = Id(track), Name = track.Name, Kind = track.Media == AafMediaKind.Picture ? TrackKind.Video : TrackKind.Audio, Order = track.Number })],
            events.ToImmutable()
        );
    }

    private List<CutEvent> Events(Line line, ImmutableArray<AafItem> items, string prefix)
    {
        var events = new List<CutEvent>();
        (AafItem Item, int Before)? mix = null;
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i];
            if (item.Kind == AafItemKind.Transition)
            {
                var from = events.Count > 0 && i > 0 && events[^1].Id == $"{prefix}-{i:D4}" ? events.Count - 1 : -1;
                mix = (item, from);
                if (from >= 0)
                    events[from] = events[from] with { TransitionOut = AafLook.Transition(item, events[from].Id, null, line.PerFrame) };
                continue;
            }

            if (Event(line, item, $"{prefix}-{i + 1:D4}") is { } made)
            {
                if (mix is { } joined)
                {
                    // Both sides hold the same transition.
                    var shared = AafLook.Transition(joined.Item, joined.Before >= 0 ? events[joined.Before].Id : null, made.Id, line.PerFrame);
                    made = made with { TransitionIn = shared };
                    if (joined.Before >= 0)
                        events[joined.Before] = events[joined.Before] with { TransitionOut = shared };
                }

                events.Add(made);
            }

            mix = null;
        }

        return events;
    }

    private CutEvent? Event(Line line, AafItem item, string id)
    {
        var isTitle = AafLook.IsTitle(item);
        if (item.Kind is AafItemKind.Gap or AafItemKind.Below && item.Effects.IsEmpty)
            return null;
        if (item.Kind == AafItemKind.Other)
        {
            unknown.Add(new(0, item.Component.Raw.ClassName, $"{line.TrackId}, frame {item.Range.Start}: {item.Component.Raw.Path}"));
            return null;
        }

        budget.Take(0);
        var speed = AafLook.Speed(item, line.Track.Rate);
        var mobs = (item.Source?.Links ?? []).Select(link => link.Mob).ToArray();
        var made = new CutEvent
        {
            Id = id,
            Name = item.Name,
            Kind = item.Kind switch
            {
                _ when isTitle && item.Kind != AafItemKind.Clip => CutEventKind.Title,
                AafItemKind.Below => CutEventKind.Adjustment,
                AafItemKind.Stack => CutEventKind.Nested,
                AafItemKind.Clip => CutEventKind.Clip,
                _ => CutEventKind.Generator,
            },
            Tracks = [line.TrackId],
            Record = line.Place(item.Range.Start, item.Range.Length),
            Source = item.Source is { } chain ? Source(item, mobs, chain, speed, line.Track.Rate) : CutSource.Unknown,
            Speed = speed,
            Markers = [.. line.Composition?.MarkersOn(line.Track, item).Select(marker => Marker(line, item, marker.Marker, marker.Frame)) ?? []],
            Comments = [.. names.Comments(mobs), .. item.Component.Comments.Where(tag => tag.Text.Length > 0).Select(tag => $"{tag.Name}: {tag.Text}")],
            Grade = AafLook.Grade(mobs, log, id),
            Reposition = AafLook.Reposition(item),
            Effects = AafLook.Others(item),
            IsEnabled = item.IsOn,
            Grouping = item.Alternates.IsEmpty ? item.Kind == AafItemKind.Stack && !isTitle ? CutGrouping.Nested : CutGrouping.None : CutGrouping.Multicam,
        };
        if (made.Kind == CutEventKind.Nested)
            return made with { Inner = Seen(made, Layers(line, item, id), AafTimes.Begin(item, speed) + (item.HeadOverlap * speed.Factor), line.Track.Rate, item, line) };
        return item.Kind == AafItemKind.Clip && item.Source is { Links: [{ Mob.Kind: AafMobKind.Composition, Slot: not null } nest, ..] } ? Nest(line, item, made, nest) : made;
    }

    private CutMarker Marker(Line line, AafItem item, AafMarker marker, long frame)
    {
        budget.Take(0);
        return AafLook.Marker(marker, item.Range.Start + frame, line.Rate, line.Start, line.IsDrop);
    }

    private CutSource Source(AafItem item, AafMob[] mobs, AafSourceChain chain, CutSpeed speed, FrameRate track)
    {
        var all = names.Of(mobs, chain);
        return new()
        {
            Names = all,
            Range = AafTimes.Range(item, track),
            Used = AafTimes.Used(item, speed, track),
            Available = AafTimes.Available(item),
            Sequence = all.Where(name => name.Kind is SourceNameKind.MediaPath or SourceNameKind.SourceFile).Select(name => ImageSequenceName.Of(name.Value)).FirstOrDefault(found => found is not null),
        };
    }

    /// <summary>A clip of another composition: a subclip, a motion effect of the bin, a group clip, a nested sequence.</summary>
    /// <remarks>Where one clip is seen all along, it is the event's source; otherwise what is seen stands within the event.</remarks>
    private CutEvent Nest(Line line, AafItem item, CutEvent made, AafSourceLink nest)
    {
        if (open.Contains(nest.Mob.Id) || open.Count >= EventBudget.MostNesting)
        {
            log.Error("nests-itself", 0, made.Name, open.Contains(nest.Mob.Id) ? $"The sequence '{ProblemLog.Shown(nest.Mob.Name)}' contains itself." : $"Sequences lie more than {EventBudget.MostNesting} deep within one another.",
                "Take it out of itself in the editing system and export again.", made.Id);
            return made;
        }

        if (!nests.TryGetValue((nest.Mob.Id, nest.Slot!.Id, line.TrackId), out var content))
        {
            open.Add(nest.Mob.Id);
            var inner = AafComposition.Of(file, nest.Mob);
            var tracks = inner.Tracks.Where(track => track.Slot.Id == nest.Slot.Id).ToArray();
            var rate = tracks.FirstOrDefault()?.Rate ?? line.Track.Rate;
            content = ([.. tracks.SelectMany(track => Events(new(inner, track, line.TrackId, track.Rate, Ratio.Zero, false), track.Items, $"{Id(track)}"))], rate);
            nests[(nest.Mob.Id, nest.Slot.Id, line.TrackId)] = content;
            open.Remove(nest.Mob.Id);
        }

        var first = nest.Position + (AafTimes.Begin(item, made.Speed) * SourceUse.Step(Ratio.One, content.Rate, line.Track.Rate));
        var seen = Seen(made, content.Events, first, content.Rate, item, line);
        if (seen is [{ Kind: CutEventKind.Clip, Inner: [], Record: { } place } only] && place == line.Around(item))
        {
            var all = made.Source.Names.Where(name => name.Kind == SourceNameKind.ClipName).Take(1).Concat(only.Source.Names);
            return made with
            {
                Source = only.Source with { Names = [.. all.DistinctBy(name => (name.Kind, name.Value))] },
                Speed = only.Speed,
                Effects = [.. only.Effects, .. made.Effects],
                Reposition = made.Reposition ?? only.Reposition,
                Grouping = made.Grouping == CutGrouping.None ? only.Grouping : made.Grouping,
                IsEnabled = made.IsEnabled && only.IsEnabled,
            };
        }

        return seen.IsEmpty ? made : made with { Kind = CutEventKind.Nested, Grouping = made.Grouping == CutGrouping.None ? CutGrouping.Nested : made.Grouping, Inner = seen };
    }

    private ImmutableArray<CutEvent> Layers(Line line, AafItem item, string id) =>
        [.. item.Layers.SelectMany((layer, i) => Events(line with { Composition = null, Rate = line.Track.Rate, Start = Ratio.Zero, IsDrop = false }, layer, $"{id}/{i + 1}"))];

    /// <summary>Events of an inner timeline as they are seen through the outer one.</summary>
    private ImmutableArray<CutEvent> Seen(CutEvent outer, ImmutableArray<CutEvent> inner, Ratio first, FrameRate rate, AafItem item, Line line)
    {
        budget.Look(inner.Length, 0);
        var window = SourceUse.Of(first, item.Range.Length, item.HeadOverlap, item.TailOverlap, outer.Speed with { Points = [] }, new(0, 0, rate), line.Track.Rate);
        return [.. inner.Select(each => EventTrim.Through(each, window, line.Around(item), outer.Speed, $"{outer.Id}/", budget)).OfType<CutEvent>()];
    }

    /// <summary>The track that items are read from, and where its first frame stands on the record side.</summary>
    private sealed record Line(AafComposition? Composition, AafTrack Track, string TrackId, FrameRate Rate, Ratio Start, bool IsDrop)
    {
        /// <summary>Record frames for each frame of the track.</summary>
        public Ratio PerFrame => SourceUse.Step(Ratio.One, Rate, Track.Rate);

        public CutRange Place(Ratio start, Ratio length) => new(Start + (start * PerFrame), length * PerFrame, Rate, IsDrop);

        /// <summary>Where an event is seen, with what transitions show of it beyond its cuts.</summary>
        public CutRange Around(AafItem item) =>
            Place(item.Range.Start - item.HeadOverlap, item.Range.Length + item.HeadOverlap + item.TailOverlap);
    }
}
