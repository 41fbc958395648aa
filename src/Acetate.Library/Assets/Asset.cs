using System.Text.Json.Serialization;

namespace Acetate.Library.Assets;

/// <summary>A file of a workspace that was kept for good: its bytes lie in the library's store, whatever becomes of the file in the workspace. It is no original: originals enter by ingest alone.</summary>
public sealed record Asset
{
    /// <summary>The longest note, in letters.</summary>
    public const int LongestNote = 1000;

    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>What the file was called when it was kept.</summary>
    public required string Name { get; init; }

    /// <summary>Why it is kept, and what it is; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The digest of all bytes, as <c>xxh128:…</c>: the same in the workspace and when they were read back from the library's store.</summary>
    public required string Hash { get; init; }

    /// <summary>Where its bytes lie in the library's store.</summary>
    [JsonIgnore]
    public string Key { get; init; } = "";

    /// <summary>The file of the workspace that it was.</summary>
    public required Guid File { get; init; }

    /// <summary>The workspace, by name.</summary>
    public required string Workspace { get; init; }

    /// <summary>Where it lay there.</summary>
    public required string Path { get; init; }

    /// <summary>Who put it into the workspace.</summary>
    public required string SentBy { get; init; }

    /// <summary>Who kept it.</summary>
    public required string PromotedBy { get; init; }

    /// <summary>When; set by the library.</summary>
    public DateTimeOffset PromotedAt { get; init; }

    /// <summary>Who took it out of the library's assets again; null for nobody. Its bytes stay.</summary>
    public string? WithdrawnBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }
}
