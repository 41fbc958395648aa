using Acetate.Imaging.Resample;

namespace Acetate.Imaging.Tests.Resample;

/// <summary>Where pixels come to lie, and what they are made of.</summary>
public sealed class ScalerTests
{
    private static readonly ResampleFilter[] Filters = Enum.GetValues<ResampleFilter>();

    /// <summary>Enlarged, reduced, de-squeezed, cut out, moved by parts of pixels, and hardly scaled at all.</summary>
    private static readonly (string Name, Placement Placement)[] Framings =
    [
        ("up", Placement.Fill(240, 160, 611, 407)),
        ("down", Placement.Fill(612, 412, 200, 137)),
        ("half", Placement.Fill(612, 412, 306, 206)),
        ("far down", Placement.Fill(1400, 1000, 97, 71)),
        ("de-squeezed", Placement.Fill(300, 340, 600, 340)),
        ("de-squeezed down", Placement.Fill(601, 680, 601, 340)),
        ("cut out", new(640, 480, new(31.25, 40.5, 507.5, 301.75), 400, 300, new(10.5, 7.25, 380.125, 226.5))),
        ("moved", new(400, 300, new(0, 0, 400, 300), 420, 320, new(10.3, 9.8, 400, 300))),
        ("hardly scaled", Placement.Fill(500, 400, 501, 399)),
        ("past the canvas", new(400, 300, new(0, 0, 400, 300), 300, 200, new(-61.7, -40.2, 500, 375))),
    ];

    public static TheoryData<ResampleFilter, string> Cases
    {
        get
        {
            var cases = new TheoryData<ResampleFilter, string>();
            foreach (var filter in Filters)
                foreach (var (name, _) in Framings)
                    cases.Add(filter, name);
            return cases;
        }
    }

    public static TheoryData<ResampleFilter> AllFilters => [.. Filters];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lines_of_a_grid_chart_lie_where_the_placement_says_to_a_hundredth_of_a_pixel(ResampleFilter filter, string name)
    {
        var placement = Framings.Single(framing => framing.Name == name).Placement;
        var (across, down) = (Chart(placement.SourceWidth, placement.HorizontalScale), Chart(placement.SourceHeight, placement.VerticalScale));

        // Lines of one direction at a time: where they cross, their middles would be hard to tell.
        var upright = Scaling.Run(placement, filter, (x, _) => (float)across.Light(x));
        var level = Scaling.Run(placement, filter, (_, y) => (float)down.Light(y));

        var row = placement.Window.Top + placement.Window.Height / 2;
        var column = placement.Window.Left + placement.Window.Width / 2;
        var worst = Math.Max(
            Worst(across, x => upright[row * placement.Width + x], placement.Source.X, placement.Target.X, placement.HorizontalScale, placement.Window.Left, placement.Window.Right),
            Worst(down, y => level[y * placement.Width + column], placement.Source.Y, placement.Target.Y, placement.VerticalScale, placement.Window.Top, placement.Window.Bottom));
        // Linear interpolation, which the mean is when it enlarges, flattens thin lines and so moves them a little.
        Assert.InRange(worst, 0, filter == ResampleFilter.Area ? 0.015 : 0.004);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_constant_stays_constant_up_to_the_edges(ResampleFilter filter, string name)
    {
        var placement = Framings.Single(framing => framing.Name == name).Placement;

        var result = Scaling.Run(placement, filter, (_, _) => 0.18f, new() { WholeCanvas = false });

        Assert.All(result, value => Assert.InRange(value, 0.18f - 2e-7f, 0.18f + 2e-7f));
    }

    [Fact]
    public void Every_pixel_is_what_the_definition_of_its_filter_says()
    {
        var grain = new Grain(11);
        for (var trial = 0; trial < 120; trial++)
        {
            var (width, height) = (1 + grain.Below(60), 1 + grain.Below(60));
            var values = new float[width * height];
            for (var i = 0; i < values.Length; i++) values[i] = (float)grain.Unit();
            float Source(int x, int y) => values[y * width + x];
            var (left, top) = (grain.Unit() * width * 0.6, grain.Unit() * height * 0.6);
            var (canvasWidth, canvasHeight) = (1 + grain.Below(90), 1 + grain.Below(90));
            var placement = new Placement(width, height,
                new(left, top, (width - left) * (0.2 + 0.8 * grain.Unit()), (height - top) * (0.2 + 0.8 * grain.Unit())), canvasWidth, canvasHeight,
                new((grain.Unit() - 0.5) * canvasWidth, (grain.Unit() - 0.5) * canvasHeight, (0.6 + grain.Unit()) * canvasWidth, (0.6 + grain.Unit()) * canvasHeight));
            var filter = Filters[grain.Below(Filters.Length)];

            var result = Scaling.Run(placement, filter, Source, new() { Fill = (-1, -1, -1, -1) });

            for (var probe = 0; probe < 40; probe++)
            {
                var (x, y) = (grain.Below(canvasWidth), grain.Below(canvasHeight));
                var area = placement.Window;
                var expected = x < area.Left || x >= area.Right || y < area.Top || y >= area.Bottom ? -1 : Scaling.Exactly(placement, filter, Source, x, y);
                Assert.True(Math.Abs(expected - result[y * canvasWidth + x]) < 2e-6, $"{filter} at {x}, {y} of {placement}: {expected} was expected, {result[y * canvasWidth + x]} came.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllFilters))]
    public void A_placement_that_only_copies_gives_the_same_bits_whatever_they_are(ResampleFilter filter)
    {
        var grain = new Grain(5);
        var bits = new uint[70 * 50];
        // Infinities and every kind of what is not a number among them.
        for (var i = 0; i < bits.Length; i++) bits[i] = (uint)grain.Below(int.MaxValue) << 1 | (uint)grain.Below(2);
        float Source(int x, int y) => BitConverter.UInt32BitsToSingle(bits[y * 70 + x]);

        var same = Scaling.Run(Placement.Fill(70, 50, 70, 50), filter, Source);
        var part = Scaling.Run(new(70, 50, new(20, 10, 30, 35), 40, 40, new(3, 2, 30, 35)), filter, Source);

        Assert.Equal(bits, same.Select(BitConverter.SingleToUInt32Bits));
        for (var y = 0; y < 40; y++)
            for (var x = 0; x < 40; x++)
                Assert.Equal(x is >= 3 and < 33 && y is >= 2 and < 37 ? bits[(y + 8) * 70 + x + 17] : 0, BitConverter.SingleToUInt32Bits(part[y * 40 + x]));
        Assert.True(Placement.Fill(70, 50, 70, 50).IsIdentity);
    }

    [Fact]
    public void A_picture_upside_down_or_turned_is_scaled_like_the_upright_one()
    {
        var grain = new Grain(9);
        var values = new float[61 * 47];
        for (var i = 0; i < values.Length; i++) values[i] = (float)grain.Unit();
        foreach (var filter in Filters)
        {
            var upright = Scaling.Run(Placement.Fill(61, 47, 40, 90), filter, (x, y) => values[y * 61 + x]);
            var flipped = Scaling.Run(Placement.Fill(61, 47, 40, 90), filter, (x, y) => values[(46 - y) * 61 + 60 - x]);
            var turned = Scaling.Run(Placement.Fill(47, 61, 90, 40), filter, (x, y) => values[x * 61 + y]);

            for (var y = 0; y < 90; y++)
            {
                for (var x = 0; x < 40; x++)
                {
                    Assert.Equal(upright[y * 40 + x], flipped[(89 - y) * 40 + 39 - x], 2e-6f);
                    Assert.Equal(upright[y * 40 + x], turned[x * 90 + y], 2e-6f);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 1, 8192, 3)]
    [InlineData(1, 1, 3, 8192)]
    [InlineData(8192, 3, 1, 1)]
    [InlineData(2, 8192, 1, 1)]
    [InlineData(17, 16, 16, 17)]
    [InlineData(8192, 4320, 20, 11)]
    public void All_sizes_can_be_made_of_all_sizes(int sourceWidth, int sourceHeight, int width, int height)
    {
        foreach (var filter in (ReadOnlySpan<ResampleFilter>)[ResampleFilter.Lanczos3, ResampleFilter.Area])
        {
            var result = Scaling.Run(Placement.Fill(sourceWidth, sourceHeight, width, height), filter, (_, _) => 0.5f);

            // Thousands of additions in single precision leave a few millionths.
            Assert.All(result, value => Assert.InRange(value, 0.499998f, 0.500002f));
        }
    }

    [Theory]
    [InlineData(8192, 4320, 4096, 2160)]
    [InlineData(8192, 4320, 8192, 1)]
    [InlineData(2048, 1080, 8192, 4320)]
    public void An_8K_picture_passes_through_a_window_of_rows(int sourceWidth, int sourceHeight, int width, int height)
    {
        var placement = Placement.Fill(sourceWidth, sourceHeight, width, height);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 0;
        var scaler = new Scaler(placement, ResampleFilter.Lanczos3, (_, _, _, _) => count++);
        var row = new float[sourceWidth];
        for (var y = 0; y < sourceHeight; y++) scaler.Push(y, row, row, row);

        var used = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(height, count);
        Assert.InRange(used, 0, (90L * sourceWidth + 32L * width) * 3 * sizeof(float) + (1 << 21));
    }

    [Fact]
    public void What_is_not_a_number_counts_as_nothing_and_infinities_as_the_largest_half()
    {
        var placement = Placement.Fill(40, 40, 30, 30);
        static Func<int, int, float> With(float odd) => (x, y) => x == 17 && y == 20 ? odd : 0.25f;
        foreach (var filter in Filters)
        {
            Assert.Equal(Scaling.Run(placement, filter, With(0)), Scaling.Run(placement, filter, With(float.NaN)));
            Assert.Equal(Scaling.Run(placement, filter, With(65504)), Scaling.Run(placement, filter, With(float.PositiveInfinity)));
            Assert.Equal(Scaling.Run(placement, filter, With(-65504)), Scaling.Run(placement, filter, With(float.NegativeInfinity)));
            // By the other way of summing rows too.
            Assert.Equal(Scaling.Run(Placement.Fill(40, 40, 30, 1), filter, With(0)), Scaling.Run(Placement.Fill(40, 40, 30, 1), filter, With(float.NaN)));
            Assert.Equal(Scaling.Run(Placement.Fill(40, 40, 30, 40), filter, With(65504)), Scaling.Run(Placement.Fill(40, 40, 30, 40), filter, With(float.PositiveInfinity)));
        }
    }

    // Thin lines with soft sides at places between pixels; soft enough for the coarser raster to hold them.
    private static (double[] Lines, double Softness, Func<int, double> Light) Chart(int length, double scale)
    {
        var softness = 1.6 * Math.Max(1, 1 / scale);
        var lines = new List<double>();
        for (var at = 14.37 * softness; at < length - 14 * softness; at += 13.61 * softness) lines.Add(at);
        return ([.. lines], softness, pixel => lines.Sum(line => Math.Exp(-(pixel + 0.5 - line) * (pixel + 0.5 - line) / (2 * softness * softness))));
    }

    private static double Worst((double[] Lines, double Softness, Func<int, double> Light) chart, Func<int, float> light, double source, double target, double scale, int from, int to)
    {
        var (worst, seen) = (0.0, 0);
        foreach (var line in chart.Lines)
        {
            var expected = (line - source) * scale + target;
            var reach = 6.5 * chart.Softness * scale;
            if (expected - reach < from || expected + reach > to) continue;
            var (sum, moment) = (0.0, 0.0);
            for (var x = (int)(expected - reach); x <= (int)(expected + reach); x++)
            {
                sum += light(x);
                moment += light(x) * (x + 0.5);
            }

            worst = Math.Max(worst, Math.Abs(moment / sum - expected));
            seen++;
        }

        Assert.True(seen >= 2, $"Only {seen} lines of the chart are in the picture.");
        return worst;
    }
}
