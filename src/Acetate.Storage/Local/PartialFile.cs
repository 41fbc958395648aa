using System.Runtime.InteropServices;
using Acetate.Storage.Native;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Storage.Local;

/// <summary>The file under a temporary name, held by one writer at a time.</summary>
internal static class PartialFile
{
    /// <summary>Makes or opens the partial file of a key and holds its lock; <see cref="StoreProblem.Busy"/> when somebody else does.</summary>
    public static SafeFileHandle OpenLocked(
        Disk disk, SafeFileHandle folder, string folderPath, StoreKey key, bool direct, out bool isNew, out bool isDirect)
    {
        var partial = PartialName.Of(key.Name);
        var path = Disk.Below(folderPath, partial);
        for (var attempt = 0; ; attempt++)
        {
            isDirect = direct;
            var file = disk.OpenForWriting(folder, path, partial, direct, out isNew);
            if (Linux.LockExclusive(file) < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == Errno.TryAgain || attempt > 100)
                {
                    file.Dispose();
                    throw new StoreException(StoreProblem.Busy, $"Writing '{disk.FullPath(key.ToString())}' failed: another process is writing it now.");
                }
                // Other errors: a file system without locks. The rename without overwriting still decides who wins.
            }

            // Between opening and locking, the writer before us may have published or thrown away what we opened.
            if (Linux.Facts(folder, partial, out var named) == 0 && named.Inode == disk.FactsOf(file, path).Inode) return file;
            Release(file);
        }
    }

    /// <summary>Refuses a name that a file has already, and tidies beside it.</summary>
    /// <exception cref="StoreException"><see cref="StoreProblem.AlreadyExists"/>: it has.</exception>
    public static void DemandFree(Disk disk, SafeFileHandle folder, string folderPath, StoreKey key)
    {
        if (Linux.Facts(folder, key.Name, out _) != 0) return;
        RemoveAbandoned(disk, folder, folderPath, key);
        throw Errno.ToException(Errno.Exists, "writing", disk.FullPath(key.ToString()));
    }

    /// <summary>Removes what a writer has left that was killed after another had given the file its name. What somebody holds stays.</summary>
    private static void RemoveAbandoned(Disk disk, SafeFileHandle folder, string folderPath, StoreKey key)
    {
        var partial = PartialName.Of(key.Name);
        if (Linux.Facts(folder, partial, out _) != 0) return;
        try
        {
            var path = Disk.Below(folderPath, partial);
            using var file = disk.OpenAt(path, Linux.ReadOnly | Linux.NoFollow, "tidying");
            if (Linux.LockExclusive(file) < 0) return;
            if (Linux.Facts(folder, partial, out var named) == 0 && named.Inode == disk.FactsOf(file, path).Inode)
            {
                disk.Remove(folder, folderPath, PartialName.NoteOf(key.Name));
                disk.Remove(folder, folderPath, partial);
            }

            Linux.Unlock(file);
        }
        catch (StoreException)
        {
            // Gone, or not ours to remove: the tidying of old ones takes it.
        }
    }

    /// <summary>Gives the lock back and closes the file.</summary>
    public static void Release(SafeFileHandle file)
    {
        if (!file.IsClosed) Linux.Unlock(file);
        file.Dispose();
    }
}
