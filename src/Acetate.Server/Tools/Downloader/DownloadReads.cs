using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Downloads;
using Acetate.Server.Access;

namespace Acetate.Server.Tools.Downloader;

/// <summary>Watches whoever fetches rolls: says so in the audit log, and ends the answer when the permission ends.</summary>
public sealed class DownloadReads(MediaLibrary library, TokenCheck tokens, ReadTrail trail)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(20);

    /// <summary>Notes a read that begins, and has it end within 20 s when the caller may no longer read.</summary>
    public async Task BeginAsync(HttpContext context, OfferedRoll roll, DownloadAsset asset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(roll);
        var caller = context.Features.Get<Caller>()!;
        var deed = asset == DownloadAsset.Originals ? "roll.downloaded" : $"roll.{KebabCase.Of(asset)}-downloaded";
        await trail.NoteAsync(caller, deed, roll.Id.ToString(), roll.Show, new { roll = roll.Name }, cancellationToken);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        context.Response.RegisterForDispose(stop);
        context.RequestAborted = stop.Token;
        _ = WatchAsync(context, caller, roll.Show, stop);
    }

    private async Task WatchAsync(HttpContext context, Caller caller, string show, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookAgain, library.Clock, stop.Token);
                var now = await tokens.FindAsync(caller.Secret, stop.Token);
                if (AccessCheck.Of(now?.Bearer, LibraryAction.DownloadRolls, show, library.Clock.GetUtcNow()) is AccessVerdict.Permitted) continue;
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
