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
