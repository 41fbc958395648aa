using System.Diagnostics;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Usage;

namespace Acetate.Tools.Jobs;

/// <summary>Takes a plan into the ledger.</summary>
public static class PlanSubmission
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Submits a plan. A key that is known gives the job that has it, unchanged. Wake the runner after the commit.</summary>
        /// <exception cref="ArgumentException">The plan makes no sense; the message says why.</exception>
        /// <exception cref="LibraryException">It is new, and the show's budget is used up and stops new work.</exception>
        public async Task<(JobRow Job, bool IsNew)> SubmitAsync(Plan plan, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(plan);
            if (!BudgetQueries.KeepsFootageSafe(plan.Kind) && await tx.WhyStoppedAsync(plan.Show, cancellationToken) is { } why && await tx.JobByKeyAsync(plan.Key, cancellationToken) is null)
                throw new LibraryException(LibraryProblem.BudgetUsedUp, why);
            return await tx.KeepAsync(plan, actor, cancellationToken);
        }

        /// <summary>Submits a plan that nobody asks for at this moment: where the show's budget is used up, it is taken all the same and held.</summary>
        /// <exception cref="ArgumentException">The plan makes no sense; the message says why.</exception>
        public async Task<(JobRow Job, bool IsNew)> SubmitOrHoldAsync(Plan plan, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(plan);
            var kept = await tx.KeepAsync(plan, actor, cancellationToken);
            return kept.IsNew && !BudgetQueries.KeepsFootageSafe(plan.Kind) && (await tx.SettleBudgetAsync(plan.Show, cancellationToken)).Held > 0
                ? ((await tx.JobAsync(kept.Job.Id, cancellationToken))!, true) : kept;
        }

        private Task<(JobRow Job, bool IsNew)> KeepAsync(Plan plan, string actor, CancellationToken cancellationToken)
        {
            plan.Checked();
            var licences = new DecoderLicences();
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
                Steps = [.. plan.Steps.Select(step => Submission(step, step.Key ?? licences.KeyOf(step)))],
            }, cancellationToken);
        }
    }

    private static StepSubmission Submission(Step step, ExclusiveKey? key) => new()
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
        Key = key is null ? null : new(key.Name, key.Width, key.Label),
    };
}
