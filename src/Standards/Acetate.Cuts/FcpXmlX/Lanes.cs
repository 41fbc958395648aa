using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXmlX;

/// <summary>Collects the events of a storyline with their lanes, and makes tracks of the lanes.</summary>
internal sealed class Lanes(Story story, FrameRate rate, bool isDrop, int depth)
{
    private const int MostLanes = 1000;
    private readonly List<(int Lane, bool IsAudio, CutEvent Item)> items = [];
    private readonly List<CutMarker> markers = [];
    private readonly Ratio perSecond = new(rate.Numerator, rate.Denominator);

    /// <summary>Walks what stands in a row: a spine, or the inside of a synchronized clip.</summary>
    /// <param name="holder">The element whose children stand in a row.</param>
    /// <param name="start">Its place; offsets within count from it, unless it is the first spine of a sequence, whose offsets are timecode.</param>
    /// <param name="origin">The local time that stands at the place; null when local time is the sequence's.</param>
    /// <param name="lane">The lane of the row.</param>
    public void Spine(XElement holder, Ratio start, Ratio? origin, int lane)
    {
        var next = start;
        (int? before, int? left) = (null, null);
        (XElement Element, Ratio Start, Ratio End)? mix = null;
        foreach (var child in holder.Elements())
        {
            var tag = child.Tag();
            if (tag is not ("transition" or "gap" or "spine") && !Story.IsClip(child)) continue;
            var childLane = Lane(child);
            if (tag == "spine" || childLane != 0)
            {
                Anchored(child, start, origin ?? start, lane);
                continue;
            }

            var length = story.Time(child, "duration") ?? StoryClip.NaturalLength(child, story);
            var place = story.Time(child, "offset") is { } offset ? offset - (origin ?? start) + start : next;
            if (tag == "transition")
            {
                mix = (child, place, place + length);
                left = before;
                if (before is { } outgoing) items[outgoing] = items[outgoing] with { Item = WithOut(items[outgoing].Item, mix.Value) };
                continue;
            }

            var first = items.Count;
            if (tag == "gap") Gap(child, place, lane);
            else Clip(child, place, length, lane);
            before = null;
            if (tag != "gap" && items.Count > first)
            {
                before = first;
                if (mix is { } coming) Join(first, left, coming);
            }

            (mix, left) = (null, null);
            next = place + length;
        }
    }

    /// <summary>One clip that stands for itself.</summary>
    public void Loose(XElement clip) => Clip(clip, 0, story.Time(clip, "duration") ?? StoryClip.NaturalLength(clip, story), 0);

    public StoryContent Content(Ratio start)
    {
        var tracks = ImmutableArray.CreateBuilder<CutTrack>();
        var ids = new Dictionary<(int, bool), string>();
        foreach (var isAudio in new[] { false, true })
        {
            var order = 0;
            // Sound counts from the lane next to the picture.
            foreach (var lane in items.Where(item => item.IsAudio == isAudio).Select(item => item.Lane).Distinct().OrderBy(lane => isAudio ? -lane : lane))
            {
                var id = $"{(isAudio ? "A" : "V")}{++order}";
                ids[(lane, isAudio)] = id;
                tracks.Add(new() { Id = id, Name = $"lane {lane}", Kind = isAudio ? TrackKind.Audio : TrackKind.Video, Order = order });
            }
        }

        var events = ImmutableArray.CreateBuilder<CutEvent>(items.Count);
        var renamed = new Dictionary<string, string>();
        foreach (var group in items.GroupBy(item => ids[(item.Lane, item.IsAudio)]).OrderBy(group => group.Key[0] == 'A').ThenBy(group => group.Key.Length).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var (_, _, item) in group.OrderBy(item => item.Item.Record?.Start ?? 0))
            {
                var id = $"{group.Key}-{++number:D4}";
                renamed[item.Id] = id;
                events.Add(item with { Id = id, Tracks = [group.Key], Inner = [.. item.Inner.Select(inner => inner with { Id = id + inner.Id })] });
            }
        }

        for (var i = 0; i < events.Count; i++)
            events[i] = events[i] with { TransitionIn = Renamed(events[i].TransitionIn), TransitionOut = Renamed(events[i].TransitionOut) };
        return new(rate, isDrop, start, tracks.ToImmutable(), events.ToImmutable(), [.. markers]);

        CutTransition? Renamed(CutTransition? mix) => mix is null ? null : mix with
        {
            From = mix.From is { } from ? renamed.GetValueOrDefault(from) : null,
            To = mix.To is { } to ? renamed.GetValueOrDefault(to) : null,
        };
    }

    /// <summary>An element for people.</summary>
    public static string Shown(XElement element) => $"{element.Tag()} '{ProblemLog.Shown(element.Attr("name") ?? element.Attr("ref") ?? "")}'";

    private static int Lane(XElement element) =>
        int.TryParse(element.Attr("lane"), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var lane) ? Math.Clamp(lane, -MostLanes, MostLanes) : 0;

    private void Gap(XElement gap, Ratio place, int lane)
    {
        var origin = story.Time(gap, "start") ?? 0;
        markers.AddRange(StoryClip.Markers(gap, place, origin, rate, isDrop));
        foreach (var child in gap.Elements()) Anchored(child, place, origin, lane);
    }

    private void Clip(XElement element, Ratio place, Ratio length, int lane)
    {
        if (element.Tag() == "audition")
        {
            // The first is the pick; the others stay in the browser.
            var picks = element.Elements().Where(Story.IsClip).ToList();
            if (picks.Count == 0) return;
            var at = items.Count;
            var pickLength = story.Time(picks[0], "duration") ?? length;
            if (picks[0].Tag() != "audition") Clip(picks[0], place, pickLength, lane);
            if (items.Count > at)
                items[at] = items[at] with
                {
                    Item = items[at].Item with
                    {
                        Grouping = items[at].Item.Grouping == CutGrouping.None ? CutGrouping.Audition : items[at].Item.Grouping,
                        Comments = items[at].Item.Comments.AddRange(picks.Skip(1).Select(other => $"audition: also {other.Attr("name") ?? other.Tag()}")),
                    },
                };
            return;
        }

        story.Budget.Take(element.Line());
        var clip = new StoryClip(element, story, rate, isDrop, depth);
        items.Add((lane, clip.IsAudio, clip.Event($"#{items.Count}", place, length)));
        if (element.Tag() == "sync-clip") return;
        foreach (var child in element.Elements())
            if (!clip.IsOwnMedium(child)) Anchored(child, place, clip.Start, lane);
    }

    /// <summary>What hangs on another element, in its lane.</summary>
    private void Anchored(XElement child, Ratio parentPlace, Ratio parentOrigin, int parentLane)
    {
        var lane = Lane(child);
        if (lane == 0 && child.Tag() != "spine") return;
        var absolute = Math.Clamp(parentLane + lane, -MostLanes, MostLanes);
        var place = parentPlace + (story.Time(child, "offset") ?? parentOrigin) - parentOrigin;
        if (child.Tag() == "spine") Spine(child, place, 0, absolute);
        else if (Story.IsClip(child)) Clip(child, place, story.Time(child, "duration") ?? StoryClip.NaturalLength(child, story), absolute);
    }

    private CutEvent WithOut(CutEvent item, (XElement Element, Ratio Start, Ratio End) mix)
    {
        var cut = item.Record!.Value.End;
        var made = Transition(mix, cut) with { From = item.Id };
        return Extended(item with { TransitionOut = made }, 0, made.OutOffset);
    }

    private void Join(int index, int? left, (XElement Element, Ratio Start, Ratio End) mix)
    {
        var item = items[index].Item;
        var made = Transition(mix, item.Record!.Value.Start) with { To = item.Id };
        if (left is { } outgoing)
        {
            made = made with { From = items[outgoing].Item.Id };
            items[outgoing] = items[outgoing] with { Item = items[outgoing].Item with { TransitionOut = made } };
        }

        items[index] = items[index] with { Item = Extended(item with { TransitionIn = made }, made.InOffset, 0) };
    }

    private CutTransition Transition((XElement Element, Ratio Start, Ratio End) mix, Ratio cut)
    {
        var name = mix.Element.Attr("name") ?? "";
        return new()
        {
            Kind = name.Contains("dissolve", StringComparison.OrdinalIgnoreCase) || name.Contains("fade", StringComparison.OrdinalIgnoreCase) ? TransitionKind.Dissolve
                : name.Contains("wipe", StringComparison.OrdinalIgnoreCase) ? TransitionKind.Wipe : TransitionKind.Other,
            Name = name,
            InOffset = Ratio.Max(0, cut - mix.Start * perSecond),
            OutOffset = Ratio.Max(0, mix.End * perSecond - cut),
            Line = mix.Element.Line(),
        };
    }

    /// <summary>The source stretch grows by what a transition shows beyond the cut.</summary>
    private CutEvent Extended(CutEvent item, Ratio head, Ratio tail)
    {
        if (item.Source.Used is not { } used || item.Speed.Kind != SpeedKind.Constant || (head.Sign == 0 && tail.Sign == 0)) return item;
        var step = SourceUse.Step(item.Speed.Factor, used.Rate, rate);
        var (early, late) = step.Sign >= 0 ? (step * head, step * tail) : (-(step * tail), -(step * head));
        return item with { Source = item.Source with { Used = CutRange.Between(used.Start - early, used.End + late, used.Rate, used.IsDrop) } };
    }
}
