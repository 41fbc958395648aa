using System.Collections.Frozen;
using Acetate.Library.Audit;
using Acetate.Library.Database;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;

namespace Acetate.Library.Usage;

/// <summary>Budgets that stop new work: what may not be submitted, what is held that has not begun, and what goes on when a budget is raised.</summary>
/// <remarks>
/// A job that has begun goes on to its end: half a package is money for nothing. One that has not begun is put aside with its steps, as a step is that waits for a person
/// (<see cref="StepState.Held"/>), under a class of its own by which it is found again.
/// </remarks>
public static class BudgetQueries
{
    /// <summary>The class of the problem of steps that a budget holds.</summary>
    public const string ProblemClass = "budget";

    /// <summary>Who holds and lets go, in the audit log and in events.</summary>
    public const string Actor = "budget";

    // The footage is safe before anything else: taking in, copies, and bringing back. What proves a roll, its proxies among it, is part of its ingest.
    private static readonly FrozenSet<string> Safe = FrozenSet.Create(StringComparer.Ordinal, "ingest-roll", "archive-roll", "restore-roll", "deliver-roll");
    private static readonly string SafeList = string.Join(", ", Safe.Order(StringComparer.Ordinal).Select(kind => $"'{kind}'"));

    /// <summary>Whether jobs of a kind keep footage safe, so that no budget stops them.</summary>
    public static bool KeepsFootageSafe(string kind) => Safe.Contains(kind);

    extension(LibraryTransaction tx)
    {
        /// <summary>Why no new work of a show may begin: one sentence; null while it may. A show whose budgets stop nothing costs one look.</summary>
        public async Task<string?> WhyStoppedAsync(string show, CancellationToken cancellationToken) =>
            await tx.ShowAsync(show, cancellationToken) is { } there && there.Settings.Budget.Stops() ? (await tx.UsageAsync(there.Name, cancellationToken)).Stop : null;

        /// <summary>Refuses work of a show whose budget is used up.</summary>
        /// <exception cref="LibraryException">It is (<see cref="LibraryProblem.BudgetUsedUp"/>).</exception>
        public async Task RequireBudgetAsync(string show, CancellationToken cancellationToken)
        {
            if (await tx.WhyStoppedAsync(show, cancellationToken) is { } why) throw new LibraryException(LibraryProblem.BudgetUsedUp, why);
        }

        /// <summary>Brings a show's jobs in line with its budget: those that have not begun are held while it is used up, and go on when it is not. Wake the runner afterwards.</summary>
        /// <returns>How many jobs were held, and how many let go.</returns>
        public async Task<(int Held, int LetGo)> SettleBudgetAsync(string show, CancellationToken cancellationToken)
        {
            if (await tx.WhyStoppedAsync(show, cancellationToken) is not { } why) return (0, await LetGoAsync(tx, show, cancellationToken));
            return (await HoldAsync(tx, show, why, cancellationToken), 0);
        }

        /// <summary>Shows whose budgets stop work, or stopped some that waits.</summary>
        public async Task<List<string>> ShowsToSettleAsync(CancellationToken cancellationToken) =>
            [.. (await tx.ShowsAsync(cancellationToken)).Where(show => show.Settings.Budget.Stops()).Select(show => show.Name)
                .Union(await tx.QueryAsync<string>("SELECT DISTINCT j.show FROM steps s JOIN jobs j ON j.id = s.job_id WHERE s.state = 'held' AND s.problem_class = @held", new { held = ProblemClass }, cancellationToken), StringComparer.Ordinal)];

        /// <summary>Why a budget holds the jobs about these things, and what to do; empty where none does.</summary>
        public async Task<string> WhyHeldByBudgetAsync(string[] subjects, CancellationToken cancellationToken) =>
            await tx.FirstOrDefaultAsync<StepRow>($"SELECT {JobQueries.StepColumns} FROM steps s JOIN jobs j ON j.id = s.job_id WHERE j.subject {tx.Among("subjects")} AND s.state = 'held' AND s.problem_class = @held ORDER BY s.number LIMIT 1",
                new { subjects, held = ProblemClass }, cancellationToken) is { } step ? $"{step.Problem} {step.Advice}".Trim() : "";

        /// <summary>Refuses to try a job again that a budget holds while it is used up.</summary>
        internal async Task RequireBudgetOfHeldAsync(Guid jobId, CancellationToken cancellationToken)
        {
            if (await tx.JobAsync(jobId, cancellationToken) is { StepsHeld: > 0 } job
                && await tx.ScalarAsync<long>("SELECT COUNT(*) FROM steps WHERE job_id = @jobId AND state = 'held' AND problem_class = @held", new { jobId, held = ProblemClass }, cancellationToken) > 0)
                await tx.RequireBudgetAsync(job.Show, cancellationToken);
        }
    }

    private static async Task<int> HoldAsync(LibraryTransaction tx, string show, string why, CancellationToken cancellationToken)
    {
        var jobs = await tx.QueryAsync<JobRow>($"""
            SELECT {JobQueries.JobColumns} FROM jobs j WHERE j.show = @show AND j.state = 'waiting' AND j.started_at IS NULL AND j.cancelled_by IS NULL AND j.kind NOT IN ({SafeList})
                AND EXISTS (SELECT 1 FROM steps s WHERE s.job_id = j.id AND s.state = 'ready') ORDER BY j.submitted_at, j.id
            """, new { show }, cancellationToken);
        foreach (var job in jobs)
        {
            await tx.ExecuteAsync("UPDATE steps SET state = 'held', ended_at = @now, problem_class = @held, problem = @problem, advice = @advice WHERE job_id = @Id AND state = 'ready'",
                new { job.Id, held = ProblemClass, problem = $"Held: the budget of show {show} is used up; an owner can raise it.", advice = why, now = tx.Now }, cancellationToken);
            await tx.SettleJobAsync(job.Id, Actor, cancellationToken);
            var step = await tx.FirstOrDefaultAsync<StepRow>($"SELECT {JobQueries.StepColumns} FROM steps s WHERE s.job_id = @Id AND s.state = 'held' ORDER BY s.number LIMIT 1", new { job.Id }, cancellationToken);
            await tx.TellAsync(job, "job.held", Actor, $"{job.Title} has not begun: the budget of show {show} is used up; an owner can raise it.", step, cancellationToken);
        }

        if (jobs.Count > 0) await tx.AuditAsync(Actor, "budget.jobs-held", show, show, new { jobs = jobs.Select(job => job.Id), why }, cancellationToken);
        return jobs.Count;
    }

    private static async Task<int> LetGoAsync(LibraryTransaction tx, string show, CancellationToken cancellationToken)
    {
        var jobs = await tx.QueryAsync<JobRow>($"""
            SELECT {JobQueries.JobColumns} FROM jobs j WHERE j.show = @show AND j.state = 'held' AND EXISTS (SELECT 1 FROM steps s WHERE s.job_id = j.id AND s.state = 'held' AND s.problem_class = @held)
            ORDER BY j.submitted_at, j.id
            """, new { show, held = ProblemClass }, cancellationToken);
        foreach (var job in jobs)
        {
            await tx.ExecuteAsync("UPDATE steps SET state = 'ready', ready_at = @now, ended_at = NULL, problem_class = '', problem = '', advice = '' WHERE job_id = @Id AND state = 'held' AND problem_class = @held",
                new { job.Id, held = ProblemClass, now = tx.Now }, cancellationToken);
            await tx.SettleJobAsync(job.Id, Actor, cancellationToken);
            await tx.TellAsync(job, "job.let-go", Actor, $"{job.Title} goes on: the budget of show {show} allows it.", null, cancellationToken);
        }

        if (jobs.Count > 0) await tx.AuditAsync(Actor, "budget.jobs-let-go", show, show, new { jobs = jobs.Select(job => job.Id) }, cancellationToken);
        return jobs.Count;
    }
}
