namespace Acetate.Library.Events;

/// <summary>How far somebody who acts on events has come, so that a restart continues there.</summary>
public static class FeedPositions
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The sequence of the last event that a reader dealt with; 0 for a new one.</summary>
        public async Task<long> FeedPositionAsync(string reader, CancellationToken cancellationToken) =>
            await tx.ScalarAsync<long?>("SELECT sequence FROM feed_positions WHERE reader = @reader", new { reader }, cancellationToken) ?? 0;

        /// <summary>Says that a reader dealt with all events up to a sequence. It never moves back.</summary>
        public Task MoveFeedPositionAsync(string reader, long sequence, CancellationToken cancellationToken) => tx.NoteAsync(
            """
            INSERT INTO feed_positions (reader, sequence) VALUES (@reader, @sequence)
            ON CONFLICT (reader) DO UPDATE SET sequence = CASE
                WHEN excluded.sequence > feed_positions.sequence THEN excluded.sequence ELSE feed_positions.sequence END
            """,
            new { reader, sequence }, cancellationToken);
    }
}
