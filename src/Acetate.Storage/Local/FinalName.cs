using System.Runtime.InteropServices;
using Acetate.Storage.Native;

namespace Acetate.Storage.Local;

/// <summary>Gives a finished file its final name: whole or not at all, and never in the place of another.</summary>
/// <remarks>File.Move without overwriting looks first and renames then, so that of two that come at once one would overwrite the other; the system call does not.</remarks>
public static class FinalName
{
    /// <summary>Names a file unless the name is taken, and makes the name durable.</summary>
    /// <param name="from">The file, on the same file system.</param>
    /// <param name="to">Its final path.</param>
    /// <returns>False: something has that name already, and the file keeps its old one.</returns>
    /// <exception cref="IOException">It cannot be named.</exception>
    public static bool TryTake(string from, string to)
    {
        if (!OperatingSystem.IsLinux()) return TryMove(from, to);
        if (Linux.RenameNew(from, to) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Errno.Exists) return false;
            if (error is not (Errno.Invalid or Errno.NoSuchCall or Errno.NotSupported)) throw Failure(error, to);
            // A file system without RENAME_NOREPLACE: a second name fails just as surely when it is taken.
            if (Linux.Link(from, to) < 0)
            {
                error = Marshal.GetLastPInvokeError();
                if (error == Errno.Exists) return false;
                // Neither (FAT on some systems): look first, which is all that is left.
                return error is Errno.NotPermitted or Errno.NotSupported ? TryMove(from, to) : throw Failure(error, to);
            }

            File.Delete(from);
        }

        Sync(Path.GetDirectoryName(Path.GetFullPath(to))!);
        return true;
    }

    /// <summary>Writes a whole file under a name of its own beside the final one, then names it.</summary>
    /// <param name="path">The final path.</param>
    /// <param name="write">Writes what the file holds; it may go back and forth in the stream.</param>
    /// <returns>False: something has that name already; nothing of this is left.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task<bool> TryWriteAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var partial = $"{path}.{Guid.CreateVersion7():N}.partial";
        try
        {
            await using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                await write(stream).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            return TryTake(partial, path);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(to))
        {
            return false;
        }
    }

    private static void Sync(string folder)
    {
        var opened = Linux.OpenRoot(folder);
        if (opened < 0) throw Failure(Marshal.GetLastPInvokeError(), folder);
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(opened, ownsHandle: true);
        if (Linux.Sync(handle) < 0 && Marshal.GetLastPInvokeError() is var error and not (Errno.Invalid or Errno.NotSupported)) throw Failure(error, folder);
    }

    private static IOException Failure(int error, string path) =>
        new($"'{path}' cannot be given its name: {Marshal.GetPInvokeErrorMessage(error)}.", error);
}
