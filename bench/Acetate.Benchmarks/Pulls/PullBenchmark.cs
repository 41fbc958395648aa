using System.Globalization;
using System.Text;
using System.Text.Json;
using Acetate.Benchmarks.Ingest;
using Acetate.Timing;

namespace Acetate.Benchmarks.Pulls;

/// <summary>
/// Whole pulls against what they cannot be quicker than: a conform pull against <c>cp</c>, <c>sync</c> and <c>xxhsum</c> of the very files that it
/// delivers, and a VFX pull against <c>acetate render</c> of the same frames of the same clips.
/// </summary>
/// <remarks>
/// Measured is the whole command: matching, planning, workers, reading back, sealing; where this run may, with nothing in the page cache at the start of either side. The clips
/// are ProRes 422 of a moving chart, in ARRI LogC3, at 1920 × 1080. Options: <c>--events N</c> of the locked cut (default 500), <c>--plates N</c> (default 10),
/// <c>--rounds N</c>, <c>--folder DIR</c> (default: the temporary folder), <c>--conform</c> or <c>--vfx</c> for one of the two.
/// </remarks>
internal static class PullBenchmark
{
    private const int Clips = 10, EventFrames = 24, Spacing = 44, PlateFrames = 96;
    private const double ConformGoal = 1.2, VfxGoal = 1.05;

    private static readonly FrameRate Rate = FrameRate.Fps24;

    public static Task<int> RunAsync(string[] args)
    {
        var (events, plates, rounds) = (Number("--events", 500), Math.Min(Number("--plates", Clips), Clips), Number("--rounds", 3));
        var home = Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-bench-pulls-{Environment.ProcessId}");
        try
        {
            var perClip = (events + Clips - 1) / Clips;
            var (card, library) = (Path.Join(home, "card", "A001R1AC"), Path.Join(home, "library"));
            Shoot(card, args.Contains("--vfx") ? PlateFrames + 48 : Math.Max(perClip * Spacing + 48, PlateFrames + 48));
            Shell.Run(Checkout.Acetate, ["ingest", Path.GetDirectoryName(card)!, "--library", library, "--show", "bench", "--yes", "--until", "inspected"]);
            Quiet(library);
            // The library has it now, and disks are finite.
            Directory.Delete(card, recursive: true);
            if (!args.Contains("--vfx")) Conform(home, library, events, perClip, rounds);
            if (!args.Contains("--conform")) Vfx(home, library, plates, rounds);
        }
        finally
        {
            if (Directory.Exists(home)) Directory.Delete(home, recursive: true);
        }

        return Task.FromResult(0);

        int Number(string option, int otherwise) => args.Option(option) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }

    private static void Conform(string home, string library, int events, int perClip, int rounds)
    {
        var list = Path.Join(home, "locked.edl");
        File.WriteAllText(list, ListOf(Enumerable.Range(0, events).Select(i => (i / perClip, 16 + i % perClip * Spacing, EventFrames, ""))));
        List<double> ours = [], peer = [];
        var bytes = 0L;
        for (var round = 0; round < rounds; round++)
        {
            Shell.DropCaches();
            ours.Add(Shell.Time(Checkout.Acetate, "pull", "conform", list, "--library", library, "--show", "bench", "--to", $"house{round}", "--yes"));
            var workspace = Path.Join(library, "workspaces", "bench", $"house{round}");
            var media = Path.Join(Directory.EnumerateDirectories(workspace).Single(), "media");
            bytes = Directory.EnumerateFiles(media, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
            var copy = Path.Join(home, $"copy-{round}");
            Shell.DropCaches();
            peer.Add(Shell.Time("cp", "-a", media, copy) + Shell.Time("sync")
                + Shell.Time("sh", "-c", "find \"$1\" \"$2\" -type f -print0 | xargs -0 -n 2000 xxhsum -H2 -q", "sh", media, copy));
            Directory.Delete(copy, recursive: true);
            Directory.Delete(workspace, recursive: true);
        }

        var (a, b) = (Shell.Median(ours), Shell.Median(peer));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Conform pull of {events:N0} events from {Clips} ProRes clips ({bytes / 1e6:N0} MB delivered, {rounds} rounds in turns, medians{(Shell.CanDropCaches ? ", from cold caches" : "")})"));
        Row("acetate pull conform", a, b);
        Row("cp -a, sync, xxhsum of what it delivers", b, b);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {a / events * 1000:F0} ms an event; goal {ConformGoal:F1}: {(a / b <= ConformGoal ? "met" : "missed")}; rounds {string.Join(", ", ours.Zip(peer, (one, other) => (one / other).ToString("F2", CultureInfo.InvariantCulture)))}"));
    }

    private static void Vfx(string home, string library, int plates, int rounds)
    {
        var (list, settings) = (Path.Join(home, "turnover.edl"), Path.Join(home, "settings.json"));
        File.WriteAllText(list, ListOf(Enumerable.Range(0, plates).Select(i => (i, 16, PlateFrames - 16, $"BEN_{i + 1:000}_0010"))));
        File.WriteAllText(settings, """{ "reference": false }""");
        var clips = Directory.EnumerateFiles(Path.Join(library, "store"), "*.mov", SearchOption.AllDirectories).ToDictionary(path => Path.GetFileName(path), path => path);
        List<double> ours = [], peer = [];
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(Shell.Time(Checkout.Acetate, "pull", "vfx", list, "--library", library, "--show", "bench", "--vendor", $"vendor{round}", "--settings", settings, "--yes"));
            var made = Frames(Path.Join(library, "workspaces", "bench", $"vendor{round}"));
            Directory.Delete(Path.Join(library, "workspaces", "bench", $"vendor{round}"), recursive: true);
            var folder = Path.Join(home, $"rendered-{round}");
            Directory.CreateDirectory(folder);
            peer.Add(Enumerable.Range(0, plates).Sum(i => Shell.Time(Checkout.Acetate, "render", clips[FileOf(i)], "--frames", $"8-{PlateFrames + 8}", "-o", Path.Join(folder, $"plate{i}.####.exr"))));
            if (Frames(folder) != made) throw new InvalidOperationException($"The pull made {made} frames, and 'acetate render' {Frames(folder)}: they are not the same work.");
            Directory.Delete(folder, recursive: true);
        }

        var (a, b) = (Shell.Median(ours), Shell.Median(peer));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"VFX pull of {plates} plates of {PlateFrames} frames, without reference movies ({rounds} rounds in turns, medians)"));
        Row("acetate pull vfx", a, b);
        Row("acetate render, clip after clip", b, b);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {plates * PlateFrames / a:F1} frames/s; goal {VfxGoal:F2}: {(a / b <= VfxGoal ? "met" : "missed")}; rounds {string.Join(", ", ours.Zip(peer, (one, other) => (one / other).ToString("F2", CultureInfo.InvariantCulture)))}"));

        static int Frames(string folder) => Directory.EnumerateFiles(folder, "*.exr", SearchOption.AllDirectories).Count();
    }

    private static void Row(string name, double seconds, double reference) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-42} {seconds,7:F2} s   {seconds / reference,6:F2}"));

    /// <summary>Proxies and the archive are not what is measured: whoever works in a library goes on with whatever waits in it.</summary>
    private static void Quiet(string library)
    {
        using var listed = JsonDocument.Parse(Shell.Read(Checkout.Acetate, ["jobs", "list", "--library", library, "--json"]));
        foreach (var job in listed.RootElement.GetProperty("jobs").EnumerateArray())
            if (job.GetProperty("state").GetString() is not ("done" or "cancelled"))
                Shell.Run(Checkout.Acetate, ["jobs", "cancel", job.GetProperty("id").GetString()!, "--library", library]);
    }

    /// <summary>One recording, and nine that differ from it in name and timecode: encoding all would take longer than what is measured.</summary>
    private static void Shoot(string card, int frames)
    {
        Directory.CreateDirectory(card);
        for (var clip = 0; clip < Clips; clip++)
        {
            string[] picture = clip > 0 ? ["-i", Path.Join(card, FileOf(0)), "-map", "0:v", "-c", "copy"] :
            [
                "-f", "lavfi", "-i", string.Create(CultureInfo.InvariantCulture, $"testsrc2=size=1920x1080:rate=24:duration={frames / 24.0 + 1:F3}"),
                "-frames:v", frames.ToString(CultureInfo.InvariantCulture), "-c:v", "prores", "-profile:v", "2", "-pix_fmt", "yuv422p10le", "-vendor", "apl0",
            ];
            Shell.Run("ffmpeg",
            [
                "-v", "error", "-nostdin", .. picture, "-timecode", $"{10 + clip:00}:00:00:00", "-metadata:s:v", "reel_name=A001R1AC", "-movflags", "use_metadata_tags",
                "-metadata", "com.arri.camera.ColorGammaSxS=LOG-C", "-metadata", "com.arri.camera.ExposureIndexAsa=800", Path.Join(card, FileOf(clip)),
            ]);
        }
    }

    private static string ClipOf(int clip) => string.Create(CultureInfo.InvariantCulture, $"A001C{clip + 1:000}_260112_R1AC");

    private static string FileOf(int clip) => ClipOf(clip) + ".mov";

    private static string ListOf(IEnumerable<(int Clip, int From, int Frames, string Shot)> events)
    {
        var text = new StringBuilder("TITLE: BENCH\nFCM: NON-DROP FRAME\n\n");
        var (at, number) = (86_400L, 0);
        foreach (var (clip, from, frames, shot) in events)
        {
            var start = (10 + clip) * 86_400L + from;
            text.Append(CultureInfo.InvariantCulture, $"{++number:000000}  {ClipOf(clip),-32} V     C        {Label(start)} {Label(start + frames)} {Label(at)} {Label(at + frames)}\n");
            if (shot.Length > 0) text.Append(CultureInfo.InvariantCulture, $"* LOC: {Label(at + 1)} CYAN    {shot}\n");
            at += frames;
        }

        return text.ToString();
    }

    private static string Label(long frame) => new Timecode(frame % (24 * 86_400), Rate).ToString();
}
