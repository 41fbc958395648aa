using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access;

/// <summary>Service tokens: made, listed, renewed, revoked.</summary>
public static class TokenApi
{
    private static readonly TimeSpan LongestRenewal = TimeSpan.FromDays(7);
    private static readonly TokenScope[] Own = [TokenScope.Read, TokenScope.Download];
    private const int LongestOwnDays = 366, MostOwn = 50;
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>Maps <c>/api/tokens</c>.</summary>
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/api/tokens").WithTags("Access");
        tokens.MapGet("", ListAsync).WithName("ListTokens").WithSummary("The caller's tokens; an administrator's list has everybody's").NeedsToken();
        tokens.MapPost("", CreateAsync).WithName("CreateToken")
            .WithSummary("Makes a token; its secret is in this answer and nowhere else").Needs(LibraryAction.ManagePrincipals);
        tokens.MapPost("/own", CreateOwnAsync).WithName("CreateOwnToken")
            .WithSummary("Makes a token of the caller's own that reads or downloads, for a script or a downloader; its secret is in this answer and nowhere else").NeedsToken();
        tokens.MapPost("/renew", RenewAsync).WithName("RenewToken")
            .WithSummary("Exchanges the token of this request for a fresh one with the same rights; the old one goes on for ten minutes").NeedsToken();
        tokens.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeToken")
            .WithSummary("Revokes a token; one's own, or as an administrator anybody's").NeedsToken();
    }

    private static async Task<Ok<TokenList>> ListAsync(Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        Guid? whose = ManagesOthers(caller, library) ? null : caller.Bearer.Principal.Id;
        return TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var names = (await tx.PrincipalsAsync(cancellationToken)).ToDictionary(one => one.Id, one => one.Name);
            return new TokenList([.. (await tx.TokensAsync(whose, cancellationToken)).Select(token => TokenView.Of(token, names[token.Principal]))]);
        }, cancellationToken));
    }

    private static async Task<Created<NewToken>> CreateAsync(TokenRequest body, MediaLibrary library, CancellationToken cancellationToken)
    {
        var (view, secret) = await library.WriteAsync(async tx =>
        {
            var principal = await tx.PrincipalAsync(body.Principal, cancellationToken)
                ?? throw new ProblemException(ProblemType.NotFound, $"There is no principal '{body.Principal}'.");
            var expires = body.Days is { } days ? tx.Now + TimeSpan.FromDays(days) : (DateTimeOffset?)null;
            var (token, secret) = await tx.AddTokenAsync(principal.Id, body.Title ?? "", body.Scopes, expires, cancellationToken);
            return (TokenView.Of(token, principal.Name), secret);
        }, cancellationToken);
        return TypedResults.Created($"/api/tokens/{view.Id}", new NewToken(view, secret.Text));
    }

    private static async Task<Created<NewToken>> CreateOwnAsync(OwnTokenRequest body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        // A token that makes tokens would outlive itself: whoever asks has signed in.
        if (!caller.Bearer.Token.IsSession) throw new ProblemException(ProblemType.NotPermitted, "Tokens of one's own are made by somebody who has signed in.", "Sign in in the browser, or ask an administrator.");
        if (!Own.Contains(body.Scope)) throw new ProblemException(ProblemType.InvalidRequest, $"One's own tokens may read or download, and not {KebabCase.Of(body.Scope)}.", "Ask an administrator for one that may do more.");
        if (body.Days is < 1 or > LongestOwnDays) throw new ProblemException(ProblemType.InvalidRequest, $"One's own tokens last 1 to {LongestOwnDays} days.");
        if (body.Title is { Length: > 200 }) throw new ProblemException(ProblemType.InvalidRequest, "What a token is for has 200 characters at most.");
        var (view, secret) = await library.WriteAsync(async tx =>
        {
            var living = (await tx.TokensAsync(caller.Bearer.Principal.Id, cancellationToken)).Count(token => !token.IsSession && token.IsValidAt(tx.Now));
            if (living >= MostOwn) throw new ProblemException(ProblemType.Conflict, $"You have {living} tokens already.", "Revoke those that are not used any more.");
            var (token, secret) = await tx.AddTokenAsync(caller.Bearer.Principal.Id, body.Title ?? "", [body.Scope], tx.Now + TimeSpan.FromDays(body.Days), cancellationToken);
            return (TokenView.Of(token, caller.Name), secret);
        }, cancellationToken);
        return TypedResults.Created($"/api/tokens/{view.Id}", new NewToken(view, secret.Text));
    }

    private static async Task<Ok<NewToken>> RenewAsync(HttpContext context, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (caller.Bearer.Token is { IsSession: true } or { IsInvitation: true })
            throw new ProblemException(ProblemType.NotPermitted, "Sessions and invitations end when they end.", "Sign in again.");
        var fresh = await library.WriteAsync(tx => tx.RenewTokenAsync(caller.Secret, LongestRenewal, Overlap, cancellationToken), cancellationToken)
            ?? throw new ProblemException(ProblemType.TokenInvalid, "The token ended before it was renewed.");
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new NewToken(TokenView.Of(fresh.Token, caller.Name), fresh.Secret.Text));
    }

    private static async Task<NoContent> RevokeAsync(
        Guid id, Caller caller, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        await library.WriteAsync(async tx =>
        {
            var token = await tx.TokenAsync(id, cancellationToken);
            if (token is null || (token.Principal != caller.Bearer.Principal.Id && !ManagesOthers(caller, library)))
                throw new ProblemException(ProblemType.NotFound, $"There is no token {id}.");
            await tx.RevokeTokenAsync(id, cancellationToken);
        }, cancellationToken);
        tokens.Forget();
        return TypedResults.NoContent();
    }

    private static bool ManagesOthers(Caller caller, MediaLibrary library) =>
        AccessCheck.Of(caller.Bearer, LibraryAction.ManagePrincipals, null, library.Clock.GetUtcNow()) is AccessVerdict.Permitted;
}

/// <summary>A token to make.</summary>
/// <param name="Principal">Whose it is to be, by name.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="Title">What it is for, in words.</param>
/// <param name="Days">How long it lasts; null for ever.</param>
public sealed record TokenRequest(string Principal, ImmutableArray<TokenScope> Scopes, string? Title = null, double? Days = null);

/// <summary>A token to make for oneself.</summary>
/// <param name="Scope">What it may be used for: read or download.</param>
/// <param name="Days">How long it lasts.</param>
/// <param name="Title">What it is for, in words.</param>
public sealed record OwnTokenRequest(TokenScope Scope, int Days, string? Title = null);

/// <summary>A fresh token.</summary>
/// <param name="Token">What is known about it.</param>
/// <param name="Secret">The token itself. It is not kept and cannot be asked for again.</param>
public sealed record NewToken(TokenView Token, string Secret);

/// <summary>Tokens.</summary>
/// <param name="Tokens">Oldest first; ended ones are among them.</param>
public sealed record TokenList(ImmutableArray<TokenView> Tokens);

/// <summary>A token without its secret.</summary>
/// <param name="Id">Its id; safe to show.</param>
/// <param name="Principal">Whose it is.</param>
/// <param name="Title">What it is for.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="LastUsedAt">When it was last used, to about a minute.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="Session">Whether it is the session of a browser.</param>
public sealed record TokenView(Guid Id, string Principal, string Title, ImmutableArray<TokenScope> Scopes, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt, bool Session)
{
    /// <summary>The view of a token.</summary>
    public static TokenView Of(Token token, string principal) =>
        new(token.Id, principal, token.Title, token.Scopes, token.CreatedAt, token.ExpiresAt, token.LastUsedAt, token.RevokedAt, token.IsSession);
}
