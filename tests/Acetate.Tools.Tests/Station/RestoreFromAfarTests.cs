using System.Text.Json;
using System.Text.Json.Nodes;
using Acetate.Cli;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Mhl.Disk;
using Microsoft.Data.Sqlite;

namespace Acetate.Tools.Tests.Station;

/// <summary>What a server's library brings back, and what its audit log proves, to somebody at another machine.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RestoreFromAfarTests
{
    private const string Stored = "film/20260511_MU/Sound_Media/A001";
    private static readonly string[] Restore = ["archive", "restore", "A001", "--show", "film"];

    [Fact]
    public async Task A_roll_comes_back_into_the_library_of_a_server_and_onto_this_machine_and_the_answers_are_those_of_a_library_here()
    {
        await using var bench = await WithRollAsync();
        var pull = Path.Join(bench.Folder.Path, "pull");
        File.Delete(Path.Join(bench.Home, "store", Stored, "S001T001.WAV"));

        var back = await ThereAsync(bench, bench.Token, Restore);
        var pulled = await ThereAsync(bench, bench.Token, [.. Restore, "--to", pull]);

        Assert.True(back.Code == ExitCode.Done, back.Output + back.Error);
        Assert.Equal("A001 was restored into the library store and read back: every file is right.", back.Output.Trim());
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", $"{Stored}/S001T001.WAV"));
        Assert.True(pulled.Code == ExitCode.Done, pulled.Output + pulled.Error);
        Assert.Equal($"A001 was restored into {pull}/A001 and read back: every file is right.", pulled.Output.Trim());
        AssertWhole(bench, "pull/A001");
        var archived = (await MhlFolder.OpenAsync(Path.Join(bench.Home, "archive", Stored), default)).History.Root.Generations;
        var there = await MhlFolder.OpenAsync(Path.Join(pull, "A001"), default);
        Assert.Equal([.. archived.Select(g => g.FileName)], there.History.Root.Generations.Select(g => g.FileName).Take(archived.Length));
        Assert.Equal(archived.Length + 1, there.History.Root.Generations.Length);
        Assert.True((await there.VerifyAsync(new VerifyOptions(), null, default)).IsIntact);

        // A damaged archive is told alike, here and there.
        Flip(Path.Join(bench.Home, "archive", Stored, "S001T002.WAV"));
        var (far, near) = (Path.Join(bench.Folder.Path, "far"), Path.Join(bench.Folder.Path, "near"));
        var one = await ThereAsync(bench, bench.Token, [.. Restore, "--json", "--to", far]);
        var other = bench.Cli([.. Restore, "--json", "--to", near, "--library", bench.Home], []);

        Assert.Equal((int)ExitCode.Found, await other.EndAsync());
        Assert.Equal(ExitCode.Found, one.Code);
        var (seenThere, seenHere) = (JsonNode.Parse(one.Output.Replace(far, "", StringComparison.Ordinal)), JsonNode.Parse(other.Output.Replace(near, "", StringComparison.Ordinal)));
        Assert.True(JsonNode.DeepEquals(seenHere, seenThere), other.Output + one.Output);
        Assert.Equal("mismatch", seenThere!["faults"]![0]!["verdict"]!.GetValue<string>());
        Assert.False(File.Exists(Path.Join(far, "A001/S001T002.WAV")));
    }

    [Trait("kind", "thorough")]
    [Fact]
    public async Task A_restore_onto_this_machine_outlives_broken_answers_and_a_killed_command_and_goes_on_where_it_was()
    {
        await using var bench = await WithRollAsync(24 << 20);
        await using var proxy = new FaultyProxy(new Uri(bench.Url).Port);
        var pull = Path.Join(bench.Folder.Path, "pull");
        var (url, cuts) = ($"http://127.0.0.1:{proxy.Port}", 0);
        proxy.Choose = line => line.StartsWith("GET /api/archive/film/", StringComparison.Ordinal) && Interlocked.Increment(ref cuts) <= 3 ? new Fault.CutAnswer(400_000) : new Fault.None();
        await bench.StopServerAsync();
        await bench.StartServerAsync(works: false);
        string[] command = [.. Restore, "--to", pull, "--server", url];

        var killed = bench.Cli(command);
        await ThrottleRestoreAsync(bench, 1 << 20);
        await StationBench.UntilAsync(() => killed.Process.HasExited ? throw new InvalidOperationException(killed.Output + killed.Error) : Directory.Exists(pull) && Directory.EnumerateFiles(pull, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Any(), "bytes arrive");
        await killed.KillAsync();
        Assert.False(File.Exists(Path.Join(pull, "A001/S001T001.WAV")), "nothing half-written has its final name");
        await ThrottleRestoreAsync(bench, null);
        var again = bench.Cli(command);

        Assert.True(await again.EndAsync() == 0, again.Output + again.Error);
        Assert.True(cuts >= 3, $"{cuts} answers were cut");
        AssertWhole(bench, "pull/A001");
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(bench.Home), default);
        var restores = (await library.ReadAsync(tx => tx.JobsAsync("film", null, 50, default), default)).Where(j => j.Kind == "deliver-roll").ToList();
        Assert.Equal(JobState.Done, Assert.Single(restores).State);
    }

    [Fact]
    public async Task What_cannot_be_restored_is_said_with_the_code_for_it_and_a_clip_comes_alone()
    {
        await using var bench = await WithRollAsync();
        var pull = Path.Join(bench.Folder.Path, "pull");
        var noStation = (await ThereAsync(bench, bench.Admin, "tokens", "create", "dit", "--scope", "read", "--scope", "operate")).Output.Trim();

        Assert.Equal(ExitCode.Usage, (await ThereAsync(bench, bench.Token, [.. Restore, "--clip", "S001T001"])).Code);
        var unknown = await ThereAsync(bench, bench.Token, [.. Restore, "--clip", "Z9", "--to", pull]);
        Assert.Equal(ExitCode.NotFound, unknown.Code);
        Assert.Contains("has no clip 'Z9'. It has ", unknown.Error);
        Assert.Equal(ExitCode.NotFound, (await ThereAsync(bench, bench.Token, "archive", "restore", "Z999", "--show", "film")).Code);
        var lacking = await ThereAsync(bench, noStation, [.. Restore, "--to", pull]);
        Assert.Equal(ExitCode.NotPermitted, lacking.Code);
        Assert.Contains("lacks the scope station", lacking.Error);
        var rebuild = await ThereAsync(bench, bench.Token, "archive", "rebuild");
        Assert.Equal(ExitCode.Usage, rebuild.Code);
        Assert.Contains("on the server's machine", rebuild.Error);
        Assert.False(Directory.Exists(pull));

        var clip = await ThereAsync(bench, bench.Token, [.. Restore, "--clip", "S001T001", "--to", pull]);

        Assert.True(clip.Code == ExitCode.Done, clip.Output + clip.Error);
        // Behind a TLS proxy the server sees another address than the one that the token may go to.
        using var client = new HttpClient { BaseAddress = new Uri(bench.Url), DefaultRequestHeaders = { Authorization = new("Bearer", bench.Token) } };
        var roll = Assert.Single(await bench.RollsAsync()).Id;
        using var asked = await client.PostAsync($"api/rolls/{roll}/restore",
            new StringContent("""{"to":"file:///media/x","station":"folder:x","server":"https://acetate.example.com/studio/"}""", null, "application/json"), TestContext.Current.CancellationToken);
        using var wrong = await client.PostAsync($"api/rolls/{roll}/restore",
            new StringContent("""{"to":"file:///media/x","station":"folder:x","server":"file:///etc"}""", null, "application/json"), TestContext.Current.CancellationToken);
        var job = JsonNode.Parse(await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["job"]!.GetValue<Guid>();
        var step = JsonNode.Parse(await client.GetStringAsync($"api/jobs/{job}/steps/0", TestContext.Current.CancellationToken))!;
        Assert.Equal("acetate+https://acetate.example.com/studio/?tier=archive", step["request"]!["source"]!.GetValue<string>());
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(["S001T001.WAV"], Directory.EnumerateFiles(pull, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_audit_log_of_a_server_is_checked_and_kept_on_this_machine()
    {
        await using var bench = await StationBench.OpenAsync();
        var (log, broken) = (Path.Join(bench.Folder.Path, "audit.jsonl"), Path.Join(bench.Folder.Path, "broken.jsonl"));
        for (var n = 1; n <= 3; n++) Assert.Equal(ExitCode.Done, (await ThereAsync(bench, bench.Admin, "users", "add", $"anna{n}")).Code);

        var here = bench.Cli(["audit", "verify", "--json", "--library", bench.Home], []);
        Assert.Equal(0, await here.EndAsync());
        var there = await ThereAsync(bench, bench.Admin, "audit", "verify", "--json");
        var kept = here.Json.GetProperty("head").GetString()!;
        var export = await ThereAsync(bench, bench.Admin, "audit", "export", "-o", log);
        var offline = bench.Cli(["audit", "verify", log, "--head", kept], []);

        Assert.Equal(ExitCode.Done, there.Code);
        Assert.Equal(here.Output, there.Output);
        Assert.True(here.Json.GetProperty("entries").GetInt64() >= 3);
        Assert.Equal(ExitCode.Done, export.Code);
        Assert.Contains($"entries in {log}. Head: {kept}", export.Output);
        Assert.True(await offline.EndAsync() == 0, offline.Output + offline.Error);
        Assert.Equal(ExitCode.Found, (await ThereAsync(bench, bench.Admin, "audit", "verify", "--head", new string('0', 63) + "1")).Code);
        Assert.Equal(ExitCode.NotPermitted, (await ThereAsync(bench, bench.Token, "audit", "verify")).Code);
        Assert.Equal(ExitCode.NotPermitted, (await ThereAsync(bench, bench.Token, "audit", "export", "-o", broken)).Code);
        Assert.Equal(ExitCode.Usage, (await ThereAsync(bench, bench.Admin, "audit", "verify", log)).Code);
        Assert.False(File.Exists(broken));

        // Somebody who can write into the server's database changes what was done, and then takes all of it away.
        await SqlAsync(bench, "DROP TRIGGER audit_is_never_edited; UPDATE audit SET actor = 'somebody else' WHERE sequence = 2;");
        var changed = await ThereAsync(bench, bench.Admin, "audit", "verify");
        var evidence = await ThereAsync(bench, bench.Admin, "audit", "export", "-o", broken);
        Assert.Equal((ExitCode.Found, ExitCode.Found), (changed.Code, evidence.Code));
        Assert.StartsWith("Broken at entry 2: ", changed.Output);
        Assert.Contains("broken at entry 2", evidence.Output);
        Assert.True(File.Exists(broken));
        await SqlAsync(bench, "DROP TRIGGER audit_is_never_deleted; DELETE FROM audit;");
        var emptied = await ThereAsync(bench, bench.Admin, "audit", "verify");
        using var client = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", bench.Admin) } };
        var verdict = JsonDocument.Parse(await client.GetStringAsync($"{bench.Url}/api/audit/verdict", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(ExitCode.Found, emptied.Code);
        Assert.Contains("the log was emptied", emptied.Output);
        Assert.False(verdict.GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task A_custody_document_is_proven_on_another_machine_with_a_key_that_was_kept_before_it_was_replaced()
    {
        await using var bench = await WithRollAsync();
        var (document, key) = (Path.Join(bench.Folder.Path, "custody.json"), Path.Join(bench.Folder.Path, "key.json"));
        var kept = await ThereAsync(bench, bench.Token, "custody", "key");
        Assert.Equal(ExitCode.Done, kept.Code);
        await File.WriteAllTextAsync(key, kept.Output, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Usage, (await ThereAsync(bench, bench.Token, "custody", "replace-key")).Code);
        var replaced = bench.Cli(["custody", "replace-key", "--library", bench.Home], []);
        Assert.True(await replaced.EndAsync() == 0, replaced.Error);

        using var client = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", bench.Token) } };
        var signed = await client.GetStringAsync($"{bench.Url}/api/rolls/{Assert.Single(await bench.RollsAsync()).Id}/custody.json", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(document, signed, TestContext.Current.CancellationToken);
        var proven = bench.Cli(["custody", "verify", document, "--key", key, "--json"], []);
        Assert.True(await proven.EndAsync() == 0, proven.Output + proven.Error);
        Assert.NotEqual(JsonNode.Parse(kept.Output)!["publicKey"]!.GetValue<string>(), proven.Json.GetProperty("publicKey").GetString());
        await File.WriteAllTextAsync(document, signed.Replace("A001", "A002", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var changed = bench.Cli(["custody", "verify", document, "--key", key], []);
        var noDocument = bench.Cli(["custody", "verify", key], []);

        Assert.Equal((int)ExitCode.Found, await changed.EndAsync());
        Assert.Contains("Its text is not the text that was signed.", changed.Output);
        Assert.Equal((int)ExitCode.BadInput, await noDocument.EndAsync());
    }

    /// <summary>A server whose library holds the roll A001, archived.</summary>
    private static async Task<StationBench> WithRollAsync(int bytes = 300_000)
    {
        var bench = await StationBench.OpenAsync();
        RemoteIngestTests.Card(bench, bytes);
        var ingest = bench.Ingest("card");
        Assert.True(await ingest.EndAsync() == 0, ingest.Output + ingest.Error);
        return bench;
    }

    private static async Task<(ExitCode Code, string Output, string Error)> ThereAsync(StationBench bench, string token, params string[] arguments)
    {
        var command = bench.Cli([.. arguments, "--server", bench.Url], new() { ["ACETATE_TOKEN"] = token });
        return ((ExitCode)await command.EndAsync(), command.Output, command.Error);
    }

    private static async Task ThrottleRestoreAsync(StationBench bench, long? bytesPerSecond)
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(bench.Home), default);
        while (!await library.WriteAsync(async tx => await tx.JobsAsync("film", null, 1, default) is [{ Kind: "deliver-roll" } job] && await tx.SetThrottleAsync(job.Id, bytesPerSecond, default), default))
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    private static void AssertWhole(StationBench bench, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Join(bench.Folder.Path, "card/A001")))
            Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Join(bench.Folder.Path, folder, Path.GetFileName(file)))), file);
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^100] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static async Task SqlAsync(StationBench bench, string sql)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Join(bench.Home, "library.db")};Pooling=False");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
