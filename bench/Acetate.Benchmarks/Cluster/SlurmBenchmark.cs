using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Compute.Slurm;
using Acetate.Steps;
using Acetate.Tests;

namespace Acetate.Benchmarks.Cluster;

/// <summary>What a scheduler in between costs short steps: Slurm with nodes on this machine, beside our local pool and beside <c>xargs -P</c>, on the same cores.</summary>
internal static class SlurmBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (SlurmCluster.WhyNot() is { } missing)
        {
            Console.WriteLine($"slurm: left out. {missing}");
            return 0;
        }

        var steps = args.Option("--steps") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 400;
        var cores = args.Option("--cores") is { } some ? int.Parse(some, CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        var worker = args.Option("--worker") ?? Path.Join(Checkout.Root, "artifacts", "programs", "acetate-worker");
        var folder = Directory.CreateTempSubdirectory("acetate-slurm-bench-").FullName;
        await using var cluster = await SlurmCluster.StartAsync();
        try
        {
            var xargs = await Farm.XargsAsync(worker, folder, Steps(folder, "xargs", steps), cores);
            if (Directory.GetFiles(Path.Join(folder, "out", "xargs")).Length != steps) throw new InvalidOperationException("xargs left steps out.");
            double pool;
            await using (var engine = new LocalProcessEngine(new() { Worker = [worker], Cores = cores, ScratchRoot = Path.Join(folder, "work") })) pool = await Farm.TimeAsync(engine, Steps(folder, "pool", steps));
            var options = new SlurmOptions
            {
                Spool = Path.Join(folder, "spool"),
                Worker = [worker],
                Jobs = cores,
                Variables = ImmutableDictionary<string, string>.Empty.Add("SLURM_CONF", cluster.Configuration),
            };
            double cold, warm;
            double[] single;
            await using (var engine = new SlurmEngine(options))
            {
                cold = await Farm.TimeAsync(engine, Steps(folder, "cold", steps));
                warm = await Farm.TimeAsync(engine, Steps(folder, "warm", steps));
                single = new double[21];
                for (var i = 0; i < single.Length; i++) single[i] = await Farm.TimeAsync(engine, Steps(folder, $"single{i}", 1));
            }

            var array = await ArrayAsync(cluster, Math.Min(steps, 1000));
            Array.Sort(single);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

                {steps} steps that write a file of 4 KiB each, on {cores} cores, whole time and a step's share of a core
                  xargs -P {cores} acetate-worker     {xargs,6:F2} s   {xargs * cores / steps * 1000,6:F1} ms
                  the local pool               {pool,6:F2} s   {pool * cores / steps * 1000,6:F1} ms   {pool / xargs:F2} of xargs
                  Slurm, nothing running yet   {cold,6:F2} s   {cold * cores / steps * 1000,6:F1} ms   {cold / xargs:F2} of xargs
                  Slurm, jobs there            {warm,6:F2} s   {warm * cores / steps * 1000,6:F1} ms   {warm / xargs:F2} of xargs
                  Slurm, a task of an array that does nothing for each step: {array,6:F2} s
                  one step alone, jobs there, from submission to its end: median {single[single.Length / 2] * 1000:F0} ms, longest {single[^1] * 1000:F0} ms
                """));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What each step would wait for if it were a task of its own: an array of tasks that do nothing.</summary>
    private static async Task<double> ArrayAsync(SlurmCluster cluster, int tasks)
    {
        var started = Stopwatch.GetTimestamp();
        await cluster.AskAsync("sbatch", $"--array=0-{tasks - 1}", "--mem=64M", "--output=/dev/null", "--chdir=/", "--job-name=nothing", "--wrap=true");
        while ((await cluster.AskAsync("squeue", "-h", "-n", "nothing")).Length > 0) await Task.Delay(100);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static StepAttempt[] Steps(string folder, string name, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new StepAttempt($"{name}-{i}", WriteDocuments.Name, Request(folder, name, i), new() { MemoryMiB = 256 }, ""))];

    private static JsonElement Request(string folder, string name, int number) =>
        JsonSerializer.SerializeToElement(new WriteDocumentsRequest
        {
            Store = new Uri($"file://{Directory.CreateDirectory(Path.Join(folder, "out")).FullName}/"),
            Prefix = name,
            Documents = [new($"{number:00000}.txt", [.. Enumerable.Repeat((byte)('a' + number % 26), 4096)])],
        }, StepJson.Options);
}
