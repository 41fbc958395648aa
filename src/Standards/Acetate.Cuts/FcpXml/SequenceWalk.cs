using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXml;

/// <summary>Walks the sequences of a document. Files, sequences and clips stand there in full once and are named by their id later.</summary>
internal sealed class SequenceWalk
{
    private readonly string document;
    private readonly string dialect;
    private readonly Dictionary<(string Tag, string Id), XElement> whole = [];
    private readonly Dictionary<XElement, SequenceContent> known = [];
    private readonly HashSet<XElement> open = [];
    private ProblemLog log = new();

    public SequenceWalk(XElement root, string document)
    {
        this.document = document;
        dialect = $"xmeml {root.Attr("version") ?? "without a version"}";
        Budget = new(document);
        foreach (var element in root.Descendants())
            if (element.Tag() is "file" or "sequence" or "clip" or "multiclip" && element.HasElements && element.Attr("id") is { } id)
                whole.TryAdd((element.Tag(), id), element);
    }

    public EventBudget Budget { get; }

    public ProblemLog Log => log;

    /// <summary>The element itself, or the one of the same id that says more.</summary>
    public XElement? Whole(XElement? element) =>
        element is null || element.HasElements || element.Attr("id") is not { } id ? element : whole.GetValueOrDefault((element.Tag(), id), element);

    public Cut Cut(XElement sequence)
    {
        log = new();
        var content = Content(sequence, 0);
        var events = content.Events.Select(item => Shifted(item, content.Start)).ToImmutableArray();
        return new()
        {
            Name = sequence.Text("name") ?? "",
            Format = CutFormat.FcpXml,
            Dialect = dialect,
            Rate = content.Rate,
            IsDrop = content.IsDrop,
            RecordStart = content.HasStart ? content.Start : null,
            Tracks = content.Tracks,
            Events = events,
            Markers = [.. sequence.Children("marker").Select(marker => Marker(marker, content.Start, content.Rate, content.IsDrop, CutClock.Record))],
            Comments = [.. Comments(sequence)],
            Problems = log.ToImmutable(),
        };
    }

    /// <summary>What a sequence holds, in its own time from 0.</summary>
    public SequenceContent Content(XElement sequence, int depth)
    {
        if (known.TryGetValue(sequence, out var content)) return content;
        if (depth > EventBudget.MostNesting)
            throw new CutException($"Sequences are nested more than {EventBudget.MostNesting} deep. Take nests apart in the editing system.", document, sequence.Line());
        var rate = FcpXmlValues.Rate(sequence) ?? FcpXmlValues.Rate(sequence.Down("media", "video", "format", "samplecharacteristics"));
        if (rate is null)
        {
            log.Error("missing-rate", sequence.Line(), "sequence", $"The sequence '{Shown(sequence.Text("name"))}' has no rate.", "Its times were read at 24 frames per second; export it again with its rate.");
            rate = FrameRate.Fps24;
        }

        open.Add(sequence);
        var start = FcpXmlValues.Timecode(sequence.Child("timecode"), rate.Value);
        var (tracks, events) = (ImmutableArray.CreateBuilder<CutTrack>(), ImmutableArray.CreateBuilder<CutEvent>());
        foreach (var (kind, letter, tag) in new[] { (TrackKind.Video, "V", "video"), (TrackKind.Audio, "A", "audio") })
        {
            var order = 0;
            foreach (var track in sequence.Down("media", tag).Children("track"))
            {
                // Premiere writes a stereo track once for each of its channels.
                if (track.Attr("totalExplodedTrackCount") is not null and not "1" && track.Attr("currentExplodedTrackIndex") is not (null or "0")) continue;
                var id = $"{letter}{++order}";
                tracks.Add(new() { Id = id, Name = track.Text("name") ?? track.Attr("MZ.TrackName") ?? "", Kind = kind, Order = order, IsEnabled = track.Text("enabled") is not { } enabled || XmlReading.IsTrue(enabled) });
                events.AddRange(new TrackWalk(this, rate.Value, start?.IsDrop ?? false, id, kind, depth).Events(track));
            }
        }

        open.Remove(sequence);
        var begin = start is { } time ? time.ConvertTo(rate.Value).Start : Ratio.Zero;
        content = new(rate.Value, start is not null, begin, start?.IsDrop ?? false, tracks.ToImmutable(), events.ToImmutable());
        known[sequence] = content;
        return content;
    }

    /// <summary>Whether a sequence is being read: then it nests itself.</summary>
    public bool IsOpen(XElement sequence) => open.Contains(sequence);

    public static CutMarker Marker(XElement marker, Ratio origin, FrameRate rate, bool isDrop, CutClock clock)
    {
        var at = FcpXmlValues.Frames(marker.Text("in"));
        var end = FcpXmlValues.Frames(marker.Text("out"));
        return new()
        {
            Name = marker.Text("name") ?? "",
            Comment = marker.Text("comment") ?? "",
            Color = marker.Text("color", "name") ?? marker.Text("pproColor") ?? "",
            At = at is { } from ? new CutRange(origin + from, end is { } to && to > from ? to - from : 0, rate, isDrop) : null,
            Clock = clock,
            AsWritten = marker.Text("in") ?? "",
            Line = marker.Line(),
        };
    }

    /// <summary>What people wrote about a clip or a sequence.</summary>
    public static IEnumerable<string> Comments(XElement holder)
    {
        foreach (var place in new[] { holder.Child("comments"), holder.Child("logginginfo") })
            foreach (var note in place?.Elements() ?? [])
                if (note.Tag() is not ("scene" or "shottake" or "good" or "originalvideofilename" or "originalaudiofilename") && note.Value.Trim() is { Length: > 0 } text)
                    yield return $"{note.Tag()}: {text}";
    }

    private static string Shown(string? text) => ProblemLog.Shown(text ?? "");

    private static CutEvent Shifted(CutEvent item, Ratio start) => start.Sign == 0 ? item : item with
    {
        Record = item.Record?.Shift(start),
        Inner = [.. item.Inner.Select(inner => Shifted(inner, start))],
    };
}

/// <summary>What a sequence holds, in its own time from 0; the timecode of that moment stands beside it.</summary>
internal sealed record SequenceContent(FrameRate Rate, bool HasStart, Ratio Start, bool IsDrop, ImmutableArray<CutTrack> Tracks, ImmutableArray<CutEvent> Events);
