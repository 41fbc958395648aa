using Acetate.Imaging.Debayer;

namespace Acetate.Imaging.Tests.Debayer;

/// <summary>The two debayers beside the one for plates: half size, and full size in a hurry.</summary>
public sealed class QuickDebayerTests
{
    public static TheoryData<BayerPattern, int, int> Sizes
    {
        get
        {
            var data = new TheoryData<BayerPattern, int, int>();
            foreach (var pattern in Enum.GetValues<BayerPattern>())
                foreach (var (width, height) in (ReadOnlySpan<(int, int)>)[(2, 2), (3, 3), (2, 70), (71, 2), (33, 35), (160, 130), (161, 131)])
                    data.Add(pattern, width, height);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_flat_colour_comes_back_in_every_pixel(BayerPattern pattern, int width, int height)
    {
        foreach (var debayer in (IDebayer[])[new GradientCorrected(width, height, pattern), new HalfSize(width, height, pattern)])
            Assert.All(Run(debayer, width, pattern, (_, _) => (0.7f, 0.4f, 0.2f)), pixel => Assert.True(Math.Abs(pixel.R - 0.7f) < 1e-6 && Math.Abs(pixel.G - 0.4f) < 1e-6 && Math.Abs(pixel.B - 0.2f) < 1e-6, $"{pixel}"));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Half_size_has_every_colour_at_the_centre_of_its_square(BayerPattern pattern, int width, int height)
    {
        // A ramp says where a pixel lies: values are places, of pixels' centres.
        var result = Run(new HalfSize(width, height, pattern), width, pattern, (x, y) => (x + 0.5f, x + 0.5f + 2 * (y + 0.5f), y + 0.5f));

        Assert.Equal(width / 2 * (height / 2), result.Length);
        for (var i = 0; i < result.Length; i++)
        {
            var (x, y) = (i % (width / 2), i / (width / 2));
            // At an edge there may be nothing to move red or blue by.
            if (x == 0 || y == 0 || 2 * x + 2 >= width || 2 * y + 2 >= height) continue;
            var centre = (X: 2 * x + 1f, Y: 2 * y + 1f);
            Assert.Equal((centre.X, centre.X + 2 * centre.Y, centre.Y), (result[i].R, result[i].G, result[i].B));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradient_corrected_values_are_those_of_its_filters(BayerPattern pattern, int width, int height)
    {
        var grain = new Grain(17);
        var values = new float[width * height];
        for (var i = 0; i < values.Length; i++) values[i] = (float)grain.Unit();

        var result = Run(new GradientCorrected(width, height, pattern), width, pattern, (x, y) => (values[y * width + x], values[y * width + x], values[y * width + x]));

        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (r, g, b) = Malvar(x, y);
                var pixel = result[y * width + x];
                Assert.True(Math.Abs(pixel.R - r) < 2e-6 && Math.Abs(pixel.G - g) < 2e-6 && Math.Abs(pixel.B - b) < 2e-6, $"{x}, {y}: {pixel}, but ({r}, {g}, {b}) was expected.");
            }
        }

        // The filters as the paper draws them.
        (double, double, double) Malvar(int x, int y)
        {
            double At(int dx, int dy) => values[Mirrored(y + dy, height) * width + Mirrored(x + dx, width)];
            var here = At(0, 0);
            var (across, down) = (At(-1, 0) + At(1, 0), At(0, -1) + At(0, 1));
            var (across2, down2) = (At(-2, 0) + At(2, 0), At(0, -2) + At(0, 2));
            var corners = At(-1, -1) + At(1, -1) + At(-1, 1) + At(1, 1);
            var green = (4 * here + 2 * (across + down) - across2 - down2) / 8;
            var opposite = (6 * here + 2 * corners - 1.5 * (across2 + down2)) / 8;
            var inRow = (5 * here + 4 * across - corners - across2 + 0.5 * down2) / 8;
            var inColumn = (5 * here + 4 * down - corners - down2 + 0.5 * across2) / 8;
            return ((x & 1) == pattern.RedColumn(), (y & 1) == pattern.RedRow()) switch
            {
                (true, true) => (here, green, opposite),
                (false, false) => (opposite, green, here),
                (false, true) => (inRow, here, inColumn),
                _ => (inColumn, here, inRow),
            };
        }
    }

    [Fact]
    public void Bands_can_be_made_alone_and_in_any_order()
    {
        var grain = new Grain(2);
        var values = new float[150 * 150];
        for (var i = 0; i < values.Length; i++) values[i] = (float)grain.Unit();
        void Mosaic(int row, Span<float> into) => values.AsSpan(row * 150, 150).CopyTo(into);
        foreach (var make in (Func<IDebayer>[])[() => new RatioCorrected(150, 150, BayerPattern.Gbrg), () => new GradientCorrected(150, 150, BayerPattern.Gbrg), () => new HalfSize(150, 150, BayerPattern.Gbrg)])
        {
            var whole = new List<(int, float[])>();
            make().Run(Mosaic, (row, _, green, _) => whole.Add((row, green.ToArray())));
            var apart = new List<(int, float[])>();
            var debayer = make();
            for (var band = (debayer.Height - 1) / debayer.RowsOfBand; band >= 0; band--) debayer.Run(band, Mosaic, (row, _, green, _) => apart.Add((row, green.ToArray())));

            Assert.Equal(Enumerable.Range(0, debayer.Height), whole.Select(row => row.Item1));
            Assert.Equal(whole, apart.OrderBy(row => row.Item1));
        }
    }

    [Fact]
    public void Pictures_too_small_for_a_square_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HalfSize(1, 10, BayerPattern.Rggb));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCorrected(10, 1, BayerPattern.Rggb));
    }

    private static int Mirrored(int at, int length)
    {
        while (at < 0 || at >= length) at = at < 0 ? -at : 2 * (length - 1) - at;
        return at;
    }

    private static (float R, float G, float B)[] Run(IDebayer debayer, int width, BayerPattern pattern, Func<int, int, (float R, float G, float B)> picture)
    {
        var result = new List<(float, float, float)>();
        debayer.Run((row, values) =>
        {
            Assert.Equal(width, values.Length);
            for (var x = 0; x < width; x++)
            {
                var (r, g, b) = picture(x, row);
                var (column, line) = ((x & 1) == pattern.RedColumn(), (row & 1) == pattern.RedRow());
                values[x] = column != line ? g : line ? r : b;
            }
        }, (row, r, g, b) =>
        {
            Assert.Equal(result.Count, row * debayer.Width);
            for (var x = 0; x < r.Length; x++) result.Add((r[x], g[x], b[x]));
        });
        Assert.Equal(debayer.Width * debayer.Height, result.Count);
        return [.. result];
    }
}
