using Acetate.Library.Access;
using Acetate.Library.Workspaces;

namespace Acetate.Server.Access;

/// <summary>Who makes a request.</summary>
/// <param name="Bearer">The principal, the token and the roles.</param>
/// <param name="Secret">The token in hand, for asking again whether it still counts. Its text form is a placeholder.</param>
public sealed record Caller(TokenBearer Bearer, TokenSecret Secret)
{
    /// <summary>The principal's name, as audit log and events tell it.</summary>
    public string Name => Bearer.Principal.Name;

    /// <summary>Whether the principal has every role in every show.</summary>
    public bool IsAdministrator => Bearer.Principal.IsAdministrator;

    /// <summary>Whether the caller may do this in a show.</summary>
    public bool May(LibraryAction action, string show, DateTimeOffset now) =>
        AccessCheck.Of(Bearer, action, show, now) is AccessVerdict.Permitted;

    /// <summary>Whether the caller may see a show; what belongs to none is for administrators.</summary>
    public bool Sees(string show) => show.Length == 0 ? IsAdministrator
        : (IsAdministrator || Bearer.Roles.ContainsKey(show)) && Bearer.Token.Scopes.Contains(TokenScope.Read);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The caller of a request that passed the gate, for endpoints to take as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}

/// <summary>The workspace that the gate let the caller into.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Deed">What for.</param>
public sealed record WorkspaceOfRequest(Workspace Workspace, WorkspaceDeed Deed)
{
    /// <summary>The workspace of a request that passed the gate, for endpoints to take as a parameter.</summary>
    public static ValueTask<WorkspaceOfRequest?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<WorkspaceOfRequest>());
}

/// <summary>The show that the gate found the request to be about.</summary>
/// <param name="Name">Its short name.</param>
public sealed record ShowOfRequest(string Name)
{
    /// <summary>The show of a request that passed the gate, for endpoints to take as a parameter.</summary>
    public static ValueTask<ShowOfRequest?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<ShowOfRequest>());
}
