using System.Collections.Immutable;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Downloader;

/// <summary>A file that can be fetched.</summary>
/// <param name="Number">Its number in the roll, by which several are fetched together; 0 for those that are fetched by path alone.</param>
/// <param name="Path">Its path below the roll's folder.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedAt">The card's time of last change, if it gave one.</param>
/// <param name="Digests">What its bytes hash to, as the library knows it; empty for manifests, which prove each other, and for proxies.</param>
public sealed record OfferedFile(long Number, string Path, long Length, DateTimeOffset? ModifiedAt, ImmutableArray<FileDigest> Digests)
{
    private static readonly HashSet<string> Media = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mov", ".mp4", ".m4v", ".mxf", ".mts", ".m2ts", ".r3d", ".braw", ".crm", ".nev", ".ari", ".arx", ".cine", ".avi", ".mkv", ".rmf", ".x3f", ".insv", ".360", ".lrf", ".ocn", ".mpg", ".mpeg", ".3gp",
        ".dng", ".dpx", ".cin", ".exr", ".tif", ".tiff", ".jp2", ".j2c", ".wav", ".bwf", ".wave", ".rf64", ".w64", ".aif", ".aiff", ".flac",
    };

    /// <summary>Whether a file of a card is neither picture nor sound: metadata, reports, looks, stills.</summary>
    public static bool IsSidecar(string path)
    {
        var ending = System.IO.Path.GetExtension(path);
        return !Media.Contains(ending) && !ending.StartsWith(".braw", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Files of a roll that can be fetched.</summary>
/// <param name="Roll">The roll.</param>
/// <param name="Files">In their order; manifests come last.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null when this is the last.</param>
public sealed record OfferedFileList(OfferedRoll Roll, ImmutableArray<OfferedFile> Files, long? Next);
