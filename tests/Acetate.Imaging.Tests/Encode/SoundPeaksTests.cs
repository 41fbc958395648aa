using System.Text;
using Acetate.Media.Encode;

namespace Acetate.Imaging.Tests.Encode;

public sealed class SoundPeaksTests
{
    private static SoundPeaks? Of(int stretch, params string[] lines)
    {
        var peaks = new PeakLines(stretch);
        foreach (var line in lines) peaks.Take(line);
        return peaks.Finish();
    }

    [Fact]
    public void Levels_in_decibels_become_parts_of_full_scale_for_each_channel()
    {
        var peaks = Of(480, "frame=12", "frame:0    pts:0       pts_time:0", "lavfi.astats.1.Peak_level=-6.02", "lavfi.astats.2.Peak_level=-inf",
            "progress=continue", "lavfi.astats.1.Peak_level=0.000000", "lavfi.astats.2.Peak_level=3.5", "lavfi.astats.9.Peak_level=0", "lavfi.astats.1.RMS_level=0")!;

        Assert.Equal("""{"version":1,"sampleRate":48000,"samplesPerPeak":480,"channels":[[128,255],[0,255]]}""", Encoding.UTF8.GetString(peaks.ToJson()));
    }

    [Theory]
    [InlineData("lavfi.astats.x.Peak_level=0")]
    [InlineData("lavfi.astats.1.Peak_level")]
    [InlineData("")]
    public void Lines_that_say_no_level_are_left_alone(string line) => Assert.Null(Of(480, line));

    [Theory]
    [InlineData(3999, 1)]
    [InlineData(4000, 2)]
    [InlineData(100_001, 32)]
    public void However_long_the_sound_is_there_are_at_most_4000_peaks_and_none_is_lost(int stretches, int together)
    {
        var peaks = Of(480, [.. Enumerable.Range(0, stretches).Select(i => $"lavfi.astats.1.Peak_level={(i == stretches - 1 ? "0" : "-inf")}")])!;

        Assert.Equal((480 * together, 1, (stretches + together - 1) / together), (peaks.SamplesPerPeak, peaks.Channels.Length, peaks.Channels[0].Length));
        Assert.InRange(peaks.Channels[0].Length, 1, SoundPeaks.MostPeaks);
        Assert.Equal(255, peaks.Channels[0][^1]);
        Assert.All(peaks.Channels[0][..^1], peak => Assert.Equal(0, peak));
    }

    [Theory]
    [InlineData(2.0, 480)]
    [InlineData(3600.0, 43211)]
    [InlineData(null, 4800)]
    [InlineData(-1.0, 4800)]
    public void Stretches_are_as_long_as_the_sound_asks(double? seconds, int samples) => Assert.Equal(samples, SoundPeaks.StretchFor(seconds));
}
