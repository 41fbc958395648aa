using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXmlX;

/// <summary>One clip of a storyline: which medium it shows, from when, and how fast.</summary>
internal sealed class StoryClip
{
    private readonly XElement element;
    private readonly Story story;
    private readonly FrameRate rate;
    private readonly bool isDrop;
    private readonly int depth;

    // The element that names the medium, the medium, and what must be added to the clip's local time for the medium's.
    private readonly XElement medium;
    private readonly XElement? asset;
    private readonly Ratio shift;

    public StoryClip(XElement element, Story story, FrameRate rate, bool isDrop, int depth)
    {
        (this.element, this.story, this.rate, this.isDrop, this.depth) = (element, story, rate, isDrop, depth);
        (medium, shift) = element.Tag() == "clip" ? Medium(element, story) : (element, Ratio.Zero);
        asset = story.Resources.Find(medium.Attr("ref"), "asset");
        Start = story.Time(element, "start") ?? (element.Tag() is "clip" or "sync-clip" ? 0 : NaturalStart(element, story));
    }

    /// <summary>The local time at which it begins, in seconds.</summary>
    public Ratio Start { get; }

    /// <summary>Whether it is sound only.</summary>
    public bool IsAudio => medium.Tag() == "audio" || element.Attr("srcEnable") == "audio"
        || (asset is not null && asset.Attr("hasVideo") != "1" && asset.Attr("hasAudio") == "1");

    /// <summary>Whether a child is the medium that the clip itself shows, and no event of its own.</summary>
    public bool IsOwnMedium(XElement child) =>
        child == medium || (child.Tag() is "audio" or "video" && child.Attr("ref") is { } id && id == medium.Attr("ref"));

    /// <summary>How long a clip is that does not say it: as long as what it shows.</summary>
    public static Ratio NaturalLength(XElement element, Story story)
    {
        if (element.Tag() == "audition") return element.Elements().FirstOrDefault(child => Story.IsClip(child) && child.Tag() != "audition") is { } pick ? story.Time(pick, "duration") ?? NaturalLength(pick, story) : 0;
        var resource = story.Resources.Find(element.Attr("ref"), "asset") ?? story.Resources.Find(element.Attr("ref"), "media").Child("sequence");
        return Ratio.Max(0, Resources.Time(resource.Attr("duration")) ?? 0);
    }

    public static IEnumerable<CutMarker> Markers(XElement element, Ratio place, Ratio origin, FrameRate rate, bool isDrop)
    {
        var perSecond = new Ratio(rate.Numerator, rate.Denominator);
        foreach (var marker in element.Elements())
        {
            if (marker.Tag() is not ("marker" or "chapter-marker")) continue;
            var at = Resources.Time(marker.Attr("start"));
            yield return new()
            {
                Name = marker.Attr("value") ?? "",
                Comment = marker.Attr("note") ?? "",
                Color = marker.Tag() == "chapter-marker" ? "chapter" : marker.Attr("completed") is { } done ? done == "1" ? "completed" : "to do" : "",
                At = at is { } time ? new CutRange((place + time - origin) * perSecond, Ratio.Max(0, (Resources.Time(marker.Attr("duration")) ?? 0) * perSecond), rate, isDrop) : null,
                AsWritten = marker.Attr("start") ?? "",
                Line = marker.Line(),
            };
        }
    }

    public CutEvent Event(string id, Ratio place, Ratio length)
    {
        if (length.Sign < 0)
        {
            story.Log.Error("bad-time", element.Line(), Lanes.Shown(element), "Its duration is negative.", "It was read as nothing; export the project again.", id);
            length = 0;
        }

        var perSecond = new Ratio(rate.Numerator, rate.Denominator);
        var record = new CutRange(place * perSecond, length * perSecond, rate, isDrop);
        var map = TimeMap.Of(element, story.Log);
        var sourceRate = story.ClipRate(medium) ?? story.ClipRate(element) ?? rate;
        var perSource = new Ratio(sourceRate.Numerator, sourceRate.Denominator);
        var like = new CutRange(0, 0, sourceRate, (element.Attr("tcFormat") ?? medium.Attr("tcFormat")) == "DF");
        var speed = map?.Speed(Start, length, perSecond, perSource) ?? CutSpeed.Normal;
        var first = ((map is null ? Start : map.At(Start)) + shift) * perSource;
        var group = Grouping();
        var hasSource = asset is not null || group is not CutGrouping.None;
        var range = new CutRange(first, length * perSource, sourceRate, like.IsDrop);
        var result = new CutEvent
        {
            Id = id,
            Line = element.Line(),
            Name = element.Attr("name") ?? "",
            Kind = Kind(group),
            Tracks = [],
            Source = new()
            {
                Names = StoryNames.Of(element, medium, asset, story.Resources),
                Range = hasSource ? range : null,
                Used = hasSource ? SourceUse.Of(first, record.Length, 0, 0, speed, like, rate) : null,
                Available = asset is not null && Resources.Time(asset.Attr("duration")) is { Sign: > 0 } whole
                    ? new CutRange((Resources.Time(asset.Attr("start")) ?? 0) * perSource, whole * perSource, sourceRate, like.IsDrop) : null,
                Sequence = StoryNames.Path(asset) is { } path ? ImageSequenceName.Of(FcpXml.FcpXmlNames.Unescaped(path)) : null,
            },
            Record = record,
            Speed = speed,
            Markers = [.. Markers(element, place, Start, rate, isDrop)],
            Comments = element.Text("note") is { } note ? [$"note: {note}"] : [],
            Grade = StoryLook.Grade(element),
            Reposition = StoryLook.Reposition(element),
            Effects = [.. StoryLook.Effects(element)],
            IsEnabled = element.Attr("enabled") != "0",
            Grouping = group,
            Unknown = [.. StoryNames.Unknown(element)],
        };
        if (asset is null && group == CutGrouping.None && element.Tag() is "asset-clip" or "audio")
            story.Log.Error("missing-resource", element.Line(), Lanes.Shown(element), $"Its medium '{ProblemLog.Shown(medium.Attr("ref") ?? "")}' is not among the resources.", "Export the project again; the event has no source.", id);
        return group is CutGrouping.None ? result : result with { Inner = Inner(result, record, map, length) };
    }

    private CutGrouping Grouping() => element.Tag() switch
    {
        "ref-clip" => CutGrouping.Compound,
        "mc-clip" => CutGrouping.Multicam,
        "sync-clip" => CutGrouping.Synchronized,
        _ => CutGrouping.None,
    };

    private CutEventKind Kind(CutGrouping group)
    {
        if (group != CutGrouping.None) return CutEventKind.Nested;
        if (element.Tag() == "title") return CutEventKind.Title;
        if (asset is not null || medium.Tag() is "asset-clip" or "audio") return CutEventKind.Clip;
        var effect = story.Resources.Find(medium.Attr("ref"), "effect").Attr("name") ?? element.Attr("name") ?? "";
        return effect.Contains("bars", StringComparison.OrdinalIgnoreCase) ? CutEventKind.Bars : CutEventKind.Generator;
    }

    /// <summary>What is seen of a compound clip, of the active angles or of the synchronized clips.</summary>
    private ImmutableArray<CutEvent> Inner(CutEvent outer, CutRange record, TimeMap? map, Ratio length)
    {
        return [.. Contents().SelectMany(content => Seen(content, map?.At(Start) ?? Start, map?.At(Start + length) ?? Start + length))];

        IEnumerable<CutEvent> Seen((StoryContent Content, bool Video, bool Audio) inner, Ratio from, Ratio to)
        {
            if (from > to) (from, to) = (to, from);
            var content = inner.Content;
            var perSecond = new Ratio(content.Rate.Numerator, content.Rate.Denominator);
            var window = CutRange.Between(from * perSecond, (from == to ? from * perSecond + 1 : to * perSecond), content.Rate);
            story.Budget.Look(content.Events.Length, element.Line());
            foreach (var item in content.Events)
            {
                var isAudio = item.Tracks is [['A', ..], ..];
                if (isAudio ? !inner.Audio : !inner.Video) continue;
                if (EventTrim.Through(item, window, record, outer.Speed, "/", story.Budget) is { } seen) yield return seen;
            }
        }
    }

    private IEnumerable<(StoryContent Content, bool Video, bool Audio)> Contents()
    {
        var (video, audio) = (element.Attr("srcEnable") != "audio", element.Attr("srcEnable") != "video");
        var media = story.Resources.Find(element.Attr("ref"), "media");
        if (element.Tag() == "sync-clip")
        {
            yield return (story.Group(element, story.ClipRate(element) ?? rate, isDrop, 0, depth + 1), video, audio);
        }
        else if (media.Child("sequence") is { } sequence)
        {
            if (!ContainsItself(sequence)) yield return (story.Sequence(sequence, rate, depth + 1), video, audio);
        }
        else if (media.Child("multicam") is { } multicam && !ContainsItself(multicam))
        {
            var angles = multicam.Children("mc-angle").ToList();
            var sources = element.Children("mc-source").ToList();
            foreach (var angle in angles)
            {
                var chosen = sources.Find(source => source.Attr("angleID") == angle.Attr("angleID"));
                var enable = chosen is null ? null : chosen.Attr("srcEnable") ?? "all";
                // Without a choice the first angle is shown.
                if (sources.Count == 0 && angle == angles[0]) enable = "all";
                if (enable is null or "none") continue;
                yield return (story.Group(angle, story.Resources.Rate(multicam.Attr("format")) ?? rate, multicam.Attr("tcFormat") == "DF", Resources.Time(multicam.Attr("tcStart")) ?? 0, depth + 1),
                    video && enable is "all" or "video", audio && enable is "all" or "audio");
            }
        }
        else if (media is null)
        {
            story.Log.Error("missing-resource", element.Line(), Lanes.Shown(element), $"The medium '{ProblemLog.Shown(element.Attr("ref") ?? "")}' is not among the resources.", "Export the project again; what is seen in the clip is not known.");
        }
    }

    private bool ContainsItself(XElement holder)
    {
        if (!story.IsOpen(holder)) return false;
        story.Log.Error("nests-itself", element.Line(), Lanes.Shown(element), "The compound clip contains itself.", "Take it out of itself in the editing system and export again.");
        return true;
    }

    /// <summary>The medium within a <c>clip</c>: its picture, or its sound, which stands in a gap when there is no picture.</summary>
    private static (XElement Medium, Ratio Shift) Medium(XElement clip, Story story)
    {
        foreach (var tag in new[] { "video", "audio" })
        {
            foreach (var child in clip.Elements())
            {
                if (child.Tag() == tag) return (child, NaturalStart(child, story) - (story.Time(child, "offset") ?? 0));
                if (child.Tag() != "gap" || child.Child(tag) is not { } inner) continue;
                var gapStart = (story.Time(child, "start") ?? 0) - (story.Time(child, "offset") ?? 0);
                return (inner, gapStart + NaturalStart(inner, story) - (story.Time(inner, "offset") ?? 0));
            }
        }

        return (clip, Ratio.Zero);
    }

    /// <summary>The local time at which an element begins that does not say it: where its medium begins.</summary>
    private static Ratio NaturalStart(XElement element, Story story)
    {
        if (story.Time(element, "start") is { } start) return start;
        var media = story.Resources.Find(element.Attr("ref"), "media");
        return Resources.Time(story.Resources.Find(element.Attr("ref"), "asset").Attr("start"))
            ?? Resources.Time((media.Child("sequence") ?? media.Child("multicam")).Attr("tcStart")) ?? 0;
    }
}
