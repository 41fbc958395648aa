namespace Acetate.Library.Workspaces;

/// <summary>What lay in bins for so long that nobody wants it back.</summary>
public static class BinQueries
{
    private const string Gone =
        """
        WITH RECURSIVE gone (id) AS (
            SELECT id FROM workspace_folders WHERE kind = 'folder' AND deleted_at <= @before
            UNION
            SELECT c.id FROM workspace_folders c JOIN gone g ON c.parent_id = g.id WHERE c.kind = 'folder')
        """;

    private static string Of(Guid? workspace) => workspace is null ? "" : "AND workspace_id = @workspace";

    extension(LibraryTransaction tx)
    {
        /// <summary>Files that were put into a bin by an instant, themselves or with a folder around them, the oldest first.</summary>
        /// <param name="before">The instant.</param>
        /// <param name="workspace">Of this workspace alone; null for all.</param>
        /// <param name="most">At most so many.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public Task<List<KeptFile>> BinnedFilesAsync(DateTimeOffset before, Guid? workspace, int most, CancellationToken cancellationToken) => tx.FilesWhereAsync(
            $"state <> 'arriving' AND (deleted_at <= @before OR folder_id IN ({Gone} SELECT id FROM gone)) {Of(workspace)} ORDER BY created_at, id LIMIT @most", new { before, workspace = workspace ?? Guid.Empty, most }, cancellationToken);

        /// <summary>Gives a file up that lay in the bin: nobody takes it out any more, and its bytes may go. False when somebody just took it out.</summary>
        public async Task<bool> GiveUpBinnedFileAsync(Guid file, DateTimeOffset before, CancellationToken cancellationToken) => await tx.ExecuteAsync(
            $"UPDATE workspace_files SET state = 'refused', message = 'It was in the bin for too long.' WHERE id = @file AND (deleted_at <= @before OR folder_id IN ({Gone} SELECT id FROM gone))",
            new { file, before }, cancellationToken) > 0;

        /// <summary>Forgets folders that were put into a bin by an instant and hold nothing any more, of one workspace or, where it is null, of all; shares of them end.</summary>
        /// <returns>How many.</returns>
        public async Task<int> ForgetBinnedFoldersAsync(DateTimeOffset before, Guid? workspace, CancellationToken cancellationToken)
        {
            var all = 0;
            // The innermost go first; then those around them are empty.
            for (int gone; (gone = await tx.ExecuteAsync(
                $"""
                DELETE FROM workspace_folders WHERE id IN ({Gone} SELECT id FROM gone) {Of(workspace)}
                    AND NOT EXISTS (SELECT 1 FROM workspace_files f WHERE f.folder_id = workspace_folders.id)
                    AND NOT EXISTS (SELECT 1 FROM workspace_folders c WHERE c.parent_id = workspace_folders.id)
                """, new { before, workspace = workspace ?? Guid.Empty }, cancellationToken)) > 0;) all += gone;
            return all;
        }
    }
}
