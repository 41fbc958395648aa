using System.Collections.Immutable;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>Makes one clip of the frame files of a folder, and says which frames are missing, twice there, empty or of an odd size.</summary>
internal static class SequenceClips
{
    /// <param name="runs">The runs that share a name but for case and digits; the longest is the clip, the others repeat it.</param>
    /// <param name="skip">Characters of the path before the roll's own.</param>
    public static ScannedClip Of(List<FrameRun> runs, int skip)
    {
        var run = runs[0];
        var stem = run.Name.Prefix.TrimEnd('_', '.', '-', ' ');
        var folder = run.Folder[Math.Min(skip, run.Folder.Length)..];
        var lastFolder = run.Folder[(run.Folder.LastIndexOf('/') + 1)..];
        var name = stem.Length > 0 ? stem : lastFolder.Length > 0 ? lastFolder : run.Name.ToString();
        var holes = run.Holes();
        return new ScannedClip
        {
            Name = name,
            Form = ClipForm.Sequence,
            Bytes = runs.Sum(r => r.Bytes),
            Sequence = new FrameSequence
            {
                Folder = folder,
                Prefix = run.Name.Prefix,
                Digits = run.Name.Digits,
                Suffix = run.Name.Suffix,
                Spans = run.Spans(),
                Holes = holes,
            },
            Findings = [.. Findings(name, runs, holes, Path(folder, run))],
            Sidecars = [.. runs.Skip(1).SelectMany(r => r.Files()).Select(f => f.Path[skip..])],
        };
    }

    private static IEnumerable<Finding> Findings(string name, List<FrameRun> runs, ImmutableArray<FrameSpan> holes, string path)
    {
        var run = runs[0];
        if (holes.Length > 0)
            yield return Warning("sequence-hole", path,
                $"Clip '{name}' has frames {run.First}–{run.Last} but {holes.Sum(h => (long)h.Count):N0} of them missing: {List(holes.Select(h => h.ToString()))}.",
                "Look for the frames on another copy of the card before it is formatted.");
        foreach (var other in runs.Skip(1))
        {
            var twice = other.Files().Select(f => f.Name).Where(n => FrameName.TryParse(n, out _, out var number) && run.Has(number)).ToList();
            yield return Warning("sequence-duplicate", path,
                twice.Count > 0
                    ? $"Clip '{name}' has {twice.Count:N0} frames twice, under two spellings of their number or name: {List(twice)}."
                    : $"Clip '{name}' has {other.Count:N0} frames numbered differently from the rest: {other.Name}.",
                "All are kept. Decide which ones are right before the clip is used.");
        }

        var empty = run.Empty().ToList();
        if (empty.Count > 0)
            yield return Warning("frame-empty", path,
                $"Clip '{name}' has {empty.Count:N0} frames without content (0 bytes): {List(empty.Select(n => n.ToString("D", null)))}.",
                "Look at the clip on another copy of the card before it is formatted.");
        var (usual, odd) = run.OddSizes();
        if (odd.Any(o => o.Length > 0))
            yield return Warning("frame-odd-size", path,
                $"Clip '{name}' has frames of {usual:N0} bytes but {odd.Count(o => o.Length > 0):N0} of another size: "
                + $"{List(odd.Where(o => o.Length > 0).Select(o => $"{o.Number} ({o.Length:N0})"))}.",
                "A frame that is too short is a truncated one: look at another copy of the card before it is formatted.");
    }

    private static string Path(string folder, FrameRun run) => folder.Length == 0 ? run.Name.ToString() : $"{folder}/{run.Name}";

    private static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count <= 8 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(8))} and {all.Count - 8:N0} more";
    }

    private static Finding Warning(string code, string path, string message, string advice) =>
        new() { Severity = FindingSeverity.Warning, Code = code, Path = path, Message = message, Advice = advice };
}
