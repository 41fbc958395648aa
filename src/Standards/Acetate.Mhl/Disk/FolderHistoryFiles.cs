using Acetate.Mhl.Native;

namespace Acetate.Mhl.Disk;

/// <summary>The <c>ascmhl</c> folders of a folder on disk.</summary>
public static class FolderHistoryFiles
{
    /// <summary>For a folder that has been walked already.</summary>
    public static HistoryFiles Of(FolderScan scan)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return new HistoryFiles
        {
            ListAsync = _ => ValueTask.FromResult<IReadOnlyCollection<string>>([.. scan.HistoryPaths, .. scan.Files.Select(f => f.Path)]),
            OpenReadAsync = (path, _) => ValueTask.FromResult<Stream>(new FileStream(
                Path.Join(scan.Root, path), FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan)),
            WriteAsync = (file, token) => WriteAsync(scan.Root, file, token),
        };
    }

    /// <summary>For any folder; it is walked when the history is loaded.</summary>
    public static HistoryFiles Of(string root)
    {
        var found = new Lazy<FolderScan>(() => FolderScan.Run(root));
        return new HistoryFiles
        {
            ListAsync = _ => ValueTask.FromResult<IReadOnlyCollection<string>>([.. found.Value.HistoryPaths]),
            OpenReadAsync = (path, token) => Of(found.Value).OpenReadAsync(path, token),
            WriteAsync = (file, token) => WriteAsync(Path.GetFullPath(root), file, token),
        };
    }

    /// <summary>Temporary name, all bytes, fsync, rename, fsync of the folder: the file is there whole or not at all.</summary>
    internal static async ValueTask WriteAsync(string root, PreparedFile file, CancellationToken cancellationToken)
    {
        var target = Path.Join(root, file.Path);
        var folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            FolderSync.Flush(Path.GetDirectoryName(folder)!);
        }

        if (!file.Replaces && File.Exists(target))
            throw new IOException($"'{target}' exists already; a manifest is never replaced.");
        var temporary = Path.Join(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(file.Bytes, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            if (file.Replaces) File.Move(temporary, target, overwrite: true);
            else if (!FolderSync.TryName(temporary, target)) throw new IOException($"'{target}' exists already; a manifest is never replaced.");
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FolderSync.Flush(folder);
    }
}
