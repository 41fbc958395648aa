using System.Collections.Immutable;

namespace Acetate.Library.Jobs;

/// <summary>What the runner writes into the ledger: attempts begun and ended, each exactly once.</summary>
/// <remarks>
/// Every end first closes the attempt if it is still open and still this runner's. When it is not, nothing happens and the answer
/// is null: somebody took the step over in the meantime, and the step's one end is theirs.
/// </remarks>
public static class LedgerQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Steps that may begin in these places, the first few of each show and place.</summary>
        /// <remarks>
        /// A pause between tries is over when its end has come, and also when the clock stands before its beginning: a clock that was
        /// set back must not prolong it.
        /// </remarks>
        public Task<List<ReadyStep>> ReadyStepsAsync(string[] places, int perShow, CancellationToken cancellationToken) =>
            tx.QueryAsync<ReadyStep>($"""
                SELECT id, job_id, show, function, place, priority, deadline, submitted_at, ready_at, number, cores, memory_mib, stall_seconds
                FROM (SELECT s.id, s.job_id, j.show, s.function, s.place, j.priority, j.deadline, j.submitted_at, COALESCE(s.ready_at, j.submitted_at) AS ready_at,
                        s.number, s.cores, s.memory_mib, s.stall_seconds,
                        ROW_NUMBER() OVER (PARTITION BY j.show, s.place ORDER BY j.priority DESC, CASE WHEN j.deadline IS NULL THEN 1 ELSE 0 END,
                            j.deadline, j.submitted_at, j.id, s.number) AS turn
                    FROM steps s JOIN jobs j ON j.id = s.job_id
                    WHERE s.state = 'ready' AND s.place {(tx.IsPostgres ? "= ANY(@places)" : "IN @places")}
                        AND (s.retry_at IS NULL OR s.retry_at <= @now OR s.retry_from > @now)
                        AND NOT EXISTS (SELECT 1 FROM function_pauses p WHERE p.function = s.function AND p.paused_until > @now AND p.paused_from <= @now)
                    ) AS candidates
                WHERE turn <= @perShow
                """, new { places, perShow, now = tx.Now }, cancellationToken);

        /// <summary>Makes a ready step this runner's.</summary>
        /// <returns>The step as it is now, its request, and the outputs it uses, as JSON by step name; null when it is no longer ready.</returns>
        public Task<(StepRow Step, string Request, ImmutableDictionary<string, string> Outputs)?> ClaimAsync(
            Guid stepId, string attemptId, string runner, CancellationToken cancellationToken) => tx.ClaimAsync(stepId, attemptId, runner, null, cancellationToken);

        /// <summary>Makes a ready step this runner's; the first of a job notes the version with which the job begins.</summary>
        /// <returns>As above.</returns>
        public async Task<(StepRow Step, string Request, ImmutableDictionary<string, string> Outputs)?> ClaimAsync(
            Guid stepId, string attemptId, string runner, string? version, CancellationToken cancellationToken)
        {
            if (await tx.ExecuteAsync("""
                UPDATE steps SET state = 'running', attempts = attempts + 1, started_at = @now, done = 0, total = 0, detail = NULL
                WHERE id = @stepId AND state = 'ready'
                """, new { stepId, now = tx.Now }, cancellationToken) == 0) return null;
            var step = (await tx.StepAsync(stepId, cancellationToken))!;
            await tx.ExecuteAsync("""
                INSERT INTO attempts (id, step_id, number, runner, place, state, started_at) VALUES (@attemptId, @stepId, @Attempts, @runner, @Place, 'running', @now)
                """, new { attemptId, stepId, step.Attempts, runner, step.Place, now = tx.Now }, cancellationToken);
            await tx.ExecuteAsync("UPDATE jobs SET started_at = COALESCE(started_at, @now), version = COALESCE(version, @version), state = CASE WHEN state = 'waiting' THEN 'running' ELSE state END WHERE id = @JobId",
                new { step.JobId, version, now = tx.Now }, cancellationToken);
            return (step, (await tx.RequestAsync(stepId, cancellationToken))!, await OutputsAsync(tx, step, cancellationToken));
        }

        /// <summary>An attempt that this runner has taken over and that goes on: what it was given when it was claimed; null when it is another's.</summary>
        public async Task<(StepRow Step, string Request, ImmutableDictionary<string, string> Outputs)?> ClaimedAsync(string attemptId, string runner, CancellationToken cancellationToken)
        {
            if (await tx.ScalarAsync<Guid?>("SELECT step_id FROM attempts WHERE id = @attemptId AND runner = @runner AND state = 'running'", new { attemptId, runner }, cancellationToken) is not { } stepId) return null;
            var step = (await tx.StepAsync(stepId, cancellationToken))!;
            return (step, (await tx.RequestAsync(stepId, cancellationToken))!, await OutputsAsync(tx, step, cancellationToken));
        }

        /// <summary>The step is done: keeps its output and lets go those that waited for it.</summary>
        public async Task<StepRow?> CompleteAsync(string attemptId, string runner, string result, string output, CancellationToken cancellationToken)
        {
            if (await CloseAsync(tx, attemptId, runner, "done", result, cancellationToken) is not { } stepId) return null;
            await tx.ExecuteAsync("""
                UPDATE steps SET state = 'done', ended_at = @now, failures = 0, losses = 0, retry_from = NULL, retry_at = NULL,
                    done = CASE WHEN total > 0 THEN total ELSE weight END, total = CASE WHEN total > 0 THEN total ELSE weight END,
                    problem_class = '', problem = '', advice = ''
                WHERE id = @stepId
                """, new { stepId, now = tx.Now }, cancellationToken);
            await tx.ExecuteAsync("""
                INSERT INTO step_outputs (step_id, output) VALUES (@stepId, @output) ON CONFLICT (step_id) DO UPDATE SET output = excluded.output
                """, new { stepId, output }, cancellationToken);
            await tx.ExecuteAsync("UPDATE steps SET waits_for = waits_for - 1 WHERE id IN (SELECT after_id FROM step_edges WHERE before_id = @stepId)",
                new { stepId }, cancellationToken);
            await tx.ExecuteAsync("""
                UPDATE steps SET state = 'ready', ready_at = @now
                WHERE state = 'waiting' AND waits_for = 0 AND id IN (SELECT after_id FROM step_edges WHERE before_id = @stepId)
                """, new { stepId, now = tx.Now }, cancellationToken);
            var step = (await tx.StepAsync(stepId, cancellationToken))!;
            await tx.ExecuteAsync("DELETE FROM function_pauses WHERE function = @Function", new { step.Function }, cancellationToken);
            return step;
        }

        /// <summary>The attempt failed and the step is tried again after a pause.</summary>
        /// <param name="attemptId">The attempt.</param>
        /// <param name="runner">Who answers for it.</param>
        /// <param name="failure">What went wrong.</param>
        /// <param name="failures">The failures in a row, this one included.</param>
        /// <param name="pause">How long to wait.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        public async Task<StepRow?> RetryAsync(
            string attemptId, string runner, StepFailure failure, int failures, TimeSpan pause, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(failure);
            if (await CloseAsync(tx, attemptId, runner, "failed", failure.Result, cancellationToken) is not { } stepId) return null;
            await tx.ExecuteAsync("""
                UPDATE steps SET state = 'ready', failures = @failures, losses = 0, retry_from = @now, retry_at = @until, ready_at = @until,
                    furthest = CASE WHEN done > furthest THEN done ELSE furthest END, problem_class = @Class, problem = @Message, advice = @Advice
                WHERE id = @stepId
                """, new { stepId, failures, failure.Class, failure.Message, failure.Advice, now = tx.Now, until = tx.Now + pause }, cancellationToken);
            return await tx.StepAsync(stepId, cancellationToken);
        }

        /// <summary>The attempt failed and the step is put aside for a person, with its inputs.</summary>
        public async Task<StepRow?> QuarantineAsync(
            string attemptId, string runner, StepFailure failure, int failures, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(failure);
            if (await CloseAsync(tx, attemptId, runner, "failed", failure.Result, cancellationToken) is not { } stepId) return null;
            await tx.ExecuteAsync("""
                UPDATE steps SET state = 'held', failures = @failures, ended_at = @now, problem_class = @Class, problem = @Message, advice = @Advice,
                    furthest = CASE WHEN done > furthest THEN done ELSE furthest END
                WHERE id = @stepId
                """, new { stepId, failures, failure.Class, failure.Message, failure.Advice, now = tx.Now }, cancellationToken);
            return await tx.StepAsync(stepId, cancellationToken);
        }

        /// <summary>The attempt was stopped: the step is cancelled with its job, or else tried again at once.</summary>
        public async Task<StepRow?> StoppedAsync(string attemptId, string runner, string result, CancellationToken cancellationToken)
        {
            if (await CloseAsync(tx, attemptId, runner, "cancelled", result, cancellationToken) is not { } stepId) return null;
            await ReleaseAsync(tx, stepId, losses: 0, cancellationToken);
            return await tx.StepAsync(stepId, cancellationToken);
        }

        /// <summary>Nobody saw how the attempt ended: the step is tried again at once, and it is not counted as a failure.</summary>
        public async Task<StepRow?> LostAsync(string attemptId, string runner, string reason, CancellationToken cancellationToken)
        {
            if (await CloseAsync(tx, attemptId, runner, "lost", reason, cancellationToken) is not { } stepId) return null;
            await ReleaseAsync(tx, stepId, losses: 1, cancellationToken);
            return await tx.StepAsync(stepId, cancellationToken);
        }

        /// <summary>Puts a ready step aside because too many attempts at it ended without anybody seeing how.</summary>
        /// <returns>The step as it is then; null when it was not ready.</returns>
        public async Task<StepRow?> SuspectAsync(Guid stepId, StepFailure failure, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(failure);
            return await tx.ExecuteAsync("""
                UPDATE steps SET state = 'held', ended_at = @now, problem_class = @Class, problem = @Message, advice = @Advice WHERE id = @stepId AND state = 'ready'
                """, new { stepId, failure.Class, failure.Message, failure.Advice, now = tx.Now }, cancellationToken) == 0
                ? null
                : await tx.StepAsync(stepId, cancellationToken);
        }

        /// <summary>Writes progress down. Of an attempt that has ended meanwhile, nothing is kept.</summary>
        public Task ReportProgressAsync(string attemptId, double done, double total, string? detail, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("""
                UPDATE steps SET done = @done, total = @total, detail = @detail
                WHERE id = (SELECT step_id FROM attempts WHERE id = @attemptId AND state = 'running') AND state = 'running'
                """, new { attemptId, done, total, detail }, cancellationToken);

        /// <summary>Pauses a function for everybody because its licence is not free.</summary>
        /// <returns>How often in a row it was paused, this time included.</returns>
        public async Task<int> PauseFunctionAsync(string function, string reason, Func<int, TimeSpan> pause, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(pause);
            var failures = 1 + await tx.ScalarAsync<int>("SELECT failures FROM function_pauses WHERE function = @function", new { function }, cancellationToken);
            await tx.ExecuteAsync("""
                INSERT INTO function_pauses (function, paused_from, paused_until, failures, reason) VALUES (@function, @now, @until, @failures, @reason)
                ON CONFLICT (function) DO UPDATE SET paused_from = @now, paused_until = @until, failures = @failures, reason = @reason
                """, new { function, failures, reason, now = tx.Now, until = tx.Now + pause(failures) }, cancellationToken);
            return failures;
        }

        /// <summary>Brings a job's state in line with its steps, and tells when it changed for good.</summary>
        public async Task SettleJobAsync(Guid jobId, string actor, CancellationToken cancellationToken)
        {
            if (await tx.JobAsync(jobId, cancellationToken) is not { } job) return;
            var counts = (await tx.QueryAsync<StateCount>("SELECT state, COUNT(*) AS count FROM steps WHERE job_id = @jobId GROUP BY state", new { jobId }, cancellationToken))
                .ToDictionary(c => c.State, c => c.Count, StringComparer.Ordinal);
            int Of(string state) => counts.GetValueOrDefault(state);
            var state = Of("done") == job.Steps ? JobState.Done
                : job.CancelledBy is not null ? Of("running") == 0 ? JobState.Cancelled : JobState.Running
                : Of("held") > 0 ? JobState.Held
                : Of("done") + Of("running") > 0 || job.StartedAt is not null ? JobState.Running
                : JobState.Waiting;
            if (state == job.State) return;
            var ended = state is JobState.Done or JobState.Cancelled;
            await tx.ExecuteAsync("UPDATE jobs SET state = @state, ended_at = @ended WHERE id = @jobId",
                new { jobId, state = JobQueries.Word(state), ended = ended ? tx.Now : (DateTimeOffset?)null }, cancellationToken);
            if (state is JobState.Done)
                await tx.TellAsync(job, "job.done", actor, $"{job.Title}: {(job.Steps == 1 ? "its one step is" : $"all {job.Steps} steps are")} done.", null, cancellationToken);
            else if (state is JobState.Cancelled)
                await tx.TellAsync(job, "job.cancelled", job.CancelledBy!, $"{job.Title}: cancelled with {Of("done")} of {job.Steps} steps done.", null, cancellationToken);
        }

        /// <summary>What people want of the running attempts of every job that this runner works on, other runners' attempts included.</summary>
        public Task<List<AttemptOrder>> OrdersAsync(string runner, CancellationToken cancellationToken) =>
            tx.QueryAsync<AttemptOrder>("""
                SELECT a.id AS attempt, a.runner, s.job_id, s.function, j.throttle, CASE WHEN j.cancelled_by IS NULL THEN 0 ELSE 1 END AS cancelled
                FROM attempts a JOIN steps s ON s.id = a.step_id JOIN jobs j ON j.id = s.job_id
                WHERE a.state = 'running' AND s.job_id IN (SELECT s2.job_id FROM attempts a2 JOIN steps s2 ON s2.id = a2.step_id WHERE a2.runner = @runner AND a2.state = 'running')
                """, new { runner }, cancellationToken);

        /// <summary>The ids of a runner's running attempts.</summary>
        public Task<List<string>> RunningOfAsync(string runner, CancellationToken cancellationToken) =>
            tx.QueryAsync<string>("SELECT id FROM attempts WHERE runner = @runner AND state = 'running'", new { runner }, cancellationToken);

        /// <summary>The state of the queue, for the meters.</summary>
        public async Task<QueueState> QueueStateAsync(CancellationToken cancellationToken)
        {
            var steps = await tx.FirstOrDefaultAsync<QueueState>("""
                SELECT COALESCE(SUM(CASE WHEN state = 'ready' THEN 1 ELSE 0 END), 0) AS ready, COALESCE(SUM(CASE WHEN state = 'running' THEN 1 ELSE 0 END), 0) AS running,
                    COALESCE(SUM(CASE WHEN state = 'held' THEN 1 ELSE 0 END), 0) AS held
                FROM steps WHERE state IN ('ready', 'running', 'held')
                """, null, cancellationToken);
            var oldest = await tx.ScalarAsync<DateTimeOffset?>("SELECT MIN(ready_at) FROM steps WHERE state = 'ready'", null, cancellationToken);
            var deadline = await tx.ScalarAsync<DateTimeOffset?>("SELECT MIN(deadline) FROM jobs WHERE state IN ('waiting', 'running', 'held') AND deadline IS NOT NULL", null, cancellationToken);
            return (steps ?? new()) with
            {
                OldestAge = oldest is { } since && since < tx.Now ? tx.Now - since : TimeSpan.Zero,
                DeadlineSlack = deadline - tx.Now,
            };
        }
    }

    /// <summary>Closes an attempt that is open and this runner's; the answer is its step.</summary>
    private static async Task<Guid?> CloseAsync(
        LibraryTransaction tx, string attemptId, string runner, string state, string? result, CancellationToken cancellationToken) =>
        await tx.ExecuteAsync("UPDATE attempts SET state = @state, result = @result, ended_at = @now WHERE id = @attemptId AND runner = @runner AND state = 'running'",
            new { attemptId, runner, state, result, now = tx.Now }, cancellationToken) == 0
            ? null
            : await tx.ScalarAsync<Guid>("SELECT step_id FROM attempts WHERE id = @attemptId", new { attemptId }, cancellationToken);

    private static async Task<ImmutableDictionary<string, string>> OutputsAsync(LibraryTransaction tx, StepRow step, CancellationToken cancellationToken)
    {
        var outputs = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in System.Text.Json.JsonSerializer.Deserialize<string[]>(step.Uses)!)
            outputs[name] = await tx.OutputAsync(step.JobId, name, cancellationToken)
                ?? throw new InvalidOperationException($"Step {step.Name} of job {step.JobId} was released before '{name}' was done.");
        return outputs.ToImmutable();
    }

    private static Task<int> ReleaseAsync(LibraryTransaction tx, Guid stepId, int losses, CancellationToken cancellationToken) =>
        tx.ExecuteAsync("""
            UPDATE steps SET state = CASE WHEN (SELECT j.cancelled_by FROM jobs j WHERE j.id = steps.job_id) IS NULL THEN 'ready' ELSE 'cancelled' END,
                losses = CASE WHEN @losses = 0 OR done > furthest THEN @losses ELSE losses + @losses END,
                furthest = CASE WHEN done > furthest THEN done ELSE furthest END, ready_at = @now, retry_from = NULL, retry_at = NULL
            WHERE id = @stepId
            """, new { stepId, losses, now = tx.Now }, cancellationToken);

    private sealed record StateCount
    {
        public string State { get; init; } = "";
        public int Count { get; init; }
    }
}

/// <summary>Why an attempt failed, as the ledger keeps it.</summary>
/// <param name="Class">Transient, capacity, licence or data, in lower case.</param>
/// <param name="Message">What went wrong: one sentence.</param>
/// <param name="Advice">What a person can do.</param>
/// <param name="Result">The whole result as JSON.</param>
public sealed record StepFailure(string Class, string Message, string Advice, string Result);

/// <summary>What people want of a running attempt.</summary>
public sealed record AttemptOrder
{
    /// <summary>The attempt.</summary>
    public required string Attempt { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Runner { get; init; }

    /// <summary>Its job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>Its function.</summary>
    public required string Function { get; init; }

    /// <summary>The job's rate.</summary>
    public long? Throttle { get; init; }

    /// <summary>1 when the job is to stop.</summary>
    public int Cancelled { get; init; }
}

/// <summary>The state of the queue.</summary>
public sealed record QueueState
{
    /// <summary>Steps that may begin.</summary>
    public int Ready { get; init; }

    /// <summary>Steps that run.</summary>
    public int Running { get; init; }

    /// <summary>Steps in quarantine.</summary>
    public int Held { get; init; }

    /// <summary>How long the step that waits longest could have begun.</summary>
    public TimeSpan OldestAge { get; init; }

    /// <summary>The time to the earliest deadline of an unfinished job; negative when it has passed, null without one.</summary>
    public TimeSpan? DeadlineSlack { get; init; }
}
