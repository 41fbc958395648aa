using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Slurm;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Tests.Workers;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>A runner whose steps run on a real cluster.</summary>
public sealed class SlurmRunnerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_again_and_again_costs_no_step_that_runs_on_the_cluster()
    {
        await using var cluster = await SlurmCluster.StartNewAsync();
        var home = Directory.CreateTempSubdirectory("acetate-slurm-runner-").FullName;
        var output = Directory.CreateDirectory(Path.Join(home, "out")).FullName;
        var settings = new RunnerProgram.Settings(home, "", "", new SlurmOptions
        {
            Spool = Path.Join(home, "spool"),
            Worker = [Environment.ProcessPath!, TestFunctions.WorkerArgument],
            Jobs = 3,
            CoresPerJob = 2,
            MemoryPerJobMiB = 2048,
            Look = TimeSpan.FromMilliseconds(50),
            Variables = ImmutableDictionary<string, string>.Empty.Add("SLURM_CONF", cluster.Configuration),
        });
        var settingsFile = Path.Join(home, "settings.json");
        await File.WriteAllTextAsync(settingsFile, JsonSerializer.Serialize(settings), Stop);
        Guid id;
        await using (var library = await MediaLibrary.OpenAsync(settings.Options, Stop))
            id = (await library.WriteAsync(tx => tx.SubmitAsync(Plan(output), "ann", Stop), Stop)).Job.Id;

        for (var kill = 0; kill < 3; kill++)
        {
            using var killed = Process.Start(Runner())!;
            // The first when all the room there is is taken, the others soon after their start: none sees the end of what it took over.
            if (kill == 0) await UntilBegunAsync(Path.Join(home, "spool"), 6);
            else await Task.Delay(TimeSpan.FromSeconds(1), Stop);
            killed.Kill();
            await killed.WaitForExitAsync(Stop);
        }

        using var last = Process.Start(Runner())!;
        await last.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);

        Assert.Equal(0, last.ExitCode);
        await using (var after = await MediaLibrary.OpenAsync(settings.Options, Stop))
        {
            await using var tx = await after.ReadAsync(Stop);
            Assert.Equal(JobState.Done, (await tx.JobAsync(id, Stop))!.State);
            foreach (var step in (await tx.StepsAsync(id, Stop)).OrderBy(step => step.Name, StringComparer.Ordinal).Take(6))
                Assert.Equal("done", Assert.Single(await tx.AttemptsAsync(step.Id, Stop)).State);
        }

        var published = Directory.GetFiles(output, "*.published");
        Assert.Equal(10, published.Length);
        foreach (var file in published) Assert.Single(await File.ReadAllLinesAsync(file, Stop));
        Directory.Delete(home, recursive: true);

        ProcessStartInfo Runner() => new(Environment.ProcessPath!, [RunnerProgram.Argument, settingsFile]);
    }

    private static async Task UntilBegunAsync(string spool, int attempts)
    {
        for (var tries = 0; ; tries++)
        {
            var journals = Directory.Exists(spool) ? Directory.GetFiles(spool, "journal", SearchOption.AllDirectories) : [];
            var begun = journals.SelectMany(File.ReadLines).Where(line => line.Contains("\"progress\"", StringComparison.Ordinal))
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("attempt").GetString()).Distinct().Count();
            if (begun >= attempts) return;
            Assert.True(tries < 300, "The cluster began nothing within 30 s.");
            await Task.Delay(100, Stop);
        }
    }

    private static Plan Plan(string output) => new()
    {
        Key = "slurm",
        Kind = TestRecorder.TestKind,
        Title = "slurm",
        Show = "show",
        Steps = [.. Enumerable.Range(0, 10).Select(file => new Step
        {
            Name = $"write/{file:00}",
            Function = "write-file",
            Request = JsonSerializer.SerializeToElement(new TestFunctions.WriteRequest(output, $"file{file}", 60, 50), ComputeJson.Options),
            Weight = 60,
        })],
    };
}
