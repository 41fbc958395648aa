using System.Text.Json.Serialization;

namespace Acetate.Library.Workspaces;

/// <summary>What somebody may do in a workspace without a role in its show. What each opens is one table: <see cref="WorkspaceGrant.Opens"/>.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<WorkspaceAccess>))]
public enum WorkspaceAccess
{
    /// <summary>See the folders that are ready, and what files they hold.</summary>
    See,

    /// <summary>See, and fetch the files.</summary>
    Download,

    /// <summary>Hand files in and see nothing but what they handed in.</summary>
    HandIn,

    /// <summary>See, fetch, hand in, make folders, rename, move, and put into the bin.</summary>
    Change,
}

/// <summary>What can be done in a workspace.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<WorkspaceDeed>))]
public enum WorkspaceDeed
{
    /// <summary>Know that it is there, and what one handed in oneself.</summary>
    Enter,

    /// <summary>See what it holds.</summary>
    See,

    /// <summary>Fetch files.</summary>
    Download,

    /// <summary>Put files and folders into it.</summary>
    HandIn,

    /// <summary>Make folders, rename, move, and put into the bin.</summary>
    Change,
}

/// <summary>What somebody was given in a workspace.</summary>
/// <param name="Access">What they may do.</param>
/// <param name="Until">The instant at which it ends; null for never.</param>
public sealed record WorkspaceGrant(WorkspaceAccess Access, DateTimeOffset? Until)
{
    /// <summary>Whether it counts at this moment.</summary>
    public bool IsValidAt(DateTimeOffset now) => Until is not { } end || now < end;

    /// <summary>Whether it opens this.</summary>
    public bool Opens(WorkspaceDeed deed) => Access switch
    {
        WorkspaceAccess.See => deed is WorkspaceDeed.Enter or WorkspaceDeed.See,
        WorkspaceAccess.Download => deed is WorkspaceDeed.Enter or WorkspaceDeed.See or WorkspaceDeed.Download,
        WorkspaceAccess.HandIn => deed is WorkspaceDeed.Enter or WorkspaceDeed.HandIn,
        WorkspaceAccess.Change => true,
        _ => false,
    };
}

/// <summary>Somebody who may see a workspace.</summary>
/// <param name="Principal">The name.</param>
/// <param name="Title">The full name.</param>
/// <param name="Access">What they may do.</param>
/// <param name="Until">The instant at which it ends; null for never.</param>
/// <param name="GrantedBy">Who gave it.</param>
/// <param name="GrantedAt">When.</param>
public sealed record WorkspaceMember(string Principal, string Title, WorkspaceAccess Access, DateTimeOffset? Until, string GrantedBy, DateTimeOffset GrantedAt);
