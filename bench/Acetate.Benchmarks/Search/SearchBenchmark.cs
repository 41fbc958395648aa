using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Matching;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Database;
using Acetate.Library.Rolls;
using Acetate.Library.Search;
using Acetate.Library.Shows;
using Acetate.Tests;
using Acetate.Timing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Acetate.Benchmarks.Search;

/// <summary>What people ask a library: parts of names, fields, ranges, timecode, other orders, and what lies beside a list; each kind of question many times with other values.</summary>
/// <remarks>
/// On SQLite and on a PostgreSQL of its own. Options: <c>--clips N</c> (default 100,000), <c>--rounds N</c> (default 40), <c>--only sqlite</c> or
/// <c>postgres</c>; <c>--postgres CONNECTION</c> for a server that runs; <c>--keep FOLDER</c> (or with PostgreSQL the schema of that name) makes the library there once and
/// asks it again in later runs, because a million clips take minutes to make.
/// </remarks>
internal static class SearchBenchmark
{
    private const int PerRoll = 40, PerDay = 24;
    private static readonly string[] Cameras = ["ARRI ALEXA 35", "ARRI ALEXA Mini LF", "Sony VENICE 2", "RED KOMODO-X"];
    private static readonly int[] Isos = [400, 500, 640, 800, 1000, 1280, 1600, 2000, 2560, 3200, 6400], Lenses = [15, 18, 21, 25, 29, 35, 40, 47, 58, 75, 95, 125];

    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int otherwise) => int.Parse(args.Option(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture);
        var (clips, rounds, keep, only) = (Number("--clips", 100_000), Number("--rounds", 40), args.Option("--keep"), args.Option("--only"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nSearching {clips:N0} clips, {rounds} questions of each kind, the first 100 found; milliseconds"));
        if (only is null or "sqlite") await RunAsync("SQLite", null, clips, rounds, keep);
        if (only is "sqlite") return 0;
        if (args.Option("--postgres") is { } connection) await RunAsync("PostgreSQL", connection, clips, rounds, keep);
        else if (await PostgresServer.TryStartAsync() is { } server) await using (server) await RunAsync("PostgreSQL", server.ConnectionString, clips, rounds, null);
        else Console.WriteLine("  PostgreSQL   skipped: it is not installed (Debian: postgresql)");
        return 0;
    }

    private static async Task RunAsync(string name, string? connection, int clips, int rounds, string? keep)
    {
        var home = Directory.CreateDirectory(keep ?? Path.Join(Path.GetTempPath(), $"acetate-bench-search-{Environment.ProcessId}"));
        var schema = keep is null ? $"bench_{Environment.ProcessId}" : $"bench_{Path.GetFileName(home.FullName).ToLowerInvariant()}";
        try
        {
            var options = LibraryOptions.InFolder(home.FullName);
            if (connection is not null) options = options with { Database = DatabaseOptions.Postgres(connection, schema) };
            var watch = Stopwatch.StartNew();
            await using var library = await MediaLibrary.OpenAsync(options, CancellationToken.None);
            if ((await library.ReadAsync(tx => tx.ShowsAsync(CancellationToken.None), CancellationToken.None)).Count == 0)
            {
                await library.WriteAsync(BeginAsync, CancellationToken.None);
                await FillAsync(connection is null ? SqliteAt(options.Database.File) : new NpgsqlConnection($"{connection};Search Path={schema}"), clips);
                var made = watch.Elapsed.TotalSeconds;
                await library.CountClipsAsync(ClipQuery.Everything, ["film"], CancellationToken.None);
                if (connection is not null) await AnalyseAsync(connection, schema);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {made:F1} s to make the clips, {watch.Elapsed.TotalSeconds - made:F1} s to make them searchable"));
            }

            await AskAsync(name, library, clips, rounds);
        }
        finally
        {
            if (keep is null)
            {
                home.Delete(recursive: true);
                if (connection is not null) await ExecuteAsync(connection, $"DROP SCHEMA IF EXISTS {schema} CASCADE");
            }
        }
    }

    private static async Task AskAsync(string name, MediaLibrary library, int clips, int rounds)
    {
        var all = new List<double>();
        var facets = new List<double>();
        Console.WriteLine($"  {name,-34} {"median",8} {"p95",8} {"worst",8} {"found",8}   counts and facets: {"median",6} {"p95",8}");
        foreach (var (kind, sort, question) in Questions(clips))
        {
            if (!SearchOrder.TryParse(sort, out var order, out var reason)) throw new InvalidOperationException(reason);
            var (times, counting, found) = (new List<double>(), new List<double>(), 0L);
            for (var round = -2; round < rounds; round++)
            {
                var query = ClipQuery.Parse(question(new Pick((ulong)(round + 7919))));
                var started = Stopwatch.GetTimestamp();
                var page = await library.SearchClipsAsync(query, ["film"], order, "", 0, 100, CancellationToken.None);
                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                started = Stopwatch.GetTimestamp();
                await library.CountClipsAsync(query, ["film"], CancellationToken.None);
                if (round < 0) continue;
                times.Add(took);
                counting.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                found += page.Clips.Length;
            }

            all.AddRange(times);
            facets.AddRange(counting);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind,-34} {At(times, 0.5),8:F1} {At(times, 0.95),8:F1} {times.Max(),8:F1} {(double)found / rounds,8:F1}   {"",18} {At(counting, 0.5),6:F1} {At(counting, 0.95),8:F1}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"all",-34} {At(all, 0.5),8:F1} {At(all, 0.95),8:F1} {all.Max(),8:F1} {"",8}   {"",18} {At(facets, 0.5),6:F1} {At(facets, 0.95),8:F1}"));
    }

    private static IEnumerable<(string Kind, string Sort, Func<Pick, string> Question)> Questions(int clips)
    {
        var rolls = clips / PerRoll;
        string Day1(Pick pick) => Day(pick.Below(rolls)).ToString("O", CultureInfo.InvariantCulture);
        yield return ("everything", "", _ => "");
        yield return ("part of a name, common", "", pick => $"C0{pick.Below(4)}");
        yield return ("part of a name, rare", "", pick => ClipName(pick.Below(rolls), pick.Below(PerRoll))[1..8]);
        yield return ("whole name", "", pick => ClipName(pick.Below(rolls), pick.Below(PerRoll)));
        yield return ("two words", "", pick => $"venice {RollName(pick.Below(rolls))[..4]}");
        yield return ("phrase", "", _ => "\"alexa 35\"");
        yield return ("iso and lens", "", pick => $"iso:{pick.Of(Isos)}..12800 lens:{pick.Of(Lenses)}");
        yield return ("scene*", "", pick => $"scene:{1 + pick.Below(250)}*");
        yield return ("scene, take and iso", "", pick => $"scene:{1 + pick.Below(250)}A take:{1 + pick.Below(5)} iso:800");
        yield return ("camera and day", "", pick => $"camera:\"{Cameras[pick.Below(4)].Split(' ')[1]}\" date:{Day1(pick)}");
        yield return ("timecode on a day", "", pick => string.Create(CultureInfo.InvariantCulture, $"tc:{8 + pick.Below(8):00}:{pick.Below(60):00}:10:00..{18:00}:00:20:00 date:{Day1(pick)}"));
        yield return ("timecode on all days", "", pick => string.Create(CultureInfo.InvariantCulture, $"tc:{8 + pick.Below(6):00}:{pick.Below(60):00}:10"));
        yield return ("circled, of a camera, not a day", "", pick => $"is:circled letter:{(char)('a' + pick.Below(26))} -date:{Day1(pick)}");
        yield return ("by iso, downwards", "-iso", pick => $"lens:>={pick.Of(Lenses)}");
        yield return ("by length, of a roll", "length", pick => $"roll:{RollName(pick.Below(rolls))}");
        yield return ("nothing is so", "", pick => $"iso:{pick.Of(Isos)} scene:{300 + pick.Below(99)}");
    }

    private static double At(List<double> times, double part)
    {
        var sorted = times.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(part * sorted.Count) - 1)];
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
                Id = Guid.CreateVersion7(), Roll = id, Name = ClipName(0, 0), Kind = "single", Files = [$"{RollName(0)}/{ClipName(0, 0)}.mxf"], Frames = 1440, Rate = "24", TimecodeStart = Start(0, 0).ToString(),
                Width = 4608, Height = 3164, Codec = "arriraw", Camera = Cameras[0], State = ClipState.Inspected, ProxyState = ProxyState.Made,
            },
        ], CancellationToken.None);
    }

    private static async Task FillAsync(DbConnection connection, int clips)
    {
        await using var _ = connection;
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        if (connection is SqliteConnection)
        {
            command.CommandText = "PRAGMA synchronous = OFF";
            await command.ExecuteNonQueryAsync();
        }

        command.CommandText = "SELECT id FROM rolls";
        var first = Guid.Parse((await command.ExecuteScalarAsync())!.ToString()!);
        var rolls = Enumerable.Range(0, (clips + PerRoll - 1) / PerRoll).Select(r => r == 0 ? first : Guid.CreateVersion7()).ToArray();
        await BulkRows.AddAsync(connection, "rolls", ["id", "name", "shoot_day", "fingerprint", "store_prefix"],
            Enumerable.Range(1, rolls.Length - 1).Select(r => new object[] { rolls[r], RollName(r), Day(r), $"{r}", $"{r}" }));
        await BulkRows.AddAsync(connection, "clips", ["id", "roll_id", "name", "files", "timecode_start", "camera", "facts", "frames"],
            Enumerable.Range(1, clips - 1).Select(i => (Roll: i / PerRoll, Clip: i % PerRoll)).Select(at => new object[]
            {
                Guid.CreateVersion7(), rolls[at.Roll], ClipName(at.Roll, at.Clip), $"[\"{RollName(at.Roll)}/{ClipName(at.Roll, at.Clip)}.mxf\"]", Start(at.Roll, at.Clip).ToString(),
                Cameras[at.Roll % 4], Facts(at.Roll, at.Clip), 240L + (at.Roll * 7 + at.Clip * 131) % 2800,
            }));
    }

    private static string Facts(int roll, int clip)
    {
        var pick = new Pick((ulong)(roll * PerRoll + clip + 1));
        var day = roll / PerDay;
        var scene = $"{1 + (day * 3 + clip / 14) % 250}{(char)('A' + clip / 5 % 3)}";
        return System.Text.Json.JsonSerializer.Serialize(new ClipFact[]
        {
            new("exposure.iso", $"{pick.Of(Isos)}", "", "header"), new("lens.focalLength", $"{pick.Of(Lenses)}", "", "header"), new("lens.model", $"Signature Prime {pick.Of(Lenses)}", "", "header"),
            new("lens.iris", "T2.8", "", "header"), new("exposure.whiteBalance", "5600", "", "header"), new("slate.scene", scene, "", "sidecar"), new("slate.take", $"{1 + clip % 5}", "", "sidecar"),
            new("slate.circled", clip % 9 == 0 ? "true" : "false", "", "sidecar"),
        }, LibraryJson.Options);
    }

    private static async Task AnalyseAsync(string connection, string schema) => await ExecuteAsync($"{connection};Search Path={schema}", "VACUUM ANALYZE");

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var last = new NpgsqlConnection(connection);
        await last.OpenAsync();
        await using var command = new NpgsqlCommand(sql, last) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    // No pool keeps the file open.
    private static SqliteConnection SqliteAt(string file) => new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);

    private static DateOnly Day(int roll) => new DateOnly(2010, 1, 4).AddDays(roll / PerDay);

    private static string Id(int roll) => new([(char)('A' + roll * 7 % 26), (char)('A' + roll / 7 % 26), (char)('A' + roll * 3 % 26)]);

    private static string RollName(int roll) => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + roll % 26)}{roll / 26 % 1000:000}R{Id(roll)}");

    private static string ClipName(int roll, int clip) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + roll % 26)}{roll / 26 % 1000:000}C{clip + 1:000}_{Day(roll):yyMMdd}_R{Id(roll)}");

    private static Timecode Start(int roll, int clip) => new(((8 * 3600) + roll % PerDay / 4 * 6000 + clip * 150 + roll % 4 * 3) * 24L, FrameRate.Fps24);

    /// <summary>Numbers that are the same in every run.</summary>
    private sealed class Pick(ulong seed)
    {
        private ulong state = seed * 0x9E3779B97F4A7C15 + 1;

        public int Below(int bound)
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            return (int)((state * 0x2545F4914F6CDD1D >> 33) % (ulong)bound);
        }

        public int Of(int[] all) => all[Below(all.Length)];
    }
}
