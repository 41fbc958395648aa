using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Uploads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Uploads into workspaces: planned as JSON, sent as tus 1.0.0 does, whole when they were read back.</summary>
public static class KeptUploadApi
{
    private const int MostPlanned = 1000;

    /// <summary>Maps <c>/api/workspaces/{id}/uploads</c>.</summary>
    public static void MapKeptUploads(this RouteGroupBuilder workspaces)
    {
        var uploads = workspaces.MapGroup("/{id:guid}/uploads").AtScheduler();
        uploads.MapGet("", ListAsync).WithName("ListWorkspaceUploads").WithSummary("The caller's files that are on their way into a workspace, or were refused").NeedsInWorkspace(WorkspaceDeed.Enter);
        uploads.MapPost("/plan", PlanAsync).WithName("PlanWorkspaceUploads").WithSummary("What would become of files if they were sent, and whether there is room")
            .NeedsInWorkspace(WorkspaceDeed.HandIn).NotAudited("it changes nothing");
        uploads.MapPost("", BeginAsync).WithName("BeginWorkspaceUpload").WithSummary("Begins an upload, or goes on with the one of the same content").NeedsInWorkspace(WorkspaceDeed.HandIn)
            .NotAudited("a folder has tens of thousands of files; each is in the log when it has arrived");
        uploads.MapGet("/{upload:guid}", GetAsync).WithName("GetWorkspaceUpload").WithSummary("How an upload stands").NeedsInWorkspace(WorkspaceDeed.Enter);
        var one = uploads.MapGroup("/{upload:guid}").AddEndpointFilter(UploadApi.SpeaksTus);
        one.MapMethods("", [HttpMethods.Head], HeadAsync).WithName("FindWorkspaceUploadOffset").WithSummary("How many bytes have arrived (tus)").NeedsInWorkspace(WorkspaceDeed.HandIn);
        one.MapPatch("", PatchAsync).WithName("ContinueWorkspaceUpload").WithSummary("Sends the next bytes (tus)").NeedsInWorkspace(WorkspaceDeed.HandIn).Streams()
            .NotAudited("an upload has very many pieces; it is in the log when it has arrived");
        one.MapDelete("", DeleteAsync).WithName("EndWorkspaceUpload").WithSummary("Ends an upload; nothing of it is kept (tus)").NeedsInWorkspace(WorkspaceDeed.HandIn);
    }

    private static async Task<Ok<UploadList>> ListAsync(WorkspaceOfRequest found, Caller caller, MediaLibrary library, KeptUploads uploads, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var list = ImmutableArray.CreateBuilder<UploadView>();
            foreach (var file in await tx.UploadsAsync(found.Workspace.Id, caller.Bearer.Principal.Id, cancellationToken))
            {
                var line = file.Folder is { } folder ? await tx.FolderWithParentsAsync(folder, cancellationToken) : [];
                list.Add(UploadView.Of(file, uploads.Arrived(file)) with { Path = string.Concat(Enumerable.Reverse(line).Select(one => one.Name + "/")) + file.Name });
            }

            return new UploadList(list.ToImmutable());
        }, cancellationToken));

    private static async Task<Ok<UploadPlan>> PlanAsync(UploadWishes body, WorkspaceOfRequest found, Caller caller, KeptUploads uploads, CancellationToken cancellationToken)
    {
        if (body.Files.IsDefault || body.Files.Length > MostPlanned) throw new ProblemException(ProblemType.InvalidRequest, $"At most {MostPlanned} files are planned at a time.");
        return TypedResults.Ok(await uploads.PlanAsync(found.Workspace, caller, body.Folder, body.Files, cancellationToken));
    }

    private static async Task<Created<UploadView>> BeginAsync(NewUpload body, WorkspaceOfRequest found, Caller caller, KeptUploads uploads, CancellationToken cancellationToken)
    {
        var file = await uploads.BeginAsync(found.Workspace, caller, body.Folder, new(body.Path, body.Length, body.Tag), cancellationToken);
        return TypedResults.Created($"/api/workspaces/{found.Workspace.Id}/uploads/{file.Id}", UploadView.Of(file, await uploads.OffsetAsync(file, cancellationToken)));
    }

    private static async Task<Ok<UploadView>> GetAsync(Guid upload, WorkspaceOfRequest found, Caller caller, KeptUploads uploads, CancellationToken cancellationToken)
    {
        var file = await uploads.FindAsync(found.Workspace, caller, upload, cancellationToken);
        return TypedResults.Ok(UploadView.Of(file, uploads.Arrived(file)));
    }

    private static async Task<IResult> HeadAsync(Guid upload, WorkspaceOfRequest found, HttpContext context, Caller caller, KeptUploads uploads, CancellationToken cancellationToken)
    {
        var file = await uploads.FindAsync(found.Workspace, caller, upload, cancellationToken);
        context.Response.Headers[TusHeaders.Offset] = (await uploads.OffsetAsync(file, cancellationToken)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers[TusHeaders.Length] = file.Length.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok();
    }

    private static async Task<IResult> PatchAsync(Guid upload, WorkspaceOfRequest found, HttpContext context, Caller caller, KeptUploads uploads, WorkspaceReads watch, CancellationToken cancellationToken)
    {
        if (context.Request.ContentType != TusHeaders.OffsetContent)
            throw new ProblemException(ProblemType.UnsupportedMediaType, $"Pieces of an upload have the content type {TusHeaders.OffsetContent}.");
        var file = await uploads.FindAsync(found.Workspace, caller, upload, cancellationToken);
        if (file.State != KeptFileState.Arriving) throw new ProblemException(ProblemType.OffsetConflict, $"The upload of {file.Name} has ended.");
        watch.Watch(context, found);
        var offset = TusHeaders.Bytes(context.Request, TusHeaders.Offset);
        var appended = await UploadApi.AppendAsync(context, uploads.Shelf, KeptUploads.Of(file), offset, context.RequestAborted);
        UploadApi.Tell(context.Response, appended);
        if (appended.Published is not null) uploads.Ring();
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> DeleteAsync(Guid upload, WorkspaceOfRequest found, Caller caller, KeptUploads uploads, CancellationToken cancellationToken)
    {
        await uploads.EndAsync(await uploads.FindAsync(found.Workspace, caller, upload, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>Files that somebody wants to send.</summary>
/// <param name="Files">At most 1,000.</param>
/// <param name="Folder">The folder below which they are to lie; null for none.</param>
public sealed record UploadWishes(ImmutableArray<UploadWish> Files, Guid? Folder = null);

/// <summary>A file that somebody begins to send.</summary>
/// <param name="Path">Where it is to lie below the folder, its name last; folders that are not there are made.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Tag">What names the content for the sender, in 1 to 200 characters: only the same is gone on with.</param>
/// <param name="Folder">The folder below which it is to lie; null for none.</param>
public sealed record NewUpload(string Path, long Length, string Tag, Guid? Folder = null);

/// <summary>Uploads.</summary>
/// <param name="Uploads">The oldest first.</param>
public sealed record UploadList(ImmutableArray<UploadView> Uploads);

/// <summary>A file on its way.</summary>
/// <param name="Id">Its id; the file has the same.</param>
/// <param name="Path">Where it is to lie, its name last.</param>
/// <param name="State">How it stands: <c>arriving</c> until it was read back.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Offset">Bytes that are here.</param>
/// <param name="Message">Why it was refused; empty otherwise.</param>
/// <param name="Hash">The digest of its bytes as they came and were read back; empty until then.</param>
/// <param name="Tag">What names the content for the sender.</param>
/// <param name="BegunAt">When it was begun.</param>
public sealed record UploadView(Guid Id, string Path, KeptFileState State, long Length, long Offset, string Message, string Hash, string Tag, DateTimeOffset BegunAt)
{
    /// <summary>The view of a file that arrives.</summary>
    public static UploadView Of(KeptFile file, long offset)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(file.Id, file.Name, file.State, file.Length, file.State == KeptFileState.Ready ? file.Length : offset, file.Message, file.Hash, file.Tag, file.CreatedAt);
    }
}
