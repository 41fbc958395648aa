using System.Text.Json.Serialization;

namespace Acetate.Library.Workspaces;

/// <summary>A file that somebody put into a workspace. It is seen under its name when it is whole and was read back; its bytes lie under its id, and are never those of an original.</summary>
public sealed record KeptFile
{
    /// <summary>The library's id: it stays when the file is renamed or moved.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workspace.</summary>
    public required Guid Workspace { get; init; }

    /// <summary>The folder that it lies in; null when it lies in none.</summary>
    public Guid? Folder { get; init; }

    /// <summary>The name, by the rules of <see cref="EntryName"/>. Nothing beside it has the same, whatever the case.</summary>
    public required string Name { get; init; }

    /// <summary>How it stands.</summary>
    public KeptFileState State { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The digest of all bytes, as <c>xxh128:…</c>: the same when they came and when they were read back. Empty until then.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What names the content for whoever sends it; only the same is gone on with.</summary>
    [JsonIgnore]
    public string Tag { get; init; } = "";

    /// <summary>Why it was refused; empty otherwise.</summary>
    public string Message { get; init; } = "";

    /// <summary>Who sends or sent it.</summary>
    [JsonIgnore]
    public Guid Sender { get; init; }

    /// <summary>Their name.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was begun; set by the library.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was whole and read back.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When somebody put it into the bin; null when nobody did.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Who.</summary>
    public string? DeletedBy { get; init; }

    /// <summary>Where its bytes lie in the workspaces' store.</summary>
    [JsonIgnore]
    public string Key => $".kept/{Workspace:N}/{Id:N}";
}

/// <summary>How a file of a workspace stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<KeptFileState>))]
public enum KeptFileState
{
    /// <summary>Its bytes come, or are read back; only who sends it sees it.</summary>
    Arriving,

    /// <summary>It is there.</summary>
    Ready,

    /// <summary>It is not what it was said to be; nothing of it is kept.</summary>
    Refused,
}
