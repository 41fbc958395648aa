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

    /// <summary>Files beside the clip that may say more about it: camera XML, RMD, ALE, SRT. Others are left alone. The default is none.</summary>
    public ImmutableArray<ClipFile> Sidecars { get; init; } = [];
}

/// <summary>Reads bytes of a file that lies elsewhere, at an offset; gives how many there were, fewer than asked only at the file's end.</summary>
/// <exception cref="IOException">They cannot be had.</exception>
public delegate int RangeReader(long offset, Span<byte> target);

/// <summary>One file of a clip.</summary>
/// <param name="Name">As reports name it.</param>
/// <param name="LocalPath">Where it can be opened; null when it lies elsewhere, or only its length is known.</param>
/// <param name="Length">Bytes.</param>
public sealed record ClipFile(string Name, string? LocalPath, long Length)
{
    /// <summary>How parts of it are read when it lies elsewhere. The default, null: not at all.</summary>
    public RangeReader? Ranges { get; init; }

    /// <summary>The name without its folders.</summary>
    public string ShortName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>The extension without its dot, in lower case.</summary>
    public string Extension => Path.GetExtension(ShortName).TrimStart('.').ToLowerInvariant();

    /// <summary>Whether anything of it can be read.</summary>
    public bool CanOpen => LocalPath is not null || Ranges is not null;

    /// <summary>A file on this machine.</summary>
    public static ClipFile At(string path, string? name = null) => new(name ?? path, path, new FileInfo(path).Length);

    /// <summary>Opens it for reading headers: a stream that can seek and reads little more than it is asked for.</summary>
    /// <exception cref="IOException">It cannot be opened, or only its length is known.</exception>
    public Stream Open() => LocalPath is { } path ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 4096)
        : Ranges is { } ranges ? new RangedStream(ranges, Length)
        : throw new IOException($"'{Name}' cannot be opened: only its length is known.");
}
