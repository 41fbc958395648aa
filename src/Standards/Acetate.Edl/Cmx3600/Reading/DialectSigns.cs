using System.Collections.Immutable;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>Weighs what the lines show. A line that only one program writes weighs more than a habit.</summary>
internal sealed class DialectSigns
{
    private const int Proof = 10, Sign = 4, Habit = 1;
    private readonly Dictionary<EdlDialectKind, int> scores = [];
    private readonly List<(EdlDialectKind Kind, EdlEvidence Evidence)> evidence = [];

    /// <summary>Takes in what a line is; comments have a way of their own.</summary>
    public void Line(EdlLineKind kind, int line)
    {
        switch (kind)
        {
            case EdlLineKind.FinalCutReel: Add(EdlDialectKind.FinalCut, Proof, line, "maps a reel with FINAL CUT PRO REEL"); break;
            case EdlLineKind.Flame: Add(EdlDialectKind.Flame, Proof, line, "names media with DLEDL"); break;
            case EdlLineKind.Marker: Add(EdlDialectKind.Resolve, Proof, line, "has a marker with |C: and |M:"); break;
            case EdlLineKind.SourceTable: Add(EdlDialectKind.AvidCmx, Sign, line, "is a row of a source table"); break;
            case EdlLineKind.EffectName: Add(EdlDialectKind.Premiere, Sign, line, "names an effect with EFFECTS NAME IS"); break;
            default: break;
        }
    }

    public void Comment(EdlComment comment, string whole)
    {
        var line = comment.Line;
        switch (comment.Kind)
        {
            case EdlCommentKind.FromFile or EdlCommentKind.ToFile: Add(EdlDialectKind.Nucoda, Proof, line, "gives a path with FROM FILE"); return;
            case EdlCommentKind.OtioTruncatedReel or EdlCommentKind.OtioReference: Add(EdlDialectKind.OpenTimelineIO, Proof, line, "is a comment of OpenTimelineIO"); return;
            case EdlCommentKind.Flame: Add(EdlDialectKind.Flame, Proof, line, "names media with DLEDL"); return;
            case EdlCommentKind.SourceFile: Add(EdlDialectKind.AvidCmx, Sign, line, "names the source with SOURCE FILE"); return;
            case EdlCommentKind.Locator: Add(EdlDialectKind.AvidCmx, Sign, line, "has a locator with LOC"); return;
            case EdlCommentKind.FreezeFrame: Add(EdlDialectKind.AvidCmx, Sign, line, "says FREEZE FRAME in a comment within a comment"); return;
            case EdlCommentKind.FromClip: Add(EdlDialectKind.AvidCmx, Sign, line, "gives a path with FROM CLIP"); return;
            case EdlCommentKind.Timewarp: Add(EdlDialectKind.AvidCmx, Sign, line, "tells of a TIMEWARP EFFECT"); return;
            case EdlCommentKind.KeyClipName: Add(EdlDialectKind.FinalCut, Sign, line, "names the clip of a key"); return;
            case EdlCommentKind.Comment when comment.Value.Length == 0: Add(EdlDialectKind.FinalCut, Sign, line, "is an empty COMMENT"); return;
            case EdlCommentKind.FromClipName when whole.StartsWith("* FROM CLIP NAME:  ", StringComparison.Ordinal): Add(EdlDialectKind.AvidCmx, Habit, line, "puts two blanks before the clip's name"); return;
            case EdlCommentKind.Other: break;
            default: return;
        }

        var text = comment.Text;
        if (Begins(text, "PATCH ") || Begins(text, "BLEND, ") || Begins(text, "AVX2 EFFECT") || Begins(text, "REPAIR: ")) Add(EdlDialectKind.AvidCmx, Sign, line, "is a comment that Avid writes");
        else if (Begins(text, "FROM CLIP IS A ") || Begins(text, "TO CLIP IS A ") || Begins(text, "CLIP FILTER:") || Begins(text, "PROBLEM WITH EDIT:")) Add(EdlDialectKind.FinalCut, Sign, line, "is a comment that Final Cut Pro writes");
    }

    /// <summary>The likeliest dialect, when all lines are read.</summary>
    public EdlDialect Weigh(List<EventStatement> events, ImmutableArray<EdlLine> lines)
    {
        Columns(events);
        Reels(events, lines);
        if (scores.Count == 0 || scores.Values.Max() < Sign) return new(EdlDialectKind.Cmx3600, []);
        var best = scores.MaxBy(score => (score.Value, -(int)score.Key)).Key;

        // What Avid writes anywhere speaks for the Avid format that the columns show.
        var isAvid = best is EdlDialectKind.AvidCmx or EdlDialectKind.AvidFile16 or EdlDialectKind.AvidFile32 or EdlDialectKind.AvidFile129;
        if (isAvid)
            best = new[] { EdlDialectKind.AvidFile129, EdlDialectKind.AvidFile32, EdlDialectKind.AvidFile16 }.FirstOrDefault(scores.ContainsKey, EdlDialectKind.AvidCmx);
        return new(best, [.. evidence.Where(e => e.Kind == best || (isAvid && e.Kind == EdlDialectKind.AvidCmx)).Select(e => e.Evidence).OrderBy(e => e.Line)]);
    }

    private void Columns(List<EventStatement> events)
    {
        // A reel that is shorter than its column shows that there is a column.
        foreach (var width in events.GroupBy(e => e.ReelColumn))
        {
            var kind = width.Key switch { 16 => EdlDialectKind.AvidFile16, 32 => EdlDialectKind.AvidFile32, 128 or 129 => EdlDialectKind.AvidFile129, _ => EdlDialectKind.Cmx3600 };
            if (kind == EdlDialectKind.Cmx3600 || !width.Any(e => e.Reel.Length < width.Key) || width.Count() * 2 < events.Count) continue;
            Add(kind, Sign, width.First().Line, $"begins a reel column of {width.Key} characters");
            if (events.TrueForAll(e => e.Number.Length == 6)) Add(kind, Sign, width.First().Line, "has an event number of six digits");
        }
    }

    private void Reels(List<EventStatement> events, ImmutableArray<EdlLine> lines)
    {
        var auxiliary = events.Find(e => EventLines.Kind(e.Reel) == EdlReelKind.Auxiliary);
        if (auxiliary is not null && events.TrueForAll(e => EventLines.Kind(e.Reel) is EdlReelKind.Auxiliary or EdlReelKind.Black))
            Add(EdlDialectKind.Premiere, Sign, auxiliary.Line, "has the reel AX, as all events have");
        var beyond = events.Find(e => e.Reel.Length > 8 && e.ReelColumn == e.Reel.Length);
        if (beyond is null || !lines[beyond.Line - 1].Text.EndsWith("  ", StringComparison.Ordinal)) return;
        if (events.TrueForAll(e => e.LastLine < lines.Length && (lines[e.LastLine].Kind == EdlLineKind.Blank || e.Side == EdlSide.Outgoing)))
            Add(EdlDialectKind.Resolve, Sign, beyond.Line, "has a reel beyond its column, two blanks at its end and an empty line after its event");
    }

    private void Add(EdlDialectKind kind, int weight, int line, string text)
    {
        foreach (var (known, sign) in evidence)
            if (known == kind && sign.Text == text) return;
        scores[kind] = scores.GetValueOrDefault(kind) + weight;
        evidence.Add((kind, new(line, text)));
    }

    private static bool Begins(string text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
