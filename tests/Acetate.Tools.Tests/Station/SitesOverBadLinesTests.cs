using System.Text.Json;
using Acetate.Library.Rolls;
using Acetate.Tests.Links;

namespace Acetate.Tools.Tests.Station;

/// <summary>Several sites, each at the end of a line of its own with delay and losses, into one library.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SitesOverBadLinesTests
{
    private static readonly LinkTerms Lossy = new() { BitsPerSecond = 100_000_000 };
    private static readonly LinkTerms Clean = new() { BitsPerSecond = 100_000_000, Delay = TimeSpan.FromMilliseconds(10), Loss = 0 };

    [Fact]
    public async Task A_site_is_held_to_its_rate_while_another_is_not_and_lines_that_are_cut_cost_nothing()
    {
        await using var set = Open(Lossy);
        await using var stage = Open(Clean);
        await using var bench = await StationBench.OpenAsync(hosts: [set.Here, stage.Here]);
        Card(bench, "set", "A001", 20 << 20);
        Card(bench, "stage", "A002", 12 << 20);
        await SitesAsync(bench, "set", "set", "--rate", "50kB");

        var fromSet = bench.IngestAt(set, "set", "--site", "set");
        var fromStage = bench.IngestAt(stage, "stage", "--site", "stage");
        await StationBench.UntilAsync(() => stage.FromSite.Bytes > 2 << 20, "the upload from the stage is under way");
        await CutAsync(stage);
        Assert.True(await fromStage.EndAsync() == 0, fromStage.Error + fromStage.Output);

        // At this rate it would take seven minutes.
        Assert.False(File.Exists(Path.Join(bench.Home, "store", Stored("A001"))));
        var seen = await SeenAsync(bench);
        Assert.Equal([("set", 50_000L), ("stage", null)], seen.Select(site => (site.GetProperty("name").GetString()!, Rate(site))));
        Assert.Equal([1, 0], seen.Select(site => site.GetProperty("openJobs").GetInt32()));
        await SitesAsync(bench, "set", "set", "--rate", "none", "--priority", "3");
        var before = set.FromSite.Bytes;
        await StationBench.UntilAsync(() => set.FromSite.Bytes - before > 4 << 20, "the upload from the set goes on with all that the line gives");
        await CutAsync(set);

        Assert.True(await fromSet.EndAsync() == 0, fromSet.Error + fromSet.Output);
        Assert.True(set.FromSite.Lost > 0, "the line lost nothing");
        Assert.Equal([RollStage.Complete, RollStage.Complete], (await bench.RollsAsync()).Select(roll => roll.Stage));
        Assert.True(bench.IsStored("set/A001/S001T001.WAV", Stored("A001")));
        Assert.True(bench.IsStored("stage/A002/S001T001.WAV", Stored("A002")));
    }

    [Theory, Trait("kind", "thorough")]
    [InlineData("0", 0.01)]
    [InlineData("1", 0.05)]
    public async Task A_command_that_is_killed_on_a_bad_line_goes_on_and_the_card_is_whole(string bbr, double loss)
    {
        await using var set = Open(Lossy with { Loss = loss });
        await using var bench = await StationBench.OpenAsync(hosts: [set.Here], variables: new() { ["ACETATE_BBR"] = bbr });
        Card(bench, "set", "A001", 40 << 20);
        var killed = bench.IngestAt(set, "set");
        await bench.UntilBytesArriveAsync(10 << 20);
        await killed.KillAsync();

        var again = bench.IngestAt(set, "set", "--json");

        Assert.True(await again.EndAsync(180) == 0, again.Error + again.Output);
        Assert.Equal("resumed", again.Json.GetProperty("rolls")[0].GetProperty("outcome").GetString());
        Assert.True(bench.IsStored("set/A001/S001T001.WAV", Stored("A001")));
    }

    private static SiteLink Open(LinkTerms terms)
    {
        if (SiteLink.WhyNot() is { } missing) Corpus.Lacks(missing);
        return SiteLink.Start(terms);
    }

    private static async Task CutAsync(SiteLink site)
    {
        site.IsCut = true;
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        site.IsCut = false;
    }

    private static void Card(StationBench bench, string folder, string roll, int bytes)
    {
        bench.Folder.Write($"{folder}/{roll}/{roll}C001_260511_R2EC.txt", 10_000);
        bench.Folder.Write($"{folder}/{roll}/S001T001.WAV", bytes);
    }

    private static string Stored(string roll) => $"film/20260511_MU/Sound_Media/{roll}/S001T001.WAV";

    private static async Task SitesAsync(StationBench bench, string verb, string site, params string[] more)
    {
        var command = bench.Cli(["sites", verb, site, "--show", "film", "--server", bench.Url, .. more], new() { ["ACETATE_TOKEN"] = bench.Admin });
        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
    }

    private static async Task<List<JsonElement>> SeenAsync(StationBench bench)
    {
        var command = bench.Cli(["sites", "list", "--show", "film", "--server", bench.Url, "--json"], new() { ["ACETATE_TOKEN"] = bench.Admin });
        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        return [.. command.Json.GetProperty("sites").EnumerateArray()];
    }

    private static long? Rate(JsonElement site) => site.TryGetProperty("bytesPerSecond", out var rate) && rate.ValueKind == JsonValueKind.Number ? rate.GetInt64() : null;
}
