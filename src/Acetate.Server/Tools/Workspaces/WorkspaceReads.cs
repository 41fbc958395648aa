using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Watches whoever fetches files of workspaces: says so in the audit log, and ends the answer when the access ends.</summary>
public sealed class WorkspaceReads(MediaLibrary library, TokenCheck tokens, ReadTrail trail)
{
    /// <summary>Notes a read that begins, and has it end when it may no longer go on: at the instant of the access's end, and within 20 s when it is taken away.</summary>
    public async Task BeginAsync(HttpContext context, WorkspaceOfRequest found, Guid folder, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(found);
        var caller = context.Features.Get<Caller>()!;
        await trail.NoteAsync(caller, "workspace.downloaded", folder.ToString(), found.Workspace.Show, new { workspace = found.Workspace.Name, path }, cancellationToken);
        if (!HttpMethods.IsHead(context.Request.Method)) Watch(context, found);
    }

    /// <summary>Has a request end when its caller may no longer do what it does: at the instant of the access's end, and within 20 s when it is taken away.</summary>
    public void Watch(HttpContext context, WorkspaceOfRequest found)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(found);
        var caller = context.Features.Get<Caller>()!;
        WatchedAnswer.Begin(context, library.Clock, EndOf(caller.Bearer), async stop =>
        {
            var now = await tokens.FindAsync(caller.Secret, stop);
            return (AccessCheck.OfWorkspace(now?.Bearer, found.Deed, found.Workspace, library.Clock.GetUtcNow()) is AccessVerdict.Permitted, EndOf(now?.Bearer));
        });

        DateTimeOffset? EndOf(TokenBearer? bearer) => bearer?.Workspaces.GetValueOrDefault(found.Workspace.Id)?.Until;
    }
}
