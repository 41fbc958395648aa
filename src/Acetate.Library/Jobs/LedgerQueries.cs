using Acetate.Library.Database;

namespace Acetate.Library.Jobs;

/// <summary>What the runner writes into the ledger when attempts end: each of them exactly once.</summary>
/// <remarks>
/// Every end first closes the attempt if it is still open and still this runner's. When it is not, nothing happens and the answer
/// is null: somebody took the step over in the meantime, and the step's one end is theirs.
/// </remarks>
public static class LedgerQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The step is done: keeps its output and lets go those that waited for it.</summary>
        /// <returns>The step as it is now; null when the attempt was not open, or not this runner's.</returns>
        public async Task<StepRow?> CompleteAsync(string attemptId, string runner, string output, CancellationToken cancellationToken) =>
            (await tx.CompleteAsync([new(attemptId, output)], runner, cancellationToken)).GetValueOrDefault(attemptId);

        /// <summary>Steps that are done together: keeps their outputs and lets go those that waited for them.</summary>
        /// <returns>The steps as they are now, by attempt; one that was not open, or not this runner's, is missing.</returns>
        public async Task<Dictionary<string, StepRow>> CompleteAsync(IReadOnlyCollection<StepEnd> ends, string runner, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(ends);
            var (attempts, now) = (ends.Select(end => end.AttemptId).ToArray(), tx.Now);
            var closed = (await tx.QueryAsync<ClosedAttempt>($$"""
                UPDATE attempts SET state = 'done', result = '{"$type":"done"}', ended_at = @now WHERE id {{tx.Among("attempts")}} AND runner = @runner AND state = 'running'
                RETURNING id, step_id
                """, new { attempts, runner, now }, cancellationToken)).ToDictionary(one => one.Id, one => one.StepId, StringComparer.Ordinal);
            if (closed.Count == 0) return [];
            var done = ends.Where(end => closed.ContainsKey(end.AttemptId)).ToArray();
            await tx.BulkAsync("UPDATE steps SET done = v.done, total = v.total, detail = v.detail FROM {rows} WHERE steps.id = v.step_id", done.Where(end => end.Total is not null),
                [new("step_id", BulkKind.Id, end => closed[end.AttemptId]), new("done", BulkKind.Amount, end => end.Done), new("total", BulkKind.Amount, end => end.Total), new("detail", BulkKind.Text, end => end.Detail)], cancellationToken);
            var steps = closed.Values.Texts();
            var rows = (await tx.QueryAsync<StepRow>($"""
                UPDATE steps SET state = 'done', ended_at = @now, failures = 0, losses = 0, retry_from = NULL, retry_at = NULL,
                    done = CASE WHEN total > 0 THEN total ELSE weight END, total = CASE WHEN total > 0 THEN total ELSE weight END,
                    problem_class = '', problem = '', advice = ''
                WHERE id {tx.AmongIds("steps")} RETURNING {JobQueries.ChangedStepColumns}
                """, new { steps, now }, cancellationToken)).ToDictionary(step => step.Id);
            await tx.BulkAsync("INSERT INTO step_outputs (step_id, output) SELECT v.step_id, v.output FROM {rows} WHERE 1 = 1 ON CONFLICT (step_id) DO UPDATE SET output = excluded.output",
                done, [new("step_id", BulkKind.Id, end => closed[end.AttemptId]), new("output", BulkKind.Text, end => end.Output)], cancellationToken);
            await tx.ExecuteAsync($"""
                UPDATE steps SET waits_for = waits_for - (SELECT COUNT(*) FROM step_edges e WHERE e.after_id = steps.id AND e.before_id {tx.AmongIds("steps")})
                WHERE id IN (SELECT after_id FROM step_edges WHERE before_id {tx.AmongIds("steps")})
                """, new { steps }, cancellationToken);
            await tx.ExecuteAsync($"""
                UPDATE steps SET state = 'ready', ready_at = @now
                WHERE state = 'waiting' AND waits_for = 0 AND id IN (SELECT after_id FROM step_edges WHERE before_id {tx.AmongIds("steps")})
                """, new { steps, now }, cancellationToken);
            // A function that does its work has its licence.
            var functions = rows.Values.Select(step => step.Function).Distinct(StringComparer.Ordinal).ToArray();
            await tx.ExecuteAsync($"DELETE FROM function_pauses WHERE function {tx.Among("functions")}", new { functions }, cancellationToken);
            return closed.ToDictionary(one => one.Key, one => rows[one.Value], StringComparer.Ordinal);
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

        /// <summary>The attempt was given up because its step is sooner done elsewhere: the step is tried again at once, and neither a failure nor a loss is counted.</summary>
        public async Task<StepRow?> MovedAsync(string attemptId, string runner, string reason, CancellationToken cancellationToken)
        {
            if (await CloseAsync(tx, attemptId, runner, "moved", reason, cancellationToken) is not { } stepId) return null;
            await ReleaseAsync(tx, stepId, losses: null, cancellationToken);
            return await tx.StepAsync(stepId, cancellationToken);
        }

        /// <summary>Whether an attempt at a step was given up before because it is sooner done elsewhere.</summary>
        public async Task<bool> WasMovedAsync(Guid stepId, CancellationToken cancellationToken) =>
            await tx.ScalarAsync<long>("SELECT COUNT(*) FROM attempts WHERE step_id = @stepId AND state = 'moved'", new { stepId }, cancellationToken) > 0;

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
        /// <returns>The state that it came to now; null when it is as it was.</returns>
        public async Task<JobState?> SettleJobAsync(Guid jobId, string actor, CancellationToken cancellationToken)
        {
            if (await tx.JobHeadAsync(jobId, cancellationToken) is not { } job) return null;
            var counts = (await tx.QueryAsync<StateCount>("SELECT state, COUNT(*) AS count FROM steps WHERE job_id = @jobId GROUP BY state", new { jobId }, cancellationToken))
                .ToDictionary(c => c.State, c => c.Count, StringComparer.Ordinal);
            int Of(string state) => counts.GetValueOrDefault(state);
            var all = counts.Values.Sum();
            var state = Of("done") == all ? JobState.Done
                : job.CancelledBy is not null ? Of("running") == 0 ? JobState.Cancelled : JobState.Running
                : Of("held") > 0 ? JobState.Held
                : Of("done") + Of("running") > 0 || job.StartedAt is not null ? JobState.Running
                : JobState.Waiting;
            if (state == job.State) return null;
            var ended = state is JobState.Done or JobState.Cancelled;
            await tx.ExecuteAsync("UPDATE jobs SET state = @state, ended_at = @ended WHERE id = @jobId",
                new { jobId, state = JobQueries.Word(state), ended = ended ? tx.Now : (DateTimeOffset?)null }, cancellationToken);
            if (state is JobState.Done)
                await tx.TellAsync(job, "job.done", actor, $"{job.Title}: {(all == 1 ? "its one step is" : $"all {all} steps are")} done.", null, cancellationToken);
            else if (state is JobState.Cancelled)
                await tx.TellAsync(job, "job.cancelled", job.CancelledBy!, $"{job.Title}: cancelled with {Of("done")} of {all} steps done.", null, cancellationToken);
            return state;
        }

        /// <summary>What people want of the running attempts of every job that this runner works on, other runners' attempts included.</summary>
        public Task<List<AttemptOrder>> OrdersAsync(string runner, CancellationToken cancellationToken) =>
            tx.QueryAsync<AttemptOrder>("""
                SELECT a.id AS attempt, a.runner, s.job_id, s.function, s.place, j.show, j.site, t.bytes_per_second AS site_rate, j.throttle, CASE WHEN j.cancelled_by IS NULL THEN 0 ELSE 1 END AS cancelled
                FROM attempts a JOIN steps s ON s.id = a.step_id JOIN jobs j ON j.id = s.job_id LEFT JOIN ingest_sites t ON t.show = j.show AND t.name = j.site
                WHERE a.state = 'running' AND (j.site <> '' OR s.job_id IN (SELECT s2.job_id FROM attempts a2 JOIN steps s2 ON s2.id = a2.step_id WHERE a2.runner = @runner AND a2.state = 'running'))
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

    private static Task<int> ReleaseAsync(LibraryTransaction tx, Guid stepId, int? losses, CancellationToken cancellationToken) =>
        tx.ExecuteAsync($"""
            UPDATE steps SET state = CASE WHEN (SELECT j.cancelled_by FROM jobs j WHERE j.id = steps.job_id) IS NULL THEN 'ready' ELSE 'cancelled' END,
                losses = {(losses is null ? "losses" : "CASE WHEN @losses = 0 OR done > furthest THEN @losses ELSE losses + @losses END")},
                furthest = CASE WHEN done > furthest THEN done ELSE furthest END, ready_at = @now, retry_from = NULL, retry_at = NULL
            WHERE id = @stepId
            """, new { stepId, losses = losses ?? 0, now = tx.Now }, cancellationToken);

    private sealed record ClosedAttempt
    {
        public string Id { get; init; } = "";
        public Guid StepId { get; init; }
    }

    private sealed record StateCount
    {
        public string State { get; init; } = "";
        public int Count { get; init; }
    }
}

/// <summary>An attempt whose step is done.</summary>
/// <param name="AttemptId">The attempt.</param>
/// <param name="Output">What the step gives, as JSON.</param>
public sealed record StepEnd(string AttemptId, string Output)
{
    /// <summary>Work done at last, in the function's unit; null when that is known already.</summary>
    public double? Done { get; init; }

    /// <summary>The whole of the work, in the function's unit; null when that is known already.</summary>
    public double? Total { get; init; }

    /// <summary>What the function said last about its progress, as JSON.</summary>
    public string? Detail { get; init; }
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

    /// <summary>Where it runs; empty for anywhere.</summary>
    public string Place { get; init; } = "";

    /// <summary>The job's show.</summary>
    public string Show { get; init; } = "";

    /// <summary>The site from which the job's footage comes; empty where nobody said.</summary>
    public string Site { get; init; } = "";

    /// <summary>What all uploads of that site take together, in bytes per second.</summary>
    public long? SiteRate { get; init; }

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
