namespace Acetate.Library.Pulls;

/// <summary>A plate that a vendor was given.</summary>
public sealed record Turnover
{
    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The vendor.</summary>
    public required string Recipient { get; init; }

    /// <summary>The pull.</summary>
    public required Guid Pull { get; init; }

    /// <summary>The pull's number.</summary>
    public required int Number { get; init; }

    /// <summary>The package it came in: the name of its folder; empty when that is no longer known.</summary>
    public string Package { get; init; } = "";

    /// <summary>When the package was ready for the vendor.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Who approved it.</summary>
    public string ApprovedBy { get; init; } = "";

    /// <summary>The file name of the cut that it was made from.</summary>
    public required string CutName { get; init; }

    /// <summary>The plate.</summary>
    public required PullPlate Plate { get; init; }

    /// <summary>The clip's name; empty when the library has lost it.</summary>
    public string ClipName { get; init; } = "";
}

/// <summary>A plate that was planned, with what names are made of.</summary>
/// <param name="Plate">The plate.</param>
/// <param name="Recipient">The vendor.</param>
/// <param name="ClipName">The clip's name; empty when the library has lost it.</param>
/// <param name="Reel">The clip's reel.</param>
/// <param name="Width">The clip's width in pixels; 0 when not known.</param>
/// <param name="Height">The clip's height in pixels; 0 when not known.</param>
public sealed record PlannedName(PullPlate Plate, string Recipient, string ClipName, string Reel, int Width, int Height);

/// <summary>Which vendor was given which version of which plate, and when.</summary>
public static class TurnoverQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The plates of a show's pulls that are ready: by shot and plate, the oldest version first.</summary>
        /// <param name="show">The show.</param>
        /// <param name="shot">One shot alone; null for all.</param>
        /// <param name="recipient">One vendor alone; null for all.</param>
        /// <param name="cancellationToken">Ends it.</param>
        public async Task<List<Turnover>> TurnoversAsync(string show, string? shot, string? recipient, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"""
                SELECT {PlateRow.ColumnsOf("p")},
                    u.show, u.recipient, u.number, u.cut_name, u.approved_by, u.ended_at, COALESCE(f.name, '') AS package, COALESCE(c.name, '') AS clip_name
                FROM pull_plates p JOIN pulls u ON u.id = p.pull_id LEFT JOIN workspace_folders f ON f.id = u.folder_id LEFT JOIN clips c ON c.id = p.clip_id
                WHERE u.show = @show AND u.kind = 'vfx' AND u.state = 'ready'
                    {(shot is null ? "" : "AND p.shot = @shot")} {(recipient is null ? "" : "AND lower(u.recipient) = lower(@recipient)")}
                ORDER BY p.shot, p.element, u.recipient, p.version, u.number, p.place
                """,
                new { show, shot = shot ?? "", recipient = recipient ?? "" }, cancellationToken)).ConvertAll(row => row.ToTurnover());

        /// <summary>The newest plates that were planned for a show, delivered or not, each with its vendor and its clip.</summary>
        public async Task<List<PlannedName>> NewestPlatesAsync(string show, int most, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<NameRow>(
                $"""
                SELECT {PlateRow.ColumnsOf("p")}, u.recipient, COALESCE(c.name, '') AS clip_name, COALESCE(c.reel, '') AS reel, COALESCE(c.width, 0) AS width, COALESCE(c.height, 0) AS height
                FROM (SELECT id, recipient, created_at FROM pulls WHERE show = @show AND kind = 'vfx' ORDER BY created_at DESC, id DESC LIMIT 20) u
                    JOIN pull_plates p ON p.pull_id = u.id LEFT JOIN clips c ON c.id = p.clip_id
                ORDER BY u.created_at DESC, p.place LIMIT @most
                """,
                new { show, most }, cancellationToken)).ConvertAll(row => new PlannedName(row.ToPlate(), row.Recipient, row.ClipName, row.Reel, row.Width, row.Height));
    }

    private sealed class NameRow : PlateRow
    {
        public string Recipient { get; set; } = "";
        public string ClipName { get; set; } = "";
        public string Reel { get; set; } = "";
        public int Width { get; set; }
        public int Height { get; set; }
    }

    private sealed class Row : PlateRow
    {
        public string Show { get; set; } = "";
        public string Recipient { get; set; } = "";
        public int Number { get; set; }
        public string CutName { get; set; } = "";
        public string ApprovedBy { get; set; } = "";
        public DateTimeOffset? EndedAt { get; set; }
        public string Package { get; set; } = "";
        public string ClipName { get; set; } = "";

        public Turnover ToTurnover() => new()
        {
            Show = Show,
            Recipient = Recipient,
            Pull = PullId,
            Number = Number,
            Package = Package,
            DeliveredAt = EndedAt,
            ApprovedBy = ApprovedBy,
            CutName = CutName,
            ClipName = ClipName,
            Plate = ToPlate(),
        };
    }
}
