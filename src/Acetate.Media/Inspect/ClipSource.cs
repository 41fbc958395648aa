using System.Collections.Immutable;

namespace Acetate.Media.Inspect;

/// <summary>A clip to be inspected or decoded: which files it has and where they can be opened.</summary>
public sealed record ClipSource
{
    /// <summary>The clip's name.</summary>
    public required string Name { get; init; }

    /// <summary>How its files make up the clip.</summary>
    public required ClipKind Kind { get; init; }

    /// <summary>The files in order. There is at least one.</summary>
    public required ImmutableArray<ClipFile> Files { get; init; }
}

/// <summary>One file of a clip.</summary>
/// <param name="Name">As reports name it.</param>
/// <param name="LocalPath">Where it can be opened; null when only its length is known (a frame that was not staged).</param>
/// <param name="Length">Bytes.</param>
public sealed record ClipFile(string Name, string? LocalPath, long Length)
{
    /// <summary>The name without its folders.</summary>
    public string ShortName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>The extension without its dot, in lower case.</summary>
    public string Extension => Path.GetExtension(ShortName).TrimStart('.').ToLowerInvariant();

    /// <summary>A file on this machine.</summary>
    public static ClipFile At(string path, string? name = null) => new(name ?? path, path, new FileInfo(path).Length);
}
