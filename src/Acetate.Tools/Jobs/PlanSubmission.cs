using System.Diagnostics;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>Takes a plan into the ledger.</summary>
public static class PlanSubmission
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Submits a plan. A key that is known gives the job that has it, unchanged. Wake the runner after the commit.</summary>
        /// <exception cref="ArgumentException">The plan makes no sense; the message says why.</exception>
        public Task<(JobRow Job, bool IsNew)> SubmitAsync(Plan plan, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(plan);
            plan.Checked();
            return tx.SubmitJobAsync(new JobSubmission
            {
                Key = plan.Key,
                Kind = plan.Kind,
                Title = plan.Title,
                Show = plan.Show,
                Subject = plan.Subject,
                Deadline = plan.Deadline,
                Actor = actor,
                Trace = Activity.Current?.Id ?? "",
                Steps = [.. plan.Steps.Select(Submission)],
            }, cancellationToken);
        }
    }

    private static StepSubmission Submission(Step step) => new()
    {
        Name = step.Name,
        Function = step.Function,
        Request = step.Request.GetRawText(),
        Predecessors = step.Predecessors,
        Uses = step.Uses.IsDefault ? [] : step.Uses,
        Stage = step.Stage,
        Place = step.Place,
        Weight = step.Weight,
        Cores = step.Needs.Cores,
        MemoryMib = step.Needs.MemoryMiB,
        StallSeconds = step.Needs.Stall.TotalSeconds,
    };
}
