using System.Globalization;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Formats;

public sealed class DngWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-dng-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("10:12:00:06", "24000/1001")]
    [InlineData("23:59:59:24", "25")]
    [InlineData("01:00:00;02", "30000/1001")]
    public async Task Timecode_rate_and_camera_read_back(string label, string rate)
    {
        var path = Write(0, Timecode.Parse(label, FrameRate.Parse(rate)));

        var clip = await Inspecting.FileAsync(path, ClipKind.Sequence);

        Assert.Equal((label, rate), (clip.Timecode?.Start, clip.Timecode?.Rate));
        Assert.Equal(("Maker", "Model", "S1", "A001"), (clip.Camera?.Make, clip.Camera?.Model, clip.Camera?.Serial, clip.Reel));
        Assert.Equal((64, 36, 12, "cfa"), (clip.Image?.Width, clip.Image?.Height, clip.Image?.BitDepth, clip.Image?.Codec));
        Assert.Empty(clip.Problems);
    }

    [Fact]
    public void ExifTool_reads_the_same()
    {
        var tags = Inspecting.Json("exiftool", "-json", Write(0, Timecode.Parse("10:12:00:06", FrameRate.Fps23976)))[0];

        Assert.Equal("Maker", tags.GetProperty("Make").GetString());
        Assert.Equal("10:12:00.06", tags.GetProperty("TimeCodes").GetString());
        Assert.Equal(23.976, tags.GetProperty("FrameRate").GetDouble(), 0.001);
        Assert.Equal("A001", tags.GetProperty("ReelName").GetString());
        Assert.Equal("0.52 1 0.64", tags.GetProperty("AsShotNeutral").GetString());
    }

    internal string Write(int number, Timecode timecode, int height = 36, string reel = "A001")
    {
        var path = Path.Join(_folder, $"clip_{number.ToString("000000", CultureInfo.InvariantCulture)}.dng");
        using var file = File.Create(path);
        Writer(height, reel).Write(file, timecode, new byte[64 * height * 2]);
        return path;
    }

    internal static DngWriter Writer(int height, string reel) => new()
    {
        Width = 64,
        Height = height,
        Make = "Maker",
        Model = "Model",
        Serial = "S1",
        Reel = reel,
        CameraLabel = "A",
        LensModel = "Lens",
        Black = 256,
        White = 4095,
        Iso = 800,
        ShutterDenominator = 48,
        ColorMatrix = [13729, -5656, -2013, -6756, 15880, 498, -89, 254, 5721],
        AsShotNeutral = [520, 1000, 640],
        Date = "2026:01:02 10:12:00",
    };
}
