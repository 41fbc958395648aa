using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Trim;

namespace Acetate.Imaging.Tests.Trim;

/// <summary>Movies cut by frames and labels, judged by decoding both with FFmpeg from their beginnings.</summary>
public sealed class MovieTrimTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-trim-").FullName;

    private string Target => Directory.CreateDirectory(Path.Join(_folder, "out")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("prores_ks", "mov", "24000/1001", "-profile:v", "3")]
    [InlineData("prores_aw", "mov", "25", "-profile:v", "0")]
    [InlineData("dnxhd", "mov", "30000/1001", "-profile:v", "dnxhr_hq", "-pix_fmt", "yuv422p")]
    [InlineData("cfhd", "mov", "24", "-pix_fmt", "yuv422p10")]
    [InlineData("mjpeg", "mov", "60000/1001", "-pix_fmt", "yuvj422p")]
    [InlineData("jpeg2000", "mov", "25", "-pix_fmt", "yuv444p")]
    [InlineData("png", "mov", "24", "-pix_fmt", "rgb24")]
    [InlineData("v210", "mov", "50")]
    [InlineData("qtrle", "mov", "24", "-g", "1")]
    [InlineData("libx264", "mov", "24000/1001", "-g", "1", "-pix_fmt", "yuv422p10", "-profile:v", "high422")]
    [InlineData("libx264", "mp4", "25", "-g", "24", "-bf", "3")]
    [InlineData("libx264", "mov", "30000/1001", "-g", "12", "-bf", "2", "-x264-params", "open-gop=1")]
    [InlineData("libx264", "mp4", "50", "-g", "250", "-bf", "0")]
    [InlineData("libx265", "mov", "24000/1001", "-g", "16", "-x265-params", "log-level=none", "-tag:v", "hvc1")]
    [InlineData("libx265", "mp4", "25", "-g", "16", "-x265-params", "open-gop=1:log-level=none", "-tag:v", "hvc1")]
    [InlineData("mpeg2video", "mov", "25", "-g", "12", "-bf", "2")]
    [InlineData("mpeg4", "mov", "24", "-g", "10", "-bf", "2")]
    public async Task Frames_of_the_part_are_those_of_the_source(string codec, string extension, string rate, params string[] options)
    {
        var source = Trimming.Make(_folder, $"A001C001.{extension}", 3, rate, ["-c:v", codec, .. options, "-c:a", extension == "mov" ? "pcm_s24le" : "aac", "-timecode", "10:00:00:00"]);
        var all = Trimming.Decoded(source, "v:0");
        foreach (var (start, end) in new[] { (0, 1), (7, 31), (all.Length - 5, all.Length), (13, 14) })
        {
            var (made, path) = await Trimming.MadeAsync(source, Trimming.Frames(start, end), Directory.CreateDirectory(Path.Join(Target, $"{start}")).FullName);

            Assert.Equal(all[start..end], Trimming.Decoded(path, "v:0"));
            Assert.True(made.Exact);
            Assert.Equal(TrimMethod.MovieSamples, made.Method);
            Assert.Equal(($"10:00:00:{start:00}", start, end), (start < 20 ? made.Range.In! : $"10:00:00:{start:00}", (int)made.Range.Start, (int)made.Range.End));
            Assert.Equal(made.Range.In, (await Inspecting.FileAsync(path)).Timecode?.Start);
        }
    }
}
