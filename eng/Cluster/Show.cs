using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Acetate.Library;

namespace Acetate.Cluster;

/// <summary><c>./dev cluster</c>: the cluster with the demo show on it, until Ctrl+C.</summary>
internal static class Show
{
    public static async Task<int> RunAsync(ClusterFolder folder, bool isSmall)
    {
        using var stop = new CancellationTokenSource();
        using var signals = new Signals(stop);
        var nights = 0;
        var works = new List<Task>();
        try
        {
            await using var cluster = await BringUpAsync(folder, stop.Token);
            var answering = Control.ServeAsync(folder, AnswerAsync, stop.Token);
            Console.WriteLine(Welcome(cluster, folder));
            await cluster.MakeCardAsync(isSmall);
            works.Add(WorkAsync(cluster, "demo"));
            await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Console.WriteLine("Ending servers, nodes, S3 and PostgreSQL.");
            await Task.WhenAll([answering, .. works]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            async Task AnswerAsync(string[] words, Func<string, Task> write)
            {
                switch (words)
                {
                    case ["status"]:
                        await write(await ClusterStatus.DescribeAsync(cluster, stop.Token));
                        break;
                    case ["work"]:
                        var show = string.Create(CultureInfo.InvariantCulture, $"night-{++nights}");
                        works.Add(WorkAsync(cluster, show));
                        await write($"The demo day goes in again, as the show {show}: ingest, dailies and pulls, some 90 steps, a minute or two. Watch it: ./dev cluster status");
                        break;
                    case ["kill", var name]:
                        await cluster.KillAsync(name);
                        await write($"{name} is dead. See how the others take it: ./dev cluster status. It comes back with: ./dev cluster start {name}");
                        break;
                    case ["start", var name]:
                        await cluster.StartAgainAsync(name, stop.Token);
                        await write($"{name} is up.");
                        break;
                }
            }

            async Task WorkAsync(DemoCluster cluster, string show)
            {
                var code = await ShootAsync(cluster, show, isSmall, line => Console.WriteLine($"{show}  {line}"), stop.Token);
                if (!stop.IsCancellationRequested) Console.WriteLine(code == 0 ? $"{show}  done. The cluster is up until Ctrl+C." : $"{show}  something of it is held. Its page in the browser says what to do.");
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // While it was being brought up; what there was of it is gone.
        }

        return 0;
    }

    /// <summary><c>./dev cluster stop</c>.</summary>
    public static async Task<int> StopAsync(ClusterFolder folder)
    {
        if (HolderOf(folder) is not { } holder)
        {
            Console.WriteLine("No cluster is up here; nothing is left to stop.");
            return 0;
        }

        using var process = Process.GetProcessById(holder);
        await Shell.RunAsync("kill", "-TERM", holder.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync();
        Console.WriteLine($"All is stopped. The logs are in {folder.Path}.");
        return 0;
    }

    /// <summary>Brings a cluster up, unless one is up.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="wishes">What is otherwise than usual.</param>
    public static async Task<DemoCluster> BringUpAsync(ClusterFolder folder, CancellationToken cancellationToken, ClusterWishes? wishes = null)
    {
        if (folder.WhyNot() is { } reason) throw new ClusterException(reason);
        if (HolderOf(folder) is { } other) throw new ClusterException($"A cluster is up here already (process {other}). './dev cluster status' shows it, './dev cluster stop' ends it.");
        await Scratch.RemoveAsync(folder.In("scratch"));
        folder.Clear();
        await File.WriteAllTextAsync(folder.Holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken);
        var since = Stopwatch.StartNew();
        DemoCluster cluster;
        try
        {
            cluster = await DemoCluster.StartAsync(folder, wishes ?? new(), what => Console.WriteLine($"{since.Elapsed.TotalSeconds,5:F1} s  {what}"), cancellationToken);
        }
        catch (Exception problem) when (problem is InvalidOperationException or LibraryException or IOException)
        {
            throw new ClusterException($"{problem.Message} Logs are in {folder.Path}.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{since.Elapsed.TotalSeconds,5:F1} s  everything is up"));
        return cluster;
    }

    /// <summary>Shows a cluster that nobody else is to touch to whoever asks.</summary>
    public static Task AnswerStatusAsync(ClusterFolder folder, DemoCluster cluster, CancellationToken cancellationToken) => Control.ServeAsync(folder,
        async (words, write) => await write(words is ["status"] ? await ClusterStatus.DescribeAsync(cluster, cancellationToken)
            : throw new ClusterException("This cluster is breaking things by itself. './dev cluster status' shows it, './dev cluster stop' ends it.")), cancellationToken);

    /// <summary>Brings the demo day in, whatever happens meanwhile to those whom that needs: begun again, it goes on where it was.</summary>
    /// <returns>0 when all is delivered, 1 when something is held.</returns>
    public static async Task<int> ShootAsync(DemoCluster cluster, string show, bool isSmall, Action<string> line, CancellationToken cancellationToken, params string[] wishes)
    {
        while (true)
        {
            using var shoot = cluster.Shoot(show, isSmall, wishes);
            var code = await FollowAsync(shoot, line, cancellationToken);
            if (code is 0 or 1 || cancellationToken.IsCancellationRequested) return code;
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        }
    }

    /// <summary>Passes on what a process prints until its end; it is ended when that is asked for.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> FollowAsync(Process process, Action<string> line, CancellationToken cancellationToken)
    {
        using var end = cancellationToken.Register(process.StandardInput.Close);
        await Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } text)
                if (!cancellationToken.IsCancellationRequested) line(text);
        }
    }

    private static string Welcome(DemoCluster cluster, ClusterFolder folder)
    {
        var other = cluster.Link.Replace(cluster.Servers[0].Url, cluster.Servers[1].Url, StringComparison.Ordinal);
        var links = $"Two servers of one library; either of these signs you in:\n  {cluster.Link}\n  {other}";
        if (Console.IsOutputRedirected)
        {
            // Whatever takes this output may be a log, and a token must never stand in one.
            using var file = new StreamWriter(folder.In("link"), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            file.WriteLine($"{cluster.Link}\n{other}");
            links = $"Two servers of one library, {cluster.Servers[0].Url} and {cluster.Servers[1].Url}. Links that sign you in are in {folder.In("link")}, for this user only.";
        }

        return $"""

            {links}

            From another terminal:
              ./dev cluster status        servers, nodes, jobs, steps
              ./dev cluster work          a minute or two of work
              ./dev cluster kill n2       a power cut on node n2, while it works (also n1, n3, s1, s2, controller, database, gateway)
              ./dev cluster start n2      it is back
              . {Path.GetRelativePath(folder.Root, folder.In("env"))}; squeue; acetate jobs list
            Ctrl+C, or ./dev cluster stop, ends it all.

            """;
    }

    // The lock of a process that has ended is nobody's.
    private static int? HolderOf(ClusterFolder folder)
    {
        if (!File.Exists(folder.Holder) || !int.TryParse(File.ReadAllText(folder.Holder), out var id) || id == Environment.ProcessId) return null;
        var command = $"/proc/{id}/cmdline";
        return File.Exists(command) && File.ReadAllText(command).Contains("Acetate.Cluster", StringComparison.Ordinal) ? id : null;
    }
}

/// <summary>Whoever asks us to end, in whatever way, has it ended in good order.</summary>
internal sealed class Signals : IDisposable
{
    private readonly PosixSignalRegistration[] registrations;

    public Signals(CancellationTokenSource stop) => registrations = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]).Select(signal => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    }))];

    public void Dispose()
    {
        foreach (var one in registrations) one.Dispose();
    }
}
