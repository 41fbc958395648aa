using System.Text.Json;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;

namespace Acetate.Library.Downloads;

/// <summary>Receipts of rolls and of packages: the last word of each site. What changes is told in the feed of events, a few times an hour at most.</summary>
public static class ReceiptQueries
{
    /// <summary>Sites under whose names one principal reports of one roll or package, at most.</summary>
    public const int MostSites = 20;

    // Whoever fetches says twice of each what becomes of it; who says it for ever fills nobody's timeline and nobody's mail.
    private const int ToldAtMost = 24;
    private const string Columns = "reported_by, site, state, files, bytes, generation, manifest_hash, message, reported_at, told, told_from";
    private static readonly TimeSpan ToldIn = TimeSpan.FromHours(1);
    private static readonly Shelf Rolls = new("roll_receipts", "roll_id", "asset", "roll_id, reported_by, site, asset", "''");
    private static readonly Shelf Folders = new("folder_receipts", "folder_id", "package", "folder_id, reported_by, site", "(SELECT f.name FROM workspace_folders f WHERE f.id = folder_id)");

    extension(LibraryTransaction tx)
    {
        /// <summary>What sites say of a roll, by site.</summary>
        public async Task<List<RollAtSite>> ReceiptsAsync(Guid roll, CancellationToken cancellationToken) =>
            (await RowsAsync(tx, Rolls, "roll_id = @roll", new { roll }, cancellationToken)).ConvertAll(row => row.OfRoll());

        /// <summary>What sites say of a package, by site.</summary>
        public async Task<List<FolderAtSite>> FolderReceiptsAsync(Guid folder, CancellationToken cancellationToken) =>
            (await RowsAsync(tx, Folders, "folder_id = @folder", new { folder }, cancellationToken)).ConvertAll(row => row.OfFolder());

        /// <summary>What sites say of all packages of a workspace, by package and site.</summary>
        public async Task<List<FolderAtSite>> WorkspaceReceiptsAsync(Guid workspace, CancellationToken cancellationToken) =>
            (await RowsAsync(tx, Folders, "folder_id IN (SELECT f.id FROM workspace_folders f WHERE f.workspace_id = @workspace)", new { workspace }, cancellationToken)).ConvertAll(row => row.OfFolder());

        /// <summary>What sites say of the packages of a roll's dailies, of all deliveries, by package and site.</summary>
        public async Task<List<FolderAtSite>> DailiesReceiptsAsync(Guid roll, CancellationToken cancellationToken) =>
            (await RowsAsync(tx, Folders, "folder_id IN (SELECT f.id FROM workspace_folders f WHERE f.roll_id = @roll)", new { roll }, cancellationToken)).ConvertAll(row => row.OfFolder());

        /// <summary>Keeps what a site says now of a roll, in place of what it said before; the roll's timeline tells of what changed.</summary>
        /// <exception cref="LibraryException">The principal reports of it under too many names.</exception>
        public async Task<RollAtSite> PutReceiptAsync(Roll roll, RollAtSite receipt, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(roll);
            receipt = receipt with { Roll = roll.Id, ReportedAt = tx.Now };
            if (!await KeepAsync(tx, Rolls, roll.Id, KebabCase.Of(receipt.Asset), receipt, cancellationToken)) return receipt;
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

        /// <summary>Keeps what a site says now of a package, in place of what it said before. The timelines of its show tell of what changed, with the work of its pull or the roll of its dailies.</summary>
        /// <exception cref="LibraryException">The principal reports of it under too many names.</exception>
        public async Task<FolderAtSite> PutReceiptAsync(Workspace workspace, WorkspaceFolder folder, FolderAtSite receipt, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(workspace);
            ArgumentNullException.ThrowIfNull(folder);
            receipt = receipt with { Folder = folder.Id, Name = folder.Name, ReportedAt = tx.Now };
            if (!await KeepAsync(tx, Folders, folder.Id, KebabCase.Of(receipt.Package), receipt, cancellationToken)) return receipt;
            var package = $"{folder.Name} of workspace {workspace.Name}";
            var pull = await tx.FirstOrDefaultAsync<PullRow>("SELECT id, job_id FROM pulls WHERE folder_id = @Id", new { folder.Id }, cancellationToken);
            await tx.AppendEventAsync(new LibraryEvent
            {
                At = tx.Now,
                Kind = $"workspace.receipt-{KebabCase.Of(receipt.State)}",
                Actor = receipt.ReportedBy,
                Message = receipt.State switch
                {
                    ReceiptState.Complete => $"{receipt.Site} has {package}: {receipt.Files:N0} files, {receipt.SealWords}.",
                    ReceiptState.Failed => $"{receipt.Site} does not have {package} as it should be. {receipt.Message}".TrimEnd(),
                    _ => $"{receipt.Site} fetches {package}.",
                },
                Show = workspace.Show,
                Roll = folder.Roll,
                Job = pull?.JobId,
                Data = JsonSerializer.SerializeToElement(new { workspace = workspace.Id, folder = folder.Id, pull = pull?.Id, site = receipt.Site }, LibraryJson.Options),
            }, cancellationToken);
            return receipt;
        }
    }

    /// <summary>Keeps a receipt; whether the feed of events is to tell of it.</summary>
    private static async Task<bool> KeepAsync(LibraryTransaction tx, Shelf shelf, Guid subject, string detail, SiteReceipt receipt, CancellationToken cancellationToken)
    {
        var known = await RowsAsync(tx, shelf, $"{shelf.Subject} = @subject AND reported_by = @ReportedBy", new { subject, receipt.ReportedBy }, cancellationToken);
        var sites = known.Select(row => row.Site).ToHashSet(StringComparer.Ordinal);
        if (sites.Count >= MostSites && !sites.Contains(receipt.Site))
            throw new LibraryException(LibraryProblem.Conflict, $"{receipt.ReportedBy} reports of this under {MostSites} names of sites already. Report under one of them.");
        var before = known.Find(row => row.Site == receipt.Site && (!shelf.IsByDetail || row.Detail == detail));
        var state = KebabCase.Of(receipt.State);
        var recent = known.Where(row => row.ToldFrom is { } from && tx.Now - from < ToldIn).ToList();
        var tells = (before?.State != state || before.ManifestHash != receipt.ManifestHash) && recent.Sum(row => row.Told) < ToldAtMost;
        var (told, toldFrom) = before is not null && recent.Contains(before) ? (before.Told, before.ToldFrom) : (0, tx.Now);
        await tx.ExecuteAsync(
            $"""
            INSERT INTO {shelf.Table} ({shelf.Subject}, {shelf.Detail}, {Columns}) VALUES (@subject, @detail, @ReportedBy, @Site, @state, @Files, @Bytes, @Generation, @ManifestHash, @Message, @ReportedAt, @told, @toldFrom)
            ON CONFLICT ({shelf.Key}) DO UPDATE SET {shelf.Detail} = excluded.{shelf.Detail}, state = excluded.state, files = excluded.files, bytes = excluded.bytes, generation = excluded.generation,
                manifest_hash = excluded.manifest_hash, message = excluded.message, reported_at = excluded.reported_at, told = excluded.told, told_from = excluded.told_from
            """,
            new
            {
                subject,
                detail,
                receipt.ReportedBy,
                receipt.Site,
                state,
                receipt.Files,
                receipt.Bytes,
                receipt.Generation,
                receipt.ManifestHash,
                receipt.Message,
                receipt.ReportedAt,
                told = told + (tells ? 1 : 0),
                toldFrom,
            },
            cancellationToken);
        return tells;
    }

    private static Task<List<Row>> RowsAsync(LibraryTransaction tx, Shelf shelf, string condition, object values, CancellationToken cancellationToken) => tx.QueryAsync<Row>(
        $"SELECT {shelf.Subject} AS subject, {shelf.Detail} AS detail, {shelf.Name} AS name, {Columns} FROM {shelf.Table} WHERE {condition} ORDER BY name, site, reported_by, {shelf.Detail}", values, cancellationToken);

    /// <summary>Where receipts of a kind are kept.</summary>
    /// <param name="Table">The table.</param>
    /// <param name="Subject">Its column that says what was fetched.</param>
    /// <param name="Detail">Its column that the other kind does not have.</param>
    /// <param name="Key">Its primary key.</param>
    /// <param name="Name">What gives the name of what was fetched.</param>
    private sealed record Shelf(string Table, string Subject, string Detail, string Key, string Name)
    {
        public bool IsByDetail => Key.EndsWith(Detail, StringComparison.Ordinal);
    }

    private sealed class PullRow
    {
        public Guid Id { get; set; }
        public Guid? JobId { get; set; }
    }

    private sealed class Row
    {
        public Guid Subject { get; set; }
        public string Detail { get; set; } = "";
        public string Name { get; set; } = "";
        public string ReportedBy { get; set; } = "";
        public string Site { get; set; } = "";
        public string State { get; set; } = "";
        public long Files { get; set; }
        public long Bytes { get; set; }
        public int? Generation { get; set; }
        public string ManifestHash { get; set; } = "";
        public string Message { get; set; } = "";
        public DateTimeOffset ReportedAt { get; set; }
        public int Told { get; set; }
        public DateTimeOffset? ToldFrom { get; set; }

        public RollAtSite OfRoll() => new()
        {
            Roll = Subject,
            ReportedBy = ReportedBy,
            Site = Site,
            Asset = KebabCase.Parse<DownloadAsset>(Detail),
            State = KebabCase.Parse<ReceiptState>(State),
            Files = Files,
            Bytes = Bytes,
            Generation = Generation,
            ManifestHash = ManifestHash,
            Message = Message,
            ReportedAt = ReportedAt,
        };

        public FolderAtSite OfFolder() => new()
        {
            Folder = Subject,
            Name = Name,
            ReportedBy = ReportedBy,
            Site = Site,
            Package = KebabCase.Parse<PackageProof>(Detail),
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
