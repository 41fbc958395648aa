using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Matching;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Acetate.Tools.Pulls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Matching;

/// <summary>Which camera originals a cut means, and what people decide about it.</summary>
public static class MatchApi
{
    /// <summary>Maps the matching of a show.</summary>
    public static void MapMatching(this IEndpointRouteBuilder routes)
    {
        var shows = routes.MapGroup("/api/shows/{show}").WithTags("Matching");
        shows.MapPost("/match", MatchAsync).WithName("MatchCut").WithSummary("Finds the camera originals that a cut means: one outcome for each event, with its reasons")
            .Accepts<string>("application/octet-stream").NeedsIn(ShowOf.Route, LibraryAction.SeeShow).NotAudited("nothing changes");
        shows.MapGet("/match-decisions", ListAsync).WithName("ListMatchDecisions").WithSummary("What people decided about events of cuts").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapPost("/match-decisions", DecideAsync).WithName("DecideMatch").WithSummary("Keeps what somebody decides about an event; the next version of the cut is matched by it")
            .NeedsIn(ShowOf.Route, LibraryAction.CorrectFacts);
        shows.MapDelete("/match-decisions/{id}", TakeBackAsync).WithName("TakeMatchDecisionBack").WithSummary("Takes a decision back").NeedsIn(ShowOf.Route, LibraryAction.CorrectFacts);
        shows.MapPost("/needed-rolls", ExpectAsync).WithName("ExpectNeededRolls").WithSummary("Puts rolls that a cut needs and the library lacks into the ledger of expected rolls")
            .NeedsIn(ShowOf.Route, LibraryAction.CorrectFacts);
    }

    private static async Task<Ok<MatchReport>> MatchAsync(string show, string? name, string? rate, string? cut, HttpRequest request, MediaLibrary library, CancellationToken cancellationToken)
    {
        var bytes = ImmutableCollectionsMarshal.AsImmutableArray(await CutBody.ReadAsync(request, cancellationToken));
        try
        {
            var list = MatchedCut.Read(name ?? "cut", bytes, rate, cut);
            return TypedResults.Ok(MatchReport.Of(show, list, await library.MatchAsync(show, CutClaims.Of(list), new ClipMatcher(), cancellationToken)));
        }
        catch (PullException problem)
        {
            throw new ProblemException(ProblemType.InvalidRequest, problem.Message, "Export the list again, as CMX 3600, OTIO, FCP XML or FCPXML.");
        }
    }

    private static async Task<Ok<MatchDecisionList>> ListAsync(string show, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new MatchDecisionList([.. await library.ReadAsync(tx => tx.MatchDecisionsAsync(show, cancellationToken), cancellationToken)]));

    private static async Task<Ok<MatchDecision>> DecideAsync(string show, MatchDecisionRequest body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (body.Names.Length is 0 or > 8000 || body.SourceStart.Length > 40 || body.SourceRate.Length > 40 || body.NotClips is { Length: > 1000 } || body.Note?.Length > 4000)
            throw new ProblemException(ProblemType.InvalidRequest, "A decision needs the names, source label and rate of its event as the matched cut gives them.");
        if (body is { Clip: null, Kind: null, NotClips: null or [] })
            throw new ProblemException(ProblemType.InvalidRequest, "A decision says which clip it is, which ones it is not, or what it is instead of a camera original.");
        var decision = new MatchDecision
        {
            Id = Guid.CreateVersion7(),
            Names = body.Names,
            SourceStart = body.SourceStart,
            SourceRate = body.SourceRate,
            SourceFrames = Math.Max(0, body.SourceFrames),
            Clip = body.Clip,
            NotClips = body.NotClips is { } not ? [.. not] : [],
            Kind = body.Kind,
            Note = body.Note ?? "",
            By = caller.Name,
        };
        return TypedResults.Ok(await library.WriteAsync(async tx =>
        {
            var dated = decision with { At = tx.Now };
            await tx.AddMatchDecisionAsync(show, dated, cancellationToken);
            return dated;
        }, cancellationToken));
    }

    private static async Task<NoContent> TakeBackAsync(string show, Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        await library.WriteAsync(tx => tx.RemoveMatchDecisionAsync(show, id, caller.Name, cancellationToken), cancellationToken)
            ? TypedResults.NoContent()
            : throw new LibraryException(LibraryProblem.NotFound, $"There is no decision {id} in the show {show}.");

    private static async Task<Ok<ExpectedByCut>> ExpectAsync(string show, NeededRolls body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (body.Rolls.Length > 10_000) throw new ProblemException(ProblemType.TooLarge, "10,000 rolls at most.", "Send the rolls of one cut.");
        return TypedResults.Ok(new ExpectedByCut(await library.WriteAsync(tx => tx.ExpectNeededRollsAsync(show, body.Rolls, body.Cut, caller.Name, cancellationToken), cancellationToken)));
    }
}

/// <summary>Decisions about events of cuts.</summary>
/// <param name="Decisions">The oldest first.</param>
public sealed record MatchDecisionList(ImmutableArray<MatchDecision> Decisions);

/// <summary>A decision about an event. The first four members are those of the matched event.</summary>
/// <param name="Names">The event's names as one text.</param>
/// <param name="SourceStart">Its first source label; empty when it has none.</param>
/// <param name="SourceRate">The rate of that label as a ratio; empty when it has none.</param>
/// <param name="SourceFrames">Source frames.</param>
/// <param name="Clip">The clip that it is.</param>
/// <param name="NotClips">Clips that it is not.</param>
/// <param name="Kind">What it is instead of a camera original.</param>
/// <param name="Note">Why.</param>
public sealed record MatchDecisionRequest(string Names, string SourceStart, string SourceRate, long SourceFrames, Guid? Clip = null, Guid[]? NotClips = null, MediaKind? Kind = null, string? Note = null);

/// <summary>Rolls that a cut needs.</summary>
/// <param name="Cut">The cut's name, for the ledger.</param>
/// <param name="Rolls">As the match report lists them; those without a day are left out.</param>
public sealed record NeededRolls(string Cut, ImmutableArray<NeededRoll> Rolls);

/// <summary>What the ledger took.</summary>
/// <param name="Expected">How many rolls were new to it.</param>
public sealed record ExpectedByCut(int Expected);
