using System.Text.Json.Serialization;

namespace Acetate.Library.Workspaces;

/// <summary>What somebody may do in a workspace without a role in its show. Each may do what the ones before it may.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<WorkspaceAccess>))]
public enum WorkspaceAccess
{
    /// <summary>See the folders that are ready, and what files they hold.</summary>
    See,

    /// <summary>Fetch the files.</summary>
    Download,
}

/// <summary>What somebody was given in a workspace.</summary>
/// <param name="Access">What they may do.</param>
/// <param name="Until">The instant at which it ends; null for never.</param>
public sealed record WorkspaceGrant(WorkspaceAccess Access, DateTimeOffset? Until)
{
    /// <summary>Whether it counts at this moment.</summary>
    public bool IsValidAt(DateTimeOffset now) => Until is not { } end || now < end;
}

/// <summary>Somebody who may see a workspace.</summary>
/// <param name="Principal">The name.</param>
/// <param name="Title">The full name.</param>
/// <param name="Access">What they may do.</param>
/// <param name="Until">The instant at which it ends; null for never.</param>
/// <param name="GrantedBy">Who gave it.</param>
/// <param name="GrantedAt">When.</param>
public sealed record WorkspaceMember(string Principal, string Title, WorkspaceAccess Access, DateTimeOffset? Until, string GrantedBy, DateTimeOffset GrantedAt);
