using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Storage.Native;

/// <summary>The system calls that .NET does not offer: opening beneath a folder, renaming without overwriting, syncing folders.</summary>
internal static partial class Linux
{
    public const int ReadOnly = 0, ReadWrite = 2, Create = 0x40, Exclusive = 0x80, NonBlocking = 0x800, CloseOnExec = 0x80000;
    public const int AtFolder = -100, EmptyPath = 0x1000, SymlinkNoFollow = 0x100;

    // These four differ between processors.
    public static readonly int Direct = IsArm ? 0x10000 : 0x4000;
    public static readonly int Directory = IsArm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;
    public const int PathOnly = 0x200000;
    public static readonly int TemporaryFile = 0x400000 | Directory;

    // openat2: stay beneath the folder, and follow no /proc links.
    private const ulong ResolveBeneath = 0x08, ResolveNoMagicLinks = 0x02;
    private const long OpenAt2Number = 437;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags, Mode, Resolve;
    }

    /// <summary>The part of <c>struct statx</c> that we read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileFacts
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public long Size;
        [FieldOffset(48)] public long Blocks;
        [FieldOffset(96)] public long ChangedSeconds;
        [FieldOffset(104)] public uint ChangedNanoseconds;
        [FieldOffset(112)] public long ModifiedSeconds;
        [FieldOffset(120)] public uint ModifiedNanoseconds;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;

        public readonly bool IsFile => (Mode & 0xF000) == 0x8000;
        public readonly bool IsFolder => (Mode & 0xF000) == 0x4000;

        /// <summary>Which file this is, and when anything about it last changed: no program can set that moment.</summary>
        public readonly string Revision => string.Create(CultureInfo.InvariantCulture, $"{DeviceMajor:x}:{DeviceMinor:x}:{Inode:x}:{ChangedSeconds}.{ChangedNanoseconds:000000000}");

        public readonly DateTimeOffset Modified =>
            DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(ModifiedSeconds, -62135596800, 253402300799)).AddTicks(ModifiedNanoseconds / 100);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds, Nanoseconds;
    }

    /// <summary>Opens a path that must stay beneath a folder, whatever links it passes. Negative: minus the error number.</summary>
    public static int OpenBeneath(SafeFileHandle folder, string path, int flags, int mode = 0)
    {
        var how = new OpenHow { Flags = (ulong)(flags | CloseOnExec), Mode = (ulong)mode, Resolve = ResolveBeneath | ResolveNoMagicLinks };
        return Retry(() =>
        {
            var opened = (int)openat2(OpenAt2Number, folder, path, in how, 24);
            // A sandbox that does not know the call: go step by step and follow no link at all.
            return opened < 0 && Marshal.GetLastPInvokeError() is Errno.NoSuchCall or Errno.NotPermitted
                ? OpenStepByStep(folder, path, flags, mode)
                : opened;
        });
    }

    private static int OpenStepByStep(SafeFileHandle folder, string path, int flags, int mode)
    {
        var parts = path.Split('/');
        var at = folder;
        for (var i = 0; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            var opened = parts[i] == ".."
                ? -1
                : openat(at, parts[i], (last ? flags : PathOnly | Directory) | NoFollow | CloseOnExec, last ? mode : 0);
            var error = parts[i] == ".." ? Errno.CrossesDevice : Marshal.GetLastPInvokeError();
            if (at != folder) at.Dispose();
            Marshal.SetLastPInvokeError(error);
            if (opened < 0 || last) return opened;
            at = new SafeFileHandle(opened, ownsHandle: true);
        }

        return -1;
    }

    public static int OpenRoot(string path) => Retry(() => openat(AtFolder, path, ReadOnly | Directory | CloseOnExec, 0));

    public static int MakeFolder(SafeFileHandle parent, string name) => Retry(() => mkdirat(parent, name, 0x1FF));

    /// <summary>Renames and fails when the new name is taken.</summary>
    public static int RenameNew(SafeFileHandle folder, string from, string to) => Retry(() => renameat2(folder, from, folder, to, 1));

    /// <summary>The same from one folder to another.</summary>
    public static int RenameNew(SafeFileHandle folder, string from, SafeFileHandle toFolder, string to) => Retry(() => renameat2(folder, from, toFolder, to, 1));

    /// <summary>The same by paths.</summary>
    public static int RenameNew(string from, string to) => Retry(() => renameat2(AtFolder, from, AtFolder, to, 1));

    public static int Rename(SafeFileHandle folder, string from, string to) => Rename(folder, from, folder, to);

    public static int Rename(SafeFileHandle folder, string from, SafeFileHandle toFolder, string to) => Retry(() => renameat2(folder, from, toFolder, to, 0));

    public static int Link(SafeFileHandle folder, string from, string to) => Retry(() => linkat(folder, from, folder, to, 0));

    public static int Link(string from, string to) => Retry(() => linkat(AtFolder, from, AtFolder, to, 0));

    public static int Unlink(SafeFileHandle folder, string name) => Retry(() => unlinkat(folder, name, 0));

    /// <summary>Removes a folder, if it is empty.</summary>
    public static int RemoveFolder(SafeFileHandle folder, string name) => Retry(() => unlinkat(folder, name, 0x200));

    public static int Sync(SafeFileHandle file) => Retry(() => fsync(file));

    public static int SyncData(SafeFileHandle file) => Retry(() => fdatasync(file));

    public static int SyncFileSystem(SafeFileHandle any) => Retry(() => syncfs(any));

    public static int Truncate(SafeFileHandle file, long length) => Retry(() => ftruncate(file, length));

    /// <summary>Takes the advisory lock of an open file, or fails at once.</summary>
    public static int LockExclusive(SafeFileHandle file) => Retry(() => flock(file, 2 | 4));

    /// <summary>The same together with others who hold it so.</summary>
    public static int LockShared(SafeFileHandle file) => Retry(() => flock(file, 1 | 4));

    /// <summary>Gives the lock of an open file back. Closing alone does not while a child process that is just being started has the file, too.</summary>
    public static void Unlock(SafeFileHandle file) => _ = Retry(() => flock(file, 8));

    /// <summary>Reserves room without changing the length.</summary>
    public static int Reserve(SafeFileHandle file, long length) => Retry(() => fallocate(file, 1, 0, length));

    /// <summary>Starts writing dirty pages of a range to the device, without waiting.</summary>
    public static int StartWriteBack(SafeFileHandle file, long offset, long length) => sync_file_range(file, offset, length, 2);

    public static int AdviseSequential(SafeFileHandle file) => posix_fadvise(file, 0, 0, 2);

    public static int AdviseDropped(SafeFileHandle file) => posix_fadvise(file, 0, 0, 4);

    /// <summary>Asks for large pages beneath memory that nobody has touched yet.</summary>
    public static int AdviseLargePages(nint start, int length) => madvise(start, length, 14);

    public static int Facts(SafeFileHandle file, out FileFacts facts) => statx(file, "", EmptyPath, 0x7FF, out facts);

    public static int Facts(SafeFileHandle folder, string name, out FileFacts facts) =>
        statx(folder, name, SymlinkNoFollow, 0x7FF, out facts);

    public static int SetModified(SafeFileHandle file, DateTimeOffset modified)
    {
        const long omit = (1L << 30) - 2;
        var ticks = modified.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        ReadOnlySpan<TimeSpec> times =
            [new TimeSpec { Nanoseconds = omit }, new TimeSpec { Seconds = seconds, Nanoseconds = rest * 100 }];
        return futimens(file, times);
    }

    /// <summary>Whether a file system with this handle's folder takes O_DIRECT; null when it cannot be tried without leaving a trace.</summary>
    public static bool? TryDirect(SafeFileHandle folder)
    {
        var opened = openat(folder, ".", TemporaryFile | ReadWrite | Direct | CloseOnExec, 0x180);
        if (opened < 0) return Marshal.GetLastPInvokeError() == Errno.Invalid ? false : null;
        new SafeFileHandle(opened, ownsHandle: true).Dispose();
        return true;
    }

    /// <summary>The number by which the kernel knows the kind of file system; 0 when it does not say.</summary>
    public static unsafe long FileSystemKind(SafeFileHandle any)
    {
        var buffer = stackalloc long[32];
        return fstatfs(any, buffer) == 0 ? buffer[0] : 0;
    }

    public static unsafe bool IsAligned(ReadOnlySpan<byte> bytes, int alignment)
    {
        fixed (byte* start = bytes) return (nuint)start % (nuint)alignment == 0;
    }

    /// <summary>Switches O_DIRECT off for an open file.</summary>
    public static int StopDirect(SafeFileHandle file)
    {
        const int getFlags = 3, setFlags = 4;
        var flags = fcntl(file, getFlags, 0);
        return flags < 0 ? flags : fcntl(file, setFlags, flags & ~Direct);
    }

    private static int Retry(Func<int> call)
    {
        int result;
        do
        {
            result = call();
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        return result;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long openat2(long number, SafeFileHandle folder, string path, in OpenHow how, nint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(SafeFileHandle folder, string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(int folder, string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdirat(SafeFileHandle folder, string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int linkat(int fromFolder, string from, int toFolder, string to, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int linkat(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlinkat(SafeFileHandle folder, string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle folder, string path, int flags, uint mask, out FileFacts facts);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int madvise(nint start, nint length, int advice);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle file, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sync_file_range(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int futimens(SafeFileHandle file, ReadOnlySpan<TimeSpec> times);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int fstatfs(SafeFileHandle file, long* buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, int argument);
}
