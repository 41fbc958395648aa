using System.Collections.Immutable;

namespace Acetate.Library.Clips;

/// <summary>Camera Format Cards in the library.</summary>
public static class FormatCardQueries
{
    private const string Columns =
        "id, show, camera_letter, model, sensor_mode, codec, squeeze, found, corrected, first_roll, created_at, changed_at, changed_by";

    extension(LibraryTransaction tx)
    {
        /// <summary>The show's card with this key; it is made when there is none yet.</summary>
        /// <param name="show">The show.</param>
        /// <param name="key">The key.</param>
        /// <param name="found">What the clip says about itself, kept only on a new card.</param>
        /// <param name="roll">The roll the clip is of.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<FormatCard> EnsureFormatCardAsync(
            string show, FormatCardKey key, IReadOnlyDictionary<string, string> found, Guid? roll, CancellationToken cancellationToken)
        {
            var now = tx.Now;
            return await tx.RestoreFormatCardAsync(
                new FormatCard
                {
                    Id = Guid.CreateVersion7(now),
                    Show = show,
                    Key = key,
                    Found = found.ToImmutableSortedDictionary(),
                    FirstRoll = roll,
                    CreatedAt = now,
                    ChangedAt = now,
                },
                cancellationToken);
        }

        /// <summary>Keeps a card with the id, times and corrections it carries, unless the show has one with this key already.</summary>
        /// <returns>The card that the library has now.</returns>
        public async Task<FormatCard> RestoreFormatCardAsync(FormatCard card, CancellationToken cancellationToken)
        {
            var key = new FormatCardKey(Clean(card.Key.CameraLetter), Clean(card.Key.Model), Clean(card.Key.SensorMode), Clean(card.Key.Codec), Clean(card.Key.Squeeze));
            await tx.ExecuteAsync(
                $"""
                INSERT INTO format_cards ({Columns})
                VALUES (@Id, @Show, @CameraLetter, @Model, @SensorMode, @Codec, @Squeeze, @found, @corrected, @FirstRoll, @CreatedAt, @ChangedAt, @ChangedBy)
                ON CONFLICT (show, camera_letter, model, sensor_mode, codec, squeeze) DO NOTHING
                """,
                new
                {
                    card.Id,
                    card.Show,
                    key.CameraLetter,
                    key.Model,
                    key.SensorMode,
                    key.Codec,
                    key.Squeeze,
                    found = LibraryJson.Write(card.Found),
                    corrected = LibraryJson.Write(card.Corrected),
                    card.FirstRoll,
                    card.CreatedAt,
                    card.ChangedAt,
                    card.ChangedBy,
                },
                cancellationToken);
            var row = await tx.FirstOrDefaultAsync<Row>(
                $"""
                SELECT {Columns} FROM format_cards WHERE show = @Show AND camera_letter = @CameraLetter AND model = @Model
                    AND sensor_mode = @SensorMode AND codec = @Codec AND squeeze = @Squeeze
                """,
                new { card.Show, key.CameraLetter, key.Model, key.SensorMode, key.Codec, key.Squeeze }, cancellationToken);
            return row!.ToCard();
        }

        /// <summary>The cards of a show, by their keys.</summary>
        public async Task<List<FormatCard>> FormatCardsAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM format_cards WHERE show = @show", new { show }, cancellationToken))
            .Select(row => row.ToCard())
            .OrderBy(card => card.Key.CameraLetter, StringComparer.Ordinal).ThenBy(card => card.Key.Model, StringComparer.Ordinal)
            .ThenBy(card => card.Key.SensorMode, StringComparer.Ordinal).ThenBy(card => card.Key.Codec, StringComparer.Ordinal)
            .ThenBy(card => card.Key.Squeeze, StringComparer.Ordinal).ToList();

        /// <summary>The card, or null.</summary>
        public async Task<FormatCard?> FormatCardAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM format_cards WHERE id = @id", new { id }, cancellationToken))?.ToCard();

        /// <summary>Corrects a field of a card, or takes the correction back with null. Author, time and reason are kept.</summary>
        public async Task<FormatCard> CorrectFormatCardAsync(
            Guid id, string field, string? value, string reason, string author, CancellationToken cancellationToken)
        {
            if (await tx.FormatCardAsync(id, cancellationToken) is not { } card)
                throw new LibraryException(LibraryProblem.NotFound, $"There is no format card {id} in the library.");
            var now = tx.Now;
            var corrected = value is null ? card.Corrected.Remove(field) : card.Corrected.SetItem(field, value);
            var changed = card with { Corrected = corrected, ChangedAt = now, ChangedBy = author };
            await tx.ExecuteAsync(
                """
                INSERT INTO format_card_corrections (card_id, number, field, before, after, reason, author, at)
                SELECT @id, COALESCE(MAX(number), 0) + 1, @field, @before, @after, @reason, @author, @now FROM format_card_corrections WHERE card_id = @id
                """,
                new { id, field, before = card.Values.GetValueOrDefault(field), after = changed.Values.GetValueOrDefault(field), reason, author, now }, cancellationToken);
            await tx.ExecuteAsync(
                "UPDATE format_cards SET corrected = @corrected, changed_at = @now, changed_by = @author WHERE id = @id",
                new { id, corrected = LibraryJson.Write(corrected), now, author }, cancellationToken);
            return changed;
        }

        /// <summary>What was corrected on a card, in order.</summary>
        public async Task<List<FormatCardCorrection>> FormatCardHistoryAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<CorrectionRow>("SELECT * FROM format_card_corrections WHERE card_id = @id ORDER BY number", new { id }, cancellationToken))
            .ConvertAll(row => new FormatCardCorrection(row.Number, row.Field, row.Before, row.After, row.Reason, row.Author, row.At));
    }

    private static string Clean(string text) => text.Replace('\0', '\uFFFD');

    private sealed class CorrectionRow
    {
        public long Number { get; set; }
        public string Field { get; set; } = "";
        public string? Before { get; set; }
        public string? After { get; set; }
        public string Reason { get; set; } = "";
        public string Author { get; set; } = "";
        public DateTimeOffset At { get; set; }
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string CameraLetter { get; set; } = "";
        public string Model { get; set; } = "";
        public string SensorMode { get; set; } = "";
        public string Codec { get; set; } = "";
        public string Squeeze { get; set; } = "";
        public string Found { get; set; } = "{}";
        public string Corrected { get; set; } = "{}";
        public Guid? FirstRoll { get; set; }
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset ChangedAt { get; set; }
        public string ChangedBy { get; set; } = "";

        public FormatCard ToCard() => new()
        {
            Id = Id,
            Show = Show,
            Key = new FormatCardKey(CameraLetter, Model, SensorMode, Codec, Squeeze),
            Found = LibraryJson.Read<ImmutableSortedDictionary<string, string>>(Found),
            Corrected = LibraryJson.Read<ImmutableSortedDictionary<string, string>>(Corrected),
            FirstRoll = FirstRoll,
            CreatedAt = CreatedAt,
            ChangedAt = ChangedAt,
            ChangedBy = ChangedBy,
        };
    }
}
