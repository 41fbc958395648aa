using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Search;
using Acetate.Library.Shows;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Acetate.Tools.Exchange;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Acetate.Server.Tools.Exchange;

/// <summary>Lists of clips for other programs, and what their lists say about clips.</summary>
public static class ExchangeApi
{
    private const int LargestList = 16 << 20;

    /// <summary>Maps <c>/api/clips/list.{form}</c> and <c>/api/shows/{show}/clips/imports</c>.</summary>
    public static void MapExchange(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/clips/list.{form}", ListAsync).WithTags("Exchange").WithName("GetClipList").WithSummary("Clips that a query finds, or that are named, as a bin for other programs: ale, csv, otio or fcpxml")
            .Produces<Stream>(contentType: "application/octet-stream").Needs(LibraryAction.SeeShow);
        var imports = routes.MapGroup("/api/shows/{show}/clips/imports").WithTags("Exchange");
        imports.MapPost("/preview", PreviewAsync).WithName("PreviewClipImport").WithSummary("What an Avid log, a table or a report would change: new, conflicting, unclear, without a clip; changes nothing")
            .Accepts<string>("application/octet-stream").NeedsIn(ShowOf.Route, LibraryAction.CorrectFacts).NotAudited("nothing changes");
        imports.MapPost("", ImportAsync).WithName("ImportClips").WithSummary("Writes what the preview said as corrections, all of it or nothing")
            .Accepts<string>("application/octet-stream").NeedsIn(ShowOf.Route, LibraryAction.CorrectFacts);
    }

    /// <param name="form">The form of the list.</param>
    /// <param name="q">What to find; not with clip.</param>
    /// <param name="sort">The order of what is found.</param>
    /// <param name="clip">Clips by their ids, in this order.</param>
    /// <param name="media">The folder with a folder for each roll, as the other program sees it; without it the one that the list lies in.</param>
    /// <param name="name">The title of the list.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="library">The library.</param>
    /// <param name="response">Where the file's name goes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private static async Task<IResult> ListAsync(
        string form, string? q, string? sort, Guid[] clip, string? media, string? name, Caller caller, MediaLibrary library, HttpResponse response, CancellationToken cancellationToken)
    {
        if (clip.Length > 0 && q is not null) throw new ProblemException(ProblemType.InvalidRequest, "Ask for clips by a search, 'q', or by their ids, 'clip', and not by both.");
        if (!SearchOrder.TryParse(sort, out var order, out var reason)) throw new ProblemException(ProblemType.InvalidRequest, reason);
        if (!ClipQuery.TryParse(q, out var query, out var mistake)) throw new ProblemException(ProblemType.InvalidRequest, $"At character {mistake.Position + 1} of the search: {mistake.Message}", mistake.Fix);
        var seen = await library.ReadAsync(async tx => (await tx.ShowsAsync(cancellationToken)).Select(show => show.Name).Where(caller.Sees).ToList(), cancellationToken);
        var clips = clip.Length > 0 ? await ListedClip.ReadAsync(library, clip, seen, cancellationToken) : await ListedClip.FindAsync(library, query, seen, order, cancellationToken);
        var title = string.IsNullOrWhiteSpace(name) ? "Clips" : name.Length <= 200 ? name.Trim() : throw new ProblemException(ProblemType.InvalidRequest, "The name of a list has at most 200 letters.");
        var bytes = ClipList.Of(form, title, media ?? "", clips);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"{title}.{form}");
        (response.Headers.ContentDisposition, response.Headers.CacheControl) = (disposition.ToString(), "no-store");
        return Results.Bytes(bytes, ClipList.ContentTypeOf(form));
    }

    private static Task<Ok<ClipImportReport>> PreviewAsync(
        string show, string? name, string? conflicts, HttpRequest request, MediaLibrary library, CancellationToken cancellationToken) =>
        ListedAsync(request, bytes => ClipImport.PreviewAsync(library, show, bytes, name ?? "list", RuleOf(conflicts), cancellationToken), cancellationToken);

    private static Task<Ok<ClipImportReport>> ImportAsync(
        string show, string? name, string? conflicts, string seen, HttpRequest request, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        ListedAsync(request, bytes => ClipImport.ApplyAsync(library, show, bytes, name ?? "list", RuleOf(conflicts), seen, caller.Name, cancellationToken), cancellationToken);

    private static ConflictRule RuleOf(string? text) =>
        text is null ? ConflictRule.Keep
        : Enum.GetValues<ConflictRule>().Select(KebabCase.Of).Contains(text) ? KebabCase.Parse<ConflictRule>(text)
        : throw new ProblemException(ProblemType.InvalidRequest, $"'{text}' is no rule for conflicts: choose keep, files or all.");

    private static async Task<Ok<ClipImportReport>> ListedAsync(HttpRequest request, Func<byte[], Task<ClipImportReport>> take, CancellationToken cancellationToken)
    {
        if (request.ContentLength is not (>= 0 and <= LargestList)) throw new ProblemException(ProblemType.TooLarge, "A list of clips is sent with its length and has 16 MiB at most.", "Split it by days.");
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        try
        {
            return TypedResults.Ok(await take(bytes.ToArray()));
        }
        catch (FormatException problem)
        {
            throw new ProblemException(ProblemType.InvalidRequest, problem.Message);
        }
    }
}
