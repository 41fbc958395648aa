using Acetate.Library.Rolls;

namespace Acetate.Tools.Tests.Station;

/// <summary>Cards that go over HTTP into the library of a server, with every process killed once.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RemoteIngestTests
{
    private const string Stored = "film/20260511_MU/Sound_Media/A001/S001T001.WAV";

    [Fact]
    public async Task A_card_goes_over_http_into_the_library_of_a_server()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 300_000);

        var command = bench.Ingest("card");

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Contains("The card may be formatted.", command.Output);
        Assert.Contains("copied and verified", command.Output);
        var roll = Assert.Single(await bench.RollsAsync());
        Assert.Equal((RollStage.Complete, null), (roll.Stage, roll.Hold));
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));
        Assert.DoesNotContain(bench.Token, command.Output + command.Error);

        // The same card again is there already, and nothing is sent.
        var again = bench.Ingest("card", "--json");
        Assert.Equal(0, await again.EndAsync());
        Assert.Equal("already-there", again.Json.GetProperty("rolls")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_killed_command_goes_on_when_it_is_started_again()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 96 << 20);
        var killed = bench.Ingest("card");
        await bench.UntilBytesArriveAsync(8 << 20);
        await killed.KillAsync();
        Assert.NotEqual(RollStage.Complete, Assert.Single(await bench.RollsAsync()).Stage);

        var again = bench.Ingest("card", "--json");

        Assert.True(await again.EndAsync() == 0, again.Error + again.Output);
        Assert.Equal("resumed", again.Json.GetProperty("rolls")[0].GetProperty("outcome").GetString());
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));
    }

    [Fact]
    public async Task A_killed_server_is_waited_for_and_the_ingest_goes_on()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 96 << 20);
        var command = bench.Ingest("card");
        await bench.UntilBytesArriveAsync(8 << 20);
        await bench.KillServerAsync();
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        Assert.False(command.Process.HasExited, command.Error);

        await bench.StartServerAsync();

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Contains("cannot be reached", command.Error);
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));
        Assert.Equal(RollStage.Complete, Assert.Single(await bench.RollsAsync()).Stage);
    }

    [Fact]
    public async Task A_token_that_would_end_in_the_middle_is_renewed_in_its_file()
    {
        // Without work on the server's side the ingest lasts as long as the test wants.
        // A token that outlives the start of a program on a busy machine, and no longer.
        var life = TimeSpan.FromSeconds(30);
        await using var bench = await StationBench.OpenAsync(life, works: false);
        Card(bench, 300_000);
        var file = Path.Join(bench.Folder.Path, "token");
        await File.WriteAllTextAsync(file, bench.Token, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var begun = DateTimeOffset.FromUnixTimeMilliseconds(Environment.TickCount64);
        var command = bench.Cli(["ingest", Path.Join(bench.Folder.Path, "card"), "--show", "film", "--day", "2026-05-11", "--unit", "MU", "--server", bench.Url, "--token-file", file, "--yes"], []);
        await StationBench.UntilAsync(() => File.ReadAllText(file) != bench.Token, "the token is renewed");
        var wait = life + TimeSpan.FromSeconds(2) - (DateTimeOffset.FromUnixTimeMilliseconds(Environment.TickCount64) - begun);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, TestContext.Current.CancellationToken);
        await bench.KillServerAsync();
        await bench.StartServerAsync();

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", bench.Token);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync($"{bench.Url}/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_wrong_token_and_a_server_that_is_not_there_are_sentences_with_exit_codes()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 1000);
        string[] arguments = ["ingest", Path.Join(bench.Folder.Path, "card"), "--show", "film", "--server", bench.Url, "--yes"];

        var wrong = bench.Cli(arguments, new() { ["ACETATE_TOKEN"] = "act_" + new string('x', 43) });
        Assert.Equal(7, await wrong.EndAsync());
        Assert.Contains("The server at", wrong.Error);
        Assert.Contains("token", wrong.Error);

        var none = bench.Cli(arguments, []);
        Assert.Equal(7, await none.EndAsync());
        Assert.Contains("--token-file", none.Error);

        var open = Path.Join(bench.Folder.Path, "open-token");
        await File.WriteAllTextAsync(open, bench.Token, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var readable = bench.Cli([.. arguments, "--token-file", open], []);
        Assert.Equal(7, await readable.EndAsync());
        Assert.Contains("chmod 600", readable.Error);

        await bench.KillServerAsync();
        var away = bench.Ingest("card");
        Assert.Equal(5, await away.EndAsync());
        Assert.Contains("cannot be reached", away.Error);
        Assert.Empty(await bench.RollsAsync());
    }

    [Fact]
    public async Task A_card_pulled_out_in_the_middle_is_waited_for_and_goes_on_when_it_is_back()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 2 << 20, more: 10);
        var command = bench.Ingest("card");
        await PulledOutAsync(bench, command);

        await bench.ThrottleAsync(null);
        Directory.Move(Path.Join(bench.Folder.Path, "pulled"), Path.Join(bench.Folder.Path, "card"));

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Contains("is back", command.Error);
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));
        Assert.True(bench.IsStored("card/A001/X10.dat", Stored.Replace("S001T001.WAV", "X10.dat", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_card_that_is_plugged_in_at_another_place_goes_on_there()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 2 << 20, more: 10);
        var command = bench.Ingest("card");
        await PulledOutAsync(bench, command);
        var there = bench.StoredFiles("A001");
        await command.KillAsync();

        await bench.ThrottleAsync(null);
        Directory.Move(Path.Join(bench.Folder.Path, "pulled"), Path.Join(bench.Folder.Path, "elsewhere"));
        var again = bench.Ingest("elsewhere", "--json");

        Assert.True(await again.EndAsync() == 0, again.Error + again.Output);
        Assert.Equal("resumed", again.Json.GetProperty("rolls")[0].GetProperty("outcome").GetString());
        Assert.NotEmpty(there);
        Assert.Subset(bench.StoredFiles("A001"), there);
        Assert.True(bench.IsStored("elsewhere/A001/X10.dat", Stored.Replace("S001T001.WAV", "X10.dat", StringComparison.Ordinal)));
    }

    /// <summary>Takes the card away once a part of it has arrived; the command says so and waits, and the roll is not held.</summary>
    private static async Task PulledOutAsync(StationBench bench, Command command)
    {
        await bench.ThrottleAsync(2 << 20);
        await StationBench.UntilAsync(() => bench.StoredFiles("A001").Count >= 3, "files arrive");
        Directory.Move(Path.Join(bench.Folder.Path, "card"), Path.Join(bench.Folder.Path, "pulled"));
        await StationBench.UntilAsync(() => command.Error.Contains("pulled out", StringComparison.Ordinal), "the command says so");
        Assert.Contains("Do not format it.", command.Error);
        Assert.False(command.Process.HasExited);
        Assert.Equal((RollStage.Uploading, null), Assert.Single(await bench.RollsAsync()) is var roll ? (roll.Stage, roll.Hold) : default);
    }

    internal static void Card(StationBench bench, int bytes, int more = 0)
    {
        for (var n = 1; n <= more; n++) bench.Folder.Write($"card/A001/X{n:00}.dat", 1_000_000);
        bench.Folder.Write("card/A001/A001C001_260511_R2EC.txt", 10_000);
        bench.Folder.Write("card/A001/S001T001.WAV", bytes / 2);
        bench.Folder.Write("card/A001/S001T002.WAV", bytes / 2);
    }
}
