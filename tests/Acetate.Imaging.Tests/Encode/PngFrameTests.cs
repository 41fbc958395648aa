using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>PNG frames, read by OpenImageIO (libpng) and FFmpeg.</summary>
public sealed class PngFrameTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(8, 1, 1)]
    [InlineData(8, 33, 49)]
    [InlineData(8, 640, 360)]
    [InlineData(16, 1, 1)]
    [InlineData(16, 2, 7)]
    [InlineData(16, 321, 200)]
    public void Other_readers_read_every_pixel_as_it_was_given(int bits, int width, int height)
    {
        var picture = new TestPicture(width, height);

        var file = picture.Write(Path.Join(folder.Path, "a.png"), new FrameFileSettings.Png { Bits = bits });

        var most = (1 << bits) - 1;
        var expected = picture.Planes.Select(plane => plane.Select(value => (ushort)(value * most + 0.5f)).ToArray()).ToArray();
        Assert.Equal(expected, Readers.FFmpegNumbers(file, bits));
        Assert.Equal(expected, Readers.OpenImageIO(file).Select(plane => plane.Select(value => (ushort)Math.Round(value * most)).ToArray()));
    }

    [Fact]
    public void Flat_pictures_become_small_and_noise_hardly_grows()
    {
        var flat = new TestPicture(500, 400);
        foreach (var plane in flat.Planes) plane.AsSpan().Fill(0.5f);
        var noise = new TestPicture(500, 400);
        var grain = new Grain(3);
        foreach (var plane in noise.Planes)
            for (var i = 0; i < plane.Length; i++) plane[i] = (float)grain.Unit();

        Assert.InRange(flat.Bytes(new FrameFileSettings.Png { Bits = 8 }).Length, 100, 20_000);
        Assert.InRange(noise.Bytes(new FrameFileSettings.Png { Bits = 16 }).Length, 1_190_000, 1_202_000);
    }

    [Fact]
    public void What_lies_outside_of_the_range_is_cut()
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0.1f, 1.5f, 65504, 0.5f, 1];
        var picture = new TestPicture(40, 2).With(odd);

        var read = Readers.FFmpegNumbers(picture.Write(Path.Join(folder.Path, "a.png"), new FrameFileSettings.Png()), 16);

        Assert.Equal([0, 65535, 0, 0, 65535, 65535, 32768, 65535], read[0][..odd.Length]);
    }

    [Fact]
    public void The_file_says_what_its_numbers_mean_and_where_it_comes_from()
    {
        var picture = new TestPicture(8, 8);
        var description = picture.Description with
        {
            Colour = PictureColour.Rec709,
            PixelAspect = 2,
            Reel = "A001",
            Clip = "A001C002\r\u0007",
            Timecode = Timecode.Parse("01:00:00:05", FrameRate.Fps25),
            Recipe = "Größe",
        };

        var told = Readers.Run("exiftool", "-a", "-G1", "-s", picture.Write(Path.Join(folder.Path, "a.png"), new FrameFileSettings.Png(), description));

        foreach (var line in (string[])["Software : Test", "Clip : A001C002", "Reel : A001", "Timecode : 01:00:00:05", "Recipe : Größe", "Encoding : Rec.709", "WhitePointX : 0.3127", "RedX : 0.64"])
            Assert.Contains(line, string.Join('\n', told.Split('\n').Select(text => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)))), StringComparison.Ordinal);
        // FFmpeg has the two numbers of pHYs the wrong way round, in its reader and its writer alike.
        Assert.Contains("PixelAspectRatio: 2", Readers.Run("oiiotool", "--info", "-v", Path.Join(folder.Path, "a.png")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gamut_with_negative_primaries_is_named_in_words_alone()
    {
        var picture = new TestPicture(8, 8);

        var file = picture.Write(Path.Join(folder.Path, "a.png"), new FrameFileSettings.Png(), picture.Description with { Colour = new("ACES", KnownGamuts.Ap0, PictureTransfer.Linear) });

        Assert.DoesNotContain("WhitePoint", Readers.Run("exiftool", file), StringComparison.Ordinal);
        Readers.OpenImageIO(file);
    }

    [Fact]
    public void What_a_PNG_file_cannot_hold_is_refused()
    {
        var picture = new TestPicture(4, 4);

        Assert.Contains("8 or 16 bits", Assert.Throws<ArgumentException>(() => picture.Bytes(new FrameFileSettings.Png { Bits = 10 })).Message, StringComparison.Ordinal);
        Assert.Contains("only OpenEXR can", Assert.Throws<ArgumentException>(
            () => picture.Bytes(new FrameFileSettings.Png(), picture.Description with { DisplayWindow = PixelWindow.Of(8, 8) })).Message, StringComparison.Ordinal);
    }
}
