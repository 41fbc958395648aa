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
            var xargs = await XargsAsync(worker, folder, steps, cores);
            double pool;
            await using (var engine = new LocalProcessEngine(new() { Worker = [worker], Cores = cores, ScratchRoot = Path.Join(folder, "work") })) pool = await TimeAsync(engine, folder, "pool", steps);
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
                cold = await TimeAsync(engine, folder, "cold", steps);
                warm = await TimeAsync(engine, folder, "warm", steps);
                single = new double[21];
                for (var i = 0; i < single.Length; i++) single[i] = await TimeAsync(engine, folder, $"single{i}", 1);
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

    private static async Task<double> XargsAsync(string worker, string folder, int steps, int cores)
    {
        var requests = Directory.CreateDirectory(Path.Join(folder, "requests")).FullName;
        for (var i = 0; i < steps; i++)
            await File.WriteAllTextAsync(Path.Join(requests, $"{i:00000}"), JsonSerializer.Serialize(new WorkerRequest($"x{i}", WriteDocuments.Name, Request(folder, "xargs", i)), ComputeJson.Options) + "\n");
        // A worker whose input ends stops: it reads from a pipe that stays open until it has ended by itself.
        const string one = "mkfifo \"$1.pipe\"; exec 3<>\"$1.pipe\"; cat \"$1\" >&3; exec \"$0\" <&3 >/dev/null 2>&1";
        var started = Stopwatch.GetTimestamp();
        using var xargs = Process.Start(new ProcessStartInfo("xargs", ["-P", $"{cores}", "-n", "1", "bash", "-c", one, worker]) { RedirectStandardInput = true })!;
        for (var i = 0; i < steps; i++) await xargs.StandardInput.WriteLineAsync(Path.Join(requests, $"{i:00000}"));
        xargs.StandardInput.Close();
        await xargs.WaitForExitAsync();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return xargs.ExitCode == 0 && Directory.GetFiles(Path.Join(folder, "out", "xargs")).Length == steps ? seconds : throw new InvalidOperationException($"xargs ended with {xargs.ExitCode}.");
    }

    /// <summary>What each step would wait for if it were a task of its own: an array of tasks that do nothing.</summary>
    private static async Task<double> ArrayAsync(SlurmCluster cluster, int tasks)
    {
        var started = Stopwatch.GetTimestamp();
        await cluster.AskAsync("sbatch", $"--array=0-{tasks - 1}", "--mem=64M", "--output=/dev/null", "--chdir=/", "--job-name=nothing", "--wrap=true");
        while ((await cluster.AskAsync("squeue", "-h", "-n", "nothing")).Length > 0) await Task.Delay(100);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> TimeAsync(IComputeEngine engine, string folder, string name, int steps)
    {
        var started = Stopwatch.GetTimestamp();
        var submitting = SubmitAsync();
        var ended = 0;
        await foreach (var report in engine.ReportsAsync(CancellationToken.None))
        {
            if (report.Result is { } result and not StepResult.Done) throw new InvalidOperationException($"A step ended otherwise: {result}");
            if (report.Result is not null && ++ended == steps) break;
        }

        await submitting;
        return Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task SubmitAsync()
        {
            for (var i = 0; i < steps; i++)
            {
                var attempt = new StepAttempt($"{name}-{i}", WriteDocuments.Name, Request(folder, name, i), new() { MemoryMiB = 256 }, "");
                // As a runner does, which takes no more from the ledger than there is room for.
                while (!engine.HasRoomFor(attempt.Needs)) await Task.Delay(2);
                await engine.SubmitAsync(attempt, CancellationToken.None);
            }
        }
    }

    private static JsonElement Request(string folder, string name, int number) =>
        JsonSerializer.SerializeToElement(new WriteDocumentsRequest
        {
            Store = new Uri($"file://{Directory.CreateDirectory(Path.Join(folder, "out")).FullName}/"),
            Prefix = name,
            Documents = [new($"{number:00000}.txt", [.. Enumerable.Repeat((byte)('a' + number % 26), 4096)])],
        }, StepJson.Options);
}
