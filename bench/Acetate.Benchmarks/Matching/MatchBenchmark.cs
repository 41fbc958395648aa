using System.Diagnostics;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Database;
using Acetate.Library.Matching;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Timing;

namespace Acetate.Benchmarks.Matching;

/// <summary>A cut of 1,500 events matched against a library: whole names, names cut to 8 letters, tapes and rolls, a few of them missing.</summary>
/// <remarks>
/// Options: <c>--clips N</c> (default 100,000), <c>--events N</c> (default 1,500), <c>--postgres CONNECTION</c> for a database to make a
/// schema in (else SQLite in a temporary folder), <c>--rounds N</c> (default 5).
/// </remarks>
internal static class MatchBenchmark
{
    private const int PerRoll = 40, PerDay = 24;

    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int otherwise) => int.Parse(args.Option(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture);
        var (clips, events, rounds) = (Number("--clips", 100_000), Number("--events", 1500), Number("--rounds", 5));
        var home = Directory.CreateDirectory(Path.Join(Path.GetTempPath(), $"acetate-bench-match-{Environment.ProcessId}"));
        try
        {
            var options = LibraryOptions.InFolder(home.FullName);
            if (args.Option("--postgres") is { } connection) options = options with { Database = DatabaseOptions.Postgres(connection, $"bench_{Environment.ProcessId}") };
            await using var library = await MediaLibrary.OpenAsync(options, CancellationToken.None);
            var watch = Stopwatch.StartNew();
            await FillAsync(library, clips);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clips:N0} clips kept in {watch.Elapsed.TotalSeconds:F1} s ({options.Database})"));
            var (cut, times, busy, matched) = (Cut(clips, events), new List<double>(), new List<double>(), 0);
            for (var round = 0; round < rounds; round++)
            {
                var before = Environment.CpuUsage.TotalTime;
                watch.Restart();
                var result = await library.MatchAsync("film", cut, new ClipMatcher(), CancellationToken.None);
                times.Add(watch.Elapsed.TotalSeconds);
                busy.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
                matched = result.Outcomes.Count(o => o is MatchOutcome.Matched);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"match {events:N0} events: first {times[0]:F3} s, median {times.Order().ElementAt(times.Count / 2):F3} s (this program's processor time {busy.Order().ElementAt(busy.Count / 2):F3} s)   {matched:N0} matched   goal {(clips > 100_000 ? 2 : 0.5)} s or less"));
        }
        finally
        {
            home.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task FillAsync(MediaLibrary library, int clips)
    {
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film", Title = "A Film" }, CancellationToken.None), CancellationToken.None);
        for (var roll = 0; roll * PerRoll < clips; roll += 500)
            await library.WriteAsync(async tx =>
            {
                for (var r = roll; r < roll + 500 && r * PerRoll < clips; r++)
                {
                    var id = Guid.CreateVersion7();
                    await tx.AddRollAsync(new Roll { Id = id, Show = "film", Name = RollName(r), Kind = RollKind.Camera, ShootDay = Day(r), Unit = "MU", Fingerprint = $"{r}", StorePrefix = $"{r}", FoundAt = DateTimeOffset.UnixEpoch }, CancellationToken.None);
                    await tx.PutClipsAsync(Enumerable.Range(0, Math.Min(PerRoll, clips - r * PerRoll)).Select(c => new Clip
                    {
                        Id = Guid.CreateVersion7(),
                        Roll = id,
                        Name = ClipName(r, c),
                        Kind = "single",
                        Files = [$"{RollName(r)}/{ClipName(r, c)}.mxf"],
                        Frames = 1440,
                        Rate = "24",
                        TimecodeStart = Start(r, c).ToString(),
                        Width = 4608,
                        Height = 3164,
                        State = ClipState.Inspected,
                        // What inspection keeps is some kilobytes; the match must not have to read them.
                        Facts = [.. Enumerable.Range(0, 40).Select(i => new ClipFact($"camera.field{i}", $"value {i} of {c}", $"raw {i}", "header"))],
                    }), CancellationToken.None);
                }
            }, CancellationToken.None);
    }

    private static DateOnly Day(int roll) => new DateOnly(2026, 1, 5).AddDays(roll / PerDay);

    private static string Id(int roll) => new([(char)('A' + roll * 7 % 26), (char)('A' + roll / 7 % 26), (char)('A' + roll * 3 % 26)]);

    private static string RollName(int roll) => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + roll % 26)}{roll / 26 % 1000:000}R{Id(roll)}");

    private static string ClipName(int roll, int clip) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + roll % 26)}{roll / 26 % 1000:000}C{clip + 1:000}_{Day(roll):yyMMdd}_R{Id(roll)}");

    private static Timecode Start(int roll, int clip) => new(((8 * 3600) + roll % PerDay / 4 * 6000 + clip * 150 + roll % 4 * 3) * 24L, FrameRate.Fps24);

    private static EventClaim[] Cut(int clips, int events)
    {
        var cut = new EventClaim[events];
        ulong state = 88172645463325252;
        for (var i = 0; i < events; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            var (roll, clip) = ((int)(state % (ulong)(clips / PerRoll)), (int)(state / 1_000_003 % PerRoll));
            var name = ClipName(roll, clip);
            NameClaim[] names = (i % 10) switch
            {
                < 4 => [new(name, NameOrigin.Reel)],
                < 6 => [new("AX", NameOrigin.Reel), new($"{name}_Proxy.mov", NameOrigin.ClipName)],
                < 8 => [new(name[..8], NameOrigin.Reel)],
                8 => [new(RollName(roll), NameOrigin.Reel)],
                _ => i % 50 == 9 ? [new($"Z99{name[3..]}", NameOrigin.Reel)] : [new(name[..8], NameOrigin.Reel), new($"{name}.new.01", NameOrigin.ClipName), new($"file:///x/{name}.mxf", NameOrigin.SourceFile)],
            };
            cut[i] = new EventClaim { Event = $"{i + 1:000000}", Names = [.. names], Source = new SourceRange(Start(roll, clip).Add(100 + i % 200), 48), RecordFrames = 48, RecordStart = 86400 + i * 48L };
        }

        return cut;
    }
}
