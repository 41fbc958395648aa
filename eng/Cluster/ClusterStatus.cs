using System.Globalization;
using System.Text;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Tests;

namespace Acetate.Cluster;

/// <summary>How the cluster stands, for people.</summary>
internal static class ClusterStatus
{
    private const int MostJobs = 500;

    public static async Task<string> DescribeAsync(DemoCluster cluster, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var schedulers = await cluster.SchedulersAsync(cancellationToken);
        text.AppendLine("SERVER  ADDRESS");
        foreach (var (server, scheduler) in cluster.Servers.Zip(schedulers))
            text.AppendLine($"{server.Name,-6}  {server.Url}  {(!server.IsUp ? "is dead" : scheduler is null ? "runs, and waits for something that is away" : scheduler == "here" ? "answers, and is the scheduler" : "answers")}");
        var controller = await cluster.Slurm.AskAsync("scontrol", "ping");
        var isScheduled = controller.Contains("is UP", StringComparison.Ordinal);
        text.AppendLine($"PostgreSQL is {(cluster.Database.IsUp ? "up" : "away")}, Slurm's controller {(isScheduled ? "up" : "away")}, the S3 gateway {cluster.Store.Url} {(cluster.Store.IsUp ? "up" : "away")}.");
        text.AppendLine().AppendLine("NODE  ADDRESS        STATE       JOBS");
        var nodes = isScheduled ? Words(await cluster.Slurm.AskAsync("sinfo", "-h", "-N", "-p", "main", "-o", "%N %T")) : [];
        var jobs = isScheduled ? Words(await cluster.Slurm.AskAsync("squeue", "-h", "-o", "%N %i %T")) : [];
        foreach (var node in SlurmCluster.Nodes)
        {
            var state = nodes.FirstOrDefault(words => words[0] == node)?.ElementAtOrDefault(1)?.TrimEnd('*') ?? "not known";
            if (!cluster.Slurm.IsNodeUp(node)) state = "dead";
            var running = jobs.Where(words => words[0] == node).Select(words => $"{words[1]} {words[^1].ToLowerInvariant()}");
            text.AppendLine($"{node,-4}  {cluster.Network.AddressOf(node),-13}  {state,-10}  {string.Join(", ", running)}");
        }

        text.AppendLine();
        try
        {
            await DescribeStepsAsync(cluster, text, cancellationToken);
        }
        catch (Exception problem) when (problem is LibraryException or IOException)
        {
            text.AppendLine(cluster.Database.IsUp ? $"The library does not answer: {problem.Message}" : "The library cannot be asked: PostgreSQL is away. './dev cluster start database' brings it back.");
        }

        return text.ToString().TrimEnd();
    }

    private static async Task DescribeStepsAsync(DemoCluster cluster, StringBuilder text, CancellationToken cancellationToken)
    {
        var ledger = await ReadAsync(cluster.Library, cancellationToken);
        text.AppendLine("SHOW       WAITING  RUNNING  DONE  HELD  DONE AGAIN");
        foreach (var show in ledger.GroupBy(entry => entry.Job.Show).OrderBy(show => show.Key, StringComparer.Ordinal))
        {
            int Count(params StepState[] states) => show.Count(entry => states.Contains(entry.Step.State));
            text.AppendLine(CultureInfo.InvariantCulture, $"{show.Key,-9}  {Count(StepState.Waiting, StepState.Ready),7}  {Count(StepState.Running),7}  {Count(StepState.Done),4}  {Count(StepState.Held),4}  {show.Count(entry => entry.Step.Attempts > 1),10}");
        }

        foreach (var (job, step) in ledger.Where(entry => entry.Step.State == StepState.Running))
            text.AppendLine(CultureInfo.InvariantCulture, $"running: {job.Show} {job.Title}: {step.Name}{(step.Attempts > 1 ? $", attempt {step.Attempts}" : "")}{(step.Total > 0 ? $", {step.Done / step.Total:P0}" : "")}");
        foreach (var (job, step) in ledger.Where(entry => entry.Step.State == StepState.Held)) text.AppendLine($"held: {job.Show} {job.Title}: {step.Name}: {step.Problem}");
    }

    /// <summary>How far all work is, in a sentence.</summary>
    public static async Task<string> CountAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        var ledger = await ReadAsync(library, cancellationToken);
        return $"Of {ledger.Count} steps so far {ledger.Count(entry => entry.Step.State == StepState.Done)} are done, {ledger.Count(entry => entry.Step.State == StepState.Running)} run, {ledger.Count(entry => entry.Step.State == StepState.Held)} are held.";
    }

    /// <summary>Every step that the library knows.</summary>
    public static async Task<List<(JobRow Job, StepRow Step)>> ReadAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        await using var tx = await library.ReadAsync(cancellationToken);
        var all = new List<(JobRow, StepRow)>();
        foreach (var job in await tx.JobsAsync(null, null, MostJobs, cancellationToken))
            foreach (var step in await tx.StepsAsync(job.Id, cancellationToken)) all.Add((job, step));
        return all;
    }

    private static string[][] Words(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 1)];
}
