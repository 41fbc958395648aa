using Acetate.Library;

namespace Acetate.Server.Access;

/// <summary>Ends an answer that is under way once its reader may no longer have it: half an answer is broken off, so that it never looks like a whole one.</summary>
internal static class WatchedAnswer
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(20);

    /// <summary>Watches the answer of a request until it is given or its reader goes away.</summary>
    /// <param name="context">The request.</param>
    /// <param name="clock">The time.</param>
    /// <param name="until">When the reader's right ends, as far as that is known already.</param>
    /// <param name="look">Whether the reader may go on, and until when as far as that is known; asked every 20 s, and at that end.</param>
    /// <param name="news">What completes when it has to be asked at once; null for never.</param>
    public static void Begin(HttpContext context, TimeProvider clock, DateTimeOffset? until, Func<CancellationToken, Task<(bool MayGoOn, DateTimeOffset? Until)>> look, Func<Task>? news = null)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        context.Response.RegisterForDispose(stop);
        context.RequestAborted = stop.Token;
        _ = WatchAsync(context, clock, until, look, news, stop);
    }

    private static async Task WatchAsync(
        HttpContext context, TimeProvider clock, DateTimeOffset? until, Func<CancellationToken, Task<(bool MayGoOn, DateTimeOffset? Until)>> look, Func<Task>? news, CancellationTokenSource stop)
    {
        try
        {
            var mayGoOn = true;
            while (mayGoOn)
            {
                var changed = news?.Invoke();
                var left = until - clock.GetUtcNow();
                var pause = Task.Delay(left is { } end && end < LookAgain ? (end > TimeSpan.Zero ? end : TimeSpan.Zero) : LookAgain, clock, stop.Token);
                await (changed is null ? pause : Task.WhenAny(pause, changed));
                stop.Token.ThrowIfCancellationRequested();
                (mayGoOn, until) = await look(stop.Token);
            }

            context.Abort();
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or LibraryException)
        {
            // The answer was given, or its reader went away.
        }
    }
}
