using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXmlX;

/// <summary>Walks storylines. All places are seconds: a child stands at <c>parent's place + (its offset − parent's start)</c>.</summary>
internal sealed class Story(Resources resources, EventBudget budget, string document)
{
    private readonly Dictionary<XElement, StoryContent> known = [];
    private readonly HashSet<XElement> open = [];

    public ProblemLog Log { get; } = new();

    public Resources Resources => resources;

    public EventBudget Budget => budget;

    public static bool IsClip(XElement element) =>
        element.Tag() is "asset-clip" or "clip" or "ref-clip" or "mc-clip" or "sync-clip" or "video" or "audio" or "title" or "audition";

    public FrameRate? ClipRate(XElement clip) =>
        resources.Rate(clip.Attr("format")) ?? resources.Rate(resources.Find(clip.Attr("ref"), "asset").Attr("format"))
        ?? resources.Rate(resources.Find(clip.Attr("ref"), "media").Child("sequence").Attr("format"))
        ?? resources.Rate(resources.Find(clip.Attr("ref"), "media").Child("multicam").Attr("format"));

    /// <summary>A sequence of a project or of a compound clip, in its own timecode.</summary>
    public StoryContent Sequence(XElement sequence, FrameRate? given, int depth)
    {
        if (known.TryGetValue(sequence, out var content)) return content;
        var rate = resources.Rate(sequence.Attr("format")) ?? given;
        if (rate is null)
        {
            Log.Error("missing-rate", sequence.Line(), "sequence", "The sequence names no format with a frame duration.", "It was read at 24 frames per second; give the right rate.");
            rate = FrameRate.Fps24;
        }

        var start = Resources.Time(sequence.Attr("tcStart")) ?? 0;
        var lanes = new Lanes(this, rate.Value, sequence.Attr("tcFormat") == "DF", depth);
        Within(sequence, () =>
        {
            foreach (var spine in sequence.Children("spine")) lanes.Spine(spine, start, null, 0);
        });
        return known[sequence] = lanes.Content(start);
    }

    /// <summary>Things that stand side by side and above each other in a time of their own: a synchronized clip, an angle of a multicam.</summary>
    public StoryContent Group(XElement holder, FrameRate rate, bool isDrop, Ratio start, int depth)
    {
        if (known.TryGetValue(holder, out var content)) return content;
        var lanes = new Lanes(this, rate, isDrop, depth);
        Within(holder, () => lanes.Spine(holder, start, null, 0));
        return known[holder] = lanes.Content(start);
    }

    /// <summary>Whether it is being read: then it contains itself.</summary>
    public bool IsOpen(XElement holder) => open.Contains(holder);

    /// <summary>Clips that stand in no sequence.</summary>
    public IEnumerable<CutEvent> Loose(XElement clip, FrameRate rate, string id)
    {
        var lanes = new Lanes(this, rate, clip.Attr("tcFormat") == "DF", 0);
        lanes.Loose(clip);
        return lanes.Content(0).Events.Where(item => item.Line == clip.Line() || clip.Tag() == "audition").Take(1).Select(item => item with { Id = id, Tracks = [], Record = null, Inner = [] });
    }

    /// <summary>A time attribute; null when it is not there, with a problem when it is none.</summary>
    public Ratio? Time(XElement element, string attribute)
    {
        if (element.Attr(attribute) is not { } text) return null;
        var time = Resources.Time(text);
        if (time is null)
            Log.Error("bad-time", element.Line(), Lanes.Shown(element), string.Create(CultureInfo.InvariantCulture, $"The {attribute} '{ProblemLog.Shown(text)}' is no time; write it like 5s or 1001/24000s."), "It was left out; export the project again.");
        return time;
    }

    private void Within(XElement holder, Action walk)
    {
        if (open.Count >= EventBudget.MostNesting)
            throw new CutException($"Compound clips are nested more than {EventBudget.MostNesting} deep. Break them apart in the editing system.", document, holder.Line());
        open.Add(holder);
        walk();
        open.Remove(holder);
    }
}

/// <summary>What a storyline holds, in the timecode of its sequence; times in frames of <see cref="Rate"/>, the start in seconds.</summary>
internal sealed record StoryContent(FrameRate Rate, bool IsDrop, Ratio Start, ImmutableArray<CutTrack> Tracks, ImmutableArray<CutEvent> Events, ImmutableArray<CutMarker> Markers);
