using System.Collections.Immutable;

namespace Acetate.Library.Clips;

/// <summary>What lists of others name a clip by.</summary>
/// <param name="Id">The clip.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reel">The reel that the camera wrote.</param>
/// <param name="RollName">The roll's name.</param>
/// <param name="ShootDay">When it was shot.</param>
/// <param name="Files">Its files or file patterns.</param>
/// <param name="Rate">Its frame rate as a ratio; empty when not known.</param>
/// <param name="TimecodeStart">Timecode of its first frame; empty when there is none.</param>
/// <param name="TimecodeEnd">Timecode after its last frame; empty when not known.</param>
public sealed record ClipSign(Guid Id, string Name, string Reel, string RollName, DateOnly ShootDay, ImmutableArray<string> Files, string Rate, string TimecodeStart, string TimecodeEnd);

/// <summary>The signs of a show's clips.</summary>
public static class ClipSignQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The signs of every clip of a show, by day, roll and name.</summary>
        public async Task<List<ClipSign>> ClipSignsAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                """
                SELECT c.id, c.name, c.reel, c.files, c.rate, c.timecode_start, c.timecode_end, r.name AS roll_name, r.shoot_day
                FROM rolls r JOIN clips c ON c.roll_id = r.id WHERE r.show = @show ORDER BY r.shoot_day, r.name, c.name, c.id
                """, new { show }, cancellationToken))
            .ConvertAll(row => new ClipSign(row.Id, row.Name, row.Reel, row.RollName, row.ShootDay, LibraryJson.Read<ImmutableArray<string>>(row.Files), row.Rate, row.TimecodeStart, row.TimecodeEnd));
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Name { get; set; } = "";
        public string Reel { get; set; } = "";
        public string Files { get; set; } = "[]";
        public string Rate { get; set; } = "";
        public string TimecodeStart { get; set; } = "";
        public string TimecodeEnd { get; set; } = "";
        public string RollName { get; set; } = "";
        public DateOnly ShootDay { get; set; }
    }
}
