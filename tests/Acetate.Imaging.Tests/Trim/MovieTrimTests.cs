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
    [InlineData("prores_aw", "mov", "25", "-profile:v", "0", Traits = ["kind", "thorough"])]
    [InlineData("dnxhd", "mov", "30000/1001", "-profile:v", "dnxhr_hq", "-pix_fmt", "yuv422p")]
    [InlineData("cfhd", "mov", "24", "-pix_fmt", "yuv422p10")]
    [InlineData("mjpeg", "mov", "60000/1001", "-pix_fmt", "yuvj422p", Traits = ["kind", "thorough"])]
    [InlineData("jpeg2000", "mov", "25", "-pix_fmt", "yuv444p")]
    [InlineData("png", "mov", "24", "-pix_fmt", "rgb24", Traits = ["kind", "thorough"])]
    [InlineData("v210", "mov", "50", Traits = ["kind", "thorough"])]
    [InlineData("qtrle", "mov", "24", "-g", "1", Traits = ["kind", "thorough"])]
    [InlineData("libx264", "mov", "24000/1001", "-g", "1", "-pix_fmt", "yuv422p10", "-profile:v", "high422")]
    [InlineData("libx264", "mp4", "25", "-g", "24", "-bf", "3")]
    [InlineData("libx264", "mov", "30000/1001", "-g", "12", "-bf", "2", "-x264-params", "open-gop=1")]
    [InlineData("libx264", "mp4", "50", "-g", "250", "-bf", "0", Traits = ["kind", "thorough"])]
    [InlineData("libx265", "mov", "24000/1001", "-g", "16", "-x265-params", "log-level=none", "-tag:v", "hvc1", Traits = ["kind", "thorough"])]
    [InlineData("libx265", "mp4", "25", "-g", "16", "-x265-params", "open-gop=1:log-level=none", "-tag:v", "hvc1")]
    [InlineData("mpeg2video", "mov", "25", "-g", "12", "-bf", "2", Traits = ["kind", "thorough"])]
    [InlineData("mpeg4", "mov", "24", "-g", "10", "-bf", "2", Traits = ["kind", "thorough"])]
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

    [Theory]
    [InlineData("25", "10:00:00:00", "10:00:00:07")]
    [InlineData("30000/1001", "00:00:59;28", "00:01:00;07")]
    public async Task The_start_label_that_stands_beside_the_track_is_that_of_the_part(string rate, string whole, string part)
    {
        var source = Trimming.Make(_folder, "A001C001.mov", 1, rate, "-c:v", "prores_ks", "-profile:v", "0", "-c:a", "pcm_s16le", "-movflags", "use_metadata_tags",
            "-metadata", $"timecode={whole}", "-metadata", "com.example.other=" + whole, "-metadata", "com.example.Timecode.note=taken 09:59:59:00");
        Assert.Equal(whole, Format(source, "timecode"));

        var (made, path) = await Trimming.MadeAsync(source, Trimming.Frames(7, 12), Target);

        Assert.Equal((part, part), (made.Range.In, (await Inspecting.FileAsync(path)).Timecode?.Start));
        Assert.Equal(part, Format(path, "timecode"));
        // Nobody knows what these count.
        Assert.Equal((whole, "taken 09:59:59:00"), (Format(path, "com.example.other"), Format(path, "com.example.Timecode.note")));
        Assert.Equal(Trimming.Decoded(source, "v:0")[7..12], Trimming.Decoded(path, "v:0"));
    }

    private static string Format(string path, string tag) => Inspecting.Run("ffprobe", "-v", "error", "-show_entries", $"format_tags={tag}", "-of", "default=nw=1:nk=1", path).Trim();

    [Theory]
    [InlineData("prores-mov/apple-prores-422-hq.mov", 5, 17)]
    [InlineData("prores-mov/apple-prores-422-proxy.mov", 0, 25, Traits = ["kind", "thorough"])]
    [InlineData("prores-mov/apple-prores-422.mov", 24, 25)]
    [InlineData("prores-mov/Sequence_1-Apple_ProRes_422_HQ.mov", 1, 2)]
    [InlineData("cineform/cineform_yuv10b_hd.mov", 0, 1)]
    [InlineData("dnx-avid-mxf/dnxhd100_cid1260.mov", 0, 1)]
    [InlineData("dnx-avid-mxf/dnxhr_cid1271_12bit.mov", 0, 1)]
    [InlineData("xdcam-hdv-dv-mov/xdcam-ex-1080p24.mov", 3, 20)]
    [InlineData("xdcam-hdv-dv-mov/xdcam-hd-1080i50.mov", 7, 9)]
    [InlineData("camera-apple/iPhoneX_livephoto.mov", 4, 21)]
    [InlineData("camera-apple/dolbyVision-hdr.MOV", 1, 3)]
    [InlineData("camera-gopro/GoPro_MAX_heromode.mp4", 100, 171, Traits = ["kind", "thorough"])]
    [InlineData("camera-gopro/fake-gp-media-with-real-gpmf.mp4", 33, 200)]
    [InlineData("timecode-mov/VideoAndTimecodeTrack_29_97i_Start-00-00-00-00.mov", 2, 8)]
    [InlineData("timecode-mov/VideoTrack_25_VFR_1sec.mov", 3, 22, Traits = ["kind", "thorough"])]
    [InlineData("timecode-mov/misc_speed_effects_aaf.mov", 10, 60, Traits = ["kind", "thorough"])]
    [InlineData("natural-video/BART_2021-02-07.m4v", 300, 340, Traits = ["kind", "thorough"])]
    [InlineData("natural-video/BigBuckBunny_854x480_24fps_0-30s.mp4", 333, 444, Traits = ["kind", "thorough"])]
    [InlineData("natural-video/bbb_prog_10s.mp4", 100, 150)]
    [InlineData("natural-video/chrome.mp4", 500, 530, Traits = ["kind", "thorough"])]
    [InlineData("natural-video/flower.mp4", 77, 99, Traits = ["kind", "thorough"])]
    [InlineData("natural-video/nasa_13013.mp4", 50, 75)]
    [InlineData("natural-video/scene-change.mov", 4, 11)]
    [InlineData("hdr-hevc/hdr10-video-with-sdr-container.mp4", 9, 19, Traits = ["kind", "thorough"])]
    [InlineData("hdr-hevc/dovi-p5.mp4", 2, 7)]
    public async Task Frames_of_a_real_clip_are_kept_with_all_its_tracks_and_metadata(string file, int start, int end)
    {
        var source = Corpus.PathOf($"samples/{file}");
        var all = Trimming.Decoded(source, "v:0");

        var (made, path) = await Trimming.MadeAsync(source, Trimming.Frames(start, end), Target);

        Assert.Equal(all[start..end], Trimming.Decoded(path, "v:0"));
        Assert.True(made.Exact);
        Assert.Equal(Tracks(source), Tracks(path));
        Assert.Equal(Metadata(source), Metadata(path));
    }

    private static string[] Tracks(string path) => [.. Trimming.Tags(path, "stream=codec_type,codec_tag_string,time_base,width,height,channels,sample_rate:stream_tags=handler_name,reel_name,language")];

    /// <summary>Metadata as ExifTool reads it, without what a trim must change and what counts bytes.</summary>
    private static string[] Metadata(string path) => [.. Inspecting.Run("exiftool", "-a", "-G1", "-s", path).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !Changed.Any(name => line.Contains(name, StringComparison.Ordinal))).Order(StringComparer.Ordinal)];

    private static readonly string[] Changed =
        ["[System]", "[ExifTool]", "[Composite]", "Duration", "MediaDataSize", "MediaDataOffset", "MovieDataSize", "MovieDataOffset", "TimeScale", "VideoFrameRate", "Warning", "StartTimecode", "EditList", "SyncSamples"];
}
