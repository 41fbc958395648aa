using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Downloads;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Downloader;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Where people find what was made for them: those of the show, and those who were let into one workspace and see nothing else.</summary>
public static class WorkspaceApi
{
    /// <summary>Maps <c>/api/workspaces</c>.</summary>
    public static void MapWorkspaces(this IEndpointRouteBuilder routes)
    {
        var workspaces = routes.MapGroup("/api/workspaces").WithTags("Workspaces");
        workspaces.MapGet("", ListAsync).WithName("ListWorkspaces").WithSummary("The workspaces that the caller may see").NeedsToken();
        workspaces.MapGet("/{id:guid}", GetAsync).WithName("GetWorkspace").WithSummary("A workspace, its packages that are ready, and, for owners of its show, who may see it")
            .NeedsInWorkspace(WorkspaceDeed.Enter);
        workspaces.MapWorkspaceEntries();
        workspaces.MapKeptUploads();
        workspaces.MapArranging();
        routes.MapGroup("/api/shows/{show}/workspaces").WithTags("Workspaces").MapNewWorkspaces();
        workspaces.MapPut("/{id:guid}/members/{name}", GrantAsync).WithName("LetIntoWorkspace")
            .WithSummary("Lets somebody into a workspace, changes what they may do there, or with a null access takes it away").NeedsIn(ShowOf.Workspace, LibraryAction.GrantRoles);

        var folders = workspaces.MapGroup("/{id:guid}/folders/{folder:guid}");
        folders.MapGet("/files", FilesAsync).WithName("ListWorkspaceFiles").WithSummary("The files of a folder by their paths, a thousand at a time").NeedsInWorkspace(WorkspaceDeed.See);
        folders.MapMethods("/files/{**path}", [HttpMethods.Get, HttpMethods.Head], FileAsync).WithName("GetWorkspaceFile").WithSummary("A file of a folder, or a range of it")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsInWorkspace(WorkspaceDeed.Download);
        folders.MapGet("/archive", ArchiveAsync).WithName("GetWorkspaceArchive").WithSummary("A whole folder as one ZIP file, its files as they are")
            .Produces<Stream>(contentType: "application/zip").NeedsInWorkspace(WorkspaceDeed.Download);
    }

    private static async Task<Ok<WorkspaceList>> ListAsync(Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var now = library.Clock.GetUtcNow();
        return TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var seen = ImmutableArray.CreateBuilder<WorkspaceSummary>();
            var members = await tx.WorkspaceMemberCountsAsync(cancellationToken);
            foreach (var workspace in await tx.WorkspacesAsync(null, cancellationToken))
            {
                if (AccessCheck.OfWorkspace(caller.Bearer, WorkspaceDeed.Enter, workspace, now) is not AccessVerdict.Permitted) continue;
                var maySee = AccessCheck.OfWorkspace(caller.Bearer, WorkspaceDeed.See, workspace, now) is AccessVerdict.Permitted;
                var ready = maySee ? (await tx.WorkspaceFoldersAsync(workspace.Id, cancellationToken)).Where(folder => folder is { State: WorkspaceFolderState.Ready, DeletedAt: null }).ToList() : [];
                seen.Add(new(workspace, ready.Count, ready.Sum(folder => folder.Bytes) + (maySee ? await tx.KeptBytesAsync(workspace.Id, cancellationToken) : 0), ready.FirstOrDefault()?.ReadyAt)
                {
                    Members = workspace.Kind != WorkspaceKind.Personal && caller.May(LibraryAction.GrantRoles, workspace.Show, now) ? members.GetValueOrDefault(workspace.Id) : null,
                });
            }

            return new WorkspaceList(seen.ToImmutable());
        }, cancellationToken));
    }

    private static async Task<Ok<WorkspaceView>> GetAsync(WorkspaceOfRequest found, Caller caller, MediaLibrary library, UploadLimits limits, CancellationToken cancellationToken)
    {
        var (workspace, now) = (found.Workspace, library.Clock.GetUtcNow());
        bool May(WorkspaceDeed deed) => AccessCheck.OfWorkspace(caller.Bearer, deed, workspace, now) is AccessVerdict.Permitted;
        return TypedResults.Ok(await library.ReadAsync(async tx => new WorkspaceView(
            workspace,
            May(WorkspaceDeed.See) ? await PackagesAsync(tx) : [],
            May(WorkspaceDeed.Download),
            caller.Bearer.Workspaces.GetValueOrDefault(workspace.Id)?.Until,
            workspace.Kind != WorkspaceKind.Personal && caller.May(LibraryAction.GrantRoles, workspace.Show, now) ? [.. await tx.WorkspaceMembersAsync(workspace.Id, cancellationToken)] : null)
        {
            MaySee = May(WorkspaceDeed.See),
            MayHandIn = May(WorkspaceDeed.HandIn),
            MayChange = May(WorkspaceDeed.Change),
            FilesAtOnce = limits.FilesAtOnce,
        }, cancellationToken));

        async Task<ImmutableArray<FolderView>> PackagesAsync(LibraryTransaction tx)
        {
            var receipts = ReceiptApi.SeenBy(caller, workspace, await tx.WorkspaceReceiptsAsync(workspace.Id, cancellationToken), now).ToLookup(one => one.Folder);
            return [.. (await tx.WorkspaceFoldersAsync(workspace.Id, cancellationToken)).Where(folder => folder is { State: WorkspaceFolderState.Ready, DeletedAt: null }).Select(folder => FolderView.Of(folder) with { Receipts = [.. receipts[folder.Id]] })];
        }
    }

    private static async Task<NoContent> GrantAsync(Guid id, string name, MemberChange body, Caller caller, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        await library.WriteAsync(async tx =>
        {
            var workspace = await tx.WorkspaceAsync(id, cancellationToken) ?? throw new ProblemException(ProblemType.NotFound, $"There is no workspace '{id}'.");
            if (workspace is { Kind: WorkspaceKind.Personal } own)
                throw new ProblemException(ProblemType.Conflict, $"{own.Name} is one person's own: nobody is let into it.", "Its owner shares a folder of it instead.");
            var principal = await tx.PrincipalAsync(name, cancellationToken) ?? throw new ProblemException(ProblemType.NotFound, $"There is nobody '{name}' with an account.");
            await tx.PutWorkspaceMemberAsync(id, principal.Id, body.Access is { } access ? new(access, body.Until) : null, caller.Name, cancellationToken);
            await tx.AuditAsync(caller.Name, body.Access is null ? "workspace.taken-out" : "workspace.let-in", $"{id}", workspace.Show,
                new { workspace = workspace.Name, principal = principal.Name, access = body.Access, until = body.Until }, cancellationToken);
        }, cancellationToken);
        tokens.Forget();
        return TypedResults.NoContent();
    }

    private static async Task<Ok<WorkspaceFileList>> FilesAsync(
        Guid folder, string? after, WorkspaceOfRequest found, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var files = await ReadyAsync(found, folder, library, cancellationToken);
        return TypedResults.Ok(await files.PageAsync(stores.Workspaces, after, cancellationToken));
    }

    private static async Task<IResult> FileAsync(
        Guid folder, string path, WorkspaceOfRequest found, HttpContext context, MediaLibrary library, LibraryStores stores, WorkspaceReads reads, CancellationToken cancellationToken)
    {
        var files = await ReadyAsync(found, folder, library, cancellationToken);
        return await files.FileAsync(stores.Workspaces, path, () => reads.BeginAsync(context, found, folder, path, cancellationToken), cancellationToken);
    }

    private static async Task<IResult> ArchiveAsync(
        Guid folder, WorkspaceOfRequest found, HttpContext context, MediaLibrary library, LibraryStores stores, WorkspaceReads reads, CancellationToken cancellationToken)
    {
        var files = await ReadyAsync(found, folder, library, cancellationToken);
        await reads.BeginAsync(context, found, folder, "", cancellationToken);
        return new FolderArchiveResult(stores.Workspaces, files);
    }

    private static Task<FolderFiles> ReadyAsync(WorkspaceOfRequest found, Guid folder, MediaLibrary library, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        await tx.FolderThereAsync(folder, cancellationToken) is { } ready && ready.Workspace == found.Workspace.Id
            ? await FolderFiles.OfAsync(tx, ready, cancellationToken)
            : throw new ProblemException(ProblemType.NotFound, $"There is no folder '{folder}' in {found.Workspace.Name}."), cancellationToken);
}

/// <summary>Workspaces.</summary>
/// <param name="Workspaces">By show and name.</param>
public sealed record WorkspaceList(ImmutableArray<WorkspaceSummary> Workspaces);

/// <summary>A workspace and how much is in it.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Folders">Folders that are ready.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="NewestAt">When the newest of them was ready.</param>
public sealed record WorkspaceSummary(Workspace Workspace, int Folders, long Bytes, DateTimeOffset? NewestAt)
{
    /// <summary>How many people were let into it; null for callers who may not know.</summary>
    public int? Members { get; init; }
}

/// <summary>A workspace as somebody may see it.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Folders">The packages in it that are ready, the newest first; what people keep is listed by folder.</param>
/// <param name="MayDownload">Whether the caller may fetch files.</param>
/// <param name="Until">When the caller's access ends; null when it does not.</param>
/// <param name="Members">Who was let into it; null for callers who may not know.</param>
public sealed record WorkspaceView(Workspace Workspace, ImmutableArray<FolderView> Folders, bool MayDownload, DateTimeOffset? Until, ImmutableArray<WorkspaceMember>? Members)
{
    /// <summary>Whether the caller may see what it holds; who may not sees what they handed in themselves.</summary>
    public bool MaySee { get; init; }

    /// <summary>Whether the caller may put files and folders into it.</summary>
    public bool MayHandIn { get; init; }

    /// <summary>Whether the caller may make folders, rename, move, and put into the bin.</summary>
    public bool MayChange { get; init; }

    /// <summary>How many files a program sends at the same time, at most.</summary>
    public int FilesAtOnce { get; init; }
}

/// <summary>A package that is ready.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What is in it, such as <c>vfx-pull</c>.</param>
/// <param name="Files">Files, manifests among them.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="ReadyAt">When it was whole, read back and sealed.</param>
public sealed record FolderView(Guid Id, string Name, string Kind, long Files, long Bytes, DateTimeOffset? ReadyAt)
{
    /// <summary>What sites say of it: to those with a role in the show all, to others what they said themselves.</summary>
    public ImmutableArray<FolderAtSite> Receipts { get; init; } = [];

    /// <summary>The view of a folder; where it lies is nobody's business.</summary>
    public static FolderView Of(WorkspaceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new(folder.Id, folder.Name, folder.Kind, folder.Files, folder.Bytes, folder.ReadyAt);
    }
}

/// <summary>Files of a folder.</summary>
/// <param name="Files">By their paths.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null when this is the last.</param>
public sealed record WorkspaceFileList(ImmutableArray<WorkspaceFile> Files, string? Next);

/// <summary>A file of a folder.</summary>
/// <param name="Path">Below the folder.</param>
/// <param name="Length">Bytes.</param>
public sealed record WorkspaceFile(string Path, long Length);

/// <summary>What somebody is to be in a workspace.</summary>
/// <param name="Access">What they may do; null takes it away.</param>
/// <param name="Until">The instant at which it ends; null for never.</param>
public sealed record MemberChange(WorkspaceAccess? Access, DateTimeOffset? Until = null);
