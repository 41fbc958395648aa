using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Library;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Tools.Jobs;

/// <summary>Runs jobs in this process, on this machine, for a command that somebody waits for. Killed and started again it goes on where it was.</summary>
/// <param name="library">The library.</param>
/// <param name="engine">How workers are started.</param>
/// <param name="recorders">Who turns results into facts of the library.</param>
public sealed class LocalWork(MediaLibrary library, LocalEngineOptions engine, ImmutableArray<IJobRecorder> recorders) : IAsyncDisposable
{
    // Only for what other processes do: what happens in this one is heard of at once.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private LocalProcessEngine? prepared;

    /// <summary>The log; none by default.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Puts something around the engine that does the work; null for nothing.</summary>
    public Func<IComputeEngine, IComputeEngine>? Around { get; init; }

    /// <summary>Told, in a sentence, what is being waited for; may be null.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Starts a worker while the work is still being planned. Where none can be started, that is said when the work begins.</summary>
    public void Prepare()
    {
        try
        {
            prepared ??= Pool();
            prepared.Prepare();
        }
        catch (WorkStoppedException)
        {
            // It is said when the work begins.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref prepared, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Works until something is done.</summary>
    /// <param name="subjects">What it is about, as jobs name it.</param>
    /// <param name="isDone">Whether it is done; asked after every change.</param>
    /// <param name="progress">Told how far the running steps are; may be null.</param>
    /// <param name="cancellationToken">Stops the work in good order; it can be taken up again.</param>
    /// <exception cref="WorkStoppedException">A disk is full, or something else that only a person can mend keeps the work from going on.</exception>
    public Task UntilAsync(string[] subjects, Func<Task<bool>> isDone, Action<JobProgress>? progress, CancellationToken cancellationToken) => UntilAsync(isDone, progress, runner =>
    {
        var standstill = new JobStandstill(library, runner);
        return (async stop => (await standstill.FindAsync(subjects, stop)).Found, null);
    }, cancellationToken);

    /// <summary>Works until something is done, with work of another kind beside that of the workers.</summary>
    /// <param name="isDone">Whether it is done; asked after every change.</param>
    /// <param name="progress">Told how far the running steps are; may be null.</param>
    /// <param name="beside">Given the runner, says how to find what keeps the work from going on, and what else runs as long as it does; null for nothing.</param>
    /// <param name="cancellationToken">Stops the work in good order.</param>
    internal async Task UntilAsync(
        Func<Task<bool>> isDone, Action<JobProgress>? progress, Func<JobRunner, (Func<CancellationToken, Task<ImmutableArray<Obstacle>>> Obstacles, Func<CancellationToken, Task>? Work)> beside, CancellationToken cancellationToken)
    {
        var pool = Interlocked.Exchange(ref prepared, null) ?? Pool();
        await using var local = Around?.Invoke(pool) ?? pool;
        using var runner = new JobRunner(library, [local], recorders, logger: Loggers.CreateLogger<JobRunner>());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (obstacles, other) = beside(runner);
        var told = new HashSet<string>(StringComparer.Ordinal);
        List<Task> work = [runner.RunAsync(end.Token)];
        if (other is not null) work.Add(other(end.Token));
        if (progress is not null) work.Add(ListenAsync(runner, progress, end.Token));
        try
        {
            while (true)
            {
                var change = runner.ChangeAsync();
                if (await isDone()) return;
                foreach (var obstacle in await obstacles(cancellationToken))
                {
                    // Somebody waits for this command; a server would simply wait until it is mended.
                    if (obstacle.NeedsPerson) throw new WorkStoppedException(obstacle.Message);
                    if (told.Add(obstacle.Message)) Tell?.Invoke($"{obstacle.Message} It is tried again until it works.");
                }

                var ended = await Task.WhenAny(Task.WhenAny(work), change, Task.Delay(Look, TimeProvider.System, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                if (ended is Task<Task> first) await await first;
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private LocalProcessEngine Pool()
    {
        try
        {
            return new LocalProcessEngine(engine, library.Clock, Loggers.CreateLogger<LocalProcessEngine>());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkStoppedException($"The workers' folder {engine.ScratchRoot} cannot be written: {problem.Message} Make room there, or give this user the right to write.", problem) { IsNotPermitted = problem is UnauthorizedAccessException };
        }
    }

    private static async Task ListenAsync(JobRunner runner, Action<JobProgress> progress, CancellationToken cancellationToken)
    {
        await foreach (var item in runner.ProgressAsync(cancellationToken)) progress(item);
    }
}

/// <summary>Work stands still until a person has done something. The message says what it is and what to do.</summary>
public sealed class WorkStoppedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether this user lacks a right.</summary>
    public bool IsNotPermitted { get; init; }
}
