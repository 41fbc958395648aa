using System.Collections.Immutable;
using Acetate.Library.Audit;
using Acetate.Library.Days;
using Acetate.Library.Rolls;

namespace Acetate.Library.Matching;

/// <summary>What people decided about events of cuts, in the library.</summary>
public static class MatchQueries
{
    private const string DecisionColumns = "id, show, names, source_start, source_rate, source_frames, clip_id, not_clips, kind, decided_by, decided_at, note";

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps a decision, and tells of it in the audit log.</summary>
        public async Task AddMatchDecisionAsync(string show, MatchDecision decision, CancellationToken cancellationToken)
        {
            await tx.ExecuteAsync(
                $"INSERT INTO match_decisions ({DecisionColumns}) VALUES (@Id, @show, @Names, @SourceStart, @SourceRate, @SourceFrames, @Clip, @notClips, @kind, @By, @At, @Note)",
                new
                {
                    decision.Id,
                    show,
                    decision.Names,
                    decision.SourceStart,
                    decision.SourceRate,
                    decision.SourceFrames,
                    decision.Clip,
                    decision.By,
                    decision.At,
                    decision.Note,
                    notClips = LibraryJson.Write(decision.NotClips),
                    kind = decision.Kind is { } kind ? KebabCase.Of(kind) : null,
                },
                cancellationToken);
            var name = decision.Clip is { } clip ? await tx.FirstOrDefaultAsync<string>("SELECT name FROM clips WHERE id = @clip", new { clip }, cancellationToken) : null;
            await tx.AuditAsync(decision.By, "match.decided", $"{decision.Clip ?? decision.Id}", show,
                new { decision = decision.Id, decision.Names, decision.SourceStart, decision.SourceFrames, decision.Clip, clipName = name, decision.NotClips, decision.Kind, decision.Note }, cancellationToken);
        }

        /// <summary>Takes a decision back, and tells of it in the audit log; whether there was one.</summary>
        public async Task<bool> RemoveMatchDecisionAsync(string show, Guid id, string actor, CancellationToken cancellationToken)
        {
            if (await tx.ExecuteAsync("DELETE FROM match_decisions WHERE show = @show AND id = @id", new { show, id }, cancellationToken) == 0) return false;
            await tx.AuditAsync(actor, "match.decision-taken-back", $"{id}", show, null, cancellationToken);
            return true;
        }

        /// <summary>What people decided about events of a show's cuts, the oldest first.</summary>
        public async Task<List<MatchDecision>> MatchDecisionsAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<DecisionRow>($"SELECT {DecisionColumns} FROM match_decisions WHERE show = @show ORDER BY decided_at, id", new { show }, cancellationToken))
            .ConvertAll(row => row.ToDecision());

        /// <summary>Puts rolls that a cut needs into the ledger of what is expected, so that ingest asks for them. What reports promised already stays as it is.</summary>
        /// <param name="show">The show.</param>
        /// <param name="rolls">The rolls; those without a day in their names are left out.</param>
        /// <param name="source">The cut.</param>
        /// <param name="by">Who says so.</param>
        /// <param name="cancellationToken">Stops it.</param>
        /// <returns>How many were new.</returns>
        public async Task<int> ExpectNeededRollsAsync(string show, IEnumerable<NeededRoll> rolls, string source, string by, CancellationToken cancellationToken)
        {
            var known = (await tx.ExpectedRollsAsync(show, cancellationToken)).Select(r => (r.ShootDay, r.Name)).ToHashSet();
            var missing = rolls.Where(r => r is { ShootDay: not null, Name.Length: > 0 } && known.Add((r.ShootDay.Value, r.Name))).Select(r => new ExpectedRoll
            {
                Id = Guid.CreateVersion7(),
                Show = show,
                ShootDay = r.ShootDay!.Value,
                Name = r.Name,
                Kind = RollKind.Camera,
                Clips = r.Clips,
                Source = source,
                ImportedBy = by,
                ImportedAt = tx.Now,
            }).ToList();
            await tx.PutExpectedRollsAsync(missing, cancellationToken);
            return missing.Count;
        }
    }

    private sealed class DecisionRow
    {
        public Guid Id { get; set; }
        public string Names { get; set; } = "";
        public string SourceStart { get; set; } = "";
        public string SourceRate { get; set; } = "";
        public long SourceFrames { get; set; }
        public Guid? ClipId { get; set; }
        public string NotClips { get; set; } = "[]";
        public string? Kind { get; set; }
        public string DecidedBy { get; set; } = "";
        public DateTimeOffset DecidedAt { get; set; }
        public string Note { get; set; } = "";

        public MatchDecision ToDecision() => new()
        {
            Id = Id,
            Names = Names,
            SourceStart = SourceStart,
            SourceRate = SourceRate,
            SourceFrames = SourceFrames,
            Clip = ClipId,
            NotClips = LibraryJson.Read<ImmutableArray<Guid>>(NotClips),
            Kind = Kind is null ? null : KebabCase.Parse<MediaKind>(Kind),
            By = DecidedBy,
            At = DecidedAt,
            Note = Note,
        };
    }
}
