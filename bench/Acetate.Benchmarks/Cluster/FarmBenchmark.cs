using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Acetate.Benchmarks.Engine;
using Acetate.Benchmarks.Ingest;
using Acetate.Compute;
using Acetate.Compute.Slurm;
using Acetate.Amf;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Tests;

namespace Acetate.Benchmarks.Cluster;

/// <summary>Pulls on a real Slurm whose nodes are this machine: real renders beside <c>xargs</c>, how soon the first step begins, what is taken from dailies, and how more nodes help.</summary>
/// <remarks>
/// Options: <c>--renders N</c> of small frames (default 2,000; each 320×180 of ARRIRAW to OpenEXR, on disk and read back), <c>--starts N</c> (default 15),
/// <c>--stills N</c> (default 100), <c>--only renders|starts|interactive|preemption|scaling</c>.
/// </remarks>
internal static class FarmBenchmark
{
    private const int Cores = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        if (SlurmCluster.WhyNot() is { } missing)
        {
            Console.WriteLine($"farm: left out. {missing}");
            return 0;
        }

        int Number(string name, int otherwise) => args.Option(name) is { } given ? int.Parse(given, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
        var only = args.Option("--only");
        var folder = Directory.CreateTempSubdirectory("acetate-farm-bench-").FullName;
        await using var cluster = await SlurmCluster.StartAsync();
        var place = new FarmPlace(folder, args.Option("--worker") ?? Path.Join(Checkout.Root, "artifacts", "programs", "acetate-worker"), cluster);
        try
        {
            if (only is null or "renders") await RendersAsync(place, Number("--renders", 2000));
            if (only is null or "starts") await StartsAsync(place, Number("--starts", 15));
            if (only is null or "interactive") await InteractiveAsync(place, Number("--stills", 100));
            if (only is null or "preemption") await PreemptionAsync(place);
            if (only is null or "scaling") await ScalingAsync(place);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RendersAsync(FarmPlace place, int renders)
    {
        Directory.CreateDirectory(Path.Join(place.Folder, "source"));
        await File.WriteAllBytesAsync(Path.Join(place.Folder, "source", "frame.0000001.ari"), SensorClip.Frame(320, 180, 0));
        StepAttempt[] Steps(string name) => [.. Enumerable.Range(0, renders).Select(i => new StepAttempt($"{name}-{i}", RenderFrames.Name, JsonSerializer.SerializeToElement(new RenderFramesRequest
        {
            Store = StoreUrl.ForFolder(Path.Join(place.Folder, "source")),
            Clip = new() { Name = "frame", Kind = ClipKind.Sequence, Files = ["frame.0000001.ari"] },
            Outputs = [new() { Name = $"{i:00000}.####.exr" }],
            Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(place.Folder, name)).FullName),
            Threads = 1,
        }, StepJson.Options), new() { MemoryMiB = 512 }, ""))];
        void Check(string name)
        {
            var made = Directory.GetFiles(Path.Join(place.Folder, name), "*.exr");
            if (made.Length != renders) throw new InvalidOperationException($"{name} made {made.Length} of {renders} frames.");
            Directory.Delete(Path.Join(place.Folder, name), recursive: true);
        }

        var xargs = await Farm.XargsAsync(place.Worker, place.Folder, Steps("xargs"), Cores);
        Check("xargs");
        double ours;
        await using (var engine = new SlurmEngine(place.Options(jobs: Cores))) ours = await Farm.TimeAsync(engine, Steps("farm"));
        Check("farm");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {renders:N0} frames of ARRIRAW 320×180 to OpenEXR, a step each, two jobs of one core on two nodes, none there at the beginning
              xargs -P {Cores} acetate-worker     {xargs,7:F1} s   {xargs * Cores / renders * 1000,6:F1} ms of a core a frame
              Slurm                        {ours,7:F1} s   {ours * Cores / renders * 1000,6:F1} ms of a core a frame   {ours / xargs:F2} of xargs   goal 1.05 or less
            """));
    }

    private static async Task StartsAsync(FarmPlace place, int starts)
    {
        List<double> slurm = [], ours = [], ends = [];
        for (var i = 0; i < starts; i++)
        {
            // Slurm's timers have periods of seconds: each start meets them elsewhere, and nothing of the one before is left.
            await IdleAsync(TimeSpan.FromSeconds(1 + i * 0.37 % 1));
            var mark = Path.Join(place.Folder, $"mark{i}");
            var watch = Stopwatch.StartNew();
            await place.Cluster.AskAsync("sbatch", "--mem=64M", "--output=/dev/null", "--chdir=/", "--job-name=mark", $"--wrap=touch {mark}");
            while (!File.Exists(mark)) await Task.Delay(2);
            slurm.Add(watch.Elapsed.TotalSeconds);
            await IdleAsync(TimeSpan.FromSeconds(1 + i * 0.59 % 1));
            await using var engine = new SlurmEngine(place.Options(jobs: 1) with { Idle = TimeSpan.FromSeconds(0.2), Spool = Path.Join(place.Folder, $"spool-start{i}") });
            // As of the script: until what it does is seen, by whoever looks at the folder.
            var file = Path.Join(place.Folder, "written", $"start{i}", "a.txt");
            watch.Restart();
            var ending = Farm.TimeAsync(engine, [place.Written($"start{i}")]);
            while (!File.Exists(file) && !ending.IsFaulted) await Task.Delay(2);
            ours.Add(watch.Elapsed.TotalSeconds);
            ends.Add(await ending);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            From submission to the first step on an idle cluster with no job of ours, median of {starts}
              sbatch of a script that makes a file, until it is there        {Shell.Median(slurm) * 1000,6:F0} ms
              a step that writes a file, until it is there                   {Shell.Median(ours) * 1000,6:F0} ms   {(Shell.Median(ours) - Shell.Median(slurm)) * 1000:F0} ms more; goal 300 or less
              the same, until it was read back and the step's end is known   {Shell.Median(ends) * 1000,6:F0} ms
              (each from a free beginning of Slurm's periods; from {slurm.Min() * 1000:F0} to {slurm.Max() * 1000:F0} and from {ours.Min() * 1000:F0} to {ours.Max() * 1000:F0} ms)
            """));

        async Task IdleAsync(TimeSpan pause)
        {
            while ((await place.Cluster.AskAsync("squeue", "-h")).Length > 0) await Task.Delay(50);
            await Task.Delay(pause);
        }
    }

    private static async Task InteractiveAsync(FarmPlace place, int stills)
    {
        Directory.CreateDirectory(Path.Join(place.Folder, "stills"));
        await File.WriteAllBytesAsync(Path.Join(place.Folder, "stills", "frame.0000001.ari"), SensorClip.Frame(1920, 1080, 0));
        await using var engine = new SlurmEngine(place.Options(jobs: 2) with { Lanes = [new() { Name = "interactive", Kinds = ["still"], Warm = 1 }], Spool = Path.Join(place.Folder, "spool-stills") });
        while (engine.Jobs.Running == 0) await Task.Delay(20);
        var seconds = new double[stills];
        for (var i = 0; i < stills; i++)
        {
            // People look for a while, and click again: at once, or when the last worker has gone.
            await Task.Delay(TimeSpan.FromSeconds(i % 4 == 3 ? 4 : i % 4 * 0.3));
            seconds[i] = await Farm.TimeAsync(engine, [new StepAttempt($"still-{i}", RenderFrames.Name, JsonSerializer.SerializeToElement(new RenderFramesRequest
            {
                Store = StoreUrl.ForFolder(Path.Join(place.Folder, "stills")),
                Clip = new() { Name = "frame", Kind = ClipKind.Sequence, Files = ["frame.0000001.ari"] },
                IsOneFrame = true,
                Outputs = [new() { Name = "frame.jpg", File = new() { Kind = "jpeg" }, Use = AmfUse.Proxies }],
                Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(place.Folder, "looked-at")).FullName),
                TargetPrefix = $"{i}",
                Threads = 1,
            }, StepJson.Options), new() { MemoryMiB = 512 }, "") with { Kind = "still" }]);
        }

        Array.Sort(seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {stills} stills of ARRIRAW 1920×1080, each developed, shown by ACES and written as JPEG, one after the other with pauses of 0 to 4 s, one job kept warm
              from submission to its end     median {seconds[stills / 2] * 1000:F0} ms   p95 {seconds[(int)Math.Ceiling(stills * 0.95) - 1] * 1000:F0} ms   longest {seconds[^1] * 1000:F0} ms   goal for p95: 1000 or less
            """));
    }

    private static async Task PreemptionAsync(FarmPlace place)
    {
        // Four cores of one node, held by dailies that take a minute each; the partition of pulls has the same node and a higher tier.
        await using var engine = new SlurmEngine(place.Options(jobs: 8) with
        {
            Lanes = [new() { Name = "pulls", Kinds = ["make-pull"], Partition = "urgent" }, new() { Name = "dailies", Kinds = ["dailies-roll"], Partition = "small" }],
            Spool = Path.Join(place.Folder, "spool-preempt"),
        });
        var (ends, begun) = (new List<(string Id, StepResult Result, double At)>(), new HashSet<string>());
        var watch = Stopwatch.StartNew();
        using var end = new CancellationTokenSource();
        var hearing = Task.Run(async () =>
        {
            await foreach (var report in engine.ReportsAsync(end.Token))
            {
                lock (ends)
                {
                    if (report.Progress is not null) begun.Add(report.AttemptId);
                    if (report.Result is { } result) ends.Add((report.AttemptId, result, watch.Elapsed.TotalSeconds));
                }
            }
        });
        for (var i = 0; i < 4; i++) await engine.SubmitAsync(place.Slow($"daily{i}", seconds: 60) with { Kind = "dailies-roll" }, CancellationToken.None);
        while (true)
        {
            lock (ends)
                if (begun.Count == 4) break;
            await Task.Delay(20);
        }

        var asked = watch.Elapsed.TotalSeconds;
        await engine.SubmitAsync(place.Written("pull") with { Kind = "make-pull" }, CancellationToken.None);
        double? done = null;
        while (done is null)
        {
            lock (ends)
                if (ends.Find(one => one.Id == "pull") is { Id: not null, At: var at }) done = at - asked;
            await Task.Delay(5);
        }

        int lost;
        lock (ends) lost = ends.Count(one => one.Result is StepResult.Lost or StepResult.Cancelled or StepResult.Failed { Class: RetryClass.Transient });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            A step of a pull, while dailies hold all cores of its partition's node
              until it was done     {done,5:F1} s   goal 5 or less   ({lost} of 4 steps of dailies had been given up by then, to be done again)
            """));
        await end.CancelAsync();
        await Task.WhenAny(hearing);
    }

    private static async Task ScalingAsync(FarmPlace place)
    {
        const int steps = 80;
        const double each = 0.5;
        var seconds = new Dictionary<int, double>();
        foreach (var jobs in (int[])[1, 2, 4])
        {
            await using var engine = new SlurmEngine(place.Options(jobs) with { Spool = Path.Join(place.Folder, $"spool-scale{jobs}") });
            await Farm.TimeAsync(engine, [.. Enumerable.Range(0, jobs * 2).Select(i => place.Slow($"warm{jobs}-{i}", each))]);
            seconds[jobs] = await Farm.TimeAsync(engine, [.. Enumerable.Range(0, steps).Select(i => place.Slow($"scale{jobs}-{i}", each))]);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {steps} steps on one, two and four jobs of one core; how quick a node is is simulated: each step is a copy held to a rate, {each} s of it
            """));
        foreach (var (jobs, took) in seconds)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {jobs} {(jobs == 1 ? "job " : "jobs")}   {took,6:F2} s   efficiency {seconds[1] / jobs / took:F2}   goal 0.95 or more   ({took * jobs / steps:F3} s of a job a step)"));
    }

    /// <summary>Where a benchmark works.</summary>
    private sealed record FarmPlace(string Folder, string Worker, SlurmCluster Cluster)
    {
        private const int Rate = 1 << 20;

        public SlurmOptions Options(int jobs) => new()
        {
            Spool = Path.Join(Folder, "spool"),
            Worker = [Worker],
            Jobs = jobs,
            Variables = ImmutableDictionary<string, string>.Empty.Add("SLURM_CONF", Cluster.Configuration),
        };

        public StepAttempt Written(string name) => new(name, WriteDocuments.Name, JsonSerializer.SerializeToElement(new WriteDocumentsRequest
        {
            Store = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(Folder, "written")).FullName),
            Prefix = name,
            Documents = [new("a.txt", [.. Enumerable.Repeat((byte)'a', 4096)])],
        }, StepJson.Options), new() { MemoryMiB = 256 }, "");

        /// <summary>A step that takes so long and hardly any processor time: a copy of a file, held to a rate.</summary>
        public StepAttempt Slow(string name, double seconds)
        {
            var (source, length) = (Directory.CreateDirectory(Path.Join(Folder, "slow")).FullName, (int)(Rate * seconds));
            var file = $"{length}.bin";
            if (!File.Exists(Path.Join(source, file))) File.WriteAllBytes(Path.Join(source, file), new byte[length]);
            return new(name, CopyFiles.Name, JsonSerializer.SerializeToElement(new CopyFilesRequest
            {
                Source = StoreUrl.ForFolder(source),
                Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(Folder, "slowly")).FullName),
                TargetPrefix = name,
                Files = [new(file, length)],
                ThrottleBytesPerSecond = Rate,
            }, StepJson.Options), new() { MemoryMiB = 256 }, "");
        }
    }
}
