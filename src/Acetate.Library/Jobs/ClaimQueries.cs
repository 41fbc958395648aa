using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library.Database;

namespace Acetate.Library.Jobs;

/// <summary>Which steps may begin, and making them one's own.</summary>
public static class ClaimQueries
{
    // A pause between tries is over when its end has come, and also when the clock stands before its beginning: a clock that was set back must not prolong it.
    private const string MayBegin = """
        s.state = 'ready' AND (s.retry_at IS NULL OR s.retry_at <= @now OR s.retry_from > @now)
            AND NOT EXISTS (SELECT 1 FROM function_pauses p WHERE p.function = s.function AND p.paused_until > @now AND p.paused_from <= @now)
        """;

    extension(LibraryTransaction tx)
    {
        /// <summary>Steps that may begin in these places, the first few of each show and place in the order of their turns.</summary>
        /// <param name="places">Where there is room.</param>
        /// <param name="perShow">How many of each show and place.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <remarks>What it costs grows with the jobs that are open and with what is found, not with the steps that wait: it is asked many times a second.</remarks>
        public async Task<List<ReadyStep>> ReadyStepsAsync(string[] places, int perShow, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(places);
            var found = new List<ReadyStep>();
            var free = (await tx.WantedKeysAsync(cancellationToken)).Where(key => key.Room > 0).ToDictionary(key => key.Name, key => key.Room, StringComparer.Ordinal);
            foreach (var show in (await OpenJobsAsync(tx, places, ["", .. free.Keys], cancellationToken)).GroupBy(job => job.Show, StringComparer.Ordinal))
            {
                // No more steps with a key than may begin, or they would stand before all others.
                var room = new Dictionary<string, int>(free, StringComparer.Ordinal);
                var missing = places.ToDictionary(place => place, _ => perShow, StringComparer.Ordinal);
                foreach (var job in show.OrderByDescending(job => job.Priority).ThenBy(job => job.Deadline ?? DateTimeOffset.MaxValue).ThenBy(job => job.SubmittedAt).ThenBy(job => job.Id))
                {
                    if (missing.Count == 0) break;
                    found.AddRange((await FirstStepsAsync(tx, job, missing, room, cancellationToken)).Select(step => step with { KeyRoom = free.GetValueOrDefault(step.ExclusiveKey) }));
                }
            }

            return found;
        }

        /// <summary>Makes a ready step this runner's; the first of a job notes the version with which the job begins.</summary>
        /// <returns>What is to be done; null when the step is no longer ready, or its key is not free.</returns>
        public async Task<Claim?> ClaimAsync(Guid stepId, string attemptId, string runner, string? version, CancellationToken cancellationToken) =>
            (await tx.ClaimAsync([(stepId, attemptId)], runner, version, cancellationToken)) is [var claim] ? claim : null;

        /// <summary>Makes ready steps this runner's, all in a few statements; the first of a job notes the version with which the job begins.</summary>
        /// <param name="chosen">Each step with the id of the attempt at it.</param>
        /// <param name="runner">Who answers for them.</param>
        /// <param name="version">The version of Acetate that works; null when that does not matter.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>What is to be done, in the order of what was chosen; steps that are no longer ready are missing, and those whose exclusive key is not free.</returns>
        public async Task<ImmutableArray<Claim>> ClaimAsync(
            IReadOnlyCollection<(Guid StepId, string AttemptId)> chosen, string runner, string? version, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(chosen);
            var now = tx.Now;
            var steps = (await BeginAsync(chosen.Select(one => one.StepId), "exclusive_key || '' = ''")).ToDictionary(step => step.Id);
            // Whoever writes has the library to itself: what is free here stays free until these have begun.
            if (steps.Count < chosen.Count && await tx.WithFreeKeysAsync([.. chosen.Select(one => one.StepId).Where(id => !steps.ContainsKey(id))], cancellationToken) is { Count: > 0 } keyed)
                foreach (var step in await BeginAsync(keyed, "exclusive_key || '' <> ''")) steps.Add(step.Id, step);
            if (steps.Count == 0) return [];
            var taken = chosen.Where(one => steps.ContainsKey(one.StepId)).ToArray();
            await tx.BulkAsync("""
                INSERT INTO attempts (id, step_id, number, runner, place, state, started_at)
                SELECT v.id, v.step_id, v.number, v.runner, v.place, 'running', v.started_at FROM {rows}
                """, taken,
                [
                    new("id", BulkKind.Text, one => one.AttemptId), new("step_id", BulkKind.Id, one => one.StepId), new("number", BulkKind.Number, one => steps[one.StepId].Attempts),
                    new("runner", BulkKind.Text, _ => runner), new("place", BulkKind.Text, one => steps[one.StepId].Place), new("started_at", BulkKind.Instant, _ => now),
                ], cancellationToken);
            var jobs = steps.Values.Select(step => step.JobId).Distinct().Texts();
            await tx.ExecuteAsync($"""
                UPDATE jobs SET started_at = COALESCE(started_at, @now), version = COALESCE(version, @version), state = CASE WHEN state = 'waiting' THEN 'running' ELSE state END
                WHERE id {tx.AmongIds("jobs")} AND (started_at IS NULL OR state = 'waiting' OR (version IS NULL AND @version IS NOT NULL))
                """, new { jobs, version, now }, cancellationToken);
            return await ClaimsAsync(tx, steps, taken, cancellationToken);

            // Found by their ids: by what is compared as it stands, PostgreSQL would go through all ready steps and hold each against all ids.
            Task<List<StepRow>> BeginAsync(IEnumerable<Guid> ids, string which) => tx.QueryAsync<StepRow>($"""
                UPDATE steps SET state = 'running', attempts = attempts + 1, started_at = @now, done = 0, total = 0, detail = NULL
                WHERE id {tx.AmongIds("wanted")} AND state || '' = 'ready' AND {which} RETURNING {JobQueries.ChangedStepColumns}
                """, new { wanted = ids.Texts(), now }, cancellationToken);
        }

        /// <summary>An attempt that this runner has taken over and that goes on: what it was given when it was claimed; null when it is another's.</summary>
        public async Task<Claim?> ClaimedAsync(string attemptId, string runner, CancellationToken cancellationToken)
        {
            if (await tx.ScalarAsync<Guid?>("SELECT step_id FROM attempts WHERE id = @attemptId AND runner = @runner AND state = 'running'", new { attemptId, runner }, cancellationToken) is not { } id
                || await tx.StepAsync(id, cancellationToken) is not { } step) return null;
            return (await ClaimsAsync(tx, new() { [id] = step }, [(id, attemptId)], cancellationToken)).SingleOrDefault();
        }
    }

    // One look for each job: EXISTS would be made a join with all ready steps by a planner that takes most steps to have keys.
    private static Task<List<OpenJob>> OpenJobsAsync(LibraryTransaction tx, string[] places, string[] keys, CancellationToken cancellationToken) =>
        tx.QueryAsync<OpenJob>($"""
            SELECT j.id, j.show, j.priority + COALESCE((SELECT t.priority FROM ingest_sites t WHERE t.show = j.show AND t.name = j.site), 0) AS priority, j.deadline, j.submitted_at FROM jobs j
            WHERE j.state IN ('waiting', 'running', 'held') AND (SELECT s.id FROM steps s WHERE s.job_id = j.id AND s.place {tx.Among("places")} AND s.exclusive_key {tx.Among("keys")} AND {MayBegin} LIMIT 1) IS NOT NULL
            """, new { places, keys, now = tx.Now }, cancellationToken);

    /// <summary>The first steps of a job for places that need more; a place that has enough then is missing no longer.</summary>
    private static async Task<List<ReadyStep>> FirstStepsAsync(LibraryTransaction tx, OpenJob job, Dictionary<string, int> missing, Dictionary<string, int> room, CancellationToken cancellationToken)
    {
        var found = new List<ReadyStep>();
        foreach (var (place, limit) in missing.ToArray())
        {
            var steps = await WithKeyAsync(place, "", limit);
            if (room.Count > 0)
            {
                foreach (var (key, free) in room) steps.AddRange(await WithKeyAsync(place, key, Math.Min(limit, free)));
                steps = [.. steps.OrderBy(step => step.Number).Take(limit)];
                foreach (var step in steps.Where(step => step.ExclusiveKey.Length > 0))
                    if (--room[step.ExclusiveKey] == 0) room.Remove(step.ExclusiveKey);
            }

            found.AddRange(steps.Select(step => step with { Show = job.Show, Priority = job.Priority, Deadline = job.Deadline, SubmittedAt = job.SubmittedAt }));
            if (steps.Count == limit) missing.Remove(place);
            else missing[place] = limit - steps.Count;
        }

        return found;

        Task<List<ReadyStep>> WithKeyAsync(string place, string key, int limit) => tx.QueryAsync<ReadyStep>($"""
            SELECT s.id, s.job_id, s.function, s.place, COALESCE(s.ready_at, @SubmittedAt) AS ready_at, s.number, s.cores, s.memory_mib, s.stall_seconds, s.losses, s.exclusive_key
            FROM steps s WHERE s.job_id = @Id AND s.place = @place AND s.exclusive_key = @key AND {MayBegin} ORDER BY s.number LIMIT @limit
            """, new { job.Id, job.SubmittedAt, place, key, limit, now = tx.Now }, cancellationToken);
    }

    private static async Task<ImmutableArray<Claim>> ClaimsAsync(
        LibraryTransaction tx, Dictionary<Guid, StepRow> steps, IReadOnlyCollection<(Guid StepId, string AttemptId)> taken, CancellationToken cancellationToken)
    {
        var ids = steps.Keys.Texts();
        var requests = (await tx.QueryAsync<StepText>($"SELECT step_id, request AS text FROM step_requests WHERE step_id {tx.AmongIds("ids")}", new { ids }, cancellationToken))
            .ToDictionary(one => one.StepId, one => one.Text);
        var jobs = await tx.JobHeadsAsync([.. steps.Values.Select(step => step.JobId).Distinct()], cancellationToken);
        var claims = ImmutableArray.CreateBuilder<Claim>(taken.Count);
        foreach (var (stepId, attemptId) in taken)
        {
            var step = steps[stepId];
            claims.Add(new(attemptId, jobs[step.JobId], step, requests[stepId], await OutputsAsync(tx, step, cancellationToken)));
        }

        return claims.ToImmutable();
    }

    private static async Task<ImmutableDictionary<string, string>> OutputsAsync(LibraryTransaction tx, StepRow step, CancellationToken cancellationToken)
    {
        var outputs = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in JsonSerializer.Deserialize<string[]>(step.Uses)!)
            outputs[name] = await tx.OutputAsync(step.JobId, name, cancellationToken)
                ?? throw new InvalidOperationException($"Step {step.Name} of job {step.JobId} was released before '{name}' was done.");
        return outputs.ToImmutable();
    }

    private sealed record OpenJob
    {
        public Guid Id { get; init; }
        public string Show { get; init; } = "";
        public int Priority { get; init; }
        public DateTimeOffset? Deadline { get; init; }
        public DateTimeOffset SubmittedAt { get; init; }
    }

    private sealed record StepText
    {
        public Guid StepId { get; init; }
        public string Text { get; init; } = "";
    }
}

/// <summary>A step that was claimed: what is to be done.</summary>
/// <param name="AttemptId">The attempt at it.</param>
/// <param name="Job">Its job.</param>
/// <param name="Step">The step as it is now.</param>
/// <param name="Request">What it is asked for, as JSON.</param>
/// <param name="Outputs">The outputs that it uses, as JSON by the names of their steps.</param>
public sealed record Claim(string AttemptId, JobHead Job, StepRow Step, string Request, ImmutableDictionary<string, string> Outputs);
