using System.Globalization;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.Tests.Pulls;

/// <summary>How long plates would take: the formula against a simulation of the dispatcher over the same steps.</summary>
public sealed class CapacityTests(ITestOutputHelper output)
{
    private static readonly WorkKind
        Plates = new(PullTask.Plates, "arriraw 4448x3096", "EXR zips 4448x3096"), References = new(PullTask.References, "arriraw 4448x3096", "prores-lt"),
        Thumbnails = new(PullTask.Thumbnails, "arriraw 4448x3096", ""), Package = new(PullTask.Package, "", "VFX, zips");

    // 48 frames a step; 0.5 seconds for a step and 1 for a frame of a plate, 0.3 of a movie; a gigabyte of the package takes 2, and 10 each package.
    private static PlatePull Pull(double slower = 1) => new(Guid.CreateVersion7(), default,
        [
            new(Plates, 4800, slower * (4800 + 50), 100, slower * 50), new(References, 4800, slower * (1440 + 20), 40, slower * 20), new(Thumbnails, 40, slower * 40, 40, 0),
            new(Package, 240_000_000_000, slower * (480 + 10), 1, slower * 10),
        ], 4800);

    private static PlateHistory History(params double[] slower) => new(Plates, [.. slower.Select(Pull)]);

    private static CapacityQuestion Question(int plates, int frames, int nodes, int cores) => new() { Plates = plates, FramesEach = frames, Nodes = nodes, Cores = cores };

    [Fact]
    public void Plates_are_counted_in_steps_as_pulls_had_them_and_each_step_takes_what_steps_take_and_its_frames()
    {
        var answer = Capacity.Of(Question(10, 120, 1, 4), History(1));

        // Of each plate two steps of 48 frames and one of 24, a movie and a thumbnail: 48.5 + 48.5 + 24.5 + 36.5 + 1 seconds.
        Assert.Equal((50L, 1, 4800L), (answer.Steps, answer.MeasuredPulls, answer.MeasuredFrames));
        Assert.Equal(10 + (1200 * 0.1), answer.PackageSeconds, 6);
        Assert.Equal((1590 + 130) / 3600.0, answer.CoreHours, 6);
        Assert.Equal((1590 / 4.0) + (0.75 * ((48.5 / 2) + 36.5)) + 130, answer.Seconds, 6);
        Assert.Equal("About 10 minutes, between 7 minutes and 12 minutes, when the machines have nothing else to do: 50 steps, 0.48 core-hours.", answer.Sentences[0]);
    }

    [Fact]
    public void Steps_that_are_all_alike_come_in_whole_waves()
    {
        var history = new PlateHistory(Plates, [new(Guid.Empty, default, [new(Plates, 4800, 4850, 100, 50)], 4800)]);

        var answer = Capacity.Of(Question(9, 48, 2, 4), history);

        Assert.Equal((9L, 2 * 48.5, 0.0), (answer.Steps, answer.Seconds, answer.PackageSeconds));
    }

    [Fact]
    public void The_band_is_as_wide_as_the_pulls_that_were_measured_differ()
    {
        var (alike, apart) = (Capacity.Of(Question(1000, 120, 4, 32), History(1, 1, 1)), Capacity.Of(Question(1000, 120, 4, 32), History(0.5, 1, 1.5)));

        Assert.Equal(alike.Seconds, apart.Seconds, 3);
        Assert.InRange(alike.MostSeconds / alike.LeastSeconds, 1, 1.1);
        Assert.InRange(apart.MostSeconds / apart.LeastSeconds, 2.9, 3.3);
    }

    [Theory]
    [InlineData(0, 1, 1, 1)]
    [InlineData(1, 0, 1, 1)]
    [InlineData(1, 1, 10_001, 1)]
    [InlineData(1, 1, 1, 1_025)]
    public void What_cannot_be_asked_is_told(int plates, int frames, int nodes, int cores) => Assert.Single(Question(plates, frames, nodes, cores).Problems());

    [Fact]
    public void The_formula_agrees_with_a_simulation_of_the_dispatcher_over_the_same_steps()
    {
        var (worst, worstLarge, largest) = (0.0, 0.0, 0);
        foreach (var plates in (int[])[1, 10, 100, 1000])
            foreach (var frames in (int[])[24, 120, 500])
                foreach (var (nodes, cores) in ((int, int)[])[(1, 4), (4, 8), (4, 32)])
                {
                    var question = Question(plates, frames, nodes, cores);
                    var answer = Capacity.Of(question, History(1));
                    // What follows the plates is one number in both, so it is left out.
                    var (formula, simulated) = (answer.Seconds - answer.PackageSeconds, DispatcherSimulation.Seconds(question, CapacityLoad.Of(question, History(1), 1)));
                    var error = Math.Abs(formula - simulated) / simulated;
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plates} plates of {frames} on {nodes} x {cores}: formula {formula:0} s, simulated {simulated:0} s, {error:P1}"));
                    worst = Math.Max(worst, error);
                    if (plates >= 1000) (worstLarge, largest) = (Math.Max(worstLarge, error), largest + 1);
                    Assert.InRange(simulated + answer.PackageSeconds, answer.LeastSeconds, answer.MostSeconds);
                }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worst {worst:P1}, of 1000 plates {worstLarge:P1}"));
        Assert.Equal(9, largest);
        Assert.InRange(worstLarge, 0, 0.03);
        Assert.InRange(worst, 0, 0.25);
    }

    /// <summary>The dispatcher over virtual time: the ledger's first fifty ready steps, the order of the real one, and nodes with cores.</summary>
    private static class DispatcherSimulation
    {
        private const int PerShow = 50;

        // The ledger and the engine take a while for each step, one after the other.
        private const double SecondsToBegin = 0.005;

        public static double Seconds(CapacityQuestion question, CapacityLoad load)
        {
            var (job, show) = (Guid.CreateVersion7(), "film");
            var ofPlate = load.Batches.Where(batch => batch.Task == PullTask.Plates).SelectMany(batch => Enumerable.Repeat(batch.Seconds, (int)(batch.Steps / question.Plates))).ToArray();
            var after = load.Batches.Where(batch => batch.Task != PullTask.Plates).Select(batch => batch.Seconds).ToArray();
            var (seconds, plateOf, left) = (new List<double>(), new List<int>(), Enumerable.Repeat(ofPlate.Length, question.Plates).ToArray());
            var ready = new SortedSet<int>();
            for (var plate = 0; plate < question.Plates; plate++)
                foreach (var one in ofPlate.Concat(after))
                {
                    // No two steps take alike: a fifth more or less, the same in each run.
                    seconds.Add(one * (0.8 + (0.4 * (seconds.Count * 37 % 101) / 100)));
                    plateOf.Add(plate);
                    if (seconds.Count - 1 - (plate * (ofPlate.Length + after.Length)) < ofPlate.Length) ready.Add(seconds.Count - 1);
                }

            var free = Enumerable.Repeat(question.Cores, question.Nodes).ToArray();
            var running = new PriorityQueue<(int Step, int Node), double>();
            var (now, begun) = (0.0, 0.0);
            while (ready.Count > 0 || running.Count > 0)
            {
                var candidates = ready.Take(PerShow).Select(step => new ReadyStep { Id = Guid.Empty, JobId = job, Show = show, Function = "render-frames", Number = step, Cores = 1 }).ToList();
                var node = -1;
                var chosen = DispatchOrder.Choose(candidates, new Dictionary<string, ShowUse>(), _ => node < 0 && (node = Array.FindIndex(free, cores => cores > 0)) >= 0);
                if (!chosen.IsEmpty)
                {
                    free[node]--;
                    ready.Remove(chosen[0].Number);
                    begun = Math.Max(now, begun) + SecondsToBegin;
                    running.Enqueue((chosen[0].Number, node), begun + seconds[chosen[0].Number]);
                    continue;
                }

                Assert.True(running.TryDequeue(out var ended, out now));
                free[ended.Node]++;
                var (plate, number) = (plateOf[ended.Step], ended.Step - (plateOf[ended.Step] * (ofPlate.Length + after.Length)));
                // Movie and thumbnail of a plate wait for its frames.
                if (number < ofPlate.Length && --left[plate] == 0)
                    for (var i = 0; i < after.Length; i++) ready.Add((plate * (ofPlate.Length + after.Length)) + ofPlate.Length + i);
            }

            return now;
        }
    }
}
