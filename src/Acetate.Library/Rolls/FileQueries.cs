using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Acetate.Library.Database;

namespace Acetate.Library.Rolls;

/// <summary>Files of rolls, and how they stand in each copy.</summary>
public static class FileQueries
{
    private const int LongestPath = 2000;
    private const int PathsAtOnce = 5000;
    private const string Columns = "f.number, f.path, f.length, f.modified_at, f.expected, f.digests, f.verdict, f.message";

    extension(LibraryTransaction tx)
    {
        /// <summary>Replaces the roll's list of files. What copies knew about files stays with their numbers.</summary>
        /// <exception cref="LibraryException">Two files have one path, or a path is too long to be kept.</exception>
        public async Task PutFilesAsync(Guid roll, IEnumerable<RollFile> files, CancellationToken cancellationToken)
        {
            await tx.ExecuteAsync("DELETE FROM roll_files WHERE roll_id = @roll", new { roll }, cancellationToken);
            await tx.BulkAsync(
                """
                INSERT INTO roll_files (roll_id, number, path, length, modified_at, expected, digests, verdict, message)
                SELECT v.roll_id, v.number, v.path, v.length, v.modified_at, v.expected, v.digests, v.verdict, v.message FROM {rows}
                """,
                files.Select(Checked),
                [
                    new("roll_id", BulkKind.Id, _ => roll),
                    new("number", BulkKind.Number, f => f.Number),
                    new("path", BulkKind.Text, f => f.Path),
                    new("length", BulkKind.Number, f => f.Length),
                    new("modified_at", BulkKind.Instant, f => f.ModifiedAt),
                    new("expected", BulkKind.Text, f => Text(f.Expected)),
                    new("digests", BulkKind.Text, f => Text(f.Digests)),
                    new("verdict", BulkKind.Text, f => KebabCase.Of(f.Verdict)),
                    new("message", BulkKind.Text, f => f.Message),
                ],
                cancellationToken);
        }

        /// <summary>Files of a roll in their order, a page at a time.</summary>
        /// <param name="roll">The roll.</param>
        /// <param name="verdict">Only with this verdict; null for all.</param>
        /// <param name="after">The number of the last file of the page before; 0 for the first page.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<RollFile>> FilesAsync(Guid roll, RollFileVerdict? verdict, long after, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM roll_files f WHERE f.roll_id = @roll AND f.number > @after {(verdict is null ? "" : "AND f.verdict = @wanted")} ORDER BY f.number LIMIT @limit",
                new { roll, after, wanted = verdict is { } v ? KebabCase.Of(v) : "", limit }, cancellationToken)).ConvertAll(row => row.ToFile());

        /// <summary>Files of a roll whose names end so, in their order.</summary>
        /// <param name="roll">The roll.</param>
        /// <param name="endings">Such as <c>.png</c>, in lower case; the case of names does not count.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<RollFile>> FilesEndingAsync(Guid roll, IReadOnlyCollection<string> endings, int limit, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(endings);
            // Both databases count characters from 1; what is compared has no wildcards, whatever stands in it.
            var lengths = endings.GroupBy(ending => ending.Length).Select(group => $"lower(substr(f.path, length(f.path) - {group.Key - 1})) IN ({string.Join(", ", group.Select(ending => $"'{ending.Replace("'", "''", StringComparison.Ordinal)}'"))})");
            return (await tx.QueryAsync<Row>($"SELECT {Columns} FROM roll_files f WHERE f.roll_id = @roll AND ({string.Join(" OR ", lengths)}) ORDER BY f.number LIMIT @limit", new { roll, limit }, cancellationToken)).ConvertAll(row => row.ToFile());
        }

        /// <summary>The file of this path, or null when the scan of the card does not list it.</summary>
        public async Task<RollFile?> RollFileAsync(Guid roll, string path, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM roll_files f WHERE f.roll_id = @roll AND f.path = @path", new { roll, path }, cancellationToken))?.ToFile();

        /// <summary>Files of a roll with how they stand in each copy, a page at a time.</summary>
        /// <param name="roll">The roll.</param>
        /// <param name="state">Only files that stand so in some copy; null for all.</param>
        /// <param name="after">The number of the last file of the page before; 0 for the first page.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<RollFileStatus>> FileStatusAsync(Guid roll, CopyFileState? state, long after, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"""
                SELECT {Columns}, l.state AS library, a.state AS archive, COALESCE(l.message, '') AS library_message, COALESCE(a.message, '') AS archive_message
                FROM roll_files f
                LEFT JOIN copy_files l ON l.number = f.number AND l.copy_id = (SELECT id FROM copies WHERE roll_id = @roll AND tier = 'library' ORDER BY store LIMIT 1)
                LEFT JOIN copy_files a ON a.number = f.number AND a.copy_id = (SELECT id FROM copies WHERE roll_id = @roll AND tier = 'archive' ORDER BY store LIMIT 1)
                WHERE f.roll_id = @roll AND f.number > @after {(state is null ? "" : "AND (l.state = @wanted OR a.state = @wanted)")} ORDER BY f.number LIMIT @limit
                """,
                new { roll, after, wanted = state is { } s ? KebabCase.Of(s) : "", limit }, cancellationToken)).ConvertAll(row => row.ToStatus());

        /// <summary>The hashes that are known of some files of a roll, by path; files without any are left out.</summary>
        public async Task<Dictionary<string, ImmutableArray<FileDigest>>> DigestsAsync(Guid roll, IEnumerable<string> paths, CancellationToken cancellationToken) =>
            (await tx.DigestRowsAsync(roll, paths, cancellationToken)).Where(row => row.Digests.Length > 0)
            .ToDictionary(row => row.Path, row => Digests(row.Digests), StringComparer.Ordinal);

        /// <summary>Keeps the hashes of the blocks of files, made in one read with the digest that is named: they count as long as that is the file's. What was
        /// kept of a file before is replaced.</summary>
        public Task PutBlocksAsync(Guid roll, IEnumerable<FileBlocks> files, CancellationToken cancellationToken) =>
            tx.BulkAsync(
                """
                INSERT INTO file_blocks (roll_id, path, digest, blocks) SELECT v.roll_id, v.path, v.digest, v.blocks FROM {rows} WHERE true
                ON CONFLICT (roll_id, path) DO UPDATE SET digest = excluded.digest, blocks = excluded.blocks
                """,
                files,
                [
                    new("roll_id", BulkKind.Id, _ => roll),
                    new("path", BulkKind.Text, f => f.Path),
                    new("digest", BulkKind.Text, f => Text([f.Whole])),
                    new("blocks", BulkKind.Text, f => f.Blocks),
                ],
                cancellationToken);

        /// <summary>The hashes of the blocks of a roll's files, by path. Files that have none, or whose digest is another one than that with which they were made, are left out.</summary>
        public async Task<Dictionary<string, string>> BlocksAsync(Guid roll, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<BlocksRow>(
                "SELECT b.path, b.digest, b.blocks, f.digests FROM file_blocks b JOIN roll_files f ON f.roll_id = b.roll_id AND f.path = b.path WHERE b.roll_id = @roll",
                new { roll }, cancellationToken))
            .Where(row => Digests(row.Digests).Contains(Digests(row.Digest)[0])).ToDictionary(row => row.Path, row => row.Blocks, StringComparer.Ordinal);

        /// <summary>The states that some file of a copy is in; files nothing was said about are not counted.</summary>
        public async Task<ImmutableArray<CopyFileState>> StatesInCopyAsync(Guid copy, CancellationToken cancellationToken) =>
            [.. (await tx.QueryAsync<string>("SELECT DISTINCT state FROM copy_files WHERE copy_id = @copy", new { copy }, cancellationToken)).Select(KebabCase.Parse<CopyFileState>)];

        /// <summary>How many files of one roll, or of each roll of a shoot day, have one of these verdicts or stand so in a copy; rolls without any are left out.</summary>
        public async Task<Dictionary<Guid, long>> FileCountsAsync(
            string show, DateOnly day, Guid? roll, IEnumerable<RollFileVerdict> verdicts, IEnumerable<CopyFileState> states, CancellationToken cancellationToken)
        {
            var whose = roll is null ? "r.show = @show AND r.shoot_day = @day" : "r.id = @roll";
            var rows = await tx.QueryAsync<RollCount>(
                $"""
                SELECT roll, CAST(SUM(files) AS BIGINT) AS files FROM (
                    SELECT r.id AS roll, COUNT(*) AS files FROM rolls r JOIN roll_files f ON f.roll_id = r.id WHERE {whose} AND f.verdict {tx.Among("verdicts")} GROUP BY r.id
                    UNION ALL
                    SELECT r.id AS roll, COUNT(*) AS files FROM rolls r JOIN copies c ON c.roll_id = r.id JOIN copy_files f ON f.copy_id = c.id
                    WHERE {whose} AND f.state {tx.Among("states")} GROUP BY r.id) counts GROUP BY roll
                """,
                new { show, day, roll, verdicts = verdicts.Select(KebabCase.Of).ToArray(), states = states.Select(KebabCase.Of).ToArray() }, cancellationToken);
            return rows.ToDictionary(row => row.Roll, row => row.Files);
        }

        /// <summary>How many files of a roll have each verdict, and their bytes.</summary>
        public async Task<Dictionary<RollFileVerdict, (long Files, long Bytes)>> FileVerdictsAsync(Guid roll, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Count>(
                "SELECT verdict AS name, COUNT(*) AS files, CAST(SUM(length) AS BIGINT) AS bytes FROM roll_files WHERE roll_id = @roll GROUP BY verdict", new { roll }, cancellationToken))
            .ToDictionary(row => KebabCase.Parse<RollFileVerdict>(row.Name), row => (row.Files, row.Bytes));

        /// <summary>How many files of a copy stand how, and their bytes. Files nothing was said about are waiting.</summary>
        public async Task<Dictionary<CopyFileState, (long Files, long Bytes)>> CopyFileStatesAsync(Guid copy, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Count>(
                """
                SELECT COALESCE(c.state, 'waiting') AS name, COUNT(*) AS files, CAST(SUM(f.length) AS BIGINT) AS bytes FROM roll_files f
                LEFT JOIN copy_files c ON c.copy_id = @copy AND c.number = f.number
                WHERE f.roll_id = (SELECT roll_id FROM copies WHERE id = @copy) AND f.verdict NOT IN ('ignored', 'missing') GROUP BY COALESCE(c.state, 'waiting')
                """,
                new { copy }, cancellationToken))
            .ToDictionary(row => KebabCase.Parse<CopyFileState>(row.Name), row => (row.Files, row.Bytes));

        /// <summary>Keeps what a step found about files of a copy. Paths that are not of the roll are an error.</summary>
        public async Task PutCopyFilesAsync(RollCopy copy, IReadOnlyCollection<CopyFileNews> news, DateTimeOffset at, CancellationToken cancellationToken)
        {
            BulkColumn<CopyFileNews>[] columns =
            [
                new("copy_id", BulkKind.Id, _ => copy.Id),
                new("roll_id", BulkKind.Id, _ => copy.Roll),
                new("path", BulkKind.Text, f => f.Path),
                new("state", BulkKind.Text, f => KebabCase.Of(f.State)),
                new("message", BulkKind.Text, f => Clean(f.Message)),
                new("checked_at", BulkKind.Instant, _ => at),
            ];
            var kept = await tx.BulkAsync(
                """
                INSERT INTO copy_files (copy_id, number, state, message, checked_at)
                SELECT v.copy_id, f.number, v.state, v.message, v.checked_at FROM {rows} JOIN roll_files f ON f.roll_id = v.roll_id AND f.path = v.path WHERE true
                ON CONFLICT (copy_id, number) DO UPDATE SET state = excluded.state, message = excluded.message, checked_at = excluded.checked_at
                """,
                news, columns, cancellationToken);
            if (kept != news.Count)
                throw new LibraryException(LibraryProblem.NotFound, $"{news.Count - kept} of {news.Count} files are not files of the roll, such as '{news.First().Path}'.");
            await tx.AddDigestsAsync(copy.Roll, news.Where(f => !f.Digests.IsDefaultOrEmpty).ToDictionary(f => f.Path, f => f.Digests), cancellationToken);
        }

        /// <summary>Says what holding files against the manifest gave; other facts about them stay.</summary>
        public Task PutVerdictsAsync(Guid roll, IEnumerable<(string Path, RollFileVerdict Verdict, string Message)> verdicts, CancellationToken cancellationToken) =>
            tx.BulkAsync(
                "UPDATE roll_files SET verdict = v.verdict, message = v.message FROM {rows} WHERE roll_files.roll_id = v.roll_id AND roll_files.path = v.path",
                verdicts,
                [
                    new("roll_id", BulkKind.Id, _ => roll),
                    new("path", BulkKind.Text, f => f.Path),
                    new("verdict", BulkKind.Text, f => KebabCase.Of(f.Verdict)),
                    new("message", BulkKind.Text, f => Clean(f.Message)),
                ],
                cancellationToken);

        private async Task<List<Row>> DigestRowsAsync(Guid roll, IEnumerable<string> paths, CancellationToken cancellationToken)
        {
            var wanted = tx.IsPostgres ? "= ANY(@some)" : "IN (SELECT value FROM json_each(@some))";
            var rows = new List<Row>();
            foreach (var chunk in paths.Chunk(PathsAtOnce))
                rows.AddRange(await tx.QueryAsync<Row>(
                    $"SELECT path, digests FROM roll_files WHERE roll_id = @roll AND path {wanted}",
                    tx.IsPostgres ? new { roll, some = chunk } : new { roll, some = JsonSerializer.Serialize(chunk) }, cancellationToken));
            return rows;
        }

        private async Task AddDigestsAsync(Guid roll, Dictionary<string, ImmutableArray<FileDigest>> found, CancellationToken cancellationToken)
        {
            if (found.Count == 0) return;
            // What was hashed for the first time, as nearly always, needs no comparing.
            var fresh = await tx.BulkAsync(
                "UPDATE roll_files SET digests = v.digests FROM {rows} WHERE roll_files.roll_id = v.roll_id AND roll_files.path = v.path AND roll_files.digests = ''",
                found,
                [new("roll_id", BulkKind.Id, _ => roll), new("path", BulkKind.Text, f => f.Key), new("digests", BulkKind.Text, f => Text(f.Value))],
                cancellationToken);
            if (fresh == found.Count) return;
            // Formats that are known already keep their first value: it was measured from the card.
            List<(string Path, string Digests)> changed = [];
            foreach (var row in await tx.DigestRowsAsync(roll, found.Keys, cancellationToken))
            {
                var (known, digests) = (Digests(row.Digests), found[row.Path]);
                var all = known.AddRange(digests.Where(digest => known.All(k => k.Format != digest.Format)));
                if (all.Length > known.Length) changed.Add((row.Path, Text(all)));
            }

            await tx.BulkAsync(
                "UPDATE roll_files SET digests = v.digests FROM {rows} WHERE roll_files.roll_id = v.roll_id AND roll_files.path = v.path",
                changed,
                [new("roll_id", BulkKind.Id, _ => roll), new("path", BulkKind.Text, f => f.Path), new("digests", BulkKind.Text, f => f.Digests)],
                cancellationToken);
        }
    }

    private static RollFile Checked(RollFile file) =>
        Encoding.UTF8.GetByteCount(file.Path) <= LongestPath
            ? file
            : throw new LibraryException(LibraryProblem.Settings, $"A file's path is longer than {LongestPath} bytes and cannot be kept: {file.Path[..80]}… Shorten it on the card.");

    // "xxh128=… md5=…": a third of the size of JSON, which counts with 43,200 frames a roll.
    private static string Text(ImmutableArray<FileDigest> digests) => digests.IsDefaultOrEmpty ? "" : string.Join(' ', digests.Select(d => $"{d.Format}={d.Text}"));

    private static ImmutableArray<FileDigest> Digests(string text) =>
        text.Length == 0 ? [] : [.. text.Split(' ').Select(pair => pair.Split('=', 2)).Select(pair => new FileDigest(pair[0], pair[1]))];

    private static string Clean(string text) => text.Replace('\0', '\uFFFD');

    private sealed class RollCount
    {
        public Guid Roll { get; set; }
        public long Files { get; set; }
    }

    private sealed class Count
    {
        public string Name { get; set; } = "";
        public long Files { get; set; }
        public long Bytes { get; set; }
    }

    private sealed class BlocksRow
    {
        public string Path { get; set; } = "";
        public string Digest { get; set; } = "";
        public string Blocks { get; set; } = "";
        public string Digests { get; set; } = "";
    }

    private sealed class Row
    {
        public long Number { get; set; }
        public string Path { get; set; } = "";
        public long Length { get; set; }
        public DateTimeOffset? ModifiedAt { get; set; }
        public string Expected { get; set; } = "";
        public string Digests { get; set; } = "";
        public string Verdict { get; set; } = "";
        public string Message { get; set; } = "";
        public string? Library { get; set; }
        public string? Archive { get; set; }
        public string LibraryMessage { get; set; } = "";
        public string ArchiveMessage { get; set; } = "";

        public RollFile ToFile() => new()
        {
            Number = Number,
            Path = Path,
            Length = Length,
            ModifiedAt = ModifiedAt,
            Expected = FileQueries.Digests(Expected),
            Digests = FileQueries.Digests(Digests),
            Verdict = KebabCase.Parse<RollFileVerdict>(Verdict),
            Message = Message,
        };

        public RollFileStatus ToStatus() => new(
            ToFile(), Library is null ? null : KebabCase.Parse<CopyFileState>(Library), Archive is null ? null : KebabCase.Parse<CopyFileState>(Archive),
            string.Join(' ', new[] { LibraryMessage, ArchiveMessage }.Where(text => text.Length > 0)));
    }
}
