using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Activity;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access;

/// <summary>One timeline of all that happened, as far as the caller may know.</summary>
public static class ActivityApi
{
    private const int Page = 100;

    /// <summary>Maps <c>/api/activity</c>.</summary>
    public static void MapActivity(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/activity", ListAsync).WithTags("Events").WithName("ListActivity").Needs(LibraryAction.SeeShow)
            .WithSummary("Who did what to what, newest first: of a show, a roll, a clip, a shot, an actor, since a moment")
            .WithDescription("Events (comments, edits, pulls and work among them) and the audit log in one order. Only shows in which the caller has a role; who looked at and "
                + "fetched what is for owners and administrators, and of oneself for everybody. 'next' goes into 'before' for the next page.");

    private static async Task<Ok<ActivityList>> ListAsync(
        Caller caller, MediaLibrary library, string? show, Guid? roll, Guid? clip, string? shot, string? actor, DateTimeOffset? since, bool? reads, Word<ActivityTopic>? topic, string? before, int? limit, CancellationToken cancellationToken)
    {
        if ((roll is null ? 0 : 1) + (clip is null ? 0 : 1) + (shot is null ? 0 : 1) > 1)
            throw new ProblemException(ProblemType.InvalidRequest, "A timeline is of one roll, one clip or one shot.", "Name one of the three.");
        ActivityPlace? place = before is null ? null : ActivityPlace.TryParse(before, out var parsed) ? parsed
            : throw new ProblemException(ProblemType.InvalidRequest, "'before' is not a place that a page named.", "Send the 'next' of the page before, unchanged.");
        var asked = Math.Clamp(limit ?? Page, 1, ActivityQueries.LongestPage);
        var lines = await library.ReadAsync(async tx =>
        {
            if (show is not null && !caller.Sees(show)) throw new ProblemException(ProblemType.NotFound, $"There is no show '{show}'.");
            if ((roll ?? clip) is not null && (await tx.ShowOfFootageAsync(roll, clip, cancellationToken) is not { } its || !caller.Sees(its) || (show is not null && show != its)))
                throw new ProblemException(ProblemType.NotFound, $"There is no {(clip is null ? "roll" : "clip")} '{clip ?? roll}'.");
            var filter = new ActivityFilter { Show = show, Roll = roll, Clip = clip, Shot = shot, Actor = actor, Since = since, ReadsOnly = reads ?? false, Topic = topic?.Value };
            return await tx.ActivityAsync(filter, ReaderOf(caller), place, asked, cancellationToken);
        }, cancellationToken);
        return TypedResults.Ok(new ActivityList([.. lines], lines.Count < asked ? null : new ActivityPlace(lines[^1].At, lines[^1].Source, lines[^1].Sequence).ToString()));
    }

    private static ActivityReader ReaderOf(Caller caller) => caller.IsAdministrator ? ActivityReader.Everything
        : new(caller.Name, [.. caller.Bearer.Roles.Keys], [.. caller.Bearer.Roles.Where(one => one.Value >= ShowRole.Owner).Select(one => one.Key)]);
}

/// <summary>A page of a timeline.</summary>
/// <param name="Lines">Newest first.</param>
/// <param name="Next">What to send as <c>before</c> for the next page; null when this is the last.</param>
public sealed record ActivityList(ImmutableArray<ActivityLine> Lines, string? Next);
