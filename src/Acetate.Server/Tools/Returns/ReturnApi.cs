using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Returns;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Storage;
using Acetate.Tools.Returns;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Returns;

/// <summary>What vendors hand in: taken in, checked, decided on; and what a vendor sees of it.</summary>
public static class ReturnApi
{
    /// <summary>Maps the returns of shows, <c>/api/returns</c> and the status of workspaces.</summary>
    public static void MapReturns(this IEndpointRouteBuilder routes)
    {
        var shows = routes.MapGroup("/api/shows/{show}/returns").WithTags("Returns");
        shows.MapGet("", ListAsync).WithName("ListReturns").WithSummary("The versions that vendors handed in, by shot, vendor and version").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapGet("/counts", CountsAsync).WithName("CountReturns").WithSummary("Per vendor: shots outstanding, waiting, rejected and approved, re-deliveries, turnaround and waits").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapGet("/arrived", ArrivedAsync).WithName("ListArrivedReturns").WithSummary("Folders of a vendor's workspace that can be taken in: those that its people uploaded, and those in 'returns' on the library's disk").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapPost("", ReceiveAsync).WithName("ReceiveReturns").WithSummary("Takes a folder of a vendor's workspace in: checked, copied, read back and hashed")
            .NeedsIn(ShowOf.Route, LibraryAction.ReceiveReturns);

        var returns = routes.MapGroup("/api/returns/{id:guid}").WithTags("Returns");
        returns.MapGet("", GetAsync).WithName("GetReturn").WithSummary("A version that was handed in, its files and every decision on it").NeedsIn(ShowOf.Return, LibraryAction.SeeShow);
        returns.MapMethods("/files/{**path}", [HttpMethods.Get, HttpMethods.Head], FileAsync).WithName("GetReturnFile").WithSummary("A file of a version, or a range of it")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Return, LibraryAction.SeeShow);
        returns.MapPost("/approve", (Guid id, ReturnReason body, Caller caller, MediaLibrary library, CancellationToken stop) => DecidedAsync(library, () => new ReturnApproval(library).ApproveAsync(id, caller.Name, body.Reason, stop), stop))
            .WithName("ApproveReturn").WithSummary("Approves a version; one that does not pass the check only with a reason").NeedsIn(ShowOf.Return, LibraryAction.ApproveReturns);
        returns.MapPost("/reject", (Guid id, ReturnReason body, Caller caller, MediaLibrary library, CancellationToken stop) => DecidedAsync(library, () => new ReturnApproval(library).RejectAsync(id, caller.Name, body.Reason, stop), stop))
            .WithName("RejectReturn").WithSummary("Sends a version back; its vendor reads the reason").NeedsIn(ShowOf.Return, LibraryAction.ApproveReturns);
        returns.MapPost("/withdraw", (Guid id, ReturnReason body, Caller caller, MediaLibrary library, CancellationToken stop) => DecidedAsync(library, () => new ReturnApproval(library).WithdrawAsync(id, caller.Name, body.Reason, stop), stop))
            .WithName("WithdrawReturnDecision").WithSummary("Takes the last decision on a version back; the history keeps it").NeedsIn(ShowOf.Return, LibraryAction.ApproveReturns);

        routes.MapGet("/api/workspaces/{id:guid}/status", StatusAsync).WithTags("Workspaces").WithName("GetVendorStatus")
            .WithSummary("What whoever sees a workspace may know of the state of things: its packages, its shots, its versions").NeedsInWorkspace(WorkspaceDeed.See);
    }

    private static async Task<Ok<ReturnList>> ListAsync(string show, string? vendor, string? shot, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReturnList([.. await library.ReadAsync(tx => tx.ReturnsAsync(show, vendor, shot, cancellationToken), cancellationToken)]));

    private static async Task<Ok<ReturnCountList>> CountsAsync(string show, string? vendor, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReturnCountList(await library.ReturnCountsAsync(show, vendor, cancellationToken)));

    private static async Task<Ok<ArrivedList>> ArrivedAsync(string show, string vendor, MediaLibrary library, CancellationToken cancellationToken)
    {
        var (folders, workspace) = (new HandedIn(library), await VendorAsync(show, vendor, library, cancellationToken));
        return TypedResults.Ok(new ArrivedList(await folders.ListAsync(workspace, cancellationToken), await folders.ArrivingAsync(workspace, cancellationToken), await folders.TakenInAsync(workspace, cancellationToken)));
    }

    private static async Task<Ok<ReturnReceipt>> ReceiveAsync(string show, ReceiveRequest body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var vendor = await VendorAsync(show, body.Vendor, library, cancellationToken);
        return TypedResults.Ok(await ExplainedAsync(async () =>
        {
            using var folder = await new HandedIn(library).OpenAsync(vendor, body.Folder, cancellationToken);
            return await new ReturnDesk(library).ReceiveAsync(new() { Show = vendor.Show, Vendor = vendor.Name, Templates = body.Templates }, folder.Path, caller.Name, null, cancellationToken);
        }));
    }

    private static async Task<Ok<ReturnView>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) => TypedResults.Ok(await library.ReadAsync(async tx =>
        new ReturnView(await tx.RequireReturnAsync(id, cancellationToken), [.. await tx.ReturnDecisionsAsync(id, cancellationToken)], [.. await tx.ReturnedFilesAsync(id, cancellationToken)]), cancellationToken));

    private static async Task<IResult> FileAsync(
        Guid id, string path, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail reads, CancellationToken cancellationToken)
    {
        var one = await library.ReadAsync(tx => tx.RequireReturnAsync(id, cancellationToken), cancellationToken);
        if (!StoreKey.TryParse($"{one.Prefix}/{path}", out var key, out _) || await stores.Library.FindAsync(key, cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotFound, $"The version has no file '{path}'.");
        if (HttpMethods.IsGet(context.Request.Method)) await reads.NoteAsync(caller, "return.downloaded", id.ToString(), one.Show, new { path }, cancellationToken);
        // What vendors hand in is saved, never shown as a page of this server.
        return new StoredFileResult(stores.Library, file, "application/octet-stream", path[(path.LastIndexOf('/') + 1)..]);
    }

    private static async Task<Ok<ReturnView>> DecidedAsync(MediaLibrary library, Func<Task<VendorReturn>> decide, CancellationToken cancellationToken) =>
        await GetAsync((await ExplainedAsync(decide)).Id, library, cancellationToken);

    private static async Task<Ok<VendorStatus>> StatusAsync(WorkspaceOfRequest found, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await VendorStatus.OfAsync(library, found.Workspace, cancellationToken));

    private static async Task<Workspace> VendorAsync(string show, string vendor, MediaLibrary library, CancellationToken cancellationToken) =>
        await library.ReadAsync(tx => tx.WorkspaceAsync(show, vendor, cancellationToken), cancellationToken) is { Kind: WorkspaceKind.Vendor } known ? known
            : throw new ProblemException(ProblemType.NotFound, $"{show} has no vendor '{vendor}'.");

    private static async Task<T> ExplainedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ReturnException problem)
        {
            throw new ProblemException(ProblemType.InvalidRequest, problem.Message);
        }
    }
}

/// <summary>What is to be taken in.</summary>
/// <param name="Vendor">The vendor.</param>
/// <param name="Folder">The name of a folder of the vendor's workspace, as the list of those that arrived has it.</param>
public sealed record ReceiveRequest(string Vendor, string Folder)
{
    /// <summary>How the vendor names versions; the usual names when empty.</summary>
    public ImmutableArray<string> Templates { get; init; } = [];
}

/// <summary>Why something was decided.</summary>
/// <param name="Reason">The vendor reads it; may be empty where no reason is asked for.</param>
public sealed record ReturnReason(string Reason = "");

/// <summary>Versions that vendors handed in.</summary>
/// <param name="Returns">By shot, vendor and version.</param>
public sealed record ReturnList(ImmutableArray<VendorReturn> Returns);

/// <summary>A version, its decisions and its files.</summary>
/// <param name="Return">The version.</param>
/// <param name="Decisions">The oldest first.</param>
/// <param name="Files">Its files, in order.</param>
public sealed record ReturnView(VendorReturn Return, ImmutableArray<ReturnDecision> Decisions, ImmutableArray<ReturnedFile> Files);

/// <summary>How a show stands with its vendors.</summary>
/// <param name="Vendors">By name.</param>
public sealed record ReturnCountList(ImmutableArray<ReturnCounts> Vendors);

/// <summary>Folders that can be taken in.</summary>
/// <param name="Folders">By name.</param>
/// <param name="Arriving">Those of them that cannot be taken in yet, because files are still on their way.</param>
/// <param name="TakenIn">Those of them of which every picture is in the library already.</param>
public sealed record ArrivedList(ImmutableArray<string> Folders, ImmutableArray<string> Arriving, ImmutableArray<string> TakenIn);
