namespace Acetate.Library.Workspaces;

/// <summary>What people keep in workspaces: folders of their own, and files.</summary>
public static class KeptFileQueries
{
    private const string Columns = "id, workspace_id AS workspace, folder_id AS folder, name, state, length, hash, tag, message, sender_id AS sender, created_by, created_at, ready_at, deleted_at, deleted_by";

    extension(LibraryTransaction tx)
    {
        /// <summary>Has all who change names in this workspace wait for each other until the transaction ends.</summary>
        public Task LockWorkspaceAsync(Guid workspace, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("UPDATE workspaces SET kind = kind WHERE id = @workspace", new { workspace }, cancellationToken);

        /// <summary>The id of what has this name in a folder; null when it is free.</summary>
        /// <param name="workspace">The workspace.</param>
        /// <param name="folder">The folder; null for none.</param>
        /// <param name="name">The name, in whatever case.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<Guid?> WhatIsCalledAsync(Guid workspace, Guid? folder, string name, CancellationToken cancellationToken)
        {
            var found = await tx.FirstOrDefaultAsync<IdRow>(
                $"""
                SELECT id FROM workspace_folders WHERE workspace_id = @workspace AND {Within("parent_id", folder)} AND folded = @folded AND deleted_at IS NULL
                UNION ALL
                SELECT id FROM workspace_files WHERE workspace_id = @workspace AND {Within("folder_id", folder)} AND folded = @folded AND deleted_at IS NULL AND state <> 'refused'
                """, new { workspace, folder, folded = EntryName.Fold(name) }, cancellationToken);
            return found?.Id;
        }

        /// <summary>A name like this one that nothing in a folder has.</summary>
        public async Task<string> FreeNameAsync(Guid workspace, Guid? folder, string name, CancellationToken cancellationToken)
        {
            var made = EntryName.Safe(name);
            for (var number = 2; number < 1000 && await tx.WhatIsCalledAsync(workspace, folder, made, cancellationToken) is not null; number++) made = EntryName.Numbered(EntryName.Safe(name), number);
            return made;
        }

        /// <summary>The folder and those it lies in, itself first; empty when it, or one of them, is in the bin or not ready: then nobody finds it.</summary>
        public async Task<List<WorkspaceFolder>> FolderWithParentsAsync(Guid folder, CancellationToken cancellationToken)
        {
            var line = new List<WorkspaceFolder>();
            for (Guid? next = folder; next is { } id;)
            {
                if (line.Count > EntryName.Deepest || await tx.WorkspaceFolderAsync(id, cancellationToken) is not { State: WorkspaceFolderState.Ready, DeletedAt: null } found) return [];
                line.Add(found);
                next = found.Parent;
            }

            return line;
        }

        /// <summary>The folder, if it is ready and neither it nor one that it lies in is in the bin; else null.</summary>
        public async Task<WorkspaceFolder?> FolderThereAsync(Guid folder, CancellationToken cancellationToken) => (await tx.FolderWithParentsAsync(folder, cancellationToken)).FirstOrDefault();

        /// <summary>The folders in a folder that are ready, by name.</summary>
        public Task<List<WorkspaceFolder>> FoldersInAsync(Guid workspace, Guid? folder, CancellationToken cancellationToken) => tx.FoldersWhereAsync(
            $"workspace_id = @workspace AND {Within("parent_id", folder)} AND state = 'ready' AND deleted_at IS NULL ORDER BY folded, id", new { workspace, folder }, cancellationToken);

        /// <summary>The files in a folder that are ready, by name.</summary>
        /// <param name="workspace">The workspace.</param>
        /// <param name="folder">The folder; null for what lies in none.</param>
        /// <param name="after">The last name of the page before; empty for the first page.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public Task<List<KeptFile>> KeptFilesInAsync(Guid workspace, Guid? folder, string after, int limit, CancellationToken cancellationToken) => tx.FilesWhereAsync(
            $"workspace_id = @workspace AND {Within("folder_id", folder)} AND state = 'ready' AND deleted_at IS NULL AND folded > @after ORDER BY folded LIMIT @limit",
            new { workspace, folder, after = after.Length == 0 ? "" : EntryName.Fold(after), limit }, cancellationToken);

        /// <summary>How many files are in a folder and all folders in it, and their bytes; packages are not counted.</summary>
        public async Task<(long Files, long Bytes)> KeptBelowAsync(Guid folder, CancellationToken cancellationToken)
        {
            var row = await tx.FirstOrDefaultAsync<SumRow>(
                $"{Below} SELECT COUNT(*) AS files, CAST(COALESCE(SUM(f.length), 0) AS BIGINT) AS bytes FROM below b JOIN workspace_files f ON f.folder_id = b.id WHERE f.state = 'ready' AND f.deleted_at IS NULL", new { folder }, cancellationToken);
            return (row?.Files ?? 0, row?.Bytes ?? 0);
        }

        /// <summary>The files in a folder and all folders in it that are ready, with their paths below it, by path. What lies in packages is not among them.</summary>
        public async Task<List<(string Path, KeptFile File)>> KeptFilesBelowAsync(Guid folder, CancellationToken cancellationToken)
        {
            var places = new Dictionary<Guid, string>();
            // A folder comes after the one that it lies in.
            foreach (var row in await tx.QueryAsync<PlaceRow>($"{Below} SELECT id, parent, name, depth FROM below ORDER BY depth", new { folder }, cancellationToken))
                places[row.Id] = row.Depth == 0 ? "" : $"{places[row.Parent!.Value]}{row.Name}/";
            var files = await tx.FilesWhereAsync($"folder_id IN ({Below} SELECT id FROM below) AND state = 'ready' AND deleted_at IS NULL", new { folder }, cancellationToken);
            return [.. files.Select(file => (Path: places[file.Folder!.Value] + file.Name, file)).OrderBy(one => one.Path, StringComparer.Ordinal)];
        }

        /// <summary>The file of this id, or null.</summary>
        public async Task<KeptFile?> KeptFileAsync(Guid id, CancellationToken cancellationToken) => (await tx.FilesWhereAsync("id = @id", new { id }, cancellationToken)).FirstOrDefault();

        /// <summary>Files that somebody sends into a workspace and that are not ready, the oldest first.</summary>
        public Task<List<KeptFile>> UploadsAsync(Guid workspace, Guid sender, CancellationToken cancellationToken) =>
            tx.FilesWhereAsync("workspace_id = @workspace AND sender_id = @sender AND state <> 'ready' ORDER BY created_at, id", new { workspace, sender }, cancellationToken);

        /// <summary>All files that are not ready and were not refused.</summary>
        public Task<List<KeptFile>> ArrivingFilesAsync(CancellationToken cancellationToken) => tx.FilesWhereAsync("state = 'arriving' ORDER BY created_at, id", new { }, cancellationToken);

        /// <summary>Bytes that people keep in a workspace, those that arrive and those in the bin among them.</summary>
        public async Task<long> KeptBytesAsync(Guid workspace, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<SumRow>("SELECT COUNT(*) AS files, CAST(COALESCE(SUM(length), 0) AS BIGINT) AS bytes FROM workspace_files WHERE workspace_id = @workspace AND state <> 'refused'", new { workspace }, cancellationToken))?.Bytes ?? 0;

        /// <summary>Makes a folder that people keep things in.</summary>
        /// <exception cref="LibraryException">The name cannot be one or is taken, or the folder around it cannot hold it.</exception>
        public async Task<WorkspaceFolder> AddKeptFolderAsync(Workspace workspace, Guid? parent, string name, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(workspace);
            await tx.LockWorkspaceAsync(workspace.Id, cancellationToken);
            await tx.RequireRoomForAsync(workspace, parent, name, cancellationToken);
            var folder = new WorkspaceFolder
            {
                Id = Guid.CreateVersion7(tx.Now),
                Workspace = workspace.Id,
                Name = name,
                Kind = WorkspaceFolder.Kept,
                State = WorkspaceFolderState.Ready,
                Prefix = "",
                Parent = parent,
                CreatedBy = actor,
                CreatedAt = tx.Now,
                ReadyAt = tx.Now,
            };
            return await tx.InsertFolderAsync(folder, cancellationToken) ? folder : throw new InvalidOperationException($"The name '{name}' was free and is not.");
        }

        /// <summary>The folder at the end of a path of names, each made where there is none.</summary>
        /// <exception cref="LibraryException">A name of them cannot be one, or is that of something else.</exception>
        public async Task<Guid?> EnsureKeptFoldersAsync(Workspace workspace, Guid? folder, IEnumerable<string> names, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(workspace);
            ArgumentNullException.ThrowIfNull(names);
            await tx.LockWorkspaceAsync(workspace.Id, cancellationToken);
            foreach (var name in names)
            {
                var known = await tx.WhatIsCalledAsync(workspace.Id, folder, name, cancellationToken);
                if (known is null) folder = (await tx.AddKeptFolderAsync(workspace, folder, name, actor, cancellationToken)).Id;
                else if (await tx.FolderThereAsync(known.Value, cancellationToken) is { } there) folder = RequireKept(there).Id;
                else throw new LibraryException(LibraryProblem.Conflict, $"'{name}' is the name of a file there, and not of a folder.");
            }

            return folder;
        }

        /// <summary>Adds a file that is to arrive. Its name is taken from now on.</summary>
        /// <exception cref="LibraryException">The name cannot be one or is taken, or the folder cannot hold it.</exception>
        public async Task<KeptFile> AddArrivingFileAsync(Workspace workspace, KeptFile file, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(file);
            await tx.LockWorkspaceAsync(file.Workspace, cancellationToken);
            await tx.RequireRoomForAsync(workspace, file.Folder, file.Name, cancellationToken);
            file = file with { CreatedAt = tx.Now };
            await tx.ExecuteAsync(
                """
                INSERT INTO workspace_files (id, workspace_id, folder_id, name, folded, state, length, hash, tag, message, sender_id, created_by, created_at, ready_at, deleted_at, deleted_by)
                VALUES (@Id, @Workspace, @Folder, @Name, @folded, 'arriving', @Length, '', @Tag, '', @Sender, @CreatedBy, @CreatedAt, NULL, NULL, NULL)
                """,
                new { file.Id, file.Workspace, file.Folder, file.Name, folded = EntryName.Fold(file.Name), file.Length, file.Tag, file.Sender, file.CreatedBy, file.CreatedAt }, cancellationToken);
            return file;
        }

        /// <summary>Keeps that a file is ready, or why it was refused.</summary>
        /// <returns>False when it no longer arrives.</returns>
        public async Task<bool> SettleFileAsync(KeptFile file, KeptFileState state, string hash, string message, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(file);
            return await tx.ExecuteAsync(
                "UPDATE workspace_files SET state = @state, hash = @hash, message = @message, ready_at = @ready WHERE id = @Id AND state = 'arriving'",
                new { file.Id, state = KebabCase.Of(state), hash, message, ready = state == KeptFileState.Ready ? tx.Now : (DateTimeOffset?)null }, cancellationToken) > 0;
        }

        /// <summary>Forgets a file that is not ready; false when there is none.</summary>
        public async Task<bool> ForgetUploadAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync("DELETE FROM workspace_files WHERE id = @id AND state <> 'ready'", new { id }, cancellationToken) > 0;

        /// <summary>Refuses a name that cannot be one or is taken, and a place where nothing can be put.</summary>
        /// <exception cref="LibraryException">The sentence.</exception>
        internal async Task RequireRoomForAsync(Workspace workspace, Guid? folder, string name, CancellationToken cancellationToken)
        {
            if (EntryName.WhyNot(name) is { } reason) throw new LibraryException(LibraryProblem.Settings, $"{reason} It could be called '{EntryName.Safe(name)}'.");
            if (folder is { } id)
            {
                var line = await tx.FolderWithParentsAsync(id, cancellationToken);
                if (line.Count == 0 || line[0].Workspace != workspace.Id) throw new LibraryException(LibraryProblem.NotFound, $"There is no folder '{id}' in {workspace.Name}.");
                RequireKept(line[0]);
                if (line.Count >= EntryName.Deepest) throw new LibraryException(LibraryProblem.Settings, $"Folders lie at most {EntryName.Deepest} deep in each other; '{name}' would lie deeper.");
            }

            if (await tx.WhatIsCalledAsync(workspace.Id, folder, name, cancellationToken) is not null)
                throw new LibraryException(LibraryProblem.Conflict, $"There is a '{name}' already, and nothing is overwritten. '{await tx.FreeNameAsync(workspace.Id, folder, name, cancellationToken)}' is free.");
        }

    }

    /// <summary>The folder, if people made it.</summary>
    /// <exception cref="LibraryException">It is a package.</exception>
    internal static WorkspaceFolder RequireKept(WorkspaceFolder folder) => !folder.IsPackage ? folder
        : throw new LibraryException(LibraryProblem.Conflict, $"{folder.Name} is a package and sealed: its manifests vouch for every file in it, so nothing in it is renamed, moved, deleted or added. Use a folder beside it.");

    private const string Below =
        """
        WITH RECURSIVE below (id, parent, name, depth) AS (
            SELECT id, parent_id, name, 0 FROM workspace_folders WHERE id = @folder
            UNION ALL
            SELECT c.id, c.parent_id, c.name, b.depth + 1 FROM workspace_folders c JOIN below b ON c.parent_id = b.id WHERE c.kind = 'folder' AND c.deleted_at IS NULL AND b.depth < 32)
        """;

    private static string Within(string column, Guid? folder) => folder is null ? $"{column} IS NULL" : $"{column} = @folder";

    internal static async Task<List<KeptFile>> FilesWhereAsync(this LibraryTransaction tx, string condition, object values, CancellationToken cancellationToken) =>
        (await tx.QueryAsync<FileRow>($"SELECT {Columns} FROM workspace_files WHERE {condition}", values, cancellationToken)).ConvertAll(row => row.ToFile());

    private sealed class IdRow
    {
        public Guid Id { get; set; }
    }

    private sealed class PlaceRow
    {
        public Guid Id { get; set; }
        public Guid? Parent { get; set; }
        public string Name { get; set; } = "";
        public long Depth { get; set; }
    }

    private sealed class SumRow
    {
        public long Files { get; set; }
        public long Bytes { get; set; }
    }

    private sealed class FileRow
    {
        public Guid Id { get; set; }
        public Guid Workspace { get; set; }
        public Guid? Folder { get; set; }
        public string Name { get; set; } = "";
        public string State { get; set; } = "";
        public long Length { get; set; }
        public string Hash { get; set; } = "";
        public string Tag { get; set; } = "";
        public string Message { get; set; } = "";
        public Guid Sender { get; set; }
        public string CreatedBy { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset? ReadyAt { get; set; }
        public DateTimeOffset? DeletedAt { get; set; }
        public string? DeletedBy { get; set; }

        public KeptFile ToFile() => new()
        {
            Id = Id,
            Workspace = Workspace,
            Folder = Folder,
            Name = Name,
            State = KebabCase.Parse<KeptFileState>(State),
            Length = Length,
            Hash = Hash,
            Tag = Tag,
            Message = Message,
            Sender = Sender,
            CreatedBy = CreatedBy,
            CreatedAt = CreatedAt,
            ReadyAt = ReadyAt,
            DeletedAt = DeletedAt,
            DeletedBy = DeletedBy,
        };
    }
}
