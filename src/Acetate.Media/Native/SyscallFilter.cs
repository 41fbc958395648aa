using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Acetate.Media.Native;

/// <summary>A filter of system calls (seccomp) for programs in the sandbox: what no decoder needs, and what breaking out of one begins with, is refused.</summary>
/// <remarks>
/// The kernel runs the filter, a program of classic BPF, at each call. It looks at the processor, at the call's number and at its first argument:
/// <list type="bullet">
/// <item>sockets are refused: the network is away already, and this takes those that have no namespace (VSOCK) with them;</item>
/// <item>so are new namespaces, mounts, tracing of others, keys, kernel modules, BPF, io_uring, clocks and the like (EPERM);</item>
/// <item>of <c>clone3</c> the filter cannot see the arguments, so it is said not to exist (ENOSYS), and the C library takes <c>clone</c>.</item>
/// </list>
/// Another processor's calls, such as those of 32 bits, end the program. See seccomp(2), linux/filter.h and linux/audit.h.
/// </remarks>
internal static class SyscallFilter
{
    private const ushort Load = 0x20, JumpIfEqual = 0x15, JumpIfAnyBit = 0x45, Return = 0x06; // BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JSET|K, BPF_RET|K

    // struct seccomp_data: int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6]. The low half of the first argument is at 16.
    private const uint Number = 0, Processor = 4, FirstArgument = 16;

    private const uint Allow = 0x7fff0000, KillProcess = 0x80000000, Refuse = 0x00050000; // with an errno in the low half

    private const uint NotPermitted = 1, NoSuchCall = 38, NewUser = 0x10000000, X32 = 0x40000000;

    /// <summary>The numbers of one processor's calls (linux: asm/unistd_64.h, asm-generic/unistd.h).</summary>
    private sealed record Calls(uint Audit, uint CloneCall, uint Clone3Call, ImmutableArray<uint> Sockets, ImmutableArray<uint> Refused, bool HasX32);

    // The newer calls have one number everywhere: io_uring_setup, _enter, _register, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, pidfd_getfd, mount_setattr, quotactl_fd, memfd_secret.
    private static readonly ImmutableArray<uint> Newer = [425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 443, 447];

    private static readonly Calls X64 = new(0xc000003e, 56, 435, [41],
    [
        101, 103, 135, 155, 159, 161, 163, 164, 165, 166, 167, 168, 169, 172, 173, 175, 176, 179, 212, 227, 246, 248, 249, 250, 272, 298, 303, 304, 305, 308, 310, 311, 312, 313, 320, 321, 323, .. Newer,
    ], HasX32: true);

    private static readonly Calls Arm64 = new(0xc00000b7, 220, 435, [198],
    [
        117, 116, 92, 41, 171, 51, 89, 170, 40, 39, 224, 225, 142, 105, 106, 60, 18, 112, 104, 217, 218, 219, 97, 241, 264, 265, 266, 268, 270, 271, 272, 273, 294, 280, 282, .. Newer,
    ], HasX32: false);

    /// <summary>The filter for this machine's processor, as <c>bwrap --seccomp</c> reads it; null for one that is not known here.</summary>
    /// <param name="isConnected">Whether sockets are allowed.</param>
    public static byte[]? Program(bool isConnected) => Program(RuntimeInformation.ProcessArchitecture, isConnected);

    /// <inheritdoc cref="Program(bool)"/>
    internal static byte[]? Program(Architecture processor, bool isConnected)
    {
        Calls? calls = processor switch { Architecture.X64 => X64, Architecture.Arm64 => Arm64, _ => null };
        if (calls is null) return null;
        ImmutableArray<uint> refused = [.. calls.Refused, .. isConnected ? [] : calls.Sockets];
        var lines = new List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)>
        {
            (Load, 0, 0, Processor),
            (JumpIfEqual, 1, 0, calls.Audit),
            (Return, 0, 0, KillProcess),
            (Load, 0, 0, Number),
        };
        if (calls.HasX32) lines.AddRange([(JumpIfAnyBit, 0, 1, X32), (Return, 0, 0, KillProcess)]);
        foreach (var call in refused) lines.AddRange([(JumpIfEqual, 0, 1, call), (Return, 0, 0, Refuse | NotPermitted)]);
        lines.AddRange(
        [
            (JumpIfEqual, 0, 1, calls.Clone3Call), (Return, 0, 0, Refuse | NoSuchCall),
            (JumpIfEqual, 0, 3, calls.CloneCall), (Load, 0, 0, FirstArgument), (JumpIfAnyBit, 0, 1, NewUser), (Return, 0, 0, Refuse | NotPermitted),
            (Return, 0, 0, Allow),
        ]);
        var bytes = new byte[8 * lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8 * i), lines[i].Code);
            (bytes[8 * i + 2], bytes[8 * i + 3]) = (lines[i].IfTrue, lines[i].IfFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8 * i + 4), lines[i].Value);
        }

        return bytes;
    }
}
