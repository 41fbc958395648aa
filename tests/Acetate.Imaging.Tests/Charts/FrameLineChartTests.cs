using Acetate.Media.Charts;

namespace Acetate.Imaging.Tests.Charts;

/// <summary>Framing charts, pixel by pixel.</summary>
public sealed class FrameLineChartTests
{
    private static readonly (float, float, float) Ink = (0.1f, 0.7f, 0.1f), Grey = (0.18f, 0.18f, 0.18f);

    [Theory]
    [InlineData(400, 300, 1, 40, 30, 320, 240, 40, 30, 359, 269)]
    [InlineData(400, 300, 1, 40.5, 30.25, 319, 239.5, 41, 31, 358, 268)]
    [InlineData(400, 300, 1, 0, 0, 400, 300, 0, 0, 399, 299)]
    [InlineData(400, 300, 1, 40.0000000001, 30, 320, 240, 40, 30, 359, 269)]
    public void The_outermost_pixels_of_a_line_are_the_outermost_whole_pixels_of_its_frame(
        int width, int height, double squeeze, double x, double y, double across, double down, int left, int top, int right, int bottom)
    {
        var picture = Drawn(new FrameLineChart(width, height, squeeze, [new("", x, y, across, down, Ink, ChartCorner.TopLeft)], []));

        // Away from the cross and the circle.
        foreach (var (column, row) in (ReadOnlySpan<(int, int)>)[(left, top), (right, top), (left, bottom), (right, bottom), (left, (top + bottom) / 2 + 9), (right, (top + bottom) / 2 + 9), (left + 60, top), (left + 60, bottom)])
            Assert.Equal(Ink, picture[row][column]);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                if (column < left || column > right || row < top || row > bottom) Assert.Equal(Grey, picture[row][column]);
        Assert.Equal(Grey, picture[top + 1][left + 1]);
    }

    [Fact]
    public void Lines_are_as_thick_seen_de_squeezed_both_ways_and_the_circle_is_round()
    {
        const int width = 2000, height = 2160;
        var picture = Drawn(new FrameLineChart(width, height, 2, [new("", 100, 100, 1800, 1960, Ink, ChartCorner.TopLeft)], []));

        Assert.Equal((4, 2), (Run(row => picture[row][700], 100), Run(column => picture[300][column], 100)));
        int[] ring = [.. Enumerable.Range(0, height).Where(row => row != height / 2 && picture[row][width / 2] == (0.8f, 0.8f, 0.8f)).Where(row => Math.Abs(row - height / 2) > 300)];
        int[] across = [.. Enumerable.Range(0, width).Where(column => picture[height / 2 + 20][column] == (0.8f, 0.8f, 0.8f))];
        var (high, wide) = (ring[^1] - ring[0] + 1, (across[^1] - across[0] + 1) * 2);
        Assert.Equal(980, high);
        Assert.InRange(wide, high - 6, high + 2);
        // In its middle.
        Assert.InRange(ring[0] + ring[^1], height - 2, height);
        Assert.InRange(across[0] + across[^1], width - 2, width);

        static int Run(Func<int, (float, float, float)> pixel, int from)
        {
            var end = from;
            while (pixel(end) == Ink) end++;
            return end - from;
        }
    }

    [Fact]
    public void Names_stand_in_their_corners_and_hide_no_line()
    {
        var other = (0.8f, 0.5f, 0.1f);
        var picture = Drawn(new FrameLineChart(640, 360, 1,
            [new("OUTER", 0, 0, 640, 360, Ink, ChartCorner.TopLeft), new("INNER", 8, 6, 620, 340, other, ChartCorner.BottomRight)], ["CAMERA A"]));

        Assert.Contains(Ink, picture[6][..60]);
        for (var column = 8; column < 628; column++) Assert.Equal(other, picture[6][column]);
        Assert.Contains(picture[335..345], row => row.Skip(560).Take(60).Contains(other));
        Assert.Contains(picture[270..320], row => row.Skip(280).Take(80).Contains((0.8f, 0.8f, 0.8f)));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 50, 2)]
    [InlineData(50, 2, 0.5)]
    public void A_canvas_may_be_as_small_as_it_likes(int width, int height, double squeeze)
    {
        var picture = Drawn(new FrameLineChart(width, height, squeeze, [new("CANVAS", 0, 0, width, height, Ink, ChartCorner.BottomLeft), new("FRAMING", 0.25, 0.25, 0.5, 0.5, Ink, ChartCorner.TopLeft)], ["LONGER THAN THE CANVAS"]));

        Assert.Equal(height, picture.Length);
    }

    private static (float R, float G, float B)[][] Drawn(FrameLineChart chart)
    {
        var (red, green, blue) = (new float[chart.Width], new float[chart.Width], new float[chart.Width]);
        var rows = new (float, float, float)[chart.Height][];
        for (var y = 0; y < chart.Height; y++)
        {
            chart.Row(y, red, green, blue);
            rows[y] = [.. Enumerable.Range(0, chart.Width).Select(x => (red[x], green[x], blue[x]))];
        }

        return rows;
    }
}
