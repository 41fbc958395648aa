using Acetate.Media.Formats.Exr;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Standards.Tests;
using Acetate.Tools.Tests.Pulls.Packages;

namespace Acetate.Tools.Tests.Pulls.Delivery;

public sealed class ExrFrameFileTests
{
    [Theory]
    [InlineData(ExrCompression.None)]
    [InlineData(ExrCompression.Rle)]
    [InlineData(ExrCompression.Zips)]
    [InlineData(ExrCompression.Zip)]
    public void A_whole_frame_is_whole_and_one_that_lacks_its_last_byte_is_not(ExrCompression compression)
    {
        var bytes = DeliveredSample.Frame(SamplePackages.Plate(), 0, settings: new() { Compression = compression });

        var frame = ExrFrameFile.Read(new MemoryStream(bytes));
        Assert.Null(frame.Damage);
        Assert.Equal([("B", "half"), ("G", "half"), ("R", "half")], frame.Channels);
        Assert.Equal(8, frame.Chromaticities.Length);
        Assert.Equal(new(false, 0, null), ExrFrameFile.Decode(bytes));
        Assert.NotNull(ExrFrameFile.Read(new MemoryStream(bytes[..^1])).Damage);
    }

    [Fact]
    public void A_header_longer_than_what_is_read_first_is_read_whole()
    {
        var bytes = DeliveredSample.Frame(SamplePackages.Plate(), 0, frame => frame with { Attributes = [.. Enumerable.Range(0, 400).Select(i => ExrAttribute.Text($"note{i}", new('x', 250)))] });

        Assert.True(bytes.Length > 64 << 10);
        Assert.Equal("A002R2EC", ExrFrameFile.Read(new MemoryStream(bytes)).Header["clip.reel"]);
    }

    [Fact]
    [Trait("kind", Fuzzing.Trait)]
    public void Damaged_frames_are_told_to_be_or_read_and_nothing_else()
    {
        byte[][] good = [DeliveredSample.Frame(SamplePackages.Plate(), 0), DeliveredSample.Frame(SamplePackages.Plate(), 0, settings: new() { Compression = ExrCompression.None, Pixel = ExrPixel.Bits32 })];
        var (refused, damaged) = (0, 0);
        for (var round = 0; round < Fuzzing.Rounds(1500); round++)
        {
            var bytes = new Damage((ulong)round, "\0", "dataWindow", "chlist", "\u00ff\u00ff\u00ff\u007f", "tiles\0tiledesc\0").Of(good[round % 2][..(round % 3 == 0 ? 1600 : ^0)]);
            try
            {
                if (ExrFrameFile.Read(new MemoryStream(bytes)).Damage is not null) damaged++;
                ExrFrameFile.Decode(bytes);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 100 && damaged > 100, $"{refused} {damaged}");
    }
}
