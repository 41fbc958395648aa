using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Search;
using Acetate.Library.Shows;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Search;

/// <summary>Finding clips in all shows that the caller sees, and searches that were given a name.</summary>
public static class SearchApi
{
    private const int UsualPage = 100, MostCollections = 500;

    /// <summary>Maps <c>/api/clips/search</c>, <c>/api/clips/summary</c> and <c>/api/smart-collections</c>.</summary>
    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        var clips = routes.MapGroup("/api/clips").WithTags("Search");
        clips.MapGet("/search", SearchAsync).WithName("SearchClips").WithSummary("Clips that a query finds in the shows the caller sees, a part at a time").Needs(LibraryAction.SeeShow);
        clips.MapGet("/summary", CountAsync).WithName("CountClips").WithSummary("How many clips a query finds, and what there is of them by field; counts are capped, and say so").Needs(LibraryAction.SeeShow);

        var collections = routes.MapGroup("/api/smart-collections").WithTags("Search");
        collections.MapGet("", ListAsync).WithName("ListSmartCollections").WithSummary("Searches with a name: the caller's own, and those of the shows the caller sees").Needs(LibraryAction.SeeShow);
        collections.MapPost("", AddAsync).WithName("AddSmartCollection").WithSummary("Gives a search a name, for a show or for the caller alone").Needs(LibraryAction.SeeShow);
        collections.MapPut("/{id:guid}", ChangeAsync).WithName("ChangeSmartCollection").WithSummary("Replaces a collection's name, search and order").Needs(LibraryAction.SeeShow);
        collections.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveSmartCollection").WithSummary("Removes a collection; the clips stay").Needs(LibraryAction.SeeShow);
    }

    private static async Task<Ok<SearchPage>> SearchAsync(
        string? q, string? sort, string? after, int? offset, int? limit, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (!SearchOrder.TryParse(sort, out var order, out var reason)) throw new ProblemException(ProblemType.InvalidRequest, reason);
        if (offset is < 0 or > LibrarySearch.FurthestJump)
            throw new ProblemException(ProblemType.InvalidRequest, $"A list can be jumped into up to place {LibrarySearch.FurthestJump}.", "Narrow the search, or go on part by part with 'after'.");
        var query = Read(q);
        try
        {
            return TypedResults.Ok(await library.SearchClipsAsync(query, await SeenAsync(library, caller, cancellationToken), order, after ?? "", offset ?? 0, Math.Clamp(limit ?? UsualPage, 1, LibrarySearch.LongestPage), cancellationToken));
        }
        catch (FormatException place)
        {
            throw new ProblemException(ProblemType.InvalidRequest, place.Message);
        }
    }

    private static async Task<Ok<SearchSummary>> CountAsync(string? q, Caller caller, MediaLibrary library, SharedAnswers answers, CancellationToken cancellationToken)
    {
        var (query, seen) = (Read(q), await SeenAsync(library, caller, cancellationToken));
        var question = $"counts in {string.Join(' ', seen.Order(StringComparer.Ordinal))}: {query.Text}";
        return TypedResults.Ok(await answers.AskAsync(question, ending => library.CountClipsAsync(query, seen, ending), cancellationToken, TimeSpan.FromMinutes(1)));
    }

    private static async Task<Ok<SmartCollectionList>> ListAsync(Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var seen = await SeenAsync(library, caller, cancellationToken);
        return TypedResults.Ok(new SmartCollectionList([.. await library.ReadAsync(tx => tx.SmartCollectionsAsync(seen, caller.Bearer.Principal.Id, cancellationToken), cancellationToken)]));
    }

    private static async Task<Created<SmartCollection>> AddAsync(SmartCollectionRequest body, Caller caller, MediaLibrary library, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (query, sort) = Demand(body);
        if (body.Show is { } show) await DemandShowAsync(show, caller, library, clock, cancellationToken);
        var collection = new SmartCollection
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Show = body.Show,
            Owner = body.Show is null ? caller.Bearer.Principal.Id : null,
            Name = body.Name.Trim(),
            Query = query,
            Sort = sort,
            CreatedBy = caller.Name,
        };
        collection = await library.WriteAsync(async tx =>
        {
            var there = await tx.SmartCollectionsAsync(body.Show is null ? [] : [body.Show], collection.Owner, cancellationToken);
            if (there.Count >= MostCollections) throw new ProblemException(ProblemType.Conflict, $"There are {MostCollections} collections already.", "Remove some that nobody uses.");
            var dated = collection with { CreatedAt = tx.Now };
            await tx.PutSmartCollectionAsync(dated, cancellationToken);
            return dated;
        }, cancellationToken);
        return TypedResults.Created($"/api/smart-collections/{collection.Id}", collection);
    }

    private static async Task<Ok<SmartCollection>> ChangeAsync(Guid id, SmartCollectionRequest body, Caller caller, MediaLibrary library, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (query, sort) = Demand(body);
        var collection = await OwnAsync(id, caller, library, clock, cancellationToken) with { Name = body.Name.Trim(), Query = query, Sort = sort };
        await library.WriteAsync(tx => tx.PutSmartCollectionAsync(collection, cancellationToken), cancellationToken);
        return TypedResults.Ok(collection);
    }

    private static async Task<NoContent> RemoveAsync(Guid id, Caller caller, MediaLibrary library, TimeProvider clock, CancellationToken cancellationToken)
    {
        await OwnAsync(id, caller, library, clock, cancellationToken);
        await library.WriteAsync(tx => tx.RemoveSmartCollectionAsync(id, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>A collection that the caller may change. One of somebody else, or of a show that the caller does not see, does not exist.</summary>
    private static async Task<SmartCollection> OwnAsync(Guid id, Caller caller, MediaLibrary library, TimeProvider clock, CancellationToken cancellationToken)
    {
        var collection = await library.ReadAsync(tx => tx.SmartCollectionAsync(id, cancellationToken), cancellationToken);
        if (collection is null || (collection.Show is { } show ? !caller.Sees(show) : collection.Owner != caller.Bearer.Principal.Id))
            throw new ProblemException(ProblemType.NotFound, $"There is no collection '{id}'.");
        if (collection.Show is { } of) await DemandShowAsync(of, caller, library, clock, cancellationToken);
        return collection;
    }

    private static async Task DemandShowAsync(string show, Caller caller, MediaLibrary library, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!caller.Sees(show) || await library.ReadAsync(tx => tx.ShowAsync(show, cancellationToken), cancellationToken) is null)
            throw new ProblemException(ProblemType.NotFound, $"There is no show '{show}'.");
        if (AccessCheck.Of(caller.Bearer, LibraryAction.CorrectFacts, show, clock.GetUtcNow()) is AccessVerdict.NotPermitted refused)
            throw new ProblemException(ProblemType.NotPermitted, refused.Reason, "Keep the collection for yourself, or ask an operator of the show.");
    }

    private static (string Query, string Sort) Demand(SmartCollectionRequest body)
    {
        var name = body.Name.Trim();
        if (name.Length is 0 or > SmartCollection.LongestName || name.Any(char.IsControl)) throw new ProblemException(ProblemType.InvalidRequest, $"A collection's name has 1 to {SmartCollection.LongestName} characters.");
        if (!SearchOrder.TryParse(body.Sort, out var order, out var reason)) throw new ProblemException(ProblemType.InvalidRequest, reason);
        return (Read(body.Query).Text, string.IsNullOrWhiteSpace(body.Sort) ? "" : order.Text);
    }

    private static ClipQuery Read(string? text) =>
        ClipQuery.TryParse(text, out var query, out var mistake) ? query
            : throw new ProblemException(ProblemType.InvalidRequest, $"At character {mistake.Position + 1} of the search: {mistake.Message}", mistake.Fix);

    private static Task<List<string>> SeenAsync(MediaLibrary library, Caller caller, CancellationToken cancellationToken) =>
        library.ReadAsync(async tx => (await tx.ShowsAsync(cancellationToken)).Select(show => show.Name).Where(caller.Sees).ToList(), cancellationToken);
}

/// <summary>Searches with a name.</summary>
/// <param name="Collections">By name.</param>
public sealed record SmartCollectionList(ImmutableArray<SmartCollection> Collections);

/// <summary>A search to give a name to.</summary>
/// <param name="Name">The name.</param>
/// <param name="Query">The search.</param>
/// <param name="Sort">The order; empty for the usual one.</param>
/// <param name="Show">The show that it is for; null for the caller alone.</param>
public sealed record SmartCollectionRequest(string Name, string Query, string? Sort = null, string? Show = null);
