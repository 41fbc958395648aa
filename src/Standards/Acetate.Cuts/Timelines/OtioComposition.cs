using System.Collections.Immutable;
using Acetate.Cuts.Reading;
using Acetate.Cuts.Writing;
using Acetate.Otio;
using Acetate.Timing;

namespace Acetate.Cuts.Timelines;

/// <summary>Writes a cut as an OpenTimelineIO timeline; of a list of clips a collection.</summary>
internal static class OtioComposition
{
    public static CutConversion Of(Cut cut)
    {
        var losses = new LossList();
        OtioValue root = Unchanged(cut, losses) ?? Patched(cut) ?? (cut.Events.Any(item => item.Record is not null) || cut.Events.IsEmpty ? (OtioValue)Timeline(cut, losses) : Collection(cut, losses));
        return new([new("", OtioWriter.ToBytes(root))], losses.ToImmutable());
    }

    private static OtioValue? Unchanged(Cut cut, LossList losses)
    {
        if (cut.Origin?.Document is not OtioOrigin origin || !Layout.IsUnchanged(cut)) return null;
        if (origin.Timeline is null || !origin.Document.Timelines.Skip(1).Any()) return origin.Document.Root;
        losses.Add("other-cuts", null, "The file it was read from holds other timelines, which are not written.", "Convert each by its name.");
        return origin.Timeline;
    }

    /// <summary>The timeline as read, with names, media, source ranges and switches changed; null when more was changed.</summary>
    private static Timeline? Patched(Cut cut)
    {
        if (cut.Origin is not { Document: OtioOrigin { Timeline: { } timeline } } origin || Layout.Changes(cut) is not { } changes) return null;
        var changed = new Dictionary<object, OtioObject>(ReferenceEqualityComparer.Instance);
        foreach (var (now, then) in changes)
        {
            var rest = now with { Name = then.Name, Source = then.Source, IsEnabled = then.IsEnabled, Comments = then.Comments, Markers = then.Markers };
            if (rest != then || !origin.Made.TryGetValue(now.Id, out var made) || made is not Item item) return null;
            if (now.Source[SourceNameKind.MediaPath] is var path && path != then.Source[SourceNameKind.MediaPath])
            {
                if (item is not Clip clip || path is null) return null;
                item = clip.WithMedia(Relinked(clip.MediaReference, now, path));
            }

            if (now.Markers != then.Markers)
            {
                if (Moved(item, now) is not { } markers) return null;
                item = item with { Markers = markers };
            }

            if (now.Comments != then.Comments) item = item with { Metadata = With(item.Metadata, "cmx_3600", "comments", OtioValue.List.Of(now.Comments.Select(comment => (OtioValue)comment))) };
            if (now.Source.Reel != then.Source.Reel && now.Source.Reel is { } reel)
            {
                item = item with { Metadata = With(item.Metadata, "cmx_3600", "reel", reel) };
                // What a list called the whole of the old reel is not that of the new one.
                if (item.Metadata["cmx_3600"]?["original_reel"] is not null) item = item with { Metadata = With(item.Metadata, "cmx_3600", "original_reel", reel) };
            }

            var range = now.Source.Range != then.Source.Range && now.Source.Range is { } moved ? OtioTimes.Range(moved) : item.SourceRange;
            changed[made] = item with { Name = now.Name, Enabled = now.IsEnabled, SourceRange = range };
        }

        return timeline with { Tracks = (Stack)Rebuilt(timeline.Tracks) };

        OtioObject Rebuilt(OtioObject node)
        {
            if (changed.TryGetValue(node, out var other)) return other;
            return node is Composition composition && composition.Children.Any(child => child is Composition || changed.ContainsKey(child))
                ? composition with { Children = [.. composition.Children.Select(Rebuilt)] }
                : node;
        }
    }

    /// <summary>The item's markers, moved with its source; null when others were added or taken out.</summary>
    private static ImmutableArray<OtioObject>? Moved(Item item, CutEvent now)
    {
        if (item.Markers.OfType<Marker>().Count() != now.Markers.Length) return null;
        var at = 0;
        return [.. item.Markers.Select(one => one is Marker marker && now.Markers[at++] is { At: { } place } ? marker with { MarkedRange = OtioTimes.Range(place) } : one)];
    }

    /// <summary>Other media in the place of what was there; what the file says about it beyond that stays.</summary>
    private static MediaReference Relinked(MediaReference? media, CutEvent now, string path)
    {
        var made = Reference(now, path);
        var available = made.AvailableRange ?? media?.AvailableRange;
        if (made is ExternalReference && media is ExternalReference external)
            return external with { TargetUrl = path, AvailableRange = available, Name = external.Name.Length > 0 && made.Name.Length > 0 ? made.Name : external.Name };
        return made with { AvailableRange = available, Name = made.Name.Length > 0 ? made.Name : media?.Name ?? "", Metadata = media?.Metadata ?? [] };
    }

    /// <summary>A file, or a file for each frame where their numbers are known.</summary>
    private static MediaReference Reference(CutEvent item, string path)
    {
        var name = item.Source[SourceNameKind.SourceFile] ?? "";
        if (item.Source is not { Sequence: { First: { } first } files, Available: { } available } || ImageSequenceName.Of(Uri.UnescapeDataString(path)) is null)
            return new ExternalReference { TargetUrl = path, Name = name, AvailableRange = Available(item) };
        var (folder, prefix) = (path[..(path.LastIndexOf('/') + 1)], files.Prefix[(files.Prefix.LastIndexOf('/') + 1)..]);
        return new ImageSequenceReference
        {
            Name = name,
            TargetUrlBase = folder,
            NamePrefix = prefix,
            NameSuffix = files.Suffix,
            StartFrame = first,
            FrameZeroPadding = files.Digits,
            Rate = OtioTimes.Time(0, available.Rate).Rate,
            AvailableRange = Available(item),
        };
    }

    private static Timeline Timeline(Cut cut, LossList losses)
    {
        var start = cut.RecordStart ?? cut.Extent?.Start ?? 0;
        if (cut.Extent is { } extent && extent.Start < start) start = extent.Start;
        var tracks = Layout.Tracks(cut, losses).Select(entry => (OtioObject)Track(cut, entry.Track, entry.Events, start, losses)).ToImmutableArray();
        var stack = new Stack { Name = "tracks", Children = tracks, Markers = [.. cut.Markers.Select(marker => Marker(marker, -start, cut.Rate)).OfType<OtioObject>()] };
        var metadata = cut.Comments.IsEmpty ? (OtioDictionary<OtioValue>)[] : With([], OtioNames.Ours, "comments", OtioValue.List.Of(cut.Comments.Select(comment => (OtioValue)comment)));
        if (cut.IsDrop) metadata = With(metadata, OtioNames.Ours, "dropFrame", true);
        return new() { Name = cut.Name, GlobalStartTime = start.Sign == 0 && cut.RecordStart is null ? null : OtioTimes.Time(start, cut.Rate), Tracks = stack, Metadata = metadata };
    }

    private static SerializableCollection Collection(Cut cut, LossList losses) =>
        new() { Name = cut.Name, Children = [.. cut.Events.Select(item => (OtioObject)Clip(cut, item, item.Source.Range?.Length ?? 0, losses))] };

    private static Track Track(Cut cut, CutTrack track, List<CutEvent> events, Ratio start, LossList losses)
    {
        var children = ImmutableArray.CreateBuilder<OtioObject>();
        var at = start;
        CutTransition? open = null;
        foreach (var item in events)
        {
            var record = item.Record!.Value;
            if (record.Start > at)
            {
                if (open is not null) children.Add(Mix(open, cut.Rate));
                open = null;
                children.Add(Gap.Of(OtioTimes.Time(record.Start - at, cut.Rate)));
            }

            if (item.TransitionIn is { } mix) children.Add(Mix(mix, cut.Rate));
            else if (open is not null) children.Add(Mix(open, cut.Rate));
            children.Add(item.Inner.IsEmpty ? Clip(cut, item, record.Length, losses) : Nested(cut, item, losses));
            open = item.TransitionOut;
            at = record.End;
        }

        if (open is not null) children.Add(Mix(open, cut.Rate));
        return new() { Name = track.Name.Length > 0 ? track.Name : track.Id, Kind = track.Kind switch { TrackKind.Audio => Acetate.Otio.Track.Audio, TrackKind.Video => Acetate.Otio.Track.Video, _ => "Other" }, Enabled = track.IsEnabled, Children = children.ToImmutable() };
    }

    private static Transition Mix(CutTransition mix, FrameRate rate) => new()
    {
        Name = mix.Name,
        TransitionType = mix.Kind == TransitionKind.Dissolve ? Transition.Dissolve : Transition.Custom,
        InOffset = OtioTimes.Time(mix.InOffset, rate),
        OutOffset = OtioTimes.Time(mix.OutOffset, rate),
        Metadata = mix.Kind == TransitionKind.Dissolve ? [] : With([], OtioNames.Ours, "kind", mix.Kind.ToString()),
    };

    private static Stack Nested(Cut cut, CutEvent item, LossList losses)
    {
        var record = item.Record!.Value;
        var inner = cut with { Events = [.. item.Inner], Tracks = [], Markers = [], Origin = null };
        var tracks = Layout.Tracks(inner, losses).Select(entry => (OtioObject)Track(inner, entry.Track, entry.Events, record.Start, losses));
        losses.Add("nested", item, "Of the nested sequence only what is seen was written.", "Export the nested sequence on its own if all of it is needed.");
        return new() { Name = item.Name, SourceRange = new TimeRange(OtioTimes.Time(0, cut.Rate), OtioTimes.Time(record.Length, cut.Rate)), Enabled = item.IsEnabled, Children = [.. tracks], Metadata = Metadata(item) };
    }

    private static Clip Clip(Cut cut, CutEvent item, Ratio length, LossList losses)
    {
        var range = item.Source.Range;
        var rate = range?.Rate ?? cut.Rate;
        var duration = new CutRange(0, length, item.Record?.Rate ?? rate).ConvertTo(rate).Length;
        // Of a speed, formats write the range in many ways; what is seen is certain.
        var start = item is { Speed: { Kind: SpeedKind.Constant, IsNormal: false }, Source.Used: { } seen } && seen.Rate == rate ? SourceUse.FirstPlayed(item, seen) : range?.Start ?? item.Source.Used?.Start ?? 0;
        if (item.Speed.Kind == SpeedKind.Ramp) losses.Add("ramp", item, "A ramp has no place in OpenTimelineIO: it is marked, and its course stands in the metadata only.", "Rebuild the ramp in the target system.");
        if (item.Reposition is not null && cut.Format != CutFormat.Otio) losses.Add("reposition", item, "Scale, position and flips have no place in OpenTimelineIO; they stand in the metadata only.", "Carry them over by hand, or use the list they came from.");
        return new()
        {
            Name = item.Name.Length > 0 ? item.Name : item.Source.ClipName ?? item.Source.Reel ?? "",
            SourceRange = new TimeRange(OtioTimes.Time(start, rate), OtioTimes.Time(duration, rate)),
            Effects = [.. Effects(item)],
            Markers = [.. item.Markers.Select(marker => Marker(marker, item.Record is { } record ? start - new CutRange(0, record.Start.Sign < 0 ? 0 : record.Start, record.Rate).ConvertTo(rate).Length : 0, rate)).OfType<OtioObject>()],
            Enabled = item.IsEnabled,
            MediaReferences = [new(Acetate.Otio.Clip.DefaultMediaKey, Media(item))],
            Metadata = Metadata(item),
        };
    }

    private static MediaReference Media(CutEvent item) => item.Kind switch
    {
        CutEventKind.Black => new GeneratorReference { GeneratorKind = "black", Name = item.Name },
        CutEventKind.Bars => new GeneratorReference { GeneratorKind = "SMPTEBars", Name = item.Name },
        CutEventKind.Title or CutEventKind.Generator or CutEventKind.Adjustment when item.Source[SourceNameKind.MediaPath] is null => new GeneratorReference { GeneratorKind = item.Kind.ToString(), Name = item.Name },
        _ when item.Source[SourceNameKind.MediaPath] is { } path => Reference(item, path),
        _ => new MissingReference { Name = item.Source[SourceNameKind.SourceFile] ?? "", AvailableRange = Available(item) },
    };

    private static IEnumerable<OtioObject> Effects(CutEvent item)
    {
        if (item.Speed.Kind == SpeedKind.Freeze) yield return new FreezeFrame();
        else if (item.Speed.Kind == SpeedKind.Ramp) yield return new TimeEffect { EffectName = "TimeRemap" };
        else if (!item.Speed.IsNormal) yield return new LinearTimeWarp { EffectName = "LinearTimeWarp", TimeScalar = item.Speed.Factor.Approximate };
        foreach (var effect in item.Effects) yield return new PlainEffect { EffectName = effect };
    }

    private static Marker? Marker(CutMarker marker, Ratio shift, FrameRate rate)
    {
        if (marker.At is not { } at) return null;
        var placed = marker.Clock == CutClock.Source ? at : at.ConvertTo(rate).Shift(shift);
        return new() { Name = marker.Name, Comment = marker.Comment, Color = marker.Color.Length > 0 ? Color.Named(marker.Color) : Color.Named("GREEN"), MarkedRange = OtioTimes.Range(placed) };
    }

    /// <summary>Names, comments and grade where other programs look for them, and everything else under our own name.</summary>
    private static OtioDictionary<OtioValue> Metadata(CutEvent item)
    {
        OtioDictionary<OtioValue> metadata = [];
        if (item.Source.Reel is { } reel) metadata = With(metadata, "cmx_3600", "reel", reel);
        if (!item.Comments.IsEmpty) metadata = With(metadata, "cmx_3600", "comments", OtioValue.List.Of(item.Comments.Select(comment => (OtioValue)comment)));
        if (item.Grade is { } grade)
        {
            OtioDictionary<OtioValue> sop = [new("slope", Triple(grade.Slope)), new("offset", Triple(grade.Offset)), new("power", Triple(grade.Power))];
            metadata = With(metadata, "cdl", "asc_sop", new OtioValue.Dictionary(sop));
            metadata = With(metadata, "cdl", "asc_sat", grade.Saturation);
        }

        if (!item.Unknown.IsEmpty) metadata = With(metadata, OtioNames.Ours, "unknown", OtioValue.List.Of(item.Unknown.Select(one => (OtioValue)one.Text)));
        if (item.Number.Length > 0) metadata = With(metadata, OtioNames.Ours, "number", item.Number);
        if (item.Source.Range is { IsDrop: true }) metadata = With(metadata, OtioNames.Ours, "dropFrame", true);
        if (item.GradeId is { } id) metadata = With(metadata, OtioNames.Ours, "gradeId", id);
        if (item.Kind is not (CutEventKind.Clip or CutEventKind.Nested)) metadata = With(metadata, OtioNames.Ours, "kind", item.Kind.ToString());
        var names = item.Source.Names.Where(name => name.Kind is not (SourceNameKind.Reel or SourceNameKind.ClipName or SourceNameKind.MediaPath) || name.Value != (name.Kind switch
        {
            SourceNameKind.Reel => item.Source.Reel,
            SourceNameKind.MediaPath => item.Source[SourceNameKind.MediaPath],
            _ => item.Name,
        })).Select(name => (OtioValue)new OtioValue.Dictionary([new("kind", name.Kind.ToString()), new("value", name.Value), new("origin", name.Origin)])).ToList();
        if (names.Count > 0) metadata = With(metadata, OtioNames.Ours, "names", OtioValue.List.Of(names));
        if (item.Reposition is { } placed) metadata = With(metadata, OtioNames.Ours, "reposition", Values(placed.Values.Select(value => (value.Name, value.Value))));
        if (!item.Speed.Points.IsEmpty) metadata = With(metadata, OtioNames.Ours, "ramp", Values(item.Speed.Points.Select(point => (point.Record.ToString(), point.Source.ToString()))));
        return metadata;
    }

    private static OtioValue.Dictionary Values(IEnumerable<(string Name, string Value)> values) =>
        new([.. values.DistinctBy(value => value.Name).Select(value => new KeyValuePair<string, OtioValue>(value.Name, value.Value))]);

    private static OtioDictionary<OtioValue> With(OtioDictionary<OtioValue> metadata, string holder, string key, OtioValue value)
    {
        var members = metadata[holder] is OtioValue.Dictionary there ? there.Members : [];
        return metadata.With(holder, new OtioValue.Dictionary(members.With(key, value)));
    }

    private static OtioValue.List Triple(Acetate.Cdl.Rgb rgb) => OtioValue.List.Of([rgb.Red, rgb.Green, rgb.Blue]);

    private static TimeRange? Available(CutEvent item) => item.Source.Available is { } available ? OtioTimes.Range(available) : null;
}
