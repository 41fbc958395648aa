using System.Net;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;
using Acetate.Server.Observability;
using Acetate.Server.Problems;

namespace Acetate.Server.Access;

/// <summary>Decides who gets through to an endpoint: deny by default, before the body is read.</summary>
public sealed class Gate(RequestDelegate next, TokenCheck tokens, FailureLimit failures, MediaLibrary library, ShareDoor shares)
{
    private static readonly System.Diagnostics.Metrics.Counter<long> Refused =
        Telemetry.Meter.CreateCounter<long>("acetate.server.refused", description: "Requests that were refused at the gate, by reason.");

    /// <summary>Lets the request through, or throws the problem.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var rule = endpoint?.Metadata.GetMetadata<AccessRule>();
        if (rule is { Share: { } right })
        {
            await CheckShareAsync(context, right);
        }
        else if (rule?.Open is null)
        {
            // Also where there is no endpoint: what exists and what does not is nobody's business without a token.
            var caller = await CallerOfAsync(context);
            context.Features.Set(caller);
            // What routing puts in place of a wrong method or content type (405, 415) is no endpoint of ours and has no rule.
            if (endpoint is RouteEndpoint) await CheckAsync(context, caller, rule);
        }

        await next(context);
    }

    private async Task CheckAsync(HttpContext context, Caller caller, AccessRule? rule)
    {
        if (rule is null) throw Refuse("no-rule", ProblemType.NotPermitted, $"{context.Request.Path} has no rule that lets anybody in.");
        if (caller.Bearer.Token.IsSetUp && context.GetEndpoint()!.Metadata.GetMetadata<SetUpRule>() is null)
            throw Refuse("no-second-factor", ProblemType.NotPermitted, "A second factor is asked of you, and is not set up yet.", "Set it up on the page that follows the sign-in.");
        if (rule.Workspace is { } wanted)
        {
            await CheckWorkspaceAsync(context, caller, wanted);
            return;
        }

        if (rule.Action is not { } action) return;
        var now = library.Clock.GetUtcNow();
        if (rule.Of is { } of)
        {
            var show = await of.FindAsync(context, library, context.RequestAborted);
            context.Features.Set(new ShowOfRequest(show ?? ""));
            // A show that the caller has no role in must look exactly like one that is not there.
            Demand(context, show is null ? new AccessVerdict.NoSuchShow() : AccessCheck.Of(caller.Bearer, action, show, now), of);
        }
        else if (AccessCheck.RuleOf(action) is not { } asked || asked.Role is null)
        {
            Demand(context, AccessCheck.Of(caller.Bearer, action, null, now), null);
        }
        else if (!caller.Bearer.Token.Scopes.Contains(asked.Scope))
        {
            Demand(context, AccessCheck.Of(caller.Bearer, action, "", now), null);
        }
    }

    private async Task CheckWorkspaceAsync(HttpContext context, Caller caller, WorkspaceDeed wanted)
    {
        var workspace = Guid.TryParse(context.GetRouteValue("id")?.ToString(), out var id)
            ? await library.ReadAsync(tx => tx.WorkspaceAsync(id, context.RequestAborted), context.RequestAborted) : null;
        Demand(context, AccessCheck.OfWorkspace(caller.Bearer, wanted, workspace, library.Clock.GetUtcNow()), ShowOf.Workspace);
        context.Features.Set(new ShowOfRequest(workspace!.Show));
        context.Features.Set(new WorkspaceOfRequest(workspace, wanted));
    }

    private async Task CheckShareAsync(HttpContext context, ShareRight wanted)
    {
        var id = Guid.TryParse(context.GetRouteValue("id")?.ToString(), out var parsed) ? parsed : Guid.Empty;
        var visit = context.Request.Cookies.TryGetValue(ShareDoor.CookieName(context.Request), out var cookie) && ShareSecret.Read(cookie, ShareSecret.OfSession) is { } secret
            ? await shares.OfSessionAsync(secret, id, context.RequestAborted) : null;
        if (visit is null)
        {
            var caller = await CallerOfAsync(context);
            context.Features.Set(caller);
            visit = await shares.OfCallerAsync(caller, id, context.RequestAborted);
        }

        switch (visit?.Standing.Answer(visit.Rights, wanted, library.Clock.GetUtcNow()))
        {
            case ShareAnswer.Open: break;
            case ShareAnswer.Ended ended: throw Refuse("share-ended", ProblemType.ShareEnded, ended.Reason);
            case ShareAnswer.NotPermitted refused: throw new ProblemException(ProblemType.NotPermitted, refused.Reason, "Ask who shared it.");
            default: throw Refuse("no-share", ProblemType.NotFound, $"There is no share '{context.GetRouteValue("id")}'.");
        }

        context.Features.Set(visit);
        context.Features.Set(new ShowOfRequest(visit!.Standing.Share.Show));
    }

    private static void Demand(HttpContext context, AccessVerdict verdict, ShowOf? of)
    {
        switch (verdict)
        {
            case AccessVerdict.Permitted: return;
            case AccessVerdict.NoToken: throw Refuse("bad-token", ProblemType.TokenInvalid, "The token has just ended.");
            case AccessVerdict.NotPermitted refused: throw Refuse("not-permitted", ProblemType.NotPermitted, refused.Reason);
            default: throw Refuse("no-show", ProblemType.NotFound, $"There is no {of?.Noun} '{context.GetRouteValue(of?.Parameter ?? "")}'.");
        }
    }

    private async Task<Caller> CallerOfAsync(HttpContext context)
    {
        var (text, fromCookie) = TokenOf(context.Request);
        if (text is null) throw Refuse("no-token", ProblemType.TokenMissing, $"{context.Request.Path} answers only with a token.");
        var caller = await CheckTokenAsync(context, text, tokens, failures);
        var method = context.Request.Method;
        if (fromCookie && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method)
            && context.Request.Headers["X-Acetate"] != "1")
            throw Refuse("no-header", ProblemType.HeaderMissing, "A request with the session cookie that changes something needs the header 'X-Acetate: 1'.");
        return caller;
    }

    /// <summary>The caller behind a token, or the problem; failures are counted against the address.</summary>
    internal static async Task<Caller> CheckTokenAsync(HttpContext context, string text, TokenCheck tokens, FailureLimit failures)
    {
        var secret = TokenSecret.Read(text);
        if (secret is not null && tokens.Remembered(secret) is { } known) return known;
        // A valid token is let in whatever else comes from its address: behind a proxy everybody has the same, and nobody guesses 256 bits.
        if (secret is not null && await tokens.FindAsync(secret, context.RequestAborted) is { } caller) return caller;
        var address = (context.Connection.RemoteIpAddress ?? IPAddress.None).ToString();
        if (failures.MustWait(address) is { } wait)
            throw new ProblemException(ProblemType.TooManyFailures, $"Too many tokens from {address} were not valid.")
            {
                RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds),
            };
        failures.Failed(address);
        throw Refuse("bad-token", ProblemType.TokenInvalid, "The token is unknown, expired or revoked.");
    }

    private static (string? Text, bool FromCookie) TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return (header["Bearer ".Length..].Trim(), false);
        return (request.Cookies.TryGetValue(SessionApi.CookieName(request), out var cookie) ? cookie : null, true);
    }

    private static ProblemException Refuse(string reason, ProblemType type, string detail, string? advice = null)
    {
        Refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        return new ProblemException(type, detail, advice);
    }
}
