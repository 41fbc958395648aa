using System.Diagnostics;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Tests.Kill;
using Acetate.Tests.Workers;
using Acetate.Tools.Jobs;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>Runners and workers are killed with SIGKILL at random instants; in the end everything is as if nothing had happened.</summary>
public sealed class KillTests
{
    private const int Jobs = 6;
    private const int Files = 4;
    private const int Lines = 15;

    [Theory]
    [InlineData(false, 1, 10, 2026_1121_1)]
    [InlineData(false, 1, 24, 2026_1121_3, Traits = ["kind", "thorough"])]
    [InlineData(true, 2, 8, 2026_1121_2)]
    public async Task After_kills_at_random_instants_every_job_ends_as_if_nothing_had_happened(bool postgres, int runners, int killsEach, ulong seed)
    {
        var home = Directory.CreateTempSubdirectory("acetate-kill-").FullName;
        var output = Directory.CreateDirectory(Path.Join(home, "out")).FullName;
        var settings = new RunnerProgram.Settings(home, postgres ? (await PostgresServer.SharedAsync()).ConnectionString : "", postgres ? PostgresServer.NewSchema() : "");
        var settingsFile = Path.Join(home, "settings.json");
        await File.WriteAllTextAsync(settingsFile, JsonSerializer.Serialize(settings), TestContext.Current.CancellationToken);
        var ids = new List<Guid>();
        await using (var library = await MediaLibrary.OpenAsync(settings.Options, CancellationToken.None))
            for (var job = 0; job < Jobs; job++)
                ids.Add((await library.WriteAsync(tx => tx.SubmitAsync(Plan(job, output), "ann", CancellationToken.None), CancellationToken.None)).Job.Id);

        var reports = await Task.WhenAll(Enumerable.Range(0, runners).Select(n => KillLoop.RunAsync(new()
        {
            Start = () => new ProcessStartInfo(Environment.ProcessPath!, [RunnerProgram.Argument, settingsFile]),
            IsWorker = line => line.Contains(TestFunctions.WorkerArgument, StringComparison.Ordinal),
            Kills = killsEach,
            Seed = seed + (ulong)n,
            Shortest = TimeSpan.FromMilliseconds(100),
            Longest = TimeSpan.FromMilliseconds(600),
            Limit = TimeSpan.FromMinutes(3),
        }, TestContext.Current.CancellationToken)));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(" | ", reports.Select(r => r with { Output = "" })));
        Assert.All(reports, r => Assert.True(r.ExitCode == 0, r.Output));
        Assert.True(reports.Sum(r => r.Kills) >= killsEach * runners / 2, "The work was done before it could be disturbed: give it more.");
        await using var after = await MediaLibrary.OpenAsync(settings.Options, CancellationToken.None);
        await using var tx = await after.ReadAsync(CancellationToken.None);
        foreach (var id in ids)
        {
            Assert.Equal(JobState.Done, (await tx.JobAsync(id, CancellationToken.None))!.State);
            foreach (var step in await tx.StepsAsync(id, CancellationToken.None))
            {
                var attempts = await tx.AttemptsAsync(step.Id, CancellationToken.None);
                Assert.Single(attempts, a => a.State == "done");
                Assert.DoesNotContain(attempts, a => a.State == "running");
                Assert.Equal(Enumerable.Range(1, attempts.Length), attempts.Select(a => a.Number));
            }
            Assert.Equal(string.Join('+', Enumerable.Range(0, Files).Select(f => $$"""write/{{f}}={"name":"{{id2(f)}}","lines":{{Lines}}}""")),
                JsonDocument.Parse((await tx.OutputAsync(id, "join", CancellationToken.None))!).RootElement.GetProperty("text").GetString());

            string id2(int f) => FileName(ids.IndexOf(id), f);
        }
        var recorded = (await EventsAsync(tx)).Where(e => e.Kind == "test.recorded").Select(e => (e.Job, e.Message)).ToList();
        Assert.Equal(Jobs * (Files + 1), recorded.Count);
        Assert.Equal(recorded.Count, recorded.Distinct().Count());
        Assert.Equal(
            Enumerable.Range(0, Jobs).SelectMany(j => Enumerable.Range(0, Files).Select(f => FileName(j, f))).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(output).Select(Path.GetFileName).Where(n => !n!.EndsWith(".published", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var file in Directory.EnumerateFiles(output, "*.txt"))
            Assert.Equal(Enumerable.Range(0, Lines).Select(l => $"{Path.GetFileName(file)} line {l}"), await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken));
        Assert.Empty(await tx.RunnersAsync(CancellationToken.None));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(home, "work")));
        await tx.DisposeAsync();
        Directory.Delete(home, recursive: true);
    }

    private static string FileName(int job, int file) => $"{job}-{file}.txt";

    private static Acetate.Compute.Plan Plan(int job, string output) => PlanOf($"job/{job}",
    [
        .. Enumerable.Range(0, Files).Select(f => Step($"write/{f}", "write-file",
            new TestFunctions.WriteRequest(output, FileName(job, f), Lines, 15))),
        Step("join", "join", new { separator = "+" }) with { Uses = [.. Enumerable.Range(0, Files).Select(f => $"write/{f}")] },
    ]);
}
