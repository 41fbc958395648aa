using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>Turns the results of one kind of plan into facts of the library.</summary>
/// <remarks>
/// Called inside the transaction that commits the attempt, so a fact and its step are kept together or not at all. It must do
/// nothing but read and write that transaction: when the database goes away the whole is done again. Ends that came together are kept
/// together: the ledger knows all of them when the first one is recorded.
/// </remarks>
public interface IJobRecorder
{
    /// <summary>The <see cref="Plan.Kind"/> it records.</summary>
    string Kind { get; }

    /// <summary>A step begins, for the first time or again. By default nothing is recorded.</summary>
    Task BegunAsync(LibraryTransaction tx, JobHead job, StepRow step, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last step of a job is done, and everything was recorded. By default nothing is.</summary>
    Task JobDoneAsync(LibraryTransaction tx, JobHead job, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A step came to its end: it is done, or it was put aside (<see cref="StepState.Held"/>), or cancelled with its job.</summary>
    /// <param name="tx">The transaction that commits the attempt.</param>
    /// <param name="job">The job as it was before.</param>
    /// <param name="step">The step as it is now.</param>
    /// <param name="result">How the attempt ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken);
}
