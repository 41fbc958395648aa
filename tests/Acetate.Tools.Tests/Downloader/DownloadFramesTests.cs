using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Acetate.Cli;
using Acetate.Mhl.Disk;
using Acetate.Tools.Tests.Server;

namespace Acetate.Tools.Tests.Downloader;

/// <summary>Rolls of a file for each frame come in packs, are published by hundreds, and are read back while more comes: each file is proven by itself all the same.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class DownloadFramesTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    // Long enough to be written past the page cache, with an end that is not, and more than are published together.
    private static readonly (string Path, int Length)[] Frames = [.. Enumerable.Range(0, 700).Select(i => ($"f{i:0000}.ari", 70_001 + i))];

    private readonly DownloadBench bench = new(server);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_command_that_is_stopped_between_packs_leaves_only_whole_files_and_goes_on_with_those_that_lack()
    {
        await bench.RollAsync("F101", Frames);
        var token = await bench.TokenFileAsync("stopped");
        await using var proxy = new FaultyProxy(server.Url.Port);
        var url = $"http://127.0.0.1:{proxy.Port}";
        string[] wish = ["--show", "film", "--layout", "{roll}", "--unit", "F101"];
        using var stop = new CancellationTokenSource();
        proxy.Choose = line =>
        {
            // Packs of later frames break off as often as they are asked for, until the first have their names: then the command is stopped.
            if (Packs().Match(line) is not { Success: true } pack || int.Parse(pack.Groups[1].Value, CultureInfo.InvariantCulture) < 200) return new Fault.None();
            if (Named().Count > 0) stop.Cancel();
            return new Fault.CutAnswer(1_000);
        };

        var stopped = await bench.RunAsync(token, folder.Path, wish, url, stop.Token);
        var there = Named();
        foreach (var path in there) AssertSame("F101", path);
        var asked = new List<string>();
        proxy.Choose = line =>
        {
            lock (asked) asked.Add(line);
            return new Fault.None();
        };
        var again = await bench.RunAsync(token, folder.Path, [.. wish, "--json"], url);

        Assert.Equal(ExitCode.Cancelled, stopped.Code);
        Assert.InRange(there.Count, 1, Frames.Length - 1);
        Assert.True(again.Code == ExitCode.Done, again.Output + again.Error);
        var lacking = Frames.Where(frame => !there.Contains(frame.Path)).Sum(frame => (long)frame.Length);
        Assert.Equal(lacking, JsonNode.Parse(again.Output)!["folders"]![0]!["fetched"]!.GetValue<long>());
        Assert.Contains(asked, line => line.Contains("/pack?files=", StringComparison.Ordinal));
        Assert.Equal(Frames.Select(frame => frame.Path), DownloadBench.FilesIn(Path.Join(folder.Path, "F101")));
        foreach (var (path, _) in Frames) AssertSame("F101", path);
        Assert.True((await (await MhlFolder.OpenAsync(Path.Join(folder.Path, "F101"))).VerifyAsync(new VerifyOptions())).IsIntact);

        List<string> Named() => [.. DownloadBench.FilesIn(Path.Join(folder.Path, "F101")).Where(path => !path.Contains(".acetate-", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_frame_that_came_wrong_shorter_or_not_at_all_is_named_and_spoils_none_beside_it()
    {
        await bench.RollAsync("F102", Frames);
        var token = await bench.TokenFileAsync("wrong");
        var flipped = bench.Stored("F102", "f0100.ari");
        var bytes = File.ReadAllBytes(flipped);
        bytes[^1] ^= 1;
        File.WriteAllBytes(flipped, bytes);
        using (var cut = File.OpenWrite(bench.Stored("F102", "f0300.ari"))) cut.SetLength(50_000);
        File.Delete(bench.Stored("F102", "f0500.ari"));

        var (code, output, error) = await bench.RunAsync(token, folder.Path, ["--show", "film", "--layout", "{roll}", "--unit", "F102", "--json"]);

        Assert.True(code == ExitCode.Found, output + error);
        var roll = JsonNode.Parse(output)!["folders"]![0]!;
        var faults = roll["faults"]!.AsArray();
        Assert.Equal(["f0100.ari", "f0300.ari", "f0500.ari"], faults.Select(fault => fault!["path"]!.GetValue<string>()));
        Assert.Equal(["mismatch", "size-differs", "vanished"], faults.Select(fault => fault!["verdict"]!.GetValue<string>()));
        Assert.Contains("The server sent other bytes than the library knows of it, twice.", faults[0]!["message"]!.GetValue<string>());
        Assert.Equal(Frames.Length - 3, roll["files"]!.GetValue<int>());
        Assert.Null(roll["seal"]);
        Assert.Equal(Frames.Select(frame => frame.Path).Except(["f0100.ari", "f0300.ari", "f0500.ari"]), DownloadBench.FilesIn(Path.Join(folder.Path, "F102")));
        foreach (var path in DownloadBench.FilesIn(Path.Join(folder.Path, "F102"))) AssertSame("F102", path);
    }

    [GeneratedRegex(@"/pack\?files=(\d+)")]
    private static partial Regex Packs();

    private void AssertSame(string roll, string path) =>
        Assert.True(File.ReadAllBytes(Path.Join(folder.Path, roll, path)).AsSpan().SequenceEqual(File.ReadAllBytes(bench.Stored(roll, path))), path);
}
