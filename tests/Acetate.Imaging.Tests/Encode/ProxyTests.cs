using System.Text.Json;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Encode;
using Acetate.Media.Formats.QuickTime;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>Proxies of real files, judged by reading them back with FFprobe.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-proxy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("camera-sony/Sony-00001.mxf", 4, "07:12:10:00", 1)]
    [InlineData("camera-apple/iPhoneX_livephoto.mov", 30, null, 1)]
    [InlineData("camera-canon/crop-to-container-dims-canon.mov", 1, null, 0)]
    [InlineData("camera-panasonic/Panasonic_AVCHD.mts", 31, null, 1)]
    [InlineData("camera-sony/Sony_ILCE-7M3_AVCHD.mts", 13, null, 1)]
    [InlineData("cineform/cineform_yuv10b_hd.mov", 1, "00:00:00:00", 1)]
    [InlineData("dnx-avid-mxf/track_01_v02.mxf", 10, "01:00:00:00", 0)]
    [InlineData("prores-mov/Meridian-Apple_ProResProxy-HDR10.mxf", 5, "00:01:15;26", 1)]
    [InlineData("prores-mov/apple-prores-422-hq.mov", 25, null, 0)]
    [InlineData("xdcam-hdv-dv-mov/xdcam-hd-1080i50.mov", 25, null, 0)]
    [InlineData("hdr-hevc/hdr10tags-both.mkv", 10, null, 0)]
    [InlineData("timecode-mov/VideoAndTimecodeTrack_29_97i_Start-00-00-00-00.mov", 10, "00:00:00:00", 0)]
    public async Task A_real_clip_gives_a_proxy_that_every_browser_plays(string file, int frames, string? timecode, int soundStreams)
    {
        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Single, Corpus.PathOf($"samples/{file}")));

        var streams = Probe(made.Proxy);
        var picture = streams.Single(stream => Text(stream, "codec_type") == "video");
        Assert.Equal(("h264", "yuv420p", "1:1", "tv", "bt709", "bt709", "bt709"),
            (Text(picture, "codec_name"), Text(picture, "pix_fmt"), Text(picture, "sample_aspect_ratio"), Text(picture, "color_range"),
                Text(picture, "color_space"), Text(picture, "color_transfer"), Text(picture, "color_primaries")));
        Assert.Equal(frames.ToString(), Text(picture, "nb_frames"));
        Assert.Empty(made.Faults);
        Assert.InRange(picture.GetProperty("width").GetInt32(), 2, 1920);
        Assert.InRange(picture.GetProperty("height").GetInt32(), 2, 1080);
        var sound = streams.Where(stream => Text(stream, "codec_type") == "audio").ToList();
        Assert.Equal(soundStreams, sound.Count);
        Assert.All(sound, stream => Assert.True(Text(stream, "codec_name") == "aac" && stream.GetProperty("channels").GetInt32() <= 2));
        Assert.Equal(timecode, made.Timecode);
        Assert.Equal(timecode, streams.Select(stream => stream.TryGetProperty("tags", out var tags) ? Text(tags, "timecode") : null).FirstOrDefault(label => label is not null));
        Assert.True(IsFastStart(made.Proxy), "moov must come before mdat.");
        Assert.Equal(("mjpeg", "mjpeg"), (Text(Probe(made.Poster)[0], "codec_name"), Text(Probe(made.Strip!)[0], "codec_name")));
        Assert.Equal(made.Grid!.Columns * 160, Probe(made.Strip!)[0].GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task Making_it_again_makes_the_same_bytes()
    {
        var path = Corpus.PathOf("samples/camera-gopro/fake-gp-media-with-real-gpmf.mp4");
        await RenderAsync(ClipKind.Single, path);
        var first = File.ReadAllBytes(Path.Join(_folder, "proxy.mp4"));
        var strip = File.ReadAllBytes(Path.Join(_folder, "strip.jpg"));

        await RenderAsync(ClipKind.Single, path);

        Assert.Equal(first, File.ReadAllBytes(Path.Join(_folder, "proxy.mp4")));
        Assert.Equal(strip, File.ReadAllBytes(Path.Join(_folder, "strip.jpg")));
    }

    [Fact]
    public async Task A_sequence_with_a_hole_keeps_the_length_of_the_shot()
    {
        var frames = Directory.GetFiles(Corpus.PathOf("samples/dpx-sequence-gaps/MissingSecondFrame"), "*.dpx").Order(StringComparer.Ordinal);

        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Sequence, [.. frames]));

        Assert.Equal(10, made.Frames);
        Assert.Equal(2, made.Faults.Length);
        Assert.Matches("^Frame 1: .* is missing: there is no file of that number", made.Faults[0]);
        Assert.Equal("Where a frame is missing or damaged the proxy shows the one before it.", made.Faults[1]);
        Assert.Contains(made.Notes, note => note.Contains("24 frames per second are assumed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sequence_that_FFmpeg_reads_alone_names_its_holes_and_empty_frames_too()
    {
        Corpus.Program("ffmpeg");
        Inspecting.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x64", "-frames:v", "6", "-start_number", "10", Path.Join(_folder, "shot.%04d.dpx"));
        foreach (var frame in Directory.GetFiles(_folder, "*.dpx"))
        {
            // Transfer characteristic and colorimetry (SMPTE ST 268): ITU-R BT.709, a picture already.
            using var header = File.OpenWrite(frame);
            header.Position = 801;
            header.Write([6, 6]);
        }

        File.Delete(Path.Join(_folder, "shot.0012.dpx"));
        File.WriteAllBytes(Path.Join(_folder, "shot.0014.dpx"), []);

        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Sequence, [.. Directory.GetFiles(_folder, "*.dpx").Order(StringComparer.Ordinal)]));

        Assert.Equal(6, made.Frames);
        Assert.Equal(["Frame 12 is missing.", "'shot.0014.dpx' has no bytes.", "Where a frame is missing or damaged the proxy shows the one before it."], made.Faults);
    }

    [Fact]
    public async Task A_real_phone_movie_that_was_held_upright_stands_upright_in_its_proxy_and_keeps_its_shape()
    {
        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Single, Corpus.PathOf("samples/camera-apple/dolbyVision-hdr.MOV")));

        // Recorded 1280 by 720 and shown turned by 90 degrees: 720 by 1280, made smaller to fit 1080.
        Assert.Equal((608, 1080), (made.Width, made.Height));
        var picture = Probe(made.Proxy).Single(stream => Text(stream, "codec_type") == "video");
        Assert.Equal((608, 1080), (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32()));
        Assert.DoesNotContain(made.Notes, note => note.Contains("held", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_movie_that_is_developed_stands_upright_in_its_proxy_too()
    {
        Corpus.Program("ffmpeg");
        var path = Path.Join(_folder, "held.mov");
        // The left half is red: turned to the left it is below.
        Inspecting.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=c=blue:s=320x180:r=25,drawbox=w=160:h=180:c=red:t=fill", "-frames:v", "3", "-c:v", "prores_ks",
            "-color_trc", "linear", "-color_primaries", "bt709", "-colorspace", "bt709", path + ".mov");
        Inspecting.Run("ffmpeg", "-v", "error", "-i", path + ".mov", "-c", "copy", "-metadata:s:v", "rotate=90", path);
        Assert.Equal(270, PictureRotation.Of(await Inspecting.FileAsync(path)));

        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Single, path));

        Assert.Equal((180, 320), (made.Width, made.Height));
        var ends = Pixels(made, [(0.5, 0.2), (0.5, 0.8)]);
        Assert.True(ends[0].B > 2 * ends[0].R && ends[1].R > 2 * ends[1].B, string.Join(' ', ends));
    }

    [Fact]
    public async Task Poster_and_strip_have_the_colours_of_the_proxy()
    {
        Corpus.Program("ffmpeg");
        var path = Path.Join(_folder, "green.mov");
        Inspecting.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=0x20C040:s=320x180:r=25", "-frames:v", "2", "-vf", "scale=out_color_matrix=bt709", "-c:v", "prores_ks",
            "-color_trc", "bt709", "-color_primaries", "bt709", "-colorspace", "bt709", path);

        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Single, path));

        foreach (var picture in (string[])[made.Poster, made.Strip!])
        {
            var raw = Path.Join(_folder, picture + ".rgb");
            // JPEG has one matrix and one range, whatever a file of another kind would say.
            Inspecting.Run("ffmpeg", "-v", "error", "-i", Path.Join(_folder, picture), "-vf", "scale=8:8:in_color_matrix=bt601:in_range=pc", "-pix_fmt", "rgb24", "-f", "rawvideo", raw);
            var (r, g, b) = (File.ReadAllBytes(raw)[0], File.ReadAllBytes(raw)[1], File.ReadAllBytes(raw)[2]);
            Assert.True(Math.Abs(r - 0x20) <= 5 && Math.Abs(g - 0xC0) <= 5 && Math.Abs(b - 0x40) <= 5, $"{picture}: {r} {g} {b}");
        }
    }

    [Fact]
    public async Task Light_of_which_the_file_says_no_primaries_is_developed_for_its_proxy_as_for_a_still()
    {
        Corpus.Program("ffmpeg");
        var path = Path.Join(_folder, "light.exr");
        Inspecting.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=white:s=64x64", "-frames:v", "1", "-pix_fmt", "gbrpf32le", path);

        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Still, path));

        // ACES 2.0 has room above a light of 1 for what is brighter; a computer display's curve alone has none.
        Assert.InRange(Pixels(made, [(0.5, 0.5)])[0].G, 180, 225);
    }

    [Fact]
    public async Task A_take_recorded_as_one_file_a_track_becomes_one_proxy()
    {
        var folder = Corpus.PathOf("samples/audio-location-sound");

        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Sound, Path.Join(folder, "A101_1_1.WAV"), Path.Join(folder, "A101_1_2.WAV")));

        var sound = Probe(made.Proxy).Single();
        Assert.Equal(("aac", 2), (Text(sound, "codec_name"), sound.GetProperty("channels").GetInt32()));
        Assert.Null(made.Strip);
        Assert.Equal("mjpeg", Text(Probe(made.Poster)[0], "codec_name"));
    }

    [Fact]
    public async Task Twelve_channels_are_mixed_and_it_says_so()
    {
        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Sound, Corpus.PathOf("samples/audio-bwf-misc/wavinfo Test Project - Audio - Atmos 7.1.4.wav")));

        Assert.Equal(["12 channels are mixed to two: odd ones left, even ones right, each side at the mean."], made.Notes);
    }

    [Fact]
    public async Task Real_raw_is_developed_to_a_picture_of_its_colour_chart()
    {
        var made = Assert.IsType<ProxyOutcome.Made>(await RenderAsync(ClipKind.Still, Corpus.PathOf("samples/dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng")));

        // The chart's grey fields in the lowest row fall from left to right; above them lie blue, green, red and yellow.
        var greys = Pixels(made, [(0.406, 0.805), (0.469, 0.807), (0.533, 0.806), (0.598, 0.803)]);
        Assert.True(greys[0].G > greys[1].G && greys[1].G > greys[2].G && greys[2].G > greys[3].G, string.Join(' ', greys));
        var colours = Pixels(made, [(0.412, 0.703), (0.471, 0.711), (0.533, 0.711), (0.597, 0.711)]);
        Assert.True(colours[0].B > colours[0].R && colours[0].B > colours[0].G, $"blue {colours[0]}");
        Assert.True(colours[1].G > colours[1].R && colours[1].G > colours[1].B, $"green {colours[1]}");
        Assert.True(colours[2].R > 3 * colours[2].G && colours[2].R > 3 * colours[2].B, $"red {colours[2]}");
        Assert.True(colours[3].R > 3 * colours[3].B && colours[3].G > 2 * colours[3].B, $"yellow {colours[3]}");
    }

    [Theory]
    [InlineData("camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D", "RED R3D")]
    [InlineData("dng-raw-bayer/fixture-Leica-M10.dng", "The raw picture is cut")]
    [InlineData("hdr-hevc/dovi-p5.mp4", "Dolby Vision profile 5")]
    public async Task What_cannot_be_decoded_says_so_and_makes_nothing(string file, string words)
    {
        var outcome = Assert.IsType<ProxyOutcome.Unavailable>(await RenderAsync(ClipKind.Single, Corpus.PathOf($"samples/{file}")));

        Assert.Contains(words, outcome.Reason);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_clip_without_a_single_picture_fails_with_a_reason()
    {
        var outcome = Assert.IsType<ProxyOutcome.Failed>(await RenderAsync(ClipKind.Single, Corpus.PathOf("samples/camera-sony/sony-a7-xavc.MP4")));

        Assert.NotEmpty(outcome.Reason);
    }

    private async Task<ProxyOutcome> RenderAsync(ClipKind kind, params string[] paths)
    {
        Corpus.Program("ffmpeg");
        var source = Inspecting.Source(kind, paths);
        var inspection = await Inspecting.FilesAsync(kind, paths);
        return await new ProxyRenderer(TimeProvider.System, SceneLook.Looks).RenderAsync(source, inspection, _folder, static (_, _) => { }, TestContext.Current.CancellationToken);
    }

    private List<JsonElement> Probe(string name) =>
        [.. Inspecting.Json("ffprobe", "-v", "error", "-print_format", "json", "-show_streams", Path.Join(_folder, name)).GetProperty("streams").EnumerateArray()];

    private List<(int R, int G, int B)> Pixels(ProxyOutcome.Made made, IEnumerable<(double X, double Y)> places)
    {
        var path = Path.Join(_folder, "frame.rgb");
        Inspecting.Run("ffmpeg", "-v", "error", "-y", "-i", Path.Join(_folder, made.Proxy), "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", path);
        var bytes = File.ReadAllBytes(path);
        return [.. places.Select(place => ((int)(place.Y * made.Height!.Value) * made.Width!.Value + (int)(place.X * made.Width.Value)) * 3)
            .Select(at => ((int)bytes[at], (int)bytes[at + 1], (int)bytes[at + 2]))];
    }

    private bool IsFastStart(string name)
    {
        using var file = File.OpenRead(Path.Join(_folder, name));
        var boxes = QuickTimeReader.Read(file).Boxes.Select(box => box.Type).ToList();
        return boxes.IndexOf("moov") < boxes.IndexOf("mdat");
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;
}
