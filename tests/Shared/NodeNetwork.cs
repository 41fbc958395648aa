using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Acetate.Tests;

/// <summary>A network of its own for each node: a namespace, joined to this machine by a pair of virtual cards and a bridge. Where that is not allowed, all are on loopback.</summary>
/// <remarks>A shell holds it and takes it down when our end of its input closes, however we end.</remarks>
internal sealed partial class NodeNetwork : IAsyncDisposable
{
    /// <summary>The number of the network that people are shown: 10.203.77.0/24. Those of tests have any other.</summary>
    public const int Shown = 77;

    private readonly string[] nodes;
    private readonly int number;
    private Process? holder;

    private NodeNetwork(string[] nodes, int number) => (this.nodes, this.number) = (nodes, number);

    /// <summary>Why the nodes have no networks of their own; null when they have.</summary>
    public string? WhyNone { get; private init; }

    /// <summary>This machine, as the nodes see it.</summary>
    public string Host => WhyNone is null ? $"{Net}.1" : "127.0.0.1";

    private string Net => $"10.203.{number}";

    // Names of network cards have at most 15 letters.
    private string Bridge => $"acetate{number}";

    /// <summary>A node, as this machine sees it.</summary>
    public string AddressOf(string node) => WhyNone is null ? $"{Net}.{11 + Array.IndexOf(nodes, node)}" : "127.0.0.1";

    /// <summary>What stands before a command that is run in a node's network.</summary>
    public string Inside(string node) => WhyNone is null ? $"nsenter --net=/run/netns/{Card(node)} -- " : "";

    /// <summary>Makes it.</summary>
    /// <param name="nodes">Their names.</param>
    /// <param name="wanted">Its number; null: one that nobody has.</param>
    public static async Task<NodeNetwork> StartAsync(string[] nodes, int? wanted = null)
    {
        // What a machine that lost power left of the one that is always the same.
        if (wanted is { } same) await ShellAsync(string.Join('\n', new NodeNetwork(nodes, same).Removal()));
        var (_, taken) = await ShellAsync("ip -o -4 address show");
        var used = OurNetworks().Matches(taken).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        if (wanted is { } number && used.Contains(number)) return new(nodes, number) { WhyNone = $"the network 10.203.{number}.0/24 is in use on this machine" };
        // Two that begin at the same moment may choose the same number: the bridge is the first thing made, and only one of them makes it.
        var (code, words) = (1, "every network 10.203.x.0/24 is in use on this machine");
        foreach (var choice in wanted is { } only ? [only] : Enumerable.Range(1, 250).Where(choice => choice != Shown && !used.Contains(choice)).OrderBy(_ => System.Security.Cryptography.RandomNumberGenerator.GetInt32(1000)).Take(5))
        {
            var network = new NodeNetwork(nodes, choice);
            (code, words) = await ShellAsync($"set -e\nip link add {network.Bridge} type bridge");
            if (code != 0) continue;
            (code, words) = await ShellAsync($"set -e\n{string.Join('\n', network.Making())}");
            if (code == 0)
            {
                network.holder = Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", $"cat >/dev/null\n{string.Join('\n', network.Removal())}"]) { RedirectStandardInput = true });
                return network;
            }

            await ShellAsync(string.Join('\n', network.Removal()));
            break;
        }

        return new(nodes, 0) { WhyNone = words.Trim().ReplaceLineEndings(" ") };
    }

    /// <summary>Pulls the plug of a node's network, or puts it in again.</summary>
    public async Task ConnectAsync(string node, bool isConnected)
    {
        var (code, words) = await ShellAsync($"ip link set {Card(node)} {(isConnected ? "up" : "down")}");
        if (code != 0) throw new InvalidOperationException($"The network of {node} cannot be switched: {words.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (holder is null) return;
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
        holder = null;
    }

    /// <summary>A node's namespace, and the card of this machine that leads there.</summary>
    private string Card(string node) => $"acetate{number}-{node}";

    private IEnumerable<string> Making() =>
    [
        $"ip address add {Host}/24 dev {Bridge}",
        $"ip link set {Bridge} up",
        .. nodes.SelectMany(node => new[]
        {
            $"ip netns add {Card(node)}",
            $"ip link add {Card(node)} type veth peer name eth0 netns {Card(node)}",
            $"ip link set {Card(node)} master {Bridge} up",
            $"ip -n {Card(node)} address add {AddressOf(node)}/24 dev eth0",
            $"ip -n {Card(node)} link set lo up",
            $"ip -n {Card(node)} link set eth0 up",
        }),
    ];

    private IEnumerable<string> Removal() =>
        [.. nodes.SelectMany(node => new[] { $"ip link delete {Card(node)}", $"ip netns delete {Card(node)}" }).Append($"ip link delete {Bridge}").Select(line => line + " 2>/dev/null")];

    private static async Task<(int Code, string Words)> ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec 2>&1\n{script}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        shell.StandardInput.Close();
        var words = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, words);
    }

    [GeneratedRegex(@" 10\.203\.(\d{1,3})\.")]
    private static partial Regex OurNetworks();
}
