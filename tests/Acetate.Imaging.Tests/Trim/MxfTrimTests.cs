using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Trim;

namespace Acetate.Imaging.Tests.Trim;

/// <summary>MXF files cut by edit units, judged by decoding both with FFmpeg from their beginnings.</summary>
public sealed class MxfTrimTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-trim-").FullName;

    private string Target => Directory.CreateDirectory(Path.Join(_folder, "out")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("mxf", "24000/1001", "-c:v", "dnxhd", "-profile:v", "dnxhr_lb", "-pix_fmt", "yuv422p", "-s", "512x256")]
    [InlineData("mxf", "30000/1001", "-c:v", "prores_aw", "-profile:v", "0")]
    [InlineData("mxf", "25", "-c:v", "jpeg2000", "-pix_fmt", "yuv422p10", Traits = ["kind", "thorough"])]
    [InlineData("mxf", "25", "-c:v", "libx264", "-s", "1920x1080", "-profile:v", "high422", "-pix_fmt", "yuv422p10", "-x264-params", "avcintra-class=100:interlaced=0:colorprim=bt709:transfer=bt709:colormatrix=bt709", "-color_primaries", "bt709", Traits = ["kind", "thorough"])]
    [InlineData("mxf_opatom", "25", "-c:v", "dnxhd", "-b:v", "36M", "-s", "1920x1080", "-pix_fmt", "yuv422p")]
    public async Task Frames_and_sound_of_the_part_are_those_of_the_source(string muxer, string rate, params string[] options)
    {
        var sound = muxer == "mxf" ? (string[])["-c:a", "pcm_s24le"] : ["-an"];
        var source = Trimming.Make(_folder, "A001C001.mxf", 2, rate, [.. options, .. sound, "-timecode", "10:00:00:00", "-f", muxer]);
        var all = Trimming.Decoded(source, "v:0");
        var labels = rate == "25" ? 25 : rate[0] == '2' ? 24 : 30;
        var samples = 48000.0 / (rate == "25" ? 25 : labels * 1000 / 1001.0);
        foreach (var (start, end) in new[] { (0, 1), (7, 31), (all.Length - 4, all.Length) })
        {
            var (made, path) = await Trimming.MadeAsync(source, Trimming.Frames(start, end), Directory.CreateDirectory(Path.Join(Target, $"{start}")).FullName);

            Assert.Equal(all[start..end], Trimming.Decoded(path, "v:0"));
            Assert.Equal((true, TrimMethod.MxfEditUnits), (made.Exact, made.Method));
            var inspection = await Inspecting.FileAsync(path);
            Assert.Equal((made.Range.In, end - start), (inspection.Timecode?.Start, (int)inspection.Frames!.Value));
            Assert.Equal($"10:00:0{start / labels}:{start % labels:00}", made.Range.In);
            Assert.DoesNotContain(inspection.Problems, problem => problem.Severity == Media.Inspect.ProblemSeverity.Error);
            if (muxer != "mxf") continue;
            var (whole, part) = (Trimming.Sound(source, "a:0", _folder), Trimming.Sound(path, "a:0", _folder));
            var at = whole.AsSpan().IndexOf(part);
            Assert.InRange((part.Length / 4) - ((end - start) * samples), -2, 2);
            Assert.InRange((at / 4) - (start * samples), -2, 2);
        }
    }

    [Theory]
    [InlineData("prores-mov/Meridian-Apple_ProResProxy-HDR10.mxf", 1, 4)]
    [InlineData("dnx-avid-mxf/track_01_v02.mxf", 3, 8)]
    [InlineData("dnx-avid-mxf/multiple_components.mxf", 1, 3)]
    [InlineData("imf-dcp/countdown-small.mxf", 5, 20)]
    [InlineData("mxf-misc/video1.mxf", 0, 1)]
    [InlineData("mxf-misc/sample.mxf", 1, 2)]
    [InlineData("camera-sony/Sony-00001.mxf", 1, 3)]
    public async Task Frames_of_a_real_file_are_kept_with_its_metadata(string file, int start, int end)
    {
        var source = Corpus.PathOf($"samples/{file}");
        var all = Trimming.Decoded(source, "v:0");

        var (made, path) = await Trimming.MadeAsync(source, Trimming.Frames(start, end), Target);

        Assert.Equal(all[start..end], Trimming.Decoded(path, "v:0"));
        var (before, after) = (await Inspecting.FileAsync(source), await Inspecting.FileAsync(path));
        Assert.Equal((made.Range.In, before.Reel), (after.Timecode?.Start, after.Reel));
        Assert.Equal(Kept(before), Kept(after));

        static string[] Kept(Media.Inspect.ClipInspection clip) => [.. clip.Facts.Where(fact => fact.Origin.StartsWith("mxf", StringComparison.Ordinal)
            && fact.Field is not ("clip.umid" or "timecode.end" or "timecode.start" or "clip.frames" or "sound.samples" or "mxf.partitions" or "mxf.headerStatus" or "mxf.lastPacket")).Select(fact => $"{fact}")];
    }

    [Theory]
    [InlineData("camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf")]
    [InlineData("mxf-misc/fixture.mxf")]
    public async Task Pictures_that_hang_on_one_another_are_refused_or_copied_whole(string file)
    {
        var source = Corpus.PathOf($"samples/{file}");

        var refused = Assert.IsType<TrimOutcome.Refused>(await Trimming.TrimAsync(source, Trimming.Frames(1, 2), Target));
        Assert.Empty(Directory.GetFileSystemEntries(Target));
        var (made, path) = await Trimming.MadeAsync(source, Trimming.Frames(1, 2) with { OrWhole = true }, Target);

        Assert.NotEmpty(refused.Reason);
        Assert.Equal(TrimMethod.Whole, made.Method);
        Assert.Equal(Trimming.Sha256(source), Trimming.Sha256(path));
    }
}
