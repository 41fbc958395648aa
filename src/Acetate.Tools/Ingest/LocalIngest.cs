using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Ingest.Scan;
using Acetate.Tools.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Tools.Ingest;

/// <summary>Runs ingests in this process, on this machine: the laptop on set. Killed and started again it goes on where it was.</summary>
/// <param name="library">The library.</param>
/// <param name="engine">How workers are started.</param>
/// <param name="loggers">The log; null for none.</param>
/// <param name="around">Puts something around the engine that does the work; null for nothing.</param>
/// <param name="tell">Told, in a sentence, what is being waited for; may be null.</param>
public sealed class LocalIngest(
    MediaLibrary library, LocalEngineOptions engine, ILoggerFactory? loggers = null, Func<IComputeEngine, IComputeEngine>? around = null, Action<string>? tell = null) : IAsyncDisposable
{
    private const string WayOut = "Then run the same command again: it goes on where it was and copies nothing twice. Nothing half-written has a final name.";

    private readonly ILoggerFactory log = loggers ?? NullLoggerFactory.Instance;
    private readonly LocalWork work = new(library, engine, Recorders.All) { Loggers = loggers ?? NullLoggerFactory.Instance, Around = around, Tell = tell };

    /// <summary>Starts a worker while the work is still being planned.</summary>
    public void Prepare() => work.Prepare();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => work.DisposeAsync();

    /// <summary>Works until every one of the rolls has reached a stage or waits for a person.</summary>
    /// <param name="rolls">The rolls.</param>
    /// <param name="until">The stage; what comes after it is taken up by the next run or a server.</param>
    /// <param name="progress">Told how far the running steps are; may be null.</param>
    /// <param name="cancellationToken">Stops the work in good order; it can be taken up again.</param>
    /// <returns>The rolls as they are then.</returns>
    /// <exception cref="IngestException">A disk is full, or something else that only a person can mend keeps the work from going on; or somebody cancelled it.</exception>
    public async Task<ImmutableArray<Roll>> RunAsync(IReadOnlyCollection<Guid> rolls, RollStage until, Action<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var cancelled = new List<string>();
        await WorkAsync([.. rolls.Select(r => r.ToString())], async () =>
        {
            cancelled.Clear();
            foreach (var id in rolls)
            {
                var (roll, bars, jobs) = await library.ReadAsync(async tx =>
                    (await tx.RequireRollAsync(id, cancellationToken), await tx.StagesAsync(id, cancellationToken), await tx.JobsAboutAsync(id.ToString(), cancellationToken)), cancellationToken);
                if (roll.Hold is not null || bars.Any(b => b.Stage == until && b.State == StageState.Done)) continue;
                if (jobs.Any(j => j.State is JobState.Waiting or JobState.Running) || jobs.FirstOrDefault(j => j.Kind == IngestPlan.Kind) is not { State: JobState.Cancelled } job) return false;
                cancelled.Add($"The ingest of roll {Names.Printable(roll.Name)} was cancelled by {Names.Printable(job.CancelledBy ?? "")}.");
            }

            return true;
        }, progress, cancellationToken);
        if (cancelled.Count > 0) throw new IngestException(IngestProblem.Cancelled, $"{string.Join(" ", cancelled)} Run the same command again to take it up: it goes on where it was and copies nothing twice.");
        return await library.ReadAsync(tx => NowAsync(tx, rolls, cancellationToken), cancellationToken);
    }

    /// <summary>Works until a job is done or cancelled, or waits for a person.</summary>
    /// <returns>The job as it is then.</returns>
    /// <exception cref="IngestException">There is no such job, or something that only a person can mend keeps it from going on.</exception>
    public async Task<JobRow> RunJobAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var job = await NowAsync();
        await WorkAsync([job.Subject], async () => (job = await NowAsync()) is { State: JobState.Done or JobState.Cancelled or JobState.Held }, null, cancellationToken);
        return job;

        async Task<JobRow> NowAsync() => await library.ReadAsync(tx => tx.JobAsync(jobId, cancellationToken), cancellationToken)
            ?? throw new IngestException(IngestProblem.NotFound, $"There is no job {jobId}.");
    }

    private async Task WorkAsync(string[] subjects, Func<Task<bool>> isDone, Action<JobProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await work.UntilAsync(isDone, progress, runner =>
            {
                var followUp = new IngestFollowUp(library, runner.Wake, log.CreateLogger<IngestFollowUp>());
                var standstill = new Standstill(library, runner, followUp);
                return (stop => standstill.FindAsync(subjects, stop), followUp.RunAsync);
            }, cancellationToken);
        }
        catch (WorkStoppedException problem)
        {
            throw new IngestException(problem.IsNotPermitted ? IngestProblem.NotPermitted : IngestProblem.Unavailable, $"{problem.Message} {WayOut}", problem);
        }
    }

    private static async Task<ImmutableArray<Roll>> NowAsync(LibraryTransaction tx, IReadOnlyCollection<Guid> rolls, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<Roll>();
        foreach (var id in rolls) found.Add(await tx.RequireRollAsync(id, cancellationToken));
        return found.ToImmutable();
    }
}
