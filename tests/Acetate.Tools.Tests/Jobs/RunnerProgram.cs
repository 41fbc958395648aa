using System.Collections.Frozen;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Compute.Slurm;
using Acetate.Library;
using Acetate.Library.Database;
using Acetate.Library.Jobs;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>A whole runner as a process of its own: it works until every job of the library is done. The kill tests kill it.</summary>
internal static class RunnerProgram
{
    public const string Argument = "--as-runner";

    /// <param name="Home">The library's folder.</param>
    /// <param name="Postgres">A connection string; empty for SQLite.</param>
    /// <param name="Schema">The schema in PostgreSQL.</param>
    /// <param name="Slurm">The cluster; null for this machine.</param>
    internal sealed record Settings(string Home, string Postgres, string Schema, SlurmOptions? Slurm = null)
    {
        public LibraryOptions Options => LibraryOptions.InFolder(Home) is var options && Postgres.Length == 0
            ? options
            : options with { Database = DatabaseOptions.Postgres(Postgres, Schema) };
    }

    public static async Task<int> RunAsync(string file)
    {
        var settings = JsonSerializer.Deserialize<Settings>(await File.ReadAllTextAsync(file))!;
        await using var library = await MediaLibrary.OpenAsync(settings.Options, CancellationToken.None);
        await using IComputeEngine engine = settings.Slurm is { } cluster ? new SlurmEngine(cluster) : new LocalProcessEngine(JobRunnerTests.LocalOptions(settings.Home) with { Cores = 1 });
        using var runner = new JobRunner(library, [engine], [new TestRecorder()], RunnerHarness.Quick with
        {
            // The same worker may be hit several times running; nobody should have to replay it for that.
            Retries = RunnerHarness.Quick.Retries.ToDictionary(r => r.Key, r => r.Key is RetryClass.Transient ? r.Value with { Tries = 100 } : r.Value).ToFrozenDictionary(),
        });
        using var end = new CancellationTokenSource();
        var run = runner.RunAsync(end.Token);
        while (await library.ReadAsync(async tx => (await tx.JobsAsync(null, null, 1000, end.Token)).Any(j => j.State is not JobState.Done), end.Token))
            await Task.Delay(100);
        await end.CancelAsync();
        await run;
        return 0;
    }
}
