using System.Runtime.InteropServices;
using Acetate.Media.Native;

namespace Acetate.Imaging.Tests.Native;

/// <summary>The command line of a sandbox, and what is said where there is none.</summary>
public sealed class BubblewrapTests
{
    [Fact]
    public void A_program_of_the_system_sees_its_inputs_and_outputs_and_no_more()
    {
        var line = Bubblewrap.Arguments(new() { Program = "/usr/bin/ffmpeg", Reads = ["/card/b.mov", "/card"], Writes = ["/card/b.mov.wav", "/out/proxy.mp4"], Folder = "/srv", Filter = 7 }, Debian);

        Assert.Equal("""
            --unshare-all --die-with-parent --new-session --cap-drop ALL --seccomp 7 --ro-bind /usr /usr
            --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib --ro-bind-try /lib32 /lib32 --symlink usr/lib64 /lib64 --ro-bind-try /libx32 /libx32
            --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache --ro-bind-try /etc/alternatives /etc/alternatives --proc /proc --dev /dev
            --ro-bind-try /card /card --ro-bind-try /card/b.mov /card/b.mov --bind-try /card/b.mov.wav /card/b.mov.wav --bind-try /out/proxy.mp4 /out/proxy.mp4
            --dir /srv --chdir /srv --remount-ro /proc --remount-ro /dev --remount-ro /
            """.ReplaceLineEndings(" "), string.Join(' ', line));
    }

    [Fact]
    public void A_makers_program_sees_its_own_folder_its_devices_and_the_network_where_it_may()
    {
        var line = Bubblewrap.Arguments(new() { Program = "/opt/red/bin/adapter", Reads = ["/card/a.r3d", "/dev/nvidia0"], Writes = [], IsConnected = true, HasScratch = true }, static _ => null);

        Assert.Equal("""
            --unshare-all --share-net --die-with-parent --new-session --cap-drop ALL --ro-bind /usr /usr
            --ro-bind-try /bin /bin --ro-bind-try /sbin /sbin --ro-bind-try /lib /lib --ro-bind-try /lib32 /lib32 --ro-bind-try /lib64 /lib64 --ro-bind-try /libx32 /libx32
            --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache --ro-bind-try /etc/alternatives /etc/alternatives --ro-bind-try /etc/resolv.conf /etc/resolv.conf
            --ro-bind-try /etc/hosts /etc/hosts --ro-bind-try /etc/nsswitch.conf /etc/nsswitch.conf --ro-bind-try /etc/ssl/certs /etc/ssl/certs --proc /proc --dev /dev --tmpfs /tmp
            --ro-bind-try /card/a.r3d /card/a.r3d --dev-bind-try /dev/nvidia0 /dev/nvidia0 --ro-bind-try /opt/red /opt/red --dir / --chdir / --remount-ro /proc --remount-ro /
            """.ReplaceLineEndings(" "), string.Join(' ', line));
    }

    [Fact]
    public void Root_keeps_its_view_of_others_files_only_where_the_filter_is()
    {
        string[] Begin(int? filter) => [.. Bubblewrap.Arguments(new() { Program = "/usr/bin/ffmpeg", Reads = [], Writes = [], IsRoot = true, Filter = filter }, Debian).TakeWhile(word => word != "--ro-bind")];

        Assert.Equal("--unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup-try --unshare-net --die-with-parent --new-session --cap-drop ALL --cap-add CAP_DAC_READ_SEARCH --seccomp 7", string.Join(' ', Begin(7)));
        Assert.DoesNotContain("--cap-add", Begin(null));
    }

    [Fact]
    public void What_is_written_is_never_read_only_however_often_it_is_named()
    {
        var line = Bubblewrap.Arguments(new() { Program = "/usr/bin/ffmpeg", Reads = ["/a/x", "/a/x"], Writes = ["/a/x"] }, Debian);

        Assert.Equal(["--bind-try", "/a/x"], line[(line.IndexOf("/dev") + 1)..(line.IndexOf("/a/x") + 1)]);
    }

    [Theory]
    [InlineData("/usr/bin/ffmpeg", null)]
    [InlineData("/bin/sh", null)]
    [InlineData("/opt/red/bin/adapter", "/opt/red")]
    [InlineData("/opt/red/adapter", "/opt/red")]
    [InlineData("/opt/adapter", "/opt/adapter")]
    [InlineData("/home/anna/adapter", "/home/anna/adapter")]
    [InlineData("/home/anna/bin/adapter", "/home/anna/bin/adapter")]
    [InlineData("/home/anna/red/adapter", "/home/anna/red")]
    public void A_program_is_seen_with_its_folder_but_never_with_a_home(string program, string? seen) => Assert.Equal(seen, Bubblewrap.HomeOf(program));

    [Fact]
    public void Where_no_sandbox_can_be_made_it_is_said_and_where_one_is_required_nothing_is_started()
    {
        var refused = Assert.Throws<ToolMissingException>(() => Sandbox.Sentence(SandboxUse.Required, "Bubblewrap is not installed."));
        var unknown = Assert.Throws<ToolMissingException>(() => Sandbox.UseOf("perhaps"));

        Assert.Equal("FFmpeg and other programs that read media are not started without a sandbox, because ACETATE_SANDBOX is 'require'. Bubblewrap is not installed.", refused.Message);
        Assert.Equal("The variable ACETATE_SANDBOX is 'perhaps'; it is 'auto', 'require' or 'off'.", unknown.Message);
        Assert.Equal("FFmpeg and other programs that read media run without a sandbox. Bubblewrap is not installed.", Sandbox.Sentence(SandboxUse.WherePossible, "Bubblewrap is not installed."));
        Assert.Equal("FFmpeg and other programs that read media run without a sandbox, because ACETATE_SANDBOX is 'off'.", Sandbox.Sentence(SandboxUse.Off, null));
        Assert.Null(Sandbox.Sentence(SandboxUse.Required, null));
        Assert.Equal([SandboxUse.WherePossible, SandboxUse.WherePossible, SandboxUse.Required, SandboxUse.Off], ((string?[])[null, "auto", "require", "off"]).Select(Sandbox.UseOf));
    }

    [Theory]
    [InlineData(Architecture.X64, 41u, 101u, 56u, 435u)]
    [InlineData(Architecture.Arm64, 198u, 117u, 220u, 435u)]
    public void The_filter_decides_by_processor_number_and_argument(Architecture processor, uint socket, uint ptrace, uint clone, uint clone3)
    {
        const uint Allowed = 0x7fff0000, Killed = 0x80000000, NotPermitted = 0x00050001, NoSuchCall = 0x00050026, Thread = 0x3d0f00, NewUser = 0x10000011;
        var (alone, connected) = (SyscallFilter.Program(processor, isConnected: false)!, SyscallFilter.Program(processor, isConnected: true)!);
        var audit = processor == Architecture.X64 ? 0xc000003e : 0xc00000b7;

        Assert.Equal([NotPermitted, Allowed], [Run(alone, audit, socket, 2), Run(connected, audit, socket, 2)]);
        Assert.Equal([NotPermitted, NotPermitted, NoSuchCall], [Run(alone, audit, ptrace, 0), Run(connected, audit, ptrace, 0), Run(alone, audit, clone3, 0)]);
        Assert.Equal([Allowed, NotPermitted, Allowed], [Run(alone, audit, clone, Thread), Run(alone, audit, clone, NewUser), Run(alone, audit, 0, NewUser)]);
        Assert.Equal(Killed, Run(alone, 0x40000003, 1, 0)); // i386
        Assert.Null(SyscallFilter.Program(Architecture.S390x, isConnected: false));
    }

    private static string? Debian(string folder) => folder is "/lib32" or "/libx32" ? null : "usr" + folder;

    /// <summary>Runs a filter as the kernel does (linux/filter.h).</summary>
    private static uint Run(byte[] program, uint audit, uint number, uint argument)
    {
        var held = 0u;
        for (var at = 0; ; at++)
        {
            var (code, value) = (BitConverter.ToUInt16(program, 8 * at), BitConverter.ToUInt32(program, 8 * at + 4));
            switch (code)
            {
                case 0x20: held = value switch { 0 => number, 4 => audit, 16 => argument, _ => throw new InvalidOperationException($"Nothing is read at {value}.") }; break;
                case 0x15: at += held == value ? program[8 * at + 2] : program[8 * at + 3]; break;
                case 0x45: at += (held & value) != 0 ? program[8 * at + 2] : program[8 * at + 3]; break;
                case 0x06: return value;
                default: throw new InvalidOperationException($"Line {at} has the code {code:x}.");
            }
        }
    }
}
