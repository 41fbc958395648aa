using System.Diagnostics;
using System.Text.Json;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Tests.Station;

/// <summary>A server whose steps run on a cluster.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SlurmServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_server_does_for_a_card_is_done_on_the_cluster()
    {
        await using var cluster = await SlurmCluster.StartNewAsync();
        using var files = new TempFolder();
        var options = Path.Join(files.Path, "slurm.json");
        await File.WriteAllTextAsync(options, JsonSerializer.Serialize(new { spool = Path.Join(files.Path, "spool"), worker = new[] { Programs.Worker }, jobs = 2, coresPerJob = 2, memoryPerJobMiB = 2048 }), Stop);
        await using var bench = await StationBench.OpenAsync(variables: new() { ["ACETATE_SLURM"] = options, ["SLURM_CONF"] = cluster.Configuration });
        RemoteIngestTests.Card(bench, 300_000);

        var command = bench.Ingest("card");

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Equal((RollStage.Complete, null), (Assert.Single(await bench.RollsAsync()).Stage, (await bench.RollsAsync())[0].Hold));
        var done = Directory.GetFiles(Path.Join(files.Path, "spool"), "orders", SearchOption.AllDirectories).SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.TryGetProperty("attempt", out _))
            .Select(line => line.GetProperty("attempt").GetProperty("function").GetString()).Distinct().ToArray();
        Assert.Contains("inspect-clips", done);
        Assert.Contains("seal-folder", done);
    }

    [Fact]
    public async Task A_server_does_not_start_with_options_of_a_cluster_that_cannot_be_followed()
    {
        using var files = new TempFolder();
        var options = Path.Join(files.Path, "slurm.json");
        await File.WriteAllTextAsync(options, """{"spool": "/farm", "jbos": 3}""", Stop);

        using var server = Process.Start(new ProcessStartInfo(Programs.Server, ["--library", Path.Join(files.Path, "home"), "--listen", "http://127.0.0.1:0", "--slurm", options]) { RedirectStandardError = true })!;
        var said = await server.StandardError.ReadToEndAsync(Stop);
        await server.WaitForExitAsync(Stop);

        Assert.Equal(3, server.ExitCode);
        Assert.Contains("jbos", said, StringComparison.Ordinal);
        Assert.Contains(options, said, StringComparison.Ordinal);
    }
}
