using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Acetate.Tools.Comments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Acetate.Server.Tools.Comments;

/// <summary>Comments and markers on frames of clips: threads, answers, and lists for editing systems.</summary>
public static class CommentApi
{
    /// <summary>Maps <c>/api/clips/{id}/comments</c> and the lists of markers.</summary>
    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        var clips = routes.MapGroup("/api/clips/{id:guid}").WithTags("Comments");
        clips.MapGet("/comments", ListAsync).WithName("ListClipComments").WithSummary("What people said about frames of a clip, by frame").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
        clips.MapPost("/comments", AddAsync).WithName("CommentOnClip").WithSummary("Marks frames of a clip, with or without words").NeedsIn(ShowOf.Clip, LibraryAction.Comment);
        clips.MapPatch("/comments/{comment:guid}", ChangeAsync).WithName("ChangeClipComment").WithSummary("Changes what one said oneself").NeedsIn(ShowOf.Clip, LibraryAction.Comment);
        clips.MapDelete("/comments/{comment:guid}", RemoveAsync).WithName("RemoveClipComment").WithSummary("Takes a comment away with its answers; it can be brought back").NeedsIn(ShowOf.Clip, LibraryAction.Comment);
        clips.MapPost("/comments/{comment:guid}/replies", ReplyAsync).WithName("AnswerClipComment").WithSummary("Answers in a thread").NeedsIn(ShowOf.Clip, LibraryAction.Comment);
        clips.MapPost("/comments/{comment:guid}/resolve", (Guid id, Guid comment, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => ResolveAsync(id, comment, true, caller, library, cancellationToken))
            .WithName("ResolveClipComment").WithSummary("Declares a thread done").NeedsIn(ShowOf.Clip, LibraryAction.Comment);
        clips.MapPost("/comments/{comment:guid}/reopen", (Guid id, Guid comment, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => ResolveAsync(id, comment, false, caller, library, cancellationToken))
            .WithName("ReopenClipComment").WithSummary("Opens a thread again").NeedsIn(ShowOf.Clip, LibraryAction.Comment);
        clips.MapPost("/comments/{comment:guid}/restore", RestoreAsync).WithName("RestoreClipComment").WithSummary("Brings a comment back that was taken away").NeedsIn(ShowOf.Clip, LibraryAction.Comment);
        clips.MapGet("/markers.{form}", MarkersOfClipAsync).WithName("GetClipMarkers").WithSummary("A clip's markers as otio, edl (locators) or csv")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
        routes.MapGet("/api/shows/{show}/markers.{form}", MarkersAsync).WithTags("Comments").WithName("GetMarkers").WithSummary("Markers of several clips in one list: otio, edl (locators) or csv")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
    }

    private static async Task<Ok<CommentList>> ListAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new CommentList(CommentThread.Of(await tx.ClipCommentsAsync(id, cancellationToken))), cancellationToken));

    private static async Task<Created<ClipComment>> AddAsync(Guid id, NewComment body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var comment = await library.WriteAsync(tx => tx.CommentAsync(id, body.FirstFrame, body.Frames, body.Colour, body.Text, caller.Name, cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/clips/{id}/comments", comment);
    }

    private static async Task<Ok<ClipComment>> ChangeAsync(Guid id, Guid comment, CommentChange body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (body.FirstFrame is null != body.Frames is null) throw new ProblemException(ProblemType.InvalidRequest, "firstFrame and frames change together: a range has a beginning and a length.");
        return TypedResults.Ok(await library.WriteAsync(tx => tx.ChangeCommentAsync(
            id, comment, body.Text, body.Colour, body is { FirstFrame: { } first, Frames: { } count } ? (first, count) : null, caller.Name, cancellationToken), cancellationToken));
    }

    private static async Task<Created<ClipComment>> ReplyAsync(Guid id, Guid comment, CommentReply body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Created($"/api/clips/{id}/comments", await library.WriteAsync(tx => tx.ReplyAsync(id, comment, body.Text, caller.Name, cancellationToken), cancellationToken));

    private static async Task<Ok<ClipComment>> ResolveAsync(Guid id, Guid comment, bool isDone, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.WriteAsync(tx => tx.ResolveCommentAsync(id, comment, isDone, caller.Name, cancellationToken), cancellationToken));

    private static Task<NoContent> RemoveAsync(Guid id, Guid comment, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => RemovedAsync(id, comment, true, caller, library, cancellationToken);

    private static Task<NoContent> RestoreAsync(Guid id, Guid comment, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => RemovedAsync(id, comment, false, caller, library, cancellationToken);

    private static async Task<NoContent> RemovedAsync(Guid id, Guid comment, bool isRemoved, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await library.WriteAsync(async tx =>
        {
            var show = await tx.ClipAsync(id, cancellationToken) is { } clip ? (await tx.RollAsync(clip.Roll, cancellationToken))?.Show ?? "" : "";
            await tx.RemoveCommentAsync(id, comment, isRemoved, caller.Name, caller.May(LibraryAction.RemoveOthersComments, show, tx.Now), cancellationToken);
        }, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> MarkersOfClipAsync(Guid id, string form, HttpContext context, MediaLibrary library, CancellationToken cancellationToken, bool? open = null)
    {
        var marked = await MarkedClip.ReadAsync(library, context.Features.Get<ShowOfRequest>()?.Name ?? "", [id], open ?? false, cancellationToken);
        return List(form, marked[0].Clip.Name, marked, context.Response);
    }

    private static async Task<IResult> MarkersAsync(string show, string form, Guid[] clip, HttpContext context, MediaLibrary library, CancellationToken cancellationToken, bool? open = null) =>
        List(form, $"{show} markers", await MarkedClip.ReadAsync(library, show, clip, open ?? false, cancellationToken), context.Response);

    private static IResult List(string form, string name, ImmutableArray<MarkedClip> clips, HttpResponse response)
    {
        var bytes = MarkerList.Of(form, name, clips);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"{name} markers.{form}".Replace(" markers markers", " markers", StringComparison.Ordinal));
        (response.Headers.ContentDisposition, response.Headers.CacheControl) = (disposition.ToString(), "no-store");
        return Results.Bytes(bytes, form switch { "csv" => "text/csv; charset=utf-8", "otio" => "application/json", _ => "text/plain; charset=utf-8" });
    }
}

/// <summary>Comments of a clip.</summary>
/// <param name="Threads">By frame.</param>
public sealed record CommentList(ImmutableArray<CommentThread> Threads);

/// <summary>A comment or a mere marker.</summary>
/// <param name="FirstFrame">The first frame, counted from the clip's first, which is 0.</param>
/// <param name="Frames">How many frames; 1 unless said otherwise.</param>
/// <param name="Colour">The colour; red unless said otherwise.</param>
/// <param name="Text">What is said; may be empty.</param>
public sealed record NewComment(long FirstFrame, long Frames = 1, MarkerColour Colour = MarkerColour.Red, string Text = "");

/// <summary>A change of a comment; what is left out stays.</summary>
/// <param name="Text">What is said.</param>
/// <param name="Colour">The colour.</param>
/// <param name="FirstFrame">The first frame; with <paramref name="Frames"/>.</param>
/// <param name="Frames">How many frames; with <paramref name="FirstFrame"/>.</param>
public sealed record CommentChange(string? Text = null, MarkerColour? Colour = null, long? FirstFrame = null, long? Frames = null);

/// <summary>An answer.</summary>
/// <param name="Text">What is said.</param>
public sealed record CommentReply(string Text);
