using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Downloads;
using Acetate.Server.Access;

namespace Acetate.Server.Tools.Downloader;

/// <summary>Watches whoever fetches rolls: says so in the audit log, and ends the answer when the permission ends.</summary>
public sealed class DownloadReads(MediaLibrary library, TokenCheck tokens, ReadTrail trail)
{
    /// <summary>Notes a read that begins, and has it end within 20 s when the caller may no longer read.</summary>
    public async Task BeginAsync(HttpContext context, OfferedRoll roll, DownloadAsset asset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(roll);
        var caller = context.Features.Get<Caller>()!;
        var deed = asset == DownloadAsset.Originals ? "roll.downloaded" : $"roll.{KebabCase.Of(asset)}-downloaded";
        await trail.NoteAsync(caller, deed, roll.Id.ToString(), roll.Show, new { roll = roll.Name }, cancellationToken);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        WatchedAnswer.Begin(context, library.Clock, until: null, async stop =>
            (AccessCheck.Of((await tokens.FindAsync(caller.Secret, stop))?.Bearer, LibraryAction.DownloadRolls, roll.Show, library.Clock.GetUtcNow()) is AccessVerdict.Permitted, null));
    }
}
