using System.Collections.Immutable;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>Weighs what the lines show. A line that only one program writes weighs more than a habit.</summary>
internal static class EdlDialectEvidence
{
    private const int Proof = 10, Sign = 4, Habit = 1;

    public static EdlDialect Of(EdlDocument document, EdlStructure structure)
    {
        var scores = new Dictionary<EdlDialectKind, int>();
        var evidence = new List<(EdlDialectKind Kind, EdlEvidence Evidence)>();
        var told = new HashSet<(EdlDialectKind, string)>();
        Lines(document);
        Columns(structure);
        Reels(structure);
        if (scores.Count == 0) return new(EdlDialectKind.Cmx3600, []);
        var best = scores.MaxBy(score => (score.Value, -(int)score.Key)).Key;

        // What Avid writes anywhere speaks for the Avid format that the columns show.
        var isAvid = best is EdlDialectKind.AvidCmx or EdlDialectKind.AvidFile16 or EdlDialectKind.AvidFile32 or EdlDialectKind.AvidFile129;
        var column = new[] { EdlDialectKind.AvidFile129, EdlDialectKind.AvidFile32, EdlDialectKind.AvidFile16 }.FirstOrDefault(scores.ContainsKey, EdlDialectKind.AvidCmx);
        if (isAvid) best = column;
        if (scores.Values.Max() < Sign) return new(EdlDialectKind.Cmx3600, []);
        return new(best, [.. evidence.Where(e => e.Kind == best || (isAvid && e.Kind == EdlDialectKind.AvidCmx)).Select(e => e.Evidence)]);

        void Add(EdlDialectKind kind, int weight, int line, string text)
        {
            if (!told.Add((kind, text))) return;
            scores[kind] = scores.GetValueOrDefault(kind) + weight;
            evidence.Add((kind, new(line, text)));
        }

        void Lines(EdlDocument list)
        {
            foreach (var line in list.Lines)
            {
                switch (line.Kind)
                {
                    case EdlLineKind.FinalCutReel: Add(EdlDialectKind.FinalCut, Proof, line.Number, "maps a reel with FINAL CUT PRO REEL"); break;
                    case EdlLineKind.Flame: Add(EdlDialectKind.Flame, Proof, line.Number, "names media with DLEDL"); break;
                    case EdlLineKind.Marker: Add(EdlDialectKind.Resolve, Proof, line.Number, "has a marker with |C: and |M:"); break;
                    case EdlLineKind.SourceTable: Add(EdlDialectKind.AvidCmx, Sign, line.Number, "is a row of a source table"); break;
                    case EdlLineKind.EffectName: Add(EdlDialectKind.Premiere, Sign, line.Number, "names an effect with EFFECTS NAME IS"); break;
                    case EdlLineKind.Comment: Comment(line); break;
                    default: break;
                }
            }
        }

        void Comment(EdlLine line)
        {
            var comment = CommentWords.Read(line.Text, line.Number);
            var text = comment.Text;
            switch (comment.Kind)
            {
                case EdlCommentKind.FromFile or EdlCommentKind.ToFile: Add(EdlDialectKind.Nucoda, Proof, line.Number, "gives a path with FROM FILE"); return;
                case EdlCommentKind.OtioTruncatedReel or EdlCommentKind.OtioReference: Add(EdlDialectKind.OpenTimelineIO, Proof, line.Number, "is a comment of OpenTimelineIO"); return;
                case EdlCommentKind.Flame: Add(EdlDialectKind.Flame, Proof, line.Number, "names media with DLEDL"); return;
                case EdlCommentKind.SourceFile: Add(EdlDialectKind.AvidCmx, Sign, line.Number, "names the source with SOURCE FILE"); return;
                case EdlCommentKind.Locator: Add(EdlDialectKind.AvidCmx, Sign, line.Number, "has a locator with LOC"); return;
                case EdlCommentKind.FreezeFrame: Add(EdlDialectKind.AvidCmx, Sign, line.Number, "says FREEZE FRAME in a comment within a comment"); return;
                case EdlCommentKind.FromClip: Add(EdlDialectKind.AvidCmx, Sign, line.Number, "gives a path with FROM CLIP"); return;
                case EdlCommentKind.Timewarp: Add(EdlDialectKind.AvidCmx, Sign, line.Number, "tells of a TIMEWARP EFFECT"); return;
                case EdlCommentKind.KeyClipName: Add(EdlDialectKind.FinalCut, Sign, line.Number, "names the clip of a key"); return;
                case EdlCommentKind.Comment when comment.Value.Length == 0: Add(EdlDialectKind.FinalCut, Sign, line.Number, "is an empty COMMENT"); return;
                case EdlCommentKind.FromClipName when line.Text.StartsWith("* FROM CLIP NAME:  ", StringComparison.Ordinal): Add(EdlDialectKind.AvidCmx, Habit, line.Number, "puts two blanks before the clip's name"); return;
                default: break;
            }

            if (Begins(text, "PATCH ") || Begins(text, "BLEND, ") || Begins(text, "AVX2 EFFECT") || Begins(text, "REPAIR: ")) Add(EdlDialectKind.AvidCmx, Sign, line.Number, "is a comment that Avid writes");
            if (Begins(text, "FROM CLIP IS A ") || Begins(text, "TO CLIP IS A ") || Begins(text, "CLIP FILTER:") || Begins(text, "PROBLEM WITH EDIT:")) Add(EdlDialectKind.FinalCut, Sign, line.Number, "is a comment that Final Cut Pro writes");
        }

        void Columns(EdlStructure from)
        {
            // Two different reels in one width are a column; one alone could be a reel of just that length.
            foreach (var width in from.Events.GroupBy(e => e.ReelColumn))
            {
                if (!width.Any(e => e.Reel.Length < width.Key) || width.Count() * 2 < from.Events.Count) continue;
                var kind = width.Key switch { 16 => EdlDialectKind.AvidFile16, 32 => EdlDialectKind.AvidFile32, 128 or 129 => EdlDialectKind.AvidFile129, _ => EdlDialectKind.Cmx3600 };
                if (kind == EdlDialectKind.Cmx3600) continue;
                Add(kind, Sign, width.First().Line, $"begins a reel column of {width.Key} characters");
                if (from.Events.TrueForAll(e => e.Number.Length == 6)) Add(kind, Sign, width.First().Line, "has an event number of six digits");
            }
        }

        void Reels(EdlStructure from)
        {
            if (from.Events.Count == 0) return;
            if (from.Events.TrueForAll(e => EventLines.Kind(e.Reel) is EdlReelKind.Auxiliary or EdlReelKind.Black) && from.Events.Exists(e => EventLines.Kind(e.Reel) == EdlReelKind.Auxiliary))
                Add(EdlDialectKind.Premiere, Sign, from.Events.First(e => EventLines.Kind(e.Reel) == EdlReelKind.Auxiliary).Line, "has the reel AX, as all events have");
            var beyond = from.Events.Find(e => e.Reel.Length > 8 && e.ReelColumn == e.Reel.Length);
            var isSpaced = from.Events.TrueForAll(e => e.LastLine < document.Lines.Length && (document.Lines[e.LastLine].Kind == EdlLineKind.Blank || e.Side == EdlSide.Outgoing));
            if (beyond is not null && isSpaced && from.Events.Exists(e => document.Lines[e.Line - 1].Text.EndsWith("  ", StringComparison.Ordinal)))
                Add(EdlDialectKind.Resolve, Sign, beyond.Line, "has a reel beyond its column, two blanks at its end and an empty line after its event");
        }
    }

    private static bool Begins(string text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
