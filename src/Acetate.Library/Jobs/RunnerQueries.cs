using System.Collections.Immutable;

namespace Acetate.Library.Jobs;

/// <summary>Who runs attempts, and what becomes of attempts whose runner is gone.</summary>
public static class RunnerQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Signs a runner on.</summary>
        public Task RegisterRunnerAsync(string runner, string process, CancellationToken cancellationToken) => tx.RegisterRunnerAsync(runner, process, null, cancellationToken);

        /// <summary>Signs the runner of a scheduler on; null for one that belongs to no scheduler.</summary>
        public Task RegisterRunnerAsync(string runner, string process, long? epoch, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("INSERT INTO runners (id, process, beat, started_at, beat_at, epoch) VALUES (@runner, @process, 1, @now, @now, @epoch)",
                new { runner, process, now = tx.Now, epoch }, cancellationToken);

        /// <summary>A sign of life.</summary>
        /// <returns>False when the runner was struck off: others may have taken over its steps, and it must sign on anew.</returns>
        public async Task<bool> BeatAsync(string runner, CancellationToken cancellationToken) =>
            await tx.NoteAsync("UPDATE runners SET beat = beat + 1, beat_at = @now WHERE id = @runner", new { runner, now = tx.Now }, cancellationToken) > 0;

        /// <summary>All runners that are signed on.</summary>
        public async Task<ImmutableArray<RunnerRow>> RunnersAsync(CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<RunnerRow>("SELECT id, process, beat, started_at, beat_at, epoch FROM runners ORDER BY id", null, cancellationToken)];

        /// <summary>Strikes a runner off and makes its running steps ready again.</summary>
        /// <param name="runner">The runner.</param>
        /// <param name="beat">Only if it still stands at this beat; null for whatever beat.</param>
        /// <param name="reason">Why, for the attempts' record.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>The steps that were released.</returns>
        public async Task<ImmutableArray<StepRow>> StrikeOffAsync(string runner, long? beat, string reason, CancellationToken cancellationToken) =>
            (await tx.StrikeOffAsync(runner, beat, reason, heir: "", inherited: [], cancellationToken)).Released;

        /// <summary>Strikes a runner off, hands attempts of it that go on to another runner, and makes its other running steps ready again.</summary>
        /// <param name="runner">The runner.</param>
        /// <param name="beat">Only if it still stands at this beat; null for whatever beat.</param>
        /// <param name="reason">Why, for the attempts' record.</param>
        /// <param name="heir">The runner that answers for the attempts that go on.</param>
        /// <param name="inherited">The ids of attempts that go on; those of other runners do not matter.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>The steps that were released, and the ids of the attempts that the heir has now.</returns>
        public async Task<(ImmutableArray<StepRow> Released, ImmutableArray<string> Taken)> StrikeOffAsync(
            string runner, long? beat, string reason, string heir, ImmutableArray<string> inherited, CancellationToken cancellationToken)
        {
            var removed = beat is { } seen
                ? await tx.ExecuteAsync("DELETE FROM runners WHERE id = @runner AND beat = @seen", new { runner, seen }, cancellationToken)
                : await tx.ExecuteAsync("DELETE FROM runners WHERE id = @runner", new { runner }, cancellationToken);
            if (removed == 0) return ([], []);
            var taken = ImmutableArray.CreateBuilder<string>();
            foreach (var attempt in inherited)
                if (await tx.ExecuteAsync("UPDATE attempts SET runner = @heir WHERE id = @attempt AND runner = @runner AND state = 'running'", new { heir, attempt, runner }, cancellationToken) > 0)
                    taken.Add(attempt);
            var released = ImmutableArray.CreateBuilder<StepRow>();
            foreach (var attempt in await tx.QueryAsync<string>("SELECT id FROM attempts WHERE runner = @runner AND state = 'running' ORDER BY id", new { runner }, cancellationToken))
            {
                if (await tx.LostAsync(attempt, runner, reason, cancellationToken) is not { } step) continue;
                released.Add(step);
            }
            foreach (var job in released.Select(s => s.JobId).Distinct()) await tx.SettleJobAsync(job, "jobs", cancellationToken);
            return (released.ToImmutable(), taken.ToImmutable());
        }
    }
}

/// <summary>A runner that is signed on.</summary>
public sealed record RunnerRow
{
    /// <summary>Unique for ever.</summary>
    public required string Id { get; init; }

    /// <summary>Which process it is, in a form by which the same machine can tell whether it still lives.</summary>
    public required string Process { get; init; }

    /// <summary>Counts up as long as it lives.</summary>
    public long Beat { get; init; }

    /// <summary>When it signed on.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last counted up, by its own clock.</summary>
    public DateTimeOffset BeatAt { get; init; }

    /// <summary>The term of the scheduler to which it belongs; null when to none.</summary>
    public long? Epoch { get; init; }
}
