using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Shows;

/// <summary>How a show's dailies are made. Every member has a default; what was taken by default is recorded with the dailies.</summary>
public sealed record ShowDailies
{
    /// <summary>Whether dailies make themselves when a camera roll is verified; no unless said otherwise.</summary>
    public bool IsOn { get; init; }

    /// <summary>The first shoot day whose rolls get dailies by themselves; null for all.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>What is made of each clip; empty for the usual: DNxHR LB for Avid, and an H.264 movie with burn-ins for review.</summary>
    public ImmutableArray<DailyDeliverable> Deliverables { get; init; } = [];

    /// <summary>How files are named, as a template: <c>{clip}</c>, <c>{roll}</c>, <c>{reel}</c>, <c>{show}</c>, <c>{day}</c>, <c>{unit}</c>, <c>{camera}</c>; empty for <c>{clip}</c>.</summary>
    public string NameTemplate { get; init; } = "";

    /// <summary>The template of burn-ins, as JSON; empty for the usual one: clip, timecode, show and day.</summary>
    public string BurnIns { get; init; } = "";

    /// <summary>The encoding that CDLs of the set were made in, by the engine's name; empty for ACEScct.</summary>
    public string GradedIn { get; init; } = "";

    /// <summary>How a clip's framing decision list is applied; null: the full frame is shown.</summary>
    public ShowFraming? Framing { get; init; }

    /// <summary>The workspace that dailies are delivered into; empty for <c>editorial</c>.</summary>
    public string Workspace { get; init; } = "";

    /// <summary>Whether cameras had no timecode worth asking, so that sound is found by slate and by ear alone; no unless said otherwise.</summary>
    public bool NoTimecode { get; init; }

    /// <summary>Whether the slates of clips are read whose files say neither scene nor take, for a person to confirm; yes unless said otherwise.</summary>
    public bool ReadsSlates { get; init; } = true;

    /// <summary>Thresholds of quality control, as <c>acetate qc --print-limits</c> writes them (JSON); what is not named has its default, and empty means all defaults.</summary>
    public string Limits { get; init; } = "";

    /// <summary>How many minutes after a roll was verified its dailies have to be delivered, for the board of what is late; null for no promise.</summary>
    public int? DueMinutes { get; init; }

    /// <summary>Whether a roll is delivered while a person has yet to look at some of its clips: those follow in a package of their own. No unless said otherwise.</summary>
    public bool DeliversBeforeReview { get; init; }

    /// <summary>What is wrong with these settings: sentences, none when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (DueMinutes is <= 0) yield return "Dailies are due in more than 0 minutes, or nothing is promised.";
        if (Deliverables.Length > 8) yield return "Dailies have 8 deliverables at most.";
        if (Deliverables.GroupBy(one => one.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { Key: var twice }) yield return $"Two deliverables of the dailies are called '{twice}'.";
        foreach (var one in Deliverables)
        {
            if (Show.WhyNotName(one.Name) is not null) yield return $"'{one.Name}' cannot be the name of a deliverable, which is a folder: it is made of letters, digits, '-', '_' and '.'.";
            if (one.Width is < 16 or > 8192 || one.Height is < 16 or > 8192) yield return $"The deliverable '{one.Name}' has 16 to 8,192 pixels across and down.";
        }

        if (Workspace.Length > 64 || Workspace.Any(char.IsControl)) yield return "The name of the workspace of dailies has 64 characters at most.";
        if (NameTemplate.Length > 200 || BurnIns.Length > 100_000 || Limits.Length > 100_000) yield return "The template of dailies' names or burn-ins, or the thresholds of their quality control, are too long.";
    }
}

/// <summary>One of the things made of each clip.</summary>
public sealed record DailyDeliverable
{
    /// <summary>Its name, which is its folder's, such as <c>avid</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What for.</summary>
    public DailyUse Use { get; init; } = DailyUse.Review;

    /// <summary>The codec, as <c>acetate render --kind</c> names it, such as <c>dnxhr-lb</c>, <c>prores-proxy</c> or <c>h264</c>.</summary>
    public required string Codec { get; init; }

    /// <summary>Pixels across to fit into; the default is 1920.</summary>
    public int Width { get; init; } = 1920;

    /// <summary>Pixels down to fit into; the default is 1080.</summary>
    public int Height { get; init; } = 1080;

    /// <summary>Whether burn-ins are drawn over the picture; no unless said otherwise.</summary>
    public bool BurnIns { get; init; }
}

/// <summary>What a deliverable of dailies is for.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DailyUse>))]
public enum DailyUse
{
    /// <summary>To be looked at: an MP4 or MOV movie.</summary>
    Review,

    /// <summary>Avid Media Composer: MXF OP-Atom, a file for each track.</summary>
    Avid,

    /// <summary>Premiere and Resolve: a MOV movie with timecode, reel and the sound's tracks.</summary>
    Movie,
}
