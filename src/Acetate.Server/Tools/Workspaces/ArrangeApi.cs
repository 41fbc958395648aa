using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Renames, moves, puts into the bin and takes out again what people keep in workspaces.</summary>
public static class ArrangeApi
{
    private const int MostAtOnce = 1000;

    /// <summary>Maps <c>/api/workspaces/{id}/entries/…</c> and <c>/api/workspaces/{id}/bin</c>.</summary>
    public static void MapArranging(this RouteGroupBuilder workspaces)
    {
        var one = workspaces.MapGroup("/{id:guid}");
        one.MapPut("/entries/{kept:guid}/name", RenameAsync).WithName("RenameWorkspaceEntry").WithSummary("Gives a folder or a file another name; shares of it stay").NeedsInWorkspace(WorkspaceDeed.Change);
        one.MapPost("/entries/move", MoveAsync).WithName("MoveWorkspaceEntries").WithSummary("Moves folders, files and whole packages into a folder; all of them, or none").NeedsInWorkspace(WorkspaceDeed.Change);
        one.MapGet("/bin", BinAsync).WithName("ListWorkspaceBin").WithSummary("What was put into the bin, the latest first").NeedsInWorkspace(WorkspaceDeed.Change);
        one.MapPost("/bin", DeleteAsync).WithName("PutIntoWorkspaceBin").WithSummary("Puts folders and files into the bin; all of them, or none").NeedsInWorkspace(WorkspaceDeed.Change);
        one.MapDelete("/bin", EmptyAsync).WithName("EmptyWorkspaceBin").WithSummary("Empties the bin for good of what lay in it at an instant that was looked at").NeedsInWorkspace(WorkspaceDeed.Change);
        one.MapPost("/bin/restore", RestoreAsync).WithName("TakeOutOfWorkspaceBin").WithSummary("Takes folders and files out of the bin to where they lay; all of them, or none").NeedsInWorkspace(WorkspaceDeed.Change);
    }

    private static async Task<NoContent> RenameAsync(Guid kept, NewName body, WorkspaceOfRequest found, MediaLibrary library, CancellationToken cancellationToken)
    {
        await library.WriteAsync(tx => tx.RenameEntryAsync(found.Workspace, kept, body.Name, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> MoveAsync(EntriesToMove body, WorkspaceOfRequest found, MediaLibrary library, CancellationToken cancellationToken)
    {
        await library.WriteAsync(tx => tx.MoveEntriesAsync(found.Workspace, Some(body.Entries), body.Folder, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<BinList>> BinAsync(WorkspaceOfRequest found, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new BinList([.. await library.ReadAsync(tx => tx.BinAsync(found.Workspace.Id, cancellationToken), cancellationToken)]));

    private static async Task<NoContent> DeleteAsync(EntriesNamed body, WorkspaceOfRequest found, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await library.WriteAsync(tx => tx.DeleteEntriesAsync(found.Workspace, Some(body.Entries), caller.Name, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<BinEmptied>> EmptyAsync(DateTimeOffset until, WorkspaceOfRequest found, Caller caller, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        // What somebody else puts into the bin after the page was looked at stays.
        if (until > library.Clock.GetUtcNow()) throw new ProblemException(ProblemType.InvalidRequest, "'until' is the instant of the latest thing in the bin that was seen; it lies in the past.");
        return TypedResults.Ok(new BinEmptied(await BinSweep.EmptyAsync(library, stores.Workspaces, until, found.Workspace.Id, caller.Name, cancellationToken)));
    }

    private static async Task<NoContent> RestoreAsync(EntriesNamed body, WorkspaceOfRequest found, MediaLibrary library, CancellationToken cancellationToken)
    {
        await library.WriteAsync(tx => tx.RestoreEntriesAsync(found.Workspace, Some(body.Entries), cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static ImmutableArray<Guid> Some(ImmutableArray<Guid> entries) => entries is { IsDefault: false, Length: > 0 and <= MostAtOnce } ? [.. entries.Distinct()]
        : throw new ProblemException(ProblemType.InvalidRequest, $"Name 1 to {MostAtOnce} folders and files.");
}

/// <summary>Another name.</summary>
/// <param name="Name">It.</param>
public sealed record NewName(string Name);

/// <summary>Folders and files.</summary>
/// <param name="Entries">Their ids; 1 to 1,000.</param>
public sealed record EntriesNamed(ImmutableArray<Guid> Entries);

/// <summary>Folders, files and packages that go somewhere else.</summary>
/// <param name="Entries">Their ids; 1 to 1,000.</param>
/// <param name="Folder">Where to; null for the workspace itself.</param>
public sealed record EntriesToMove(ImmutableArray<Guid> Entries, Guid? Folder = null);

/// <summary>A bin that was emptied.</summary>
/// <param name="Files">How many files went for good.</param>
public sealed record BinEmptied(int Files);

/// <summary>What is in the bin.</summary>
/// <param name="Entries">The latest first.</param>
public sealed record BinList(ImmutableArray<BinEntry> Entries);
