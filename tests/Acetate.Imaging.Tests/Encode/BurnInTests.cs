using Acetate.Media.Encode;
using Acetate.Media.Encode.BurnIns;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>What is written over pictures.</summary>
public sealed class BurnInTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_text_is_drawn_as_FFmpeg_draws_it_with_the_same_font()
    {
        Corpus.Program("ffmpeg");
        const string font = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";
        if (!File.Exists(font)) Corpus.Lacks("The font DejaVu Sans Mono is not installed.");
        var ours = Drawn("""{ "items": [ { "text": "A003C001 &gjQß", "at": "top-left", "x": 0, "y": 0, "size": 0.5, "background": 0 } ] }""", 640, 120);

        // DejaVu Sans Mono's line is (1901 + 483) / 2048 of its size: 60 pixels are a size of 51.5.
        Readers.Run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "color=black:s=640x120,format=gbrp", "-frames:v", "1",
            "-vf", $"drawtext=fontfile={font}:text='A003C001 &gjQß':fontsize=51.5436:fontcolor=white:x=0:y=0:ft_load_flags=no_hinting", "-f", "rawvideo", Path.Join(folder.Path, "t.raw"));
        var theirs = File.ReadAllBytes(Path.Join(folder.Path, "t.raw"))[..(640 * 120)].Select(value => value / 255f).ToArray();

        // FFmpeg takes whole sizes and places letters on whole pixels; the best shift up and down must make the two much alike.
        var best = Enumerable.Range(-20, 41).Max(shift => Alike(ours, theirs, 640, 120, shift));
        Assert.InRange(best, 0.8, 1);
    }

    [Fact]
    public void Letters_cover_what_their_outlines_enclose()
    {
        // In DejaVu Sans Mono a full block is as wide as a letter and fills its line.
        var block = Drawn("""{ "items": [ { "text": "\u2588", "at": "top-left", "x": 0.1, "y": 0.1, "size": 0.5, "background": 0, "opacity": 0.5 } ] }""", 300, 200);

        Assert.Equal(0.5f, block[60 * 300 + 40], 3);
        Assert.Equal(0, block[60 * 300 + 10]);
        // 0.5 * 200 pixels high, 1233 units of 2384 wide, at an opacity of a half.
        Assert.InRange(block.Sum() / 0.5, 100 * 100 * 1233 / 2384.0 * 0.95, 100 * 100 * 1233 / 2384.0 * 1.1);
    }

    [Fact]
    public void Tokens_are_filled_in_and_unknown_ones_are_named()
    {
        var frame = new FrameDescription { DataWindow = PixelWindow.Of(200, 100), Clip = "A001C002", Timecode = Timecode.Parse("01:00:00:00", FrameRate.Fps24), Number = 1001 };
        var tokens = BurnIn.Tokens(frame, new Dictionary<string, string> { ["show"] = "Film" });

        Assert.Equal("A001C002 01:00:00:00 1001  Film {x}", BurnInItem.Tokens("{clip} {timecode} {frame} {reel} {show} {{x}}", name => tokens[name], out _));
        var layout = new BurnInLayout(BurnInTemplate.Parse("""{ "items": [ { "text": "{clap}" } ] }"""), 200, 100);
        var refused = Assert.Throws<FormatException>(() => layout.Frame(tokens));
        Assert.Contains("'{clap}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("clip, date", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_lies_inside_of_its_rectangle_and_shades_what_is_outside()
    {
        var layout = new BurnInLayout(BurnInTemplate.Parse("""{ "items": [ { "frame": "active", "colour": "#ff0000", "thickness": 0.02, "shade": 0.5 } ] }"""), 200, 100,
            new Dictionary<string, BurnInRectangle> { ["active"] = new(20.5, 10, 150, 80) });

        var (red, green, _) = Rows(layout.Frame(BurnIn.Tokens(new() { DataWindow = PixelWindow.Of(200, 100) })), 200, 100, 0.8f);

        Assert.Equal((0.4f, 0.4f), (red[5 * 200 + 100], green[5 * 200 + 100])); // shaded
        Assert.Equal((1, 0), (red[10 * 200 + 100], green[10 * 200 + 100])); // upper line
        Assert.Equal((1, 0), (red[89 * 200 + 100], green[89 * 200 + 100])); // lower line
        Assert.Equal((0.4f, 0.4f), (red[90 * 200 + 100], green[90 * 200 + 100]));
        Assert.Equal((0.8f, 0.8f), (red[50 * 200 + 100], green[50 * 200 + 100])); // inside
        Assert.Equal(0.3f, green[50 * 200 + 20], 5); // half shade (0.6), then half line
        Assert.Equal((1, 0), (red[50 * 200 + 21], green[50 * 200 + 21]));
    }

    [Fact]
    public void An_image_lies_over_the_picture_as_much_as_it_covers_it()
    {
        var logo = Path.Join(folder.Path, "logo.png");
        // Half covering white, left; nothing, right.
        Readers.Run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "color=white:s=16x16,format=rgba,geq=r=255:g=128:b=0:a='if(lt(X,8),128,0)'", "-frames:v", "1", logo);

        var layout = new BurnInLayout(BurnInTemplate.Parse($$"""{ "items": [ { "image": "{{logo}}", "at": "top-right", "x": 0, "y": 0, "size": 0.08 } ] }"""), 200, 100);
        var (red, green, blue) = Rows(layout.Frame(BurnIn.Tokens(new() { DataWindow = PixelWindow.Of(200, 100) })), 200, 100, 0.2f);

        var (half, at) = (128 / 255f, 4 * 200 + 193);
        Assert.Equal(0.2f * (1 - half) + half, red[at], 4);
        Assert.Equal(0.2f * (1 - half) + half * half, green[at], 4);
        Assert.Equal(0.2f * (1 - half), blue[at], 4);
        Assert.Equal(0.2f, red[4 * 200 + 198]);
        Assert.Equal(0.2f, red[9 * 200 + 193]);
    }

    [Theory]
    [InlineData("rgb24", 8)]
    [InlineData("rgba64be", 16)]
    [InlineData("gray", 8)]
    [InlineData("ya8", 8)]
    [InlineData("pal8", 8)]
    public void Images_of_every_kind_are_read_as_others_read_them(string format, int bits)
    {
        var file = Path.Join(folder.Path, "a.png");
        Readers.Run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=64x48", "-frames:v", "1", "-pix_fmt", format, "-pred", "mixed", file);

        using var content = File.OpenRead(file);
        var read = Media.Formats.Png.PngPicture.Read(content);

        // FFmpeg brings palettes to planes by way of brightness and colour differences.
        var expected = format == "pal8" ? [.. Readers.OpenImageIO(file).Select(plane => plane.Select(value => (ushort)Math.Round(value * 255)).ToArray())] : Readers.FFmpegNumbers(file, bits);
        Assert.Equal(expected[0], read.Red.Select(value => (ushort)Math.Round(value * ((1 << bits) - 1))));
        Assert.Equal(expected[2], read.Blue.Select(value => (ushort)Math.Round(value * ((1 << bits) - 1))));
    }

    [Fact]
    public void A_cut_or_lying_image_is_refused_in_a_sentence()
    {
        var picture = new TestPicture(40, 30).Bytes(new FrameFileSettings.Png { Bits = 8 });
        for (var at = 0; at < picture.Length; at += 7)
        {
            foreach (var bytes in (byte[][])[picture[..at], [.. picture[..at], (byte)~picture[at], .. picture[(at + 1)..]]])
            {
                try
                {
                    Assert.InRange(Media.Formats.Png.PngPicture.Read(new MemoryStream(bytes)).Width, 1, 8192);
                }
                catch (InvalidDataException)
                {
                    // That is the answer.
                }
            }
        }
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("{}", "no items")]
    [InlineData("""{ "items": [] }""", "no items")]
    [InlineData("""{ "items": [ { "text": "a", "colour": "red" } ] }""", "Item 1 of the burn-in template is wrong: its colour 'red' is not written #rrggbb")]
    [InlineData("""{ "items": [ { "text": "a", "image": "b" } ] }""", "exactly one of")]
    [InlineData("""{ "items": [ { "text": "{clip" } ] }""", "not closed")]
    [InlineData("""{ "items": [ { "text": "a", "size": 5 } ] }""", "its size is 5")]
    [InlineData("""{ "items": [ { "text": "a", "seize": 5 } ] }""", "no such property")]
    [InlineData("""{ "items": [ { "text": "a", "at": "below" } ] }""", "$.items[0].at")]
    [InlineData("""{ "items": [ null ] }""", "it is null")]
    public void A_wrong_template_is_refused_with_what_and_where(string json, string word) =>
        Assert.Contains(word, Assert.Throws<FormatException>(() => BurnInTemplate.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Fonts_images_and_frames_that_are_not_there_are_named()
    {
        var noFont = new TempFolder().Write("font.ttf", 5000);
        Assert.Contains("Name another TrueType file", Caught($$"""{ "font": "{{noFont}}", "items": [ { "text": "a" } ] }"""), StringComparison.Ordinal);
        Assert.Contains("logo.png", Caught("""{ "items": [ { "image": "/nowhere/logo.png" } ] }"""), StringComparison.Ordinal);
        Assert.Contains("give a framing decision list", Caught("""{ "items": [ { "frame": "active" } ] }"""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_wider_than_the_picture_is_made_smaller_and_the_smallest_picture_takes_it()
    {
        var wide = Drawn("""{ "items": [ { "text": "0123456789012345678901234567890123456789", "size": 0.5, "background": 0 } ] }""", 200, 100);
        Assert.Contains(wide.Where((_, i) => i % 200 > 180), value => value > 0.5f);
        Drawn("""{ "items": [ { "text": "0123456789" } ] }""", 1, 1);
    }

    private static string Caught(string json) => Assert.ThrowsAny<Exception>(() => new BurnInLayout(BurnInTemplate.Parse(json), 100, 100)).Message;

    private static float[] Drawn(string json, int width, int height) =>
        Rows(new BurnInLayout(BurnInTemplate.Parse(json), width, height).Frame(BurnIn.Tokens(new() { DataWindow = PixelWindow.Of(width, height) })), width, height, 0).Red;

    private static (float[] Red, float[] Green, float[] Blue) Rows(BurnIn burnIn, int width, int height, float ground)
    {
        var planes = Enumerable.Range(0, 3).Select(_ => Enumerable.Repeat(ground, width * height).ToArray()).ToArray();
        for (var row = 0; row < height; row++) burnIn.Apply(row, planes[0].AsSpan(row * width, width), planes[1].AsSpan(row * width, width), planes[2].AsSpan(row * width, width));
        return (planes[0], planes[1], planes[2]);
    }

    // Normalised correlation.
    private static double Alike(float[] ours, float[] theirs, int width, int height, int shift)
    {
        var (a, b, c) = (0.0, 0.0, 0.0);
        for (var y = Math.Max(0, -shift); y < Math.Min(height, height - shift); y++)
            for (var x = 0; x < width; x++)
            {
                var (p, q) = (ours[y * width + x], theirs[(y + shift) * width + x]);
                (a, b, c) = (a + p * q, b + p * p, c + q * q);
            }

        return a / Math.Sqrt(b * c + 1e-9);
    }
}
