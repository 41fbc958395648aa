using System.Collections.Immutable;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Transfer;

namespace Acetate.Tools.Pulls;

/// <summary>A clip that a pull takes frames of, and where its files lie. They are only ever read.</summary>
public sealed record PulledClip
{
    /// <summary>The clip.</summary>
    public required Clip Clip { get; init; }

    /// <summary>Its roll.</summary>
    public required Roll Roll { get; init; }

    /// <summary>The store that has it: the library's, or the archive's where the library's copy is not whole.</summary>
    public required Uri Store { get; init; }

    /// <summary>Its media files in order and its sidecars, by their paths within the roll; the roll's folder in the store is <see cref="Prefix"/>.</summary>
    public required ClipFiles Media { get; init; }

    /// <summary>Those files with their lengths and hashes.</summary>
    public required ImmutableArray<RollFile> Files { get; init; }

    /// <summary>The files of the proxy that the camera recorded beside the clip, with their lengths and hashes, in order; empty where there is none.</summary>
    public ImmutableArray<RollFile> CameraProxy { get; init; } = [];

    /// <summary>Hashes of the blocks of its large files.</summary>
    public ImmutableArray<SourceBlocks> Blocks { get; init; } = [];

    /// <summary>Files of the roll that may say how its clips are to be seen: AMF, framing decisions, CDL, LUTs; by path.</summary>
    public ImmutableArray<RollFile> Documents { get; init; } = [];

    /// <summary>The roll's folder in the store.</summary>
    public required string Prefix { get; init; }

    /// <summary>Whether only the archive has a whole copy.</summary>
    public bool IsFromArchive { get; init; }

    /// <summary>Bytes of its media files.</summary>
    public long Bytes => Files.Where(file => Media.Files.Contains(file.Path)).Sum(file => file.Length);

    /// <summary>Its media files with the lengths and hashes with which they came in.</summary>
    public ImmutableArray<CopyFile> Originals
    {
        get
        {
            var media = Media.Files.ToHashSet(StringComparer.Ordinal);
            return [.. Files.Where(file => media.Contains(file.Path)).DistinctBy(file => file.Path).Select(AsItCame)];
        }
    }

    /// <summary>What the files of some frames hash to, each with its kind (<c>xxh128:…</c>): of a clip with a file per frame the hash of each; of one file its own; of several
    /// that are one recording nobody can say which, and none.</summary>
    /// <param name="start">The first frame, counted from 0.</param>
    /// <param name="end">The frame after the last.</param>
    public ImmutableArray<string> HashesOf(long start, long end)
    {
        var known = Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        string? Hash(string path) => known.GetValueOrDefault(path)?.Digests.FirstOrDefault() is { } digest ? $"{digest.Format}:{digest.Text}" : null;
        ImmutableArray<string?> hashes = Media.Kind == ClipKind.Sequence
            ? Media.Files.Length == Clip.Frames ? [.. Media.Files.Skip((int)start).Take((int)(end - start)).Select(Hash)] : []
            : Media.Files is [var only] ? [Hash(only)] : [];
        return hashes.All(hash => hash is not null) ? [.. hashes.OfType<string>()] : [];
    }

    /// <summary>A file with its length and the hash with which it came in: one is enough, and xxh128 is the quickest to make again.</summary>
    public static CopyFile AsItCame(RollFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(file.Path, file.Length)
        {
            Expected = [.. file.Digests.OrderBy(digest => digest.Format != "xxh128").ThenBy(digest => digest.Format, StringComparer.Ordinal).Take(1).Select(digest => new DigestText(digest.Format, digest.Text))],
        };
    }

    /// <summary>Whether a file of this name says how clips are to be seen.</summary>
    public static bool IsDocument(string path) => Path.GetExtension(path).ToLowerInvariant() is ".amf" or ".fdl" or ".cdl" or ".cc" or ".ccc" or ".cube";
}
