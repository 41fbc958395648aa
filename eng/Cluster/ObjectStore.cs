using System.Globalization;

namespace Acetate.Cluster;

/// <summary>The S3 server: a Ceph gateway over one disk in memory (<c>eng/s3-server.sh</c>).</summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    private readonly string script, folder, address;
    private readonly int port;

    private ObjectStore(ClusterFolder cluster, string address, int port) =>
        (script, folder, this.address, this.port) = (Path.Join(cluster.Root, "eng", "s3-server.sh"), cluster.In("s3"), address, port);

    public string Url => $"http://{address}:{port}";

    public (string Access, string Secret) Keys { get; private set; }

    /// <summary>The store URL of a bucket.</summary>
    public string UrlOf(string bucket) => $"s3://{bucket}/?endpoint={Uri.EscapeDataString(Url)}&region=default";

    /// <summary>Starts it; it ends with this process.</summary>
    public static async Task<ObjectStore> StartAsync(ClusterFolder cluster, string address)
    {
        var store = new ObjectStore(cluster, address, ClusterFolder.FreePort());
        var keys = (await store.RunAsync("keys")).Trim().Split(' ');
        store.Keys = (keys[0], keys[1]);
        await store.RunAsync("start", store.folder, Port(store.port), Port(Environment.ProcessId));
        return store;
    }

    public Task AddBucketAsync(string name) => RunAsync("bucket", Port(port), name);

    /// <summary>Ends the gateway as a crash would; what was stored is still there.</summary>
    public Task KillAsync() => Shell.RunAsync("kill", "-9", File.ReadAllText(Path.Join(folder, "rgw.pid")).Trim());

    /// <summary>Starts the gateway again.</summary>
    public Task StartAsync() => RunAsync("gateway", folder, Port(port));

    /// <summary>Whether the gateway runs.</summary>
    public bool IsUp => File.Exists(Path.Join(folder, "rgw.pid")) && Directory.Exists($"/proc/{File.ReadAllText(Path.Join(folder, "rgw.pid")).Trim()}");

    public async ValueTask DisposeAsync() => await RunAsync("stop", folder);

    private Task<string> RunAsync(params string[] arguments) => Shell.RunAsync("setsid", ["env", $"ACETATE_S3_ADDRESS={address}", script, .. arguments]);

    private static string Port(int number) => number.ToString(CultureInfo.InvariantCulture);
}
