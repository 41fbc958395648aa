using Acetate.Imaging.Colour;
using Acetate.Imaging.Resample;
using Acetate.Media.Render;

namespace Acetate.Imaging.Tests.Render;

/// <summary>The way of frames through colour and framing into outputs.</summary>
public sealed class FrameRunTests
{
    private const int Width = 37, Height = 23;

    private static readonly MatrixOperation Mix = new("mix", new(0.5, 0.25, 0.25, 0.1, 0.8, 0.1, 0, 0.3, 0.7));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Frames_come_in_their_order_with_the_same_values_whatever_the_number_of_threads(int threads)
    {
        var (kept, clip) = (new KeptFrames(), new DrawnClip(Width, Height, 20));

        var outcomes = await RunAsync(clip, [Framed(kept)], threads, 3, 11);

        var (alone, one) = (new KeptFrames(), new DrawnClip(Width, Height, 20));
        foreach (var number in Enumerable.Range(3, 11)) await RunAsync(one, [Framed(alone)], 1, number, 1);
        Assert.Equal(Enumerable.Range(3, 11).Select(n => (long)n), kept.Taken.Select(frame => frame.Number));
        Assert.Equal(alone.Taken.Select(frame => frame.Values), kept.Taken.Select(frame => frame.Values));
        Assert.All(outcomes, outcome => Assert.Equal((FrameVerdict.Made, $"frame {outcome.Number}"), (outcome.Verdict, Assert.Single(outcome.Files))));
        Assert.Equal((0, 0), (clip.Open, kept.Open.Count));
    }

    [Fact]
    public async Task Without_colour_and_framing_every_value_arrives_as_it_was()
    {
        var kept = new KeptFrames();

        await RunAsync(new DrawnClip(Width, Height, 2), [new() { Sink = kept }], 2, 0, 2);

        var (number, values) = kept.Taken[1];
        Assert.Equal(1, number);
        Assert.Equal(Width * Height * 3, values.Length);
        for (var i = 0; i < values.Length; i++) Assert.Equal(DrawnClip.Value(1, i / (3 * Width), i % Width, i / Width % 3), values[i]);
    }

    [Fact]
    public async Task Of_several_outputs_each_has_what_it_would_have_alone()
    {
        var (first, second, third) = (new KeptFrames(), new KeptFrames(), new KeptFrames());
        RenderOutput Mixed(KeptFrames sink) => new() { ToLight = Mix, Sink = sink };
        RenderOutput Plain(KeptFrames sink) => new() { Sink = sink };

        var outcomes = await RunAsync(new DrawnClip(Width, Height, 4), [Mixed(first), Framed(second), Plain(third)], 2, 0, 4);

        foreach (var (sink, output) in ((KeptFrames, Func<KeptFrames, RenderOutput>)[])[(first, Mixed), (second, Framed), (third, Plain)])
        {
            var alone = new KeptFrames();
            await RunAsync(new DrawnClip(Width, Height, 4), [output(alone)], 1, 0, 4);
            Assert.Equal(alone.Taken.Select(frame => frame.Values), sink.Taken.Select(frame => frame.Values));
        }

        Assert.All(outcomes, outcome => Assert.Equal(3, outcome.Files.Length));
    }

    [Fact]
    public async Task Colour_goes_before_the_framing_or_after_it_as_it_was_asked_for()
    {
        // A curve and a scaler do not commute: the order shows.
        var curve = new CurveOperation(new Acetate.Imaging.Colour.Curves.SrgbCurve(Mirrors: true), ToLinear: true);
        var (before, after) = (new KeptFrames(), new KeptFrames());
        var half = Placement.Fill(Width, Height, 18, 11);

        await RunAsync(new DrawnClip(Width, Height, 1), [new() { ToLight = curve, Placement = half, Sink = before }, new() { ToDelivery = curve, Placement = half, Sink = after }], 1, 0, 1);

        Assert.Equal(18 * 11 * 3, before.Taken[0].Values.Length);
        Assert.NotEqual(before.Taken[0].Values, after.Taken[0].Values);
    }

    [Fact]
    public async Task A_frame_that_cannot_be_had_is_an_answer_and_the_others_are_made()
    {
        var (kept, clip) = (new KeptFrames(), new DrawnClip(Width, Height, 9) { Faults = { [2] = false, [5] = true } });

        var outcomes = await RunAsync(clip, [new() { Sink = kept }], 3, 0, 9);

        Assert.Equal([0, 1, 3, 4, 6, 7, 8], kept.Taken.Select(frame => frame.Number));
        Assert.Equal([2, 5], kept.Missed);
        Assert.Equal((FrameVerdict.Failed, "Frame 2 is missing."), (outcomes[2].Verdict, outcomes[2].Reason));
        Assert.Equal(FrameVerdict.Retry, outcomes[5].Verdict);
        Assert.Equal((0, 0), (clip.Open, kept.Open.Count));
    }

    [Fact]
    public async Task Nothing_is_made_after_a_fault_where_that_was_asked_for()
    {
        var (kept, clip) = (new KeptFrames(), new DrawnClip(Width, Height, 9) { Faults = { [2] = false } });

        var outcomes = await RunAsync(clip, [new() { Sink = kept }], 3, 0, 9, stopsAtFault: true);

        Assert.Equal([0, 1], kept.Taken.Select(frame => frame.Number));
        Assert.Equal([FrameVerdict.Made, FrameVerdict.Made, FrameVerdict.Failed, .. Enumerable.Repeat(FrameVerdict.Skipped, 6)], outcomes.Select(outcome => outcome.Verdict));
        Assert.Equal((0, 0), (clip.Open, kept.Open.Count));
    }

    [Fact]
    public async Task A_clip_that_is_shorter_than_it_says_fails_for_each_frame_that_is_not_there()
    {
        var kept = new KeptFrames();

        var outcomes = await RunAsync(new DrawnClip(Width, Height, 9) { EndsAt = 6 }, [new() { Sink = kept }], 2, 4, 5);

        Assert.Equal([4, 5], kept.Taken.Select(frame => frame.Number));
        Assert.Equal([6, 7, 8], kept.Missed);
        Assert.Equal([4, 5, 6, 7, 8], outcomes.Select(outcome => outcome.Number));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_within_a_frame_and_holds_nothing_back()
    {
        using var stop = new CancellationTokenSource();
        var rows = 0;
        var (kept, clip) = (new KeptFrames(), new DrawnClip(64, 4096, 100)
        {
            OnRow = (_, _) =>
            {
                if (Interlocked.Increment(ref rows) == 500) stop.Cancel();
            },
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(clip, [new() { Sink = kept }], 2, 0, 100, cancellationToken: stop.Token));

        // Two frames were under way and a third may have begun: each ends at its next 64 rows.
        Assert.InRange(rows, 500, 500 + 4 * 64);
        Assert.Equal((0, 0), (clip.Open, kept.Open.Count));
    }

    [Fact]
    public void A_framing_for_pictures_of_another_size_is_refused() =>
        Assert.Contains("37×23", Assert.Throws<ArgumentException>(() => new FrameRun(new DrawnClip(Width, Height, 1), [new() { Placement = Placement.Fill(10, 10, 5, 5), Sink = new KeptFrames() }], 1)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_is_drawn_over_a_picture_is_drawn_on_the_delivered_canvas()
    {
        var kept = new KeptFrames();
        var output = new RenderOutput
        {
            Placement = Placement.Fit(Width, Height, 40, 40),
            BurnIn = frame => (row, red, _, _) => red[0] = 1000 * frame.Number + row,
            Sink = kept,
        };

        await RunAsync(new DrawnClip(Width, Height, 3), [output], 2, 2, 1);

        Assert.Equal(Enumerable.Range(0, 40).Select(row => 2000f + row), Enumerable.Range(0, 40).Select(row => kept.Taken[0].Values[row * 120]));
    }

    [Theory]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task A_turned_picture_has_every_value_where_a_person_who_turns_the_screen_sees_it(int degrees)
    {
        var (kept, beside) = (new KeptFrames(), new KeptFrames());
        var (across, down) = degrees == 180 ? (Width, Height) : (Height, Width);

        var clip = new DrawnClip(Width, Height, 3);
        await RunAsync(clip, [new() { Turn = degrees, BurnIn = _ => (row, red, _, _) => red[0] += row, Sink = kept }, new() { Sink = beside }], 2, 0, 3);

        Assert.Equal([0L, 1, 2], kept.Taken.Select(frame => frame.Number));
        var values = kept.Taken[1].Values;
        Assert.Equal(across * down * 3, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var (row, colour, column) = (i / (3 * across), i / across % 3, i % across);
            var (sourceRow, sourceColumn) = degrees switch { 90 => (Height - 1 - column, row), 180 => (Height - 1 - row, Width - 1 - column), _ => (column, Width - 1 - row) };
            // What is drawn over it stands upright: it is drawn after the turn.
            Assert.Equal(DrawnClip.Value(1, sourceRow, sourceColumn, colour) + (colour == 0 && column == 0 ? row : 0), values[i]);
        }

        Assert.Equal(Width * Height * 3, beside.Taken[1].Values.Length);
        Assert.Equal((0, 0, 0), (clip.Open, kept.Open.Count, beside.Open.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task A_mirrored_picture_is_the_turned_one_with_left_and_right_changed(int degrees)
    {
        var (mirrored, straight) = (new KeptFrames(), new KeptFrames());

        await RunAsync(new DrawnClip(Width, Height, 1), [new() { Turn = degrees, Mirror = true, Sink = mirrored }, new() { Turn = degrees, Sink = straight }], 1, 0, 1);

        var across = degrees is 0 or 180 ? Width : Height;
        Assert.Equal(straight.Taken[0].Values.Chunk(across).SelectMany(row => row.Reverse()), mirrored.Taken[0].Values);
        Assert.NotEqual(straight.Taken[0].Values, mirrored.Taken[0].Values);
    }

    [Fact]
    public async Task A_picture_is_framed_first_and_turned_then()
    {
        var (turned, plain) = (new KeptFrames(), new KeptFrames());

        await RunAsync(new DrawnClip(Width, Height, 1), [Framed(turned) with { Turn = 180 }, Framed(plain)], 1, 0, 1);

        var (values, straight) = (turned.Taken[0].Values, plain.Taken[0].Values);
        for (var i = 0; i < values.Length; i++) Assert.Equal(straight[(29 - i / 90) * 90 + i / 30 % 3 * 30 + 29 - i % 30], values[i]);
    }

    [Fact]
    public async Task A_turned_frame_that_ends_in_the_middle_is_missed_and_leaves_nothing_open()
    {
        var (kept, clip) = (new KeptFrames(), new DrawnClip(Width, Height, 2)
        {
            OnRow = (frame, row) =>
            {
                if (frame == 0 && row == 11) throw new Acetate.Media.Decode.DecodeException("Cut.");
            },
        });

        var outcomes = await RunAsync(clip, [new() { Turn = 90, Sink = kept }], 2, 0, 2);

        Assert.Equal([FrameVerdict.Failed, FrameVerdict.Made], outcomes.Select(outcome => outcome.Verdict));
        Assert.Equal([0L], kept.Missed);
        Assert.Equal((1L, 0), (Assert.Single(kept.Taken).Number, kept.Open.Count));
    }

    private static RenderOutput Framed(KeptFrames sink) => new() { ToLight = Mix, Placement = Placement.Fit(Width, Height, 30, 30), ToDelivery = Mix, Sink = sink };

    private static async Task<List<FrameOutcome>> RunAsync(DrawnClip clip, RenderOutput[] outputs, int threads, long first, long count, bool stopsAtFault = false, CancellationToken cancellationToken = default)
    {
        var outcomes = new List<FrameOutcome>();
        await foreach (var outcome in new FrameRun(clip, [.. outputs], threads, stopsAtFault).RunAsync(first, count, cancellationToken)) outcomes.Add(outcome);
        return outcomes;
    }
}
