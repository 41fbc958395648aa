using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library.Database;
using Acetate.Library.Usage;

namespace Acetate.Library.Jobs;

/// <summary>Jobs and their steps: submitting, reading, and what people may ask of them.</summary>
public static class JobQueries
{
    internal const string HeadColumns = """
        j.id, j.key, j.kind, j.title, j.show, j.subject, j.deadline, j.priority, j.state, j.throttle, j.trace,
        j.submitted_by, j.submitted_at, j.started_at, j.ended_at, j.cancelled_by, j.version
        """;

    internal const string JobColumns = $"""
        {HeadColumns},
        (SELECT COUNT(*) FROM steps s WHERE s.job_id = j.id) AS steps,
        (SELECT COUNT(*) FROM steps s WHERE s.job_id = j.id AND s.state = 'done') AS steps_done,
        (SELECT COUNT(*) FROM steps s WHERE s.job_id = j.id AND s.state = 'held') AS steps_held,
        (SELECT COALESCE(SUM(s.weight), 0.0) FROM steps s WHERE s.job_id = j.id) AS weight,
        (SELECT COALESCE(SUM(CASE WHEN s.state = 'done' THEN s.weight WHEN s.total > 0 AND s.done < s.total THEN s.weight * s.done / s.total
            WHEN s.total > 0 THEN s.weight ELSE 0.0 END), 0.0) FROM steps s WHERE s.job_id = j.id) AS weight_done
        """;

    internal const string StepColumns = """
        s.id, s.job_id, s.number, s.name, s.function, s.stage, s.place, s.uses, s.weight, s.cores, s.memory_mib, s.stall_seconds,
        s.state, s.waits_for, s.attempts, s.failures, s.losses, s.retry_at, s.done, s.total, s.furthest, s.detail,
        s.problem_class, s.problem, s.advice, s.ready_at, s.started_at, s.ended_at, s.exclusive_key
        """;

    /// <summary>The same as what a statement gives back that changes steps: SQLite knows no other name for the table there.</summary>
    internal static readonly string ChangedStepColumns = StepColumns.Replace("s.", "", StringComparison.Ordinal);

    extension(LibraryTransaction tx)
    {
        /// <summary>Takes a job into the ledger. A key that is known gives the job that has it, unchanged.</summary>
        public async Task<(JobRow Job, bool IsNew)> SubmitJobAsync(JobSubmission submission, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(submission);
            if (await tx.JobByKeyAsync(submission.Key, cancellationToken) is { } known) return (known, false);
            var id = Guid.CreateVersion7(tx.Now);
            await tx.ExecuteAsync("""
                INSERT INTO jobs (id, key, kind, title, show, subject, deadline, priority, state, throttle, trace, submitted_by, submitted_at)
                VALUES (@id, @Key, @Kind, @Title, @Show, @Subject, @Deadline, 0, 'waiting', NULL, @Trace, @Actor, @now)
                """,
                new { id, submission.Key, submission.Kind, submission.Title, submission.Show, submission.Subject, submission.Deadline, submission.Trace, submission.Actor, now = tx.Now },
                cancellationToken);
            await InsertStepsAsync(tx, id, submission.Steps, cancellationToken);
            await tx.NoteKeysAsync(submission.Steps.Select(step => step.Key).OfType<StepKey>(), cancellationToken);
            var job = (await tx.JobAsync(id, cancellationToken))!;
            await tx.TellAsync(job, "job.submitted", submission.Actor, $"{job.Title}: {(job.Steps == 1 ? "one step was" : $"{job.Steps} steps were")} planned.", null, cancellationToken);
            return (job, true);
        }

        /// <summary>A job, or null.</summary>
        public Task<JobRow?> JobAsync(Guid id, CancellationToken cancellationToken) =>
            tx.FirstOrDefaultAsync<JobRow>($"SELECT {JobColumns} FROM jobs j WHERE j.id = @id", new { id }, cancellationToken);

        /// <summary>A job without what its steps add up to, or null.</summary>
        public Task<JobHead?> JobHeadAsync(Guid id, CancellationToken cancellationToken) =>
            tx.FirstOrDefaultAsync<JobHead>($"SELECT {HeadColumns} FROM jobs j WHERE j.id = @id", new { id }, cancellationToken);

        /// <summary>Jobs without what their steps add up to, by id; those that there are not are missing.</summary>
        public async Task<Dictionary<Guid, JobHead>> JobHeadsAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<JobHead>($"SELECT {HeadColumns} FROM jobs j WHERE j.id {tx.AmongIds("ids")}", new { ids = ids.Texts() }, cancellationToken)).ToDictionary(job => job.Id);

        /// <summary>The job with this idempotency key, or null.</summary>
        public Task<JobRow?> JobByKeyAsync(string key, CancellationToken cancellationToken) =>
            tx.FirstOrDefaultAsync<JobRow>($"SELECT {JobColumns} FROM jobs j WHERE j.key = @key", new { key }, cancellationToken);

        /// <summary>Jobs about a thing, newest first.</summary>
        public async Task<ImmutableArray<JobRow>> JobsAboutAsync(string subject, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<JobRow>(
                $"SELECT {JobColumns} FROM jobs j WHERE j.subject = @subject AND j.subject <> '' ORDER BY j.submitted_at DESC, j.id DESC", new { subject }, cancellationToken)];

        /// <summary>Jobs, newest first.</summary>
        /// <param name="show">Only of this show; null for all.</param>
        /// <param name="state">Only in this state; null for all.</param>
        /// <param name="limit">At most this many.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        public async Task<ImmutableArray<JobRow>> JobsAsync(string? show, JobState? state, int limit, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<JobRow>(
                $"SELECT {JobColumns} FROM jobs j WHERE {(show is null ? "1 = 1" : "j.show = @show")} AND {(state is null ? "1 = 1" : "j.state = @state")} "
                + "ORDER BY j.submitted_at DESC, j.id DESC LIMIT @limit",
                new { show, state = state is { } s ? Word(s) : "", limit }, cancellationToken)];

        /// <summary>Jobs of some shows, or of all, newest first, from a place in the list on; and how many there are.</summary>
        public Task<(ImmutableArray<JobRow> Jobs, int Total)> JobsNewestFirstAsync(string[]? shows, JobState? state, int offset, int limit, CancellationToken cancellationToken) =>
            PageAsync(tx, shows, state, "ORDER BY j.submitted_at DESC, j.id DESC", offset, limit, cancellationToken);

        /// <summary>Jobs by what they ask of a person: held, running, waiting, each by deadline, then those that are over, newest first; and how many there are.</summary>
        /// <param name="shows">Only of these shows; null for all.</param>
        /// <param name="state">Only in this state; null for all.</param>
        /// <param name="offset">How many jobs stand before the first one wanted.</param>
        /// <param name="limit">At most this many.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        public Task<(ImmutableArray<JobRow> Jobs, int Total)> JobsByNeedAsync(string[]? shows, JobState? state, int offset, int limit, CancellationToken cancellationToken) =>
            PageAsync(tx, shows, state, """
                ORDER BY CASE j.state WHEN 'held' THEN 0 WHEN 'running' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END,
                    CASE WHEN j.state IN ('held', 'running', 'waiting') AND j.deadline IS NOT NULL THEN 0 ELSE 1 END,
                    CASE WHEN j.state IN ('held', 'running', 'waiting') THEN j.deadline END, j.submitted_at DESC, j.id DESC
                """, offset, limit, cancellationToken);

        /// <summary>Steps of a job in the order of its plan, from a place in it on.</summary>
        public async Task<ImmutableArray<StepRow>> StepsAsync(Guid jobId, int offset, int limit, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<StepRow>(
                $"SELECT {StepColumns} FROM steps s WHERE s.job_id = @jobId ORDER BY s.number LIMIT @limit OFFSET @offset", new { jobId, offset, limit }, cancellationToken)];

        /// <summary>The steps of a job in the order of its plan.</summary>
        public async Task<ImmutableArray<StepRow>> StepsAsync(Guid jobId, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<StepRow>($"SELECT {StepColumns} FROM steps s WHERE s.job_id = @jobId ORDER BY s.number", new { jobId }, cancellationToken)];

        /// <summary>One step, or null.</summary>
        public Task<StepRow?> StepAsync(Guid stepId, CancellationToken cancellationToken) =>
            tx.FirstOrDefaultAsync<StepRow>($"SELECT {StepColumns} FROM steps s WHERE s.id = @stepId", new { stepId }, cancellationToken);

        /// <summary>The request of a step, as JSON; null when there is no such step.</summary>
        public Task<string?> RequestAsync(Guid stepId, CancellationToken cancellationToken) =>
            tx.ScalarAsync<string>("SELECT request FROM step_requests WHERE step_id = @stepId", new { stepId }, cancellationToken);

        /// <summary>The output of a step that is done, as JSON; null when it is not done.</summary>
        public Task<string?> OutputAsync(Guid stepId, CancellationToken cancellationToken) =>
            tx.ScalarAsync<string>("SELECT output FROM step_outputs WHERE step_id = @stepId", new { stepId }, cancellationToken);

        /// <summary>The output of a step by its name, as JSON; null when it is not done.</summary>
        public Task<string?> OutputAsync(Guid jobId, string step, CancellationToken cancellationToken) =>
            tx.ScalarAsync<string>("SELECT o.output FROM steps s JOIN step_outputs o ON o.step_id = s.id WHERE s.job_id = @jobId AND s.name = @step", new { jobId, step }, cancellationToken);

        /// <summary>The attempts at a step, first one first.</summary>
        public async Task<ImmutableArray<AttemptRow>> AttemptsAsync(Guid stepId, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<AttemptRow>(
                "SELECT id, step_id, number, runner, place, state, result, started_at, ended_at FROM attempts WHERE step_id = @stepId ORDER BY number",
                new { stepId }, cancellationToken)];

        /// <summary>Moves a job ahead within its show (higher first) or back.</summary>
        /// <returns>False when there is no such job.</returns>
        public async Task<bool> SetPriorityAsync(Guid jobId, int priority, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync("UPDATE jobs SET priority = @priority WHERE id = @jobId", new { jobId, priority }, cancellationToken) > 0;

        /// <summary>Gives all transfers of a job together a rate in bytes per second; null for as fast as possible. Counts at once.</summary>
        /// <returns>False when there is no such job.</returns>
        public async Task<bool> SetThrottleAsync(Guid jobId, long? bytesPerSecond, CancellationToken cancellationToken)
        {
            if (bytesPerSecond is { } rate) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate, nameof(bytesPerSecond));
            return await tx.ExecuteAsync("UPDATE jobs SET throttle = @bytesPerSecond WHERE id = @jobId", new { jobId, bytesPerSecond }, cancellationToken) > 0;
        }

        /// <summary>Stops a job: steps that have not begun never do, running ones are told to stop.</summary>
        /// <returns>False when there is no such job, or it has ended already.</returns>
        public async Task<bool> CancelJobAsync(Guid jobId, string actor, CancellationToken cancellationToken)
        {
            if (await tx.ExecuteAsync("UPDATE jobs SET cancelled_by = @actor WHERE id = @jobId AND state NOT IN ('done', 'cancelled')", new { jobId, actor }, cancellationToken) == 0)
                return false;
            await tx.ExecuteAsync("UPDATE steps SET state = 'cancelled', ended_at = @now WHERE job_id = @jobId AND state IN ('waiting', 'ready', 'held')",
                new { jobId, now = tx.Now }, cancellationToken);
            await tx.SettleJobAsync(jobId, actor, cancellationToken);
            return true;
        }

        /// <summary>Takes a job out of the ledger as if it had never been submitted, as long as nothing of it has begun.</summary>
        /// <returns>False when there is no such job, or a step of it has begun.</returns>
        public async Task<bool> WithdrawJobAsync(Guid jobId, string actor, CancellationToken cancellationToken)
        {
            // A step is claimed in a transaction of its own: either it is seen here, or it finds no step.
            var job = await tx.JobAsync(jobId, cancellationToken);
            if (job is null || await tx.ExecuteAsync("DELETE FROM jobs WHERE id = @jobId AND started_at IS NULL", new { jobId }, cancellationToken) == 0) return false;
            await tx.TellAsync(job, "job.withdrawn", actor, $"{job.Title}: withdrawn before a step had begun.", null, cancellationToken);
            return true;
        }

        /// <summary>Lets the steps of a job that could begin now wait; a person may still change their mind.</summary>
        public Task PauseJobAsync(Guid jobId, TimeSpan pause, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("UPDATE steps SET retry_from = @now, retry_at = @until, ready_at = @until WHERE job_id = @jobId AND state = 'ready'",
                new { jobId, now = tx.Now, until = tx.Now + pause }, cancellationToken);

        /// <summary>Takes what is held or cancelled up again, with all tries anew, and takes a cancellation back that is not carried out yet. What is done stays done.</summary>
        /// <returns>The number of steps taken up, running ones that were to stop included; 0 when there is nothing to do.</returns>
        /// <exception cref="LibraryException">Its show's budget holds it and is used up.</exception>
        public async Task<int> ReplayJobAsync(Guid jobId, string actor, CancellationToken cancellationToken)
        {
            await tx.RequireBudgetOfHeldAsync(jobId, cancellationToken);
            var count = await tx.ExecuteAsync($"""
                UPDATE steps SET {Anew} WHERE job_id = @jobId AND state IN ('held', 'cancelled')
                """, new { jobId, now = tx.Now }, cancellationToken);
            // Whoever runs a step of a job that was to stop may be gone: nobody carries the cancellation out before that is noticed.
            count += await tx.ScalarAsync<int>("SELECT COUNT(*) FROM steps s JOIN jobs j ON j.id = s.job_id WHERE j.id = @jobId AND j.cancelled_by IS NOT NULL AND s.state = 'running'",
                new { jobId }, cancellationToken);
            if (count == 0) return 0;
            await tx.ExecuteAsync("UPDATE jobs SET cancelled_by = NULL, ended_at = NULL, state = 'running' WHERE id = @jobId", new { jobId }, cancellationToken);
            await tx.SettleJobAsync(jobId, actor, cancellationToken);
            if (await tx.JobAsync(jobId, cancellationToken) is { } job)
                await tx.TellAsync(job, "job.replayed", actor, $"{job.Title}: {count} steps are tried again.", null, cancellationToken);
            return count;
        }

        /// <summary>Lets the steps of a job that wait to be tried again begin at once, with all tries anew: whatever was in their way, somebody says it is gone.</summary>
        public Task HurryJobAsync(Guid jobId, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("UPDATE steps SET retry_from = NULL, retry_at = NULL, ready_at = @now, failures = 0 WHERE job_id = @jobId AND state = 'ready' AND retry_at IS NOT NULL",
                new { jobId, now = tx.Now }, cancellationToken);

        /// <summary>Gives a step that is not done another request and place. An attempt that runs by the old ones is given up, and its word no longer counts.</summary>
        public async Task RedirectStepAsync(StepRow step, string request, string place, string reason, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(step);
            foreach (var attempt in await tx.AttemptsAsync(step.Id, cancellationToken))
                await tx.LostAsync(attempt.Id, attempt.Runner, reason, cancellationToken);
            if (await tx.ExecuteAsync("UPDATE steps SET place = @place WHERE id = @Id AND state <> 'done'", new { step.Id, place }, cancellationToken) > 0)
                await tx.PutRequestAsync(step.Id, request, cancellationToken);
        }

        /// <summary>Whether a step of the jobs about these things runs or can begin now; and when not, one that waits to be tried again, for want of room before all others.</summary>
        public async Task<(bool Moves, StepRow? Waits)> StandstillAsync(string[] subjects, CancellationToken cancellationToken)
        {
            var mine = $"FROM steps s JOIN jobs j ON j.id = s.job_id WHERE j.subject {tx.Among("subjects")}";
            if (await tx.ScalarAsync<long>($"""
                SELECT COUNT(*) {mine} AND (s.state = 'running' OR (s.state = 'ready' AND (s.retry_at IS NULL OR s.retry_at <= @now OR s.retry_from > @now)))
                """, new { subjects, now = tx.Now }, cancellationToken) > 0) return (true, null);
            return (false, await tx.FirstOrDefaultAsync<StepRow>($"""
                SELECT {StepColumns} {mine} AND s.state = 'ready' ORDER BY CASE WHEN s.problem_class = 'capacity' THEN 0 ELSE 1 END, j.submitted_at, s.number LIMIT 1
                """, new { subjects }, cancellationToken));
        }

        private Task<int> PutRequestAsync(Guid stepId, string request, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("UPDATE step_requests SET request = @request WHERE step_id = @stepId", new { stepId, request }, cancellationToken);

        /// <summary>Takes one held step up again, perhaps with a corrected request.</summary>
        /// <returns>False when there is no such step or it is not held.</returns>
        /// <exception cref="LibraryException">Its show's budget holds it and is used up.</exception>
        public async Task<bool> ReplayStepAsync(Guid stepId, string? request, string actor, CancellationToken cancellationToken)
        {
            if (await tx.StepAsync(stepId, cancellationToken) is { ProblemClass: BudgetQueries.ProblemClass } held) await tx.RequireBudgetOfHeldAsync(held.JobId, cancellationToken);
            if (await tx.ExecuteAsync($"""
                UPDATE steps SET {Anew} WHERE id = @stepId AND state = 'held'
                """, new { stepId, now = tx.Now }, cancellationToken) == 0) return false;
            if (request is not null)
                await tx.PutRequestAsync(stepId, request, cancellationToken);
            var step = (await tx.StepAsync(stepId, cancellationToken))!;
            await tx.SettleJobAsync(step.JobId, actor, cancellationToken);
            var job = (await tx.JobAsync(step.JobId, cancellationToken))!;
            await tx.TellAsync(job, "job.replayed", actor, $"{job.Title}: step {step.Name} is tried again.", step, cancellationToken);
            return true;
        }

        /// <summary>Steps in quarantine, oldest first.</summary>
        public async Task<ImmutableArray<StepRow>> HeldStepsAsync(int limit, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<StepRow>($"SELECT {StepColumns} FROM steps s WHERE s.state = 'held' ORDER BY s.ended_at, s.id LIMIT @limit", new { limit }, cancellationToken)];
    }

    private static async Task<(ImmutableArray<JobRow> Jobs, int Total)> PageAsync(
        LibraryTransaction tx, string[]? shows, JobState? state, string order, int offset, int limit, CancellationToken cancellationToken)
    {
        if (shows is []) return ([], 0);
        var where = $"{(shows is null ? "1 = 1" : $"j.show {tx.Among("shows")}")} AND {(state is null ? "1 = 1" : "j.state = @state")}";
        var given = new { shows = shows ?? [], state = state is { } s ? Word(s) : "", offset, limit };
        // The page is cut out first: what is counted for each job is counted for the jobs of the page only.
        return ([.. await tx.QueryAsync<JobRow>($"SELECT {JobColumns} FROM (SELECT * FROM jobs j WHERE {where} {order} LIMIT @limit OFFSET @offset) j {order}", given, cancellationToken)],
            await tx.ScalarAsync<int>($"SELECT COUNT(*) FROM jobs j WHERE {where}", given, cancellationToken));
    }

    internal static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private const string Anew = """
        state = CASE WHEN waits_for = 0 THEN 'ready' ELSE 'waiting' END, failures = 0, losses = 0, retry_from = NULL, retry_at = NULL,
        ready_at = CASE WHEN waits_for = 0 THEN @now ELSE NULL END, ended_at = NULL, problem_class = '', problem = '', advice = ''
        """;

    private static async Task InsertStepsAsync(
        LibraryTransaction tx, Guid jobId, ImmutableArray<StepSubmission> steps, CancellationToken cancellationToken)
    {
        var ids = steps.ToDictionary(s => s.Name, _ => Guid.CreateVersion7(tx.Now), StringComparer.Ordinal);
        for (var number = 0; number < steps.Length; number++)
        {
            var step = steps[number];
            await tx.ExecuteAsync("""
                INSERT INTO steps (id, job_id, number, name, function, stage, place, uses, weight, cores, memory_mib, stall_seconds,
                    state, waits_for, attempts, failures, losses, done, total, furthest, problem_class, problem, advice, ready_at, exclusive_key)
                VALUES (@Id, @JobId, @Number, @Name, @Function, @Stage, @Place, @Uses, @Weight, @Cores, @MemoryMib, @StallSeconds,
                    @State, @WaitsFor, 0, 0, 0, 0, 0, 0, '', '', '', @ReadyAt, @ExclusiveKey)
                """,
                new
                {
                    Id = ids[step.Name],
                    JobId = jobId,
                    Number = number,
                    step.Name,
                    step.Function,
                    step.Stage,
                    step.Place,
                    Uses = JsonSerializer.Serialize(step.Uses),
                    step.Weight,
                    step.Cores,
                    step.MemoryMib,
                    step.StallSeconds,
                    State = step.Predecessors.IsEmpty ? "ready" : "waiting",
                    WaitsFor = step.Predecessors.Length,
                    ReadyAt = step.Predecessors.IsEmpty ? tx.Now : (DateTimeOffset?)null,
                    ExclusiveKey = step.Key?.Name ?? "",
                }, cancellationToken);
            await tx.ExecuteAsync("INSERT INTO step_requests (step_id, request) VALUES (@Id, @Request)", new { Id = ids[step.Name], step.Request }, cancellationToken);
        }
        foreach (var step in steps)
            foreach (var before in step.Predecessors)
                await tx.ExecuteAsync("INSERT INTO step_edges (before_id, after_id) VALUES (@before, @after)",
                    new { before = ids[before], after = ids[step.Name] }, cancellationToken);
    }
}
