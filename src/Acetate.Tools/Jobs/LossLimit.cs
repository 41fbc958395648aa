using System.Collections.Frozen;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>Puts steps aside that seem to end whoever runs them.</summary>
internal sealed class LossLimit(FrozenDictionary<string, IJobRecorder> recorders, JobRunnerOptions options)
{
    /// <summary>The step as it is after its loss was counted: perhaps it is held now, and recorded as such.</summary>
    public async Task<StepRow> CheckAsync(LibraryTransaction tx, StepRow step, CancellationToken cancellationToken)
    {
        if (step.State is not StepState.Ready || step.Losses < options.MostLosses
            || await tx.JobAsync(step.JobId, cancellationToken) is not { } job) return step;
        var failed = new StepResult.Failed(RetryClass.Data,
            $"Step {step.Name} was begun {step.Losses} times, and each time whoever ran it ended without a word.",
            "Look into the machine's log (memory, crashes, power), then try again.");
        if (await tx.SuspectAsync(step.Id, new(JobWords.Of(failed.Class), failed.Message, failed.Advice, ""), cancellationToken) is not { } held) return step;
        await tx.TellAsync(job, "job.held", "jobs", $"{job.Title}: step {step.Name} waits for a person. {failed.Message}", held, cancellationToken);
        if (recorders.TryGetValue(job.Kind, out var recorder)) await recorder.RecordAsync(tx, job, held, failed, cancellationToken);
        return held;
    }
}
