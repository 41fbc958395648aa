using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Database;
using Acetate.Library.Matching;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tests;
using Acetate.Timing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Acetate.Benchmarks.Matching;

/// <summary>A cut of 1,500 events matched against a library: whole names, names cut to 8 letters, tapes and rolls, a few of them missing.</summary>
/// <remarks>
/// On SQLite and on a PostgreSQL of its own, as the tests start it. Options: <c>--clips N</c> (default 100,000), <c>--events N</c>
/// (default 1,500), <c>--rounds N</c> (default 9), <c>--only sqlite</c> or <c>postgres</c>, <c>--postgres CONNECTION</c> for a server that
/// runs (a schema is made there, and removed). <em>Made</em> and <em>keys</em>: filling the library, and giving its clips their keys. The first
/// match finds nothing compiled and, where this run may empty it, nothing in the page cache. <em>Processor</em> is this program's, not a server's;
/// <em>kept</em> is what lies in memory between matches, <em>resident</em> the most there ever was.
/// </remarks>
internal static class MatchBenchmark
{
    private const int PerRoll = 40, PerDay = 24;

    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int otherwise) => int.Parse(args.Option(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture);
        var size = (Clips: Number("--clips", 100_000), Events: Number("--events", 1500), Rounds: Number("--rounds", 9));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nMatching {size.Events:N0} events with {size.Clips:N0} clips; median of {size.Rounds}; goal {(size.Clips > 100_000 ? 2 : 0.5)} s or less"));
        Console.WriteLine($"  {"",-10} {"made",9} {"keys",9} {"first",11} {"later",11} {"processor",11} {"matched",9} {"kept",8} {"resident",9}");
        var only = args.Option("--only");
        if (only is null or "sqlite") await RunAsync("SQLite", null, size.Clips, size.Events, size.Rounds);
        if (only is "sqlite") return 0;
        if (args.Option("--postgres") is { } connection) await RunAsync("PostgreSQL", connection, size.Clips, size.Events, size.Rounds);
        else if (await PostgresServer.TryStartAsync() is { } server) await using (server) await RunAsync("PostgreSQL", server.ConnectionString, size.Clips, size.Events, size.Rounds);
        else Console.WriteLine("  PostgreSQL   skipped: it is not installed (Debian: postgresql)");
        return 0;
    }

    private static async Task RunAsync(string name, string? connection, int clips, int events, int rounds)
    {
        var home = Directory.CreateDirectory(Path.Join(Path.GetTempPath(), $"acetate-bench-match-{Environment.ProcessId}"));
        var schema = $"bench_{Environment.ProcessId}";
        try
        {
            var options = LibraryOptions.InFolder(home.FullName);
            if (connection is not null) options = options with { Database = DatabaseOptions.Postgres(connection, schema) };
            var watch = Stopwatch.StartNew();
            await using (var library = await MediaLibrary.OpenAsync(options, CancellationToken.None)) await library.WriteAsync(BeginAsync, CancellationToken.None);
            await FillAsync(connection is null ? SqliteAt(options.Database.File) : new NpgsqlConnection($"{connection};Search Path={schema}"), clips);
            var made = watch.Elapsed.TotalSeconds;
            watch.Restart();
            await using (var library = await MediaLibrary.OpenAsync(options, CancellationToken.None)) await library.MatchAsync("film", [], new ClipMatcher(), CancellationToken.None);
            var keys = watch.Elapsed.TotalSeconds;
            Shell.DropCaches();
            await MatchAsync(name, options, Cut(clips, events), rounds, string.Create(CultureInfo.InvariantCulture, $"{made,7:F1} s {keys,7:F1} s"));
        }
        finally
        {
            home.Delete(recursive: true);
            if (connection is not null)
            {
                await using var last = new NpgsqlConnection(connection);
                await last.OpenAsync();
                await using var drop = new NpgsqlCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE", last);
                await drop.ExecuteNonQueryAsync();
            }
        }
    }

    private static async Task MatchAsync(string name, LibraryOptions options, EventClaim[] cut, int rounds, string before)
    {
        await using var library = await MediaLibrary.OpenAsync(options, CancellationToken.None);
        var (times, busy, matched) = (new List<double>(), new List<double>(), 0);
        for (var round = 0; round <= rounds; round++)
        {
            var (started, spent) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var result = await library.MatchAsync("film", cut, new ClipMatcher(), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            busy.Add((Environment.CpuUsage.TotalTime - spent).TotalSeconds);
            matched = result.Outcomes.Count(o => o is MatchOutcome.Matched);
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-10} {before} {times[0],9:F3} s {Shell.Median(times.Skip(1)),9:F3} s {Shell.Median(busy.Skip(1)),9:F3} s {matched,9:N0} {GC.GetTotalMemory(forceFullCollection: true) / 1e6,5:F0} MB {self.PeakWorkingSet64 / 1e6,6:F0} MB"));
    }

    /// <summary>The show, and the one roll and clip that all others are made like.</summary>
    private static async Task BeginAsync(LibraryTransaction tx)
    {
        await tx.AddShowAsync(new Show { Name = "film", Title = "A Film" }, CancellationToken.None);
        var id = Guid.CreateVersion7();
        await tx.AddRollAsync(new Roll { Id = id, Show = "film", Name = RollName(0), Kind = RollKind.Camera, ShootDay = Day(0), Unit = "MU", Fingerprint = "0", StorePrefix = "0", FoundAt = DateTimeOffset.UnixEpoch }, CancellationToken.None);
        await tx.PutClipsAsync(
        [
            new Clip
            {
                Id = Guid.CreateVersion7(),
                Roll = id,
                Name = ClipName(0, 0),
                Kind = "single",
                Files = [$"{RollName(0)}/{ClipName(0, 0)}.mxf"],
                Frames = 1440,
                Rate = "24",
                TimecodeStart = Start(0, 0).ToString(),
                Width = 4608,
                Height = 3164,
                State = ClipState.Inspected,
                // What inspection keeps is some kilobytes; the match must not have to read them.
                Facts = [.. Enumerable.Range(0, 40).Select(i => new ClipFact($"camera.field{i}", $"value {i}", $"raw {i}", "header"))],
            },
        ], CancellationToken.None);
    }

    private static async Task FillAsync(DbConnection connection, int clips)
    {
        await using var _ = connection;
        await connection.OpenAsync();
        await RunAsync(connection is SqliteConnection ? "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF" : "SELECT 0");
        var first = Guid.Empty;
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT id FROM rolls";
            first = Guid.Parse((await command.ExecuteScalarAsync())!.ToString()!);
        }

        var rolls = Enumerable.Range(0, (clips + PerRoll - 1) / PerRoll).Select(r => r == 0 ? first : Guid.CreateVersion7()).ToArray();
        await BulkRows.AddAsync(connection, "rolls", ["id", "name", "shoot_day", "fingerprint", "store_prefix"],
            Enumerable.Range(1, rolls.Length - 1).Select(r => new object[] { rolls[r], RollName(r), Day(r), $"{r}", $"{r}" }));
        await BulkRows.AddAsync(connection, "clips", ["id", "roll_id", "name", "files", "timecode_start"],
            Enumerable.Range(1, clips - 1).Select(i => (Roll: i / PerRoll, Clip: i % PerRoll)).Select(at => new object[]
            {
                Guid.CreateVersion7(), rolls[at.Roll], ClipName(at.Roll, at.Clip), $"[\"{RollName(at.Roll)}/{ClipName(at.Roll, at.Clip)}.mxf\"]", Start(at.Roll, at.Clip).ToString(),
            }));
        // What a server does by itself, sooner or later.
        if (connection is NpgsqlConnection) await RunAsync("ANALYZE");

        async Task RunAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }

    // No pool keeps the file open.
    private static SqliteConnection SqliteAt(string file) => new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);

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
