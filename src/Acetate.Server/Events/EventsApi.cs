using System.Globalization;
using System.Text;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Events;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Acetate.Server.Events;

/// <summary>Server-sent events: what happened since the reader was last here, then what happens.</summary>
/// <remarks>
/// Nothing is kept for a reader: each reads the events table from its own place, as fast as it can take it, so a slow one
/// costs no memory and one that reconnects, even to a restarted server, misses nothing. Progress is extra and only the latest.
/// </remarks>
public static class EventsApi
{
    private const int Batch = 500;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Maps <c>/api/events</c>.</summary>
    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/events", StreamAsync).WithTags("Events").WithName("Events").Needs(LibraryAction.SeeShow)
            .WithSummary("Server-sent events: replay after a sequence number, then live")
            .WithDescription("Stored events have `id:` = their sequence; reconnect with Last-Event-ID or `after`. Without either the stream "
                + "begins now. Transient `progress` events have no id. Only shows in which the caller has a role are told.")
            .Produces<string>(contentType: "text/event-stream");

    private static async Task StreamAsync(
        HttpContext context, Caller caller, MediaLibrary library, ProgressFeed progress, EventPulse pulse, TokenCheck tokens,
        IHostApplicationLifetime lifetime, long? after, string? show, Guid? roll, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var watcher = progress.Watch();
        var filter = new EventFilter { Show = show, Roll = roll };
        var place = PlaceOf(context.Request, after) ?? await library.ReadAsync(tx => tx.LastEventAsync(ending.Token), ending.Token);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await WriteAsync(context, "retry: 1000\n: connected\n\n", ending.Token);
        var beaten = library.Clock.GetTimestamp();
        try
        {
            while (true)
            {
                var news = pulse.Next;
                var events = await library.ReadAsync(tx => tx.EventsAfterAsync(place, filter, Batch, ending.Token), ending.Token);
                var text = new StringBuilder();
                foreach (var one in events)
                {
                    place = one.Sequence;
                    if (Sees(caller, one.Show, one.Roll, show, roll)) Append(text, one.Sequence, null, JsonSerializer.Serialize(one, LibraryJson.Options));
                }

                foreach (var one in watcher.TakeAll())
                    if (Sees(caller, one.Show, one.Roll, show, roll)) Append(text, null, "progress", JsonSerializer.Serialize(one, LibraryJson.Options));
                if (library.Clock.GetElapsedTime(beaten) >= Heartbeat)
                {
                    // A revoked token or role ends here: the page then asks again and is told so.
                    if (await tokens.FindAsync(caller.Secret, ending.Token) is not { } still) return;
                    caller = still;
                    beaten = library.Clock.GetTimestamp();
                    // The id moves on over what this reader may not see, so that a reconnect does not read it again.
                    text.Append(CultureInfo.InvariantCulture, $": alive\nid: {place}\n\n");
                }

                if (text.Length > 0) await WriteAsync(context, text.ToString(), ending.Token);
                if (events.Count == Batch) continue;
                await Task.WhenAny(news, watcher.News, Task.Delay(Heartbeat, library.Clock, ending.Token));
                ending.Token.ThrowIfCancellationRequested();
                // A burst of news becomes one write.
                await Task.Delay(Pause, library.Clock, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or the server stops: the browser comes back by itself.
        }
    }

    private static long? PlaceOf(HttpRequest request, long? after)
    {
        var header = request.Headers["Last-Event-ID"].ToString();
        if (header.Length == 0) return after;
        return long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
            : throw new ProblemException(ProblemType.InvalidRequest, "Last-Event-ID must be the sequence number of an event.");
    }

    private static bool Sees(Caller caller, string show, Guid? roll, string? wantedShow, Guid? wantedRoll) =>
        caller.Sees(show) && (wantedShow is null || wantedShow == show) && (wantedRoll is null || wantedRoll == roll);

    private static void Append(StringBuilder text, long? id, string? kind, string json)
    {
        if (id is not null) text.Append(CultureInfo.InvariantCulture, $"id: {id}\n");
        if (kind is not null) text.Append(CultureInfo.InvariantCulture, $"event: {kind}\n");
        // The JSON is written without line ends, so one data line holds it.
        text.Append("data: ").Append(json).Append("\n\n");
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
