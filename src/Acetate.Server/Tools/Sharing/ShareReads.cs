using System.Globalization;
using Acetate.Library;
using Acetate.Library.Sharing;
using Acetate.Server.Access;

namespace Acetate.Server.Tools.Sharing;

/// <summary>Watches whoever plays or saves what is shared: says so in the audit log, and ends the answer when the share ends.</summary>
public sealed class ShareReads(MediaLibrary library, ShareDoor door, ReadTrail trail)
{
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
        var share = visit.Standing.Share;
        await trail.NoteAsync(
            visit.Key, visit.Visitor, right == ShareRight.Download ? "share.downloaded" : "share.watched", share.Id.ToString(), item.ToString(CultureInfo.InvariantCulture), share.Show,
            new { share.Title, item, path }, cancellationToken);
        WatchedAnswer.Begin(
            context, library.Clock, visit.Standing.Until,
            async stop => await door.AgainAsync(visit, stop) is { } now ? (now.Standing.Answer(now.Rights, right, library.Clock.GetUtcNow()) is ShareAnswer.Open, now.Standing.Until) : (false, null),
            () => changed.Task);
    }
}
