using System.Collections.Immutable;

namespace Acetate.Library.Pulls;

/// <summary>What plates of one kind took in the newest pulls that had them: all that a question about more of them is answered from.</summary>
/// <param name="Kind">The plates: of which frames, as what.</param>
/// <param name="Pulls">Each pull's own, the newest first; at least one.</param>
public sealed record PlateHistory(WorkKind Kind, ImmutableArray<PlatePull> Pulls);

/// <summary>What a pull took that had plates of a kind.</summary>
/// <param name="Pull">The pull.</param>
/// <param name="MeasuredAt">When it was delivered.</param>
/// <param name="Work">Its work: these plates, movies and thumbnails of the same frames, and its package.</param>
/// <param name="PlateFrames">Frames of all its plates, whatever their kind: its package is theirs.</param>
public sealed record PlatePull(Guid Pull, DateTimeOffset MeasuredAt, ImmutableArray<MeasuredWork> Work, long PlateFrames);

/// <summary>The history of plates.</summary>
public static class PlateHistoryQueries
{
    // As estimates of pulls do: what was measured long ago says little about tomorrow.
    private const int Latest = 10, MostKinds = 100;

    extension(LibraryTransaction tx)
    {
        /// <summary>Kinds of plates that were ever measured here, those that were made last first; 100 at most.</summary>
        public async Task<ImmutableArray<WorkKind>> PlateKindsAsync(CancellationToken cancellationToken) =>
            [.. (await tx.QueryAsync<KindRow>($"SELECT source, made FROM pull_work WHERE task = 'plates' GROUP BY source, made ORDER BY MAX(measured_at) DESC, source, made LIMIT {MostKinds}", null, cancellationToken))
                .Select(row => new WorkKind(PullTask.Plates, row.Source, row.Made))];

        /// <summary>What plates of a kind took; null where none were ever made here.</summary>
        public async Task<PlateHistory?> PlateHistoryAsync(WorkKind kind, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(kind);
            var pulls = await tx.QueryAsync<PullRow>(
                $"""
                SELECT p.pull_id, p.measured_at, (SELECT CAST(SUM(a.amount) AS BIGINT) FROM pull_work a WHERE a.pull_id = p.pull_id AND a.task = 'plates') AS frames
                FROM pull_work p WHERE p.task = 'plates' AND p.source = @Source AND p.made = @Made ORDER BY p.measured_at DESC, p.pull_id LIMIT {Latest}
                """, new { kind.Source, kind.Made }, cancellationToken);
            var found = ImmutableArray.CreateBuilder<PlatePull>();
            foreach (var pull in pulls)
            {
                var work = await tx.QueryAsync<WorkRow>(
                    """
                    SELECT task, source, made, amount, core_seconds, steps, fixed_seconds FROM pull_work
                    WHERE pull_id = @PullId AND ((task = 'plates' AND source = @Source AND made = @Made) OR (task IN ('references', 'thumbnails') AND source = @Source) OR task = 'package')
                    ORDER BY task, made
                    """, new { pull.PullId, kind.Source, kind.Made }, cancellationToken);
                found.Add(new(pull.PullId, pull.MeasuredAt, [.. work.Select(row => row.ToWork())], pull.Frames));
            }

            return found.Count == 0 ? null : new(kind, found.ToImmutable());
        }
    }

    private sealed class KindRow
    {
        public string Source { get; set; } = "";
        public string Made { get; set; } = "";
    }

    private sealed class PullRow
    {
        public Guid PullId { get; set; }
        public DateTimeOffset MeasuredAt { get; set; }
        public long Frames { get; set; }
    }

    private sealed class WorkRow
    {
        public string Task { get; set; } = "";
        public string Source { get; set; } = "";
        public string Made { get; set; } = "";
        public long Amount { get; set; }
        public double CoreSeconds { get; set; }
        public long Steps { get; set; }
        public double FixedSeconds { get; set; }

        public MeasuredWork ToWork() => new(new(Enum.GetValues<PullTask>().First(task => KebabCase.Of(task) == Task), Source, Made), Amount, CoreSeconds, Steps, FixedSeconds);
    }
}
