namespace Acetate.Library.Workspaces;

/// <summary>Arranging what people keep in a workspace. Everything is named by its id, which stays: shares and links go on pointing at what was renamed or moved.</summary>
public static class ArrangeQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Gives a folder or a file another name.</summary>
        /// <exception cref="LibraryException">There is none, it is a package, or the name cannot be one or is taken.</exception>
        public async Task RenameEntryAsync(Workspace workspace, Guid entry, string name, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(workspace);
            await tx.LockWorkspaceAsync(workspace.Id, cancellationToken);
            var found = await tx.RequireEntryAsync(workspace, entry, cancellationToken);
            if (found.IsPackage) throw new LibraryException(LibraryProblem.Conflict, $"{found.Name} is a package and sealed: its papers and its recipients know it by this name, so it keeps it.");
            // Another spelling of its own name is free.
            if (EntryName.Fold(name) != EntryName.Fold(found.Name) || EntryName.WhyNot(name) is not null) await tx.RequireRoomForAsync(workspace, found.Folder, name, cancellationToken);
            await tx.ExecuteAsync($"UPDATE {found.Table} SET name = @name, folded = @folded WHERE id = @entry", new { entry, name, folded = EntryName.Fold(name) }, cancellationToken);
        }

        /// <summary>Moves folders, files and whole packages into a folder of the same workspace: all of them, or none.</summary>
        /// <param name="workspace">The workspace.</param>
        /// <param name="entries">What.</param>
        /// <param name="folder">Where to; null for the workspace itself.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <exception cref="LibraryException">One is not there, its name is taken there, or a folder would lie in itself.</exception>
        public async Task MoveEntriesAsync(Workspace workspace, IReadOnlyCollection<Guid> entries, Guid? folder, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(workspace);
            ArgumentNullException.ThrowIfNull(entries);
            await tx.LockWorkspaceAsync(workspace.Id, cancellationToken);
            var line = folder is { } id ? await tx.FolderWithParentsAsync(id, cancellationToken) : [];
            foreach (var entry in entries)
            {
                var found = await tx.RequireEntryAsync(workspace, entry, cancellationToken);
                if (line.Any(one => one.Id == entry)) throw new LibraryException(LibraryProblem.Conflict, $"{found.Name} cannot lie in itself.");
                if (found.Folder == folder) continue;
                await tx.RequireRoomForAsync(workspace, folder, found.Name, cancellationToken);
                if (found.IsFolder && line.Count + await tx.DepthOfAsync(entry, cancellationToken) > EntryName.Deepest)
                    throw new LibraryException(LibraryProblem.Settings, $"Folders lie at most {EntryName.Deepest} deep in each other; those in '{found.Name}' would lie deeper.");
                await tx.ExecuteAsync($"UPDATE {found.Table} SET {(found.IsFolder ? "parent_id" : "folder_id")} = @folder WHERE id = @entry", new { entry, folder }, cancellationToken);
            }
        }

        /// <summary>Puts folders and files into the bin: all of them, or none. Nothing of them is lost.</summary>
        /// <exception cref="LibraryException">One is not there, is a package, or holds one.</exception>
        public async Task DeleteEntriesAsync(Workspace workspace, IReadOnlyCollection<Guid> entries, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(workspace);
            ArgumentNullException.ThrowIfNull(entries);
            await tx.LockWorkspaceAsync(workspace.Id, cancellationToken);
            foreach (var entry in entries)
            {
                var found = await tx.RequireEntryAsync(workspace, entry, cancellationToken);
                if (found.IsPackage) throw new LibraryException(LibraryProblem.Conflict, $"{found.Name} is a package and sealed: it is what was delivered, and nobody deletes it here.");
                if (found.IsFolder && await tx.PackageBelowAsync(entry, cancellationToken) is { } package)
                    throw new LibraryException(LibraryProblem.Conflict, $"The package {package} lies in {found.Name}, and nobody deletes it here. Move it out first.");
                await tx.ExecuteAsync($"UPDATE {found.Table} SET deleted_at = @Now, deleted_by = @actor WHERE id = @entry", new { entry, tx.Now, actor }, cancellationToken);
            }
        }

        /// <summary>What was put into a workspace's bin, the latest first.</summary>
        public async Task<List<BinEntry>> BinAsync(Guid workspace, CancellationToken cancellationToken)
        {
            var folders = await tx.FoldersWhereAsync("workspace_id = @workspace AND deleted_at IS NOT NULL", new { workspace }, cancellationToken);
            var files = await tx.FilesWhereAsync("workspace_id = @workspace AND deleted_at IS NOT NULL", new { workspace }, cancellationToken);
            return
            [
                .. folders.Select(one => new BinEntry(one.Id, one.Name, true, null, one.DeletedAt!.Value, one.DeletedBy ?? ""))
                    .Concat(files.Select(one => new BinEntry(one.Id, one.Name, false, one.Length, one.DeletedAt!.Value, one.DeletedBy ?? ""))).OrderByDescending(one => one.DeletedAt).ThenBy(one => one.Id),
            ];
        }

        /// <summary>Takes folders and files out of the bin to where they lay: all of them, or none.</summary>
        /// <exception cref="LibraryException">One is not in the bin, its folder is no longer there, or its name is taken.</exception>
        public async Task RestoreEntriesAsync(Workspace workspace, IReadOnlyCollection<Guid> entries, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(workspace);
            ArgumentNullException.ThrowIfNull(entries);
            await tx.LockWorkspaceAsync(workspace.Id, cancellationToken);
            foreach (var entry in entries)
            {
                var found = await tx.FindEntryAsync(entry, cancellationToken);
                if (found is not { DeletedAt: not null } || found.Workspace != workspace.Id) throw new LibraryException(LibraryProblem.NotFound, $"There is no '{entry}' in the bin of {workspace.Name}.");
                if (found.Folder is { } folder && await tx.FolderThereAsync(folder, cancellationToken) is null)
                    throw new LibraryException(LibraryProblem.Conflict, $"The folder that {found.Name} lay in is in the bin as well. Take that out first.");
                await tx.RequireRoomForAsync(workspace, found.Folder, found.Name, cancellationToken);
                await tx.ExecuteAsync($"UPDATE {found.Table} SET deleted_at = NULL, deleted_by = NULL WHERE id = @entry", new { entry }, cancellationToken);
            }
        }

        private async Task<Entry> RequireEntryAsync(Workspace workspace, Guid id, CancellationToken cancellationToken)
        {
            var found = await tx.FindEntryAsync(id, cancellationToken);
            return found is { DeletedAt: null, IsReady: true } && found.Workspace == workspace.Id && (found.Folder is not { } folder || await tx.FolderThereAsync(folder, cancellationToken) is not null) ? found
                : throw new LibraryException(LibraryProblem.NotFound, $"There is no '{id}' in {workspace.Name}.");
        }

        private async Task<Entry?> FindEntryAsync(Guid id, CancellationToken cancellationToken)
        {
            if (await tx.WorkspaceFolderAsync(id, cancellationToken) is { } folder)
                return new(folder.Workspace, folder.Parent, folder.Name, true, folder.IsPackage, folder.State == WorkspaceFolderState.Ready, folder.DeletedAt);
            return await tx.KeptFileAsync(id, cancellationToken) is { } file ? new(file.Workspace, file.Folder, file.Name, false, false, file.State == KeptFileState.Ready, file.DeletedAt) : null;
        }

        private async Task<long> DepthOfAsync(Guid folder, CancellationToken cancellationToken) =>
            await tx.ScalarAsync<long>($"{Below} SELECT MAX(depth) + 1 FROM below", new { folder }, cancellationToken);

        private Task<string?> PackageBelowAsync(Guid folder, CancellationToken cancellationToken) =>
            tx.ScalarAsync<string>($"{Below} SELECT f.name FROM below b JOIN workspace_folders f ON f.id = b.id WHERE f.kind <> 'folder' ORDER BY f.name LIMIT 1", new { folder }, cancellationToken);
    }

    private const string Below =
        """
        WITH RECURSIVE below (id, depth) AS (
            SELECT id, 0 FROM workspace_folders WHERE id = @folder
            UNION ALL
            SELECT c.id, b.depth + 1 FROM workspace_folders c JOIN below b ON c.parent_id = b.id WHERE b.depth < 64)
        """;

    private sealed record Entry(Guid Workspace, Guid? Folder, string Name, bool IsFolder, bool IsPackage, bool IsReady, DateTimeOffset? DeletedAt)
    {
        public string Table => IsFolder ? "workspace_folders" : "workspace_files";
    }
}

/// <summary>Something in a workspace's bin.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsFolder">Whether it is a folder; what lay in it is there with it.</param>
/// <param name="Length">Bytes of a file; null for a folder.</param>
/// <param name="DeletedAt">When it was put there.</param>
/// <param name="DeletedBy">Who did.</param>
public sealed record BinEntry(Guid Id, string Name, bool IsFolder, long? Length, DateTimeOffset DeletedAt, string DeletedBy);
