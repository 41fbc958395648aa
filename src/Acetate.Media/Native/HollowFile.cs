using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Native;

/// <summary>A file in memory that programs we start can open by its path. What was never written into it takes no memory, and reads as zeros.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class HollowFile : IDisposable
{
    private const uint CloseOnExec = 1;

    private readonly SafeFileHandle _file;

    private HollowFile(SafeFileHandle file) => _file = file;

    /// <summary>Where programs of this user open it, as long as it is not disposed of.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_file.DangerousGetHandle()}";

    /// <summary>Makes one of so many bytes; null where the system has no such files.</summary>
    public static HollowFile? TryMake(long length)
    {
        var opened = MemFdCreate("acetate", CloseOnExec);
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

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemFdCreate(string name, uint flags);
}
