namespace Acetate.Tools.Ingest.Scan;

/// <summary>What operating systems leave on a drive and no camera wrote. It is not copied, and it is listed in the report.</summary>
public static class IgnoreProfile
{
    private static readonly HashSet<string> Files = new(
        [".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", ".apdisk", ".VolumeIcon.icns", ".com.apple.timemachine.donotpresent", ".metadata_never_index"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Folders = new(
        ["$RECYCLE.BIN", "RECYCLER", "System Volume Information", ".Trashes", ".Trash", ".Spotlight-V100", ".fseventsd",
            ".TemporaryItems", ".DocumentRevisions-V100", ".PKInstallSandboxManager", "lost+found", ".AppleDouble"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a file of that name is left out, or null when it is not.</summary>
    public static string? WhyFile(string name) =>
        name.StartsWith("._", StringComparison.Ordinal) ? "AppleDouble: attributes that macOS keeps beside a file"
        : Files.Contains(name) ? "written by an operating system's file browser"
        : null;

    /// <summary>Why a folder of that name is left out with all in it, or null when it is not.</summary>
    public static string? WhyFolder(string name) =>
        Folders.Contains(name) || name.StartsWith(".Trash-", StringComparison.Ordinal) ? "kept by an operating system for itself" : null;
}

/// <summary>A file or folder that was left out.</summary>
/// <param name="Path">Relative to what was scanned; a folder ends in <c>/</c>.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record IgnoredItem(string Path, string Reason);
