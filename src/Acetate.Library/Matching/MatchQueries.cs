using System.Collections.Immutable;

namespace Acetate.Library.Matching;

/// <summary>What people decided about events of cuts, in the library.</summary>
public static class MatchQueries
{
    private const string DecisionColumns = "id, show, names, source_start, source_rate, source_frames, clip_id, not_clips, kind, decided_by, decided_at, note";

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps a decision.</summary>
        public Task AddMatchDecisionAsync(string show, MatchDecision decision, CancellationToken cancellationToken) => tx.ExecuteAsync(
            $"INSERT INTO match_decisions ({DecisionColumns}) VALUES (@Id, @show, @Names, @SourceStart, @SourceRate, @SourceFrames, @Clip, @notClips, @kind, @By, @At, @Note)",
            new
            {
                decision.Id, show, decision.Names, decision.SourceStart, decision.SourceRate, decision.SourceFrames, decision.Clip, decision.By, decision.At, decision.Note,
                notClips = LibraryJson.Write(decision.NotClips), kind = decision.Kind is { } kind ? KebabCase.Of(kind) : null,
            },
            cancellationToken);

        /// <summary>Takes a decision back; whether there was one.</summary>
        public async Task<bool> RemoveMatchDecisionAsync(string show, Guid id, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync("DELETE FROM match_decisions WHERE show = @show AND id = @id", new { show, id }, cancellationToken) > 0;

        /// <summary>What people decided about events of a show's cuts, the oldest first.</summary>
        public async Task<List<MatchDecision>> MatchDecisionsAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<DecisionRow>($"SELECT {DecisionColumns} FROM match_decisions WHERE show = @show ORDER BY decided_at, id", new { show }, cancellationToken))
            .ConvertAll(row => row.ToDecision());
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
