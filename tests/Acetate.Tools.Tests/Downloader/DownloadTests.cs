using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Acetate.Cli;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Mhl.Disk;
using Acetate.Storage;
using Acetate.Storage.Http;
using Acetate.Tools.Downloader;
using Acetate.Tools.Tests.Server;

namespace Acetate.Tools.Tests.Downloader;

/// <summary>What a machine outside fetches of a server's rolls is proven, whole and sealed, or it has no name.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DownloadTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly DownloadBench bench = new(server);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static (string, int)[] Card => [("clips/large.mov", 19 << 20), .. Enumerable.Range(0, 700).Select(i => ($"clips/frames/f#{i:0000}.ari", 900 + i)), ("aux.xml", 300), ("reports/a b%41.ale", 0)];

    [Fact]
    public async Task A_roll_comes_whole_with_its_history_is_sealed_where_it_arrived_and_costs_nothing_the_second_time()
    {
        var id = await bench.RollAsync("A101", Card);
        var token = await bench.TokenFileAsync("lupus");

        var preview = await bench.RunAsync(token, folder.Path, ["--show", "film", "--unit", "a101", "--day", "2026-11-22", "--dry-run"]);
        Assert.Empty(DownloadBench.FilesIn(folder.Path));
        var first = await bench.RunAsync(token, folder.Path, ["--show", "film", "--unit", "a101"]);
        var again = await bench.RunAsync(token, folder.Path, ["--show", "film", "--unit", "a101"]);
        var recheck = await bench.RunAsync(token, folder.Path, ["--show", "film", "--unit", "a101", "--recheck", "--json"]);
        var none = await bench.RunAsync(token, Path.Join(folder.Path, "none"), ["--show", "film", "--kind", "sound"]);

        Assert.True(preview.Code == ExitCode.Done, preview.Error);
        Assert.Contains("A101", preview.Output);
        Assert.Contains("to come", preview.Output);
        Assert.True(first.Code == ExitCode.Done, first.Output + first.Error);
        Assert.Contains("A101  originals  703 files", first.Output);
        Assert.Contains("sealed as generation 2 in film/20261122_A101/camera/A101", first.Output);
        Assert.Contains("that Windows cannot open, such as 'aux.xml'", first.Output);
        var arrived = Path.Join(folder.Path, "film/20261122_A101/camera/A101");
        Assert.Equal(Card.Select(file => file.Item1).Order(StringComparer.Ordinal), DownloadBench.FilesIn(arrived));
        foreach (var (path, _) in Card) Assert.True(File.ReadAllBytes(Path.Join(arrived, path)).AsSpan().SequenceEqual(File.ReadAllBytes(bench.Stored("A101", path))), path);
        var sealedThere = await MhlFolder.OpenAsync(arrived);
        Assert.True((await sealedThere.VerifyAsync(new VerifyOptions())).IsIntact);
        Assert.Contains("Everything that is offered is there.", again.Output);
        Assert.Equal(0, JsonNode.Parse(recheck.Output)!["folders"]![0]!["fetched"]!.GetValue<long>());
        Assert.Equal(ExitCode.Done, none.Code);
        Assert.Empty(DownloadBench.FilesIn(Path.Join(folder.Path, "none")));
        // Seven hundred files are one deed.
        var told = await server.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 100_000, default), default);
        Assert.Single(told, entry => entry is { Actor: "lupus", Action: "roll.downloaded" } && entry.Target == id.ToString());
    }

    [Fact]
    public async Task Answers_that_break_off_anywhere_cost_a_try_and_never_a_byte_and_a_stopped_command_goes_on_where_it_was()
    {
        await bench.RollAsync("A102", ("large.mov", 44 << 20), ("a.wav", 70_000), ("b.wav", 90_000), ("c.wav", 10));
        var token = await bench.TokenFileAsync("broken");
        await using var proxy = new FaultyProxy(server.Url.Port);
        var (url, seen, pieces) = ($"http://127.0.0.1:{proxy.Port}", 0, 0);
        using var stop = new CancellationTokenSource();
        string[] wish = ["--show", "film", "--layout", "{roll}", "--unit", "A102"];
        Fault Cut(string line, int most) => !line.Contains("/download/originals/", StringComparison.Ordinal) ? new Fault.None()
            : Interlocked.Increment(ref seen) <= most ? new Fault.CutAnswer(seen % 3 == 0 ? seen * 37 : seen * 250_000) : new Fault.None();
        proxy.Choose = line =>
        {
            if (line.Contains("files/large.mov", StringComparison.Ordinal) && Interlocked.Increment(ref pieces) > 5) stop.CancelAfter(TimeSpan.FromMilliseconds(300));
            return Cut(line, 4);
        };

        var stopped = await bench.RunAsync(token, folder.Path, wish, url, stop.Token);
        var whole = DownloadBench.FilesIn(folder.Path).Contains("A102/large.mov");
        var asked = 0;
        proxy.Choose = line =>
        {
            if (line.Contains("files/large.mov", StringComparison.Ordinal)) Interlocked.Increment(ref asked);
            return Cut(line, 5);
        };
        seen = 0;
        var again = await bench.RunAsync(token, folder.Path, wish, url);

        Assert.True(stopped.Code is ExitCode.Cancelled or ExitCode.Done, stopped.Output + stopped.Error);
        Assert.True(again.Code == ExitCode.Done, again.Output + again.Error);
        Assert.True(whole || asked > 0, "the file was fetched in one of the two");
        foreach (var path in (string[])["large.mov", "a.wav", "b.wav", "c.wav"]) Assert.True(File.ReadAllBytes(Path.Join(folder.Path, "A102", path)).AsSpan().SequenceEqual(File.ReadAllBytes(bench.Stored("A102", path))), path);
        Assert.DoesNotContain(DownloadBench.FilesIn(Path.Join(folder.Path, "A102")), path => path.Contains(".acetate-"));
    }

    [Fact]
    public async Task Other_bytes_or_sizes_than_the_library_knows_get_no_name_and_a_name_that_is_taken_is_left_alone()
    {
        await bench.RollAsync("A103", ("good.mov", 5000), ("flipped.mov", 6000), ("longer.mov", 7000), ("gone.mov", 8000), ("taken.mov", 9000), ("large.mov", 9 << 20));
        var token = await bench.TokenFileAsync("liar");
        Change("flipped.mov", bytes => { bytes[77] ^= 4; return bytes; });
        Change("longer.mov", bytes => [.. bytes, 1]);
        Change("large.mov", bytes => { bytes[^1] ^= 1; return bytes; });
        File.Delete(bench.Stored("A103", "gone.mov"));
        Directory.CreateDirectory(Path.Join(folder.Path, "A103"));
        File.WriteAllText(Path.Join(folder.Path, "A103/taken.mov"), "mine");

        var (code, output, error) = await bench.RunAsync(token, folder.Path, ["--show", "film", "--layout", "{roll}", "--unit", "A103", "--json"]);

        Assert.True(code == ExitCode.Found, output + error);
        var roll = JsonNode.Parse(output)!["folders"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "A103")!;
        Assert.Equal(["flipped.mov", "gone.mov", "large.mov", "longer.mov", "taken.mov"], roll["faults"]!.AsArray().Select(fault => fault!["path"]!.GetValue<string>()));
        Assert.Equal(["mismatch", "vanished", "mismatch", "size-differs", "conflict"], roll["faults"]!.AsArray().Select(fault => fault!["verdict"]!.GetValue<string>()));
        Assert.Equal(["good.mov", "taken.mov"], DownloadBench.FilesIn(Path.Join(folder.Path, "A103")));
        Assert.Equal("mine", File.ReadAllText(Path.Join(folder.Path, "A103/taken.mov")));
        Assert.Null(roll["seal"]);
        Assert.False(Directory.Exists(Path.Join(folder.Path, "A103/ascmhl")));

        void Change(string path, Func<byte[], byte[]> how) => File.WriteAllBytes(bench.Stored("A103", path), how(File.ReadAllBytes(bench.Stored("A103", path))));
    }

    [Fact]
    public async Task A_token_that_is_taken_back_ends_the_work_and_one_without_the_scope_begins_none()
    {
        await bench.RollAsync("A104", ("large.mov", 30 << 20));
        var secret = await server.TokenAsync("taken-back", role: ShowRole.Viewer, scopes: [TokenScope.Download]);
        using var admin = server.Client(server.Admin);
        await using var proxy = new FaultyProxy(server.Url.Port);
        var asked = 0;
        proxy.Choose = line =>
        {
            if (line.Contains("files/large.mov", StringComparison.Ordinal) && Interlocked.Increment(ref asked) == 1)
            {
                var id = JsonNode.Parse(admin.GetStringAsync("api/tokens").GetAwaiter().GetResult())!["tokens"]!.AsArray().Single(one => one!["principal"]!.GetValue<string>() == "taken-back")!["id"]!.GetValue<string>();
                Assert.Equal(HttpStatusCode.NoContent, admin.DeleteAsync($"api/tokens/{id}").GetAwaiter().GetResult().StatusCode);
            }

            return new Fault.None();
        };

        var cut = await bench.RunAsync(DownloadBench.Kept(secret), folder.Path, ["--show", "film", "--layout", "{roll}", "--unit", "A104"], $"http://127.0.0.1:{proxy.Port}");
        var reader = await bench.RunAsync(await bench.TokenFileAsync("only-reads", TokenScope.Read), folder.Path, ["--show", "film"]);
        using var narrow = server.Client(await server.TokenAsync("narrow", role: ShowRole.Viewer, scopes: [TokenScope.Download]));
        using var clips = await narrow.GetAsync($"api/rolls/{server.Roll}/clips");
        using var unverified = await narrow.GetAsync($"api/rolls/{server.Roll}/download/originals");
        using var stranger = server.Client(await server.TokenAsync("stranger-2", scopes: [TokenScope.Download]));
        using var hidden = await stranger.GetAsync("api/shows/film/downloads");

        Assert.True(cut.Code == ExitCode.NotPermitted, cut.Output + cut.Error);
        Assert.DoesNotContain("A104/large.mov", DownloadBench.FilesIn(folder.Path));
        Assert.Equal(ExitCode.NotPermitted, reader.Code);
        Assert.Contains("lacks the scope download", reader.Error);
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(clips));
        Assert.Equal("conflict", await RunningServer.ProblemAsync(unverified));
        Assert.Equal("not-found", await RunningServer.ProblemAsync(hidden));
    }

    [Fact]
    public async Task The_production_sees_who_has_a_roll_whole_and_who_has_not()
    {
        var (good, bad) = (await bench.RollAsync("A107", ("a.mov", 5000), ("b.mov", 6000)), await bench.RollAsync("A108", ("a.mov", 7000)));
        File.Delete(bench.Stored("A108", "a.mov"));
        var token = await bench.TokenFileAsync("receiver");
        using var viewer = server.Client(await server.TokenAsync("receipt-eyes", role: ShowRole.Viewer, scopes: [TokenScope.Read]));
        using var receiver = server.Client(File.ReadAllText(token).Trim());

        var run = await bench.RunAsync(token, folder.Path, ["--show", "film", "--unit", "A107", "--unit", "A108", "--layout", "{roll}", "--site", "Lupus, Munich"]);
        var told = JsonNode.Parse(await viewer.GetStringAsync($"api/rolls/{good}/receipts"))!["receipts"]!.AsArray();
        var failed = JsonNode.Parse(await viewer.GetStringAsync($"api/rolls/{bad}/receipts"))!["receipts"]!.AsArray();
        var timeline = await viewer.GetStringAsync($"api/rolls/{good}/timeline");
        using var unsealed_ = await receiver.PutAsync($"api/rolls/{good}/receipts", RunningServer.Json("""{"site":"x","asset":"originals","state":"complete"}"""));
        using var forged = await viewer.PutAsync($"api/rolls/{good}/receipts", RunningServer.Json("""{"site":"x","asset":"originals","state":"fetching"}"""));
        using var odd = await receiver.PutAsync($"api/rolls/{good}/receipts", RunningServer.Json("""{"site":"a\u0007","asset":"originals","state":"fetching"}"""));

        Assert.True(run.Code == ExitCode.Found, run.Output + run.Error);
        var receipt = Assert.Single(told)!;
        Assert.Equal(("Lupus, Munich", "complete", "receiver", 2L, 11_000L, 2), (Text(receipt, "site"), Text(receipt, "state"), Text(receipt, "reportedBy"), receipt["files"]!.GetValue<long>(), receipt["bytes"]!.GetValue<long>(), receipt["generation"]!.GetValue<int>()));
        var manifest = Directory.EnumerateFiles(Path.Join(folder.Path, "A107/ascmhl"), "0002_*").Single();
        using var hash = new Hashing.MultiHash([Hashing.HashFormat.Xxh128]);
        hash.Append(await File.ReadAllBytesAsync(manifest));
        Assert.Equal($"xxh128:{hash.Finish()[0].Text}", Text(receipt, "manifestHash"));
        Assert.Equal("failed", Text(Assert.Single(failed)!, "state"));
        Assert.StartsWith("a.mov: ", Text(failed[0]!, "message"));
        Assert.Contains("Lupus, Munich fetches the originals of A107.", timeline);
        Assert.Contains("Lupus, Munich has the originals of A107: 2 files", timeline);
        Assert.Equal(("invalid-request", "not-permitted", "invalid-request"), (await RunningServer.ProblemAsync(unsealed_), await RunningServer.ProblemAsync(forged), await RunningServer.ProblemAsync(odd)));

        static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
    }

    [Theory]
    [InlineData("../evil.mov")]
    [InlineData("/etc/evil.mov")]
    [InlineData("a/../../evil.mov")]
    [InlineData("a//b.mov")]
    [InlineData("C:\\evil.mov")]
    [InlineData("bell\a.mov")]
    public async Task What_no_honest_server_offers_is_refused_before_anything_is_written(string path)
    {
        var order = Order([new OfferedFile(1, "good.mov", 5, null, []), new OfferedFile(2, path, 5, null, [])]);

        var refused = await Assert.ThrowsAsync<StoreException>(() => new RollDownload(order).RunAsync(default));

        Assert.Contains("is not taken", refused.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_link_in_the_folder_leads_nowhere_and_a_disk_without_room_is_waited_for()
    {
        await bench.RollAsync("A105", ("link/a.mov", 100));
        using var outside = new TempFolder();
        Directory.CreateDirectory(Path.Join(folder.Path, "A105"));
        File.CreateSymbolicLink(Path.Join(folder.Path, "A105/link"), outside.Path);
        var waiting = new TaskCompletionSource<string>();
        using var stop = new CancellationTokenSource();

        var linked = await bench.RunAsync(await bench.TokenFileAsync("linker"), folder.Path, ["--show", "film", "--layout", "{roll}", "--unit", "A105", "--json"]);
        var full = new RollDownload(Order([new OfferedFile(1, "a.mov", 5, null, [])]) with { Reserve = long.MaxValue / 2, Waiting = sentence => waiting.TrySetResult(sentence ?? "") }).RunAsync(stop.Token);
        var sentence = await waiting.Task;
        await stop.CancelAsync();

        Assert.NotEqual(ExitCode.Done, linked.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside.Path));
        Assert.Contains("It goes on by itself when there is room.", sentence);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => full);
    }

    [Fact]
    public async Task A_folder_that_takes_nothing_is_said_before_anything_is_asked_and_a_full_disk_ends_with_the_patience()
    {
        await bench.RollAsync("A109", ("a.mov", 5000));
        var token = await bench.TokenFileAsync("impatient");
        File.WriteAllText(Path.Join(folder.Path, "file"), "mine");

        var nowhere = await bench.RunAsync(token, "/proc/nowhere", ["--show", "film"], "http://127.0.0.1:1");
        var inFile = await bench.RunAsync(token, Path.Join(folder.Path, "file/rolls"), ["--show", "film"], "http://127.0.0.1:1");
        var full = await bench.RunAsync(token, Path.Join(folder.Path, "full"), ["--show", "film", "--unit", "A109", "--reserve", "1000000000", "--patience", "0.01"]);

        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (nowhere.Code, inFile.Code));
        Assert.Contains("Nothing can be written to '/proc/nowhere'", nowhere.Error);
        Assert.True(full.Code == ExitCode.Unavailable, full.Output + full.Error);
        Assert.Contains("are to stay free", full.Error);
        Assert.Contains("waited 0.6 seconds for that and ends now", full.Error);
        Assert.DoesNotContain("a.mov", DownloadBench.FilesIn(Path.Join(folder.Path, "full")));
    }

    [Fact]
    public async Task A_vendor_fetches_the_sealed_folders_of_a_workspace_and_no_damaged_one()
    {
        var (space, _, good) = await bench.PackageAsync("nova", "vfx-1");
        var bad = (await bench.PackageAsync("nova", "vfx-2")).Root;
        File.WriteAllText(Path.Join(bad, "plates/a b#1.exr"), "0123456788");
        var secret = await server.TokenAsync("nova-io", scopes: [TokenScope.Read]);
        using (var admin = server.Client(server.Admin))
            Assert.Equal(HttpStatusCode.NoContent, (await admin.PutAsync($"api/workspaces/{space}/members/nova-io", RunningServer.Json("""{"access":"download"}"""))).StatusCode);

        var (code, output, error) = await bench.RunAsync(DownloadBench.Kept(secret), folder.Path, ["--workspace", "Nova"]);

        Assert.True(code == ExitCode.Found, output + error);
        Assert.Equal(["count-sheet.html", "plates/a b#1.exr"], DownloadBench.FilesIn(Path.Join(folder.Path, "film/vfx-1")));
        Assert.Equal(2, (await MhlFolder.OpenAsync(Path.Join(folder.Path, "film/vfx-1"))).History.Root.Generations.Length);
        Assert.Equal(["count-sheet.html"], DownloadBench.FilesIn(Path.Join(folder.Path, "film/vfx-2")));
        Assert.Contains("plates/a b#1.exr", output);
        Assert.NotEmpty(good);
        // A token for rolls serves here as well, and sees no other workspace.
        using (var admin = server.Client(server.Admin))
        {
            var rolls = await server.TokenAsync("nova-farm", scopes: [TokenScope.Download]);
            var stranger = await bench.RunAsync(DownloadBench.Kept(rolls), Path.Join(folder.Path, "farm"), ["--workspace", "nova"]);
            Assert.Equal(HttpStatusCode.NoContent, (await admin.PutAsync($"api/workspaces/{space}/members/nova-farm", RunningServer.Json("""{"access":"download"}"""))).StatusCode);
            var member = await bench.RunAsync(DownloadBench.Kept(rolls), Path.Join(folder.Path, "farm"), ["--workspace", "nova"]);

            Assert.Equal(ExitCode.NotFound, stranger.Code);
            Assert.True(member.Code == ExitCode.Found, member.Output + member.Error);
            Assert.Equal(["count-sheet.html", "plates/a b#1.exr"], DownloadBench.FilesIn(Path.Join(folder.Path, "farm/film/vfx-1")));
        }
    }

    [Theory]
    [InlineData("{show}/{day}_{unit}/{kind}/{roll}", "film/20261122/camera/A001")]
    [InlineData("{date}/{roll}", "2026-11-22/A001")]
    [InlineData("x {daynumber}/{roll}_{episode}", "x/A001")]
    public void A_layout_names_folders_that_every_system_can_have(string template, string expected)
    {
        var layout = DownloadLayout.TryParse(template, out var reason);

        Assert.Equal("", reason);
        Assert.Equal(expected, layout!.FolderOf(Offered("A001"), Library.Downloads.DownloadAsset.Originals));
        Assert.Equal(expected + "_proxies", layout.FolderOf(Offered("A001"), Library.Downloads.DownloadAsset.Proxies));
    }

    [Theory]
    [InlineData("aux", "_aux")]
    [InlineData("COM1.roll", "_COM1.roll")]
    [InlineData("a/../b", "a_.._b")]
    [InlineData("..", "_")]
    [InlineData("a:b*c. ", "a_b_c")]
    [InlineData("", "_")]
    public void A_roll_of_an_odd_name_gets_a_folder_that_stays_where_it_belongs(string name, string expected) => Assert.Equal(expected, DownloadLayout.Safe(name));

    [Theory]
    [InlineData("{show}")]
    [InlineData("/{roll}")]
    [InlineData("../{roll}")]
    [InlineData("{roll}/{nothing}")]
    [InlineData("{roll}//x")]
    [InlineData("a:{roll}")]
    public void A_layout_that_leads_away_or_mixes_rolls_is_refused(string template)
    {
        Assert.Null(DownloadLayout.TryParse(template, out var reason));
        Assert.NotEmpty(reason);
    }

    private static Library.Downloads.OfferedRoll Offered(string name) => new() { Id = Guid.Empty, Show = "film", Name = name, Kind = Library.Rolls.RollKind.Camera, ShootDay = new DateOnly(2026, 11, 22), VerifiedAt = default };

    private DownloadOrder Order(ImmutableArray<OfferedFile> files) => new()
    {
        Root = folder.Path,
        Folder = "A1",
        Name = "A1",
        Files = files,
        Fetch = new FetchOptions { Address = new Uri(server.Url, "api/nothing/"), Listing = new Uri(server.Url, "api/nothing"), Token = () => "x" },
    };
}
