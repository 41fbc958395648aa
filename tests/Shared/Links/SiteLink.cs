using System.Diagnostics;

namespace Acetate.Tests.Links;

/// <summary>A site at the other end of a bad line: a network namespace, joined to this machine by a line with delay, loss and a rate.</summary>
/// <remarks>
/// Two network cards whose cables this process holds, and the packets in between. It needs root and <c>/dev/net/tun</c>, and no module of
/// the kernel that schedules packets. A shell takes the namespace down when our end of its input closes, however we end.
/// </remarks>
internal sealed class SiteLink : IAsyncDisposable
{
    private static int made;
    private readonly string space;
    private readonly TunDevice near, far;
    private readonly LinkDirection up, down;
    private readonly Process holder;

    private SiteLink(string space, int net, TunDevice near, TunDevice far, LinkTerms terms, Process holder)
    {
        (this.space, this.near, this.far, this.holder) = (space, near, far, holder);
        (Here, There) = ($"10.204.{net}.1", $"10.204.{net}.2");
        (up, down) = (new(far, near, terms, (ulong)net * 2 + 1), new(near, far, terms, (ulong)net * 2 + 2));
    }

    /// <summary>This machine as the site sees it.</summary>
    public string Here { get; }

    /// <summary>The site as this machine sees it.</summary>
    public string There { get; }

    /// <summary>What stands before a command that runs at the site.</summary>
    public string[] Inside => ["nsenter", $"--net=/run/netns/{space}", "--"];

    /// <summary>Packets from the site that arrived, those that did not, and bytes that did.</summary>
    public (long Passed, long Lost, long Bytes) FromSite => up.Count;

    /// <summary>Packets to the site that arrived, those that did not, and bytes that did.</summary>
    public (long Passed, long Lost, long Bytes) ToSite => down.Count;

    /// <summary>Whether the line is cut: nothing passes, and nobody is told.</summary>
    public bool IsCut
    {
        get => up.IsCut;
        set => up.IsCut = down.IsCut = value;
    }

    /// <summary>What keeps a link from being made here; null when nothing does.</summary>
    public static string? WhyNot() =>
        !OperatingSystem.IsLinux() ? "A simulated line needs Linux."
        : Environment.UserName != "root" ? "A simulated line needs root."
        : !File.Exists("/dev/net/tun") ? "A simulated line needs /dev/net/tun."
        : Array.Find(["ip", "nsenter", "setsid"], program => Try("which", program).Code != 0) is { } missing ? $"A simulated line needs the program '{missing}' (Debian: iproute2 util-linux)."
        : null;

    /// <summary>Makes a site and its line.</summary>
    /// <exception cref="InvalidOperationException">The system does not let us.</exception>
    public static SiteLink Start(LinkTerms terms)
    {
        var taken = Run("ip", "-o", "-4", "address", "show");
        var number = Interlocked.Increment(ref made);
        var net = Enumerable.Range(0, 250).Select(i => (Environment.ProcessId * 7 + number + i) % 250 + 1).First(n => !taken.Contains($" 10.204.{n}.", StringComparison.Ordinal));
        var space = $"acetate-{Environment.ProcessId}-{number}";
        Run("ip", "netns", "add", space);
        var holder = Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", $"cat >/dev/null\nip netns delete {space}"]) { RedirectStandardInput = true })!;
        var (near, far) = (new TunDevice($"al{Environment.ProcessId}x{number}n"), new TunDevice($"al{Environment.ProcessId}x{number}f"));
        Run("ip", "link", "set", far.Name, "netns", space);
        Run("ip", "address", "add", $"10.204.{net}.1", "peer", $"10.204.{net}.2", "dev", near.Name);
        Run("ip", "link", "set", near.Name, "txqueuelen", "2000", "up");
        Run("ip", "-n", space, "link", "set", "lo", "up");
        Run("ip", "-n", space, "address", "add", $"10.204.{net}.2", "peer", $"10.204.{net}.1", "dev", far.Name);
        Run("ip", "-n", space, "link", "set", far.Name, "txqueuelen", "2000", "up");
        // /proc/sys shows the network of whoever looks.
        Run("nsenter", $"--net=/run/netns/{space}", "--", "sh", "-c", $"echo {terms.Congestion} >/proc/sys/net/ipv4/tcp_congestion_control");
        return new(space, net, near, far, terms, holder);
    }

    public async ValueTask DisposeAsync()
    {
        up.Dispose();
        down.Dispose();
        near.Dispose();
        far.Dispose();
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
    }

    private static string Run(string program, params string[] arguments)
    {
        var (code, output, error) = Try(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {code}: {error.Trim()}");
    }

    private static (int Code, string Output, string Error) Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
