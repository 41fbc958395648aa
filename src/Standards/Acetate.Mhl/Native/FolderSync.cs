using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Acetate.Mhl.Native;

/// <summary>Makes the names in a folder durable: a renamed file survives a power cut only when its folder was synced too.</summary>
internal static partial class FolderSync
{
    private const int ReadOnlyDirectory = 0x10000;

    /// <summary>Syncs a folder; does nothing on Windows, where file systems do this themselves.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Open(folder, OperatingSystem.IsLinux() ? ReadOnlyDirectory : 0);
        if (file < 0) throw Failed(folder);
        try
        {
            if (Sync(file) != 0) throw Failed(folder);
        }
        finally
        {
            _ = Close(file);
        }
    }

    private static IOException Failed(string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"The folder '{folder}' could not be made durable: {new Win32Exception(error).Message}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
