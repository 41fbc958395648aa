using System.Collections.Immutable;
using Acetate.Library.Database;

namespace Acetate.Library.Jobs;

/// <summary>The queue by shows and kinds, and the pace of steps by which it is told whether jobs will be in time.</summary>
public static class QueueQueries
{
    // Why is read along each job's steps; nobody reads more than some.
    private const int MostLate = 10, MostDue = 200;

    // A day has nights and days, and is what the index over ends gives quickly.
    private static readonly TimeSpan Measured = TimeSpan.FromDays(1);

    extension(LibraryTransaction tx)
    {
        /// <summary>The queue of some shows, or of all.</summary>
        /// <param name="shows">Only of these shows; null for all.</param>
        /// <param name="engines">Who works, as far as this process knows: the cores there are, by place. What they hold is read from the ledger.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<WorkQueue> WorkQueueAsync(string[]? shows, IReadOnlyCollection<EngineUse> engines, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(engines);
            var (now, hour) = (tx.Now, tx.Now.AddHours(-1));
            var within = shows is null ? "" : $"AND j.show {tx.Among("shows")}";
            object Arguments() => new { shows = shows is { Length: > 0 } ? shows : [""], hour, most = MostDue };
            var open = await tx.QueryAsync<OpenRow>($"""
                SELECT j.show, j.kind, s.state, COUNT(*) AS steps, MIN(CASE WHEN s.state = 'ready' AND s.retry_at IS NULL THEN COALESCE(s.ready_at, j.submitted_at) END) AS oldest
                FROM steps s JOIN jobs j ON j.id = s.job_id WHERE s.state <> 'done' AND s.state <> 'cancelled' {within} GROUP BY j.show, j.kind, s.state
                """, Arguments(), cancellationToken);
            var ended = await tx.QueryAsync<EndedRow>($"""
                SELECT j.show, j.kind, a.state, COUNT(*) AS tries FROM attempts a JOIN steps s ON s.id = a.step_id JOIN jobs j ON j.id = s.job_id
                WHERE a.ended_at IS NOT NULL AND a.ended_at > @hour AND a.state <> 'cancelled' {within} GROUP BY j.show, j.kind, a.state
                """, Arguments(), cancellationToken);
            // The engine is everybody's: what others' steps hold is told as a number. Stations are named to whoever sees all shows.
            var held = await tx.QueryAsync<PlaceRow>("SELECT a.place, SUM(s.cores) AS cores FROM attempts a JOIN steps s ON s.id = a.step_id WHERE a.state = 'running' GROUP BY a.place", null, cancellationToken);
            var used = Used(engines, shows is null ? held : [.. held.Where(row => row.Place.Length == 0)]);
            var due = await tx.QueryAsync<JobRow>(
                $"SELECT {JobQueries.JobColumns} FROM jobs j WHERE j.state IN ('waiting', 'running', 'held') AND j.deadline IS NOT NULL {within} ORDER BY j.deadline, j.id LIMIT @most", Arguments(), cancellationToken);
            var needs = due.Count == 0 ? [] : await tx.NeedsAsync([.. due.Select(job => job.Id)], used.FirstOrDefault(one => one.Place.Length == 0)?.Cores ?? 0, cancellationToken);
            var slacks = due.ConvertAll(job => (Job: job, Slack: JobSlack.Of(job, needs.TryGetValue(job.Id, out var need) ? need : null, now)));
            var late = slacks.Where(one => one.Slack.SlackSeconds < 0).OrderBy(one => one.Slack.SlackSeconds).ToList();
            var told = ImmutableArray.CreateBuilder<LateWork>();
            foreach (var (job, slack) in late.Take(MostLate))
                told.Add(new(job.Id, job.Title, job.Show, job.Kind, slack.Deadline, -slack.SlackSeconds, slack.Deadline < now, await tx.WhyLateAsync(job, cancellationToken)));
            return new()
            {
                At = now,
                Lines = [.. open.Select(row => (row.Show, row.Kind)).Union(ended.Select(row => (row.Show, row.Kind))).OrderBy(one => one.Show, StringComparer.Ordinal).ThenBy(one => one.Kind, StringComparer.Ordinal).Select(Line).OrderBy(line => line.Ready + line.Running + line.Waiting + line.Held == 0)],
                Engines = used,
                Keys = await tx.KeysInUseAsync(cancellationToken),
                Late = told.ToImmutable(),
                LateJobs = late.Count,
            };

            QueueLine Line((string Show, string Kind) of)
            {
                var steps = open.Where(row => row.Show == of.Show && row.Kind == of.Kind).ToDictionary(row => row.State, StringComparer.Ordinal);
                int Steps(string state) => (int)(steps.GetValueOrDefault(state)?.Steps ?? 0);
                int Tries(string state) => (int)ended.Where(row => row.Show == of.Show && row.Kind == of.Kind && row.State == state).Sum(row => row.Tries);
                return new()
                {
                    Show = of.Show,
                    Kind = of.Kind,
                    Ready = Steps("ready"),
                    Waiting = Steps("waiting"),
                    Running = Steps("running"),
                    Held = Steps("held"),
                    OldestReadyAt = steps.GetValueOrDefault("ready")?.Oldest,
                    Done = Tries("done"),
                    Failed = Tries("failed"),
                    Lost = Tries("lost"),
                    Moved = Tries("moved"),
                    Tightest = slacks.Where(one => one.Job.Show == of.Show && one.Job.Kind == of.Kind).Select(one => one.Slack).MinBy(slack => slack.SlackSeconds),
                };
            }
        }

        /// <summary>What open jobs still need by the pace of such steps in the last day: their core-seconds over the cores that there are, and no less than the longest step; jobs with steps of which none was measured are not among them.</summary>
        private async Task<Dictionary<Guid, double>> NeedsAsync(Guid[] jobs, double cores, CancellationToken cancellationToken)
        {
            if (cores <= 0) return [];
            var seconds = tx.IsPostgres ? "EXTRACT(EPOCH FROM a.ended_at - a.started_at)" : "(julianday(a.ended_at) - julianday(a.started_at)) * 86400";
            var paces = (await tx.QueryAsync<PaceRow>($"""
                SELECT s.function, CAST(SUM({seconds}) AS DOUBLE PRECISION) AS seconds, SUM(s.weight) AS weight FROM attempts a JOIN steps s ON s.id = a.step_id
                WHERE a.ended_at IS NOT NULL AND a.ended_at > @since AND a.state = 'done' AND s.weight > 0 GROUP BY s.function
                """, new { since = tx.Now - Measured }, cancellationToken)).ToDictionary(row => row.Function, row => Math.Max(0, row.Seconds) / row.Weight, StringComparer.Ordinal);
            var rest = await tx.QueryAsync<RestRow>($"""
                SELECT job_id, function, SUM(weight * rest) AS weight, SUM(weight * rest * cores) AS work, MAX(weight * rest) AS longest FROM (
                    SELECT s.job_id, s.function, s.weight, s.cores, CASE WHEN s.total > 0 AND s.done < s.total AND s.state = 'running' THEN 1.0 - s.done / s.total ELSE 1.0 END AS rest
                    FROM steps s WHERE s.state <> 'done' AND s.state <> 'cancelled' AND s.job_id {tx.AmongIds("jobs")}) AS open_steps
                GROUP BY job_id, function
                """,
                new { jobs = jobs.Texts() }, cancellationToken);
            return rest.GroupBy(row => row.JobId).Where(job => job.All(row => paces.ContainsKey(row.Function)))
                .ToDictionary(job => job.Key, job => Math.Max(job.Sum(row => row.Work * paces[row.Function]) / cores, job.Max(row => row.Longest * paces[row.Function])));
        }

        /// <summary>Why a job is late: what it is held by, if it is, and where its time went.</summary>
        private async Task<string> WhyLateAsync(JobRow job, CancellationToken cancellationToken)
        {
            var path = (await tx.JobPathAsync(job.Id, cancellationToken)).Sentence;
            var held = await tx.ScalarAsync<string>("SELECT problem FROM steps WHERE job_id = @Id AND state = 'held' ORDER BY number LIMIT 1", new { job.Id }, cancellationToken);
            return string.IsNullOrEmpty(held) ? path : $"{held} {path}";
        }
    }

    private static ImmutableArray<EngineUse> Used(IReadOnlyCollection<EngineUse> engines, List<PlaceRow> held) =>
    [
        // Short steps are given ahead: they hold cores in the ledger before they have them.
        .. engines.Select(one => one with { CoresUsed = Math.Min(held.Find(row => row.Place == one.Place)?.Cores ?? 0, one.Cores ?? double.MaxValue) })
            .Concat(held.Where(row => engines.All(one => one.Place != row.Place)).Select(row => new EngineUse(row.Place, row.Cores, null)))
            .OrderBy(one => one.Place, StringComparer.Ordinal),
    ];

    private sealed class OpenRow
    {
        public string Show { get; set; } = "";
        public string Kind { get; set; } = "";
        public string State { get; set; } = "";
        public long Steps { get; set; }
        public DateTimeOffset? Oldest { get; set; }
    }

    private sealed class EndedRow
    {
        public string Show { get; set; } = "";
        public string Kind { get; set; } = "";
        public string State { get; set; } = "";
        public long Tries { get; set; }
    }

    private sealed class PlaceRow
    {
        public string Place { get; set; } = "";
        public double Cores { get; set; }
    }

    private sealed class PaceRow
    {
        public string Function { get; set; } = "";
        public double Seconds { get; set; }
        public double Weight { get; set; }
    }

    private sealed class RestRow
    {
        public Guid JobId { get; set; }
        public string Function { get; set; } = "";
        public double Weight { get; set; }
        public double Work { get; set; }
        public double Longest { get; set; }
    }
}
