using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>What people keep in workspaces, folder by folder, and workspaces that people make.</summary>
public static class EntryApi
{
    private const int OfPage = 1000;

    /// <summary>Maps <c>/api/workspaces/{id}/entries</c> and what belongs to it.</summary>
    public static void MapWorkspaceEntries(this RouteGroupBuilder workspaces)
    {
        var one = workspaces.MapGroup("/{id:guid}");
        one.MapGet("/entries", ListAsync).WithName("ListWorkspaceEntries").WithSummary("What lies in a folder of a workspace: folders, packages and files").NeedsInWorkspace(WorkspaceDeed.See);
        one.MapPost("/folders", AddFolderAsync).WithName("AddWorkspaceFolder").WithSummary("Makes a folder").NeedsInWorkspace(WorkspaceDeed.Change);
        one.MapMethods("/kept/{kept:guid}", [HttpMethods.Get, HttpMethods.Head], FileAsync).WithName("GetKeptFile").WithSummary("A file that somebody put into a workspace, or a range of it")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsInWorkspace(WorkspaceDeed.Download);
    }

    /// <summary>Maps <c>/api/shows/{show}/workspaces</c>.</summary>
    public static void MapNewWorkspaces(this RouteGroupBuilder workspaces)
    {
        workspaces.MapPost("", AddAsync).WithName("AddWorkspace").WithSummary("Makes a workspace for a team, a vendor or a finishing house; the one of that name and kind when there is one")
            .NeedsIn(ShowOf.Route, LibraryAction.MakeWorkspaces);
        workspaces.MapPut("/own", OwnAsync).WithName("OpenOwnWorkspace").WithSummary("The caller's own workspace in a show, made on first use").NeedsIn(ShowOf.Route, LibraryAction.KeepOwnWorkspace);
    }

    private static async Task<Ok<EntryList>> ListAsync(Guid? folder, string? after, WorkspaceOfRequest found, MediaLibrary library, CancellationToken cancellationToken)
    {
        var workspace = found.Workspace;
        return TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var line = folder is { } id ? await tx.FolderWithParentsAsync(id, cancellationToken) : [];
            if (folder is not null && (line.Count == 0 || line[0].Workspace != workspace.Id)) throw new ProblemException(ProblemType.NotFound, $"There is no folder '{folder}' in {workspace.Name}.");
            var folders = ImmutableArray.CreateBuilder<EntryFolder>();
            foreach (var inside in string.IsNullOrEmpty(after) ? await tx.FoldersInAsync(workspace.Id, folder, cancellationToken) : [])
            {
                var (files, bytes) = inside.IsPackage ? (inside.Files, inside.Bytes) : await tx.KeptBelowAsync(inside.Id, cancellationToken);
                folders.Add(new(inside.Id, inside.Name, inside.Kind, inside.IsPackage, files, bytes, inside.CreatedBy, inside.ReadyAt));
            }

            var kept = await tx.KeptFilesInAsync(workspace.Id, folder, after ?? "", OfPage + 1, cancellationToken);
            return new EntryList(
                [.. Enumerable.Reverse(line).Select(one => new EntryPlace(one.Id, one.Name, one.IsPackage))], folders.ToImmutable(),
                [.. kept.Take(OfPage).Select(file => new EntryFile(file.Id, file.Name, file.Length, file.Hash, file.CreatedBy, file.ReadyAt))], kept.Count > OfPage ? kept[OfPage - 1].Name : null);
        }, cancellationToken));
    }

    private static async Task<Created<EntryPlace>> AddFolderAsync(NewFolder body, WorkspaceOfRequest found, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var folder = await library.WriteAsync(tx => tx.AddKeptFolderAsync(found.Workspace, body.Parent, body.Name, caller.Name, cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/workspaces/{found.Workspace.Id}/entries?folder={folder.Id}", new EntryPlace(folder.Id, folder.Name, false));
    }

    private static async Task<IResult> FileAsync(
        Guid kept, WorkspaceOfRequest found, HttpContext context, MediaLibrary library, LibraryStores stores, WorkspaceReads reads, CancellationToken cancellationToken)
    {
        var file = await library.ReadAsync(async tx => await tx.KeptFileAsync(kept, cancellationToken) is { State: KeptFileState.Ready, DeletedAt: null } there && there.Workspace == found.Workspace.Id
            && (there.Folder is not { } folder || await tx.FolderThereAsync(folder, cancellationToken) is not null) ? there : null, cancellationToken);
        if (file is null || await stores.Workspaces.FindAsync(StoreKey.Parse(file.Key), cancellationToken) is not { } stored)
            throw new ProblemException(ProblemType.NotFound, $"There is no file '{kept}' in {found.Workspace.Name}.");
        await reads.BeginAsync(context, found, file.Id, file.Name, cancellationToken);
        return new Ingest.StoredFileResult(stores.Workspaces, stored, "application/octet-stream", file.Name);
    }

    private static async Task<Ok<Workspace>> AddAsync(string show, NewWorkspace body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (body.Kind == WorkspaceKind.Personal) throw new ProblemException(ProblemType.InvalidRequest, "Nobody makes somebody else's own workspace: each person's is made when they first use it.");
        return TypedResults.Ok(await library.WriteAsync(tx => tx.EnsureWorkspaceAsync(show, body.Name, body.Kind, caller.Name, cancellationToken), cancellationToken));
    }

    private static async Task<Ok<Workspace>> OwnAsync(string show, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.WriteAsync(tx => tx.EnsurePersonalWorkspaceAsync(show, caller.Bearer.Principal, cancellationToken), cancellationToken));
}

/// <summary>What lies in a folder of a workspace.</summary>
/// <param name="Place">The folders on the way to it, itself last; empty for the workspace.</param>
/// <param name="Folders">Folders and packages, by name; on the first page alone.</param>
/// <param name="Files">Files, by name.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null when this is the last.</param>
public sealed record EntryList(ImmutableArray<EntryPlace> Place, ImmutableArray<EntryFolder> Folders, ImmutableArray<EntryFile> Files, string? Next);

/// <summary>A folder on the way to another.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsPackage">Whether it is a package: sealed, never changed.</param>
public sealed record EntryPlace(Guid Id, string Name, bool IsPackage);

/// <summary>A folder.</summary>
/// <param name="Id">Its id; it stays when it is renamed or moved.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What is in it, such as <c>vfx-pull</c>; <c>folder</c> for one that people made.</param>
/// <param name="IsPackage">Whether it is a package: sealed, never changed.</param>
/// <param name="Files">Files in it and in the folders in it; packages in it are not counted.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ReadyAt">When it was there.</param>
public sealed record EntryFolder(Guid Id, string Name, string Kind, bool IsPackage, long Files, long Bytes, string CreatedBy, DateTimeOffset? ReadyAt);

/// <summary>A file that somebody put there.</summary>
/// <param name="Id">Its id; it stays when it is renamed or moved.</param>
/// <param name="Name">Its name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Hash">The digest of its bytes as they came and were read back.</param>
/// <param name="CreatedBy">Who put it there.</param>
/// <param name="ReadyAt">When it was whole and read back.</param>
public sealed record EntryFile(Guid Id, string Name, long Length, string Hash, string CreatedBy, DateTimeOffset? ReadyAt);

/// <summary>A folder to make.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parent">The folder that it is to lie in; null for none.</param>
public sealed record NewFolder(string Name, Guid? Parent = null);

/// <summary>A workspace to make.</summary>
/// <param name="Name">Its name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
/// <param name="Kind">Whose it is.</param>
public sealed record NewWorkspace(string Name, WorkspaceKind Kind = WorkspaceKind.Team);
