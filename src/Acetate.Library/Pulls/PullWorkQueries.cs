using System.Text.Json.Serialization;

namespace Acetate.Library.Pulls;

/// <summary>What making pulls took, measured when they were delivered.</summary>
public static class PullWorkQueries
{
    // Machines and programs change: what was measured long ago says little about tomorrow.
    private const int Latest = 10;

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps what one kind of work took in a pull; what was kept of it before is replaced.</summary>
        public Task PutPullWorkAsync(Guid pull, MeasuredWork work, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(work);
            return tx.ExecuteAsync(
                """
                INSERT INTO pull_work (pull_id, task, source, made, amount, core_seconds, steps, fixed_seconds, measured_at) VALUES (@pull, @task, @Source, @Made, @Amount, @CoreSeconds, @Steps, @FixedSeconds, @now)
                ON CONFLICT (pull_id, task, source, made) DO UPDATE SET
                    amount = excluded.amount, core_seconds = excluded.core_seconds, steps = excluded.steps, fixed_seconds = excluded.fixed_seconds, measured_at = excluded.measured_at
                """,
                new { pull, task = KebabCase.Of(work.Kind.Task), work.Kind.Source, work.Kind.Made, work.Amount, work.CoreSeconds, work.Steps, work.FixedSeconds, now = tx.Now }, cancellationToken);
        }

        /// <summary>What work of this kind took in the newest pulls that had it; null where none had.</summary>
        public async Task<WorkSpeed?> WorkSpeedAsync(WorkKind kind, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(kind);
            var sums = await tx.FirstOrDefaultAsync<SpeedRow>(
                $"""
                SELECT COUNT(*) AS pulls, CAST(SUM(amount) AS BIGINT) AS amount, SUM(core_seconds) AS core_seconds, CAST(SUM(steps) AS BIGINT) AS steps, SUM(fixed_seconds) AS fixed_seconds
                FROM (SELECT amount, core_seconds, steps, fixed_seconds FROM pull_work WHERE task = @task AND source = @Source AND made = @Made ORDER BY measured_at DESC LIMIT {Latest}) AS latest
                """,
                new { task = KebabCase.Of(kind.Task), kind.Source, kind.Made }, cancellationToken);
            return sums is { Pulls: > 0, Amount: { } amount and > 0, CoreSeconds: { } seconds and > 0 }
                ? new(amount, seconds, sums.Pulls) { Steps = sums.Steps ?? 0, FixedSeconds = Math.Clamp(sums.FixedSeconds ?? 0, 0, seconds) } : null;
        }

        /// <summary>Every attempt at the steps of a job that has ended, with what it held meanwhile.</summary>
        public Task<List<SpentAttempt>> SpentAttemptsAsync(Guid job, CancellationToken cancellationToken) => tx.QueryAsync<SpentAttempt>(
            """
            SELECT s.name AS step, s.function, s.weight, s.cores, s.attempts, a.state, a.started_at, a.ended_at
            FROM attempts a JOIN steps s ON s.id = a.step_id WHERE s.job_id = @job AND a.ended_at IS NOT NULL ORDER BY s.number, a.number
            """,
            new { job }, cancellationToken);
    }

    private sealed class SpeedRow
    {
        public int Pulls { get; set; }
        public long? Amount { get; set; }
        public double? CoreSeconds { get; set; }
        public long? Steps { get; set; }
        public double? FixedSeconds { get; set; }
    }
}

/// <summary>What work of one kind took in a pull.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Amount">How much of it was done, in the unit of its task.</param>
/// <param name="CoreSeconds">Cores that were held, times seconds.</param>
/// <param name="Steps">By how many steps.</param>
/// <param name="FixedSeconds">Of the core-seconds, what these steps took however short they are; 0 where that could not be told.</param>
public sealed record MeasuredWork(WorkKind Kind, long Amount, double CoreSeconds, long Steps, double FixedSeconds);

/// <summary>Work that takes alike: the same done to frames of the same kind.</summary>
/// <param name="Task">What is done.</param>
/// <param name="Source">What it is done to: the codec and size of clips; empty where that does not matter.</param>
/// <param name="Made">What comes of it: format and size; empty where that does not matter.</param>
public sealed record WorkKind(PullTask Task, string Source, string Made);

/// <summary>What is done in a pull.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PullTask>))]
public enum PullTask
{
    /// <summary>Frames of plates are rendered; counted in frames.</summary>
    Plates,

    /// <summary>Frames of earlier plates are copied; counted in frames.</summary>
    Copies,

    /// <summary>Reference movies are made; counted in frames.</summary>
    References,

    /// <summary>Thumbnails are made; counted in frames.</summary>
    Thumbnails,

    /// <summary>Pieces are cut out of originals; counted in frames.</summary>
    Originals,

    /// <summary>Originals are copied whole; counted in bytes.</summary>
    WholeCopies,

    /// <summary>Sound is cut or copied; counted in bytes.</summary>
    Sound,

    /// <summary>Originals are compared with reference movies; counted in events.</summary>
    Comparison,

    /// <summary>Documents are written, all is read back, hashed and sealed; counted in bytes as the plan has them.</summary>
    Package,
}

/// <summary>What work of one kind took.</summary>
/// <param name="Amount">How much of it was done, in the unit of its task.</param>
/// <param name="CoreSeconds">Cores that were held, times seconds.</param>
/// <param name="Pulls">In so many pulls.</param>
public sealed record WorkSpeed(long Amount, double CoreSeconds, int Pulls)
{
    /// <summary>By how many steps; 0 where that was not kept.</summary>
    public long Steps { get; init; }

    /// <summary>Of the core-seconds, what these steps took however short they are.</summary>
    public double FixedSeconds { get; init; }
}

/// <summary>An attempt that has ended, and what it held.</summary>
public sealed record SpentAttempt
{
    /// <summary>The step's name.</summary>
    public string Step { get; init; } = "";

    /// <summary>Its worker function.</summary>
    public string Function { get; init; } = "";

    /// <summary>Its amount of work, by its plan.</summary>
    public double Weight { get; init; }

    /// <summary>Cores it holds.</summary>
    public double Cores { get; init; }

    /// <summary>Attempts at the step in all.</summary>
    public int Attempts { get; init; }

    /// <summary>How this one ended: done, failed, cancelled or lost.</summary>
    public string State { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>Cores it held, times seconds; 0 where the clock was set back meanwhile.</summary>
    public double CoreSeconds => Math.Max(0, Cores * (EndedAt - StartedAt).TotalSeconds);
}
