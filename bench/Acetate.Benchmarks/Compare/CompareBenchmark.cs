using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Acetate.Imaging.Compare;

namespace Acetate.Benchmarks.Compare;

/// <summary>How often the conform check is right, on real footage: frames of the list, slips, other moments of the same shot, other clips, each as an offline would show it.</summary>
/// <remarks>Options: <c>--only TEXT</c> for clips whose path has it, <c>--events N</c> of each clip (default 3), <c>--list</c> to print each event.
/// The footage is found by <c>ACETATE_CORPUS</c> (default <c>../shared</c>).</remarks>
internal static class CompareBenchmark
{
    private const int Most = 260, Length = 48, Near = 2, Far = 12;

    private static readonly int[] Slips = [1, -2, 5, -10], Moments = [48, 100, -100];

    public static Task<int> RunAsync(string[] args)
    {
        var corpus = Path.GetFullPath(Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named ? named : "../shared", Checkout.Root);
        var samples = Path.Join(corpus, "samples");
        if (!Directory.Exists(samples))
        {
            Console.WriteLine($"compare: skipped, there is no footage in '{samples}' (ACETATE_CORPUS names the corpus).");
            return Task.FromResult(0);
        }

        var events = int.Parse(args.Option("--events") ?? "3", NumberStyles.None, CultureInfo.InvariantCulture);
        var clips = NaturalClips.All.Where(clip => args.Option("--only") is not { } only || clip.Contains(only, StringComparison.Ordinal)).Select(clip => Path.Join(samples, clip)).ToArray();
        var folder = Directory.CreateTempSubdirectory("acetate-compare-").FullName;
        var tally = new Tally(args.Contains("--list"));
        var started = Stopwatch.GetTimestamp();
        try
        {
            List<PictureSketch>? other = null;
            foreach (var clip in clips) other = Measure(clip, samples, Path.Join(folder, "offline.mp4"), events, other, tally);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        tally.Print(clips.Length, Stopwatch.GetElapsedTime(started));
        return Task.FromResult(0);
    }

    private static List<PictureSketch> Measure(string clip, string samples, string made, int events, List<PictureSketch>? other, Tally tally)
    {
        var original = NaturalClips.Read(clip, Most);
        List<PictureSketch>? first = null;
        foreach (var (treatment, filter, quality) in NaturalClips.Treatments(samples))
        {
            NaturalClips.Make(clip, made, Most, filter, quality);
            var offline = NaturalClips.Read(made, Most);
            first ??= offline;
            var count = Math.Min(original.Count, offline.Count);
            var length = Math.Min(Length, (count - 1) / 2);
            var spare = count > 80 ? Far + 1 : 0;
            var starts = Enumerable.Range(0, events).Select(i => Math.Min(Far + 1, count / 4) + i * Math.Max(30, (count - length - 2 * spare) / events)).Where(start => start + length + spare <= count).ToArray();
            var places = starts.Select(start => (int[])[start, start + length / 2, start + length - 1]).ToArray();
            var usual = EventLikeness.UsualOf([.. places.SelectMany(rows => rows).Select(row => new PictureLikeness(offline[row]).In(original[row]))]);
            var settings = usual is { } known ? new LikenessSettings { Usual = known, IsUsualKnown = true } : new();
            foreach (var rows in places)
            {
                Event("the frames of the list", 0, rows, offline);
                foreach (var slip in Slips) Event($"a slip of {Math.Abs(slip)}", slip, Moved(rows, slip), offline);
                foreach (var away in Moments) Event("another moment of the clip", away, Moved(rows, away), offline);
                if (other is not null) Event("another clip", 0, rows, other);

                void Event(string truth, int slip, int[] shown, List<PictureSketch> movie)
                {
                    if (shown.Any(frame => frame < 0 || frame >= Math.Min(count, movie.Count))) return;
                    tally.Add(Path.GetFileName(clip), treatment, truth, slip, Compare([.. shown.Select(frame => movie[frame])], original, rows, settings));
                }
            }
        }

        return first!;

        static int[] Moved(int[] rows, int by) => [.. rows.Select(row => row + by)];
    }

    // As the worker's step does it: the nearest frames, and more of them where those do not settle it.
    private static EventLikeness Compare(PictureSketch[] shown, List<PictureSketch> original, int[] rows, LikenessSettings settings)
    {
        var likeness = Around(Near);
        return likeness.WantsMore ? Around(Far) : likeness;

        EventLikeness Around(int reach) => EventLikeness.Of([.. rows.Select((row, i) => new ComparedPlace(shown[i], ImmutableSortedDictionary.CreateRange(
            Enumerable.Range(-reach, 2 * reach + 1).Where(offset => row + offset >= 0 && row + offset < original.Count).Select(offset => KeyValuePair.Create(offset, original[row + offset])))))], settings);
    }
}
