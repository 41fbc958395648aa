using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXml;

/// <summary>Reads the items of a track. A start or end of -1 is given by the transition beside it.</summary>
internal sealed class TrackWalk(SequenceWalk sequences, FrameRate rate, bool isDrop, string track, TrackKind kind, int depth)
{
    public IEnumerable<CutEvent> Events(XElement element)
    {
        var items = element.Elements().Where(item => item.Tag() is "clipitem" or "generatoritem" or "transitionitem").ToList();
        foreach (var unknown in element.Elements().Where(item => item.Tag() is not ("clipitem" or "generatoritem" or "transitionitem") && item.Child("start") is not null && item.Child("end") is not null))
        {
            sequences.Log.Error("unknown-part", unknown.Line(), $"track '{track}'", $"An item <{ProblemLog.Shown(unknown.Tag())}> with a start and an end is not known here; if it is a clip, its event is missing.",
                "Export the sequence as Final Cut Pro XML again, without what plug-ins put into its tracks.");
        }

        var events = new List<CutEvent>();
        var number = 0;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Tag() == "transitionitem") continue;
            number++;
            var before = i > 0 && items[i - 1].Tag() == "transitionitem" ? Mix.Of(items[i - 1]) : null;
            var after = i + 1 < items.Count && items[i + 1].Tag() == "transitionitem" ? Mix.Of(items[i + 1]) : null;
            if (Event(items[i], before, after, $"{track}-{number:D4}") is not { } made) continue;
            sequences.Budget.Take(items[i].Line());
            var joins = before is not null && i > 1 && items[i - 2].Tag() != "transitionitem" && events.Count > 0;
            if (joins && made.TransitionIn is { } transition)
            {
                // Both sides hold the same transition, with the offsets from the one cut between them.
                var shared = transition with { From = events[^1].Id };
                made = made with { TransitionIn = shared };
                events[^1] = events[^1] with { TransitionOut = shared };
            }

            events.Add(made);
        }

        return events;
    }

    private CutEvent? Event(XElement item, Mix? before, Mix? after, string id)
    {
        var (name, at) = (item.Text("name") ?? "", $"{item.Tag()} '{ProblemLog.Shown(item.Attr("id") ?? item.Text("name") ?? id)}'");
        if (Place(item, before, after, at, id) is not { } place) return null;
        // A fade to black is followed by room; what comes later has no part in it.
        if (before is not null && (place.Start < before.Start || place.Start > before.End)) before = null;
        if (after is not null && (place.End < after.Start || place.End > after.End)) after = null;
        if (before is null || after is null) place = place with { Head = before is null ? 0 : place.Head, Tail = after is null ? 0 : place.Tail };
        var file = sequences.Whole(item.Child("file"));
        // A group counts from the beginning of its angle, unless the angle was shifted against the others.
        if (file is null && FcpXmlNames.Angle(item, sequences) is { File: { } angle } shown && FcpXmlValues.Frames(shown.Clip.Text("syncoffset")) is null or { Sign: 0 }) file = angle;
        var clipRate = FcpXmlValues.Rate(item) ?? FcpXmlValues.Rate(file) ?? rate;
        var media = FcpXmlValues.Timecode(file.Child("timecode"), FcpXmlValues.Rate(file) ?? clipRate);
        var like = new CutRange(0, 0, media?.Rate ?? clipRate, media?.IsDrop ?? false);
        var perClipFrame = SourceUse.Step(Ratio.One, like.Rate, clipRate);
        var mediaStart = media?.Start ?? 0;
        var mediaLength = FcpXmlValues.Frames(file.Text("duration")) is { Sign: > 0 } frames
            ? frames * SourceUse.Step(Ratio.One, like.Rate, FcpXmlValues.Rate(file) ?? clipRate) : (Ratio?)null;

        // In and out count frames of the clip as it runs after its speed; transitions that gave start and end are part of them.
        var (from, to) = (FcpXmlValues.Frames(item.Text("in")), FcpXmlValues.Frames(item.Text("out")));
        if (from is { Sign: < 0 }) from = null;
        if (to is { Sign: < 0 }) to = null;
        var perRecord = SourceUse.Step(Ratio.One, clipRate, rate);
        if (place.StartByMix && from is not null) from += (place.Start - before!.Start) * perRecord;
        if (place.EndByMix && to is not null) to -= (after!.End - place.End) * perRecord;
        var speed = FcpXmlEffects.Speed(item, sequences.Log, at, id);
        var length = place.End - place.Start;
        CutRange? range = null, used = null;
        var group = FcpXmlEffects.Grouping(item);
        if (from is { } first)
        {
            var last = to is { } given && given >= first ? given : first + length * perRecord;
            range = new CutRange(mediaStart + first * perClipFrame, (last - first) * perClipFrame, like.Rate, like.IsDrop);
            // A still shows the frame it names, wherever it is cut.
            var begin = speed.Kind switch
            {
                SpeedKind.Ramp => first,
                SpeedKind.Freeze => FcpXmlValues.Frames(item.Text("stillframeoffset")) is { Sign: >= 0 } still ? still : first,
                _ => first * speed.Factor.Absolute,
            };
            var position = speed.Factor.Sign < 0
                ? mediaStart + (mediaLength ?? (FcpXmlValues.Frames(item.Text("duration")) ?? last) * speed.Factor.Absolute * perClipFrame) - begin * perClipFrame
                : mediaStart + begin * perClipFrame;
            used = SourceUse.Of(position, length, place.Head, place.Tail, speed, like, rate);
        }

        var record = new CutRange(place.Start, length, rate, isDrop);
        var result = new CutEvent
        {
            Id = id,
            Number = "",
            Line = item.Line(),
            Name = name,
            Kind = FcpXmlEffects.Kind(item, file, group),
            Tracks = [track],
            Source = new()
            {
                Names = FcpXmlNames.Of(item, file, sequences),
                Range = range,
                Used = used,
                Available = mediaLength is { } whole ? new CutRange(mediaStart, whole, like.Rate, like.IsDrop) : null,
                Sequence = file.Text("pathurl") is { } path ? ImageSequenceName.Of(FcpXmlNames.Unescaped(path)) : null,
            },
            Record = record,
            TransitionIn = before?.Transition(place.Start, null, id),
            TransitionOut = after?.Transition(place.End, id, null),
            Speed = speed,
            Markers = [.. item.Children("marker").Select(marker => SequenceWalk.Marker(marker, mediaStart, like.Rate, like.IsDrop, CutClock.Source))],
            Comments = [.. SequenceWalk.Comments(item)],
            Grade = FcpXmlEffects.Grade(item, sequences.Log, at, id),
            Reposition = FcpXmlEffects.Reposition(item),
            Effects = [.. FcpXmlEffects.Others(item)],
            IsEnabled = item.Text("enabled") is not { } enabled || XmlReading.IsTrue(enabled),
            Grouping = group,
            Unknown = [.. FcpXmlNames.Unknown(item)],
        };
        return group == CutGrouping.Nested ? result with { Inner = Inner(item, result, from, speed, at) } : result;
    }

    /// <summary>What is seen of a nested sequence, on the tracks of the same kind.</summary>
    private ImmutableArray<CutEvent> Inner(XElement item, CutEvent outer, Ratio? from, CutSpeed speed, string at)
    {
        var nested = sequences.Whole(item.Child("sequence"));
        if (nested is null || !nested.HasElements || from is not { } start || outer.Record is not { } record) return [];
        if (sequences.IsOpen(nested))
        {
            sequences.Log.Error("nests-itself", item.Line(), at, $"The sequence '{ProblemLog.Shown(nested.Text("name") ?? "")}' contains itself.", "Take it out of itself in the editing system and export again.", outer.Id);
            return [];
        }

        var content = sequences.Content(nested, depth + 1);
        sequences.Budget.Look(content.Events.Length, item.Line());
        var clipRate = FcpXmlValues.Rate(item) ?? rate;
        var position = start * SourceUse.Step(Ratio.One, content.Rate, clipRate) * (speed.Kind == SpeedKind.Constant ? speed.Factor.Absolute : Ratio.One);
        var window = SourceUse.Of(position, record.Length, outer.TransitionIn?.InOffset ?? 0, outer.TransitionOut?.OutOffset ?? 0,
            speed with { Factor = speed.Factor.Absolute }, new(0, 0, content.Rate), rate);
        var ids = content.Tracks.Where(track => track.Kind == kind && track.IsEnabled).Select(track => track.Id).ToHashSet();
        return
        [
            .. content.Events.Where(inner => inner.Tracks.Any(ids.Contains))
                .Select(inner => EventTrim.Through(inner, window, Seen(outer, record), speed, outer.Id + "/", sequences.Budget)).OfType<CutEvent>(),
        ];
    }

    private static CutRange Seen(CutEvent outer, CutRange record)
    {
        var (head, tail) = (outer.TransitionIn?.InOffset ?? 0, outer.TransitionOut?.OutOffset ?? 0);
        return new(record.Start - head, record.Length + head + tail, record.Rate, record.IsDrop);
    }

    private Placed? Place(XElement item, Mix? before, Mix? after, string at, string id)
    {
        var (start, end) = (FcpXmlValues.Frames(item.Text("start")), FcpXmlValues.Frames(item.Text("end")));
        var (startByMix, endByMix) = (start is null or { Sign: < 0 } && before is not null, end is null or { Sign: < 0 } && after is not null);
        if (startByMix) start = before!.Cut;
        if (endByMix) end = after!.Cut;
        var length = FcpXmlValues.Frames(item.Text("out")) - FcpXmlValues.Frames(item.Text("in"));
        if (start is { Sign: >= 0 } known && end is not { Sign: >= 0 } && length is { Sign: > 0 }) end = known + length.Value;
        if (end is { Sign: >= 0 } known2 && start is not { Sign: >= 0 } && length is { Sign: > 0 }) start = Ratio.Max(0, known2 - length.Value);
        if (start is not { Sign: >= 0 } || end is not { Sign: >= 0 } || end < start)
        {
            sequences.Log.Error("no-place", item.Line(), at,
                string.Create(CultureInfo.InvariantCulture, $"Its start '{ProblemLog.Shown(item.Text("start") ?? "")}' and end '{ProblemLog.Shown(item.Text("end") ?? "")}' are no place on the track; it was left out."),
                "Open the sequence in the editing system and export it again.", id);
            return null;
        }

        return new(start.Value, end.Value, startByMix, endByMix,
            before is null ? 0 : Ratio.Max(0, start.Value - before.Start), after is null ? 0 : Ratio.Max(0, after.End - end.Value));
    }

    private sealed record Placed(Ratio Start, Ratio End, bool StartByMix, bool EndByMix, Ratio Head, Ratio Tail);

    /// <summary>A transition on the track: its stretch, and where in it the cut lies.</summary>
    private sealed record Mix(XElement Element, Ratio Start, Ratio End, Ratio Cut)
    {
        public static Mix? Of(XElement element)
        {
            if (FcpXmlValues.Frames(element.Text("start")) is not { Sign: >= 0 } start || FcpXmlValues.Frames(element.Text("end")) is not { } end || end < start) return null;
            var cut = element.Text("alignment") switch
            {
                "start" or "start-black" => start,
                "end" or "end-black" => end,
                // Half a frame more after the cut than before it, as the editing systems do.
                _ => start + ((end - start) / 2).Floor,
            };
            return new(element, start, end, cut);
        }

        public CutTransition Transition(Ratio cut, string? from, string? to)
        {
            var effect = Element.Child("effect");
            var category = $"{effect.Text("effectcategory")} {effect.Text("effectid")} {effect.Text("name")}";
            return new()
            {
                Kind = category.Contains("dissolve", StringComparison.OrdinalIgnoreCase) || category.Contains("fade", StringComparison.OrdinalIgnoreCase) ? TransitionKind.Dissolve
                    : category.Contains("wipe", StringComparison.OrdinalIgnoreCase) ? TransitionKind.Wipe : TransitionKind.Other,
                Name = effect.Text("name") ?? effect.Text("effectid") ?? "",
                InOffset = Ratio.Max(0, cut - Start),
                OutOffset = Ratio.Max(0, End - cut),
                From = from,
                To = to,
                Line = Element.Line(),
            };
        }
    }
}
