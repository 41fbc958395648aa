using System.Runtime.InteropServices;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Exr;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

[Trait("kind", Fuzzing.Trait)]
public sealed class ExrDecoderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-exr-").FullName;

    public static TheoryData<ExrCompression, ExrPixel> Kinds
    {
        get
        {
            var kinds = new TheoryData<ExrCompression, ExrPixel>();
            // PIZ is left to FFmpeg.
            foreach (var compression in Enum.GetValues<ExrCompression>().Where(kind => kind != ExrCompression.Piz))
                foreach (var pixel in Enum.GetValues<ExrPixel>()) kinds.Add(compression, pixel);
            return kinds;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_pixel_comes_back_as_it_was_written_in_its_place_of_the_display_window(ExrCompression compression, ExrPixel pixel)
    {
        var (data, display) = (new PixelWindow(-3, 4, 90, 57), new PixelWindow(2, -5, 70, 60));
        var path = Write("one.exr", data, display, compression, pixel);

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);

        Assert.StartsWith("Acetate", source.Description.Decoder, StringComparison.Ordinal);
        Assert.Equal((68, 65, "linear Rec.709"), (source.Description.Width, source.Description.Height, source.Description.Encoding!.Name));
        for (var c = 0; c < 3; c++)
            for (var y = display.Top; y < display.Bottom; y++)
                for (var x = display.Left; x < display.Right; x++)
                    Assert.Equal(y >= data.Top && y < data.Bottom ? Value(x, y, 2 - c, pixel) : 0f, picture[c][y - display.Top][x - display.Left]);
    }

    [Theory]
    [InlineData("WideColorGamut.exr", "Acetate")]
    [InlineData("singlepart.0001.exr", "Acetate")]
    [InlineData("AllHalfValues.exr", "FFmpeg")]
    [InlineData("GammaChart.exr", "FFmpeg")]
    [InlineData("ColorCodedLevels.exr", "FFmpeg")]
    public async Task A_real_file_is_what_FFmpeg_has_bit_for_bit(string file, string decoder)
    {
        var path = Corpus.PathOf($"samples/exr/{file}");
        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);
        var other = Path.Join(folder, "other.raw");
        Decoding.FFmpeg("-i", path, "-f", "rawvideo", "-pix_fmt", file is "singlepart.0001.exr" or "ColorCodedLevels.exr" ? "gbrapf32le" : "gbrpf32le", other);
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(other)).ToArray();

        var size = source.Description.Width * source.Description.Height;
        Assert.StartsWith(decoder, source.Description.Decoder, StringComparison.Ordinal);
        Assert.NotNull(source.Description.Encoding);
        for (var c = 0; c < 3; c++)
            for (var i = 0; i < size; i++)
                Assert.Equal(values[(c + 2) % 3 * size + i], picture[c][i / source.Description.Width][i % source.Description.Width]);
    }

    [Theory]
    [InlineData("t02.exr", "its display window does not begin at 0,0")]
    [InlineData("Rec709_YC.exr", "FFmpeg")]
    public async Task A_real_file_that_cannot_be_read_right_is_refused_with_the_reason(string file, string reason)
    {
        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new(), Corpus.PathOf($"samples/exr/{file}")));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255, null)]
    [InlineData(256, "loses its way after the long attribute 'zfoo'")]
    [InlineData(600, "loses its way after the long attribute 'zfoo'")]
    [InlineData(1026, null)]
    public async Task A_file_that_FFmpeg_would_misread_because_of_a_long_attribute_is_refused(int length, string? reason)
    {
        var path = Write("long.exr", PixelWindow.Of(32, 16), PixelWindow.Of(32, 16), ExrCompression.Piz, ExrPixel.Bits16, ExrAttribute.Text("zfoo", new string('x', length)));
        var plain = Write("plain.exr", PixelWindow.Of(32, 16), PixelWindow.Of(32, 16), ExrCompression.Zips, ExrPixel.Bits16);

        if (reason is not null)
        {
            Assert.Contains(reason, (await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new(), path))).Message, StringComparison.Ordinal);
            return;
        }

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        await using var other = await Decoding.OpenAsync(ClipKind.Still, new(), plain);
        Assert.StartsWith("FFmpeg", source.Description.Decoder, StringComparison.Ordinal);
        Assert.Equal(await Decoding.PictureAsync(other), await Decoding.PictureAsync(source));
    }

    [Fact]
    public async Task Chromaticities_say_what_the_values_mean()
    {
        var path = Write("aces.exr", PixelWindow.Of(32, 16), PixelWindow.Of(32, 16), ExrCompression.Zips, ExrPixel.Bits16,
            ExrAttribute.Chromaticities([0.7347f, 0.2653f, 0, 1, 0.0001f, -0.077f, 0.32168f, 0.33767f]));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);

        Assert.Equal(("ACES2065-1", "said by the file: its chromaticities"), (source.Description.Encoding!.Name, source.Description.EncodingOrigin));
    }

    [Fact]
    public async Task A_cut_frame_is_said_and_the_others_are_there()
    {
        var paths = Enumerable.Range(0, 3).Select(i => Write($"A.{i:0000}.exr", PixelWindow.Of(64, 64), PixelWindow.Of(64, 64), ExrCompression.Zips, ExrPixel.Bits16)).ToArray();
        File.WriteAllBytes(paths[1], File.ReadAllBytes(paths[1])[..^500]);

        await using var source = await Decoding.OpenAsync(ClipKind.Sequence, new(), paths);
        var frames = await Decoding.FramesAsync(source, 0, 3);

        Assert.Equal(Decoding.Hash(frames[0]), Decoding.Hash(frames[2]));
        Assert.Contains("The OpenEXR picture is cut: line", Assert.Throws<DecodeException>(() => frames[1].Develop((_, _, _, _) => { })).Message, StringComparison.Ordinal);
        foreach (var frame in frames) frame.Dispose();
    }

    [Fact]
    public void Spoilt_files_give_a_sentence_or_a_picture_and_never_anything_else()
    {
        var files = Enum.GetValues<ExrCompression>().Select((compression, i) => File.ReadAllBytes(Write($"{i}.exr", new(0, 0, 40, 40), new(0, 0, 40, 40), compression, ExrPixel.Bits16))).ToArray();
        var grain = new Grain(17);
        var (pictures, sentences) = (0, 0);
        for (var round = 0; round < Fuzzing.Rounds(3000); round++)
        {
            var bytes = files[round % files.Length].ToArray();
            for (var change = 1 + grain.Below(4); change > 0; change--) bytes[grain.Below(grain.Below(2) == 0 ? 700 : bytes.Length)] = (byte)grain.Below(256);
            if (grain.Below(5) == 0) bytes = bytes[..grain.Below(bytes.Length)];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var picture = ExrPicture.Read(bytes);
                if (picture.Other is not null) continue;
                picture.Colours();
                var chunks = new ExrLines(picture, bytes, bytes.Length);
                for (var line = 0; line < Math.Min(picture.Data.Height, 64); line++) chunks.Line(line);
                pictures++;
            }
            catch (InvalidDataException said)
            {
                Assert.DoesNotContain('\n', said.Message);
                sentences++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 140L << 20);
        }

        Assert.True(pictures > 100 && sentences > 100, $"{pictures} pictures, {sentences} sentences");
    }

    private string Write(string name, PixelWindow data, PixelWindow display, ExrCompression compression, ExrPixel pixel, params ExrAttribute[] attributes)
    {
        var path = Path.Join(folder, name);
        using var file = File.Create(path);
        var header = new ExrHeader { DataWindow = data, DisplayWindow = display, Compression = compression, Pixel = pixel, Attributes = [.. attributes] };
        ExrWriter.Write(file, header, (line, bytes) =>
        {
            // Blue, green, red.
            for (var c = 0; c < 3; c++)
            {
                for (var x = 0; x < data.Width; x++)
                {
                    var value = Value(x + data.Left, line + data.Top, c, pixel);
                    if (pixel == ExrPixel.Bits16) BitConverter.TryWriteBytes(bytes[(2 * (c * data.Width + x))..], (Half)value);
                    else BitConverter.TryWriteBytes(bytes[(4 * (c * data.Width + x))..], value);
                }
            }
        }, threads: 1);
        return path;
    }

    private static float Value(int x, int y, int c, ExrPixel pixel)
    {
        // Flat areas, noise, negative and very large light.
        var value = y % 9 == 0 ? 0.25f : (x * 37 + y * 91 + c * 13) % 101 / 7f - (x % 5 == 0 ? 3 : 0) + (x == 40 ? 60000 : 0);
        return pixel == ExrPixel.Bits16 ? (float)(Half)value : value;
    }
}
