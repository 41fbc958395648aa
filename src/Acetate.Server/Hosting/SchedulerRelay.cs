using System.Net;
using Acetate.Library.Scheduling;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Acetate.Server.Hosting;

/// <summary>Marks an endpoint that only the scheduler answers: it is about what one server has in hand.</summary>
public sealed record AtSchedulerRule;

/// <summary>Passes requests on to the scheduler that only it answers, so that a client may speak to any server.</summary>
/// <remarks>
/// Nothing is decided here: the scheduler looks at the token itself. While no scheduler is there, because another server just takes its place, a request
/// waits; one whose body was on its way when the scheduler died is answered with a problem, and its sender does again what it was doing.
/// </remarks>
public sealed class SchedulerRelay(RequestDelegate next, Fleet fleet, TimeProvider clock) : IDisposable
{
    /// <summary>Names the server that passed a request on; such a request is not passed on again.</summary>
    public const string Header = "X-Acetate-Relayed-By";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly string[] OfOneHop = ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Host", "X-Forwarded-For", "X-Forwarded-Proto", Header];

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
    });

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Answers here, or has the scheduler answer.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AtSchedulerRule>() is null)
        {
            await next(context);
            return;
        }

        var since = clock.GetTimestamp();
        while (!fleet.IsHere)
        {
            var isRelayed = context.Request.Headers.ContainsKey(Header);
            if (!isRelayed && fleet.Post.Scheduler is { } scheduler && await TryPassOnAsync(context, scheduler)) return;
            if (clock.GetElapsedTime(since) > Patience)
                throw new ProblemException(ProblemType.SchedulerAway, fleet.Post.Scheduler is { } known && IsOutOfReach(known)
                    ? $"The scheduler on {known.Name} listens to its own machine only, so {Environment.MachineName} cannot reach it. Give it --address."
                    : "No server of the library could be reached that does this.")
                { RetryAfterSeconds = 1 };
            await Task.Delay(Glance, clock, context.RequestAborted);
        }

        await next(context);
    }

    private static bool IsOutOfReach(LibraryServer server) => server.Name != Environment.MachineName && new Uri(server.Address).IsLoopback;

    /// <summary>Passes a request on; false when the scheduler was not reached, and nothing of the request is lost.</summary>
    private async Task<bool> TryPassOnAsync(HttpContext context, LibraryServer scheduler)
    {
        if (IsOutOfReach(scheduler)) return false;
        using var request = RequestOf(context, scheduler);
        // One that sleeps, or whose network is cut, never answers; it is waited for until another one is the scheduler.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await using var watch = clock.CreateTimer(_ =>
        {
            if (fleet.Post.Scheduler?.Id != scheduler.Id) gone.Cancel();
        }, null, Glance, Glance);
        try
        {
            return await PassOnAsync(context, request, gone.Token);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            // A question can be asked again, and anything that did not get as far as a connection.
            var isUnasked = request.Content is null && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
            if (!context.Response.HasStarted && (isUnasked || problem is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError })) return false;
            throw new ProblemException(ProblemType.SchedulerAway, $"The scheduler on {scheduler.Name} went away in the middle of the request.") { RetryAfterSeconds = 1 };
        }
    }

    private async Task<bool> PassOnAsync(HttpContext context, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(request, cancellationToken);
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (!OfOneHop.Contains(name, StringComparer.OrdinalIgnoreCase)) response.Headers[name] = values.ToArray();
        var isEmpty = HttpMethods.IsHead(context.Request.Method) || response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified;
        if (isEmpty) await response.StartAsync(cancellationToken);
        else await answer.Content.CopyToAsync(response.Body, cancellationToken);
        return true;
    }

    private HttpRequestMessage RequestOf(HttpContext context, LibraryServer scheduler)
    {
        var asked = context.Request;
        var request = new HttpRequestMessage(new HttpMethod(asked.Method), new Uri(scheduler.Address + asked.PathBase.ToUriComponent() + asked.Path.ToUriComponent() + asked.QueryString.ToUriComponent()))
        {
            Version = HttpVersion.Version11,
        };
        if (asked.ContentLength is not null || asked.Headers.TransferEncoding.Count > 0)
        {
            // The scheduler decides how slow a sender may be.
            if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
            request.Content = new StreamContent(asked.Body);
        }

        foreach (var (name, values) in asked.Headers)
        {
            if (OfOneHop.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray())) request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        // Cookies and addresses of files carry the host that the client knows.
        request.Headers.Host = asked.Host.Value;
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", asked.Scheme);
        request.Headers.TryAddWithoutValidation(Header, fleet.Post.Id);
        return request;
    }
}

/// <summary>Says which endpoints only the scheduler answers.</summary>
public static class SchedulerRules
{
    /// <summary>Is answered by the scheduler; other servers pass it on.</summary>
    public static T AtScheduler<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AtSchedulerRule());
}
