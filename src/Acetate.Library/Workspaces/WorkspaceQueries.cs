using Acetate.Library.Shows;

namespace Acetate.Library.Workspaces;

/// <summary>Workspaces and their folders.</summary>
public static class WorkspaceQueries
{
    private const string Columns = "id, show, name, kind, created_by, created_at, owner_id";
    private const string FolderColumns = "id, workspace_id, name, kind, state, prefix, files, bytes, message, created_by, created_at, ready_at, parent_id, deleted_at, deleted_by, roll_id";

    extension(LibraryTransaction tx)
    {
        /// <summary>The workspaces of a show by name; of all shows when null.</summary>
        public async Task<List<Workspace>> WorkspacesAsync(string? show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM workspaces {(show is null ? "" : "WHERE show = @show")} ORDER BY show, name", new { show = show ?? "" }, cancellationToken)).ConvertAll(row => row.ToWorkspace());

        /// <summary>The workspace of this name, in whatever case, or null.</summary>
        public async Task<Workspace?> WorkspaceAsync(string show, string name, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM workspaces WHERE show = @show AND lower(name) = lower(@name)", new { show, name }, cancellationToken))?.ToWorkspace();

        /// <summary>The workspace of this id, or null.</summary>
        public async Task<Workspace?> WorkspaceAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM workspaces WHERE id = @id", new { id }, cancellationToken))?.ToWorkspace();

        /// <summary>The workspace of this name and kind, made if there is none.</summary>
        /// <exception cref="LibraryException">The name cannot be one, or belongs to a workspace of another kind.</exception>
        public async Task<Workspace> EnsureWorkspaceAsync(string show, string name, WorkspaceKind kind, string actor, CancellationToken cancellationToken)
        {
            if (Show.WhyNotName(name) is { } reason) throw new LibraryException(LibraryProblem.Settings, reason.Replace("show's short name", "workspace's name", StringComparison.Ordinal));
            show = (await tx.RequireShowAsync(show, cancellationToken)).Name;
            var fresh = new Workspace { Id = Guid.CreateVersion7(tx.Now), Show = show, Name = name, Kind = kind, CreatedBy = actor, CreatedAt = tx.Now };
            await tx.ExecuteAsync(
                $"INSERT INTO workspaces ({Columns}) VALUES (@Id, @Show, @Name, @kind, @CreatedBy, @CreatedAt, NULL) ON CONFLICT DO NOTHING",
                new { fresh.Id, fresh.Show, fresh.Name, kind = KebabCase.Of(kind), fresh.CreatedBy, fresh.CreatedAt }, cancellationToken);
            var known = await tx.WorkspaceAsync(show, name, cancellationToken) ?? throw new InvalidOperationException("The workspace that was made is not there.");
            return known.Kind == kind ? known : throw OfAnotherKind(known, kind);
        }

        /// <summary>A person's own workspace in a show, made if there is none.</summary>
        /// <exception cref="LibraryException">There is no such show.</exception>
        public async Task<Workspace> EnsurePersonalWorkspaceAsync(string show, Access.Principal owner, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(owner);
            show = (await tx.RequireShowAsync(show, cancellationToken)).Name;
            // No name that somebody chooses begins so.
            await tx.ExecuteAsync(
                $"INSERT INTO workspaces ({Columns}) VALUES (@id, @show, @name, 'personal', @by, @Now, @owner) ON CONFLICT DO NOTHING",
                new { id = Guid.CreateVersion7(tx.Now), show, name = "~" + owner.Name, by = owner.Name, tx.Now, owner = owner.Id }, cancellationToken);
            return (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM workspaces WHERE show = @show AND owner_id = @owner", new { show, owner = owner.Id }, cancellationToken))?.ToWorkspace()
                ?? throw new LibraryException(LibraryProblem.Conflict, $"Somebody else's workspace in {show} is called '~{owner.Name}' already. Ask an administrator for another name of your account.");
        }

        /// <summary>Refuses a name that belongs to a workspace of another kind; nothing is made.</summary>
        /// <exception cref="LibraryException">It does.</exception>
        public async Task RequireWorkspaceKindAsync(string show, string name, WorkspaceKind kind, CancellationToken cancellationToken)
        {
            if (await tx.WorkspaceAsync(show, name, cancellationToken) is { } known && known.Kind != kind) throw OfAnotherKind(known, kind);
        }

        /// <summary>The packages of a workspace, wherever in it they lie, the newest first.</summary>
        public async Task<List<WorkspaceFolder>> WorkspaceFoldersAsync(Guid workspace, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<FolderRow>($"SELECT {FolderColumns} FROM workspace_folders WHERE workspace_id = @workspace AND kind <> 'folder' ORDER BY created_at DESC, id DESC", new { workspace }, cancellationToken)).ConvertAll(row => row.ToFolder());

        /// <summary>The packages with a roll's dailies that are ready, in the order in which they were delivered.</summary>
        public Task<List<WorkspaceFolder>> DailiesFoldersAsync(Guid roll, CancellationToken cancellationToken) =>
            tx.FoldersWhereAsync("roll_id = @roll AND state = 'ready' ORDER BY ready_at, id", new { roll }, cancellationToken);

        /// <summary>The folder of this id, or null.</summary>
        public async Task<WorkspaceFolder?> WorkspaceFolderAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<FolderRow>($"SELECT {FolderColumns} FROM workspace_folders WHERE id = @id", new { id }, cancellationToken))?.ToFolder();

        /// <summary>Adds a folder that is to be made.</summary>
        /// <exception cref="LibraryException">The name cannot be one, or is taken.</exception>
        public Task<WorkspaceFolder> AddWorkspaceFolderAsync(Workspace workspace, string name, string kind, string actor, CancellationToken cancellationToken) =>
            tx.AddWorkspaceFolderAsync(workspace, name, kind, actor, null, cancellationToken);

        /// <summary>Adds a folder that is to be made, of a roll's dailies where one is named.</summary>
        /// <exception cref="LibraryException">The name cannot be one, or is taken.</exception>
        public async Task<WorkspaceFolder> AddWorkspaceFolderAsync(Workspace workspace, string name, string kind, string actor, Guid? roll, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(workspace);
            if (Show.WhyNotName(name) is { } reason) throw new LibraryException(LibraryProblem.Settings, reason.Replace("show's short name", "folder's name", StringComparison.Ordinal));
            var folder = new WorkspaceFolder
            {
                Id = Guid.CreateVersion7(tx.Now),
                Workspace = workspace.Id,
                Name = name,
                Kind = kind,
                Roll = roll,
                Prefix = $"{workspace.Prefix}/{name}",
                CreatedBy = actor,
                CreatedAt = tx.Now,
            };
            await tx.LockWorkspaceAsync(workspace.Id, cancellationToken);
            var isFree = await tx.WhatIsCalledAsync(workspace.Id, null, name, cancellationToken) is null;
            return isFree && await tx.InsertFolderAsync(folder, cancellationToken) ? folder : throw new LibraryException(LibraryProblem.Conflict, $"The workspace {workspace.Name} has a folder '{name}' already, and nothing is overwritten. Choose another name.");
        }

        /// <summary>Folders of pulls that were given up which still hold what was made, and in which nobody works any more.</summary>
        public async Task<List<WorkspaceFolder>> AbandonedFoldersAsync(CancellationToken cancellationToken) =>
            (await tx.QueryAsync<FolderRow>(
                $"""
                SELECT {string.Join(", ", FolderColumns.Split(", ").Select(column => "f." + column))} FROM workspace_folders f JOIN pulls u ON u.folder_id = f.id
                WHERE u.state = 'withdrawn' AND f.state = 'failed' AND f.message <> @tidied
                    AND NOT EXISTS (SELECT 1 FROM steps s WHERE s.job_id = u.job_id AND s.state = 'running')
                ORDER BY f.created_at
                """, new { tidied = WorkspaceFolder.Tidied }, cancellationToken)).ConvertAll(row => row.ToFolder());

        /// <summary>Keeps how a folder stands.</summary>
        public Task PutWorkspaceFolderAsync(WorkspaceFolder folder, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE workspace_folders SET state = @state, files = @Files, bytes = @Bytes, message = @Message, ready_at = @ReadyAt WHERE id = @Id",
            new { folder.Id, state = KebabCase.Of(folder.State), folder.Files, folder.Bytes, folder.Message, folder.ReadyAt }, cancellationToken);
    }

    /// <summary>Adds the row; false when the name is taken.</summary>
    internal static async Task<bool> InsertFolderAsync(this LibraryTransaction tx, WorkspaceFolder folder, CancellationToken cancellationToken) => await tx.ExecuteAsync(
        $"INSERT INTO workspace_folders ({FolderColumns}, folded) VALUES (@Id, @Workspace, @Name, @Kind, @state, @Prefix, 0, 0, '', @CreatedBy, @CreatedAt, @ReadyAt, @Parent, NULL, NULL, @Roll, @folded) ON CONFLICT DO NOTHING",
        new { folder.Id, folder.Workspace, folder.Name, folder.Kind, state = KebabCase.Of(folder.State), folder.Prefix, folder.CreatedBy, folder.CreatedAt, folder.ReadyAt, folder.Parent, folder.Roll, folded = EntryName.Fold(folder.Name) }, cancellationToken) > 0;

    /// <summary>Folders that a condition names.</summary>
    internal static async Task<List<WorkspaceFolder>> FoldersWhereAsync(this LibraryTransaction tx, string condition, object values, CancellationToken cancellationToken) =>
        (await tx.QueryAsync<FolderRow>($"SELECT {FolderColumns} FROM workspace_folders WHERE {condition}", values, cancellationToken)).ConvertAll(row => row.ToFolder());

    private static LibraryException OfAnotherKind(Workspace known, WorkspaceKind kind) => new(LibraryProblem.Conflict,
        $"There is a workspace '{known.Name}' already, of the kind {KebabCase.Of(known.Kind)}. Choose another name for one of the kind {KebabCase.Of(kind)}.");

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public string CreatedBy { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public Guid? OwnerId { get; set; }

        public Workspace ToWorkspace() => new() { Id = Id, Show = Show, Name = Name, Kind = KebabCase.Parse<WorkspaceKind>(Kind), CreatedBy = CreatedBy, CreatedAt = CreatedAt, Owner = OwnerId };
    }

    private sealed class FolderRow
    {
        public Guid Id { get; set; }
        public Guid WorkspaceId { get; set; }
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public string State { get; set; } = "";
        public string Prefix { get; set; } = "";
        public long Files { get; set; }
        public long Bytes { get; set; }
        public string Message { get; set; } = "";
        public string CreatedBy { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset? ReadyAt { get; set; }
        public Guid? ParentId { get; set; }
        public DateTimeOffset? DeletedAt { get; set; }
        public string? DeletedBy { get; set; }
        public Guid? RollId { get; set; }

        public WorkspaceFolder ToFolder() => new()
        {
            Id = Id,
            Workspace = WorkspaceId,
            Name = Name,
            Kind = Kind,
            State = KebabCase.Parse<WorkspaceFolderState>(State),
            Prefix = Prefix,
            Files = Files,
            Bytes = Bytes,
            Message = Message,
            CreatedBy = CreatedBy,
            CreatedAt = CreatedAt,
            ReadyAt = ReadyAt,
            Parent = ParentId,
            DeletedAt = DeletedAt,
            DeletedBy = DeletedBy,
            Roll = RollId,
        };
    }
}
