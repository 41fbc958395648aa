using Acetate.Library.Workspaces;

namespace Acetate.Library.Assets;

/// <summary>Files of workspaces that were kept for good.</summary>
public static class AssetQueries
{
    private const string Columns =
        "id, show, name, note, length, hash, store_key AS key, file_id AS file, workspace, path, sent_by, promoted_by, promoted_at, withdrawn_by, withdrawn_at";

    /// <summary>The most assets of one list.</summary>
    public const int LongestList = 500;

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps a new asset.</summary>
        /// <exception cref="LibraryException">The note is too long, or the file is one already.</exception>
        public async Task<Asset> AddAssetAsync(Asset asset, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(asset);
            if (asset.Note.Length > Asset.LongestNote) throw new LibraryException(LibraryProblem.Settings, $"A note has at most {Asset.LongestNote} characters.");
            if (await tx.AssetOfFileAsync(asset.File, cancellationToken) is { } known) throw new LibraryException(LibraryProblem.Conflict, $"'{known.Name}' is an asset already: {known.PromotedBy} kept it.");
            asset = asset with { PromotedAt = tx.Now };
            await tx.ExecuteAsync(
                """
                INSERT INTO assets (id, show, name, note, words, length, hash, store_key, file_id, workspace, path, sent_by, promoted_by, promoted_at, withdrawn_by, withdrawn_at)
                VALUES (@Id, @Show, @Name, @Note, @words, @Length, @Hash, @Key, @File, @Workspace, @Path, @SentBy, @PromotedBy, @PromotedAt, NULL, NULL)
                """,
                new
                {
                    asset.Id,
                    asset.Show,
                    asset.Name,
                    asset.Note,
                    words = Fold($"{asset.Name} {asset.Note} {asset.Workspace} {asset.Path} {asset.SentBy} {asset.PromotedBy} {asset.Hash}"),
                    asset.Length,
                    asset.Hash,
                    asset.Key,
                    asset.File,
                    asset.Workspace,
                    asset.Path,
                    asset.SentBy,
                    asset.PromotedBy,
                    asset.PromotedAt,
                }, cancellationToken);
            return asset;
        }

        /// <summary>The asset, or null.</summary>
        public async Task<Asset?> AssetAsync(Guid id, CancellationToken cancellationToken) => (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM assets WHERE id = @id", new { id }, cancellationToken))?.ToAsset();

        /// <summary>The asset that a file of a workspace is, or null.</summary>
        public async Task<Asset?> AssetOfFileAsync(Guid file, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM assets WHERE file_id = @file AND withdrawn_at IS NULL", new { file }, cancellationToken))?.ToAsset();

        /// <summary>Assets of a show in which all of some words stand, in whatever case: in the name, the note, the place that they come from, who sent and kept them, the hash. The newest first.</summary>
        /// <param name="show">The show.</param>
        /// <param name="words">The words, parted by spaces; empty for all assets.</param>
        /// <param name="withdrawn">Whether those are meant that were taken out again.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<Asset>> AssetsAsync(string show, string words, bool withdrawn, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(words);
            var wanted = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8).Select(word => $"%{Escape(Fold(word))}%").ToArray();
            var all = string.Concat(wanted.Select((_, i) => $" AND words LIKE @w{i} ESCAPE '!'"));
            string? Word(int i) => wanted.ElementAtOrDefault(i);
            return (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM assets WHERE show = @show AND withdrawn_at IS {(withdrawn ? "NOT NULL" : "NULL")}{all} ORDER BY promoted_at DESC, id LIMIT {LongestList}",
                new { show, w0 = Word(0), w1 = Word(1), w2 = Word(2), w3 = Word(3), w4 = Word(4), w5 = Word(5), w6 = Word(6), w7 = Word(7) }, cancellationToken)).ConvertAll(row => row.ToAsset());
        }

        /// <summary>Takes an asset out of the library's, or puts it back. False when it stands so already.</summary>
        /// <exception cref="LibraryException">It is to come back, and its file was kept again meanwhile.</exception>
        public async Task<bool> WithdrawAssetAsync(Asset asset, bool isOut, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(asset);
            if (isOut) return await tx.ExecuteAsync("UPDATE assets SET withdrawn_by = @actor, withdrawn_at = @Now WHERE id = @Id AND withdrawn_at IS NULL", new { actor, tx.Now, asset.Id }, cancellationToken) > 0;
            if (asset.WithdrawnAt is null) return false;
            if (await tx.AssetOfFileAsync(asset.File, cancellationToken) is not null) throw new LibraryException(LibraryProblem.Conflict, $"'{asset.Name}' was kept again meanwhile.");
            return await tx.ExecuteAsync("UPDATE assets SET withdrawn_by = NULL, withdrawn_at = NULL WHERE id = @Id AND withdrawn_at IS NOT NULL", new { asset.Id }, cancellationToken) > 0;
        }
    }

    private static string Fold(string text) => EntryName.Fold(text);

    private static string Escape(string word) => word.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string Name { get; set; } = "";
        public string Note { get; set; } = "";
        public long Length { get; set; }
        public string Hash { get; set; } = "";
        public string Key { get; set; } = "";
        public Guid File { get; set; }
        public string Workspace { get; set; } = "";
        public string Path { get; set; } = "";
        public string SentBy { get; set; } = "";
        public string PromotedBy { get; set; } = "";
        public DateTimeOffset PromotedAt { get; set; }
        public string? WithdrawnBy { get; set; }
        public DateTimeOffset? WithdrawnAt { get; set; }

        public Asset ToAsset() => new()
        {
            Id = Id,
            Show = Show,
            Name = Name,
            Note = Note,
            Length = Length,
            Hash = Hash,
            Key = Key,
            File = File,
            Workspace = Workspace,
            Path = Path,
            SentBy = SentBy,
            PromotedBy = PromotedBy,
            PromotedAt = PromotedAt,
            WithdrawnBy = WithdrawnBy,
            WithdrawnAt = WithdrawnAt,
        };
    }
}
