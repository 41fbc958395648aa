using Acetate.Library.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access;

/// <summary>Who am I, and the browser's session: the token in a cookie that no script can read.</summary>
public static class SessionApi
{
    /// <summary>Maps <c>/api/me</c> and <c>/api/session</c>.</summary>
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/me", Me).WithTags("Access").WithName("WhoAmI").WithSummary("The principal, its scopes and its roles").NeedsToken();
        routes.MapPost("/api/session", SignInAsync).WithTags("Access").WithName("SignIn")
            .WithSummary("Trades a token for a session cookie").AnswersAnyone("checks the token that the body holds")
            .NotAudited("nothing changes; the token's use is noted with the token");
        routes.MapDelete("/api/session", SignOut).WithTags("Access").WithName("SignOut")
            .WithSummary("Forgets the session cookie").NeedsToken().NotAudited("nothing changes on the server");
    }

    /// <summary>Cookies do not know ports, so the port is in the name: two servers on one machine keep two sessions.</summary>
    public static string CookieName(HttpRequest request) => $"acetate-{request.Host.Port ?? (request.IsHttps ? 443 : 80)}";

    private static Ok<Me> Me(Caller caller) => TypedResults.Ok(new Me(caller.Name, caller.Bearer.Token.Scopes, caller.IsAdministrator,
        new SortedDictionary<string, ShowRole>(caller.Bearer.Roles, StringComparer.Ordinal), caller.Bearer.Token.ExpiresAt));

    private static async Task<Ok<Me>> SignInAsync(SignIn body, HttpContext context, TokenCheck tokens, FailureLimit failures)
    {
        var token = body.Token.Trim();
        var caller = await Gate.CheckTokenAsync(context, token, tokens, failures);
        context.Response.Cookies.Append(CookieName(context.Request), token, Options(context, caller.Bearer.Token.ExpiresAt));
        context.Response.Headers.CacheControl = "no-store";
        return Me(caller);
    }

    private static NoContent SignOut(HttpContext context)
    {
        context.Response.Cookies.Delete(CookieName(context.Request), Options(context, null));
        return TypedResults.NoContent();
    }

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

/// <summary>A token to sign in with.</summary>
/// <param name="Token">The whole token.</param>
public sealed record SignIn(string Token);

/// <summary>The caller.</summary>
/// <param name="Name">The principal.</param>
/// <param name="Scopes">What the token may be used for.</param>
/// <param name="Administrator">Whether the principal has every role in every show.</param>
/// <param name="Roles">Roles by show.</param>
/// <param name="Expires">When the token ends; null for never.</param>
public sealed record Me(
    string Name, IReadOnlyList<TokenScope> Scopes, bool Administrator, IDictionary<string, ShowRole> Roles, DateTimeOffset? Expires);
