using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Compute.Native;

/// <summary>What Linux offers to keep processes from outliving those who asked for them.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxProcess
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    private const int SetParentDeathSignal = 1;
    private const int Children = -1;
    private const int ExclusiveWithoutWaiting = 2 | 4;

    /// <summary>Asks the kernel to kill this process when the thread that started it ends.</summary>
    public static void DieWithParent() => _ = PrCtl(SetParentDeathSignal, SigKill, 0, 0, 0);

    /// <summary>Makes this process the leader of a process group of its own, so that its children can be ended with it.</summary>
    public static void LeadOwnGroup() => _ = SetPgid(0, 0);

    /// <summary>The process that started this one; 1 or a reaper's when it is gone.</summary>
    public static int ParentId => GetPpid();

    /// <summary>Sends a signal; true when there was somebody to receive it.</summary>
    public static bool Signal(int processId, int signal) => Kill(processId, signal) == 0;

    /// <summary>Sends a signal to a whole process group.</summary>
    public static bool SignalGroup(int leader, int signal) => leader > 1 && Kill(-leader, signal) == 0;

    /// <summary>Takes the one lock on an open file, or says at once that somebody has it. It ends with the file's last handle.</summary>
    public static bool TryLock(SafeFileHandle file) => FLock(file, ExclusiveWithoutWaiting) == 0;

    /// <summary>The most memory that the largest of the programs had that this process started and that have ended, in KiB (getrusage(2), <c>ru_maxrss</c>).</summary>
    public static long LargestChildKiB
    {
        get
        {
            Span<long> usage = stackalloc long[18];
            return GetRUsage(Children, ref MemoryMarshal.GetReference(usage)) == 0 ? usage[4] : 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetRUsage(int who, ref long usage);

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetPgid(int process, int group);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetPpid();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
