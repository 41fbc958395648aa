using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Downloader;

/// <summary>Which rolls sites outside fetch first, as the production wants it.</summary>
public static class PriorityApi
{
    /// <summary>Maps <c>/api/rolls/{id}/download-priority</c>.</summary>
    public static void MapDownloadPriority(this IEndpointRouteBuilder routes)
    {
        var first = routes.MapGroup("/api/rolls/{id:guid}/download-priority").WithTags("Downloads");
        first.MapGet("", SeeAsync).WithName("GetDownloadPriority").WithSummary("For which sites the roll was moved to the front, and which sites there are").NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        first.MapPut("", PutAsync).WithName("PutDownloadFirst").WithSummary("Moves the roll before all others that a site, or every site, has yet to fetch").NeedsIn(ShowOf.Roll, LibraryAction.PutDownloadsFirst);
        first.MapDelete("", TakeBackAsync).WithName("TakeDownloadFirstBack").WithSummary("Gives the roll its turn again at a site, or where it was moved to the front for every site").NeedsIn(ShowOf.Roll, LibraryAction.PutDownloadsFirst);
    }

    private static async Task<Ok<DownloadPriority>> SeeAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => await SeenAsync(tx, await tx.RequireRollAsync(id, cancellationToken), cancellationToken), cancellationToken));

    private static async Task<Ok<DownloadPriority>> PutAsync(Guid id, string? site, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var where = Site(site);
        return TypedResults.Ok(await library.WriteAsync(async tx =>
        {
            var roll = await tx.RequireRollAsync(id, cancellationToken);
            await tx.PutFirstAsync(roll, where, caller.Name, cancellationToken);
            return await SeenAsync(tx, roll, cancellationToken);
        }, cancellationToken));
    }

    private static async Task<Ok<DownloadPriority>> TakeBackAsync(Guid id, string? site, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var where = Site(site);
        return TypedResults.Ok(await library.WriteAsync(async tx =>
        {
            var roll = await tx.RequireRollAsync(id, cancellationToken);
            if (!await tx.TakePutFirstBackAsync(roll, where, caller.Name, cancellationToken))
                throw new ProblemException(ProblemType.NotFound, $"Roll {roll.Name} was not moved to the front {(where.Length > 0 ? $"for {where}" : "for every site")}.");
            return await SeenAsync(tx, roll, cancellationToken);
        }, cancellationToken));
    }

    private static async Task<DownloadPriority> SeenAsync(LibraryTransaction tx, Roll roll, CancellationToken cancellationToken) =>
        new(await tx.FirstAtSitesAsync(roll.Id, cancellationToken), await tx.SitesAsync(roll.Show, cancellationToken));

    private static string Site(string? site) => site?.Trim() is not { Length: > 0 } name ? ""
        : SiteName.WhyNot(name) is { } wrong ? throw new ProblemException(ProblemType.InvalidRequest, wrong) : name;
}

/// <summary>Where a roll is fetched first.</summary>
/// <param name="First">For which sites it was moved to the front; an empty name is every site.</param>
/// <param name="Sites">The sites that ever said what they have of the show.</param>
public sealed record DownloadPriority(ImmutableArray<PutFirst> First, ImmutableArray<string> Sites);
