using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Cuts.Diff;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Matching;
using Acetate.Library.Search;
using Acetate.Library.Shows;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Pulls;
using Acetate.Server.Uploads;
using Acetate.Steps.Transfer;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Acetate.Server.Tools.Matching;

/// <summary>Cuts that people hand in: kept as they came, matched anew whenever somebody looks, compared, and pulled from.</summary>
public static class CutApi
{
    /// <summary>Maps the cuts of shows and <c>/api/cuts</c>.</summary>
    public static void MapCuts(this IEndpointRouteBuilder routes)
    {
        var shows = routes.MapGroup("/api/shows/{show}/cuts").WithTags("Cuts");
        shows.MapGet("", ListAsync).WithName("ListCuts").WithSummary("The cuts of a show that were handed in, the newest first").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapPost("", KeepAsync).WithName("KeepCut").WithSummary("Hands a cut in: CMX 3600, OTIO, FCP 7 XML, FCPXML, AAF, ALE or a shot list; the same file is kept once")
            .Accepts<string>("application/octet-stream").NeedsIn(ShowOf.Route, LibraryAction.PlanPulls).NotAudited("a cut that is kept is audited by itself, with its name and hash");

        var cuts = routes.MapGroup("/api/cuts/{id:guid}").WithTags("Cuts");
        cuts.MapGet("", GetAsync).WithName("GetCut").WithSummary("A cut that was handed in").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        cuts.MapGet("/file", FileAsync).WithName("GetCutFile").WithSummary("The file of a cut, as it came").Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        cuts.MapGet("/match", MatchAsync).WithName("MatchKeptCut").WithSummary("Which camera originals a cut means now: one outcome for each event, with its reasons").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        cuts.MapGet("/changes", ChangesAsync).WithName("CompareCuts").WithSummary("What became of each event since another cut of the show").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        cuts.MapPost("/pulls/vfx", PlanVfxAsync).WithName("PlanVfxPullOfCut").WithSummary("Plans plates of a cut that was handed in").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls);
        cuts.MapPost("/pulls/conform", PlanConformAsync).WithName("PlanConformPullOfCut").WithSummary("Plans the camera originals of a cut that was handed in").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls);
        cuts.MapDelete("", (Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => RemoveAsync(id, true, caller, library, cancellationToken))
            .WithName("RemoveCut").WithSummary("Takes a cut off the list; pulls and decisions stay, and it can be put back").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls);
        cuts.MapPost("/restore", (Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => RemoveAsync(id, false, caller, library, cancellationToken))
            .WithName("RestoreCut").WithSummary("Puts a cut back on the list").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls);
    }

    private static async Task<Ok<CutList>> ListAsync(string show, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CutList([.. await library.ReadAsync(tx => tx.CutsAsync(show, cancellationToken), cancellationToken)]));

    private static async Task<Results<Created<KeptCut>, Ok<KeptCut>>> KeepAsync(string show, string name, string? rate, string? timeline, HttpRequest request, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        PullDocument.RequirePlainName(name, "cut");
        var bytes = await CutBody.ReadAsync(request, cancellationToken);
        var known = await library.ReadAsync(tx => tx.RequireShowAsync(show, cancellationToken), cancellationToken);
        var counted = rate ?? await library.ReadAsync(tx => tx.CountedRateAsync(show, cancellationToken), cancellationToken);
        int events;
        try
        {
            events = EventsOf(name, MatchedCut.Read(name, [.. bytes], counted, timeline));
        }
        catch (Exception problem) when (problem is PullException or ProblemException)
        {
            // Whoever waits for the cut sees that it was handed in, and why it is not there.
            await library.WriteAsync(tx => tx.AuditAsync(caller.Name, "cut.refused", name, known.Name, new { reason = problem.Message }, cancellationToken), cancellationToken);
            throw;
        }

        var (kept, isNew) = await library.WriteAsync(async tx =>
        {
            var (row, fresh) = await tx.KeepCutAsync(known.Name, name, counted ?? "", timeline ?? "", events, bytes, caller.Name, cancellationToken);
            await tx.AuditAsync(caller.Name, "cut.kept", row.Id.ToString(), known.Name, new { row.Name, row.Sha256, isNew = fresh }, cancellationToken);
            if (fresh)
                await tx.AppendEventAsync(new()
                {
                    At = tx.Now,
                    Kind = "cut.kept",
                    Actor = caller.Name,
                    Message = $"{caller.Name} handed in the cut {name}: {events} events.",
                    Show = known.Name,
                    Data = JsonSerializer.SerializeToElement(new { cut = row.Id }),
                }, cancellationToken);
            return (row, fresh);
        }, cancellationToken);
        return isNew ? TypedResults.Created($"/api/cuts/{kept.Id}", kept) : TypedResults.Ok(kept);
    }

    private static int EventsOf(string name, Cuts.Cut cut) => CutClaims.Of(cut).Length is > 0 and var events ? events
        : throw new ProblemException(ProblemType.InvalidRequest, $"'{name}' has no picture events.", cut.Problems is [{ } first, ..] ? $"{first.Message} {first.Fix}" : "Export the list again, with its video tracks.");

    private static async Task<Ok<KeptCut>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => tx.RequireCutAsync(id, cancellationToken), cancellationToken));

    private static async Task<IResult> FileAsync(Guid id, MediaLibrary library, HttpResponse response, CancellationToken cancellationToken)
    {
        var (cut, bytes) = await OfAsync(library, id, cancellationToken);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(cut.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        return Results.Bytes(bytes, "application/octet-stream");
    }

    private static async Task<Ok<MatchReport>> MatchAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken)
    {
        var (cut, bytes) = await OfAsync(library, id, cancellationToken);
        var list = Read(cut, bytes);
        return TypedResults.Ok(MatchReport.Of(cut.Show, list, await library.MatchAsync(cut.Show, CutClaims.Of(list), new ClipMatcher(), cancellationToken)));
    }

    private static async Task<Ok<CutChanges>> ChangesAsync(Guid id, Guid since, MediaLibrary library, CancellationToken cancellationToken)
    {
        var (now, then) = (await OfAsync(library, id, cancellationToken), await OfAsync(library, since, cancellationToken));
        // Who may see one show may not see another.
        if (then.Cut.Show != now.Cut.Show) throw new LibraryException(LibraryProblem.NotFound, $"There is no cut {since} in the show {now.Cut.Show}.");
        return TypedResults.Ok(CutChanges.Of(then.Cut, now.Cut, CutDiff.Between(Read(then.Cut, then.Bytes), Read(now.Cut, now.Bytes))));
    }

    private static async Task<Created<PullView>> PlanVfxAsync(Guid id, VfxPullOrder order, Caller caller, MediaLibrary library, ServerOptions options, CancellationToken cancellationToken)
    {
        var (cut, bytes) = await OfAsync(library, id, cancellationToken);
        return await PullApi.PlanPlatesAsync(As(order, cut), cut.Name, bytes, caller, library, options, cancellationToken);
    }

    private static async Task<Created<PullView>> PlanConformAsync(Guid id, Guid? offline, ConformPullOrder order, Caller caller, MediaLibrary library, ServerOptions options, CancellationToken cancellationToken)
    {
        var (cut, bytes) = await OfAsync(library, id, cancellationToken);
        return await PullApi.PlanOriginalsAsync(As(order, cut), cut.Name, bytes, caller, library, options, cancellationToken, offline is { } movie ? await ReferenceAsync(library, id, movie, cancellationToken) : null);
    }

    private static async Task<ConformReference> ReferenceAsync(MediaLibrary library, Guid cut, Guid id, CancellationToken cancellationToken)
    {
        if (await library.ReadAsync(tx => tx.OfflineAsync(id, cancellationToken), cancellationToken) is not { } movie || movie.Cut != cut)
            throw new ProblemException(ProblemType.NotFound, $"The cut has no reference movie '{id}'.");
        if (movie is not { State: CutOfflineState.Kept, RemovedAt: null })
            throw new ProblemException(ProblemType.Conflict, $"{movie.Name} has not arrived whole, or was taken away.", "Wait until it was read back, or leave it out.");
        return new(library.Options.Workspaces, movie.Folder, new(movie.Name, movie.Length) { Expected = NamedDigest.TryParse(movie.Hash, out var digest) ? [DigestText.Of(digest)] : [] });
    }

    private static async Task<NoContent> RemoveAsync(Guid id, bool isRemoved, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await library.WriteAsync(tx => tx.RemoveCutAsync(id, isRemoved, caller.Name, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<(KeptCut Cut, byte[] Bytes)> OfAsync(MediaLibrary library, Guid id, CancellationToken cancellationToken) =>
        library.ReadAsync(async tx => (await tx.RequireCutAsync(id, cancellationToken), await tx.CutContentAsync(id, cancellationToken)), cancellationToken);

    private static Cuts.Cut Read(KeptCut cut, byte[] bytes) => MatchedCut.Read(cut.Name, [.. bytes], cut.Rate.Length > 0 ? cut.Rate : null, cut.Timeline.Length > 0 ? cut.Timeline : null);

    // What is pulled is what was looked at: the same cut of the file, at the same rate.
    private static T As<T>(T order, KeptCut cut)
        where T : PullOrder => order with { Show = cut.Show, Rate = cut.Rate.Length > 0 ? cut.Rate : null, Timeline = cut.Timeline.Length > 0 ? cut.Timeline : null };
}

/// <summary>The cuts of a show.</summary>
/// <param name="Cuts">The newest first.</param>
public sealed record CutList(ImmutableArray<KeptCut> Cuts);
