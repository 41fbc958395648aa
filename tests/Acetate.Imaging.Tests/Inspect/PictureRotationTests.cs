using Acetate.Media.Formats.QuickTime;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Movies that players turn, because the camera was held on its side.</summary>
public sealed class PictureRotationTests : IDisposable
{
    private const uint One = 0x10000, MinusOne = 0xFFFF0000;

    private readonly string folder = Directory.CreateTempSubdirectory("acetate-rotation-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_real_phone_movie_says_that_it_is_turned_and_FFprobe_agrees()
    {
        var path = Corpus.PathOf("samples/camera-apple/dolbyVision-hdr.MOV");

        var inspection = await Inspecting.FileAsync(path);

        var facts = inspection.Facts.Where(fact => fact.Field == PictureRotation.Field).ToList();
        Assert.Equal(("90", "tkhd"), (facts[0].Value, facts[0].Origin));
        Assert.All(facts, fact => Assert.Equal("90", fact.Value));
        // FFprobe counts the other way round.
        Assert.Contains("-90", Inspecting.Run("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream_side_data=rotation", "-of", "csv=p=0", path), StringComparison.Ordinal);
        Assert.Contains("by 90 degrees clockwise", PictureRotation.Sentence(inspection), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dng-raw-bayer/fixture-Leica-M10.dng", 90, "Rotate 90 CW")]
    [InlineData("dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng", 0, "Horizontal (normal)")]
    public async Task A_real_raw_still_says_how_the_camera_was_held_and_ExifTool_agrees(string file, int degrees, string words)
    {
        var path = Corpus.PathOf($"samples/{file}");

        var inspection = await Inspecting.FileAsync(path);

        Assert.Equal(degrees, PictureRotation.Of(inspection));
        Assert.Contains(words, Inspecting.Run("exiftool", "-s3", "-Orientation", path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u, One, MinusOne, 0u, 90)]
    [InlineData(MinusOne, 0u, 0u, MinusOne, 180)]
    [InlineData(0u, MinusOne, One, 0u, 270)]
    [InlineData(One, 0u, 0u, One, 0)]
    [InlineData(MinusOne, 0u, 0u, One, 0)]
    [InlineData(0u, One, One, 0u, 0)]
    [InlineData(0u, 0x80000000, 0x80000000, 0u, 0)]
    [InlineData(0u, 0u, 0u, 0u, 0)]
    public void A_matrix_is_read_as_the_turn_that_it_makes_and_a_mirror_is_none(uint a, uint b, uint c, uint d, int degrees)
    {
        foreach (var isLong in (bool[])[false, true])
        {
            byte[] header = [(byte)(isLong ? 1 : 0), 0, 0, 0, .. new byte[isLong ? 48 : 36], .. MovieFixture.U32(a, b, 0, c, d, 0, 0, 0, 0x40000000, 64 << 16, 48 << 16)];

            var movie = QuickTimeReader.Read(new MemoryStream(MovieFixture.Movie(MovieFixture.Box("trak", MovieFixture.Box("tkhd", header)))));

            Assert.Equal((degrees, 64L << 16), (movie.Tracks.Single().Rotation, movie.Tracks.Single().ShownWidth));
        }
    }

    [Theory]
    [InlineData(90.0, 90)]
    [InlineData(-90.0, 270)]
    [InlineData(-180.0, 180)]
    [InlineData(450.0, 90)]
    [InlineData(0.0, 0)]
    [InlineData(12.5, 0)]
    [InlineData(double.NaN, 0)]
    public void An_angle_is_one_of_four_or_none(double degrees, int clockwise) => Assert.Equal(clockwise, PictureRotation.Clockwise(degrees));
}
