using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Sharing;
using Acetate.Library.Shows;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Tools.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Sharing;

/// <summary>Sharing, for those who share: what is open to whom, until when, and who asks to be let in.</summary>
public static class ShareApi
{
    /// <summary>Maps <c>/api/shares</c>.</summary>
    public static void MapShares(this IEndpointRouteBuilder routes)
    {
        var shares = routes.MapGroup("/api/shares").WithTags("Sharing");
        shares.MapGet("", ListAsync).WithName("ListShares").WithSummary("What the caller shared, what others of the shows that the caller owns shared, and what is shared with the caller").NeedsToken();
        shares.MapPost("", MakeAsync).WithName("Share").WithSummary("Shares clips and folders with people and by a link, or passes on what was shared; the link's secret is given here and never again").NeedsToken();
        shares.MapGet("/requests", RequestsAsync).WithName("ListShareRequests").WithSummary("Who asks to be let into what the caller shared, and waits").NeedsToken();
        shares.MapGet("/{id:guid}", GetAsync).WithName("GetShare").WithSummary("A share that the caller looks after: to whom it is open, and who asks").NeedsToken();
        shares.MapPatch("/{id:guid}", MoveEndAsync).WithName("MoveShareEnd").WithSummary("Moves the instant at which a share ends; null for never").NeedsToken();
        shares.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeShare").WithSummary("Takes a share back at once, for good; what plays or downloads is cut off").NeedsToken();
        shares.MapPut("/{id:guid}/recipients/{name}", OpenToAsync).WithName("OpenShareTo").WithSummary("Opens a share to somebody with an account, changes what they may do, or with null rights closes it to them").NeedsToken();
        shares.MapPost("/{id:guid}/requests", AskAsync).WithName("AskForShare").WithSummary("Asks who shared something to be let in; the answer is the same whether there is such a share or not").NeedsToken();
        shares.MapPost("/{id:guid}/requests/{request:guid}", DecideAsync).WithName("DecideShareRequest").WithSummary("Lets somebody in who asked, or does not").NeedsToken();
    }

    private static async Task<Ok<ShareList>> ListAsync(Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        DemandRead(caller);
        return TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var owned = (await tx.ShowsAsync(cancellationToken)).Select(show => show.Name).Where(show => caller.May(LibraryAction.OverseeShares, show, tx.Now)).ToList();
            var made = ImmutableArray.CreateBuilder<ShareSummary>();
            foreach (var share in await tx.SharesAsync(caller.Bearer.Principal.Id, owned, cancellationToken)) made.Add(await SummaryAsync(tx, share, null, cancellationToken));
            var with = ImmutableArray.CreateBuilder<ShareSummary>();
            foreach (var (share, rights) in await tx.SharesWithAsync(caller.Bearer.Principal.Id, cancellationToken)) with.Add(await SummaryAsync(tx, share, rights, cancellationToken));
            return new ShareList(made.ToImmutable(), with.ToImmutable());
        }, cancellationToken));
    }

    private static async Task<Created<NewShare>> MakeAsync(
        ShareOrder body, Caller caller, MediaLibrary library, Passwords passwords, Workshop workshop, CancellationToken cancellationToken)
    {
        string? hash = null;
        if (body.Link?.Passphrase is { } phrase)
        {
            if (Passwords.WhyNotPhrase(phrase) is { } reason) throw new ProblemException(ProblemType.InvalidRequest, reason);
            hash = await passwords.HashPhraseAsync(phrase, cancellationToken);
        }

        var (share, secret) = await new ShareDesk(library).MakeAsync(caller.Bearer, body, hash, cancellationToken);
        workshop.Wake();
        return TypedResults.Created($"/api/shares/{share.Id}", new NewShare(share, secret?.Text));
    }

    private static async Task<Ok<ShareView>> GetAsync(Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        DemandRead(caller);
        return TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var share = await ShareDesk.OwnAsync(tx, caller.Bearer, id, cancellationToken);
            var passedOn = ImmutableArray.CreateBuilder<PassedOnShare>();
            foreach (var (one, depth) in await tx.SharesPassedOnAsync(id, cancellationToken))
                passedOn.Add(new(await SummaryAsync(tx, one, null, cancellationToken), depth, [.. await tx.ShareRecipientsAsync(one.Id, cancellationToken)]));
            return new ShareView(
                await SummaryAsync(tx, share, null, cancellationToken), [.. await tx.ShareRecipientsAsync(id, cancellationToken)], [.. await tx.ShareRequestsAsync(id, cancellationToken)], passedOn.ToImmutable());
        }, cancellationToken));
    }

    private static async Task<Ok<ShareSummary>> MoveEndAsync(Guid id, ShareEndChange body, Caller caller, MediaLibrary library, ShareReads reads, CancellationToken cancellationToken)
    {
        DemandOperate(caller);
        var summary = await library.WriteAsync(async tx =>
        {
            var share = await ShareDesk.OwnAsync(tx, caller.Bearer, id, cancellationToken);
            await tx.MoveShareEndAsync(share, body.Until, cancellationToken);
            await tx.AuditAsync(caller.Name, "share.end-moved", id.ToString(), share.Show, new { share.Title, before = share.Until, body.Until }, cancellationToken);
            return await SummaryAsync(tx, share with { Until = body.Until }, null, cancellationToken);
        }, cancellationToken);
        reads.Changed();
        return TypedResults.Ok(summary);
    }

    private static async Task<NoContent> RevokeAsync(Guid id, Caller caller, MediaLibrary library, ShareReads reads, CancellationToken cancellationToken)
    {
        DemandOperate(caller);
        await library.WriteAsync(async tx =>
        {
            var share = await ShareDesk.OwnAsync(tx, caller.Bearer, id, cancellationToken);
            if (!await tx.RevokeShareAsync(id, caller.Name, cancellationToken)) return;
            await tx.AuditAsync(caller.Name, "share.taken-back", id.ToString(), share.Show, new { share.Title }, cancellationToken);
        }, cancellationToken);
        reads.Changed();
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> OpenToAsync(Guid id, string name, ShareRightsChange body, Caller caller, MediaLibrary library, ShareReads reads, CancellationToken cancellationToken)
    {
        DemandOperate(caller);
        await new ShareDesk(library).OpenToAsync(caller.Bearer, id, name, body.Rights, cancellationToken);
        reads.Changed();
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ShareRequestList>> RequestsAsync(Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        DemandRead(caller);
        return TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var waiting = ImmutableArray.CreateBuilder<WaitingRequest>();
            foreach (var request in await tx.OpenShareRequestsAsync(caller.Bearer.Principal.Id, cancellationToken))
                if (await tx.ShareAsync(request.Share, cancellationToken) is { } share) waiting.Add(new(request, share.Title, share.Show));
            return new ShareRequestList(waiting.ToImmutable());
        }, cancellationToken));
    }

    private static async Task<Accepted> AskAsync(Guid id, ShareQuestion body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        DemandRead(caller);
        await library.WriteAsync(async tx =>
        {
            // Whether there is a share of this id, and whether it is over, is nobody's business who has no right to it.
            if (caller.Bearer.Principal.Kind != PrincipalKind.Person || await tx.ShareStandingAsync(id, cancellationToken) is not { } standing || standing.EndedAt(tx.Now) is not null
                || await tx.ShareRightsAsync(id, caller.Bearer.Principal.Id, cancellationToken) is not null) return;
            await tx.AskForShareAsync(new ShareRequest
            {
                Id = Guid.CreateVersion7(tx.Now),
                Share = id,
                Principal = caller.Bearer.Principal.Id,
                Name = caller.Name,
                Message = body.Message?.Trim() ?? "",
            }, null, cancellationToken);
        }, cancellationToken);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<NoContent> DecideAsync(
        Guid id, Guid request, ShareDecision body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        DemandOperate(caller);
        await new ShareDesk(library).DecideAsync(caller.Bearer, id, request, body.Granted, body.Rights, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<ShareSummary> SummaryAsync(LibraryTransaction tx, Share share, ImmutableArray<ShareRight>? rights, CancellationToken cancellationToken)
    {
        var standing = (await tx.ShareStandingAsync(share.Id, cancellationToken))!;
        return new(share, await tx.CountShareItemsAsync(share.Id, cancellationToken), standing.Until, standing.EndedAt(tx.Now), rights);
    }

    private static void DemandRead(Caller caller) => Demand(caller, TokenScope.Read);

    private static void DemandOperate(Caller caller) => Demand(caller, TokenScope.Operate);

    private static void Demand(Caller caller, TokenScope scope)
    {
        if (!caller.Bearer.Token.Scopes.Contains(scope)) throw new ProblemException(ProblemType.NotPermitted, $"The token lacks the scope '{KebabCase.Of(scope)}'.");
    }
}

/// <summary>Shares.</summary>
/// <param name="Made">By the caller, or by others in shows that the caller owns; the newest first, at most 500.</param>
/// <param name="WithMe">Open to the caller, now or before.</param>
public sealed record ShareList(ImmutableArray<ShareSummary> Made, ImmutableArray<ShareSummary> WithMe);

/// <summary>A share and how it stands.</summary>
/// <param name="Share">The share.</param>
/// <param name="Items">How many clips and folders are in it.</param>
/// <param name="Until">The instant at which it ends, by itself or by what it passes on; null for never.</param>
/// <param name="Ended">Why it is over, as a sentence; null while it is open.</param>
/// <param name="Rights">What the caller may do with it; null in lists of what was made.</param>
public sealed record ShareSummary(Share Share, long Items, DateTimeOffset? Until, string? Ended, ImmutableArray<ShareRight>? Rights);

/// <summary>A share as who looks after it sees it.</summary>
/// <param name="Summary">The share.</param>
/// <param name="Recipients">To whom with an account it is open.</param>
/// <param name="Requests">Who asks or asked to be let in, the newest first.</param>
/// <param name="PassedOn">What was passed on from it, and from that again: each after what it comes from; at most 500.</param>
public sealed record ShareView(ShareSummary Summary, ImmutableArray<ShareRecipient> Recipients, ImmutableArray<ShareRequest> Requests, ImmutableArray<PassedOnShare> PassedOn);

/// <summary>What somebody passed on.</summary>
/// <param name="Summary">The share.</param>
/// <param name="Depth">How often it was passed on: 1 or 2.</param>
/// <param name="Recipients">To whom with an account it is open; what they may do is no more than what those have who passed it on.</param>
public sealed record PassedOnShare(ShareSummary Summary, int Depth, ImmutableArray<ShareRecipient> Recipients);

/// <summary>A share that was just made.</summary>
/// <param name="Share">The share.</param>
/// <param name="LinkToken">The secret of its link: the page is <c>/s/SECRET</c>. It is given here and never again; null without a link.</param>
public sealed record NewShare(Share Share, string? LinkToken);

/// <summary>Another end of a share.</summary>
/// <param name="Until">The instant; null for never.</param>
public sealed record ShareEndChange(DateTimeOffset? Until);

/// <summary>What somebody is to be able to do with a share.</summary>
/// <param name="Rights">What they may do; null closes it to them.</param>
public sealed record ShareRightsChange(ImmutableArray<ShareRight>? Rights);

/// <summary>What somebody says who asks to be let in.</summary>
/// <param name="Message">At most 1,000 characters.</param>
public sealed record ShareQuestion(string? Message = null);

/// <summary>What is decided about somebody who asks.</summary>
/// <param name="Granted">Whether they are let in.</param>
/// <param name="Rights">For who has an account: what they may do; null: view.</param>
public sealed record ShareDecision(bool Granted, ImmutableArray<ShareRight>? Rights = null);

/// <summary>Requests that wait.</summary>
/// <param name="Requests">The oldest first.</param>
public sealed record ShareRequestList(ImmutableArray<WaitingRequest> Requests);

/// <summary>A request that waits for the caller.</summary>
/// <param name="Request">The request.</param>
/// <param name="Title">What the share is called.</param>
/// <param name="Show">The show that it is of.</param>
public sealed record WaitingRequest(ShareRequest Request, string Title, string Show);
