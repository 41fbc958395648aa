using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Acetate.Library;
using Acetate.Tests;

namespace Acetate.Cluster;

/// <summary>A facility on one machine: PostgreSQL, an S3 server, Slurm with its nodes, and two servers of one library, all real. Whatever of it is killed can be started again.</summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    private static readonly string[] Services = ["s1", "s2", "controller", "database", "gateway"];
    private readonly List<IAsyncDisposable> parts = [];
    private readonly Dictionary<string, string> variables = [];
    private readonly ClusterFolder folder;
    private bool areWorkersContained;
    private string token = "";

    private DemoCluster(ClusterFolder folder) => this.folder = folder;

    public NodeNetwork Network { get; private set; } = null!;

    public Scratch Scratch { get; private set; } = null!;

    public SlurmCluster Slurm { get; private set; } = null!;

    public PostgresServer Database { get; private set; } = null!;

    public ObjectStore Store { get; private set; } = null!;

    public ImmutableArray<AcetateServer> Servers { get; private set; } = [];

    /// <summary>What is between each server and the database.</summary>
    public ImmutableArray<Wire> Wires { get; private set; } = [];

    /// <summary>The clocks of nodes and servers; null where they are left alone.</summary>
    public Clocks? Clocks { get; private init; }

    /// <summary>The library, as this process sees it, which is no server.</summary>
    public MediaLibrary Library { get; private set; } = null!;

    /// <summary>What signs a browser in.</summary>
    public string Link { get; private set; } = "";

    /// <summary>What can be killed and started.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. SlurmCluster.Nodes, .. Services];

    /// <summary>Brings everything up.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="wishes">What is otherwise than usual.</param>
    /// <param name="say">Is told what is done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<DemoCluster> StartAsync(ClusterFolder folder, ClusterWishes wishes, Action<string> say, CancellationToken cancellationToken)
    {
        var cluster = new DemoCluster(folder) { Clocks = wishes.Clocks ? Clocks.TryMake(folder) : null, areWorkersContained = wishes.Containers };
        try
        {
            await cluster.BeginAsync(say, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether something of it runs.</summary>
    public bool IsUp(string name) => name switch
    {
        "s1" or "s2" => Servers.First(server => server.Name == name).IsUp,
        "controller" => Slurm.IsControllerUp,
        "database" => Database.IsUp,
        "gateway" => Store.IsUp,
        _ => Slurm.IsNodeUp(name),
    };

    /// <summary>Ends something at once and without a word, as a crash or a power cut would.</summary>
    public Task KillAsync(string name) => name switch
    {
        _ when !IsUp(name) => throw new ClusterException($"{name} is dead already. './dev cluster start {name}' brings it back."),
        "s1" => Servers[0].KillAsync(),
        "s2" => Servers[1].KillAsync(),
        "controller" => Slurm.KillControllerAsync(),
        "database" => Database.CrashAsync(),
        "gateway" => Store.KillAsync(),
        _ => Task.Run(() => Slurm.KillNode(name)),
    };

    /// <summary>Starts what was killed, and waits until it works.</summary>
    public Task StartAgainAsync(string name, CancellationToken cancellationToken) => name switch
    {
        _ when IsUp(name) => throw new ClusterException($"{name} is up. './dev cluster kill {name}' ends it."),
        "s1" or "s2" => Servers.First(server => server.Name == name).StartAsync(withLink: false, cancellationToken),
        "controller" => Slurm.StartControllerAsync(),
        "database" => Database.StartAsync(),
        "gateway" => Store.StartAsync(),
        _ => Slurm.StartNodeAsync(name),
    };

    /// <summary>Where each server says that the scheduler is: here, elsewhere, nowhere, or null where it does not answer.</summary>
    public async Task<string?[]> SchedulersAsync(CancellationToken cancellationToken) => await Task.WhenAll(Servers.Select(async server =>
        (await server.ReadyAsync(token, cancellationToken))?.GetProperty("scheduler").GetProperty("place").GetString()));

    /// <summary>Makes the demo's card unless it is there from before: several works take it in at a time.</summary>
    public async Task MakeCardAsync(bool small)
    {
        var card = Path.Join(CardHome(small), "card");
        if (Directory.Exists(card)) return;
        var making = Path.Join(CardHome(small), "making");
        if (Directory.Exists(making)) Directory.Delete(making, recursive: true);
        string[] arguments = ["demo", "shoot", making];
        await Shell.RunAsync(folder.Program("acetate"), small ? [.. arguments, "--small"] : arguments);
        Directory.Move(making, card);
    }

    /// <summary>The demo day, on its way through the servers into a show: a process that ends with the last pull.</summary>
    public Process Shoot(string show, bool small, params string[] wishes) => Start(["demo", "run", "--home", CardHome(small), "--library", folder.In("desk"), "--show", show, "--until-complete", .. wishes]);

    /// <summary>The same day on this machine's own engine, in a library of its own: what its results are compared with.</summary>
    public Process ShootLocally(string show, bool small, params string[] wishes)
    {
        var home = folder.In("local");
        Directory.CreateDirectory(home);
        if (!Directory.Exists(Path.Join(home, "card"))) Directory.CreateSymbolicLink(Path.Join(home, "card"), Path.Join(CardHome(small), "card"));
        return Start(["demo", "run", "--home", home, "--listen", "http://127.0.0.1:0", "--show", show, "--until-complete", .. wishes]);
    }

    public async ValueTask DisposeAsync()
    {
        // The servers first, in good order; then what they stand on.
        foreach (var part in Enumerable.Reverse(parts)) await part.DisposeAsync();
        parts.Clear();
    }

    private async Task BeginAsync(Action<string> say, CancellationToken cancellationToken)
    {
        Network = Keep(await NodeNetwork.StartAsync(SlurmCluster.Nodes, NodeNetwork.Shown));
        say(Network.WhyNone is null ? $"nodes {string.Join(", ", SlurmCluster.Nodes)}: each has a network of its own (namespaces acetate{NodeNetwork.Shown}-n1 …, a bridge at {Network.Host})"
            : $"nodes {string.Join(", ", SlurmCluster.Nodes)} share this machine's network and differ by their ports, because {Network.WhyNone}");
        Scratch = Keep(await Scratch.StartAsync(folder.In("scratch")));
        say("PostgreSQL");
        Database = Keep(await PostgresServer.TryStartAsync(folder.In("postgres")) ?? throw new ClusterException("PostgreSQL is not installed: apt-get install postgresql, or run './dev cluster', which installs it."));
        cancellationToken.ThrowIfCancellationRequested();
        say("S3: a Ceph gateway that keeps its objects in memory");
        Store = Keep(await ObjectStore.StartAsync(folder, Network.Host));
        await Store.AddBucketAsync("originals");
        cancellationToken.ThrowIfCancellationRequested();
        say("Slurm: munge, a controller and three nodes");
        Slurm = Keep(await SlurmCluster.StartAsync(new() { Folder = folder.In("slurm"), IsKept = true, Controller = Network.Host, AddressOf = Network.AddressOf, Inside = Network.Inside, Cores = 2 }));
        cancellationToken.ThrowIfCancellationRequested();
        say("two servers of one library");
        Wires = [Keep(new Wire(Database.Port)), Keep(new Wire(Database.Port))];
        await WriteSettingsAsync(cancellationToken);
        var ports = new List<int>();
        foreach (var wish in (int[])[5480, 5481]) ports.Add(ClusterFolder.FreePort(wish));
        Servers = [.. ports.Select((port, i) => Keep(new AcetateServer(folder, $"s{i + 1}", $"http://127.0.0.1:{port}", [.. variables, .. Clocks?.Of($"s{i + 1}") ?? []])))];
        Link = (await Servers[0].StartAsync(withLink: true, cancellationToken))!;
        token = Link.Split("#token=")[1];
        File.Copy(Path.Join(Servers[0].Home, "second-factor.key"), Path.Join(Servers[1].Home, "second-factor.key"));
        await Servers[1].StartAsync(withLink: false, cancellationToken);
        // Whoever opens stores in this process finds their keys where everybody does.
        foreach (var (name, value) in variables) Environment.SetEnvironmentVariable(name, value);
        var desk = LibraryOptions.Load(folder.In("desk"));
        // People who look at a cluster without its database want to know that soon.
        Library = Keep(await MediaLibrary.OpenAsync(desk with { Database = desk.Database with { Patience = TimeSpan.FromSeconds(5) } }, cancellationToken));
    }

    private async Task WriteSettingsAsync(CancellationToken cancellationToken)
    {
        variables["SLURM_CONF"] = Slurm.Configuration;
        (variables["ACETATE_S3_ACCESS_KEY"], variables["ACETATE_S3_SECRET_KEY"]) = Store.Keys;
        var password = folder.In("database-password");
        await WritePrivatelyAsync(password, Database.Password);
        // The desk is where people and this program look at the library; no server has it.
        foreach (var (name, port) in new[] { ("s1", Wires[0].Port), ("s2", Wires[1].Port), ("desk", Database.Port) })
        {
            Directory.CreateDirectory(folder.In(name));
            await WritePrivatelyAsync(Path.Join(folder.In(name), LibraryOptions.SettingsFile), JsonSerializer.Serialize(new
            {
                store = Store.UrlOf("originals"),
                archive = folder.In("archive"),
                derived = folder.In("derived"),
                workspaces = folder.In("workspaces"),
                database = new { connectionString = $"Host=127.0.0.1;Port={port};Database=postgres;Username=acetate", passwordFile = password },
            }));
        }

        await File.WriteAllTextAsync(folder.In("slurm.json"), JsonSerializer.Serialize(new
        {
            spool = folder.In("spool"),
            worker = new[] { areWorkersContained ? Containers.Worker(folder) : Clocks?.WorkerOnNode(folder.Program("acetate-worker")) ?? folder.Program("acetate-worker") },
            jobs = SlurmCluster.Nodes.Length,
            coresPerJob = 2,
            memoryPerJobMiB = 4096,
            scratch = Scratch.Path,
            // Short enough to watch; a facility takes a minute, and ten.
            lease = "0:00:15",
            leaveOut = "0:00:20",
            slurmLook = "0:00:01",
            variables = areWorkersContained ? await Containers.VariablesAsync(folder, cancellationToken) : [],
        }), cancellationToken);
        var environment = variables.Append(new("ACETATE_LIBRARY", folder.In("desk"))).Append(new("PATH", $"{folder.Root}/artifacts:$PATH"));
        await WritePrivatelyAsync(folder.In("env"), string.Concat(environment.Select(pair => $"export {pair.Key}=\"{pair.Value}\"\n")));
    }

    // Kept when all else of the last cluster is thrown away: making it takes ten seconds.
    private string CardHome(bool small) => Directory.CreateDirectory(folder.In(small ? "card-small" : "card-full")).FullName;

    private Process Start(string[] arguments)
    {
        // It ends when our end of its input closes, however we end.
        const string Held = """exec 3<&0; "$@" </dev/null 3<&- & child=$!; { cat <&3; kill -9 $child; } >/dev/null 2>&1 & exec 3<&-; wait $child""";
        var info = new ProcessStartInfo("setsid", ["bash", "-c", Held, "held", folder.Program("acetate"), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in variables) info.Environment[variable] = value;
        info.Environment.Remove("SLURM_CONF");
        return Process.Start(info)!;
    }

    private T Keep<T>(T part) where T : IAsyncDisposable
    {
        parts.Add(part);
        return part;
    }

    private static async Task WritePrivatelyAsync(string path, string text)
    {
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
    }
}

/// <summary>What of a cluster is otherwise than usual.</summary>
/// <param name="Clocks">Whether nodes and servers have clocks of their own, where that can be.</param>
/// <param name="Containers">Whether the jobs of nodes are containers.</param>
internal sealed record ClusterWishes(bool Clocks = false, bool Containers = false);
