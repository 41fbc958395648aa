using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Acetate.Mhl.Native;

/// <summary>Makes the names in a folder durable: a renamed file survives a power cut only when its folder was synced too.</summary>
internal static partial class FolderSync
{
    private const int ReadOnlyDirectory = 0x10000, Exists = 17;

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

    /// <summary>Gives a finished file its final name unless that is taken; of several who try at once, one has it.</summary>
    public static bool TryName(string from, string to)
    {
        // Moving without overwriting looks first and renames then; a second name is refused by the file system itself.
        if (!OperatingSystem.IsWindows())
        {
            if (Link(from, to) == 0)
            {
                File.Delete(from);
                return true;
            }

            if (Marshal.GetLastPInvokeError() == Exists) return false;
        }

        // A card's file system (FAT, exFAT) has no second names.
        if (Path.Exists(to)) return false;
        File.Move(from, to, overwrite: false);
        return true;
    }

    private static IOException Failed(string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"The folder '{folder}' could not be made durable: {new Win32Exception(error).Message}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
