using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Watches whoever fetches files of workspaces: says so in the audit log, and ends the answer when the access ends.</summary>
public sealed class WorkspaceReads(MediaLibrary library, TokenCheck tokens, ReadTrail reads)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(20);

    /// <summary>Notes a read that begins, and has it end when it may no longer go on: at the instant of the access's end, and within 20 s when it is taken away.</summary>
    public async Task BeginAsync(HttpContext context, WorkspaceOfRequest found, Guid folder, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(found);
        var caller = context.Features.Get<Caller>()!;
        await reads.NoteAsync(caller, "workspace.downloaded", folder.ToString(), found.Workspace.Show, new { workspace = found.Workspace.Name, path }, cancellationToken);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        context.Response.RegisterForDispose(stop);
        context.RequestAborted = stop.Token;
        _ = WatchAsync(context, caller, found, stop);
    }

    private async Task WatchAsync(HttpContext context, Caller caller, WorkspaceOfRequest found, CancellationTokenSource stop)
    {
        try
        {
            var until = caller.Bearer.Workspaces.GetValueOrDefault(found.Workspace.Id)?.Until;
            while (true)
            {
                var left = until - library.Clock.GetUtcNow();
                await Task.Delay(left is { } end && end < LookAgain ? (end > TimeSpan.Zero ? end : TimeSpan.Zero) : LookAgain, library.Clock, stop.Token);
                var now = await tokens.FindAsync(caller.Secret, stop.Token);
                if (AccessCheck.OfWorkspace(now?.Bearer, found.Access, found.Workspace, library.Clock.GetUtcNow()) is AccessVerdict.Permitted)
                {
                    until = now!.Bearer.Workspaces.GetValueOrDefault(found.Workspace.Id)?.Until;
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
