using System.Text.Json.Serialization;

namespace Acetate.Library.Workspaces;

/// <summary>A place of a show where people of one kind find what was made for them: a team, a VFX vendor, a finishing house.</summary>
public sealed record Workspace
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The name: 1 to 64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>, beginning with a letter or digit. It names a folder. That of one person's is
    /// <c>~</c> and the person's name, which no other can have.</summary>
    public required string Name { get; init; }

    /// <summary>Whose it is alone, where it is one person's; null for all others.</summary>
    [JsonIgnore]
    public Guid? Owner { get; init; }

    /// <summary>Whose it is.</summary>
    public required WorkspaceKind Kind { get; init; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was made; set by the library.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where its folders lie in the workspaces' store.</summary>
    public string Prefix => $"{Show}/{Name}";
}

/// <summary>Whose a workspace is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<WorkspaceKind>))]
public enum WorkspaceKind
{
    /// <summary>People of the production.</summary>
    Team,

    /// <summary>A VFX vendor.</summary>
    Vendor,

    /// <summary>The house that conforms and finishes.</summary>
    Finishing,

    /// <summary>One person of the production.</summary>
    Personal,
}

/// <summary>A folder of a workspace. People see it when it is ready: whole, read back and sealed.</summary>
public sealed record WorkspaceFolder
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workspace.</summary>
    public required Guid Workspace { get; init; }

    /// <summary>The name, by the same rules as a workspace's.</summary>
    public required string Name { get; init; }

    /// <summary>What is in it, in kebab case, such as <c>vfx-pull</c>; <see cref="Kept"/> for one that people made for what they keep.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind of a folder that people made; all others are packages.</summary>
    public const string Kept = "folder";

    /// <summary>Whether a pull made it: then it is sealed, and nothing in it is ever changed.</summary>
    [JsonIgnore]
    public bool IsPackage => Kind != Kept;

    /// <summary>The roll whose dailies are in it; null for everything else.</summary>
    [JsonIgnore]
    public Guid? Roll { get; init; }

    /// <summary>The folder that it lies in; null when it lies in none.</summary>
    public Guid? Parent { get; init; }

    /// <summary>How it stands.</summary>
    public WorkspaceFolderState State { get; init; }

    /// <summary>Where it lies in the workspaces' store when it is ready.</summary>
    public required string Prefix { get; init; }

    /// <summary>Where it is made until then: no one looks there.</summary>
    public string ArrivingPrefix => $"{ArrivingFolder}/{Name}";

    /// <summary>The folder that <see cref="ArrivingPrefix"/> lies in: nothing of anybody else is in it.</summary>
    [JsonIgnore]
    public string ArrivingFolder => $".arriving/{Id:N}";

    /// <summary>The message of a folder that was given up and of which nothing is left.</summary>
    public const string Tidied = "It was given up, and what was made of it is removed.";

    /// <summary>Files, manifests among them; 0 until it is ready.</summary>
    public long Files { get; init; }

    /// <summary>All their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it is not ready, where something is wrong; empty otherwise.</summary>
    public string Message { get; init; } = "";

    /// <summary>Who had it made.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When that was; set by the library.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When somebody put it into the bin; null when nobody did. What lies in it went with it.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Who.</summary>
    public string? DeletedBy { get; init; }
}

/// <summary>How a folder of a workspace stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<WorkspaceFolderState>))]
public enum WorkspaceFolderState
{
    /// <summary>It is being made, and cannot be seen.</summary>
    Arriving,

    /// <summary>It is there, whole and sealed.</summary>
    Ready,

    /// <summary>It was given up; what is there of it lies where nobody looks, until it is removed.</summary>
    Failed,
}
