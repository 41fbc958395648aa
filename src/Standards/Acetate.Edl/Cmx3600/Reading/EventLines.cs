namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>The lines of one event, or of one side of a transition.</summary>
internal sealed class EventLines
{
    private Rare<EdlComment> comments;

    public ReadOnlySpan<EdlComment> Comments => comments.All;

    public SpeedLine? Speed { get; set; }

    public string? EffectName { get; set; }

    public string? NameBorrowed { get; set; }

    /// <summary>Shares the lines below an event between its two sides, or takes them all where there is one.</summary>
    public static (EventLines First, EventLines? Second) Of(EventStatement first, EventStatement? second, EdlProblems problems)
    {
        EventLines outgoing = new();
        if (second is null)
        {
            outgoing.comments = first.Comments;
            outgoing.EffectName = first.EffectName;
            if (first.Speeds.Count > 0) outgoing.Speed = first.Speeds[^1];
            if (first.Speeds.Count > 1)
                problems.Add(EdlRule.Speed, EdlSeverity.Warning, first.Speeds[1].Line, $"Event {first.Number} has {first.Speeds.Count} speeds and one picture.", "The last one counts.");
            if (outgoing.Speed is { } speed && !SameReel(speed.Reel, first.Reel))
                problems.Add(EdlRule.Speed, EdlSeverity.Warning, speed.Line, $"The speed is said of reel '{speed.Reel}', and event {first.Number} has '{first.Reel}'.", "It was taken for this event; check the line.");
            return (outgoing, null);
        }

        EventLines incoming = new() { EffectName = second.EffectName ?? first.EffectName };
        foreach (var comment in first.Comments.All) outgoing.comments.Add(comment);
        Share(first, second, outgoing, incoming, problems);
        Speeds(first, second, outgoing, incoming, problems);
        return (outgoing, incoming);
    }

    public static bool SameReel(string one, string other) => one.AsSpan().Trim().Equals(other.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase);

    public static EdlReelKind Kind(string reel) => reel.ToUpperInvariant() switch
    {
        "" => EdlReelKind.Missing,
        "BL" or "BLK" or "BLACK" => EdlReelKind.Black,
        "BARS" => EdlReelKind.Bars,
        "AX" or "AUX" => EdlReelKind.Auxiliary,
        _ => EdlReelKind.Media,
    };

    private static bool IsOfClip(EdlCommentKind kind) => kind is
        EdlCommentKind.SourceFile or EdlCommentKind.Reel or EdlCommentKind.AscSop or EdlCommentKind.AscSat or EdlCommentKind.AscCcXml
        or EdlCommentKind.AmfName or EdlCommentKind.AmfUuid or EdlCommentKind.FdlUuid or EdlCommentKind.FdlFramingDecision
        or EdlCommentKind.FrameCount or EdlCommentKind.OtioTruncatedReel or EdlCommentKind.OtioReference or EdlCommentKind.FreezeFrame or EdlCommentKind.Timewarp;

    /// <summary>
    /// FROM speaks of what goes, TO of what comes. What else is said of a clip belongs to the name it stands below, where names and
    /// sayings alternate; otherwise the first of two is for what goes. A single one is for what comes, unless that is black.
    /// </summary>
    private static void Share(EventStatement first, EventStatement second, EventLines outgoing, EventLines incoming, EdlProblems problems)
    {
        List<EdlComment> comments = [.. second.Comments.All];
        var to = comments.FindIndex(c => c.Kind is EdlCommentKind.ToClipName or EdlCommentKind.ToClip or EdlCommentKind.ToFile);
        var from = comments.FindIndex(c => c.Kind is EdlCommentKind.FromClipName or EdlCommentKind.FromClip or EdlCommentKind.FromFile);
        var alternate = from >= 0 && to > from && comments.FindIndex(from, to - from, c => IsOfClip(c.Kind)) >= 0;
        var (goesBlack, comesBlack) = (Kind(first.Reel) == EdlReelKind.Black, Kind(second.Reel) == EdlReelKind.Black);
        var (seen, counts) = (new HashSet<EdlCommentKind>(), comments.CountBy(c => c.Kind).ToDictionary());
        for (var i = 0; i < comments.Count; i++)
        {
            var comment = comments[i];
            var side = incoming;
            if (comment.Kind is EdlCommentKind.FromClipName or EdlCommentKind.FromClip or EdlCommentKind.FromFile)
            {
                side = outgoing;
                if (goesBlack && to < 0 && !comesBlack && comment.Value.Length > 0)
                {
                    side = incoming;
                    if (comment.Kind == EdlCommentKind.FromClipName) incoming.NameBorrowed = comment.Value;
                    problems.Add(EdlRule.CommentSide, EdlSeverity.Notice, comment.Line, $"'{comment.Text}' names what goes in event {second.Number}, and that is black; it was taken for what comes.");
                }
            }
            else if (IsOfClip(comment.Kind))
            {
                var isFirst = seen.Add(comment.Kind);
                var isOnly = counts[comment.Kind] == 1;
                side = goesBlack ? incoming
                    : comesBlack ? outgoing
                    : alternate ? i > to ? incoming : i > from ? outgoing : incoming
                    : isOnly ? Only(comment, first, second, outgoing, incoming, problems)
                    : isFirst ? outgoing : incoming;
            }

            side.comments.Add(comment);
        }
    }

    private static EventLines Only(EdlComment comment, EventStatement first, EventStatement second, EventLines outgoing, EventLines incoming, EdlProblems problems)
    {
        if (SameReel(first.Reel, second.Reel)) return incoming;
        if (comment.Kind == EdlCommentKind.SourceFile)
        {
            var (goes, comes) = (Stands(comment.Value, first.Reel), Stands(comment.Value, second.Reel));
            if (goes != comes) return goes ? outgoing : incoming;
        }

        problems.Add(EdlRule.CommentSide, EdlSeverity.Notice, comment.Line, $"'{comment.Text}' could belong to either side of event {second.Number}; it was taken for what comes, {second.Reel}.");
        return incoming;
    }

    /// <summary>Whether a file's name begins with the reel, letters and digits alone.</summary>
    private static bool Stands(string file, string reel)
    {
        var short8 = string.Concat(reel.Where(char.IsLetterOrDigit));
        return short8.Length > 0 && string.Concat(file.Where(char.IsLetterOrDigit)).StartsWith(short8, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a speed begins at a source's in, or within it, as one that runs backwards does.</summary>
    private static bool Begins(SpeedLine speed, EventStatement e) =>
        speed.Time is { } time && (time.Text == e.SourceIn.Text || time.LiesWithin(e.SourceIn, e.SourceOut));

    /// <summary>By reel; where both reels are equal by the time, and else in order.</summary>
    private static void Speeds(EventStatement first, EventStatement second, EventLines outgoing, EventLines incoming, EdlProblems problems)
    {
        if (first.Speeds.Count > 0) outgoing.Speed = first.Speeds[^1];
        var isSameReel = SameReel(first.Reel, second.Reel);
        for (var i = 0; i < second.Speeds.Count; i++)
        {
            var speed = second.Speeds[i];
            var (goes, comes) = (SameReel(speed.Reel, first.Reel), SameReel(speed.Reel, second.Reel));
            if (isSameReel && goes)
            {
                var (atFirst, atSecond) = (Begins(speed, first), Begins(speed, second));
                (goes, comes) = second.Speeds.Count > 1 ? (i == 0, i > 0) : atFirst != atSecond ? (atFirst, atSecond) : (true, false);
                if (second.Speeds.Count == 1 && atFirst == atSecond)
                    problems.Add(EdlRule.Speed, EdlSeverity.Warning, speed.Line, $"The speed could belong to either side of event {second.Number}, which have the same reel; it was taken for what goes.", "Write one M2 line for each side.");
            }
            else if (!goes && !comes)
            {
                problems.Add(EdlRule.Speed, EdlSeverity.Warning, speed.Line, $"The speed is said of reel '{speed.Reel}', and event {second.Number} has '{first.Reel}' and '{second.Reel}'; it was taken for what comes.", "Correct the reel of the M2 line.");
                comes = true;
            }

            if (comes) incoming.Speed = speed;
            else outgoing.Speed = speed;
        }
    }
}
