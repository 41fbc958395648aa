using System.Text.Json.Serialization;
using Acetate.Library.Workspaces;

namespace Acetate.Library.Access;

/// <summary>Decides who may do what. Pure, and deny by default: what no rule permits is refused.</summary>
public static class AccessCheck
{
    /// <summary>Whether the bearer of a token may do this, now, in this show.</summary>
    /// <param name="bearer">Who asks; null for nobody.</param>
    /// <param name="action">What they want to do.</param>
    /// <param name="show">The show it concerns; null for actions on the installation.</param>
    /// <param name="now">When.</param>
    public static AccessVerdict Of(TokenBearer? bearer, LibraryAction action, string? show, DateTimeOffset now)
    {
        if (bearer is null) return new AccessVerdict.NoToken();
        if (!bearer.Token.IsValidAt(now) || bearer.Principal.DisabledAt is not null) return new AccessVerdict.NoToken();
        if (RuleOf(action) is not { } rule) return new AccessVerdict.NotPermitted("Nobody may do this.");
        if (!bearer.Token.Scopes.Contains(rule.Scope))
            return new AccessVerdict.NotPermitted($"The token lacks the scope '{KebabCase.Of(rule.Scope)}'.");
        if (rule.Role is not { } role)
            return !rule.AdministratorsOnly || bearer.Principal.IsAdministrator
                ? new AccessVerdict.Permitted() : new AccessVerdict.NotPermitted("Only administrators may do this.");
        if (show is null) return new AccessVerdict.NotPermitted("This concerns a show, and none was named.");
        if (bearer.Principal.IsAdministrator) return new AccessVerdict.Permitted();
        if (!bearer.Roles.TryGetValue(show, out var held)) return new AccessVerdict.NoSuchShow();
        return held >= role ? new AccessVerdict.Permitted()
            : new AccessVerdict.NotPermitted($"'{bearer.Principal.Name}' is {KebabCase.Of(held)} of {show}; this needs {KebabCase.Of(role)}.");
    }

    /// <summary>Whether the bearer of a token may do this in a workspace, now: by a role in its show, because it is their own, or because they were let into it.</summary>
    /// <param name="bearer">Who asks; null for nobody.</param>
    /// <param name="wanted">What they want to do.</param>
    /// <param name="workspace">Where; null for one that does not exist.</param>
    /// <param name="now">When.</param>
    public static AccessVerdict OfWorkspace(TokenBearer? bearer, WorkspaceDeed wanted, Workspace? workspace, DateTimeOffset now)
    {
        if (bearer is null || !bearer.Token.IsValidAt(now) || bearer.Principal.DisabledAt is not null) return new AccessVerdict.NoToken();
        var changes = wanted is WorkspaceDeed.HandIn or WorkspaceDeed.Change;
        // What fetches rolls fetches packages, too: a site has one token.
        TokenScope[] scopes = changes ? [TokenScope.Operate] : [TokenScope.Read, TokenScope.Download];
        if (!scopes.Any(scope => bearer.Token.Scopes.Contains(scope))) return new AccessVerdict.NotPermitted($"The token lacks the scope '{KebabCase.Of(scopes[0])}'.");
        if (workspace is null) return new AccessVerdict.NoSuchShow();
        if (workspace.Kind == WorkspaceKind.Personal) return OfOwn(bearer, wanted, workspace, now);
        var byRole = Of(bearer, changes ? LibraryAction.KeepInWorkspaces : bearer.Token.Scopes.Contains(TokenScope.Read) ? LibraryAction.SeeShow : LibraryAction.DownloadRolls, workspace.Show, now);
        if (byRole is AccessVerdict.Permitted) return byRole;
        if (!bearer.Workspaces.TryGetValue(workspace.Id, out var grant) || !grant.IsValidAt(now)) return changes ? byRole : new AccessVerdict.NoSuchShow();
        return grant.Opens(wanted) ? new AccessVerdict.Permitted()
            : new AccessVerdict.NotPermitted($"'{bearer.Principal.Name}' may {KebabCase.Of(grant.Access)} in {workspace.Name}, and not {KebabCase.Of(wanted)}.");
    }

    // Nobody but its owner, for as long as the owner has a role in the show. What leavers leave behind must be reachable: administrators see it, and what they fetch is in the audit log.
    private static AccessVerdict OfOwn(TokenBearer bearer, WorkspaceDeed wanted, Workspace workspace, DateTimeOffset now)
    {
        var isOwner = workspace.Owner == bearer.Principal.Id && (bearer.Principal.IsAdministrator || bearer.Roles.ContainsKey(workspace.Show));
        if (isOwner) return new AccessVerdict.Permitted();
        if (!bearer.Principal.IsAdministrator) return new AccessVerdict.NoSuchShow();
        return wanted is WorkspaceDeed.Enter or WorkspaceDeed.See or WorkspaceDeed.Download ? new AccessVerdict.Permitted()
            : new AccessVerdict.NotPermitted($"{workspace.Name} is one person's own; administrators see it and change nothing in it.");
    }

    /// <summary>What an action asks for; null for actions without a rule, which nobody may do.</summary>
    public static AccessRequirement? RuleOf(LibraryAction action) => action switch
    {
        LibraryAction.SeeShow => new(TokenScope.Read, ShowRole.Viewer),
        LibraryAction.IngestFootage => new(TokenScope.Ingest, ShowRole.Operator),
        LibraryAction.OperateRolls => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.ConfirmDay => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.CorrectFacts => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.Comment => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.RemoveOthersComments => new(TokenScope.Operate, ShowRole.Owner),
        LibraryAction.PlanPulls => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.ApprovePulls => new(TokenScope.Operate, ShowRole.Owner),
        LibraryAction.ReceiveReturns => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.ApproveReturns => new(TokenScope.Operate, ShowRole.Owner),
        LibraryAction.ApproveBulk => new(TokenScope.Operate, ShowRole.Owner),
        LibraryAction.ShareFootage => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.OverseeShares => new(TokenScope.Operate, ShowRole.Owner),
        LibraryAction.ChangeShow => new(TokenScope.Admin, ShowRole.Owner),
        LibraryAction.GrantRoles => new(TokenScope.Admin, ShowRole.Owner),
        LibraryAction.CreateShow => new(TokenScope.Admin, null, AdministratorsOnly: true),
        LibraryAction.ManagePrincipals => new(TokenScope.Admin, null, AdministratorsOnly: true),
        LibraryAction.SeeAudit => new(TokenScope.Admin, null, AdministratorsOnly: true),
        LibraryAction.SeeMetrics => new(TokenScope.Metrics, null),
        LibraryAction.WorkAsStation => new(TokenScope.Station, null),
        LibraryAction.DownloadRolls => new(TokenScope.Download, ShowRole.Viewer),
        LibraryAction.PutDownloadsFirst => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.KeepOwnWorkspace => new(TokenScope.Operate, ShowRole.Viewer),
        LibraryAction.KeepInWorkspaces => new(TokenScope.Operate, ShowRole.Operator),
        LibraryAction.MakeWorkspaces => new(TokenScope.Operate, ShowRole.Owner),
        _ => null,
    };
}

/// <summary>What can be done to a library.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LibraryAction>))]
public enum LibraryAction
{
    /// <summary>Nothing; nobody may do it.</summary>
    None,

    /// <summary>See a show's days, rolls, clips, events and reports.</summary>
    SeeShow,

    /// <summary>Bring footage in.</summary>
    IngestFootage,

    /// <summary>Retry, release, repair, restore, cancel.</summary>
    OperateRolls,

    /// <summary>Confirm that a day is complete.</summary>
    ConfirmDay,

    /// <summary>Correct clips and format cards, and import expected rolls.</summary>
    CorrectFacts,

    /// <summary>Mark frames of clips, comment on them, answer and resolve.</summary>
    Comment,

    /// <summary>Take comments of others away.</summary>
    RemoveOthersComments,

    /// <summary>Plan footage of a cut for somebody outside, try it again, give it up.</summary>
    PlanPulls,

    /// <summary>Approve what a pull costs and delivers.</summary>
    ApprovePulls,

    /// <summary>Take in what vendors hand in.</summary>
    ReceiveReturns,

    /// <summary>Approve or reject what vendors handed in.</summary>
    ApproveReturns,

    /// <summary>Agree that somebody else fetches originals in bulk.</summary>
    ApproveBulk,

    /// <summary>Share clips and folders with others.</summary>
    ShareFootage,

    /// <summary>See and take back what others of the show shared.</summary>
    OverseeShares,

    /// <summary>Change a show's settings.</summary>
    ChangeShow,

    /// <summary>Say who may do what in a show.</summary>
    GrantRoles,

    /// <summary>Make a show.</summary>
    CreateShow,

    /// <summary>Make principals and tokens for others.</summary>
    ManagePrincipals,

    /// <summary>Read the audit log.</summary>
    SeeAudit,

    /// <summary>Read the metrics.</summary>
    SeeMetrics,

    /// <summary>Lease work beside a card reader.</summary>
    WorkAsStation,

    /// <summary>Fetch verified rolls, and say what arrived.</summary>
    DownloadRolls,

    /// <summary>Say which rolls sites outside fetch first.</summary>
    PutDownloadsFirst,

    /// <summary>Have a workspace of one's own.</summary>
    KeepOwnWorkspace,

    /// <summary>Upload into the workspaces of a show, and arrange what people put there.</summary>
    KeepInWorkspaces,

    /// <summary>Make a workspace.</summary>
    MakeWorkspaces,
}

/// <summary>What an action asks for.</summary>
/// <param name="Scope">The scope the token must have.</param>
/// <param name="Role">The least role in the show; null when no single show is concerned.</param>
/// <param name="AdministratorsOnly">Whether only administrators may do it.</param>
public sealed record AccessRequirement(TokenScope Scope, ShowRole? Role, bool AdministratorsOnly = false);

/// <summary>What <see cref="AccessCheck"/> decided.</summary>
public abstract record AccessVerdict
{
    private AccessVerdict()
    {
    }

    /// <summary>Go ahead.</summary>
    public sealed record Permitted : AccessVerdict;

    /// <summary>No valid token: who asks is not known.</summary>
    public sealed record NoToken : AccessVerdict;

    /// <summary>No role in the show: for this bearer it does not exist.</summary>
    public sealed record NoSuchShow : AccessVerdict;

    /// <summary>Known, and not permitted.</summary>
    public sealed record NotPermitted(string Reason) : AccessVerdict;
}
