using Acetate.Media.Encode;
using Acetate.Media.Encode.Stills;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>Thumbnails, posters and scrub strips from rows of full size.</summary>
public sealed class StillTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(64, 48, 16, 12)]
    [InlineData(65, 49, 16, 12)]
    [InlineData(7, 5, 7, 5)]
    [InlineData(3, 2, 9, 8)]
    [InlineData(1, 1, 1, 1)]
    public void Each_pixel_is_the_mean_of_the_area_that_it_covers(int width, int height, int targetWidth, int targetHeight)
    {
        var picture = new TestPicture(width, height);
        var area = new AreaReduction(width, height, targetWidth, targetHeight, 1);
        var made = new List<float[]>();
        for (var row = 0; row < height; row++)
        {
            area.Row(0, picture.Planes[0].AsSpan(row * width, width));
            area.Next((number, planes) =>
            {
                Assert.Equal(made.Count, number);
                made.Add([.. planes[0]]);
            });
        }

        Assert.Equal(targetHeight, made.Count);
        for (var y = 0; y < targetHeight; y++)
            for (var x = 0; x < targetWidth; x++) Assert.Equal(Mean(x, y), made[y][x], 1e-4);

        double Mean(int x, int y)
        {
            var (sum, weight) = (0.0, 0.0);
            for (var v = 0; v < height; v++)
                for (var u = 0; u < width; u++)
                {
                    var share = Overlap(u, (double)x * width / targetWidth, (x + 1.0) * width / targetWidth) * Overlap(v, (double)y * height / targetHeight, (y + 1.0) * height / targetHeight);
                    (sum, weight) = (sum + share * picture.Planes[0][v * width + u], weight + share);
                }

            return sum / weight;
        }
    }

    [Fact]
    public void A_still_is_small_and_shows_squeezed_pixels_as_they_are_meant()
    {
        var picture = new TestPicture(400, 300);
        using var stream = new MemoryStream();
        using (var writer = new StillWriter(stream, new() { Width = 200, Height = 200, File = new FrameFileSettings.Png { Bits = 8 } }, picture.Description with { PixelAspect = 2 }))
        {
            picture.Give(writer);
            writer.Complete();
        }

        var file = Path.Join(folder.Path, "a.png");
        File.WriteAllBytes(file, stream.ToArray());

        var probe = Readers.Run("ffprobe", "-v", "error", "-show_streams", file);
        Assert.Contains("width=200", probe, StringComparison.Ordinal);
        Assert.Contains("height=75", probe, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4448, 3096, 1.0, 640, 445)]
    [InlineData(1920, 1080, 2.0, 640, 180)]
    [InlineData(100, 50, 1.0, 100, 50)]
    [InlineData(100, 50, 0.5, 50, 50)]
    [InlineData(10, 10000, 1.0, 1, 640)]
    public void The_size_keeps_the_shape_and_never_grows(int width, int height, double aspect, int across, int down) =>
        Assert.Equal((across, down), new StillSettings().SizeFor(width, height, aspect));

    [Fact]
    public void The_key_changes_with_everything_that_changes_the_picture_and_with_nothing_else()
    {
        var settings = new StillSettings();
        string[] keys =
        [
            settings.CacheKey("xxh128:aa", 0, "look"), settings.CacheKey("xxh128:ab", 0, "look"), settings.CacheKey("xxh128:aa", 1, "look"), settings.CacheKey("xxh128:aa", 0, "look2"),
            settings.CacheKey("xxh128:aa", 0, "look", 60), (settings with { Width = 320 }).CacheKey("xxh128:aa", 0, "look"), (settings with { File = new FrameFileSettings.Jpeg { Quality = 80 } }).CacheKey("xxh128:aa", 0, "look"),
            (settings with { File = new FrameFileSettings.Png() }).CacheKey("xxh128:aa", 0, "look"), settings.CacheKey("xxh128:aa\n1:0", 0, "look"),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], new StillSettings().CacheKey("xxh128:aa", 0, "look"));
        Assert.Equal("26e0a9d9974315e9ecbd57d29eb3c7a7.jpg", keys[0]); // SHA-256 of the parts, each with its length
    }

    [Fact]
    public void A_strip_has_its_pictures_in_their_places_whoever_makes_them_first()
    {
        var grid = StripGrid.For(25, 640, 360);
        var strip = new StripWriter(new(25, 10, 3, 16, 9), 100);
        Assert.Equal((25, 10, 3), (grid.Count, grid.Columns, grid.Rows));
        Assert.Equal([0L, 4, 96], new[] { strip.FrameOf(0), strip.FrameOf(1), strip.FrameOf(24) });
        Parallel.For(0, 25, i =>
        {
            using var writer = strip.Picture(24 - i, 64, 36);
            var row = Enumerable.Repeat((24 - i) / 24f, 64).ToArray();
            for (var y = 0; y < 36; y++) writer.Row(row, row, row);
            writer.Complete();
        });

        using var stream = File.Create(Path.Join(folder.Path, "strip.png"));
        strip.Write(stream, new FrameFileSettings.Png { Bits = 16 });
        stream.Close();

        var read = Readers.FFmpegNumbers(Path.Join(folder.Path, "strip.png"), 16)[1];
        Assert.Equal(160 * 27, read.Length);
        for (var i = 0; i < 30; i++) Assert.Equal(i < 25 ? i / 24f : 0, read[(i / 10 * 9 + 4) * 160 + i % 10 * 16 + 8] / 65535f, 1e-4);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new StripWriter(new(10, 2, 2, 16, 9), 100));
        Assert.Throws<ArgumentException>(() => new StripWriter(new(10, 10, 1, 100_000, 100_000), 100));
        Assert.Throws<ArgumentException>(() => new StillWriter(new MemoryStream(), new() { Width = 0 }, new() { DataWindow = PixelWindow.Of(4, 4) }));
        Assert.Throws<ArgumentException>(() => new StillWriter(new MemoryStream(), new(), new() { DataWindow = PixelWindow.Of(4, 0) }));
        var strip = new StripWriter(new(1, 1, 1, 4, 4), 1);
        for (var i = 0; i < 2; i++)
        {
            using var writer = strip.Picture(0, 1, 1);
            writer.Row([0], [0], [0]);
            if (i == 0) writer.Complete();
            else Assert.Throws<InvalidOperationException>(writer.Complete);
        }
    }

    private static double Overlap(int pixel, double from, double to) => Math.Max(0, Math.Min(pixel + 1, to) - Math.Max(pixel, from));
}
