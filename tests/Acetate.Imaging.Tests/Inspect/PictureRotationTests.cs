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
    [InlineData(0u, One, MinusOne, 0u, 90, false)]
    [InlineData(MinusOne, 0u, 0u, MinusOne, 180, false)]
    [InlineData(0u, MinusOne, One, 0u, 270, false)]
    [InlineData(One, 0u, 0u, One, 0, false)]
    [InlineData(MinusOne, 0u, 0u, One, 0, true)]
    [InlineData(0u, One, One, 0u, 90, true)]
    [InlineData(One, 0u, 0u, MinusOne, 180, true)]
    [InlineData(0u, MinusOne, MinusOne, 0u, 270, true)]
    [InlineData(0u, 0x80000000, 0x80000000, 0u, 270, true)]
    [InlineData(One, One, MinusOne, One, 0, false)]
    [InlineData(0u, 0u, 0u, 0u, 0, false)]
    public void A_matrix_is_read_as_the_turn_and_the_mirror_that_it_makes(uint a, uint b, uint c, uint d, int degrees, bool isMirrored)
    {
        foreach (var isLong in (bool[])[false, true])
        {
            byte[] header = [(byte)(isLong ? 1 : 0), 0, 0, 0, .. new byte[isLong ? 48 : 36], .. MovieFixture.U32(a, b, 0, c, d, 0, 0, 0, 0x40000000, 64 << 16, 48 << 16)];

            var movie = QuickTimeReader.Read(new MemoryStream(MovieFixture.Movie(MovieFixture.Box("trak", MovieFixture.Box("tkhd", header)))));

            Assert.Equal((degrees, isMirrored, 64L << 16), (movie.Tracks.Single().Rotation, movie.Tracks.Single().IsMirrored, movie.Tracks.Single().ShownWidth));
        }
    }

    [Fact]
    public async Task A_real_file_that_is_shown_turned_and_mirrored_says_both()
    {
        var inspection = await Inspecting.FileAsync(Corpus.PathOf("samples/hdr-hevc/hdr10tags-both.mkv"));

        Assert.Equal((90, true), (PictureRotation.Of(inspection), PictureRotation.IsMirrored(inspection)));
        Assert.Contains("by 90 degrees clockwise and mirror it", PictureRotation.Sentence(inspection), StringComparison.Ordinal);
    }
}
