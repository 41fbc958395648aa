using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access;

/// <summary>Requests to fetch originals in bulk: one person asks, another agrees.</summary>
public static class BulkRequestApi
{
    private const double UsualHours = 24;

    /// <summary>Maps <c>/api/bulk-requests</c>.</summary>
    public static void MapBulkRequests(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/shows/{show}/bulk-requests", AskAsync).WithTags("Access").WithName("AskForBulk")
            .WithSummary("Asks to fetch originals of a show beyond what is free in an hour; another person must agree").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        var requests = routes.MapGroup("/api/bulk-requests").WithTags("Access");
        requests.MapGet("", ListAsync).WithName("ListBulkRequests").WithSummary("Requests that the caller made or may decide, newest first").Needs(LibraryAction.SeeShow);
        requests.MapPost("/{id:guid}/approval", ApproveAsync).WithName("ApproveBulk").WithSummary("Agrees to somebody else's request for some hours").NeedsIn(ShowOf.BulkRequest, LibraryAction.ApproveBulk);
        requests.MapPost("/{id:guid}/refusal", RefuseAsync).WithName("RefuseBulk").WithSummary("Does not agree to somebody else's request, or takes back what was agreed to a standing rule").NeedsIn(ShowOf.BulkRequest, LibraryAction.ApproveBulk);
        requests.MapDelete("/{id:guid}", WithdrawAsync).WithName("WithdrawBulk").WithSummary("Gives up one's own request, or what was agreed to it").NeedsIn(ShowOf.BulkRequest, LibraryAction.SeeShow);
    }

    private static async Task<Created<BulkRequest>> AskAsync(string show, BulkAsked body, Caller caller, MediaLibrary library, ShowOfRequest found, CancellationToken cancellationToken)
    {
        var made = await library.WriteAsync(tx => tx.AskForBulkAsync(found.Name, caller.Bearer.Principal, body.Reason, cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/bulk-requests/{made.Id}", made);
    }

    private static async Task<Ok<BulkRequestList>> ListAsync(Caller caller, MediaLibrary library, string? show, CancellationToken cancellationToken)
    {
        var now = library.Clock.GetUtcNow();
        var all = await library.ReadAsync(tx => tx.BulkRequestsAsync(show, cancellationToken), cancellationToken);
        return TypedResults.Ok(new BulkRequestList([.. all
            .Where(one => caller.Sees(one.Show) && (one.AskedBy == caller.Name || caller.May(LibraryAction.ApproveBulk, one.Show, now)))
            .Select(one => new BulkRequestView(one, (one.State == BulkRequestState.Waiting || one is { State: BulkRequestState.Approved, Rule: not null }) && one.AskedBy != caller.Name && caller.Bearer.Principal.Kind == PrincipalKind.Person))]));
    }

    private static async Task<Ok<BulkRequest>> ApproveAsync(Guid id, BulkApproval body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var hours = Math.Clamp(body.Hours ?? UsualHours, -1, 24 * 365);
        return TypedResults.Ok(await library.WriteAsync(tx => tx.DecideBulkAsync(id, caller.Bearer.Principal, TimeSpan.FromHours(hours), body.Note ?? "", cancellationToken), cancellationToken));
    }

    private static async Task<Ok<BulkRequest>> RefuseAsync(Guid id, BulkRefusal body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.WriteAsync(tx => tx.DecideBulkAsync(id, caller.Bearer.Principal, null, body.Note ?? "", cancellationToken), cancellationToken));

    private static async Task<NoContent> WithdrawAsync(Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await library.WriteAsync(tx => tx.WithdrawBulkAsync(id, caller.Bearer.Principal, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>What somebody asks for.</summary>
/// <param name="Reason">What the originals are for: up to 500 characters.</param>
public sealed record BulkAsked(string Reason);

/// <summary>An approval.</summary>
/// <param name="Hours">For how long: up to 168; 24 by default.</param>
/// <param name="Note">What there is to say.</param>
public sealed record BulkApproval(double? Hours = null, string? Note = null);

/// <summary>A refusal.</summary>
/// <param name="Note">Why.</param>
public sealed record BulkRefusal(string? Note = null);

/// <summary>Requests.</summary>
/// <param name="Requests">Newest first.</param>
public sealed record BulkRequestList(ImmutableArray<BulkRequestView> Requests);

/// <summary>A request as the caller sees it.</summary>
/// <param name="Request">The request.</param>
/// <param name="MayDecide">Whether it waits for the caller, among others; or, when it is a standing rule that was agreed to, whether the caller may take that back.</param>
public sealed record BulkRequestView(BulkRequest Request, bool MayDecide);
