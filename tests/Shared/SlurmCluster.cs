using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Acetate.Tests;

/// <summary>A real Slurm cluster of this run's own: munge, a controller and three nodes on this machine, on free ports, in a temporary folder.</summary>
/// <remarks>It ends with the process, however that ends: a small shell holds it and stops it when its standard input closes. It needs root, as munge and nodes do.</remarks>
internal sealed partial class SlurmCluster : IAsyncDisposable
{
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo", "scontrol", "slurmrestd"];
    private readonly SlurmPlace place;
    private readonly int controllerPort;
    private readonly int[] nodePorts;
    private readonly int[] cloudPorts;
    private Process? holder;

    private SlurmCluster(SlurmPlace place, int[] ports) => (this.place, controllerPort, nodePorts, cloudPorts) = (place, ports[0], ports[1..4], ports[4..]);

    /// <summary>The names of the nodes.</summary>
    public static string[] Nodes { get; } = ["n1", "n2", "n3"];

    /// <summary>Its folder; everyone may look in, as munge wants it.</summary>
    public string Folder => place.Folder;

    /// <summary>Its configuration: what Slurm's programs find in the variable <c>SLURM_CONF</c>.</summary>
    public string Configuration => Path.Join(Folder, "slurm.conf");

    /// <summary>What keeps a cluster from being started here; null when nothing does.</summary>
    public static string? WhyNot() =>
        Environment.UserName != "root" ? "A Slurm cluster of its own needs root."
        : Programs.FirstOrDefault(program => Find(program) is null) is { } missing ? $"Slurm's program '{missing}' is not installed (Debian: munge slurmctld slurmd slurm-client slurmrestd slurm-wlm-basic-plugins slurm-wlm-jwt-plugin). './dev test' installs it."
        : null;

    /// <summary>A new cluster.</summary>
    public static async Task<SlurmCluster> StartAsync(SlurmPlace? place = null)
    {
        place ??= new();
        var cluster = new SlurmCluster(place, FreePorts(4 + place.Cloud.Length));
        try
        {
            await cluster.BeginAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>What one of Slurm's programs prints.</summary>
    public async Task<string> AskAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Find(program)!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SLURM_CONF"] = Configuration },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await error;
    }

    /// <summary>Ends everything that runs on a node, at once and without a word, as a power cut would.</summary>
    public void KillNode(string node)
    {
        // The daemon first, so that it tells nobody of the rest.
        foreach (var process in ProcessesOf(node).OrderByDescending(process => process.IsDaemon)) Signal(process.Id, 9);
        foreach (var process in ProcessesOf(node)) Signal(process.Id, 9);
    }

    /// <summary>Ends one of the processes that run for jobs on a node, without a word: a pilot, a worker, or a program that a worker called.</summary>
    /// <param name="node">Which node.</param>
    /// <param name="choice">Which of them, counted around.</param>
    /// <returns>Its name; null when nothing runs there.</returns>
    public string? KillJob(string node, int choice)
    {
        int[] jobs = [.. ProcessesOf(node).Where(process => process.IsJob).Select(process => process.Id).Order()];
        if (jobs.Length == 0) return null;
        var id = jobs[choice % jobs.Length];
        var name = File.Exists($"/proc/{id}/comm") ? File.ReadAllText($"/proc/{id}/comm").Trim() : null;
        Signal(id, 9);
        return name;
    }

    /// <summary>Halts everything that runs for jobs on a node: to their engine they are out of sight. Slurm's own daemon goes on.</summary>
    /// <returns>Their processes.</returns>
    public int[] HaltJobs(string node)
    {
        int[] jobs = [.. ProcessesOf(node).Where(process => process.IsJob).Select(process => process.Id)];
        foreach (var job in jobs) Signal(job, 19);
        return jobs;
    }

    /// <summary>Ends everything that runs for jobs on any node, without a word; the nodes see it.</summary>
    public void KillJobs()
    {
        foreach (var process in Nodes.SelectMany(ProcessesOf).Where(process => process.IsJob)) Signal(process.Id, 9);
    }

    /// <summary>Lets halted processes go on.</summary>
    public static void Continue(int[] processes)
    {
        foreach (var process in processes) Signal(process, 18);
    }

    /// <summary>Starts <c>slurmrestd</c>, which ends with the cluster.</summary>
    /// <returns>Its address, and a token for root.</returns>
    public async Task<(Uri Url, string Token)> StartRestAsync()
    {
        var url = new Uri($"http://127.0.0.1:{FreePorts(1)[0]}");
        // It refuses to run as root, and takes whoever comes for whom the token names.
        await RunAsync($"SLURM_JWT=daemon {Daemon("slurmrestd", "rest", $"setpriv --reuid=nobody --regid=nogroup --clear-groups -- '{Find("slurmrestd")}' -a rest_auth/jwt -s openapi/v0.0.38 127.0.0.1:{url.Port}")}");
        var token = (await AskAsync("scontrol", "token", "username=root", "lifespan=3600")).Trim();
        using var http = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                await http.GetAsync(url);
                return (url, token);
            }
            catch (HttpRequestException) when (tries < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Whether the controller's process runs.</summary>
    public bool IsControllerUp => Runs("ctld");

    /// <summary>Whether the process of a node's daemon runs.</summary>
    public bool IsNodeUp(string node) => Runs(node);

    /// <summary>Ends the controller as a crash would.</summary>
    public async Task KillControllerAsync() => await RunAsync($"kill -9 $(cat '{Folder}/run/ctld.pid')");

    /// <summary>Starts the controller again; it knows what it knew.</summary>
    public async Task StartControllerAsync()
    {
        await RunAsync(Daemon("slurmctld", "ctld", "'" + Find("slurmctld") + $"' -D -f '{Configuration}'"));
        await UntilAsync("scontrol", ["ping"], answer => answer.Contains("is UP", StringComparison.Ordinal));
    }

    /// <summary>Starts a node again after it was killed, and waits until it takes work.</summary>
    public async Task StartNodeAsync(string node)
    {
        await RunAsync(NodeDaemon(node));
        await UntilAsync("sinfo", ["-h", "-n", node, "-p", "main", "-o", "%T"], answer => answer.Trim() is "idle" or "mixed" or "allocated", async answer =>
        {
            // Back within seconds, it meets what Slurm believed to be its jobs, and is drained until somebody says that it may be used again.
            if (answer.StartsWith("drain", StringComparison.Ordinal)) await AskAsync("scontrol", "update", $"nodename={node}", "state=resume");
        });
    }

    /// <summary>Ends all jobs at once and waits until every node is there and has nothing to do, so that nobody meets what others left.</summary>
    public async Task ClearAsync()
    {
        await AskAsync("scancel", "--signal=KILL", "--full", "--user=root");
        await AskAsync("scancel", "--user=root");
        await UntilAsync("sinfo", ["-h", "-p", "main", "-o", "%T %D"], answer => answer.Trim() == "idle 3", async answer =>
        {
            // A node that was killed is down, or drained, until somebody says that it may be used again.
            if (Regex.IsMatch(answer, "down|drain")) await AskAsync("scontrol", "update", "nodename=n1,n2,n3", "state=resume");
        });
    }

    /// <summary>What runs and waits, and how the nodes are: for the message of a test that waited in vain.</summary>
    public async Task<string> DescribeAsync() =>
        $"{await AskAsync("squeue", "-o", "%i %j %T %N %r")}{await AskAsync("sinfo", "-N", "-o", "%N %P %T %E")}";

    public async ValueTask DisposeAsync()
    {
        if (holder is null) return;
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
        holder = null;
    }

    private async Task BeginAsync()
    {
        Directory.CreateDirectory(Path.Join(Folder, "run"));
        Directory.CreateDirectory(Path.Join(Folder, "state"));
        Directory.CreateDirectory(Path.Join(Folder, "spool"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Folder, (UnixFileMode)Convert.ToInt32("755", 8));
        await File.WriteAllBytesAsync(Path.Join(Folder, "jwt.key"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Join(Folder, "jwt.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(Configuration, ConfigurationText());
        if (place.Cloud.Length > 0) await WriteCloudAsync();
        var munge = Path.Join(Folder, "munge");
        // Every daemon has a session of its own, so that the shell that holds them can be waited for.
        var script = $"""
            exec 3<&0 2>/dev/null
            head -c 128 /dev/urandom >'{munge}.key'; chmod 600 '{munge}.key'
            '{Find("munged")}' --force --key-file='{munge}.key' --socket='{munge}.sock' --pid-file='{Folder}/run/munge.pid' --log-file='{munge}.log' --seed-file='{munge}.seed' >/dev/null 2>&1
            {Daemon("slurmctld", "ctld", $"'{Find("slurmctld")}' -D -c -f '{Configuration}'")}
            {string.Join('\n', Nodes.Select(NodeDaemon))}
            cat <&3 >/dev/null
            for pass in 1 2 3; do
              grep -lzxF 'SLURM_CONF={Configuration}' /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 | xargs -r kill -9 2>/dev/null
            done
            kill -9 $(cat '{Folder}/run/munge.pid')
            {(place.IsKept ? "" : $"rm -rf '{Folder}'")}
            """;
        // Ctrl+C at a terminal goes to us and not to the shell, which must live to tidy up.
        holder = Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", script]) { RedirectStandardInput = true })!;
        await UntilAsync("sinfo", ["-h", "-p", "main", "-o", "%T %D"], answer => answer.Trim() == "idle 3");
    }

    private bool Runs(string daemon)
    {
        var file = Path.Join(Folder, "run", $"{daemon}.pid");
        return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } process && File.Exists($"/proc/{process}/comm") && File.ReadAllText($"/proc/{process}/comm").StartsWith("slurm", StringComparison.Ordinal);
    }

    private string NodeDaemon(string node) =>
        Daemon("slurmd", node, $"{place.Inside(node)}'{Find("slurmd")}' -D -N {node} -f '{Configuration}'");

    /// <summary>A daemon in the background. Its environment says whose it is: that is how it is found again.</summary>
    private string Daemon(string name, string node, string command) =>
        $"SLURM_CONF='{Configuration}' ACETATE_TEST_NODE={node} ACETATE_TEST_DAEMON={name} setsid {command} >>'{Folder}/{node}.out' 2>&1 </dev/null 3<&- &";

    private async Task UntilAsync(string program, string[] arguments, Func<string, bool> holds, Func<string, Task>? help = null)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await AskAsync(program, arguments);
            if (holds(answer)) return;
            if (help is not null) await help(answer);
            if (tries > 1200 || holder!.HasExited) throw new InvalidOperationException($"Slurm is not as it should be; {program} says: {answer} The logs are in {Folder}. {await DescribeAsync()}");
            await Task.Delay(50);
        }
    }

    /// <summary>The processes of a node: its daemon, what holds its jobs, and the jobs.</summary>
    private List<(int Id, bool IsDaemon, bool IsJob)> ProcessesOf(string node)
    {
        var ours = Encoding.UTF8.GetBytes($"\0SLURM_CONF={Configuration}\0");
        var daemon = Encoding.UTF8.GetBytes($"\0ACETATE_TEST_NODE={node}\0");
        var job = Encoding.UTF8.GetBytes($"\0SLURMD_NODENAME={node}\0");
        var found = new List<(int, bool, bool)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            try
            {
                byte[] environment = [0, .. File.ReadAllBytes(Path.Join(folder, "environ")), 0];
                if (environment.AsSpan().IndexOf(ours) < 0) continue;
                var isJob = environment.AsSpan().IndexOf(job) >= 0;
                if (isJob || environment.AsSpan().IndexOf(daemon) >= 0) found.Add((id, !isJob && File.ReadAllText(Path.Join(folder, "comm")).StartsWith("slurmd", StringComparison.Ordinal), isJob));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Gone already.
            }
        }

        return found;
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(folder => Path.Join(folder, program)).FirstOrDefault(File.Exists);

    private static void Signal(int process, int signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }

    private static async Task RunAsync(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script]))!;
        await process.WaitForExitAsync();
    }

    /// <summary>Ports that nobody has, all held until all are found.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
