using System.Collections.Frozen;
using System.Numerics;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Microsoft.Extensions.Logging;

namespace Acetate.Tools.Jobs;

/// <summary>Writes the ends of attempts down: the attempt, the step, what it releases and the facts, in one transaction.</summary>
internal sealed partial class AttemptLedger(
    MediaLibrary library, FrozenDictionary<string, IJobRecorder> recorders, LossLimit losses, LedgerTrouble trouble, JobRunnerOptions options, TimeProvider clock, ILogger logger)
{
    private const string Actor = "jobs";
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Repeats until the ledger has them: those that came together in one transaction, which costs the disk as much as one of them. When it returns, each end is kept, or somebody else's word counts.</summary>
    public async Task KeepAsync(IReadOnlyList<(RunningAttempt Attempt, StepResult Result)> ends, CancellationToken cancellationToken)
    {
        var bugs = 0;
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await using var tx = await library.BeginAsync(cancellationToken);
                await EndAsync(tx, ends, withoutRecorder: bugs >= 3, cancellationToken);
                await tx.CommitAsync(cancellationToken);
                trouble.IsOver();
                return;
            }
            catch (LibraryException problem) when (problem.Problem is LibraryProblem.Unavailable or LibraryProblem.Busy or LibraryProblem.Full)
            {
                trouble.Note(problem, clock);
                CannotKeep(ends[0].Attempt.Id, problem.Message);
            }
            catch (LibraryException problem) when (problem.Problem is LibraryProblem.Superseded)
            {
                foreach (var (attempt, _) in ends) NotOurs(attempt.Id, attempt.Step.Name);
                return;
            }
            catch (Exception problem) when (problem is not OperationCanceledException && ends.Count > 1)
            {
                // One of them is at fault: each meets it by itself. What was kept after all is found to be.
                foreach (var end in ends) await KeepAsync([end], cancellationToken);
                return;
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                var (attempt, _) = ends[0];
                RecorderFailed(problem, attempt.Job.Kind, attempt.Step.Name);
                // Not the world but the recorder is at fault. The step's work is done and lies in the store, but nobody could
                // take note of it: a person has to know.
                if (++bugs >= 3)
                    ends = [(attempt, new StepResult.Failed(RetryClass.Data, $"The result of step {attempt.Step.Name} could not be recorded: {problem.Message}",
                        "Report it with the server's log; replay the step after the update."))];
            }
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <summary>Closes the attempts, those that are done in a few statements; then tells recorders, in the order in which the ends came, and settles the jobs.</summary>
    private async Task EndAsync(LibraryTransaction tx, IReadOnlyList<(RunningAttempt Attempt, StepResult Result)> ends, bool withoutRecorder, CancellationToken cancellationToken)
    {
        var jobs = await tx.JobHeadsAsync([.. ends.Select(end => end.Attempt.Job.Id).Distinct()], cancellationToken);
        var steps = new Dictionary<string, StepRow>(StringComparer.Ordinal);
        foreach (var ours in ends.Where(end => end.Result is StepResult.Done).GroupBy(end => end.Attempt.Runner, StringComparer.Ordinal))
            foreach (var (attempt, step) in await tx.CompleteAsync([.. ours.Select(end => Done(end.Attempt, (StepResult.Done)end.Result))], ours.Key, cancellationToken)) steps.Add(attempt, step);
        foreach (var (attempt, result) in ends.Where(end => end.Result is not StepResult.Done && jobs.ContainsKey(end.Attempt.Job.Id)))
            if (await NotDoneAsync(tx, attempt, jobs[attempt.Job.Id], result, cancellationToken) is { } step) steps.Add(attempt.Id, step);

        var kept = ends.Where(end => steps.ContainsKey(end.Attempt.Id)).ToList();
        foreach (var (attempt, _) in ends.Where(end => !steps.ContainsKey(end.Attempt.Id))) NotOurs(attempt.Id, attempt.Step.Name);
        foreach (var show in kept.GroupBy(end => end.Attempt.Job.Show, StringComparer.Ordinal))
            await tx.ChargeAsync(show.Key, show.Sum(end => end.Attempt.Step.Cores * clock.GetElapsedTime(end.Attempt.Started).TotalSeconds), cancellationToken);
        foreach (var measured in kept.Where(end => end.Result is StepResult.Done { Usage: not null }).GroupBy(end => (end.Attempt.Step.Function, end.Attempt.Step.MemoryMib)))
            await tx.AddToProfileAsync(Profile(measured.Key.Function, measured.Key.MemoryMib, [.. measured]), cancellationToken);
        foreach (var (attempt, result) in kept)
        {
            var (job, step) = (jobs[attempt.Job.Id], steps[attempt.Id]);
            if (result is StepResult.Lost) await losses.CheckAsync(tx, step, cancellationToken);
            else if (!withoutRecorder && step.State is (StepState.Done or StepState.Held or StepState.Cancelled) && recorders.TryGetValue(job.Kind, out var recorder))
                await recorder.RecordAsync(tx, job, step, result, cancellationToken);
        }

        foreach (var job in kept.Select(end => jobs[end.Attempt.Job.Id]).Distinct())
            if (await tx.SettleJobAsync(job.Id, Actor, cancellationToken) is JobState.Done && !withoutRecorder && recorders.TryGetValue(job.Kind, out var recorder))
                await recorder.JobDoneAsync(tx, job, cancellationToken);
    }

    private static StepEnd Done(RunningAttempt attempt, StepResult.Done done) => new(attempt.Id, done.Output.GetRawText())
    {
        Done = attempt.Progress?.Done,
        Total = attempt.Progress?.Total,
        Detail = attempt.Progress?.Detail?.GetRawText(),
    };

    private FunctionProfile Profile(string function, int memoryMib, IReadOnlyCollection<(RunningAttempt Attempt, StepResult Result)> ends)
    {
        var usages = ends.Select(end => ((StepResult.Done)end.Result).Usage!).ToList();
        return new()
        {
            Function = function,
            MemoryMib = memoryMib,
            Runs = ends.Count,
            Seconds = ends.Sum(end => clock.GetElapsedTime(end.Attempt.Started).TotalSeconds),
            CpuSeconds = usages.Sum(usage => usage.CpuSeconds),
            PeakMib = usages.Max(usage => usage.PeakMiB),
        };
    }

    private async Task<StepRow?> NotDoneAsync(LibraryTransaction tx, RunningAttempt attempt, JobHead job, StepResult result, CancellationToken cancellationToken)
    {
        if (attempt.Progress is { } progress)
            await tx.ReportProgressAsync(attempt.Id, progress.Done, progress.Total, progress.Detail?.GetRawText(), cancellationToken);
        if (await tx.StepAsync(attempt.Step.Id, cancellationToken) is not { } before) return null;
        return result switch
        {
            StepResult.Failed failed => await FailAsync(tx, attempt, before, job, failed, cancellationToken),
            StepResult.Cancelled when attempt.Moving is { } why && job.CancelledBy is null => await tx.MovedAsync(attempt.Id, attempt.Runner, why, cancellationToken),
            StepResult.Lost lost => await tx.LostAsync(attempt.Id, attempt.Runner, lost.Reason, cancellationToken),
            _ => await tx.StoppedAsync(attempt.Id, attempt.Runner, Json(result), cancellationToken),
        };
    }

    private async Task<StepRow?> FailAsync(
        LibraryTransaction tx, RunningAttempt attempt, StepRow step, JobHead job, StepResult.Failed failed, CancellationToken cancellationToken)
    {
        // Who got further than ever before met a new fault, not the old one again.
        var failures = step.Done > step.Furthest ? 1 : step.Failures + 1;
        var failure = new StepFailure(JobWords.Of(failed.Class), Readable(failed.Message), Readable(failed.Advice), Json(failed));
        var policy = options.Retries[failed.Class];
        if (job.CancelledBy is not null) return await tx.StoppedAsync(attempt.Id, attempt.Runner, failure.Result, cancellationToken);
        if (failed.Class is RetryClass.Licence)
        {
            // The step may go on at once; it is its function that waits, for all jobs.
            if (await tx.RetryAsync(attempt.Id, attempt.Runner, failure, failures, TimeSpan.Zero, cancellationToken) is not { } paused) return null;
            var times = await tx.PauseFunctionAsync(step.Function, failed.Message, n => policy.DelayAfter(n) ?? policy.Longest, cancellationToken);
            if (times == 1)
                await tx.TellAsync(job, "job.function-paused", Actor, $"{step.Function} waits for a licence: {failed.Message}", paused, cancellationToken);
            return paused;
        }
        if (policy.DelayAfter(failures, failed.Tries) is { } pause)
        {
            var again = await tx.RetryAsync(attempt.Id, attempt.Runner, failure, failures, pause, cancellationToken);
            // A store that is away for half an hour is one story, not thirty.
            if (again is not null && BitOperations.IsPow2(failures))
                await tx.TellAsync(job, "job.step-failed", Actor,
                    $"{job.Title}: step {step.Name} failed and is tried again in {pause.TotalSeconds:0} s. {failed.Message}", again, cancellationToken);
            return again;
        }
        var held = await tx.QuarantineAsync(attempt.Id, attempt.Runner, failure, failures, cancellationToken);
        if (held is not null)
            await tx.TellAsync(job, "job.held", Actor, $"{job.Title}: step {step.Name} waits for a person. {failed.Message}", held, cancellationToken);
        return held;
    }

    // PostgreSQL cannot keep NUL in a text, and a message may quote a damaged file.
    private static string Readable(string text) => text.Replace('\0', '\uFFFD');

    private static string Json(StepResult result) => JsonSerializer.Serialize(result, ComputeJson.Options);

    [LoggerMessage(LogLevel.Warning, "The end of attempt {Attempt} is not written down yet: {Problem}")]
    private partial void CannotKeep(string attempt, string problem);

    [LoggerMessage(LogLevel.Error, "The recorder of {Kind} failed on step {Step}")]
    private partial void RecorderFailed(Exception problem, string kind, string step);

    [LoggerMessage(LogLevel.Information, "Attempt {Attempt} at {Step} ended after it had been given up; what counts is the attempt that followed")]
    private partial void NotOurs(string attempt, string step);
}
