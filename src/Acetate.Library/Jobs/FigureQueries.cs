using System.Text.Json;
using Acetate.Library.Database;

namespace Acetate.Library.Jobs;

/// <summary>Figures of all work: what waits how long, what will be late, how busy workers were, and where a job's time went.</summary>
public static class FigureQueries
{
    private const int MostLate = 20, MostDue = 200, LongestPath = 1000;

    extension(LibraryTransaction tx)
    {
        /// <summary>Where the time of a job went.</summary>
        /// <exception cref="LibraryException">There is no such job.</exception>
        public async Task<JobPath> JobPathAsync(Guid id, CancellationToken cancellationToken)
        {
            var job = await tx.JobAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no job {id}.");
            var held = (await tx.QueryAsync<HeldRow>("SELECT at, data FROM events WHERE job_id = @id AND kind = 'job.held' ORDER BY sequence", new { id }, cancellationToken))
                .ToLookup(row => JsonSerializer.Deserialize<JsonElement>(row.Data ?? "{}").TryGetProperty("step", out var step) ? step.GetString() ?? "" : "", row => row.At);
            // What a person holds up comes before what runs and what waits; else what began its wait first.
            var step = await tx.FirstOrDefaultAsync<StepRow>(
                job.EndedAt is null
                    ? $"""
                    SELECT {JobQueries.StepColumns} FROM steps s WHERE s.job_id = @id AND s.state IN ('held', 'running', 'ready') AND s.state <> 'done' AND s.state <> 'cancelled'
                    ORDER BY CASE s.state WHEN 'held' THEN 0 ELSE 1 END, COALESCE(s.ready_at, s.started_at), s.number LIMIT 1
                    """
                    : $"SELECT {JobQueries.StepColumns} FROM steps s WHERE s.job_id = @id AND s.ended_at IS NOT NULL ORDER BY s.ended_at DESC, s.number DESC LIMIT 1", new { id }, cancellationToken);
            var path = new List<PathStep>();
            while (step is not null && path.Count < LongestPath)
            {
                path.Add(new(step, await tx.AttemptsAsync(step.Id, cancellationToken), [.. held[step.Name]]));
                step = await tx.FirstOrDefaultAsync<StepRow>(
                    $"SELECT {JobQueries.StepColumns} FROM step_edges e JOIN steps s ON s.id = e.before_id WHERE e.after_id = @after AND s.ended_at IS NOT NULL ORDER BY s.ended_at DESC, s.number DESC LIMIT 1",
                    new { after = step.Id }, cancellationToken);
            }

            return JobPath.Of(job, path, tx.Now);
        }

        /// <summary>The figures of all work of some shows, or of all.</summary>
        /// <param name="shows">Only of these shows; null for all.</param>
        /// <param name="cores">Cores of this machine's workers; 0 where none work here.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<JobFigures> JobFiguresAsync(string[]? shows, double cores, CancellationToken cancellationToken)
        {
            var (now, hour) = (tx.Now, tx.Now.AddHours(-1));
            var within = shows is null ? "" : $"AND j.show {tx.Among("shows")}";
            object Arguments() => new { shows = shows is { Length: > 0 } ? shows : [""], hour, most = MostDue };
            var states = await tx.QueryAsync<StateRow>(
                $"SELECT s.state, COUNT(*) AS steps FROM steps s JOIN jobs j ON j.id = s.job_id WHERE s.state <> 'done' AND s.state <> 'cancelled' {within} GROUP BY s.state", Arguments(), cancellationToken);
            var oldest = await tx.FirstOrDefaultAsync<OldestRow>(
                $"""
                SELECT COALESCE(s.ready_at, j.submitted_at) AS ready_at, j.id, j.title FROM steps s JOIN jobs j ON j.id = s.job_id
                WHERE s.state = 'ready' AND s.retry_at IS NULL {within} ORDER BY COALESCE(s.ready_at, j.submitted_at), s.number LIMIT 1
                """, Arguments(), cancellationToken);
            var busy = await tx.QueryAsync<BusyRow>(
                $"""
                SELECT j.kind, a.place, s.cores, a.started_at, a.ended_at FROM attempts a JOIN steps s ON s.id = a.step_id JOIN jobs j ON j.id = s.job_id WHERE a.ended_at IS NOT NULL AND a.ended_at > @hour {within}
                UNION ALL
                SELECT j.kind, a.place, s.cores, a.started_at, a.ended_at FROM attempts a JOIN steps s ON s.id = a.step_id JOIN jobs j ON j.id = s.job_id WHERE a.state = 'running' {within}
                """, Arguments(), cancellationToken);
            double Seconds(BusyRow row) => Math.Max(0, ((row.EndedAt ?? now) - (row.StartedAt > hour ? row.StartedAt : hour)).TotalSeconds) * row.Cores;
            var late = new List<LateJob>();
            foreach (var job in await tx.QueryAsync<JobRow>(
                $"SELECT {JobQueries.JobColumns} FROM jobs j WHERE j.state IN ('waiting', 'running', 'held') AND j.deadline IS NOT NULL {within} ORDER BY j.deadline, j.id LIMIT @most", Arguments(), cancellationToken))
                if (LateJob.Of(job, now) is { } one) late.Add(one);
            int Of(string state) => (int)(states.Find(row => row.State == state)?.Steps ?? 0);
            return new()
            {
                At = now,
                Ready = Of("ready"),
                Waiting = Of("waiting"),
                Running = Of("running"),
                Held = Of("held"),
                OldestReadyAt = oldest?.ReadyAt,
                OldestJob = oldest?.Id,
                OldestTitle = oldest?.Title ?? "",
                Late = [.. late.OrderByDescending(one => one.Seconds).Take(MostLate)],
                LateJobs = late.Count,
                Cores = cores,
                Busy = [.. busy.GroupBy(row => row.Kind).Select(group => new KindBusy(group.Key, group.Sum(Seconds))).OrderByDescending(one => one.CoreSeconds).ThenBy(one => one.Kind, StringComparer.Ordinal)],
                Functions = shows is null ? await tx.ProfilesAsync(cancellationToken) : [],
                BusyHere = busy.Where(row => row.Place.Length == 0).Sum(Seconds),
            };
        }
    }

    private sealed class HeldRow
    {
        public DateTimeOffset At { get; set; }
        public string? Data { get; set; }
    }

    private sealed class StateRow
    {
        public string State { get; set; } = "";
        public long Steps { get; set; }
    }

    private sealed class OldestRow
    {
        public DateTimeOffset ReadyAt { get; set; }
        public Guid Id { get; set; }
        public string Title { get; set; } = "";
    }

    private sealed class BusyRow
    {
        public string Kind { get; set; } = "";
        public string Place { get; set; } = "";
        public double Cores { get; set; }
        public DateTimeOffset StartedAt { get; set; }
        public DateTimeOffset? EndedAt { get; set; }
    }
}
