using System.Globalization;
using System.Text.Json;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Real files of cameras and recorders, compared with what independent programs read in them.</summary>
public sealed class SampleFilesTests
{
    internal static readonly string[] MovieFolders =
    [
        "camera-apple", "camera-canon", "camera-gopro", "camera-panasonic", "camera-sony", "cineform", "dnx-avid-mxf", "prores-mov", "mxf-misc",
        "xdcam-hdv-dv-mov", "hdr-hevc", "timecode-mov", "audio-location-sound", "audio-bwf-misc",
    ];

    /// <summary>Where the other program is wrong, or counts something else. Each was looked at in the bytes.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["GoPro_MAX_heromode.mp4 timecode"] = "The track says 29 labels a second where there are 30; the count only fits the recording's own date with 30.",
        ["dolbyVision-hdr.MOV frames"] = "The file is cut; MediaInfo counts what is left.",
        ["Sony_ILCE-7M3_AVCHD.mts frames"] = "MediaInfo derives the count from times; there are 13 frames, as decoding shows.",
        ["VideoTrack_25_VFR_1sec.mov frames"] = "MediaInfo counts what its edit list shows.",
        ["Sony-00001.mxf height"] = "IMX stores 32 lines of blanking above the 576; we report the picture as stored.",
        ["sample.mxf height"] = "IMX stores 32 lines of blanking above the 576; we report the picture as stored.",
        ["sony-a7-xavc.MP4 timecode"] = "MediaInfo does not look into Sony's metadata track.",
        ["multiple_components.mxf timecode"] = "MediaInfo shows the file package; the material package says 01:00:00:00, like the edit system.",
        ["track_01_v02.mxf timecode"] = "MediaInfo shows the file package; the material package says 01:00:00:00, like the edit system.",
        ["track_02_a01.mxf timecode"] = "MediaInfo shows none for sound alone.",
        ["MXF.mxf timecode"] = "FFmpeg writes the label of a track with one label a second in one digit.",
        ["utf8_embedded_text.mxf timecode"] = "There is no essence in the file; its header has a timecode all the same.",
        ["utf8_embedded_text.mxf width"] = "There is no essence in the file; FFmpeg refuses it.",
        ["utf8_embedded_text.mxf height"] = "There is no essence in the file; FFmpeg refuses it.",
        ["utf8_embedded_text.mxf channels"] = "There is no essence in the file; FFmpeg refuses it.",
    };

    public static TheoryData<string> Movies() => Files(MovieFolders, ".mov .mp4 .mxf .mts .mkv .wav");

    public static TheoryData<string> Frames() => Files(["dng-raw-bayer", "camera-apple", "exr", "dpx-cineon", "tiff"], ".dng .exr .dpx .tif");

    [Theory]
    [MemberData(nameof(Movies))]
    public async Task A_movie_or_sound_file_says_what_MediaInfo_reads_in_it(string file)
    {
        var path = Corpus.PathOf($"samples/{file}");
        var isWave = path.EndsWith(".wav", StringComparison.OrdinalIgnoreCase);
        var clip = await Inspecting.FileAsync(path, isWave ? ClipKind.Sound : ClipKind.Single);
        var tracks = Inspecting.Json("mediainfo", "--Output=JSON", path).GetProperty("media").GetProperty("track").EnumerateArray().ToList();
        var name = Path.GetFileName(file);

        var picture = tracks.FirstOrDefault(track => Text(track, "@type") == "Video");
        if (picture.ValueKind == JsonValueKind.Object)
        {
            Same("width", Text(picture, "Width"), clip.Image?.Width);
            Same("height", Text(picture, "Height"), clip.Image?.Height);
            Same("frames", Text(picture, "FrameCount"), clip.Frames);
            if (clip.Image?.Rate is { } rate && Text(picture, "FrameRate") is { } other)
                Assert.Equal(double.Parse(other, CultureInfo.InvariantCulture), FrameRate.Parse(rate).Approximate, 0.01);
        }

        var channels = tracks.Where(track => Text(track, "@type") == "Audio").Sum(track => int.Parse(Text(track, "Channels") ?? "0", CultureInfo.InvariantCulture));
        Same("channels", channels == 0 ? null : $"{channels}", clip.Sound?.Channels);
        var labels = tracks.Select(track => Text(track, "TimeCode_FirstFrame")).Where(label => label is not null).ToList();
        // MediaInfo does not turn the time reference of wave files into labels.
        if (clip.Timecode?.Start is { } start && !isWave && !Differences.ContainsKey($"{name} timecode")) Assert.Contains(start, labels);

        void Same(string what, string? theirs, long? ours)
        {
            if (!Differences.ContainsKey($"{name} {what}")) Assert.Equal((what, theirs), (what, ours?.ToString(CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_frame_says_what_ExifTool_reads_in_it(string file)
    {
        var path = Corpus.PathOf($"samples/{file}");
        var clip = await Inspecting.FileAsync(path, ClipKind.Still);
        // -a -G1 shows the directory of each value: a DNG's first directory is often a thumbnail.
        var tags = Inspecting.Json("exiftool", "-json", "-n", "-a", "-G1", path)[0];

        var (widths, heights) = (Numbers(tags, ":ImageWidth"), Numbers(tags, ":ImageHeight"));
        if (Text(tags, "OpenEXR:DisplayWindow") is { } display && display.Split(' ') is [var left, var top, var right, var bottom])
            // ExifTool's own size is the data window; ours is what is shown.
            (widths, heights) = ([int.Parse(right) - int.Parse(left) + 1], [int.Parse(bottom) - int.Parse(top) + 1]);
        Assert.Contains((long)clip.Image!.Width!, widths);
        Assert.Contains((long)clip.Image.Height!, heights);
        if (clip.Image.Codec!.Contains("cfa", StringComparison.Ordinal)) Assert.Equal(widths.Max(), (long)clip.Image.Width);
        if (Text(tags, "IFD0:Make") is { } make) Assert.Equal(make.Trim(), clip.Camera?.Make);
        if (Text(tags, "IFD0:Model") is { } model) Assert.Equal(model.Trim(), clip.Camera?.Model);
        if ((Text(tags, "ExifIFD:ISO") ?? Text(tags, "IFD0:ISO")) is { } iso) Assert.Equal(double.Parse(iso, CultureInfo.InvariantCulture), clip.Exposure?.Iso);
    }

    [Fact]
    public async Task The_location_sound_of_a_real_day_starts_where_the_recorders_report_says()
    {
        var folder = Corpus.PathOf("samples/audio-location-sound");
        var report = (await File.ReadAllTextAsync(Path.Join(folder, "WaveAgentSoundReport.csv"))).Split('\r', '\n');
        var compared = 0;
        foreach (var line in report)
        {
            var cells = line.Split(',').Select(cell => cell.Trim('"', ' ')).ToArray();
            var path = Path.Join(folder, cells[0]);
            if (cells.Length < 10 || !File.Exists(path)) continue;

            var clip = await Inspecting.FileAsync(path, ClipKind.Sound);
            compared++;

            Assert.Equal(cells[9], clip.Timecode?.Start);
            Assert.Equal(cells[3], clip.Slate?.Scene);
            Assert.Equal(cells[4].TrimStart('0'), clip.Slate?.Take);
            Assert.Equal(cells[2], clip.Reel);
        }

        Assert.True(compared >= 4, $"Only {compared} files of the report were there.");
    }

    [Theory]
    [InlineData("camera-sony/Sony-00001.mxf", "07:12:10:00", "25", 4, "mpeg2video")]
    [InlineData("camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf", "08:00:37:05", "25", 336, "h264")]
    [InlineData("dnx-avid-mxf/track_01_v02.mxf", "01:00:00:00", "24000/1001", 10, "dnxhd")]
    [InlineData("prores-mov/Meridian-Apple_ProResProxy-HDR10.mxf", "00:01:15;26", "60000/1001", 5, "prores")]
    public async Task Known_clips_have_their_known_values(string file, string start, string rate, int frames, string codec)
    {
        var clip = await Inspecting.FileAsync(Corpus.PathOf($"samples/{file}"));

        Assert.Equal((start, rate, (long?)frames, codec), (clip.Timecode?.Start, clip.Timecode?.Rate, clip.Frames, clip.Image?.Codec));
        Assert.Equal(Timecode.Parse(start, FrameRate.Parse(rate)).AddWrapping(frames).ToString(), clip.Timecode?.End);
    }

    [Fact]
    public async Task An_iPhone_clip_names_its_maker_and_keeps_every_tag_under_its_own_name()
    {
        var clip = await Inspecting.FileAsync(Corpus.PathOf("samples/camera-apple/iPhoneX_livephoto.mov"));

        Assert.Equal(("Apple", "iPhone X"), (clip.Camera?.Make, clip.Camera?.Model));
        var make = clip.Facts.First(fact => fact.Field == "camera.make");
        Assert.Equal(("Apple", "quicktime key com.apple.quicktime.make"), (make.Raw, make.Origin));
        Assert.Contains(clip.Facts, fact => fact is { Field: "tag.com.apple.quicktime.software", Origin: "quicktime key" });
    }

    [Theory]
    [InlineData("camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf", "truncated")]
    [InlineData("camera-sony/sony-a7-xavc.MP4", "truncated")]
    [InlineData("dng-raw-bayer/fixture-Leica-M10.dng", "truncated")]
    [InlineData("dpx-cineon/DPX.dpx", "truncated")]
    public async Task A_cut_file_is_found_out(string file, string code)
    {
        var clip = await Inspecting.FileAsync(Corpus.PathOf($"samples/{file}"));

        Assert.Contains(clip.Problems, problem => problem.Code == code && problem.Severity == ProblemSeverity.Error);
    }

    [Theory]
    [InlineData("cineform/cineform_yuv10b_hd.mov")]
    [InlineData("camera-gopro/GoPro_MAX_heromode.mp4")]
    [InlineData("camera-panasonic/Panasonic_AVCHD.mts")]
    [InlineData("dnx-avid-mxf/track_01_v02.mxf")]
    [InlineData("prores-mov/apple-prores-422-hq.mov")]
    [InlineData("xdcam-hdv-dv-mov/xdcam-hd-1080i50.mov")]
    [InlineData("audio-location-sound/A101_1.WAV")]
    public async Task A_whole_file_has_no_problem(string file)
    {
        var clip = await Inspecting.FileAsync(Corpus.PathOf($"samples/{file}"));

        Assert.Empty(clip.Problems.Where(problem => problem.Severity != ProblemSeverity.Note));
    }

    [Fact]
    public async Task A_closed_format_is_named_instead_of_called_damaged()
    {
        var clip = await Inspecting.FileAsync(Corpus.PathOf("samples/camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D"));

        Assert.Equal(["no-decoder"], clip.Problems.Select(problem => problem.Code));
        Assert.Contains("REDCODE", clip.Problems[0].Message);
    }

    private static List<long> Numbers(JsonElement tags, string ending) =>
        [.. tags.EnumerateObject().Where(tag => tag.Name.EndsWith(ending, StringComparison.Ordinal)).Select(tag => tag.Value.GetInt64())];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;

    internal static TheoryData<string> Files(IEnumerable<string> folders, string extensions)
    {
        var data = new TheoryData<string>();
        var root = Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named ? named : Path.Join(Corpus.RepositoryRoot, "..", "shared");
        foreach (var folder in folders)
        {
            var path = Path.Join(root, "samples", folder);
            if (!Directory.Exists(path)) continue;
            foreach (var file in Directory.GetFiles(path).Order(StringComparer.Ordinal))
                if (extensions.Split(' ').Contains(Path.GetExtension(file).ToLowerInvariant()))
                    data.Add($"{folder}/{Path.GetFileName(file)}");
        }

        // Without the corpus one line stays, which skips and says why.
        if (data.Count == 0) data.Add($"{folders.First()}/*");
        return data;
    }
}
