using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Acetate.Media.Native;

/// <summary>How much a pipe holds before its writer waits for its reader.</summary>
internal static partial class PipeCapacity
{
    // What any user may ask for as Linux comes; a picture then needs a thirtieth of the turns it takes with the 64 KiB that a pipe has.
    private const int Wanted = 1 << 20;

    private const int SetPipeSize = 1031;

    /// <summary>Makes a pipe as large as a user may; one that stays small, because so many are open already, is only slower.</summary>
    public static void Raise(Stream stream)
    {
        if (OperatingSystem.IsLinux() && stream is PipeStream { SafePipeHandle: { IsInvalid: false } handle }) _ = Fcntl(handle, SetPipeSize, Wanted);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(SafeHandle pipe, int command, int value);
}
