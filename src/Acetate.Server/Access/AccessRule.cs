using Acetate.Library.Access;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;

namespace Acetate.Server.Access;

/// <summary>What an endpoint asks of its caller. An endpoint without a rule answers nobody.</summary>
/// <param name="Action">What the caller wants to do to the library; null for endpoints that any valid token may use.</param>
/// <param name="Of">Which show the request is about; null when the endpoint is about none, or shows only what the caller may see.</param>
/// <param name="Workspace">What the caller wants to do in the workspace that the route names; null for endpoints that are about none.</param>
/// <param name="Open">Why the endpoint answers without a token; null for all that do not.</param>
/// <param name="Share">What the visitor wants to do with the share that the route names; null for endpoints that are about none.</param>
public sealed record AccessRule(LibraryAction? Action, ShowOf? Of = null, string? Open = null, WorkspaceDeed? Workspace = null, ShareRight? Share = null);

/// <summary>Marks a mutating endpoint whose calls are not audited one by one.</summary>
/// <param name="Reason">Why not.</param>
public sealed record NotAuditedRule(string Reason);

/// <summary>Marks an endpoint that answers also in a session that can set up a second factor and nothing else.</summary>
public sealed record SetUpRule;

/// <summary>Says what endpoints ask of their callers.</summary>
public static class AccessRules
{
    /// <summary>Answers without a token.</summary>
    public static T AnswersAnyone<T>(this T endpoint, string reason)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRule(null, Open: reason));

    /// <summary>Asks for any valid token.</summary>
    public static T NeedsToken<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRule(null));

    /// <summary>Answers also in a session that can set up a second factor and nothing else.</summary>
    public static T AlsoToSetUp<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new SetUpRule());

    /// <summary>Asks that the caller may do this at all. What belongs to shows is checked or filtered by the endpoint.</summary>
    public static T Needs<T>(this T endpoint, LibraryAction action)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRule(action));

    /// <summary>Asks that the caller may do this in the show that the request is about.</summary>
    public static T NeedsIn<T>(this T endpoint, ShowOf of, LibraryAction action)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRule(action, of));

    /// <summary>Asks that the caller may do this in the workspace that the route names, by a role in its show or because they were let into it.</summary>
    public static T NeedsInWorkspace<T>(this T endpoint, WorkspaceDeed deed)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRule(null, Workspace: deed));

    /// <summary>Asks that the share which the route names is open to whoever comes: to their account, or to the browser that opened its link.</summary>
    public static T NeedsShare<T>(this T endpoint, ShareRight right)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRule(null, Share: right));

    /// <summary>Leaves single calls out of the audit log.</summary>
    public static T NotAudited<T>(this T endpoint, string reason)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new NotAuditedRule(reason));
}
