using System.Net;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access;

/// <summary>Who am I, and the browser's session: a token in a cookie that no script can read.</summary>
public static class SessionApi
{
    private const int LongestTitle = 120;

    // A day's work: nobody is signed out in the middle of it, and no session outlives the night.
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(16);

    /// <summary>Maps <c>/api/me</c> and <c>/api/session</c>.</summary>
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/me", Me).WithTags("Access").WithName("WhoAmI").WithSummary("The principal, its scopes and its roles").NeedsToken().AlsoToSetUp();
        routes.MapPost("/api/me/password", ChoosePasswordAsync).WithTags("Access").WithName("ChoosePassword")
            .WithSummary("Sets the caller's password, ends its other sessions and begins a new one").NeedsToken();
        routes.MapDelete("/api/me/sessions", SignOutEverywhereAsync).WithTags("Access").WithName("SignOutEverywhere")
            .WithSummary("Ends every session of the caller").NeedsToken();
        routes.MapPost("/api/session", SignInAsync).WithTags("Access").WithName("SignIn")
            .WithSummary("Begins a session: with name and password, or with a token").AnswersAnyone("checks the token or password that the body holds")
            .NotAudited("sign-ins with passwords are audited by themselves; a token's use is noted with the token");
        routes.MapDelete("/api/session", SignOutAsync).WithTags("Access").WithName("SignOut")
            .WithSummary("Ends the session and forgets its cookie").NeedsToken().AlsoToSetUp();
    }

    /// <summary>Cookies do not know ports, so the port is in the name: two servers on one machine keep two sessions.</summary>
    public static string CookieName(HttpRequest request) => $"acetate-{request.Host.Port ?? (request.IsHttps ? 443 : 80)}";

    /// <summary>What tells a browser with which somebody signed in before, so that the guesses of others do not keep them out.</summary>
    private static string BrowserCookie(HttpRequest request) => $"{CookieName(request)}-known";

    private static Ok<Me> Me(Caller caller) => TypedResults.Ok(Access.Me.Of(caller.Bearer));

    private static async Task<Ok<Me>> SignInAsync(
        SignIn body, HttpContext context, MediaLibrary library, TokenCheck tokens, Passwords passwords, SecondFactors factors, FailureLimit failures, CancellationToken cancellationToken)
    {
        switch (body)
        {
            case { Token: { } text, Name: null, Password: null }:
                var caller = await Gate.CheckTokenAsync(context, text.Trim(), tokens, failures);
                Keep(context, text.Trim(), caller.Bearer.Token.ExpiresAt);
                return Me(caller);
            case { Token: null, Name: { } name, Password: { } password }:
                var principal = await CheckPasswordAsync(context, library, passwords, failures, name.Trim(), password, cancellationToken);
                await factors.DemandAsync(principal, body.Code, AddressOf(context), cancellationToken);
                return TypedResults.Ok(await BeginAsync(context, library, principal, cancellationToken));
            default:
                throw new ProblemException(ProblemType.InvalidRequest, "A sign-in has a token, or a name and a password.");
        }
    }

    /// <summary>The person with this name and password, or the problem; failures are counted against name and address.</summary>
    internal static async Task<Principal> CheckPasswordAsync(
        HttpContext context, MediaLibrary library, Passwords passwords, FailureLimit failures, string name, string password, CancellationToken cancellationToken)
    {
        var address = AddressOf(context);
        var cookie = context.Request.Cookies[BrowserCookie(context.Request)];
        var (principal, hash, isKnown) = await library.ReadAsync(async tx => await tx.PrincipalAsync(name, cancellationToken) is { DisabledAt: null, Kind: PrincipalKind.Person } found
            ? (found, await tx.PasswordHashAsync(found.Id, cancellationToken), cookie is not null && await tx.KnowsBrowserAsync(found.Id, cookie, cancellationToken)) : (null, null, false), cancellationToken);
        var attempt = new PasswordTry(address, name.ToLowerInvariant(), isKnown ? cookie : null);
        if (failures.TakeTry(attempt) is { } wait)
            throw new ProblemException(ProblemType.TooManyFailures, $"Too many passwords were not right, from {address} or for this name.") { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) };
        if (await passwords.IsRightAsync(principal, hash, password, cancellationToken))
        {
            failures.WasRight(attempt);
            return principal!;
        }

        // A name that nobody has may be a password typed into the wrong field: it is kept nowhere.
        await library.WriteAsync(tx => tx.AuditAsync(principal?.Name ?? "nobody", "session.refused", principal?.Name ?? "", "", new { address }, cancellationToken), cancellationToken);
        throw new ProblemException(ProblemType.WrongPassword, "There is nobody of this name with this password.");
    }

    /// <summary>Begins a session. While a second factor is asked for and not set up, it can do that and nothing else.</summary>
    internal static async Task<Me> BeginAsync(HttpContext context, MediaLibrary library, Principal principal, CancellationToken cancellationToken, ProvenElsewhere? elsewhere = null)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        var known = context.Request.Cookies[BrowserCookie(context.Request)];
        var (bearer, secret, browser) = await library.WriteAsync(async tx =>
        {
            var factor = await tx.SecondFactorAsync(principal, cancellationToken);
            var (scopes, lifetime) = elsewhere is null && factor is { Required: true, SetAt: null } ? (Token.SetUpScopes, SecondFactorQueries.SetUpLifetime) : (Token.SessionScopes, SessionLifetime);
            var (token, fresh) = await tx.AddSessionAsync(principal.Id, agent.Length > LongestTitle ? agent[..LongestTitle] : agent, tx.Now + lifetime, scopes, cancellationToken);
            if (elsewhere is { SecondFactor: true }) await tx.NoteFactorElsewhereAsync(token.Id, cancellationToken);
            await tx.AuditAsync(principal.Name, "session.begun", token.Id.ToString(), "",
                new { address = AddressOf(context), token.ExpiresAt, secondFactor = elsewhere?.SecondFactor ?? factor.SetAt is not null, provider = elsewhere?.Issuer }, cancellationToken);
            var isNew = elsewhere is null && (known is null || !await tx.KnowsBrowserAsync(principal.Id, known, cancellationToken));
            return (new TokenBearer(principal, token, await tx.RolesAsync(principal.Id, cancellationToken)), fresh, isNew ? await tx.RememberBrowserAsync(principal.Id, cancellationToken) : null);
        }, cancellationToken);
        Keep(context, secret.Text, bearer.Token.ExpiresAt);
        if (browser is not null) context.Response.Cookies.Append(BrowserCookie(context.Request), browser, Options(context, library.Clock.GetUtcNow() + KnownBrowserQueries.Lifetime));
        return Access.Me.Of(bearer);
    }

    private static async Task<Ok<Me>> ChoosePasswordAsync(
        PasswordChange body, HttpContext context, Caller caller, MediaLibrary library, TokenCheck tokens, Passwords passwords, SecondFactors factors, FailureLimit failures, CancellationToken cancellationToken)
    {
        var (principal, token) = (caller.Bearer.Principal, caller.Bearer.Token);
        if (principal.Kind != PrincipalKind.Person) throw new ProblemException(ProblemType.Conflict, $"'{principal.Name}' is no person and signs in with tokens only.");
        if (!token.Scopes.Contains(TokenScope.Enrol))
            await CheckPasswordAsync(context, library, passwords, failures, principal.Name, body.OldPassword ?? "", cancellationToken);
        if (Passwords.WhyNot(body.Password, principal) is { } reason) throw new ProblemException(ProblemType.InvalidRequest, reason);
        // An invitation takes the place of a password that was forgotten, and not of the second factor.
        if (!token.IsSession) await factors.DemandAsync(principal, body.Code, AddressOf(context), cancellationToken);
        var hash = await passwords.HashAsync(principal, body.Password, cancellationToken);
        await library.WriteAsync(async tx =>
        {
            await tx.PutPasswordHashAsync(principal.Id, hash, cancellationToken);
            // Whoever knew the old one, or holds an old invitation, is out.
            await tx.EndSessionsAsync(principal.Id, cancellationToken);
            await tx.EndInvitationsAsync(principal.Id, cancellationToken);
            await tx.ForgetBrowsersAsync(principal.Id, cancellationToken);
        }, cancellationToken);
        tokens.Forget();
        return TypedResults.Ok(await BeginAsync(context, library, principal, cancellationToken));
    }

    private static async Task<NoContent> SignOutEverywhereAsync(HttpContext context, Caller caller, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        await library.WriteAsync(tx => tx.EndSessionsAsync(caller.Bearer.Principal.Id, cancellationToken), cancellationToken);
        tokens.Forget();
        Forget(context);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SignOutAsync(HttpContext context, Caller caller, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        // A token that somebody brought along goes on elsewhere; a session is nothing without its cookie.
        if (caller.Bearer.Token.IsSession)
        {
            await library.WriteAsync(tx => tx.RevokeTokenAsync(caller.Bearer.Token.Id, cancellationToken), cancellationToken);
            tokens.Forget();
        }

        Forget(context);
        return TypedResults.NoContent();
    }

    /// <summary>Where a request comes from.</summary>
    internal static string AddressOf(HttpContext context) => (context.Connection.RemoteIpAddress ?? IPAddress.None).ToString();

    private static void Keep(HttpContext context, string secret, DateTimeOffset? expires)
    {
        context.Response.Cookies.Append(CookieName(context.Request), secret, Options(context, expires));
        context.Response.Headers.CacheControl = "no-store";
    }

    private static void Forget(HttpContext context) => context.Response.Cookies.Delete(CookieName(context.Request), Options(context, null));

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}

/// <summary>What to sign in with: a token, or a name and a password.</summary>
/// <param name="Token">The whole token.</param>
/// <param name="Name">The principal's name, in whatever case.</param>
/// <param name="Password">The password.</param>
/// <param name="Code">A code of the second factor, or a recovery code; asked for when there is one.</param>
public sealed record SignIn(string? Token = null, string? Name = null, string? Password = null, string? Code = null);

/// <summary>A password to set.</summary>
/// <param name="Password">The new one: 12 to 256 characters.</param>
/// <param name="OldPassword">The present one; not asked for with an invitation.</param>
/// <param name="Code">A code of the second factor, if there is one; asked for with an invitation.</param>
public sealed record PasswordChange(string Password, string? OldPassword = null, string? Code = null);

/// <summary>That the company's identity provider said who begins a session.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="SecondFactor">Whether it answers for a second factor.</param>
internal sealed record ProvenElsewhere(string Issuer, bool SecondFactor);

/// <summary>The caller.</summary>
/// <param name="Name">The principal.</param>
/// <param name="Title">The full name.</param>
/// <param name="Scopes">What the token may be used for.</param>
/// <param name="Administrator">Whether the principal has every role in every show.</param>
/// <param name="Session">Whether this is the session of somebody who signed in, and no token.</param>
/// <param name="Roles">Roles by show.</param>
/// <param name="Expires">When the token ends; null for never.</param>
public sealed record Me(
    string Name, string Title, IReadOnlyList<TokenScope> Scopes, bool Administrator, bool Session, IDictionary<string, ShowRole> Roles, DateTimeOffset? Expires)
{
    /// <summary>What somebody is told of themselves.</summary>
    public static Me Of(TokenBearer bearer)
    {
        ArgumentNullException.ThrowIfNull(bearer);
        return new(bearer.Principal.Name, bearer.Principal.Title, bearer.Token.Scopes, bearer.Principal.IsAdministrator, bearer.Token.IsSession,
            new SortedDictionary<string, ShowRole>(bearer.Roles, StringComparer.Ordinal), bearer.Token.ExpiresAt);
    }
}
