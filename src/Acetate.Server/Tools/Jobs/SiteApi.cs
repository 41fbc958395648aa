using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Downloads;
using Acetate.Library.Jobs;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Jobs;

/// <summary>The sites from which cards of a show come in: what their uploads may take, and whose work goes first.</summary>
public static class SiteApi
{
    /// <summary>Maps <c>/api/shows/{show}/sites</c>.</summary>
    public static void MapSites(this IEndpointRouteBuilder routes)
    {
        var sites = routes.MapGroup("/api/shows/{show}/sites").WithTags("Stations");
        sites.MapGet("", ListAsync).WithName("ListIngestSites").WithSummary("The sites from which cards of a show come in, what was said of them and what comes from them now")
            .NeedsIn(ShowOf.Route, LibraryAction.OperateRolls);
        sites.MapPut("/{site}", SetAsync).WithName("SetIngestSite").WithSummary("Says what a site's uploads may take together and whose work goes first; counts within seconds, also for uploads that run")
            .NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
        sites.MapDelete("/{site}", ClearAsync).WithName("ClearIngestSite").WithSummary("Takes back what was said of a site")
            .NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
    }

    private static async Task<Ok<IngestSiteList>> ListAsync(string show, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new IngestSiteList(await library.ReadAsync(tx => tx.IngestSitesAsync(show, cancellationToken), cancellationToken)));

    private static async Task<NoContent> SetAsync(string show, string site, IngestSiteChange body, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        if (SiteName.WhyNot(site) is { } reason) throw new ProblemException(ProblemType.InvalidRequest, reason);
        if (body.BytesPerSecond is < 1) throw new ProblemException(ProblemType.InvalidRequest, "A rate is at least 1 byte per second; null is as much as the line gives.");
        if (body.Priority is < IngestSiteQueries.Lowest or > IngestSiteQueries.Highest)
            throw new ProblemException(ProblemType.InvalidRequest, $"A priority is a number from {IngestSiteQueries.Lowest} to {IngestSiteQueries.Highest}.");
        await library.WriteAsync(tx => tx.SetIngestSiteAsync(show, site, body.BytesPerSecond, body.Priority, caller.Name, cancellationToken), cancellationToken);
        workshop.Wake();
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ClearAsync(string show, string site, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        if (!await library.WriteAsync(tx => tx.ClearIngestSiteAsync(show, site, caller.Name, cancellationToken), cancellationToken))
            throw new ProblemException(ProblemType.NotFound, $"Nothing was said of a site '{site}' of {show}.");
        workshop.Wake();
        return TypedResults.NoContent();
    }
}

/// <summary>Sites.</summary>
/// <param name="Sites">By name.</param>
public sealed record IngestSiteList(ImmutableArray<IngestSite> Sites);

/// <summary>What is said of a site.</summary>
/// <param name="BytesPerSecond">What all its uploads take together; null for as much as the line gives.</param>
/// <param name="Priority">Added to the priority of the jobs of its cards, from -100 to 100; 0 by default. Higher goes first within the show.</param>
public sealed record IngestSiteChange(long? BytesPerSecond = null, int Priority = 0);
