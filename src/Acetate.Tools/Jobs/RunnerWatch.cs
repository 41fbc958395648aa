using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Jobs;
using Microsoft.Extensions.Logging;

namespace Acetate.Tools.Jobs;

/// <summary>Finds runners that are gone and gives their steps free.</summary>
/// <remarks>
/// A runner counts beats up in the ledger. Whoever watches measures with its own steady clock how long the count stands still; no
/// clock of day is ever compared, so clocks may differ and jump. On the same machine a dead process is seen at once, and of schedulers there
/// is one: the runner of an earlier one can write no more.
/// </remarks>
internal sealed partial class RunnerWatch(MediaLibrary library, LossLimit losses, JobRunnerOptions options, TimeProvider clock, ILogger logger)
{
    private readonly Dictionary<string, (long Beat, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks once.</summary>
    /// <param name="own">The runner that looks, and that answers from now on for what goes on.</param>
    /// <param name="inherited">The attempts of earlier processes that go on in the engines of this one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many steps were given free, and which attempts were taken over.</returns>
    public async Task<(int Released, ImmutableArray<string> Taken)> LookAsync(string own, ImmutableArray<string> inherited, CancellationToken cancellationToken)
    {
        var runners = await library.ReadAsync(tx => tx.RunnersAsync(cancellationToken), cancellationToken);
        var now = clock.GetTimestamp();
        var released = 0;
        var all = ImmutableArray.CreateBuilder<string>();
        foreach (var runner in runners)
        {
            if (runner.Id == own) continue;
            if (!_seen.TryGetValue(runner.Id, out var seen) || seen.Beat != runner.Beat) _seen[runner.Id] = seen = (runner.Beat, now);
            var gone = RunnerProcess.IsGone(runner.Process);
            var succeeded = runner.Epoch < options.Epoch;
            if (!gone && !succeeded && clock.GetElapsedTime(seen.Since, now) < options.Lease) continue;
            var reason = gone ? "The process that ran it ended." : succeeded ? "Another server took the work over." : "Whoever ran it gave no sign of life.";
            var (steps, taken) = await library.WriteAsync(async tx =>
            {
                var (lost, goOn) = await tx.StrikeOffAsync(runner.Id, runner.Beat, reason, own, inherited, cancellationToken);
                foreach (var step in lost)
                    if ((await losses.CheckAsync(tx, step, cancellationToken)).State is StepState.Held)
                        await tx.SettleJobAsync(step.JobId, "jobs", cancellationToken);
                return (lost, goOn);
            }, cancellationToken);
            StruckOff(runner.Id, steps.Length, taken.Length);
            released += steps.Length;
            all.AddRange(taken);
        }
        foreach (var id in _seen.Keys.Except(runners.Select(r => r.Id), StringComparer.Ordinal).ToArray()) _seen.Remove(id);
        return (released, all.ToImmutable());
    }

    [LoggerMessage(LogLevel.Warning, "Runner {Runner} is gone; {Steps} steps of it are run again, {Taken} go on")]
    private partial void StruckOff(string runner, int steps, int taken);
}
