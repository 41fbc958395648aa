using System.Globalization;
using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Check;

namespace Acetate.Benchmarks.Qc;

/// <summary>How often the checks find faults that are put into real footage, and what they say of footage as it is: the tables of docs/guide/qc.md.</summary>
/// <remarks>Options: <c>--trials N</c> of each fault (default 40), <c>--only TEXT</c> for faults whose name has it, <c>--list</c> to print what is found in clean footage and what is missed,
/// <c>--sound</c> for sound alone, <c>--cost</c> for what a check costs beside a decode. The footage is found by <c>ACETATE_CORPUS</c> (default <c>../shared</c>).</remarks>
internal static class QcBenchmark
{
    // Frames around a fault that are looked at.
    private const int Lead = 40, Tail = 40;

    public static async Task<int> RunAsync(string[] args)
    {
        var corpus = Path.GetFullPath(Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named ? named : "../shared", Checkout.Root);
        var samples = Path.Join(corpus, "samples");
        if (!Directory.Exists(samples))
        {
            Console.WriteLine($"qc: skipped, there is no footage in '{samples}' (ACETATE_CORPUS names the corpus).");
            return 0;
        }

        if (args.Contains("--cost")) return await QcCost.RunAsync(samples);
        var trials = int.Parse(args.Option("--trials") ?? "40", NumberStyles.None, CultureInfo.InvariantCulture);
        if (!args.Contains("--sound")) Pictures(samples, trials, args.Option("--only"), args.Contains("--list"));
        SoundFaults.Run(samples, trials, args.Option("--only"), args.Contains("--list"));
        return 0;
    }

    private static void Pictures(string samples, int trials, string? only, bool isListed)
    {
        var cameras = Footage.Cameras.Select(name => Footage.Read(Path.Join(samples, name))).OfType<Footage>().ToList();
        var edited = Footage.Edited.Select(name => Footage.Read(Path.Join(samples, name))).OfType<Footage>().ToList();
        var clean = cameras.Concat(edited).ToDictionary(footage => footage, footage => footage.Check(footage.Measures));
        if (only is null)
        {
            Clean("a camera's clips", cameras, clean, isListed);
            Clean("edited films", edited, clean, isListed);
        }

        Console.WriteLine("\n| fault | put in | found | recall | at least (95 %) |\n|---|---|---|---|---|");
        var all = cameras.Concat(edited).Where(footage => footage.Pictures.Count > Lead + Tail + 66 && !clean[footage].Any(finding => finding.Fault == ClipFault.Cadence)).ToList();
        foreach (var fault in PictureFault.All().Where(fault => only is null || fault.Name.Contains(only, StringComparison.Ordinal)))
        {
            var found = 0;
            var (dice, made) = (new Dice(7), 0);
            var order = new List<(Footage, int, int)>();
            for (var tried = 0; order.Count < trials && tried < 50 * trials; tried++)
            {
                var footage = all[dice.Next(all.Count)];
                var at = Lead + dice.Next(footage.Pictures.Count - Lead - Tail - 66);
                if (IsFit(footage, at, fault)) order.Add((footage, at, tried));
            }

            Parallel.ForEach(order, one =>
            {
                var (footage, at, seed) = one;
                if (Trial(fault, footage, at, new Dice(1000 + seed)) is not { } isFound) return;
                Interlocked.Increment(ref made);
                if (isFound) Interlocked.Increment(ref found);
                else if (isListed) Console.WriteLine($"missed: {fault.Name} in {footage.Name} at {at}");
            });
            Console.WriteLine(Row(fault.Name, made, found));
        }
    }

    /// <summary>A line of a table: the least recall that is not refuted at 95 % (Wilson's bound).</summary>
    public static string Row(string name, int made, int found) => string.Create(CultureInfo.InvariantCulture, $"| {name} | {made} | {found} | {(made == 0 ? 0 : (double)found / made):0.00} | {Least(made, found):0.00} |");

    private static double Least(int made, int found)
    {
        if (made == 0) return 0;
        const double z = 1.645;
        var p = (double)found / made;
        return (p + z * z / (2 * made) - z * Math.Sqrt(p * (1 - p) / made + z * z / (4.0 * made * made))) / (1 + z * z / made);
    }

    // Far from a cut, and in motion where the fault needs it.
    private static bool IsFit(Footage footage, int at, PictureFault fault)
    {
        for (var i = at - 8; i < at + 12; i++) if (Motion(i) > 0.06) return false;
        return !fault.NeedsMotion || Enumerable.Range(at - 4, 9).Min(Motion) >= 0.0025;

        float Motion(int i)
        {
            var (one, other) = (footage.Measures[i - 1].Small, footage.Measures[i].Small);
            var sum = 0f;
            for (var pixel = 0; pixel < one.Length; pixel++) sum += Math.Abs(one[pixel] - other[pixel]);
            return sum / one.Length;
        }
    }

    private static bool? Trial(PictureFault fault, Footage footage, int at, Dice dice)
    {
        var (from, frames, dropped) = fault.Make(footage, at, dice);
        var start = from - Lead;
        var clean = footage.Measures[start..(from + Math.Max(frames.Length, 1) + Tail)];
        // Where the clean footage has such a finding already, nothing can be learned.
        if (footage.Check(clean).Any(finding => IsHit(finding, Math.Max(1, frames.Length)))) return null;
        var measuring = new FrameMeasuring(footage.Pictures[0].Width, footage.Pictures[0].Height, new(), false);
        var measures = clean.ToList();
        for (var i = 0; i < frames.Length; i++)
            if (frames[i] is { } picture) measures[Lead + i] = Footage.Measure(measuring, picture);
        if (dropped > 0) measures.RemoveRange(Lead, dropped);
        return footage.Check(measures).Any(finding => IsHit(finding, Math.Max(1, frames.Length)));

        bool IsHit(ClipFinding finding, int length) => fault.Wanted.Contains(finding.Fault) && finding.Severity != FindingSeverity.Information && finding.First <= Lead + length && finding.Last >= Lead - 1;
    }

    private static void Clean(string kind, List<Footage> clips, Dictionary<Footage, ClipFinding[]> findings, bool isListed)
    {
        var seconds = clips.Sum(clip => clip.Seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nClean, {kind}: {clips.Count} clips, {clips.Sum(clip => clip.Pictures.Count)} frames, {seconds:0} s"));
        foreach (var group in clips.SelectMany(clip => findings[clip].Select(finding => (clip, finding))).Where(one => one.finding.Severity != FindingSeverity.Information).GroupBy(one => one.finding.Fault))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {group.Count() / seconds * 3600:0} an hour |"));
            if (!isListed) continue;
            foreach (var (clip, finding) in group.Take(40)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {clip.Name} {finding.First}-{finding.Last} score {finding.Score} {finding.Region} {finding.Words}"));
        }
    }
}
