using System.Collections.Immutable;

namespace Acetate.Media.Formats;

/// <summary>Small movies that a camera records beside a clip: with them a clip can be seen that only its maker's software decodes.</summary>
/// <remarks>
/// They are found by their names: the clip's own, or the clip's with what cameras add to it (Sony's <c>S03</c>, Canon's <c>_Proxy</c>), in the clip's folder (RED, Nikon) or in a folder
/// <c>Sub</c>, <c>Proxy</c> or <c>Proxies</c> in or beside it (Sony, Blackmagic).
/// </remarks>
public static class CameraProxies
{
    // Of two kinds the one first that keeps more of the picture.
    private static readonly ImmutableArray<string> Extensions = [".mov", ".mxf", ".mp4", ".lrf", ".lrv"];

    /// <summary>The files of a clip's proxy in their order; empty where there is none.</summary>
    /// <param name="media">The clip's own files, by their paths within the roll.</param>
    /// <param name="paths">Files of the roll, the clip's own among them or not.</param>
    public static ImmutableArray<string> Of(IReadOnlyList<string> media, IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(media);
        ArgumentNullException.ThrowIfNull(paths);
        if (media.Count == 0) return [];
        var folder = FolderOf(media[0]);
        var own = media.ToHashSet(StringComparer.Ordinal);
        var stems = media.Select(Path.GetFileNameWithoutExtension).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        return paths
            .Where(path => !own.Contains(path) && Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && IsBeside(folder, FolderOf(path)))
            .Select(path => (Path: path, Ending: EndingOf(Path.GetFileNameWithoutExtension(path), stems)))
            .Where(one => one.Ending is not null)
            .GroupBy(one => (Folder: FolderOf(one.Path), Extension: Path.GetExtension(one.Path).ToLowerInvariant(), Ending: one.Ending!.ToUpperInvariant()))
            .OrderBy(kind => Extensions.IndexOf(kind.Key.Extension)).ThenBy(kind => kind.Key.Folder, StringComparer.Ordinal).ThenBy(kind => kind.Key.Ending, StringComparer.Ordinal)
            .FirstOrDefault()?.Select(one => one.Path).Order(StringComparer.Ordinal).ToImmutableArray() ?? [];
    }

    /// <summary>Whether a folder of this name holds proxies that a camera recorded.</summary>
    public static bool IsFolder(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToUpperInvariant() is "SUB" or "PROXY" or "PROXIES";
    }

    private static bool IsBeside(string clip, string folder) => folder.Equals(clip, StringComparison.Ordinal)
        || (IsFolder(folder[(folder.LastIndexOf('/') + 1)..]) && FolderOf(folder) is var above && (above.Equals(clip, StringComparison.Ordinal) || (clip.Length > 0 && above.Equals(FolderOf(clip), StringComparison.Ordinal))));

    // S03 of Sony; _Proxy, _P and the like of others; never more of a clip's number.
    private static string? EndingOf(string stem, HashSet<string> stems)
    {
        if (stems.Contains(stem)) return "";
        foreach (var clip in stems.Where(clip => stem.StartsWith(clip, StringComparison.OrdinalIgnoreCase)))
        {
            var rest = stem[clip.Length..];
            if (rest is ['S' or 's', _, _] && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2])) return rest;
            if (rest.ToUpperInvariant() is "_PROXY" or "-PROXY" or "_P" or "_SUB") return rest;
        }

        return null;
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "";
}
