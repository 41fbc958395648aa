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
            RemoveUnlessHeld(disk, folder, folderPath, partial, PartialName.NoteOf(key.Name));
        }
        catch (StoreException)
        {
            // Gone, or not ours to remove: the tidying of old ones takes it.
        }
    }

    /// <summary>Removes a partial file, or a note of one, unless a writer is at work, who holds the lock however long ago it wrote.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="folder">Its folder, open.</param>
    /// <param name="folderPath">Where that is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="note">What goes before it, while nobody else can hold it; null for nothing.</param>
    /// <returns>Whether it was removed.</returns>
    /// <exception cref="StoreException">It cannot be opened or removed.</exception>
    public static bool RemoveUnlessHeld(Disk disk, SafeFileHandle folder, string folderPath, string name, string? note = null)
    {
        var path = Disk.Below(folderPath, name);
        using var file = disk.OpenAt(path, Linux.ReadOnly | Linux.NoFollow, "tidying");
        if (Linux.LockExclusive(file) < 0) return false;
        // Between opening and locking, the name may have become another writer's.
        var isRemoved = Linux.Facts(folder, name, out var named) == 0 && named.Inode == disk.FactsOf(file, path).Inode;
        if (isRemoved && note is not null) disk.Remove(folder, folderPath, note);
        isRemoved = isRemoved && disk.Remove(folder, folderPath, name);
        Linux.Unlock(file);
        return isRemoved;
    }

    /// <summary>Gives the lock back and closes the file.</summary>
    public static void Release(SafeFileHandle file)
    {
        if (!file.IsClosed) Linux.Unlock(file);
        file.Dispose();
    }
}
