using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Shows;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Ingest;

/// <summary>Shows and what they ask of their footage.</summary>
public static class ShowApi
{
    /// <summary>Maps <c>/api/shows</c>.</summary>
    public static void MapShows(this IEndpointRouteBuilder routes)
    {
        var shows = routes.MapGroup("/api/shows").WithTags("Shows");
        shows.MapGet("", ListAsync).WithName("ListShows").WithSummary("The shows the caller has a role in").Needs(LibraryAction.SeeShow);
        shows.MapPost("", CreateAsync).WithName("CreateShow").WithSummary("Makes a show").Needs(LibraryAction.CreateShow);
        shows.MapGet("/{show}", GetAsync).WithName("GetShow").WithSummary("A show with its settings").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapPatch("/{show}", ChangeAsync).WithName("ChangeShow").WithSummary("Changes a show's title or replaces its settings")
            .NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
    }

    private static async Task<Ok<ShowList>> ListAsync(Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new ShowList(
            [.. (await tx.ShowsAsync(cancellationToken)).Where(show => caller.Sees(show.Name))]), cancellationToken));

    private static async Task<Created<Show>> CreateAsync(ShowRequest body, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (Show.WhyNotName(body.Name) is { } reason) throw new ProblemException(ProblemType.InvalidRequest, reason);
        Demand(body.Settings);
        var show = await library.WriteAsync(tx => tx.AddShowAsync(
            new Show { Name = body.Name, Title = body.Title ?? "", Settings = body.Settings ?? new ShowSettings() }, cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/shows/{show.Name}", show);
    }

    private static async Task<Ok<Show>> GetAsync(string show, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => tx.RequireShowAsync(show, cancellationToken), cancellationToken));

    private static async Task<Ok<Show>> ChangeAsync(string show, ShowChange body, MediaLibrary library, CancellationToken cancellationToken)
    {
        Demand(body.Settings);
        return TypedResults.Ok(await library.WriteAsync(async tx =>
        {
            var old = await tx.RequireShowAsync(show, cancellationToken);
            var next = old with { Title = body.Title ?? old.Title, Settings = body.Settings ?? old.Settings };
            await tx.UpdateShowAsync(next, cancellationToken);
            return next;
        }, cancellationToken));
    }

    private static void Demand(ShowSettings? settings)
    {
        if (settings?.Problems().ToArray() is { Length: > 0 } problems)
            throw new ProblemException(ProblemType.InvalidRequest, string.Join(' ', problems));
    }
}

/// <summary>Shows.</summary>
/// <param name="Shows">By name.</param>
public sealed record ShowList(ImmutableArray<Show> Shows);

/// <summary>A show to make.</summary>
/// <param name="Name">The short name; it names folders and stays.</param>
/// <param name="Title">The title for people.</param>
/// <param name="Settings">What the show asks for; defaults when not given.</param>
public sealed record ShowRequest(string Name, string? Title = null, ShowSettings? Settings = null);

/// <summary>What is to be different; what is not named stays.</summary>
/// <param name="Title">The title.</param>
/// <param name="Settings">The whole settings.</param>
public sealed record ShowChange(string? Title = null, ShowSettings? Settings = null);
