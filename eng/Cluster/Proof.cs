using System.Diagnostics;
using Acetate.Library.Jobs;

namespace Acetate.Cluster;

/// <summary><c>./dev cluster prove</c>: the demo show on the cluster, a node that dies in the middle of it, and nothing that goes wrong.</summary>
internal static class Proof
{
    private const string DemoShow = "demo";
    private const string Victim = "n2";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static async Task<int> RunAsync(ClusterFolder folder, bool isSmall, bool inContainers)
    {
        using var stop = new CancellationTokenSource(Patience);
        using var signals = new Signals(stop);
        var since = Stopwatch.StartNew();
        try
        {
            await using var cluster = await Show.BringUpAsync(folder, stop.Token, new(Containers: inContainers));
            _ = Show.AnswerStatusAsync(folder, cluster, stop.Token);
            await cluster.MakeCardAsync(isSmall);
            Say($"The demo day goes in: ingest into S3, dailies, a VFX pull and a conform pull, all on the nodes{(inContainers ? ", each job a container" : "")}.");
            using var shoot = cluster.Shoot(DemoShow, isSmall);
            var shooting = Show.FollowAsync(shoot, line => Console.WriteLine($"         {line}"), stop.Token);
            var killed = await KillInTheMiddleAsync(cluster, shooting, Say, stop.Token);
            var code = await shooting;
            stop.Token.ThrowIfCancellationRequested();
            Say($"The demo show ended with {code}.");
            var ledger = await Ledger.ReadAsync(cluster.Library, stop.Token);
            Say($"The ledger: {ledger.Jobs} jobs, {ledger.Steps} steps, {ledger.Attempts} attempts; {ledger.Lost} lost with the node and made again, {ledger.Failed} failed and made again, {ledger.Moved} moved to another node.");
            foreach (var wrong in ledger.Wrong) Say($"WRONG: {wrong}");

            Say("The same day on this machine's own engine, in SQLite and plain folders.");
            using var local = cluster.ShootLocally(DemoShow, isSmall);
            var localCode = await Show.FollowAsync(local, _ => { }, stop.Token);
            stop.Token.ThrowIfCancellationRequested();
            var (here, there) = (Results.Of(folder.Path, DemoShow), Results.Of(folder.In("local/library"), DemoShow));
            var differences = Results.Differences(here, there).ToArray();
            Say($"Results: {here.Count} files of the cluster, {there.Count} of the local engine; {differences.Length} differ.");
            foreach (var difference in differences.Take(50)) Say($"WRONG: {difference}");

            var isProved = code == 0 && localCode == 0 && killed && ledger is { Steps: > 0, Lost: > 0, Wrong: [] } && here.Count > 0 && differences is [];
            Say(isProved ? $"Proved: a node died with {ledger.Lost} steps on it, each of {ledger.Steps} steps ended exactly once, and all {here.Count} results are the same bytes." : "NOT proved: see above.");
            return isProved ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Say(since.Elapsed > Patience ? "NOT proved: it was not over in half an hour." : "Stopped.");
            return 1;
        }

        void Say(string text) => Console.WriteLine($"{since.Elapsed.TotalSeconds,5:F1} s  {text}");
    }

    /// <summary>Kills a node while it has steps; it stays away until others have done them, and comes back.</summary>
    private static async Task<bool> KillInTheMiddleAsync(DemoCluster cluster, Task shooting, Action<string> say, CancellationToken cancellationToken)
    {
        while (!shooting.IsCompleted)
        {
            await Task.Delay(100, cancellationToken);
            var running = (await ClusterStatus.ReadAsync(cluster.Library, cancellationToken)).Where(entry => entry.Step.State == StepState.Running).ToArray();
            // A node has two cores, and a step takes one: when more run than two nodes can have, every node has one. Rendering takes long enough to be met.
            if (running.Length < 5 || running.Count(entry => entry.Step.Function.StartsWith("render-", StringComparison.Ordinal)) < 5) continue;
            await cluster.KillAsync(Victim);
            say($"KILLED node {Victim}: its slurmd, its job and its workers, at once, while {running.Length} steps were running: {string.Join(", ", running.Select(entry => entry.Step.Name))}");
            while (!shooting.IsCompleted && (await Ledger.ReadAsync(cluster.Library, cancellationToken)).Lost == 0) await Task.Delay(200, cancellationToken);
            say($"The loss is noticed; Slurm says: {(await cluster.Slurm.AskAsync("sinfo", "-h", "-N", "-n", Victim, "-p", "main", "-o", "%N %T")).Trim()}");
            await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
            await cluster.Slurm.StartNodeAsync(Victim);
            say($"Node {Victim} is started again.");
            return true;
        }

        return false;
    }
}
