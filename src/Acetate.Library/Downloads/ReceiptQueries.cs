using Acetate.Library.Events;
using Acetate.Library.Rolls;

namespace Acetate.Library.Downloads;

/// <summary>Receipts of rolls.</summary>
public static class ReceiptQueries
{
    private const string Columns = "roll_id, reported_by, site, asset, state, files, bytes, generation, manifest_hash, message, reported_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>What sites say of a roll, by site.</summary>
        public async Task<List<SiteReceipt>> ReceiptsAsync(Guid roll, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM roll_receipts WHERE roll_id = @roll ORDER BY site, reported_by, asset", new { roll }, cancellationToken)).ConvertAll(row => row.ToReceipt());

        /// <summary>Keeps what a site says now, in place of what it said before; the roll's timeline tells of what changed.</summary>
        public async Task<SiteReceipt> PutReceiptAsync(Roll roll, SiteReceipt receipt, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(roll);
            receipt = receipt with { ReportedAt = tx.Now };
            var before = (await tx.ReceiptsAsync(roll.Id, cancellationToken)).Find(known => known.ReportedBy == receipt.ReportedBy && known.Site == receipt.Site && known.Asset == receipt.Asset);
            await tx.ExecuteAsync(
                $"""
                INSERT INTO roll_receipts ({Columns}) VALUES (@Roll, @ReportedBy, @Site, @asset, @state, @Files, @Bytes, @Generation, @ManifestHash, @Message, @ReportedAt)
                ON CONFLICT (roll_id, reported_by, site, asset) DO UPDATE SET state = excluded.state, files = excluded.files, bytes = excluded.bytes, generation = excluded.generation,
                    manifest_hash = excluded.manifest_hash, message = excluded.message, reported_at = excluded.reported_at
                """,
                new
                {
                    receipt.Roll,
                    receipt.ReportedBy,
                    receipt.Site,
                    asset = KebabCase.Of(receipt.Asset),
                    state = KebabCase.Of(receipt.State),
                    receipt.Files,
                    receipt.Bytes,
                    receipt.Generation,
                    receipt.ManifestHash,
                    receipt.Message,
                    receipt.ReportedAt,
                },
                cancellationToken);
            if (before?.State == receipt.State && before.ManifestHash == receipt.ManifestHash) return receipt;
            await tx.AppendEventAsync(new LibraryEvent
            {
                At = tx.Now,
                Kind = $"roll.receipt-{KebabCase.Of(receipt.State)}",
                Actor = receipt.ReportedBy,
                Message = receipt.State switch
                {
                    ReceiptState.Complete => $"{receipt.Site} has the {KebabCase.Of(receipt.Asset)} of {roll.Name}: {receipt.Files:N0} files, read back and sealed as generation {receipt.Generation}.",
                    ReceiptState.Failed => $"{receipt.Site} does not have the {KebabCase.Of(receipt.Asset)} of {roll.Name} as they should be. {receipt.Message}".TrimEnd(),
                    _ => $"{receipt.Site} fetches the {KebabCase.Of(receipt.Asset)} of {roll.Name}.",
                },
                Show = roll.Show,
                Roll = roll.Id,
            }, cancellationToken);
            return receipt;
        }
    }

    private sealed class Row
    {
        public Guid RollId { get; set; }
        public string ReportedBy { get; set; } = "";
        public string Site { get; set; } = "";
        public string Asset { get; set; } = "";
        public string State { get; set; } = "";
        public long Files { get; set; }
        public long Bytes { get; set; }
        public int? Generation { get; set; }
        public string ManifestHash { get; set; } = "";
        public string Message { get; set; } = "";
        public DateTimeOffset ReportedAt { get; set; }

        public SiteReceipt ToReceipt() => new()
        {
            Roll = RollId,
            ReportedBy = ReportedBy,
            Site = Site,
            Asset = KebabCase.Parse<DownloadAsset>(Asset),
            State = KebabCase.Parse<ReceiptState>(State),
            Files = Files,
            Bytes = Bytes,
            Generation = Generation,
            ManifestHash = ManifestHash,
            Message = Message,
            ReportedAt = ReportedAt,
        };
    }
}
