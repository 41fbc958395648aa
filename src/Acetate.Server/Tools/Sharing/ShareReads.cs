using System.Collections.Concurrent;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Sharing;
using Acetate.Server.Access;

namespace Acetate.Server.Tools.Sharing;

/// <summary>Watches whoever plays or saves what is shared: says so in the audit log, and ends the answer when the share ends.</summary>
public sealed class ShareReads(MediaLibrary library, ShareDoor door)
{
    private const int MostRemembered = 10_000;

    // Playing a clip is many requests, and one deed.
    private static readonly TimeSpan OneDeed = TimeSpan.FromHours(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(Guid Visitor, Guid Share, int Item, ShareRight Right), DateTimeOffset> told = new();
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Has every answer that is under way looked at again, because a share was changed.</summary>
    public void Changed() => Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>
    /// Notes a read that begins, and has it end when it may no longer go on: at the instant of the share's end, at once when it is taken back here,
    /// within 20 s when that happened at another server of the same library.
    /// </summary>
    public async Task BeginAsync(HttpContext context, ShareVisit visit, int item, ShareRight right, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(visit);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await TellAsync(visit, item, right, path, cancellationToken);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        context.Response.RegisterForDispose(stop);
        context.RequestAborted = stop.Token;
        _ = WatchAsync(context, visit, right, stop);
    }

    private async Task TellAsync(ShareVisit visit, int item, ShareRight right, string path, CancellationToken cancellationToken)
    {
        var share = visit.Standing.Share;
        var (key, now) = ((visit.Key, share.Id, item, right), library.Clock.GetUtcNow());
        if (told.TryGetValue(key, out var at) && now - at < OneDeed) return;
        await library.WriteAsync(tx => tx.AuditAsync(
            visit.Visitor, right == ShareRight.Download ? "share.downloaded" : "share.watched", share.Id.ToString(), share.Show, new { share.Title, item, path }, cancellationToken), cancellationToken);
        if (told.Count >= MostRemembered) told.Clear();
        told[key] = now;
    }

    private async Task WatchAsync(HttpContext context, ShareVisit visit, ShareRight right, CancellationTokenSource stop)
    {
        try
        {
            var until = visit.Standing.Until;
            while (true)
            {
                var news = changed.Task;
                var left = until - library.Clock.GetUtcNow();
                await Task.WhenAny(Task.Delay(left is { } end && end < LookAgain ? (end > TimeSpan.Zero ? end : TimeSpan.Zero) : LookAgain, library.Clock, stop.Token), news);
                stop.Token.ThrowIfCancellationRequested();
                if (await door.AgainAsync(visit, stop.Token) is { } now && now.Standing.Answer(now.Rights, right, library.Clock.GetUtcNow()) is ShareAnswer.Open)
                {
                    until = now.Standing.Until;
                    continue;
                }

                // Half an answer must not look like a whole one.
                context.Abort();
                return;
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or LibraryException)
        {
            // The answer was given, or its reader went away.
        }
    }
}
