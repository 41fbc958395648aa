using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access.Provider;

/// <summary>Signing in at the company's identity provider, and who somebody is there.</summary>
public static class ProviderApi
{
    private const string Place = "/api/session/provider";

    /// <summary>Maps <c>/api/session/provider</c> and the identities of people.</summary>
    public static void MapProvider(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Place, Get).WithTags("Access").WithName("GetProvider").WithSummary("Whether people can sign in at a company's identity provider, and what it is called")
            .AnswersAnyone("says what stands on a button of the sign-in page");
        // Browsers go to these two; no program calls them.
        routes.MapGet($"{Place}/begin", BeginAsync).AnswersAnyone("sends the browser to the identity provider").AtScheduler().ExcludeFromDescription();
        routes.MapGet($"{Place}/end", EndAsync).AnswersAnyone("checks what the identity provider sent").AtScheduler().ExcludeFromDescription();

        routes.MapPut("/api/principals/{name}/identity", LinkAsync).WithTags("Access").WithName("LinkIdentity")
            .WithSummary("Links a person to who they are at the company's identity provider").Needs(LibraryAction.ManagePrincipals);
        routes.MapDelete("/api/principals/{name}/identity", UnlinkAsync).WithTags("Access").WithName("UnlinkIdentity")
            .WithSummary("Takes that away, and ends the person's sessions").Needs(LibraryAction.ManagePrincipals);
    }

    /// <summary>The page of ours that a text names, to come back to; the first one where it names none, or an address of somebody else.</summary>
    internal static string PageOf(string? text)
    {
        var here = new Uri("http://here.invalid/");
        if (text is not { Length: > 0 and <= 2000 } || text[0] != '/' || text.AsSpan(1).StartsWith("/") || text.Any(c => c == '\\' || char.IsControl(c))) return "/";
        // Without what follows '#': there a token could stand, which would sign somebody in as somebody else.
        return Uri.TryCreate(here, text, out var page) && page.Authority == here.Authority && page.Scheme == here.Scheme && !page.AbsolutePath.StartsWith("/api/", StringComparison.OrdinalIgnoreCase) && !page.AbsolutePath.StartsWith("//", StringComparison.Ordinal)
            ? page.GetComponents(UriComponents.PathAndQuery, UriFormat.UriEscaped) : "/";
    }

    private static Ok<SignInProvider> Get(IServiceProvider services) => TypedResults.Ok(new SignInProvider(services.GetService<ProviderDoor>()?.Settings.Title));

    private static Task BeginAsync(HttpContext context, FailureLimit failures, string? to = null) => AnswerAsync(context, async door =>
    {
        var address = SessionApi.AddressOf(context);
        if (failures.LinkMustWait(address) is { } wait) throw TooMany(address, wait);
        var (provider, begun) = await door.BeginAsync(PageOf(to), RedirectOf(door.Settings, context.Request), context.RequestAborted);
        context.Response.Cookies.Append(CookieName(begun.State), begun.Browser, Options(context, SignInsUnderWay.Lifetime));
        Send(context, provider.AbsoluteUri);
    });

    private static Task EndAsync(HttpContext context, MediaLibrary library, FailureLimit failures) => AnswerAsync(context, async door =>
    {
        var address = SessionApi.AddressOf(context);
        var cookie = CookieName(context.Request.Query["state"].ToString());
        string page;
        ProviderPerson person;
        try
        {
            (page, person) = await door.EndAsync(context.Request.Query, context.Request.Cookies[cookie], context.RequestAborted);
        }
        catch (ProblemException problem) when (problem.Type == ProblemType.SignInFailed)
        {
            // What is right is let in from wherever; what is not is looked at, and kept, so often and no more.
            if (failures.MustWait(address) is { } wait) throw TooMany(address, wait);
            failures.Failed(address);
            await library.WriteAsync(tx => tx.AuditAsync("nobody", "provider.refused", "", "", new { address, issuer = door.Settings.Issuer, reason = problem.Message }, context.RequestAborted), context.RequestAborted);
            throw;
        }

        var account = await door.AccountAsync(person, address, context.RequestAborted);
        context.Response.Cookies.Delete(cookie, Options(context, null));
        await SessionApi.BeginAsync(context, library, account.Principal, context.RequestAborted, new(door.Settings.Issuer, account.SecondFactorElsewhere));
        Send(context, page);
    });

    /// <summary>Answers a browser, which shows what it gets: where something fails, a page in place of a problem document.</summary>
    private static async Task AnswerAsync(HttpContext context, Func<ProviderDoor, Task> answer)
    {
        try
        {
            await answer(context.RequestServices.GetService<ProviderDoor>()
                ?? throw new ProblemException(ProblemType.NotFound, "No identity provider is set up here.", "Sign in with name and password."));
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !context.Response.HasStarted && ProblemDocuments.From(failure) is var problem
            && problem.Type != ProblemType.Bug && context.Request.Headers.Accept.ToString().Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = problem.Type.Status;
            context.Response.Headers.CacheControl = "no-store";
            if (problem.RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString();
            context.Response.ContentType = "text/html; charset=utf-8";
            static string Text(string text) => HtmlEncoder.Default.Encode(text);
            await context.Response.WriteAsync($"""
                <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Acetate: {Text(problem.Type.Title)}</title>
                <link rel="stylesheet" href="/notice.css">
                <main><h1>{Text(problem.Type.Title)}</h1>
                <p>{Text(problem.Message)}</p>
                <p>{Text(problem.Advice)}</p>
                <p><a href="/">Back to the sign-in</a></p></main></html>
                """, context.RequestAborted);
        }
    }

    private static void Send(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        context.Response.Headers.CacheControl = "no-store";
    }

    private static string RedirectOf(ProviderSettings settings, HttpRequest request) =>
        (settings.Address?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host.ToUriComponent()}") + $"{Place}/end";

    // A cookie for each sign-in under way: two tabs do not take each other's.
    private static string CookieName(string state) => $"acetate-sign-in-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 8))}";

    // Lax: the browser comes back from another site, and a strict cookie would stay behind.
    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = Place,
        MaxAge = lifetime,
        IsEssential = true,
    };

    private static ProblemException TooMany(string address, TimeSpan wait) =>
        new(ProblemType.TooManyFailures, $"Too many sign-ins from {address} did not succeed.") { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) };

    private static async Task<NoContent> LinkAsync(string name, IdentityToLink body, Caller caller, IServiceProvider services, MediaLibrary library, CancellationToken cancellationToken)
    {
        var issuer = services.GetService<ProviderDoor>()?.Settings.Issuer ?? throw new ProblemException(ProblemType.Conflict, "No identity provider is set up here.", "It stands in the server's settings.");
        await library.WriteAsync(async tx => await tx.LinkIdentityAsync(await PrincipalApi.FindAsync(tx, name, cancellationToken), issuer, body.Subject, caller.Name, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> UnlinkAsync(string name, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        await library.WriteAsync(async tx =>
        {
            var principal = await PrincipalApi.FindAsync(tx, name, cancellationToken);
            if (await tx.UnlinkIdentitiesAsync(principal.Id, cancellationToken) > 0) await tx.EndSessionsAsync(principal.Id, cancellationToken);
        }, cancellationToken);
        tokens.Forget();
        return TypedResults.NoContent();
    }
}

/// <summary>The company's identity provider.</summary>
/// <param name="Title">What it is called; null when there is none.</param>
public sealed record SignInProvider(string? Title);

/// <summary>Who a person is at the identity provider.</summary>
/// <param name="Subject">What it calls them: the <c>sub</c> of its tokens, 1 to 255 characters. The audit log holds it where they were refused.</param>
public sealed record IdentityToLink(string Subject);
