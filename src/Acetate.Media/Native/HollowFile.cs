using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Native;

/// <summary>A file in memory that a program we start is given open, and opens by its path. What was never written into it takes no memory, and reads as zeros.</summary>
/// <remarks>It has no name that another process could open: a program sees it when it is among <see cref="ChildProcess.Given"/>, and cannot change it.</remarks>
internal sealed partial class HollowFile : IDisposable
{
    private const uint CloseOnExec = 1, AllowSealing = 2;

    // linux/fcntl.h: F_SETFD and F_ADD_SEALS; F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE.
    private const int SetFlags = 2, AddSeals = 1033, NoShrinking = 2, NoGrowing = 4, NoWriting = 8;

    private readonly SafeFileHandle _file;

    private HollowFile(SafeFileHandle file) => _file = file;

    /// <summary>Where a program that was given it opens it.</summary>
    public string Path => $"/proc/self/fd/{Number}";

    /// <summary>Its number among the open files, here and in a program that was given it.</summary>
    public int Number => (int)_file.DangerousGetHandle();

    /// <summary>Makes one of so many bytes; null where the system has no such files.</summary>
    [SupportedOSPlatform("linux")]
    public static HollowFile? TryMake(long length)
    {
        var opened = MemFdCreate("acetate", CloseOnExec | AllowSealing);
        if (opened < 0) return null;
        var file = new SafeFileHandle(opened, ownsHandle: true);
        try
        {
            RandomAccess.SetLength(file, length);
            return new(file);
        }
        catch (Exception problem) when (problem is IOException or ArgumentException)
        {
            file.Dispose();
            return null;
        }
    }

    /// <summary>Writes bytes at a place.</summary>
    public void Write(ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(_file, bytes, at);

    /// <summary>Lets programs that are started from now on have it, or not; whoever has it can only read.</summary>
    /// <exception cref="IOException">The system does not do it.</exception>
    public void Give(bool isGiven)
    {
        if (isGiven) _ = Fcntl(_file, AddSeals, NoShrinking | NoGrowing | NoWriting);
        if (Fcntl(_file, SetFlags, isGiven ? 0 : (int)CloseOnExec) != 0) throw new IOException("A file in memory could not be given to a program.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemFdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(SafeHandle file, int command, int value);
}
