using Acetate.Cuts.Reading;

namespace Acetate.Cuts.Lint;

/// <summary>Reels: missing ones, those that say nothing, and those that become one when a list shortens them.</summary>
internal static class LintNames
{
    private const int ShortReel = 8;

    public static void Check(Cut cut, ProblemLog log)
    {
        var auxiliary = 0;
        foreach (var item in cut.Events)
        {
            if (item.Kind != CutEventKind.Clip) continue;
            var source = item.Source;
            var hasName = source.Names.Any(name => name.Kind is SourceNameKind.ClipName or SourceNameKind.SourceFile or SourceNameKind.MediaPath or SourceNameKind.LongReel or SourceNameKind.Umid or SourceNameKind.MediaId);
            if (IsAuxiliary(source.Reel))
            {
                auxiliary++;
                if (!hasName) log.Error("auxiliary-reel", item.Line, CutLint.Who(item), "Its reel is AX, which says nothing, and no name says more.", "Export the list with clip names or source files in comments.", item.Id);
            }
            else if (source.Reel is null && source[SourceNameKind.Tape] is null && source[SourceNameKind.LongReel] is null)
            {
                if (!hasName) log.Error("missing-reel", item.Line, CutLint.Who(item), "It names no reel, no clip and no file.", "Export the list with reel names or source files.", item.Id);
                else if (cut.Format is CutFormat.Edl or CutFormat.ShotList or CutFormat.Ale) log.Warning("missing-reel", item.Line, CutLint.Who(item), "It names no reel.", "Fill in the reel; without it only the whole clip name can find the clip.", item.Id);
            }
        }

        if (auxiliary > 0)
            log.Note("auxiliary-reels", 0, "", $"{auxiliary} {(auxiliary == 1 ? "event has" : "events have")} the reel AX and can be found by clip name or file only.", "Set tape names in Premiere before exporting, to have two pieces of evidence.");
        Collisions(cut, log);
    }

    public static bool IsAuxiliary(string? reel) => reel is not null && (reel.Equals("AX", StringComparison.OrdinalIgnoreCase) || reel.Equals("AUX", StringComparison.OrdinalIgnoreCase));

    /// <summary>The eight letters and digits that CMX 3600 leaves of a reel.</summary>
    public static string Shortened(string reel)
    {
        Span<char> kept = stackalloc char[ShortReel];
        var length = 0;
        foreach (var c in reel)
            if (char.IsLetterOrDigit(c) && length < ShortReel) kept[length++] = char.ToUpperInvariant(c);
        return new(kept[..length]);
    }

    private static void Collisions(Cut cut, ProblemLog log)
    {
        var whole = new Dictionary<string, Dictionary<string, CutEvent>>();
        foreach (var item in cut.Events)
        {
            var reel = item.Source[SourceNameKind.LongReel] ?? item.Source.Reel ?? item.Source[SourceNameKind.Tape];
            if (reel is null || item.Kind != CutEventKind.Clip || IsAuxiliary(reel)) continue;
            var key = Shortened(reel);
            if (!whole.TryGetValue(key, out var reels)) whole[key] = reels = new(StringComparer.OrdinalIgnoreCase);
            reels.TryAdd(reel, item);
        }

        foreach (var (key, reels) in whole.Where(entry => entry.Value.Count > 1))
        {
            var shown = string.Join(", ", reels.Keys.Take(6).Select(reel => $"'{ProblemLog.Shown(reel)}'")) + (reels.Count > 6 ? ", …" : "");
            var last = reels.Values.Last();
            log.Warning("reels-collide", last.Line, CutLint.Who(last), $"{reels.Count} reels become {key} when a list shortens them to {ShortReel} characters: {shown}.", "Hand over File_129, OpenTimelineIO or XML, or a list with long names in comments.", last.Id);
        }
    }
}
