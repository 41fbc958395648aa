using System.Diagnostics;

namespace Acetate.Cluster;

/// <summary>A network of its own for each node: a namespace, joined to this machine by a pair of virtual cards and a bridge. Where that is not allowed, all are on loopback.</summary>
/// <remarks>A shell holds it and takes it down when our end of its input closes, however we end.</remarks>
internal sealed class NodeNetwork : IAsyncDisposable
{
    // Names of network cards have at most 15 letters.
    private const string Bridge = "acetate-br";
    private const string Net = "10.203.77";
    private readonly string[] nodes;
    private Process? holder;

    private NodeNetwork(string[] nodes) => this.nodes = nodes;

    /// <summary>Why the nodes have no networks of their own; null when they have.</summary>
    public string? WhyNone { get; private init; }

    /// <summary>This machine, as the nodes see it.</summary>
    public string Host => WhyNone is null ? $"{Net}.1" : "127.0.0.1";

    /// <summary>A node, as this machine sees it.</summary>
    public string AddressOf(string node) => WhyNone is null ? $"{Net}.{11 + Array.IndexOf(nodes, node)}" : "127.0.0.1";

    /// <summary>What stands before a command that is run in a node's network.</summary>
    public string Inside(string node) => WhyNone is null ? $"nsenter --net=/run/netns/{Namespace(node)} -- " : "";

    /// <summary>Makes it.</summary>
    public static async Task<NodeNetwork> StartAsync(string[] nodes)
    {
        await RemoveAsync(nodes); // what a machine that lost power left
        var (routes, taken, _) = await Shell.TryAsync("ip", "-o", "-4", "address", "show");
        if (routes == 0 && taken.Contains($" {Net}.", StringComparison.Ordinal)) return new(nodes) { WhyNone = $"the network {Net}.0/24 is in use on this machine" };
        var network = new NodeNetwork(nodes);
        try
        {
            await Shell.RunAsync("ip", "link", "add", Bridge, "type", "bridge");
            await Shell.RunAsync("ip", "address", "add", $"{network.Host}/24", "dev", Bridge);
            await Shell.RunAsync("ip", "link", "set", Bridge, "up");
            foreach (var node in nodes)
            {
                await Shell.RunAsync("ip", "netns", "add", Namespace(node));
                await Shell.RunAsync("ip", "link", "add", Card(node), "type", "veth", "peer", "name", "eth0", "netns", Namespace(node));
                await Shell.RunAsync("ip", "link", "set", Card(node), "master", Bridge, "up");
                await Shell.RunAsync("ip", "-n", Namespace(node), "address", "add", $"{network.AddressOf(node)}/24", "dev", "eth0");
                await Shell.RunAsync("ip", "-n", Namespace(node), "link", "set", "lo", "up");
                await Shell.RunAsync("ip", "-n", Namespace(node), "link", "set", "eth0", "up");
            }
        }
        catch (ClusterException problem)
        {
            await RemoveAsync(nodes);
            return new(nodes) { WhyNone = problem.Message.ReplaceLineEndings(" ") };
        }

        network.holder = Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", $"cat >/dev/null\n{string.Join('\n', Removal(nodes))}"]) { RedirectStandardInput = true });
        return network;
    }

    /// <summary>Pulls the plug of a node's network, or puts it in again.</summary>
    public static Task ConnectAsync(string node, bool isConnected) => Shell.RunAsync("ip", "link", "set", Card(node), isConnected ? "up" : "down");

    public async ValueTask DisposeAsync()
    {
        if (holder is null) return;
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
        holder = null;
    }

    private static string Namespace(string node) => $"acetate-{node}";

    private static string Card(string node) => $"acetate-{node}";

    private static Task<(int Code, string Output, string Error)> RemoveAsync(string[] nodes) => Shell.TryAsync("bash", "-c", string.Join('\n', Removal(nodes)));

    private static IEnumerable<string> Removal(string[] nodes) =>
        [.. nodes.SelectMany(node => new[] { $"ip link delete {Card(node)}", $"ip netns delete {Namespace(node)}" }).Append($"ip link delete {Bridge}").Select(line => line + " 2>/dev/null")];
}
