using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Acetate.Media.Formats.Exr;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Imaging.Tests.Formats.Exr;

/// <summary>OpenEXR files of ours, opened by FFmpeg and by OpenEXR's own tools.</summary>
public sealed class ExrWriterTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<ExrCompression, ExrPixel, int, int> Kinds
    {
        get
        {
            var kinds = new TheoryData<ExrCompression, ExrPixel, int, int>();
            foreach (var compression in Enum.GetValues<ExrCompression>())
                foreach (var pixel in Enum.GetValues<ExrPixel>())
                    foreach (var (width, height) in ((int, int)[])[(1, 1), (33, 17), (640, 130)])
                        kinds.Add(compression, pixel, width, height);
            return kinds;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OpenImageIO_and_FFmpeg_read_every_pixel_as_it_was_written(ExrCompression compression, ExrPixel pixel, int width, int height)
    {
        var picture = Picture(width, height, pixel);
        var file = Write(new() { DataWindow = PixelWindow.Of(width, height), DisplayWindow = PixelWindow.Of(width, height), Compression = compression, Pixel = pixel }, picture, threads: 2);

        Assert.Equal(new[] { picture[2], picture[1], picture[0] }, Encode.Readers.OpenImageIO(file));
        // FFmpeg 5.1 gives up on PIZ of floats with a flat channel, of OpenEXR's own making too.
        if (compression == ExrCompression.Piz && pixel == ExrPixel.Bits32) return;
        Run("ffmpeg", "-v", "error", "-y", "-i", file, "-f", "rawvideo", "-pix_fmt", "gbrpf32le", file + ".raw");

        // Planes of green, blue, red.
        var read = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file + ".raw")).ToArray();
        var size = width * height;
        Assert.Equal(3 * size, read.Length);
        for (var i = 0; i < size; i++)
        {
            Assert.Equal(picture[1][i], read[i]);
            Assert.Equal(picture[0][i], read[size + i]);
            Assert.Equal(picture[2][i], read[2 * size + i]);
        }
    }

    [Theory]
    [InlineData(ExrCompression.Zips)]
    [InlineData(ExrCompression.Zip)]
    [InlineData(ExrCompression.Rle)]
    public void The_bytes_are_the_same_whatever_the_number_of_threads(ExrCompression compression)
    {
        var picture = Picture(320, 200, ExrPixel.Bits16);
        var header = new ExrHeader { DataWindow = PixelWindow.Of(320, 200), DisplayWindow = PixelWindow.Of(320, 200), Compression = compression };

        var one = File.ReadAllBytes(Write(header, picture, threads: 1));

        Assert.Equal(one, File.ReadAllBytes(Write(header, picture, threads: 5)));
    }

    [Fact]
    public void OpenEXRs_own_tools_find_the_file_sound_and_read_its_header()
    {
        var header = new ExrHeader
        {
            DataWindow = new(-8, 4, 56, 36),
            DisplayWindow = PixelWindow.Of(48, 48),
            PixelAspect = 2,
            Attributes =
            [
                ExrAttribute.Timecode(10, 20, 30, 12, isDropFrame: true),
                ExrAttribute.Ratio("framesPerSecond", 24000, 1001),
                ExrAttribute.Text("reelName", "A003R2EC"),
                ExrAttribute.Chromaticities([0.7347f, 0.2653f, 0, 1, 0.0001f, -0.077f, 0.32168f, 0.33767f]),
                ExrAttribute.Text("interim.clip.cameraClipName.that.is.long", "A003C001"),
            ],
        };
        var file = Write(header, Picture(64, 32, ExrPixel.Bits16), threads: 2);

        Run("exrmaketiled", file, file + ".tiled.exr"); // reads every pixel
        var told = Run("exrheader", file);

        foreach (var line in (string[])
        [
            "dataWindow (type box2i): (-8 4) - (55 35)", "displayWindow (type box2i): (0 0) - (47 47)", "framesPerSecond (type rational): 24000/1001 (23.976",
            "reelName (type string): \"A003R2EC\"", "B, 16-bit floating-point", "compression (type compression): zip, individual scanlines",
            "time 10:20:30:12", "drop frame 1", "interim.clip.cameraClipName.that.is.long (type string): \"A003C001\"", "pixelAspectRatio (type float): 2",
        ])
            Assert.Contains(line, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_inspector_reads_what_we_write()
    {
        var header = new ExrHeader { DataWindow = PixelWindow.Of(64, 32), DisplayWindow = PixelWindow.Of(64, 32), Attributes = [ExrAttribute.Timecode(1, 2, 3, 4, isDropFrame: false)] };
        using var content = File.OpenRead(Write(header, Picture(64, 32, ExrPixel.Bits16), threads: 1));

        var read = new ExrInspector().ReadHeader(content);

        Assert.Equal("01:02:03:04", read.Timecode);
        Assert.InRange(read.LeastLength, 1, content.Length);
    }

    [Fact]
    public void A_header_that_cannot_be_is_refused_before_a_byte_is_written()
    {
        var good = new ExrHeader { DataWindow = PixelWindow.Of(4, 4), DisplayWindow = PixelWindow.Of(4, 4) };
        foreach (var bad in (ExrHeader[])
        [
            good with { DataWindow = PixelWindow.Of(0, 4) },
            good with { DisplayWindow = new(4, 4, 2, 8) },
            good with { Channels = ["R", "G", "B"] },
            good with { Channels = ["B", "B"] },
            good with { Channels = [] },
            good with { Attributes = [ExrAttribute.Text("comments", "a"), ExrAttribute.Text("comments", "b")] },
            good with { Attributes = [ExrAttribute.Text(new string('x', 256), "a")] },
        ])
        {
            using var output = new MemoryStream();
            Assert.Throws<ArgumentException>(() => ExrWriter.Write(output, bad, (_, _) => { }, threads: 1));
            Assert.Equal(0, output.Length);
        }
    }

    private string Write(ExrHeader header, float[][] picture, int threads)
    {
        var path = Path.Join(folder.Path, $"{Guid.NewGuid():N}.exr");
        var width = header.DataWindow.Width;
        using var output = File.Create(path);
        ExrWriter.Write(output, header, (line, bytes) =>
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var values = picture[channel].AsSpan(line * width, width);
                var into = bytes[(channel * bytes.Length / 3)..((channel + 1) * bytes.Length / 3)];
                if (header.Pixel == ExrPixel.Bits32) MemoryMarshal.AsBytes(values).CopyTo(into);
                else for (var i = 0; i < width; i++) MemoryMarshal.Cast<byte, Half>(into)[i] = (Half)values[i];
            }
        }, threads);
        return path;
    }

    // Three channels: a ramp with grain, flat with an edge, and values that are negative, tiny and huge. All are halves.
    private static float[][] Picture(int width, int height, ExrPixel pixel)
    {
        var random = new Grain((ulong)(width * height));
        var picture = new float[3][];
        for (var channel = 0; channel < 3; channel++)
        {
            picture[channel] = new float[width * height];
            for (var i = 0; i < width * height; i++)
            {
                var value = channel switch
                {
                    0 => (i % width) / (float)width + (float)random.Unit() * 0.01f,
                    1 => i < width * height / 2 ? 0.18f : 0,
                    _ => (i % 7) switch { 0 => -0.5f, 1 => 6.1e-8f, 2 => 65504, 3 => -65504, _ => (float)random.Unit() },
                };
                picture[channel][i] = pixel == ExrPixel.Bits16 ? (float)(Half)value : value;
            }
        }

        return picture;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}{told}"));
        return told;
    }
}
