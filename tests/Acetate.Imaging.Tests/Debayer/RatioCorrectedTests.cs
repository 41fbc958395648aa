using System.Diagnostics;
using System.Runtime.InteropServices;
using Acetate.Imaging.Debayer;

namespace Acetate.Imaging.Tests.Debayer;

/// <summary>Mosaics of pictures whose colours are known.</summary>
public sealed class RatioCorrectedTests
{
    public static TheoryData<BayerPattern> Patterns => [.. Enum.GetValues<BayerPattern>()];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_flat_colour_comes_back_in_every_pixel_edges_and_corners_too(BayerPattern pattern)
    {
        var result = Run(300, 150, pattern, (_, _) => (0.7f, 0.4f, 0.2f));

        Assert.All(result, pixel => Assert.True(Math.Abs(pixel.R - 0.7f) < 1e-5 && Math.Abs(pixel.G - 0.4f) < 1e-5 && Math.Abs(pixel.B - 0.2f) < 1e-5, $"{pixel}"));
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_soft_picture_comes_back_nearly_and_no_seam_shows_where_tiles_meet(BayerPattern pattern)
    {
        static (float, float, float) Soft(int x, int y) =>
            ((float)(0.5 + 0.3 * Math.Sin(x / 21.0) * Math.Cos(y / 17.0)), (float)(0.5 + 0.3 * Math.Sin(x / 19.0 + 1) * Math.Cos(y / 23.0)), (float)(0.5 + 0.3 * Math.Cos(x / 25.0) * Math.Sin(y / 18.0)));
        const int width = 600, height = 200;

        var result = Run(width, height, pattern, Soft);

        var worst = 0.0;
        for (var y = 4; y < height - 4; y++)
        {
            for (var x = 4; x < width - 4; x++)
            {
                var (r, g, b) = Soft(x, y);
                var pixel = result[y * width + x];
                worst = Math.Max(worst, Math.Max(Math.Abs(pixel.R - r), Math.Max(Math.Abs(pixel.G - g), Math.Abs(pixel.B - b))));
            }
        }

        Assert.InRange(worst, 0, 0.006);
    }

    [Fact]
    public void Where_a_picture_is_cut_into_bands_does_not_matter()
    {
        var grain = new Grain(3);
        const int width = 200, height = 200;
        var values = new float[width * height];
        for (var i = 0; i < values.Length; i++) values[i] = (float)grain.Unit();

        // 128 rows further down the same mosaic lies otherwise in the bands; the pattern is the same.
        var whole = Run(width, height, BayerPattern.Rggb, (x, y) => (values[y * width + x], values[y * width + x], values[y * width + x]));
        var moved = Run(width, height - 30, BayerPattern.Rggb, (x, y) => (values[(y + 30) * width + x], values[(y + 30) * width + x], values[(y + 30) * width + x]));

        for (var y = 12; y < height - 30; y++)
            Assert.Equal(whole.AsSpan((y + 30) * width, width), moved.AsSpan(y * width, width));
    }

    [Fact]
    public void On_photographs_it_is_much_closer_than_bilinear()
    {
        // A real camera's picture and a rendered one; their values stand for square roots of light.
        var gains = new List<double>();
        foreach (var (name, at) in (ReadOnlySpan<(string, string)>)[("samples/natural-video/park_joy_420_720p50_frm0to9_480x270.y4m", "0.1"), ("samples/natural-video/BigBuckBunny_1280x720_vp8_0-30s.webm", "12")])
        {
            var (width, height, r, g, b) = Read(Corpus.PathOf(name), at);
            (float R, float G, float B) Truth(int x, int y) => (r[y * width + x], g[y * width + x], b[y * width + x]);

            var ours = Run(width, height, BayerPattern.Rggb, Truth);
            var simple = Bilinear(width, height, Truth);

            gains.Add(Cpsnr(width, height, ours, Truth) - Cpsnr(width, height, simple, Truth));
        }

        Assert.All(gains, gain => Assert.True(gain > 3, $"{string.Join(" and ", gains.Select(g => g.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)))} dB were gained."));
    }

    private static (float R, float G, float B)[] Run(int width, int height, BayerPattern pattern, Func<int, int, (float R, float G, float B)> picture)
    {
        var debayer = new RatioCorrected(width, height, pattern);
        var result = new (float, float, float)[width * height];
        for (var band = 0; band * RatioCorrected.BandRows < height; band++)
        {
            debayer.Run(band, (row, values) =>
            {
                for (var x = 0; x < width; x++)
                {
                    var (r, g, b) = picture(x, row);
                    var (column, line) = ((x & 1) == pattern.RedColumn(), (row & 1) == pattern.RedRow());
                    values[x] = column != line ? g : line ? r : b;
                }
            }, (row, r, g, b) =>
            {
                for (var x = 0; x < width; x++) result[row * width + x] = (r[x], g[x], b[x]);
            });
        }

        return result;
    }

    private static (float R, float G, float B)[] Bilinear(int width, int height, Func<int, int, (float R, float G, float B)> picture)
    {
        float Mosaic(int x, int y)
        {
            x = x < 0 ? -x : x >= width ? 2 * (width - 1) - x : x;
            y = y < 0 ? -y : y >= height ? 2 * (height - 1) - y : y;
            var (r, g, b) = picture(x, y);
            return (x & 1) != (y & 1) ? g : (y & 1) == 0 ? r : b;
        }

        var result = new (float, float, float)[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var here = Mosaic(x, y);
                var (rows, columns) = ((Mosaic(x - 1, y) + Mosaic(x + 1, y)) / 2, (Mosaic(x, y - 1) + Mosaic(x, y + 1)) / 2);
                var corners = (Mosaic(x - 1, y - 1) + Mosaic(x + 1, y - 1) + Mosaic(x - 1, y + 1) + Mosaic(x + 1, y + 1)) / 4;
                result[y * width + x] = (x & 1, y & 1) switch
                {
                    (0, 0) => (here, (rows + columns) / 2, corners),
                    (1, 1) => (corners, (rows + columns) / 2, here),
                    (1, 0) => (rows, here, columns),
                    _ => (columns, here, rows),
                };
            }
        }

        return result;
    }

    private static double Cpsnr(int width, int height, (float R, float G, float B)[] result, Func<int, int, (float R, float G, float B)> truth)
    {
        const int border = 20;
        var (sum, count) = (0.0, 0);
        for (var y = border; y < height - border; y++)
        {
            for (var x = border; x < width - border; x++)
            {
                var (r, g, b) = truth(x, y);
                var pixel = result[y * width + x];
                // Compared as light.
                foreach (var (a, c) in (ReadOnlySpan<(float, float)>)[(pixel.R, r), (pixel.G, g), (pixel.B, b)])
                {
                    var difference = (double)Math.Max(a, 0) * Math.Max(a, 0) - c * c;
                    sum += difference * difference;
                    count++;
                }
            }
        }

        return -10 * Math.Log10(sum / count);
    }

    private static (int Width, int Height, float[] R, float[] G, float[] B) Read(string file, string at)
    {
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program("ffmpeg"), ["-v", "error", "-ss", at, "-i", file, "-frames:v", "1", "-vf", "scale=in_range=tv:out_range=pc,format=gbrp", "-f", "rawvideo", "-pix_fmt", "gbrpf32le", "-"]) { RedirectStandardOutput = true })!;
        using var all = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(all);
        process.WaitForExit();
        using var probe = Process.Start(new ProcessStartInfo(Corpus.Program("ffprobe"), ["-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", file]) { RedirectStandardOutput = true })!;
        var size = probe.StandardOutput.ReadToEnd().Trim().Split(',').Select(int.Parse).ToArray();
        probe.WaitForExit();
        var values = MemoryMarshal.Cast<byte, float>(all.ToArray().AsSpan());
        var plane = size[0] * size[1];
        return (size[0], size[1], values.Slice(2 * plane, plane).ToArray(), values[..plane].ToArray(), values.Slice(plane, plane).ToArray());
    }
}
