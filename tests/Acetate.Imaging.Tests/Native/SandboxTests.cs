using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Acetate.Media.Native;

namespace Acetate.Imaging.Tests.Native;

/// <summary>What a program that a hostile file has taken over can reach: each test runs such a program, a shell or Python, where FFmpeg would run.</summary>
public sealed class SandboxTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || Sandbox.Use == SandboxUse.Off) Assert.Skip("Sandboxes are made on Linux, where they are not turned off.");
        Corpus.Program("bwrap");
        // Some machines that build let nobody make namespaces; there is nothing to test then. Where the plain command works, ours has to.
        if (!await CanMakeNamespacesAsync()) Assert.Skip("The kernel, or the container around the tests, lets nobody make namespaces.");
        Assert.Null(await Sandbox.WhyNoneAsync());
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_reads_its_input_and_writes_its_output()
    {
        var (input, output) = (Write("in.txt", "footage"), Path.Join(_folder.Path, "out.txt"));

        var result = await Shell($"cat {input} > {output}", [input], [output]);

        Assert.True(result.IsSuccess, result.Complaint);
        Assert.Equal("footage", File.ReadAllText(output));
    }

    [Fact]
    public async Task It_reads_nothing_beside_its_inputs()
    {
        var (input, other) = (Write("in.txt", "footage"), Write("other.txt", "somebody else's"));

        // The system's programs and libraries aside, all files that there are.
        var found = await Shell("find / -regextype posix-extended -regex '/(usr|proc|dev|etc/alternatives|bin|sbin|lib(32|64|x32)?)' -prune -o -type f -print", [input], []);
        var read = await Shell($"cat {input}; cat {other} /etc/passwd /etc/shadow", [input], []);

        Assert.Equal(["/etc/ld.so.cache", input], found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet());
        Assert.Equal("footage", read.Output);
    }

    [Fact]
    public async Task Root_has_footage_decoded_that_only_its_owner_may_read()
    {
        if (!Sandbox.IsRoot) Assert.Skip("Only root can give a file to somebody else.");
        var (input, other) = (Write("in.txt", "footage"), Write("other.txt", "somebody else's"));
        foreach (var file in (string[])[input, other])
        {
            using var give = Process.Start("sh", ["-c", $"chmod 0400 {file} && chown 12345 {file}"]);
            await give.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var result = await Shell($"cat {input}; cat {other}", [input], []);

        Assert.Equal("footage", result.Output);
    }

    [Fact]
    public async Task It_writes_nothing_beside_its_outputs()
    {
        var (input, other, output) = (Write("in.txt", "footage"), Write("other.txt", "whole"), Path.Join(_folder.Path, "out.txt"));

        var result = await Shell(
            $"for file in {input} {other} {_folder.Path}/new /new /tmp/new /usr/new /usr/bin/new /dev/shm/new /proc/sys/kernel/acct /proc/sys/vm/drop_caches /proc/self/comm /etc/ld.so.cache; do (echo x >> $file) 2>/dev/null && echo wrote $file; done; rm -f {input}; mv {output} {output}2; echo x > {output}",
            [input], [output]);

        Assert.Equal("", result.Output);
        Assert.Equal(("footage", "whole", "x\n"), (File.ReadAllText(input), File.ReadAllText(other), File.ReadAllText(output)));
        Assert.Equal(["in.txt", "other.txt", "out.txt"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_folder_of_inputs_with_an_output_in_it_stays_as_it_is_otherwise()
    {
        var (input, output) = (Write("in.txt", "footage"), Path.Join(_folder.Path, "out.txt"));

        await Shell($"echo x > {output}; echo x > {input}; echo x > {_folder.Path}/new", [_folder.Path], [output]);

        Assert.Equal(("footage", "x\n", 2), (File.ReadAllText(input), File.ReadAllText(output), Directory.GetFiles(_folder.Path).Length));
    }

    [Fact]
    public async Task It_reaches_nobody_over_the_network()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connect = $"""
            import socket, sys
            for family, address in ((socket.AF_INET, ("127.0.0.1", {((IPEndPoint)listener.LocalEndpoint).Port})), (40, (2, 1))):
                try:
                    with socket.socket(family, socket.SOCK_STREAM) as s:
                        s.settimeout(5)
                        s.connect(address)
                    print("reached", address)
                except OSError as problem:
                    print(type(problem).__name__)
            """;

        var alone = await Python(connect);
        var connected = await Python(connect, isConnected: true);

        Assert.Equal("PermissionError\nPermissionError\n", alone.Output);
        Assert.StartsWith("reached ('127.0.0.1'", connected.Output, StringComparison.Ordinal);
        Assert.True(listener.Pending());
    }

    [Fact]
    public async Task It_sees_no_other_process_and_none_of_our_variables()
    {
        Environment.SetEnvironmentVariable("ACETATE_TEST_SECRET", "hidden-words");

        var result = await Shell("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' '\\n'; ls -d /proc/[0-9]* | wc -l", [], []);

        Environment.SetEnvironmentVariable("ACETATE_TEST_SECRET", null);
        Assert.DoesNotContain("hidden-words", result.Output, StringComparison.Ordinal);
        // The first of the sandbox, the shell, and what lists them.
        Assert.InRange(int.Parse(result.Output.TrimEnd().Split('\n')[^1], System.Globalization.CultureInfo.InvariantCulture), 2, 5);
    }

    [Fact]
    public async Task It_makes_no_namespace_mount_or_trace_and_has_no_capability()
    {

        var result = await Python("""
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            calls = {"unshare": lambda: libc.unshare(0x10000000), "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None), "ptrace": lambda: libc.ptrace(16, 1, 0, 0),
                     "clone": lambda: libc.syscall(56 if __import__("platform").machine() == "x86_64" else 220, 0x10000011, 0, 0, 0, 0), "io_uring_setup": lambda: libc.syscall(425, 1, 0),
                     "open_by_handle_at": lambda: libc.syscall(304 if __import__("platform").machine() == "x86_64" else 265, 0, 0, 0)}
            for name, call in calls.items():
                print(name, call(), ctypes.get_errno())
            print([line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapPrm", "CapEff", "NoNewPrivs"))])
            """);

        // Of root's rights the one to read what others own is left.
        var capabilities = Sandbox.IsRoot ? "0000000000000004" : "0000000000000000";
        Assert.Equal($"unshare -1 1\nmount -1 1\nptrace -1 1\nclone -1 1\nio_uring_setup -1 1\nopen_by_handle_at -1 1\n['{capabilities}', '{capabilities}', '1']\n", result.Output);
    }

    [Fact]
    public async Task FFmpeg_that_is_asked_for_another_file_does_not_find_it()
    {
        Corpus.Program("ffmpeg");
        var (input, other) = (Path.Join(_folder.Path, "in.png"), Path.Join(_folder.Path, "other.png"));
        foreach (var (file, colour) in ((string, string)[])[(input, "red"), (other, "blue")])
        {
            var made = await new ChildProcess { Program = "ffmpeg", Arguments = ["-v", "error", "-f", "lavfi", "-i", $"color={colour}:s=16x16", "-frames:v", "1", file], Reads = [], Writes = [_folder.Path] }.RunAsync(TimeProvider.System, default);
            Assert.True(made.IsSuccess, made.Complaint);
        }

        ChildProcess Copy(string file) => new() { Program = "ffmpeg", Arguments = ["-v", "error", "-i", file, "-f", "framemd5", "-"], Reads = [input], Writes = [] };
        var (own, theirs) = (await Copy(input).RunAsync(TimeProvider.System, default), await Copy(other).RunAsync(TimeProvider.System, default));

        Assert.True(own.IsSuccess, own.Complaint);
        Assert.Contains("No such file or directory", theirs.Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_a_sequence_are_seen_through_the_links_that_lead_to_them()
    {
        var (cards, links) = (Directory.CreateDirectory(Path.Join(_folder.Path, "card")).FullName, Directory.CreateDirectory(Path.Join(_folder.Path, "links")).FullName);
        var files = Enumerable.Range(0, 3 * Bubblewrap.MostFiles).Select(i =>
        {
            File.WriteAllText(Path.Join(cards, $"{i}.dpx"), $"{i};");
            return File.CreateSymbolicLink(Path.Join(links, $"{i}.dpx"), Path.Join(cards, $"{i}.dpx")).FullName;
        }).ToList();

        var result = await Shell(string.Join(' ', files.Prepend("cat")), files, []);

        Assert.Equal(string.Concat(Enumerable.Range(0, files.Count).Select(i => $"{i};")), result.Output);
    }

    private string Write(string name, string text)
    {
        var path = Path.Join(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<ChildResult> Shell(string script, IReadOnlyList<string> reads, IReadOnlyList<string> writes) =>
        new ChildProcess { Program = "sh", Arguments = ["-c", script], Reads = reads, Writes = writes }.RunAsync(TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task<ChildResult> Python(string script, bool isConnected = false) =>
        new ChildProcess { Program = "/usr/bin/python3", Arguments = ["-c", script], Reads = [], Writes = [], IsConnected = isConnected }.RunAsync(TimeProvider.System, TestContext.Current.CancellationToken);

    private static async Task<bool> CanMakeNamespacesAsync()
    {
        using var plain = Process.Start(new ProcessStartInfo("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"]) { RedirectStandardError = true })!;
        await plain.WaitForExitAsync(TestContext.Current.CancellationToken);
        return plain.ExitCode == 0;
    }
}
