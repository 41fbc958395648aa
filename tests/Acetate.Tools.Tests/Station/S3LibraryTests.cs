using System.Text.Json;
using Acetate.Cli;
using Acetate.Library.Rolls;
using Acetate.Tools.Tests.Cards;

namespace Acetate.Tools.Tests.Station;

/// <summary>Libraries whose stores are buckets of a real S3 server: written in parallel parts, killed, read back, restored.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class S3LibraryTests
{
    private const string Stored = "film/20260511_MU/Sound_Media/A001/S001T001.WAV";

    [Fact]
    public async Task A_card_goes_into_buckets_is_killed_between_parts_goes_on_and_comes_back()
    {
        var (store, archive) = (await S3Server.NewBucketAsync(), await S3Server.NewBucketAsync());
        using var folder = new TempFolder();
        var home = Path.Join(folder.Path, "library");
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(Path.Join(home, "acetate.json"), JsonSerializer.Serialize(new { store, archive }), TestContext.Current.CancellationToken);
        // Fourteen parts of 8 MiB and a bit, and one that goes in a single request.
        folder.Write("card/A001/S001T001.WAV", (112 << 20) + 12_345);
        folder.Write("card/A001/S001T002.WAV", 70_000);
        string[] command = ["ingest", Path.Join(folder.Path, "card"), "--show", "film", "--day", "2026-05-11", "--unit", "MU", "--library", home, "--yes"];
        using (var killed = AcetateProcess.Start(command))
        {
            _ = killed.StandardOutput.ReadToEndAsync();
            _ = killed.StandardError.ReadToEndAsync();
            await using var bucket = await S3Objects.OpenAsync(store);
            await bucket.UntilPartsAsync(Stored, 1);
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.False(await bucket.HasAsync(Stored), "nothing half-written has its final name");
        }

        var ended = await AcetateProcess.RunAsync(command);

        Assert.True(ended.Code == ExitCode.Done, ended.Output + ended.Error);
        Assert.Contains($"copied and verified   s3://{store.Host}/film/20260511_MU/Sound_Media/A001", ended.Output);
        Assert.DoesNotContain("endpoint", ended.Output);
        var card = await File.ReadAllBytesAsync(Path.Join(folder.Path, "card/A001/S001T001.WAV"), TestContext.Current.CancellationToken);
        foreach (var url in (Uri[])[store, archive])
        {
            await using var bucket = await S3Objects.OpenAsync(url);
            Assert.True(Same(card, await bucket.ReadAsync(Stored)), $"{url} has other bytes");
            Assert.Equal(0, await bucket.UnfinishedAsync());
        }

        // The library's copy is lost; the archive gives it back, and a copy elsewhere.
        await using (var bucket = await S3Objects.OpenAsync(store)) await bucket.RemoveAsync(Stored);
        var restored = await AcetateProcess.RunAsync("archive", "restore", "A001", "--show", "film", "--library", home);
        var pulled = await AcetateProcess.RunAsync("archive", "restore", "A001", "--show", "film", "--library", home, "--to", Path.Join(folder.Path, "pull"));
        Assert.True(restored.Code == ExitCode.Done, restored.Output + restored.Error);
        Assert.True(pulled.Code == ExitCode.Done, pulled.Output + pulled.Error);
        await using (var bucket = await S3Objects.OpenAsync(store)) Assert.True(Same(card, await bucket.ReadAsync(Stored)));
        Assert.True(Same(card, await File.ReadAllBytesAsync(Path.Join(folder.Path, "pull/A001/S001T001.WAV"), TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, Traits = ["kind", "thorough"])]
    public async Task A_machine_with_keys_writes_into_the_bucket_itself_and_one_without_sends_through_the_server(bool hasKeys)
    {
        var store = await S3Server.NewBucketAsync();
        await using var bench = await StationBench.OpenAsync(settings: JsonSerializer.Serialize(new { store }));
        // Held back, so that it is under way long enough to be killed half-way; straight into the bucket parts are larger.
        RemoteIngestTests.Card(bench, (hasKeys ? 240 : 40) << 20);
        var environment = new Dictionary<string, string?> { ["ACETATE_TOKEN"] = bench.Token };
        if (hasKeys)
            foreach (var name in (string[])["ACETATE_S3_ACCESS_KEY", "ACETATE_S3_SECRET_KEY"]) environment[name] = Environment.GetEnvironmentVariable(name);
        string[] arguments = ["ingest", Path.Join(bench.Folder.Path, "card"), "--show", "film", "--day", "2026-05-11", "--unit", "MU", "--server", bench.Url, "--yes"];
        var killed = bench.Cli(arguments, environment);
        await bench.ThrottleAsync((hasKeys ? 48 : 4) << 20);
        if (hasKeys)
        {
            await using var bucket = await S3Objects.OpenAsync(store);
            await bucket.UntilPartsAsync(Stored, 1);
            await killed.KillAsync();
        }
        else
        {
            // Bytes that came over HTTP and lie in parts of a bucket cannot be shown again: the server begins that file anew.
            await using var bucket = await S3Objects.OpenAsync(store);
            await bucket.UntilPartsAsync(Stored, 1);
            await bench.KillServerAsync();
            await bench.StartServerAsync();
        }

        await bench.ThrottleAsync(null);
        var ended = hasKeys ? bench.Cli(arguments, environment) : killed;

        Assert.True(await ended.EndAsync(180) == 0, ended.Error + ended.Output);
        Assert.Equal(hasKeys, ended.Error.Contains($"Files go straight to s3://{store.Host}/", StringComparison.Ordinal));
        Assert.True(await bench.IsInStoreAsync("card/A001/S001T001.WAV", Stored));
        Assert.Equal(RollStage.Complete, Assert.Single(await bench.RollsAsync()).Stage);
        Assert.Equal(hasKeys, Directory.GetFiles(Path.Join(bench.Home, "uploads")).Length == 0);
        Assert.DoesNotContain(Environment.GetEnvironmentVariable("ACETATE_S3_SECRET_KEY")!, ended.Error + ended.Output);
    }

    [Fact]
    public async Task Keys_that_do_not_open_the_store_are_said_and_the_server_is_used()
    {
        var store = await S3Server.NewBucketAsync();
        await using var bench = await StationBench.OpenAsync(settings: JsonSerializer.Serialize(new { store }));
        RemoteIngestTests.Card(bench, 300_000);

        var command = bench.Cli(["ingest", Path.Join(bench.Folder.Path, "card"), "--show", "film", "--day", "2026-05-11", "--unit", "MU", "--server", bench.Url, "--yes"],
            new() { ["ACETATE_TOKEN"] = bench.Token, ["ACETATE_S3_ACCESS_KEY"] = "nobody", ["ACETATE_S3_SECRET_KEY"] = "knows" });

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Contains("ACETATE_S3_ACCESS_KEY. Files go through the server instead.", command.Error);
        Assert.True(await bench.IsInStoreAsync("card/A001/S001T001.WAV", Stored));
    }

    // Not Assert.Equal: what it would print of so many bytes helps nobody.
    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);
}
