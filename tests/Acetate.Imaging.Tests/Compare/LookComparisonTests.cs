using Acetate.Imaging.Colour;
using Acetate.Imaging.Compare;

namespace Acetate.Imaging.Tests.Compare;

/// <summary>How far a picture's look is from that of a still, on made-up shots in colour.</summary>
public sealed class LookComparisonTests
{
    private static readonly Scene Light = new(1, 1), Tint = new(2), Other = new(3);

    [Fact]
    public void The_same_picture_has_no_difference_and_nothing_of_it_is_left_out_but_labels_and_edges()
    {
        var found = new LookComparison(Shot()).With(Shot());

        Assert.Equal((0, 0, 0, 0, 0), (found.Median, found.Percentile95, found.Lightness, found.GreenRed, found.BlueYellow));
        Assert.Equal(Reframing.None, found.Framing);
        Assert.Equal(found.Columns * found.Rows, found.Map.Length);
        // What is left is the rounding of sums.
        Assert.All(found.Map, difference => Assert.InRange(difference, 0, 0.0001));
        // Two thirds of what is left of 54 rows without 5 at the top and 5 at the bottom.
        Assert.Equal((96, 54, 96 * 44 * 2 / 3), (found.Columns, found.Rows, found.Cells));
    }

    [Fact]
    public void An_even_grey_that_is_a_tenth_darker_is_as_far_as_the_formula_says()
    {
        var found = new LookComparison(Sketch(64, 36, (_, _) => Rgb.Grey(0.5))).With(Sketch(128, 72, (_, _) => Rgb.Grey(0.45)));

        Assert.True(found.IsPlain);
        // L* 50.624 and 45.240; the weight of lightness is 1.0130 at their mean.
        Assert.Equal(5.315, found.Median, 0.01);
        Assert.Equal(found.Median, found.Percentile95, 0.0001);
        Assert.Equal(-5.384, found.Lightness, 0.01);
        Assert.Equal(0, found.GreenRed, 0.001);
        Assert.Equal(0, found.BlueYellow, 0.001);
    }

    [Fact]
    public void A_gain_and_a_saturation_are_seen_for_what_they_are()
    {
        var still = new LookComparison(Shot());

        var darker = still.With(Shot(look: colour => 0.85 * colour));
        var paler = still.With(Shot(look: colour => Saturated(colour, 0.2)));
        var warmer = still.With(Shot(look: colour => new(colour.R * 1.06, colour.G, colour.B * 0.88)));

        Assert.True(darker is { Median: > 4 and < 10, Lightness: < -4, Contrast: < 0.95 } && Math.Abs(darker.BlueYellow) < 2, $"{darker with { Map = [] }}");
        Assert.True(paler is { Chroma: < -3, Percentile95: > 5 } && Math.Abs(paler.Lightness) < 1.5, $"{paler with { Map = [] }}");
        Assert.True(warmer is { BlueYellow: > 3, Median: > 3 } && Math.Abs(warmer.Lightness) < 1.5, $"{warmer with { Map = [] }}");
    }

    [Theory]
    [InlineData(1920, 1080, 0, 0, 1)]
    [InlineData(160, 90, 0, 0, 1)]
    [InlineData(720, 405, 0.1, 0.06, 0.8)]
    [InlineData(701, 300, 0.05, 0.08, 0.9)]
    public void A_still_of_another_size_or_crop_has_the_same_look_and_another_look_is_found_in_it(int width, int height, double left, double top, double size)
    {
        var still = new LookComparison(Shot(width, height, left, top, size));

        var same = still.With(Shot());
        var other = still.With(Shot(look: colour => new(colour.R * 0.9, colour.G * 0.97, colour.B)));

        Assert.True(same is { Median: < 0.6, Percentile95: < 2, Likeness: > 0.9 }, $"{same with { Map = [] }}");
        Assert.True(other is { Percentile95: > 4, GreenRed: < -1.5 }, $"{other with { Map = [] }}");
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(0, 100)]
    public void Black_bars_around_the_still_are_no_difference(int high, int wide)
    {
        // As of a 2.39 picture in a 16:9 still; or of one that is narrower than the shot.
        var (width, height) = (640 - 2 * wide, 360 - 2 * high);
        var shape = (double)width / height / (640.0 / 357);
        var (across, down) = (Math.Min(1, shape), Math.Min(1, 1 / shape));
        var still = Sketch(640, 360, (x, y) =>
        {
            var (column, row) = (x * 640 - wide, y * 360 - high);
            return column < 0 || column >= width || row < 0 || row >= height ? Rgb.Grey(0) : Of((1 - across) / 2 + column / width * across, (1 - down) / 2 + row / height * down);
        });

        var found = new LookComparison(still).With(Shot());

        Assert.True(found is { Median: < 0.6, Percentile95: < 2, Likeness: > 0.9 }, $"{found with { Map = [] }}");
        Assert.Equal((width, height), (found.StillArea.Width, found.StillArea.Height));
    }

    [Fact]
    public void Grain_and_blocks_of_a_compressed_still_are_no_other_look()
    {
        var grain = new Grain(9);
        // 6 % of noise in each pixel, eight by eight pixels that share an error of 2 % in each colour, and 6 bits.
        var errors = Enumerable.Range(0, 3 * 100 * 60).Select(_ => 0.02 * (grain.Unit() - 0.5)).ToArray();
        var still = Sketch(640, 357, (x, y) =>
        {
            var block = 3 * ((int)(y * 357) / 8 * 80 + (int)(x * 640) / 8);
            var colour = Of(x, y);
            return new(Step(colour.R + errors[block]), Step(colour.G + errors[block + 1]), Step(colour.B + errors[block + 2]));
        });

        var found = new LookComparison(still).With(Shot());

        Assert.True(found is { Median: < 1.5, Percentile95: < 3.5 }, $"{found with { Map = [] }}");
        Assert.True(found.Median > 0.2, "the still is not noisy enough for this test");

        double Step(double value) => Math.Round((value + 0.06 * (grain.Unit() - 0.5)) * 64) / 64;
    }

    [Fact]
    public void Labels_at_the_top_and_bottom_of_the_still_are_not_judged()
    {
        var still = Sketch(640, 360, (x, y) => y < 0.08 || y > 0.93 && x < 0.4 ? Rgb.Grey(1) : Of(x, y));

        var found = new LookComparison(still).With(Shot());

        Assert.True(found is { Median: < 0.6, Percentile95: < 2 }, $"{found with { Map = [] }}");
        Assert.True(found.Map[0] > 10);
    }

    [Fact]
    public void Another_shot_is_not_like_the_still_and_a_moment_later_is_less_like_it_than_the_same()
    {
        var still = new LookComparison(Shot());

        Assert.True(still.With(Sketch(320, 179, (x, y) => Rgb.Grey(Other.At(x, y, 0)))).Likeness < 0.5);
        Assert.True(still.With(Shot(frame: 6)).Residual > 2 * still.With(Shot(320, 179)).Residual);
    }

    private static Rgb Of(double x, double y, double frame = 0)
    {
        double light = Light.At(x, y, frame), tint = Tint.At(x * 0.3, y * 0.3, 0) - 0.45;
        return new(Math.Clamp(light + 0.3 * tint, 0, 1), light, Math.Clamp(light - 0.35 * tint, 0, 1));
    }

    private static Rgb Saturated(Rgb colour, double by)
    {
        var luma = 0.2126 * colour.R + 0.7152 * colour.G + 0.0722 * colour.B;
        return colour.Each(value => luma + by * (value - luma));
    }

    private static ColourSketch Shot(int width = 640, int height = 357, double left = 0, double top = 0, double size = 1, Func<Rgb, Rgb>? look = null, double frame = 0)
    {
        // Pixels are square: a shape other than the shot's shows less of it above and below.
        var down = size * height / width * (640.0 / 357);
        return Sketch(width, height, (x, y) => (look ?? (colour => colour))(Of(left + x * size, top + y * down, frame)));
    }

    private static ColourSketch Sketch(int width, int height, Func<double, double, Rgb> of)
    {
        var (red, green, blue) = (new float[width * height], new float[width * height], new float[width * height]);
        for (var at = 0; at < red.Length; at++)
        {
            var colour = of((at % width + 0.5) / width, (at / width + 0.5) / height);
            (red[at], green[at], blue[at]) = ((float)colour.R, (float)colour.G, (float)colour.B);
        }

        return new(width, height, red, green, blue);
    }
}
