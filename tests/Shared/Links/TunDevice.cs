using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Tests.Links;

/// <summary>A network card whose cable is a file: what its kernel sends is read from it, one IP packet at a time, and what is written arrives.</summary>
/// <remarks>Linux, Documentation/networking/tuntap.rst. The card goes when the file is closed, however the process ends.</remarks>
internal sealed partial class TunDevice : IDisposable
{
    private const nuint SetInterface = 0x400454ca;
    private const short TunWithoutHeader = 0x1001, Readable = 1;
    private readonly SafeFileHandle file;

    /// <summary>Makes a card in this process's network.</summary>
    /// <exception cref="IOException">It is not allowed, or the name is taken.</exception>
    public TunDevice(string name)
    {
        Name = name;
        file = File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        // struct ifreq: the name in 16 bytes, then flags.
        var request = new byte[40];
        System.Text.Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(16), TunWithoutHeader);
        if (Control(file, SetInterface, request) >= 0) return;
        var problem = Marshal.GetLastPInvokeErrorMessage();
        file.Dispose();
        throw new IOException($"The network card {name} cannot be made: {problem}.");
    }

    public string Name { get; }

    /// <summary>Waits for a packet, at most as long as said; the bytes of it, or 0.</summary>
    public int Read(Span<byte> packet, TimeSpan patience)
    {
        var wanted = new PollFile { File = (int)file.DangerousGetHandle(), Events = Readable };
        return Poll(ref wanted, 1, (int)patience.TotalMilliseconds) > 0 && (wanted.Happened & Readable) != 0 ? (int)Math.Max(0, Take(file, packet, (nuint)packet.Length)) : 0;
    }

    /// <summary>Lets a packet arrive. A card that is down takes none.</summary>
    public void Write(ReadOnlySpan<byte> packet)
    {
        // What is not taken is lost, as on a line.
        _ = Give(file, packet, (nuint)packet.Length);
    }

    public void Dispose() => file.Dispose();

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int File;
        public short Events;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, byte[] argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Take(SafeFileHandle file, Span<byte> packet, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Give(SafeFileHandle file, ReadOnlySpan<byte> packet, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollFile file, nuint count, int milliseconds);
}
