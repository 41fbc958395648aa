using Acetate.Library;
using Acetate.Library.Jobs;
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

    [Trait("kind", "thorough")]
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
    public async Task An_ingest_that_is_cancelled_at_the_server_ends_with_a_sentence_and_is_taken_up_again()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 16 << 20);
        var command = bench.Ingest("card");
        await bench.ThrottleAsync(1 << 20);
        await bench.UntilBytesArriveAsync(1);
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(bench.Home), TestContext.Current.CancellationToken))
            await library.WriteAsync(async tx => await tx.CancelJobAsync((await tx.JobsAsync("film", null, 1, default))[0].Id, "mara", default), TestContext.Current.CancellationToken);

        Assert.True(await command.EndAsync() == 6, command.Error + command.Output);
        Assert.Contains("The ingest of roll A001 was cancelled by mara. Run the same command again to take it up", command.Error);
        await bench.ThrottleAsync(null);
        var again = bench.Ingest("card");
        Assert.True(await again.EndAsync() == 0, again.Error + again.Output);
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));
    }

    [Trait("kind", "thorough")]
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
    public async Task A_token_whose_life_is_shorter_than_the_transfer_is_renewed_in_its_file()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 96 << 20);
        var begun = bench.Ingest("card");
        await bench.UntilBytesArriveAsync(1);
        await begun.KillAsync();
        // While nobody sends, the rate is set so that what is left takes longer than the token lasts.
        var jobs = bench.Cli(["jobs", "list", "--server", bench.Url, "--json"], new() { ["ACETATE_TOKEN"] = bench.Admin });
        Assert.True(await jobs.EndAsync() == 0, jobs.Error);
        var job = jobs.Json.GetProperty("jobs")[0].GetProperty("id").GetString()!;
        var rate = Math.Max(1, ((96 << 20) - bench.BytesArrived()) / 28);
        var throttle = bench.Cli(["jobs", "throttle", job, $"{rate}B/s", "--server", bench.Url], new() { ["ACETATE_TOKEN"] = bench.Admin });
        Assert.True(await throttle.EndAsync() == 0, throttle.Error);
        var made = bench.Cli(["tokens", "create", "dit", "--scope", "read", "--scope", "ingest", "--scope", "station", "--days", $"{20.0 / 86_400:0.000000}", "--server", bench.Url], new() { ["ACETATE_TOKEN"] = bench.Admin });
        Assert.True(await made.EndAsync() == 0, made.Error);
        var token = made.Output.Trim();
        var file = Path.Join(bench.Folder.Path, "token");
        await File.WriteAllTextAsync(file, token, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var ended = bench.Cli(["ingest", Path.Join(bench.Folder.Path, "card"), "--show", "film", "--day", "2026-05-11", "--unit", "MU", "--server", bench.Url, "--token-file", file, "--yes"], []);

        Assert.True(await ended.EndAsync(180) == 0, ended.Error + ended.Output);
        Assert.DoesNotContain("refuses", ended.Error);
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync($"{bench.Url}/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData(7u)]
    public async Task Whoever_is_killed_at_whatever_byte_the_upload_ends_as_the_card(uint seed)
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 96 << 20);
        var command = bench.Ingest("card");
        var kills = Enumerable.Range(0, 4).Select(_ => (Byte: Next() % (80 << 20), IsServer: Next() % 2 == 0)).OrderBy(k => k.Byte).ToArray();
        foreach (var (at, isServer) in kills)
        {
            await bench.UntilBytesArriveAsync(at);
            if (isServer)
            {
                await bench.KillServerAsync();
                await bench.StartServerAsync();
            }
            else
            {
                await command.KillAsync();
                command = bench.Ingest("card");
            }
        }

        // A command that comes to a server that was killed in this moment says so and ends.
        if (await command.EndAsync(180) == 5) command = bench.Ingest("card");
        Assert.True(await command.EndAsync(180) == 0, $"{string.Join(", ", kills)}\n{command.Error}{command.Output}");
        foreach (var name in (string[])["S001T001.WAV", "S001T002.WAV", "A001C001_260511_R2EC.txt"])
            Assert.True(bench.IsStored($"card/A001/{name}", $"{Path.GetDirectoryName(Stored)}/{name}"), name);
        var roll = Assert.Single(await bench.RollsAsync());
        Assert.Equal((RollStage.Complete, null), (roll.Stage, roll.Hold));
        var store = Path.Join(bench.Home, "store");
        Assert.Single(Directory.GetFiles(Path.Join(store, Path.GetDirectoryName(Stored), "ascmhl"), "*.mhl"));
        Assert.Empty(Directory.GetFiles(store, "*acetate-*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));

        uint Next() => (seed = seed * 1664525 + 1013904223) >> 4;
    }

    [Fact]
    public async Task A_server_that_is_asked_to_stop_ends_cleanly_and_the_next_one_finishes()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 32 << 20);
        var command = bench.Ingest("card");
        await bench.UntilBytesArriveAsync(4 << 20);

        Assert.Equal(0, await bench.StopServerAsync());
        await bench.StartServerAsync();
        // Now the server has work of its own: reading back what was stored.
        await StationBench.UntilAsync(() => File.Exists(Path.Join(bench.Home, "store", Stored)), "the file is published", 120);
        Assert.Equal(0, await bench.StopServerAsync());
        await bench.StartServerAsync();

        Assert.True(await command.EndAsync(180) == 0, command.Error + command.Output);
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));
        Assert.Single(Directory.GetFiles(Path.Join(bench.Home, "store", Path.GetDirectoryName(Stored)!, "ascmhl"), "*.mhl"));
    }

    [Fact, Trait("kind", "thorough")]
    public async Task What_reports_promise_and_nobody_brought_is_said_at_the_end()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 300_000);
        bench.Folder.Write("card/Reports/Sound_Report.csv", "Date,2026-05-11\nMixer,Ada\n\nRoll,Clip,Scene,Take\nA001,S001T001.WAV,12,1\nA001,S001T002.WAV,12,2\nA002,S002T001.WAV,13,1\n"u8);

        var command = bench.Ingest("card");
        await command.EndAsync();
        var json = bench.Ingest("card", "--json");
        await json.EndAsync();

        Assert.Contains("never arrived", command.Output);
        Assert.Contains("A002", command.Output);
        Assert.Contains(json.Json.GetProperty("neverArrived").EnumerateArray(), f => f.GetProperty("code").GetString() == "roll-never-arrived");
    }

    [Fact]
    public async Task A_roll_that_is_held_can_be_released_or_repaired_from_the_machine_with_the_card()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 300_000);
        var sealing = bench.Cli(["mhl", "create", Path.Join(bench.Folder.Path, "card/A001")]);
        Assert.True(await sealing.EndAsync() == 0, sealing.Error);
        var take = Path.Join(bench.Folder.Path, "card/A001/S001T001.WAV");
        var right = await File.ReadAllBytesAsync(take, TestContext.Current.CancellationToken);
        var wrong = right.ToArray();
        wrong[1000] ^= 1;
        await File.WriteAllBytesAsync(take, wrong, TestContext.Current.CancellationToken);

        var held = bench.Ingest("card");
        Assert.Equal(1, await held.EndAsync());
        Assert.Contains("held", held.Output);
        Assert.False(File.Exists(Path.Join(bench.Home, "store", Stored)));
        await File.WriteAllBytesAsync(take, right, TestContext.Current.CancellationToken);
        var repaired = bench.Ingest("card", "--repair");
        Assert.True(await repaired.EndAsync() == 0, repaired.Error + repaired.Output);
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));

        // Another card lacks a file that its manifest lists.
        bench.Folder.Write("lacking/B001/S002T001.WAV", 200_000);
        bench.Folder.Write("lacking/B001/S002T002.WAV", 200_000);
        Assert.Equal(0, await bench.Cli(["mhl", "create", Path.Join(bench.Folder.Path, "lacking/B001")]).EndAsync());
        File.Delete(Path.Join(bench.Folder.Path, "lacking/B001/S002T002.WAV"));
        var waits = bench.Ingest("lacking");
        Assert.Equal(1, await waits.EndAsync());
        Assert.False(File.Exists(Path.Join(bench.Home, "store/film/20260511_MU/Sound_Media/B001/S002T001.WAV")));
        var released = bench.Ingest("lacking", "--release", "--json");
        await released.EndAsync();

        var roll = (await bench.RollsAsync()).Single(r => r.Name == "B001");
        Assert.True(roll is { Stage: RollStage.Complete, Hold: null }, released.Error + released.Output);
        Assert.True(bench.IsStored("lacking/B001/S002T001.WAV", "film/20260511_MU/Sound_Media/B001/S002T001.WAV"));
        Assert.Contains("Released on the command line.", released.Output);
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
    public async Task A_server_without_room_is_told_at_once_and_the_same_command_goes_on_when_there_is_room()
    {
        using var disk = MountedFolder.InMemory(8);
        await using var bench = await StationBench.OpenAsync(settings: $$"""{ "store": "{{disk.Path}}" }""");
        Card(bench, 2 << 20, more: 12);
        var command = bench.Ingest("card");

        await StationBench.UntilAsync(() => command.Error.Contains("failed and is tried again", StringComparison.Ordinal), "the trouble is told");
        Assert.Contains($"The disk at {disk.Path} has ", command.Error);
        Assert.Contains("What fits is copied; make room there, and the rest goes on by itself.", command.Error);
        Assert.Contains("there is no room left on the disk. Make room in that store; the step goes on by itself.", command.Error);
        Assert.False(command.Process.HasExited);
        Assert.Equal((RollStage.Uploading, null), Assert.Single(await bench.RollsAsync()) is var roll ? (roll.Stage, roll.Hold) : default);
        await command.KillAsync();
        disk.Remount("size=60m");
        var again = bench.Ingest("card");

        Assert.True(await again.EndAsync() == 0, again.Error + again.Output);
        for (var n = 1; n <= 12; n++)
            Assert.Equal(await File.ReadAllBytesAsync(Path.Join(bench.Folder.Path, $"card/A001/X{n:00}.dat"), TestContext.Current.CancellationToken),
                await File.ReadAllBytesAsync(Path.Join(disk.Path, Stored.Replace("S001T001.WAV", $"X{n:00}.dat", StringComparison.Ordinal)), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_servers_database_disk_that_fills_up_in_the_middle_is_told_and_waited_for_and_in_the_end_given_up()
    {
        using var disk = MountedFolder.InMemory(24);
        var database = Path.Join(disk.Path, "library.db");
        await using var bench = await StationBench.OpenAsync(settings: $$"""{ "database": { "file": "{{database}}" } }""");
        Card(bench, 2 << 20, more: 30);
        var given = bench.Ingest("card", "--patience", "0.05");
        await StationBench.ThrottleAsync(LibraryOptions.Load(bench.Home), "film", 4 << 20);
        await StationBench.UntilAsync(() => bench.StoredFiles("A001").Count >= 3, "files arrive");
        var filler = await disk.FillAsync();

        Assert.Equal(5, await given.EndAsync());
        Assert.Contains($"Nothing moves at the server {bench.Url}/: The disk that holds {database} is full.", given.Error);
        Assert.Contains("It goes on by itself once that is mended.", given.Error);
        Assert.Contains("This command waited 3 seconds for that and ends now; nothing is lost. Run the same command again", given.Error);
        Assert.Contains("Do not format the card", given.Output);

        var patient = bench.Ingest("card");
        await StationBench.UntilAsync(() => patient.Error.Contains($"The disk that holds {database} is full.", StringComparison.Ordinal), "the trouble is told");
        Assert.False(patient.Process.HasExited);
        File.Delete(filler);

        Assert.True(await patient.EndAsync() == 0, patient.Error + patient.Output);
        Assert.Contains("The card may be formatted.", patient.Output);
        for (var n = 1; n <= 30; n++) Assert.True(bench.IsStored($"card/A001/X{n:00}.dat", Stored.Replace("S001T001.WAV", $"X{n:00}.dat", StringComparison.Ordinal)), $"X{n:00}.dat");
    }

    [Fact]
    public async Task A_card_pulled_out_in_the_middle_is_waited_for_and_goes_on_when_it_is_back()
    {
        await using var bench = await StationBench.OpenAsync();
        Card(bench, 2 << 20, more: 10);
        var command = bench.Ingest("card");
        await PulledOutAsync(bench, command);

        Directory.Move(Path.Join(bench.Folder.Path, "pulled"), Path.Join(bench.Folder.Path, "card"));
        // What was open when the card went stays open here, and is read to its end: quicker than the command looks, unless it is held back.
        await StationBench.UntilAsync(() => command.Error.Contains("is back", StringComparison.Ordinal), "the command says that the card is back");
        await bench.ThrottleAsync(null);

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.True(bench.IsStored("card/A001/S001T001.WAV", Stored));
        Assert.True(bench.IsStored("card/A001/X10.dat", Stored.Replace("S001T001.WAV", "X10.dat", StringComparison.Ordinal)));
    }

    [Fact, Trait("kind", "thorough")]
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
