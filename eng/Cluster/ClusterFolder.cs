using System.Net;
using System.Net.Sockets;

namespace Acetate.Cluster;

/// <summary>Where everything of <c>./dev cluster</c> lies: <c>.acetate/cluster</c> in the checkout.</summary>
internal sealed class ClusterFolder(string root)
{
    // A Unix socket's path has at most 107 bytes; Slurm's own within its folder are the longest.
    private const int LongestPath = 107 - 40;

    /// <summary>The checkout.</summary>
    public string Root => root;

    public string Path { get; } = System.IO.Path.Join(root, ".acetate", "cluster");

    /// <summary>Where the cluster that is up takes commands.</summary>
    public string Socket => In("control");

    /// <summary>The process that holds the cluster.</summary>
    public string Holder => In("holder.pid");

    public string In(string name) => System.IO.Path.Join(Path, name);

    public string Program(string name) => System.IO.Path.Join(root, "artifacts", "programs", name);

    /// <summary>Why a cluster cannot be here, in a sentence with a way out; null when it can.</summary>
    public string? WhyNot() =>
        Environment.UserName != "root" ? "Slurm's nodes, munge and network namespaces need root: './dev cluster' as root, or with sudo installed."
        : Path.Length > LongestPath ? $"The path {Path} is too long for sockets ({Path.Length} of at most {LongestPath} letters). Move the checkout to a shorter one, such as /srv/acetate."
        : Path.Any(letter => char.IsWhiteSpace(letter) || letter is '\'' or '"' or '\\' or ',' or '#' or '%') ? $"The path {Path} has a letter in it that Slurm's configuration cannot hold. Move the checkout, such as to /srv/acetate."
        : Acetate.Tests.SlurmCluster.WhyNot() is { } slurm ? slurm
        : !File.Exists(Program("acetate-server")) ? $"There is no {Program("acetate-server")}: './dev build' makes it."
        : null;

    /// <summary>Empties the folder of the last cluster but for the demo's card, which takes a while to make.</summary>
    public void Clear()
    {
        Directory.CreateDirectory(Path);
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
        {
            if (entry.Name.StartsWith("card", StringComparison.Ordinal)) continue;
            if (entry is DirectoryInfo folder) folder.Delete(recursive: true);
            else entry.Delete();
        }
    }

    /// <summary>A port that nobody has: the one that is wished for, if it is free.</summary>
    public static int FreePort(int wish = 0)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, wish);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException) when (wish != 0)
        {
            return FreePort();
        }
    }
}
