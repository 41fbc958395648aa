using System.Collections.Immutable;
using Acetate.Library.Rolls;

namespace Acetate.Library.Downloads;

/// <summary>Rolls that can be fetched.</summary>
public static class DownloadQueries
{
    private const string Offered =
        """
        SELECT r.id, r.show, r.name, r.kind, r.shoot_day, r.unit, r.episode, r.day_number, r.files, r.bytes, c.generation, c.verified_at
        FROM rolls r JOIN copies c ON c.roll_id = r.id AND c.tier = 'library' AND c.state = 'verified' AND c.verified_at IS NOT NULL
        """;

    extension(LibraryTransaction tx)
    {
        /// <summary>The rolls of a show whose first copy was read back and is right, in the order in which they were.</summary>
        public async Task<List<OfferedRoll>> OfferedRollsAsync(string show, CancellationToken cancellationToken)
        {
            var cameras = (await tx.QueryAsync<CameraRow>(
                "SELECT DISTINCT l.roll_id, l.camera FROM clips l JOIN rolls r ON r.id = l.roll_id WHERE r.show = @show AND l.camera <> ''", new { show }, cancellationToken))
                .ToLookup(row => row.RollId, row => row.Camera);
            return (await tx.QueryAsync<Row>($"{Offered} WHERE r.show = @show ORDER BY c.verified_at, r.name, r.id", new { show }, cancellationToken))
                .ConvertAll(row => row.ToRoll([.. cameras[row.Id].Order(StringComparer.Ordinal)]));
        }

        /// <summary>The roll, if its first copy was read back and is right; else null.</summary>
        public async Task<OfferedRoll?> OfferedRollAsync(Guid roll, CancellationToken cancellationToken)
        {
            if (await tx.FirstOrDefaultAsync<Row>($"{Offered} WHERE r.id = @roll", new { roll }, cancellationToken) is not { } row) return null;
            var cameras = await tx.QueryAsync<string>("SELECT DISTINCT camera FROM clips WHERE roll_id = @roll AND camera <> '' ORDER BY camera", new { roll }, cancellationToken);
            return row.ToRoll([.. cameras]);
        }
    }

    private sealed class CameraRow
    {
        public Guid RollId { get; set; }
        public string Camera { get; set; } = "";
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public DateOnly ShootDay { get; set; }
        public string Unit { get; set; } = "";
        public string Episode { get; set; } = "";
        public int? DayNumber { get; set; }
        public long Files { get; set; }
        public long Bytes { get; set; }
        public int? Generation { get; set; }
        public DateTimeOffset VerifiedAt { get; set; }

        public OfferedRoll ToRoll(ImmutableArray<string> cameras) => new()
        {
            Id = Id,
            Show = Show,
            Name = Name,
            Kind = KebabCase.Parse<RollKind>(Kind),
            ShootDay = ShootDay,
            Unit = Unit,
            Episode = Episode,
            DayNumber = DayNumber,
            Cameras = cameras,
            Files = Files,
            Bytes = Bytes,
            Generation = Generation,
            VerifiedAt = VerifiedAt,
        };
    }
}
