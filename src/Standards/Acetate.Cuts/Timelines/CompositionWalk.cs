using System.Collections.Immutable;
using Acetate.Cuts.Reading;
using Acetate.Otio;
using Acetate.Timing;

namespace Acetate.Cuts.Timelines;

/// <summary>Lays out stacks and tracks: what is on a track stands one after the other, transitions take no room.</summary>
internal sealed class CompositionWalk(FrameRate rate, bool isDrop, ProblemLog log, EventBudget budget)
{
    private int depth;

    /// <summary>Each event's object, by its id.</summary>
    public Dictionary<string, object> Made { get; } = [];

    /// <summary>Objects of unknown schemas.</summary>
    public List<CutRemnant> Unknown { get; } = [];

    public StackContent Stack(Composition stack, Ratio start, string prefix)
    {
        if (++depth > EventBudget.MostNesting) throw new CutException($"Compositions are nested more than {EventBudget.MostNesting} deep. Flatten them first.", "timeline");
        var (tracks, events, markers) = (ImmutableArray.CreateBuilder<CutTrack>(), ImmutableArray.CreateBuilder<CutEvent>(), ImmutableArray.CreateBuilder<CutMarker>());
        var counts = new Dictionary<TrackKind, int>();
        foreach (var child in stack.Children)
        {
            if (child is not Item item)
            {
                NotRead(child, "the timeline");
                continue;
            }

            var track = item as Track;
            var kind = track?.Kind switch { null or Track.Video => TrackKind.Video, Track.Audio => TrackKind.Audio, _ => TrackKind.Other };
            var order = counts[kind] = counts.GetValueOrDefault(kind) + 1;
            var id = $"{(kind == TrackKind.Video ? "V" : kind == TrackKind.Audio ? "A" : "X")}{order}";
            tracks.Add(new() { Id = id, Name = item.Name, Kind = kind, Order = order, IsEnabled = item.Enabled });
            events.AddRange(Row(track is null ? [item] : track.Children, start, track?.SourceRange, id, prefix, markers));
            markers.AddRange(Markers(item.Markers.Where(_ => track is not null), start, null));
        }

        markers.AddRange(Markers(stack.Markers, start, null));
        depth--;
        IEnumerable<CutEvent> seen = events;
        if (OtioTimes.Range(stack.SourceRange) is { } window && stack is Stack)
        {
            var inside = window.ConvertTo(rate).Shift(start);
            seen = events.Select(item => EventTrim.Through(item, inside, new(start, inside.Length, rate, isDrop), CutSpeed.Normal, "", budget)).OfType<CutEvent>();
        }

        return new(tracks.ToImmutable(), [.. seen], markers.ToImmutable());
    }

    public CutEvent Loose(Clip clip, string id)
    {
        budget.Take(0);
        Made[id] = clip;
        return Event(clip, id, 0, null, null, null) with { Record = null, Tracks = [] };
    }

    private List<CutEvent> Row(ImmutableArray<OtioObject> children, Ratio start, TimeRange? trim, string track, string prefix, ImmutableArray<CutMarker>.Builder markers)
    {
        var events = new List<CutEvent>();
        var (at, number) = (start, 0);
        for (var i = 0; i < children.Length; i++)
        {
            if (children[i] is Transition) continue;
            if (children[i] is not Item item)
            {
                // What nobody knows may be a clip: what follows stands where it would if it were one.
                at += NotRead(children[i], $"track '{ProblemLog.Shown(track)}', item {i + 1}");
                continue;
            }

            var length = Length(item, 0);
            if (item is Gap) markers.AddRange(Markers(item.Markers, at, OtioTimes.Range(item.SourceRange)));
            else
            {
                var (before, after) = (i > 0 ? children[i - 1] as Transition : null, i + 1 < children.Length ? children[i + 1] as Transition : null);
                var id = $"{prefix}{track}-{++number:D4}";
                budget.Take(0);
                Made[id] = item;
                var made = Event(item, id, at, Mix(before, null, id), Mix(after, id, null), length) with { Tracks = [track] };
                if (made.TransitionIn is { } mix && events.Count > 0 && i > 1 && children[i - 2] is Item and not Gap)
                {
                    made = made with { TransitionIn = mix with { From = events[^1].Id } };
                    events[^1] = events[^1] with { TransitionOut = made.TransitionIn };
                }

                events.Add(made);
            }

            at += length;
        }

        if (OtioTimes.Range(trim) is not { } window) return events;
        var inside = window.ConvertTo(rate).Shift(start);
        if (events.Count > 0 && !events.Exists(item => item.Record!.Value.Overlaps(inside)))
        {
            // Early converters wrote the record time here, an hour away from what they meant.
            log.Warning("track-range", 0, $"Track '{ProblemLog.Shown(track)}'", $"Its own range, from frame {window.Start} on, holds nothing of what stands on it; the range was passed over.", "Look whether the events stand where they should.");
            return events;
        }

        return [.. events.Select(item => EventTrim.Through(item, inside, new(start, inside.Length, rate, isDrop), CutSpeed.Normal, "", budget)).OfType<CutEvent>()];
    }

    private CutEvent Event(Item item, string id, Ratio at, CutTransition? before, CutTransition? after, Ratio? laidOut)
    {
        var clip = item as Clip;
        var range = OtioTimes.Range(item.SourceRange) ?? OtioTimes.Range(clip?.MediaReference?.AvailableRange);
        if (range is { } labelled && OtioNames.IsDrop(item)) range = new(labelled.Start, labelled.Length, labelled.Rate, isDrop: true);
        var length = laidOut ?? range?.ConvertTo(rate).Length ?? 0;
        var speed = OtioLook.Speed(item, log, id);
        CutRange? used = null;
        if (range is { } whole)
        {
            var playsFrom = speed.Factor.Sign < 0 ? whole.Start + SourceUse.Step(speed.Factor.Absolute, whole.Rate, rate) * length : whole.Start;
            used = SourceUse.Of(playsFrom, length, before?.InOffset ?? 0, after?.OutOffset ?? 0, speed, whole, rate);
        }

        var result = new CutEvent
        {
            Id = id,
            Number = OtioNames.Number(item),
            Name = item.Name,
            Kind = item is Composition ? CutEventKind.Nested : OtioLook.Kind(clip),
            Source = new()
            {
                Names = OtioNames.Of(item),
                Range = range,
                Used = used,
                Available = OtioTimes.Range(clip?.MediaReference?.AvailableRange),
                Sequence = OtioNames.Sequence(clip?.MediaReference),
            },
            Record = new CutRange(at, length, rate, isDrop),
            TransitionIn = before,
            TransitionOut = after,
            Speed = speed,
            Markers = [.. Markers(item.Markers, at, range, CutClock.Source)],
            Comments = [.. OtioNames.Comments(item)],
            Grade = OtioLook.Grade(item),
            Reposition = OtioLook.Reposition(item),
            Effects = [.. item.Effects.OfType<PlainEffect>().Select(effect => effect.EffectName.Length > 0 ? effect.EffectName : effect.Name).Where(name => name.Length > 0)],
            IsEnabled = item.Enabled,
            Grouping = item is Composition ? CutGrouping.Nested : CutGrouping.None,
            Unknown = [.. item.Effects.Concat(item.Markers).OfType<UnknownSchema>().Select(Remnant)],
        };
        return item is Composition composition ? result with { Inner = Inner(composition, result, range, before, after) } : result;
    }

    private ImmutableArray<CutEvent> Inner(Composition composition, CutEvent outer, CutRange? range, CutTransition? before, CutTransition? after)
    {
        // A track within a track is a stack of one; its own trim is the window below.
        Composition stack = composition is Track track ? new Stack { Children = [track with { SourceRange = null }] } : ((Stack)composition) with { SourceRange = null };
        var content = Stack(stack, 0, "/");
        var record = outer.Record!.Value;
        var (head, tail) = (before?.InOffset ?? 0, after?.OutOffset ?? 0);
        var from = (range?.ConvertTo(rate).Start ?? 0) * (outer.Speed.Kind == SpeedKind.Constant ? Ratio.One : 0);
        var played = outer.Speed.Kind == SpeedKind.Freeze ? 1 : (record.Length + head + tail) * outer.Speed.Factor.Absolute;
        var window = new CutRange(from - head, Ratio.Max(played, 0), rate);
        var seen = new CutRange(record.Start - head, record.Length + head + tail, rate, isDrop);
        return [.. content.Events.Select(inner => EventTrim.Through(inner, window, seen, outer.Speed, outer.Id, budget)).OfType<CutEvent>()];
    }

    private Ratio Length(Item item, int level)
    {
        if (OtioTimes.Range(item.SourceRange) is { } range) return range.ConvertTo(rate).Length;
        switch (item)
        {
            case Clip clip when OtioTimes.Range(clip.MediaReference?.AvailableRange) is { } available:
                return available.ConvertTo(rate).Length;
            case Track track when level < EventBudget.MostNesting:
                return track.Children.OfType<Item>().Aggregate(Ratio.Zero, (sum, child) => sum + Length(child, level + 1));
            case Stack stack when level < EventBudget.MostNesting:
                return stack.Children.OfType<Item>().Aggregate(Ratio.Zero, (longest, child) => Ratio.Max(longest, Length(child, level + 1)));
            case Composition:
                throw new CutException($"Compositions are nested more than {EventBudget.MostNesting} deep. Flatten them first.", "timeline");
            default:
                log.Error("no-range", 0, $"{item.SchemaName} '{ProblemLog.Shown(item.Name)}'", "It has neither a source range nor media with a known range, so that its length is not known.", "It was read without a length; relink its media and export again.");
                return 0;
        }
    }

    private CutTransition? Mix(Transition? transition, string? from, string? to)
    {
        if (transition is null || OtioTimes.At(transition.InOffset, rate) is not { } before || OtioTimes.At(transition.OutOffset, rate) is not { } after) return null;
        var name = transition.Name;
        return new()
        {
            Kind = transition.TransitionType == Transition.Dissolve ? TransitionKind.Dissolve
                : transition.TransitionType.Contains("wipe", StringComparison.OrdinalIgnoreCase) || name.Contains("wipe", StringComparison.OrdinalIgnoreCase) ? TransitionKind.Wipe : TransitionKind.Other,
            Name = name,
            InOffset = Ratio.Max(0, before),
            OutOffset = Ratio.Max(0, after),
            From = from,
            To = to,
        };
    }

    /// <summary>Markers of a record side place, or in the time of their item.</summary>
    private IEnumerable<CutMarker> Markers(IEnumerable<OtioObject> markers, Ratio at, CutRange? item, CutClock clock = CutClock.Record)
    {
        foreach (var marker in markers.OfType<Marker>())
        {
            var marked = OtioTimes.Range(marker.MarkedRange);
            if (marked is { } range && clock == CutClock.Record) marked = range.ConvertTo(rate, isDrop).Shift(at - (item?.ConvertTo(rate).Start ?? 0));
            yield return new() { Name = marker.Name, Comment = marker.Comment, Color = marker.Color?.Name ?? "", At = marked, Clock = clock, AsWritten = marker.MarkedRange.StartTime.ToString() };
        }
    }

    /// <summary>Keeps and reports an item of which nothing is known but perhaps how long it is; gives its length in frames of the programme.</summary>
    private Ratio NotRead(OtioObject unknown, string where)
    {
        var remnant = Remnant(unknown);
        Unknown.Add(remnant);
        var length = OtioTimes.Range((unknown as UnknownSchema)?["source_range"] is OtioValue.Range { Value: var range } ? range : null)?.ConvertTo(rate).Length;
        log.Error("unknown-part", 0, where, $"An item of the schema {ProblemLog.Shown(remnant.Text)} is not known here; if it is a clip, its event is missing.{(length is null ? " It does not say how long it is: what follows may stand too early." : "")}",
            "Export the timeline without plug-ins of its program, or as one of the schemas that OpenTimelineIO itself defines.");
        return length ?? 0;
    }

    private static CutRemnant Remnant(OtioObject unknown) => new(0, unknown.SchemaName, unknown is UnknownSchema schema ? $"{schema.Name}.{schema.Version}" : unknown.SchemaName);
}

/// <summary>What a stack holds.</summary>
/// <remarks>Times are record frames.</remarks>
internal sealed record StackContent(ImmutableArray<CutTrack> Tracks, ImmutableArray<CutEvent> Events, ImmutableArray<CutMarker> Markers);
