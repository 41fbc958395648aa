using System.Globalization;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>Which steps are moved to other nodes, and what a farm gains by it.</summary>
public sealed class StragglerTests
{
    // Ten frames of ten seconds: 0.95 to 1.05 times as long.
    private static readonly double[] Usual = [9.5, 9.8, 10, 10, 10.2, 10.5];

    [Theory]
    [InlineData("four times as slow, and half is left", 200, 4, 24, true)]
    [InlineData("not one frame done in the time of ten", 100, 0, 20, true)]
    [InlineData("half as quick: within what happens", 200, 10, 24, false)]
    [InlineData("nearly done", 200, 4, 1, false)]
    [InlineData("only just begun", 20, 0, 24, false)]
    [InlineData("as quick as all others", 200, 20, 24, false)]
    [InlineData("progress that was never reported", 0, 0, 24, false)]
    [InlineData("no total, so nothing is left", 200, 4, -4, false)]
    [InlineData("a clock that goes back", -3600, 4, 24, false)]
    [InlineData("less done than before", 200, -4, 24, false)]
    [InlineData("nonsense", double.NaN, 4, double.PositiveInfinity, false)]
    public void A_step_is_moved_when_it_is_far_slower_and_much_is_gained(string what, double ran, double done, double left, bool isMoved) =>
        Assert.True(StragglerRule.Gain(UsualPace.Of(Usual, Usual), ran, done, left) is not null == isMoved, what);

    [Fact]
    public void Nothing_is_judged_by_too_few_and_those_of_other_plates_tell_only_the_slowest_that_is_usual()
    {
        Assert.Null(UsualPace.Of([10, 10, 10, 10], [10, 10, 10, 10]));
        Assert.Equal(new UsualPace(30, 0), UsualPace.Of([10], [10, 1, 1, 1, 1, 1, 30, 2]));
        Assert.Null(StragglerRule.Gain(null, 200, 4, 24));
        Assert.Null(StragglerRule.Gain(UsualPace.Of([10], [10, 1, 1, 1, 1, 1, 30, 2]), 200, 4, 24));
    }

    [Fact]
    public void Paces_that_lie_far_apart_make_no_straggler_of_the_slower_ones() =>
        Assert.Null(StragglerRule.Gain(UsualPace.Of([5, 8, 12, 20, 30, 40], []), 300, 5, 24));

    [Theory]
    [InlineData(4, 8)]
    [InlineData(16, 4)]
    [InlineData(2, 20)]
    [InlineData(4, 100)]
    public void A_farm_with_one_slow_node_is_done_sooner_and_never_later(int nodes, double slowness)
    {
        var speeds = Enumerable.Range(0, nodes).Select(node => node == 0 ? slowness : 1 + node % 3 * 0.05).ToArray();
        // How much is left on the slow node when the others have nothing to do is chance: pulls of many lengths.
        var pulls = Enumerable.Range(nodes * 8, nodes * 8).Select(chunks => (Without: Farm(speeds, chunks, moves: false), With: Farm(speeds, chunks, moves: true))).ToList();

        var (without, with) = (pulls.Average(pull => pull.Without.Seconds), pulls.Average(pull => pull.With.Seconds));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {nodes} nodes, one {slowness} times as slow, {pulls.Count} pulls of {nodes * 8} to {nodes * 16 - 1} chunks: {without:0} s, and {with:0} s with {pulls.Average(pull => pull.With.Moved):0.0} steps moved a pull;
            the worst {pulls.Max(pull => pull.Without.Seconds):0} s, and {pulls.Max(pull => pull.With.Seconds):0} s; most gained {pulls.Max(pull => pull.Without.Seconds - pull.With.Seconds):0} s
            """));
        Assert.All(pulls, pull => Assert.InRange(pull.With.Seconds, 0, pull.Without.Seconds));
        Assert.InRange(with, 0, without * 0.95);
        Assert.All(pulls, pull => Assert.InRange(pull.With.Moved, 0, 1));
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(4, 1)]
    [InlineData(4, 1.8)]
    public void One_node_and_nodes_that_differ_as_nodes_do_move_nothing(int nodes, double slowness)
    {
        double[] speeds = [.. Enumerable.Range(0, nodes).Select(node => node == 0 ? slowness : 1)];

        Assert.All(Enumerable.Range(nodes * 8, 20), chunks => Assert.Equal(0, Farm(speeds, chunks, moves: true).Moved));
    }

    /// <summary>A pull of chunks of 48 frames, each of two seconds, second by second, by the rule and the conditions of the watch. A worker begins in five seconds, and the frame under way is made twice.</summary>
    private static (double Seconds, int Moved) Farm(double[] speeds, int chunks, bool moves)
    {
        const int Frames = 48;
        const double Frame = 2, Start = 5;
        var waiting = new Queue<Chunk>(Enumerable.Range(0, chunks).Select(_ => new Chunk()));
        var (at, paces, moved) = (new Chunk?[speeds.Length], new List<double>(), 0);
        for (var second = 0; ; second++)
        {
            for (var node = 0; node < at.Length; node++)
            {
                if (at[node] is { } chunk && (second - chunk.Begun) / (Frame * speeds[node]) + chunk.Had >= Frames)
                {
                    paces.Add((second - chunk.Begun) / (Frames - chunk.Had));
                    at[node] = null;
                }

                // What was moved goes anywhere but where it was.
                if (at[node] is null && waiting.TryPeek(out var next) && next.Left != node)
                {
                    at[node] = waiting.Dequeue();
                    at[node]!.Begun = second + Start;
                }
            }

            if (waiting.Count == 0 && at.All(one => one is null)) return (second, moved);
            if (!moves || waiting.Count > 0 || second % 5 != 0 || at.All(one => one is not null)) continue;
            var usual = UsualPace.Of(paces.TakeLast(64).ToArray(), paces);
            var best = Enumerable.Range(0, at.Length).Where(node => at[node] is { Left: null }).Select(node =>
            {
                var ran = second - at[node]!.Begun;
                var done = Math.Floor(ran / (Frame * speeds[node]));
                return (Node: node, Done: done, Gain: StragglerRule.Gain(usual, ran, done, Frames - at[node]!.Had - done));
            }).Where(one => one.Gain is not null).OrderByDescending(one => one.Gain).FirstOrDefault();
            if (best.Gain is null) continue;
            var slow = at[best.Node]!;
            (slow.Had, slow.Left, at[best.Node]) = (slow.Had + best.Done, best.Node, null);
            waiting.Enqueue(slow);
            moved++;
        }
    }

    private sealed class Chunk
    {
        public double Begun { get; set; }
        public double Had { get; set; }
        public int? Left { get; set; }
    }
}
