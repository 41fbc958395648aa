using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Ingest;

/// <summary>Clips: what is known about them, and something to look at.</summary>
public static class ClipApi
{
    /// <summary>Maps <c>/api/clips</c> and the format cards of shows.</summary>
    public static void MapClips(this IEndpointRouteBuilder routes)
    {
        var clips = routes.MapGroup("/api/clips/{id:guid}").WithTags("Clips");
        clips.MapGet("", GetAsync).WithName("GetClip").WithSummary("A clip with its metadata and where each fact comes from").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
        Playback(clips, "proxy.mp4", "GetClipProxy", "The playable proxy, with ranges", "video/mp4", proxy => proxy.Video);
        Playback(clips, "poster.jpg", "GetClipPoster", "One frame", "image/jpeg", proxy => proxy.Poster);
        Playback(clips, "strip.jpg", "GetClipStrip", "Many small frames in one picture, for scrubbing", "image/jpeg", proxy => proxy.Strip);
        Playback(clips, "waveform.json", "GetClipWaveform", "How loud the sound is over its length, for drawing: at most 4000 peaks a channel", "application/json", proxy => proxy.Waveform);

        var cards = routes.MapGroup("/api/shows/{show}/format-cards").WithTags("Clips");
        cards.MapGet("", CardsAsync).WithName("ListFormatCards").WithSummary("The camera formats of a show, as found and as corrected").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        cards.MapPut("/{card:guid}", CorrectAsync).WithName("CorrectFormatCard")
            .WithSummary("Corrects a field of a format card, or takes the correction back; later uploads follow it").NeedsIn(ShowOf.Route, LibraryAction.CorrectFacts);
    }

    private static void Playback(RouteGroupBuilder clips, string file, string name, string summary, string type, Func<ClipProxy, string> key) =>
        clips.MapMethods("/" + file, [HttpMethods.Get, HttpMethods.Head],
                (Guid id, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail reads, CancellationToken cancellationToken) =>
                    PlayAsync(id, context, caller, library, stores, reads, type, key, cancellationToken))
            .WithName(name).WithSummary(summary).Produces<Stream>(contentType: type).NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);

    private static async Task<Ok<Clip>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(id, library, cancellationToken));

    private static async Task<IResult> PlayAsync(
        Guid id, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail reads, string type, Func<ClipProxy, string> key, CancellationToken cancellationToken)
    {
        var clip = await FindAsync(id, library, cancellationToken);
        var text = clip.Proxy is null ? "" : key(clip.Proxy);
        if (!StoreKey.TryParse(text, out var parsed, out _))
            throw new ProblemException(ProblemType.NotPlayable, clip.ProxyReason.Length > 0 ? clip.ProxyReason : clip.Proxy is null ? $"Clip {clip.Name} has no proxy yet." : $"The proxy of clip {clip.Name} has no such part.");
        if (await stores.Derived.FindAsync(parsed, cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotPlayable, $"The derived store has no {text}.", "Retry the roll: proxies can be made again from the footage.");
        // Who passes a poster in a list has seen nothing yet; who plays has.
        if (type == "video/mp4" && HttpMethods.IsGet(context.Request.Method))
            await reads.NoteAsync(caller, "clip.watched", id.ToString(), context.Features.Get<ShowOfRequest>()!.Name, new { clip = clip.Name }, cancellationToken);
        return new StoredFileResult(stores.Derived, file, type);
    }

    private static async Task<Ok<FormatCardList>> CardsAsync(string show, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new FormatCardList([.. await tx.FormatCardsAsync(show, cancellationToken)]), cancellationToken));

    private static async Task<Ok<FormatCard>> CorrectAsync(
        string show, Guid card, CardCorrection body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.WriteAsync(async tx =>
        {
            if (await tx.FormatCardAsync(card, cancellationToken) is not { } found || found.Show != show)
                throw new ProblemException(ProblemType.NotFound, $"Show {show} has no format card {card}.");
            return await tx.CorrectFormatCardAsync(card, body.Field, body.Value, body.Reason ?? "", caller.Name, cancellationToken);
        }, cancellationToken));

    private static async Task<Clip> FindAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        await library.ReadAsync(tx => tx.ClipAsync(id, cancellationToken), cancellationToken)
        ?? throw new ProblemException(ProblemType.NotFound, $"There is no clip '{id}'.");
}

/// <summary>Format cards of a show.</summary>
/// <param name="Cards">By camera letter.</param>
public sealed record FormatCardList(ImmutableArray<FormatCard> Cards);

/// <summary>A correction of a format card.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Value">The right value; null takes a correction back.</param>
/// <param name="Reason">Why.</param>
public sealed record CardCorrection(string Field, string? Value, string? Reason = null);
