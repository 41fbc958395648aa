using System.Diagnostics;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Database;
using Acetate.Library.Search;
using Acetate.Library.Shows;
using Acetate.Tests;
using Npgsql;

namespace Acetate.Benchmarks.Search;

/// <summary>What people ask a library: parts of names, fields, ranges, timecode, other orders, and what lies beside a list; each kind of question many times with other values.</summary>
/// <remarks>
/// On SQLite and on a PostgreSQL of its own. Options: <c>--clips N</c> (default 100,000), <c>--rounds N</c> (default 40), <c>--only sqlite</c> or
/// <c>postgres</c>; <c>--postgres CONNECTION</c> for a server that runs; <c>--keep FOLDER</c> (or with PostgreSQL the schema of that name, or of <c>--schema NAME</c>) makes the library there once and
/// asks it again in later runs, because a million clips take minutes to make.
/// </remarks>
internal static class SearchBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int otherwise) => int.Parse(args.Option(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture);
        var (clips, rounds, keep, only) = (Number("--clips", 100_000), Number("--rounds", 40), args.Option("--keep"), args.Option("--only"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nSearching {clips:N0} clips, {rounds} questions of each kind, the first 100 found; milliseconds"));
        if (only is null or "sqlite") await RunAsync("SQLite", null, clips, rounds, keep);
        if (only is "sqlite") return 0;
        if (args.Option("--postgres") is { } connection) await RunAsync("PostgreSQL", connection, clips, rounds, keep, args.Option("--schema"));
        else if (await PostgresServer.TryStartAsync() is { } server) await using (server) await RunAsync("PostgreSQL", server.ConnectionString, clips, rounds, null);
        else Console.WriteLine("  PostgreSQL   skipped: it is not installed (Debian: postgresql)");
        return 0;
    }

    private static async Task RunAsync(string name, string? connection, int clips, int rounds, string? keep, string? named = null)
    {
        var home = Directory.CreateDirectory(keep ?? Path.Join(Path.GetTempPath(), $"acetate-bench-search-{Environment.ProcessId}"));
        var schema = named ?? (keep is null ? $"bench_{Environment.ProcessId}" : $"bench_{Path.GetFileName(home.FullName).ToLowerInvariant()}");
        try
        {
            var options = LibraryOptions.InFolder(home.FullName);
            if (connection is not null) options = options with { Database = DatabaseOptions.Postgres(connection, schema) };
            var watch = Stopwatch.StartNew();
            await using var library = await MediaLibrary.OpenAsync(options, CancellationToken.None);
            if ((await library.ReadAsync(tx => tx.ShowsAsync(CancellationToken.None), CancellationToken.None)).Count == 0)
            {
                await SeasonLibrary.MakeAsync(library, connection is null ? null : $"{connection};Search Path={schema}", clips);
                var made = watch.Elapsed.TotalSeconds;
                await library.CountClipsAsync(ClipQuery.Everything, [SeasonLibrary.Show], CancellationToken.None);
                if (connection is not null) await ExecuteAsync($"{connection};Search Path={schema}", "VACUUM ANALYZE");
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
                var page = await library.SearchClipsAsync(query, [SeasonLibrary.Show], order, "", 0, 100, CancellationToken.None);
                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                started = Stopwatch.GetTimestamp();
                await library.CountClipsAsync(query, [SeasonLibrary.Show], CancellationToken.None);
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
        var rolls = clips / SeasonLibrary.PerRoll;
        string Day1(Pick pick) => SeasonLibrary.Day(pick.Below(rolls)).ToString("O", CultureInfo.InvariantCulture);
        yield return ("everything", "", _ => "");
        yield return ("part of a name, common", "", pick => $"C0{pick.Below(4)}");
        yield return ("part of a name, rare", "", pick => SeasonLibrary.ClipName(pick.Below(rolls), pick.Below(SeasonLibrary.PerRoll))[1..8]);
        yield return ("whole name", "", pick => SeasonLibrary.ClipName(pick.Below(rolls), pick.Below(SeasonLibrary.PerRoll)));
        yield return ("two words", "", pick => $"venice {SeasonLibrary.RollName(pick.Below(rolls))[..4]}");
        yield return ("phrase", "", _ => "\"alexa 35\"");
        yield return ("iso and lens", "", pick => $"iso:{pick.Of(SeasonLibrary.Isos)}..12800 lens:{pick.Of(SeasonLibrary.Lenses)}");
        yield return ("scene*", "", pick => $"scene:{1 + pick.Below(250)}*");
        yield return ("scene, take and iso", "", pick => $"scene:{1 + pick.Below(250)}A take:{1 + pick.Below(5)} iso:800");
        yield return ("camera and day", "", pick => $"camera:\"{SeasonLibrary.Cameras[pick.Below(4)].Split(' ')[1]}\" date:{Day1(pick)}");
        yield return ("timecode on a day", "", pick => string.Create(CultureInfo.InvariantCulture, $"tc:{8 + pick.Below(8):00}:{pick.Below(60):00}:10:00..{18:00}:00:20:00 date:{Day1(pick)}"));
        yield return ("timecode on all days", "", pick => string.Create(CultureInfo.InvariantCulture, $"tc:{8 + pick.Below(6):00}:{pick.Below(60):00}:10"));
        yield return ("circled, of a camera, not a day", "", pick => $"is:circled letter:{(char)('a' + pick.Below(26))} -date:{Day1(pick)}");
        yield return ("by iso, downwards", "-iso", pick => $"lens:>={pick.Of(SeasonLibrary.Lenses)}");
        yield return ("by length, of a roll", "length", pick => $"roll:{SeasonLibrary.RollName(pick.Below(rolls))}");
        yield return ("nothing is so", "", pick => $"iso:{pick.Of(SeasonLibrary.Isos)} scene:{300 + pick.Below(99)}");
    }

    private static double At(List<double> times, double part)
    {
        var sorted = times.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(part * sorted.Count) - 1)];
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var last = new NpgsqlConnection(connection);
        await last.OpenAsync();
        await using var command = new NpgsqlCommand(sql, last) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
