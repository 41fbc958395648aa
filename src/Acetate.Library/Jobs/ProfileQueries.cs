using System.Collections.Immutable;

namespace Acetate.Library.Jobs;

/// <summary>What functions take of machines, as their workers measured it.</summary>
public static class ProfileQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Counts runs that were measured.</summary>
        public Task AddToProfileAsync(FunctionProfile runs, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(runs);
            // A peak stands until it is passed, and is forgotten by a hundredth of the difference with each smaller one.
            return tx.NoteAsync("""
                INSERT INTO function_profiles (function, memory_mib, runs, seconds, cpu_seconds, peak_mib, measured_at) VALUES (@Function, @MemoryMib, @Runs, @Seconds, @CpuSeconds, @PeakMib, @now)
                ON CONFLICT (function, memory_mib) DO UPDATE SET runs = function_profiles.runs + excluded.runs, seconds = function_profiles.seconds + excluded.seconds,
                    cpu_seconds = function_profiles.cpu_seconds + excluded.cpu_seconds, measured_at = excluded.measured_at,
                    peak_mib = CASE WHEN excluded.peak_mib >= function_profiles.peak_mib THEN excluded.peak_mib
                        ELSE function_profiles.peak_mib - (function_profiles.peak_mib - excluded.peak_mib) * 0.01 END
                """, new { runs.Function, runs.MemoryMib, runs.Runs, runs.Seconds, runs.CpuSeconds, runs.PeakMib, now = tx.Now }, cancellationToken);
        }

        /// <summary>What was measured, by function and by the memory that its steps ask for.</summary>
        public async Task<ImmutableArray<FunctionProfile>> ProfilesAsync(CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<FunctionProfile>("SELECT function, memory_mib, runs, seconds, cpu_seconds, peak_mib, measured_at FROM function_profiles ORDER BY function, memory_mib", null, cancellationToken)];
    }
}

/// <summary>What runs of a function took.</summary>
public sealed record FunctionProfile
{
    /// <summary>The function.</summary>
    public required string Function { get; init; }

    /// <summary>The memory that its steps ask for, in MiB: large pictures ask for more.</summary>
    public int MemoryMib { get; init; }

    /// <summary>How many runs were measured.</summary>
    public long Runs { get; init; }

    /// <summary>How long they took together, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Their processor time together, in seconds.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>The most memory of one of them, in MiB; a peak of long ago counts less.</summary>
    public double PeakMib { get; init; }

    /// <summary>When the last of them ended.</summary>
    public DateTimeOffset MeasuredAt { get; init; }
}
