using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate render</c> and <c>acetate frame</c> as people and scripts use them.</summary>
public sealed class RenderCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static string Clip
    {
        get
        {
            Corpus.Program("ffmpeg");
            return Corpus.PathOf("samples/prores-mov/apple-prores-422-hq.mov");
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Plates_are_written_and_every_frame_and_every_transform_is_told_as_JSON()
    {
        var (code, output, error) = await RunAsync("render", Clip, "--from", "LogC4", "-o", At("plate.####.exr"), "--frames", "4-7", "--start", "96", "--json");
        using var report = JsonDocument.Parse(output);

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(["4 made plate.0096.exr", "5 made plate.0097.exr", "6 made plate.0098.exr"], report.RootElement.GetProperty("frames").EnumerateArray()
            .Select(frame => $"{frame.GetProperty("number")} {frame.GetProperty("verdict").GetString()} {frame.GetProperty("files")[0].GetString()}"));
        Assert.Equal((4, 7), (report.RootElement.GetProperty("range").GetProperty("start").GetInt32(), report.RootElement.GetProperty("range").GetProperty("end").GetInt32()));
        var recipe = Assert.Single(report.RootElement.GetProperty("recipe").EnumerateArray());
        Assert.Contains(recipe.GetProperty("steps").EnumerateArray(), step => step.GetProperty("transformId").GetString() == "urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1");
        Assert.Equal(["plate.0096.exr", "plate.0097.exr", "plate.0098.exr"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--white-balance", "4200,25")]
    [InlineData("--kelvin", "4200", Traits = ["kind", "thorough"])]
    public async Task Raw_is_developed_for_the_white_that_is_asked_for_and_the_recipe_says_so(string option, string white)
    {
        var clip = Corpus.PathOf("samples/dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng");

        var (code, output, error) = await RunAsync("frame", clip, option, white, "-o", At("still.png"), "--json");

        Assert.True(code == ExitCode.Done, error);
        using var report = JsonDocument.Parse(output);
        var step = Assert.Single(report.RootElement.GetProperty("recipe")[0].GetProperty("steps").EnumerateArray(), step => step.GetProperty("name").GetString()!.StartsWith("white balance", StringComparison.Ordinal));
        Assert.Equal("asked for by the caller", step.GetProperty("reason").GetString());
        if (white.Contains(',', StringComparison.Ordinal)) Assert.Equal("25", step.GetProperty("parameters").GetProperty("tint").GetString());
    }

    [Theory]
    [InlineData("warm", "'warm' is no white. Write it in kelvin, as in --white-balance 5600, or with a tint as in --white-balance 5600,10.")]
    [InlineData("5600,green", "'green' is no tint. Write it as a number, as in --white-balance 5600,10.")]
    public async Task A_white_that_is_none_is_told(string white, string reason)
    {
        var (code, _, error) = await RunAsync("frame", Clip, "--white-balance", white, "-o", At("still.png"));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("still.png")]
    [InlineData("still.jpg")]
    [InlineData("still.tif", Traits = ["kind", "thorough"])]
    [InlineData("still.dpx", Traits = ["kind", "thorough"])]
    [InlineData("still.exr")]
    public async Task One_frame_is_written_as_the_kind_that_its_name_says(string name)
    {
        var (code, output, error) = await RunAsync("frame", Clip, "--at", "3", "--from", "Rec.709", "--to", "Rec.709", "-o", At(name));

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains($"1 of 1 frame rendered and read back: {name}.", output, StringComparison.Ordinal);
        Assert.Equal([name], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("out.mov", "codec_name=prores", "profile=HQ", "codec_tag_string=apch")]
    [InlineData("out.mov", "codec_name=prores", "profile=Proxy", "--codec", "prores-proxy", Traits = ["kind", "thorough"])]
    [InlineData("out.mov", "codec_name=dnxhd", "profile=DNXHR HQX", "--codec", "dnxhr-hqx")]
    [InlineData("out.mxf", "codec_name=dnxhd", "profile=DNXHR HQX", "operational_pattern_ul=060e2b34.04010101.0d010201.01010900")]
    [InlineData("out.mxf", "codec_name=dnxhd", "profile=DNXHR SQ", "operational_pattern_ul=060e2b34.04010102.0d010201.10", "--codec", "dnxhr-sq", "--op-atom", Traits = ["kind", "thorough"])]
    [InlineData("out.mp4", "codec_name=h264", "pix_fmt=yuv420p")]
    [InlineData("out.mp4", "codec_name=hevc", "pix_fmt=yuv420p10le", "--codec", "h265")]
    public async Task A_movie_is_written_as_its_name_and_codec_say(string name, string codec, string profile, params string[] more)
    {
        var marks = more.TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal)).ToList();
        var (code, output, error) = await RunAsync(["render", Clip, "--from", "Rec.709", "-o", At(name), "--frames", "4-9", .. more.Skip(marks.Count)]);

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains($"{name}: 5 frames of ", output, StringComparison.Ordinal);
        Assert.Contains("5 of 5 frames rendered and read back.", output, StringComparison.Ordinal);
        Assert.Equal([name], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
        var probe = await ProbeAsync(At(name));
        foreach (var mark in (string[])[codec, profile, "nb_read_packets=5", .. marks]) Assert.Contains(mark, probe, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_movie_and_plates_come_from_one_decode_and_what_is_said_of_OpenEXR_does_not_mean_the_movie()
    {
        var (code, output, error) = await RunAsync("render", Clip, "--from", "LogC4", "-o", At("plate.####.exr"), "-o", At("view.mov"), "--codec", "prores-422", "--bits", "32", "--compression", "zip", "--frames", "0-2", "--json");
        using var report = JsonDocument.Parse(output);

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(["plate.1001.exr", "plate.1002.exr", "view.mov"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var movie = Assert.Single(report.RootElement.GetProperty("movies").EnumerateArray());
        Assert.Equal(("view.mov", 2, 0), (movie.GetProperty("name").GetString(), movie.GetProperty("frames").GetInt32(), movie.GetProperty("black").GetArrayLength()));
    }

    [Fact]
    public async Task What_is_not_known_is_an_error_for_plates_and_a_warning_for_looking()
    {
        var (work, _, refusal) = await RunAsync("frame", Clip, "-o", At("a.exr"));
        var (look, _, warning) = await RunAsync("frame", Clip, "-o", At("a.png"));

        Assert.Equal((ExitCode.BadInput, ExitCode.Done), (work, look));
        Assert.Contains("--from", refusal, StringComparison.Ordinal);
        Assert.Contains("--from", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_movie_whose_camera_was_held_on_its_side_stands_upright_where_it_is_looked_at_and_lies_as_recorded_in_plates()
    {
        Corpus.Program("ffmpeg");
        var phone = Corpus.PathOf("samples/camera-apple/dolbyVision-hdr.MOV");

        var (look, recipe, silence) = await RunAsync("frame", phone, "-o", At("upright.png"), "--bits", "8");
        var (lying, _, _) = await RunAsync("frame", phone, "-o", At("lying.png"), "--bits", "8", "--turn", "0");
        var (work, _, warning) = await RunAsync("frame", phone, "--from", "LogC4", "-o", At("a.exr"));
        var (turned, _, nothing) = await RunAsync("frame", phone, "--from", "LogC4", "-o", At("b.exr"), "--turn", "90");
        var (sized, _, _) = await RunAsync("frame", phone, "-o", At("small.png"), "--size", "90x160");

        Assert.Equal((ExitCode.Done, ExitCode.Done, ExitCode.Done, ExitCode.Done, ExitCode.Done), (look, lying, work, turned, sized));
        Assert.Equal("720x1280 1280x720 1280x720 720x1280 90x160", string.Join(' ', ((string[])["upright.png", "lying.png", "a.exr", "b.exr", "small.png"]).Select(SizeOf)));
        // FFmpeg turns the one into the other, to the last value.
        Assert.Equal(Pixels("upright.png", "null"), Pixels("lying.png", "transpose=clock"));
        Assert.Contains("turned by 90° clockwise: as players show it", recipe, StringComparison.Ordinal);
        Assert.Contains("warning: The camera was held on its side: players turn the picture by 90 degrees clockwise, and a plate lies as it was recorded. --turn 90 turns it.", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("held on its side", silence + nothing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_clip_that_players_turn_and_mirror_is_shown_as_FFmpeg_shows_it()
    {
        Corpus.Program("ffmpeg");
        var clip = Corpus.PathOf("samples/hdr-hevc/hdr10tags-both.mkv");

        var (code, _, error) = await RunAsync("frame", clip, "-o", At("a.png"), "--bits", "8");

        Assert.True(code == ExitCode.Done, error);
        // Another matrix and rounding, the same picture: far nearer than any other turn of it.
        var ours = Pixels("a.png", "scale=32:56:flags=area");
        var distances = ((string[])["null", "hflip", "vflip", "hflip,vflip"]).Select(turn =>
            Run("ffmpeg", "-v", "error", "-i", clip, "-vf", $"{turn},scale=32:56:flags=area", "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-").Zip(ours, (theirs, our) => (double)Math.Abs(theirs - our)).Average()).ToList();
        Assert.True(distances[0] < 0.3 * distances.Skip(1).Min(), string.Join(' ', distances));
    }

    [Fact]
    public async Task Pixels_that_are_not_square_are_square_in_stills_to_look_at_and_kept_in_plates()
    {
        Corpus.Program("ffmpeg");
        var clip = At("wide.mov");
        Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=24", "-frames:v", "2", "-vf", "setsar=2", "-c:v", "prores_ks", "-color_trc", "bt709", "-color_primaries", "bt709", "-colorspace", "bt709", clip);

        var (look, recipe, error) = await RunAsync("frame", clip, "-o", At("a.png"));
        var (work, _, _) = await RunAsync("frame", clip, "--to", "Rec.709", "--for", "plates", "-o", At("b.png"));
        var (movie, _, _) = await RunAsync("render", clip, "-o", At("c.mov"));

        Assert.True((look, work, movie) == (ExitCode.Done, ExitCode.Done, ExitCode.Done), error);
        Assert.Equal("640x240 320x240 320x240", string.Join(' ', ((string[])["a.png", "b.png", "c.mov"]).Select(SizeOf)));
        Assert.Contains("pixels made square: 640×240", recipe, StringComparison.Ordinal);
        Assert.Contains("sample_aspect_ratio=2:1", await ProbeAsync(At("c.mov")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dpx-cineon/DPX.dpx", "'DPX.dpx': The DPX picture is cut: it ends at byte 12,812,288, the file at 2,080.")]
    [InlineData("exr/Rec709_YC.exr", "FFmpeg cannot decode 'Rec709_YC.exr': Error while decoding stream #0:0: Not yet implemented in FFmpeg, patches welcome.")]
    [InlineData("camera-sony/sony-a7-xavc.MP4", "FFmpeg cannot decode 'sony-a7-xavc.MP4': The track 'vide' has data at byte 7700258; the file ends at 2745.")]
    public async Task What_cannot_be_decoded_is_told_with_what_was_wrong_and_not_with_how_FFmpeg_ended(string file, string sentence)
    {
        Corpus.Program("ffmpeg");

        var (code, _, error) = await RunAsync("frame", Corpus.PathOf($"samples/{file}"), "-o", At("a.png"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal(sentence, error.Trim());
    }

    [Theory]
    [InlineData(0, "'a' has no bytes. Look for it on the card or in another copy.")]
    [InlineData(100_000, "'a' has no picture that can be decoded here. The file is cut: the box 'mdat' at byte 40 claims 700216 bytes, the file has 99960 from there.")]
    public async Task A_movie_without_a_picture_is_refused_with_what_is_wrong_with_it(int bytes, string sentence)
    {
        File.WriteAllBytes(At("a.mov"), File.ReadAllBytes(Clip)[..bytes]);

        var (code, _, error) = await RunAsync("frame", At("a.mov"), "-o", At("a.png"));

        Assert.Equal((ExitCode.BadInput, sentence), (code, error.Trim()));
    }

    [Fact]
    public async Task A_take_of_sound_has_no_frame_and_is_said_to_be_sound()
    {
        var (code, _, error) = await RunAsync("frame", Corpus.PathOf("samples/audio-location-sound/A101_1.WAV"), "-o", At("a.png"));

        Assert.Equal((ExitCode.BadInput, "'A101_1' is sound alone: it has no picture."), (code, error.Trim()));
    }

    [Fact]
    public async Task A_framing_decision_list_that_cannot_be_is_told_with_the_place_in_it()
    {
        Assert.Equal(ExitCode.Done, (await RunAsync("fdl", "make", "--canvas", "320x240", "--aspect", "2.39", "-o", At("a.fdl"))).Code);
        File.WriteAllText(At("zero.fdl"), File.ReadAllText(At("a.fdl")).Replace("\"height\": 240", "\"height\": 0", StringComparison.Ordinal));

        var (code, _, error) = await RunAsync("frame", Clip, "--from", "LogC4", "--fdl", At("zero.fdl"), "-o", At("a.exr"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Matches(@"'zero\.fdl' cannot be used: line \d+, .*contexts.*height.*: 'height' is 0, but must be above 0", error);
    }

    [Fact]
    public async Task What_an_AMF_says_is_in_the_pixels_need_not_be_known_and_the_warning_does_not_say_that_no_plate_can_be_made()
    {
        var (code, _, error) = await RunAsync("frame", Clip, "--amf", Corpus.PathOf("samples/color-amf/example2.amf"), "-o", At("a.exr"));

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("IDT.Acme.Camera.a1.v1. It is in the pixels already, so nothing has to be known of it.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Plates cannot be made", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_over_a_turned_picture_stands_upright_in_its_own_corner()
    {
        Corpus.Program("ffmpeg");
        var phone = Corpus.PathOf("samples/camera-apple/dolbyVision-hdr.MOV");
        File.WriteAllText(At("burn.json"), """{"items": [{"text": "{clip}", "at": "top-left", "x": 0, "y": 0, "size": 0.05, "background": 1}]}""");

        var (plain, _, _) = await RunAsync("frame", phone, "-o", At("plain.png"), "--bits", "8");
        var (drawn, _, error) = await RunAsync("frame", phone, "-o", At("drawn.png"), "--bits", "8", "--burn-in", At("burn.json"));

        Assert.True((plain, drawn) == (ExitCode.Done, ExitCode.Done), error);
        var (before, after) = (Pixels("plain.png", "null"), Pixels("drawn.png", "null"));
        var changed = Enumerable.Range(0, before.Length / 3).Where(i => !before.AsSpan(3 * i, 3).SequenceEqual(after.AsSpan(3 * i, 3))).Select(i => (Row: i / 720, Column: i % 720)).ToList();
        // A line is a twentieth of the 1280 rows high, and much wider than high.
        Assert.InRange(changed.Max(place => place.Row), 40, 90);
        Assert.InRange(changed.Max(place => place.Column), 300, 719);
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        File.WriteAllText(At("a.png"), "mine");

        var (code, _, error) = await RunAsync("frame", Clip, "-o", At("a.png"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("nothing is overwritten", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(At("a.png")));
    }

    [Theory]
    [InlineData(2, "is no range", "render", "CLIP", "-o", "OUT/a.####.exr", "--frames", "four")]
    [InlineData(2, "Give one of them", "render", "CLIP", "-o", "OUT/a.####.exr", "--frames", "1-2", "--in", "00:00:00:01")]
    [InlineData(2, "does not say what to write", "render", "CLIP", "-o", "OUT/a.####.webp")]
    [InlineData(2, "There is no codec 'betacam'", "render", "CLIP", "-o", "OUT/a.mov", "--codec", "betacam")]
    [InlineData(2, "is for movies", "render", "CLIP", "-o", "OUT/a.####.exr", "--codec", "h264")]
    [InlineData(2, "is for movies", "render", "CLIP", "-o", "OUT/a.####.exr", "--op-atom")]
    [InlineData(3, "ProRes is written in MOV only", "render", "CLIP", "-o", "OUT/a.mp4", "--codec", "prores-hq")]
    [InlineData(3, "keeps its length", "render", "CLIP", "-o", "OUT/a.mov", "--stop-at-fault")]
    [InlineData(3, "no movie", "frame", "CLIP", "-o", "OUT/a.mov")]
    [InlineData(2, "one folder", "render", "CLIP", "-o", "OUT/a.####.exr", "-o", "OUT/../b.####.png")]
    [InlineData(2, "is no size", "render", "CLIP", "-o", "OUT/a.####.exr", "--size", "huge")]
    [InlineData(2, "Give the list with --fdl", "render", "CLIP", "-o", "OUT/a.####.exr", "--template", "vfx")]
    [InlineData(2, "lanczos3", "render", "CLIP", "-o", "OUT/a.####.exr", "--filter", "nearest")]
    [InlineData(2, "neither a frame's number nor a timecode", "frame", "CLIP", "-o", "OUT/a.png", "--at", "noon")]
    [InlineData(3, "There is no frame 4000", "frame", "CLIP", "-o", "OUT/a.png", "--at", "4000")]
    [InlineData(3, "There is no encoding 'Kinemacolor'", "frame", "CLIP", "-o", "OUT/a.png", "--from", "Kinemacolor")]
    [InlineData(4, "There is no file", "frame", "CLIP", "-o", "OUT/a.png", "--fdl", "OUT/none.fdl")]
    [InlineData(4, "There is no folder", "frame", "CLIP", "-o", "OUT/none/a.png")]
    [InlineData(4, "There is no file or folder", "frame", "OUT/none.mov", "-o", "OUT/a.png")]
    public async Task Mistakes_have_their_code_and_a_sentence_and_leave_nothing_behind(int expected, string says, params string[] arguments)
    {
        var (code, _, error) = await RunAsync([.. arguments.Select(argument => argument == "CLIP" ? Clip : argument.Replace("OUT", folder.Path, StringComparison.Ordinal))]);

        Assert.True((ExitCode)expected == code, $"{code}: {error}");
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static async Task<string> ProbeAsync(string file)
    {
        using var probe = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Corpus.Program("ffprobe"), ["-v", "error", "-count_packets", "-select_streams", "v", "-show_streams", "-show_format", file]) { RedirectStandardOutput = true })!;
        var text = await probe.StandardOutput.ReadToEndAsync();
        await probe.WaitForExitAsync();
        return text.Replace("TAG:", "", StringComparison.Ordinal);
    }

    private string SizeOf(string name) => System.Text.Encoding.ASCII.GetString(Run("ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0:s=x", At(name))).Trim();

    private byte[] Pixels(string name, string filter) => Run("ffmpeg", "-v", "error", "-i", At(name), "-vf", filter, "-pix_fmt", "rgb24", "-f", "rawvideo", "-");

    private static byte[] Run(string program, params string[] arguments)
    {
        using var child = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Corpus.Program(program), arguments) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        child.StandardOutput.BaseStream.CopyTo(bytes);
        child.WaitForExit();
        return bytes.ToArray();
    }

    private string At(string name) => Path.Join(folder.Path, name);

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments) => DemoCommandTests.RunAsync(arguments);
}
