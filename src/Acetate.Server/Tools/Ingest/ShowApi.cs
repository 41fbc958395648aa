using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Shows;
using Acetate.Library.Usage;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Tools.VfxPulls.Plates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Ingest;

/// <summary>Shows and what they ask of their footage.</summary>
public static class ShowApi
{
    private const int MostChanges = 200;

    /// <summary>Maps <c>/api/shows</c>.</summary>
    public static void MapShows(this IEndpointRouteBuilder routes)
    {
        var shows = routes.MapGroup("/api/shows").WithTags("Shows");
        shows.MapGet("", ListAsync).WithName("ListShows").WithSummary("The shows the caller has a role in").Needs(LibraryAction.SeeShow);
        shows.MapPost("", CreateAsync).WithName("CreateShow").WithSummary("Makes a show").Needs(LibraryAction.CreateShow);
        shows.MapGet("/{show}", GetAsync).WithName("GetShow").WithSummary("A show with its settings").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapPatch("/{show}", ChangeAsync).WithName("ChangeShow").WithSummary("Changes a show's title or replaces its settings")
            .NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
        shows.MapGet("/{show}/usage", UsageAsync).WithName("GetShowUsage").WithSummary("What a show keeps and what work it took, against its budget, and what room the stores have")
            .NeedsIn(ShowOf.Route, LibraryAction.OperateRolls);
        shows.MapGet("/{show}/changes", ChangesAsync).WithName("ListShowChanges").WithSummary("Who changed which setting of a show when, the last first").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapPost("/{show}/changes/{number:long}/revert", RevertAsync).WithName("RevertShowChange").WithSummary("Brings the settings that a change touched back to what they were")
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

    private static async Task<Ok<ShowUsageView>> UsageAsync(string show, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ShowUsageView(await library.ReadAsync(tx => tx.UsageAsync(show, cancellationToken), cancellationToken), stores.Rooms()));

    private static async Task<Ok<Show>> ChangeAsync(string show, ShowChange body, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        Demand(body.Settings);
        var outcome = await library.WriteAsync(tx => tx.ChangeShowAsync(show, new(body.Title, body.Settings, body.Version), caller.Name, cancellationToken), cancellationToken);
        // What a budget held may go on.
        if (outcome is ShowChangeOutcome.Kept) workshop.Wake();
        return Answer(outcome);
    }

    private static async Task<Ok<ShowRevisionList>> ChangesAsync(string show, MediaLibrary library, CancellationToken cancellationToken, long? before = null, int? limit = null) =>
        TypedResults.Ok(new ShowRevisionList([.. await library.ReadAsync(
            tx => tx.ShowRevisionsAsync(show, before ?? long.MaxValue, Math.Clamp(limit ?? MostChanges, 1, MostChanges), cancellationToken), cancellationToken)]));

    private static async Task<Ok<Show>> RevertAsync(string show, long number, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        Answer(await library.WriteAsync(tx => tx.RevertShowAsync(show, number, caller.Name, cancellationToken), cancellationToken));

    private static Ok<Show> Answer(ShowChangeOutcome outcome) => outcome switch
    {
        ShowChangeOutcome.Kept kept => TypedResults.Ok(kept.Show),
        ShowChangeOutcome.Unchanged same => TypedResults.Ok(same.Show),
        ShowChangeOutcome.Conflicting late => throw new ProblemException(ProblemType.EditConflict, late.Why) { Conflict = new(late.Version, late.Theirs, late.Yours, late.By, late.At) },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void Demand(ShowSettings? settings)
    {
        // A template that plates could not be named by is refused here, and not when somebody plans a pull.
        if (settings?.Pulls?.PlateTemplate is { Length: > 0 } template) _ = PlateTemplate.Parse(template);
        if (settings?.Problems().ToArray() is { Length: > 0 } problems)
            throw new ProblemException(ProblemType.InvalidRequest, string.Join(' ', problems));
    }
}

/// <summary>What a show uses, and what room there is.</summary>
/// <param name="Usage">What it keeps and took.</param>
/// <param name="Rooms">The stores on disks of this server; those elsewhere do not say what room they have.</param>
public sealed record ShowUsageView(ShowUsage Usage, ImmutableArray<StoreRoom> Rooms);

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
/// <param name="Version">The version of the show that was looked at: what others changed in other fields since then stays, and a field that both changed is a conflict. Absent: these settings hold whatever others changed.</param>
public sealed record ShowChange(string? Title = null, ShowSettings? Settings = null, long? Version = null);

/// <summary>The changes of a show.</summary>
/// <param name="Changes">The last first, 200 at most.</param>
public sealed record ShowRevisionList(ImmutableArray<ShowRevision> Changes);
