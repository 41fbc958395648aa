using System.Runtime.InteropServices;
using Acetate.Storage.Native;

namespace Acetate.Storage.Ranges;

/// <summary>Holds a file for this process, alone or with others; the system lets go of it when the process ends, however it does.</summary>
/// <remarks>On Linux by <c>flock</c>: the runtime's own locks are switched off (they fail on some shares). Elsewhere by the system's sharing of open files.</remarks>
internal static class FileHold
{
    /// <summary>Takes hold of a file, which is made when it is not there; null when somebody else holds it so that both cannot.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isAlone">Whether nobody else may hold it meanwhile.</param>
    /// <exception cref="IOException">It cannot be opened, or its file system knows no locks.</exception>
    public static FileStream? TryTake(string path, bool isAlone)
    {
        if (!OperatingSystem.IsLinux())
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, isAlone ? FileAccess.ReadWrite : FileAccess.Read, isAlone ? FileShare.None : FileShare.Read, 0);
            }
            catch (IOException) when (File.Exists(path))
            {
                return null;
            }
        }

        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 0);
        if ((isAlone ? Linux.LockExclusive(file.SafeFileHandle) : Linux.LockShared(file.SafeFileHandle)) >= 0) return file;
        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        return error == Errno.TryAgain ? null : throw new IOException($"'{path}' cannot be locked (error {error}): its file system knows no locks.");
    }
}
