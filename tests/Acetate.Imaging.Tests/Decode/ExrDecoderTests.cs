using System.Runtime.InteropServices;
using Acetate.Imaging.Tests.Inspect;
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
            foreach (var compression in Enum.GetValues<ExrCompression>())
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
    [InlineData("AllHalfValues.exr", "Acetate")]
    [InlineData("GammaChart.exr", "Acetate")]
    [InlineData("ColorCodedLevels.exr", "Acetate")]
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
    [InlineData("t01.exr")]
    [InlineData("t02.exr")]
    [InlineData("Garden.exr")]
    [InlineData("OpenEXR.exr")]
    public async Task A_real_file_is_what_OpenEXR_s_own_library_has_wherever_its_windows_begin(string file)
    {
        var path = Corpus.PathOf($"samples/exr/{file}");
        var plain = Path.Join(folder, "plain.exr");
        Inspecting.Run("oiiotool", path, "--compression", "none", "--scanline", "-o", plain);

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        await using var other = await Decoding.OpenAsync(ClipKind.Still, new(), plain);

        Assert.StartsWith("Acetate", source.Description.Decoder, StringComparison.Ordinal);
        Assert.Equal(await Decoding.PictureAsync(other), await Decoding.PictureAsync(source));
    }

    [Theory]
    [InlineData("piz", "half", "")]
    [InlineData("piz", "float", "32x16")]
    [InlineData("piz", "half", "24x40")]
    [InlineData("pxr24", "half", "")]
    [InlineData("pxr24", "float", "16x16")]
    [InlineData("b44", "half", "")]
    [InlineData("b44a", "half", "32x16")]
    [InlineData("zip", "half", "33x7")]
    [InlineData("zips", "float", "64x64")]
    [InlineData("rle", "half", "16x16")]
    [InlineData("none", "float", "48x8")]
    public async Task Every_compression_in_lines_and_in_tiles_is_what_OpenEXR_s_own_library_has(string compression, string pixel, string tile)
    {
        var made = Write("made.exr", new(-3, 4, 90, 57), new(2, -5, 70, 60), ExrCompression.Zip, ExrPixel.Bits32);
        var (pressed, plain) = (Path.Join(folder, "pressed.exr"), Path.Join(folder, "plain.exr"));
        Inspecting.Run("oiiotool", [made, "-d", pixel, .. tile.Length > 0 ? (string[])["--tile", .. tile.Split('x')] : [], "--compression", compression, "-o", pressed]);
        Inspecting.Run("oiiotool", pressed, "-d", pixel, "--scanline", "--compression", "none", "-o", plain);

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), pressed);
        await using var other = await Decoding.OpenAsync(ClipKind.Still, new(), plain);

        Assert.Contains(source.Description.Steps, step => step.Name.StartsWith($"OpenEXR, {(compression == "none" ? "uncompressed" : compression.ToUpperInvariant())}{(tile.Length > 0 ? ", tiled" : "")};", StringComparison.Ordinal));
        Assert.Equal((68, 65), (source.Description.Width, source.Description.Height));
        Assert.Equal(await Decoding.PictureAsync(other), await Decoding.PictureAsync(source));
    }

    [Fact]
    public async Task What_only_FFmpeg_reads_is_refused_where_it_would_be_misplaced()
    {
        var made = Write("made.exr", new(0, 0, 64, 64), new(1, 1, 60, 60), ExrCompression.Zip, ExrPixel.Bits16);
        var pressed = Path.Join(folder, "dwa.exr");
        Inspecting.Run("oiiotool", made, "--compression", "dwaa", "-o", pressed);

        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new(), pressed));

        Assert.Contains("compressed by DWA, and its display window does not begin at 0,0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_says_a_window_of_billions_of_pixels_is_refused_at_once()
    {
        var path = Write("small.exr", PixelWindow.Of(32, 16), PixelWindow.Of(32, 16), ExrCompression.Zips, ExrPixel.Bits16);
        var bytes = File.ReadAllBytes(path);
        // Name and type of the attribute, then four bytes of size, then left, top, right, bottom.
        var right = bytes.AsSpan().IndexOf("displayWindow\0box2i\0"u8) + "displayWindow\0box2i\0".Length + 4 + 8;
        BitConverter.TryWriteBytes(bytes.AsSpan(right), 65_000);
        BitConverter.TryWriteBytes(bytes.AsSpan(right + 4), 65_000);
        File.WriteAllBytes(path, bytes);

        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new(), path));

        Assert.Contains("a window of 65001×65001; windows of more than 400 million pixels are not read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_FFmpeg_cannot_decode_and_gives_as_black_is_a_damaged_frame()
    {
        // A block that DWA made no smaller, which OpenEXR reads and FFmpeg 5.1 does not.
        var pressed = Path.Join(folder, "dwa.exr");
        Inspecting.Run("oiiotool", Write("noise.exr", PixelWindow.Of(32, 16), PixelWindow.Of(32, 16), ExrCompression.Zips, ExrPixel.Bits16), "--compression", "dwaa:1", "-o", pressed);

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), pressed);
        var frame = Assert.Single(await Decoding.FramesAsync(source, 0, 1));

        Assert.Contains("is damaged: FFmpeg had to guess a part of it", Decoding.FaultOf(frame), StringComparison.Ordinal);
    }

    [Theory]
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
        var (smooth, path) = (Path.Join(folder, "smooth.exr"), Path.Join(folder, "dwa.exr"));
        Decoding.FFmpeg("-f", "lavfi", "-i", "testsrc2=s=128x96:d=0.04", "-frames:v", "1", "-pix_fmt", "gbrpf32le", smooth);
        Inspecting.Run("oiiotool", "--nosoftwareattrib", smooth, "--attrib", "zfoo", new string('x', length), "-d", "half", "--compression", "dwaa:45", "-o", path);
        var plain = Path.Join(folder, "plain.exr");
        Inspecting.Run("oiiotool", path, "--compression", "none", "-o", plain);

        if (reason is not null)
        {
            Assert.Contains(reason, (await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new(), path))).Message, StringComparison.Ordinal);
            return;
        }

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        await using var other = await Decoding.OpenAsync(ClipKind.Still, new(), plain);
        Assert.StartsWith("FFmpeg", source.Description.Decoder, StringComparison.Ordinal);
        // FFmpeg does not round to halves.
        var (expected, picture) = (await Decoding.PictureAsync(other), await Decoding.PictureAsync(source));
        Assert.InRange(expected.SelectMany(rows => rows).SelectMany(row => row).Zip(picture.SelectMany(rows => rows).SelectMany(row => row), (one, two) => Math.Abs(one - two)).Max(), 0, 0.01);
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
        List<byte[]> files = [.. Enum.GetValues<ExrCompression>().Select((compression, i) => File.ReadAllBytes(Write($"{i}.exr", new(0, 0, 40, 40), new(0, 0, 40, 40), compression, ExrPixel.Bits16)))];
        foreach (var (compression, tile) in ((string, string)[])[("piz", "16"), ("pxr24", ""), ("b44a", ""), ("zip", "24"), ("pxr24", "16")])
        {
            var pressed = Path.Join(folder, "pressed.exr");
            Inspecting.Run("oiiotool", [Path.Join(folder, "0.exr"), .. tile.Length > 0 ? (string[])["--tile", tile, tile] : [], "--compression", compression, "-o", pressed]);
            files.Add(File.ReadAllBytes(pressed));
        }

        var grain = new Grain(17);
        var (pictures, sentences) = (0, 0);
        for (var round = 0; round < Fuzzing.Rounds(3000); round++)
        {
            var bytes = files[round % files.Count].ToArray();
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
