using System.Collections.Concurrent;
using Acetate.Library;
using Acetate.Library.Database;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Storage;
using Acetate.Tools.Tests.Ingest;
using Acetate.Tools.Tests.Jobs;
using Acetate.Tools.Tests.Station;

namespace Acetate.Tools.Tests.Cards;

/// <summary>What lies around an ingest has a bad day: the database restarts, the clock jumps, the store answers with errors, slowly or by half.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class WorldTroubleTests
{
    [Fact]
    public async Task A_database_that_restarts_under_an_ingest_costs_only_time()
    {
        await using var server = await PostgresServer.StartNewAsync();
        using var folder = Card();
        var home = Path.Join(folder.Path, "library");
        var options = LibraryOptions.InFolder(home) with { Database = DatabaseOptions.Postgres(server.ConnectionString) };
        using var process = AcetateProcess.Start(new Dictionary<string, string> { ["ACETATE_DATABASE"] = server.ConnectionString }, Ingest(folder, home));
        var command = new Command(process);
        await StationBench.ThrottleAsync(options, "film", 1 << 20);
        foreach (var files in (int[])[2, 4])
        {
            await StationBench.UntilAsync(() => StationBench.StoredFiles(home, "A001").Count >= files, "files arrive");
            await server.CrashAsync();
            await Task.Delay(700, TestContext.Current.CancellationToken);
            Assert.False(process.HasExited, command.Error + command.Output);
            await server.StartAsync();
        }

        await StationBench.ThrottleAsync(options, "film", null);

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Contains("The card may be formatted.", command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Password, command.Output + command.Error, StringComparison.Ordinal);
        AssertArrived(folder, StationBench.StoredFiles(home, "A001"));
        await using var library = await MediaLibrary.OpenAsync(options, TestContext.Current.CancellationToken);
        var roll = Assert.Single(await library.ReadAsync(tx => tx.RollsOnDayAsync("film", new DateOnly(2026, 5, 11), default), default));
        Assert.Equal(1, await library.ReadAsync(async tx => (await tx.TimelineAsync(roll.Id, default)).Count(e => e.Kind == "roll.verified"), default));
    }

    [Trait("kind", "thorough")]
    [Fact]
    public async Task A_clock_that_jumps_a_day_forward_and_back_under_an_ingest_changes_nothing_but_dates()
    {
        var clock = new JumpingClock();
        await using var bench = await IngestBench.OpenAsync(clock: clock);
        bench.Folder.Write("card/A001/S001T001.WAV", 300_000);
        for (var n = 1; n <= 4; n++) bench.Folder.Write($"card/A001/X{n:00}.dat", 1_000_000);
        var receipt = await bench.SubmitAsync("card");

        var running = bench.RunAsync(receipt);
        for (var jump = 0; !running.IsCompleted; jump++)
        {
            clock.Jump(TimeSpan.FromHours(((int[])[24, -48, 25, -2, 24 * 400, -24 * 400])[jump % 6]));
            await Task.WhenAny(running, Task.Delay(200, TestContext.Current.CancellationToken));
        }

        var roll = Assert.Single(await running);
        Assert.Equal((RollStage.Complete, null), (roll.Stage, roll.Hold));
        var report = await bench.ReportAsync(roll.Id);
        Assert.True(report.Advice.IsSafe, string.Join(' ', report.Advice.Reasons));
        Assert.All((string[])["roll.verified", "roll.archived"], kind => Assert.Single(report.Timeline, e => e.Kind == kind));
        var attempts = await bench.Library.ReadAsync(async tx =>
        {
            var found = new List<int>();
            foreach (var job in await tx.JobsAboutAsync(roll.Id.ToString(), default)) found.AddRange((await tx.StepsAsync(job.Id, default)).Select(s => s.Attempts));
            return found;
        }, default);
        Assert.All(attempts, a => Assert.Equal(1, a));
    }

    [Fact]
    public async Task A_store_that_is_ill_is_told_and_waited_for_and_one_with_a_bad_day_gets_every_byte_right()
    {
        var bucket = await S3Server.NewBucketAsync();
        await using var direct = await StoreUrl.OpenAsync(bucket, StoreAccess.Read, TestContext.Current.CancellationToken);
        await using var proxy = new FaultyProxy(new Uri(Uri.UnescapeDataString(bucket.Query.Split("endpoint=")[1].Split('&')[0])).Port);
        using var folder = Card();
        folder.Write("card/A001/large.bin", 20_000_000);
        var home = Path.Join(folder.Path, "library");
        folder.Write("library/acetate.json", System.Text.Encoding.UTF8.GetBytes($$"""{ "store": "{{S3Server.UrlOf(bucket.Host, proxy.Port)}}" }"""));
        proxy.Choose = _ => new Fault.Answer(503, "SlowDown");
        using var process = AcetateProcess.Start(Ingest(folder, home));
        var command = new Command(process);

        await StationBench.UntilAsync(() => command.Error.Contains("It is tried again until it works.", StringComparison.Ordinal), "the trouble is told", 120);

        Assert.Contains("is not well: it answered 503", command.Error, StringComparison.Ordinal);
        Fault[] bad = [new Fault.Answer(500, "InternalError"), new Fault.CutAnswer(20), new Fault.LoseAnswer(), new Fault.CutRequest(10), new Fault.Answer(503, "SlowDown")];
        var (failed, next, halves) = (new ConcurrentDictionary<string, bool>(), -1, 0);
        // From now on every kind of request fails once, each in another way, and the first files to be read back come by half.
        proxy.Choose = line => failed.TryAdd(ShapeOf(line), true) ? bad[Interlocked.Increment(ref next) % bad.Length]
            : line.StartsWith($"GET /{bucket.Host}/film/", StringComparison.Ordinal) && Interlocked.Increment(ref halves) <= 3 ? new Fault.CutAnswer(400_000) : new Fault.None();

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Contains("The card may be formatted.", command.Output, StringComparison.Ordinal);
        Assert.True(failed.Count >= 5 && halves >= 3, string.Join(", ", failed.Keys));
        AssertArrived(folder, StationBench.StoredFiles(home, "A001", "archive"));
        var stored = new List<string>();
        await foreach (var file in direct.ListAsync(default, TestContext.Current.CancellationToken))
        {
            stored.Add(file.Key.Name);
            if (file.Key.ToString().Contains("/ascmhl/", StringComparison.Ordinal) || file.Key.ToString().StartsWith('.')) continue;
            await using var stream = await direct.OpenReadAsync(file.Key, new ReadOptions(), TestContext.Current.CancellationToken);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            Assert.True(Enumerable.SequenceEqual(bytes.ToArray(), await File.ReadAllBytesAsync(Path.Join(folder.Path, "card/A001", file.Key.Name), TestContext.Current.CancellationToken)), file.Key.ToString());
        }

        Assert.Superset(Directory.GetFiles(Path.Join(folder.Path, "card/A001")).Select(f => Path.GetFileName(f)).ToHashSet(), stored.ToHashSet());
    }

    /// <summary>A sound card of nine files.</summary>
    private static TempFolder Card()
    {
        var folder = new TempFolder();
        folder.Write("card/A001/S001T001.WAV", 300_000);
        for (var n = 1; n <= 8; n++) folder.Write($"card/A001/X{n:00}.dat", 1_000_000);
        return folder;
    }

    private static string[] Ingest(TempFolder folder, string home) => ["ingest", Path.Join(folder.Path, "card"), "--library", home, "--show", "film", "--day", "2026-05-11", "--yes"];

    private static void AssertArrived(TempFolder folder, HashSet<string> stored)
    {
        Assert.Equal(Directory.GetFiles(Path.Join(folder.Path, "card/A001")).Length, stored.Count);
        Assert.All(stored, line => Assert.True(
            File.ReadAllBytes(Path.Join(folder.Path, "card/A001", Path.GetFileName(line))).AsSpan().SequenceEqual(File.ReadAllBytes(line[(line.IndexOf(' ') + 1)..])), line));
    }

    /// <summary>The kind of a request: its method and the names of its parameters.</summary>
    private static string ShapeOf(string line)
    {
        var parts = line.Split(' ');
        return $"{parts[0]} {(parts[1].Split('?') is [_, var query] ? string.Join('&', query.Split('&').Select(pair => pair.Split('=')[0])) : "")}";
    }
}
