using Acetate.Storage.Native;

namespace Acetate.Storage.Local;

/// <summary>The room on a disk of this machine.</summary>
/// <param name="MountPoint">Where the disk is mounted: what tells it from other disks.</param>
/// <param name="Free">Bytes that this user may still write.</param>
/// <param name="Total">Bytes that it holds in all.</param>
public sealed record DiskRoom(string MountPoint, long Free, long Total)
{
    /// <summary>The room where a folder lies, or would lie once it is made; null when the system does not say.</summary>
    public static DiskRoom? Of(string folder)
    {
        var path = Path.GetFullPath(folder);
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { Length: > 0 } above) path = above;
        try
        {
            // Asked by the folder itself, so that quotas and mounts below mounts count.
            var here = new DriveInfo(path);
            return new DiskRoom(MountOf(path), here.AvailableFreeSpace, here.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>How many bytes of files still need room in a folder; a write that was begun has some of it already.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Their paths below it, with <c>/</c>, and lengths.</param>
    public static long Lacking(string folder, IEnumerable<(string Path, long Length)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!Directory.Exists(folder)) return files.Sum(f => f.Length);
        return files.Where(f => !File.Exists(Path.Join(folder, f.Path))).Sum(f => Math.Max(0, f.Length - Begun(Path.Join(folder, f.Path))));
    }

    /// <summary>The room that a partial write takes: what was reserved for it counts, too.</summary>
    private static long Begun(string file)
    {
        var partial = Path.Join(Path.GetDirectoryName(file), PartialName.Of(Path.GetFileName(file)));
        try
        {
            if (!File.Exists(partial)) return 0;
            if (!OperatingSystem.IsLinux()) return new FileInfo(partial).Length;
            using var opened = File.OpenHandle(partial, share: FileShare.ReadWrite | FileShare.Delete);
            return Linux.Facts(opened, out var facts) == 0 ? facts.Blocks * 512 : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string MountOf(string path)
    {
        var best = Path.GetPathRoot(path) ?? path;
        foreach (var drive in DriveInfo.GetDrives())
        {
            var root = drive.RootDirectory.FullName;
            if (root.Length > best.Length && (path + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) best = root;
        }

        return best;
    }
}
