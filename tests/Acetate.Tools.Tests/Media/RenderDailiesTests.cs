using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Check;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Sound.Sync;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Steps.Sound;
using Acetate.Storage;
using Acetate.Timing;

namespace Acetate.Tools.Tests.Media;

/// <summary>A clip's dailies and its check from one decode: synced sound, media for editing, findings.</summary>
public sealed class RenderDailiesTests : IDisposable
{
    private const string Sync = "sync/0001";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Synced_sound_goes_in_place_of_the_camera_s_with_the_range_as_each_container_has_it()
    {
        var request = Request(Clip(withSound: true), 6, 10, Movie("view.mov", "prores-proxy"), Movie("view.mxf", "dnxhr-lb"), Movie("review.mp4", "h264"));

        var result = await RenderAsync(request with { SoundOf = Sync }, Synced(Wave(3)));

        Assert.Equal([3, 3, 1], result.Movies.Select(movie => movie.SoundStreams));
        // Frame 6 of 24 a second is sample 12,000 of 48,000; the second channel counts down.
        foreach (var name in (string[])["view.mov", "view.mxf"])
        {
            Assert.Equal([12000, 12001, 12002], Samples(name, 0)[..3]);
            Assert.Equal([-12000, -12001, -12002], Samples(name, 1)[..3]);
            Assert.Equal(8000, Samples(name, 2).Length);
        }

        var probe = Run("ffprobe", "-v", "error", "-show_streams", "-select_streams", "a", At("out/view.mov"));
        foreach (var name in (string[])["TAG:handler_name=MixL", "TAG:handler_name=Boom"]) Assert.Contains(name, probe, StringComparison.Ordinal);
        Assert.Contains("channels=1\n", Run("ffprobe", "-v", "error", "-show_streams", "-select_streams", "a", At("out/review.mp4")), StringComparison.Ordinal);
        // The mix, and not the half that is left when it is mixed with its opposite.
        Assert.InRange(Samples("review.mp4", 0)[4000], 15000, 17000);
    }

    [Fact]
    public async Task Two_channels_are_stereo_for_browsers_and_where_nothing_was_synced_the_clip_s_own_sound_stays()
    {
        var clip = Clip(withSound: true);
        await RenderAsync(Request(clip, 0, 3, Movie("two.mp4", "h264")) with { SoundOf = Sync }, Synced(Wave(2)));
        await RenderAsync(Request(clip, 6, 9, Movie("own.mov", "prores-proxy")) with { SoundOf = Sync }, Synced(null));

        Assert.Contains("channels=2\n", Run("ffprobe", "-v", "error", "-show_streams", "-select_streams", "a", At("out/two.mp4")), StringComparison.Ordinal);
        Assert.Equal([24000 - 12000, 24000 - 12001], Samples("own.mov", 0)[..2]);
    }

    [Fact]
    public async Task One_decode_gives_media_for_Avid_a_movie_a_review_and_the_check_the_same_bytes_each_time()
    {
        var request = Request(Clip(withSound: true, black: true), 0, 12,
            Movie("avid/A001C001.mxf", "dnxhr-lb") with { File = new() { Kind = "dnxhr-lb", OpAtom = true }, Editorial = Editorial },
            Movie("A001C001.mov", "prores-proxy") with { Editorial = Editorial },
            Movie("review.mp4", "h264") with { Editorial = Editorial, BurnInTemplate = """{ "items": [ { "text": "{timecode}", "size": 0.1 } ] }""" }) with
        { SoundOf = Sync, Check = new() { ExpectedRate = "25" } };
        var sync = Synced(Wave(2));

        var result = await RenderAsync(request, sync);
        var bytes = Bytes("out");
        var again = await RenderAsync(request with { Outputs = [request.Outputs[0]], Check = null }, sync);
        Directory.CreateDirectory(At("other"));
        File.Copy(At("out/sound.wav"), At("other/sound.wav"));
        await RenderAsync(request with { Target = StoreUrl.ForFolder(At("other")), Threads = 1 }, sync);

        Assert.Equal(["A001C001.mov", "avid/A001C001_A1.mxf", "avid/A001C001_A2.mxf", "avid/A001C001_V1.mxf", "review.mp4", "sound.wav"], bytes.Keys);
        Assert.Equal(bytes, Bytes("other"));
        Assert.Equal(bytes, Bytes("out"));
        Assert.Equal(JsonSerializer.Serialize(result.Media[0], StepJson.Options), JsonSerializer.Serialize(Assert.Single(again.Media), StepJson.Options));

        Assert.Equal(["avid/A001C001.mxf", "A001C001.mov", "review.mp4"], result.Media.Select(media => media.Output));
        Assert.Equal([("avid/A001C001_V1.mxf", "V1"), ("avid/A001C001_A1.mxf", "A1"), ("avid/A001C001_A2.mxf", "A2")], result.Media[0].Files.Select(file => (file.Name, file.Letter)));
        Assert.All(result.Media.SelectMany(media => media.Files), file => Assert.Equal((bytes[file.Name], new FileInfo(At($"out/{file.Name}")).Length), (file.Sha256, file.Bytes)));
        // The numbers by which a bin finds the files are those that stand in them.
        Assert.All(result.Media[1..], media => Assert.Null(media.Avid));
        foreach (var file in result.Media[0].Files)
        {
            var probe = Run("ffprobe", "-v", "error", "-show_streams", "-show_format", At($"out/{file.Name}")).ToLowerInvariant();
            foreach (var number in (string[])[file.Umid, result.Media[0].Avid!.Material, result.Media[0].Avid!.Tape]) Assert.Contains($"0x{number}", probe, StringComparison.Ordinal);
        }

        Assert.Equal(["V1", "MixL", "Boom"], result.Media[0].Files.Select(file => file.TrackName));
        Assert.Equal((256, 144, 8), (result.Media[0].Avid!.Picture!.Width, result.Media[0].Avid!.Picture!.Height, result.Media[0].Avid!.Picture!.Bits));
        Assert.Equal(["avid/A001C001_V1.mxf", "A001C001.mov", "review.mp4"], result.Movies.Select(movie => movie.Name));
        var record = result.Media[0].Clip;
        Assert.Equal(("12A-3", "A001", "10:00:00:00", "24", 12L, 256, 144, 2), (record.Name, record.Tape, record.Start, record.Rate, record.Frames, record.Width, record.Height, record.SoundTracks));
        Assert.Equal(
            "Take=4 Camroll=A001 Scene=12A Circled=Yes Soundroll=S01 Sound TC=09:59:58:12 Audiofile=12A-3.wav Audiotrack1=MixL Audiotrack2=Boom Comments=quiet",
            string.Join(' ', record.Notes.Select(note => $"{note.Column}={note.Value}")));
        foreach (var file in (string[])["avid/A001C001_V1.mxf", "avid/A001C001_A1.mxf", "A001C001.mov"])
        {
            var probe = Run("ffprobe", "-v", "error", "-show_streams", "-show_format", At($"out/{file}"));
            foreach (var mark in (string[])["timecode=10:00:00:00", "reel_name=A001", "=12A-3\n"]) Assert.Contains(mark, probe, StringComparison.Ordinal);
        }

        Assert.Equal([0, -1, -2], Samples("avid/A001C001_A2.mxf", 0)[..3]);

        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(Source("clip.mov"), TestContext.Current.CancellationToken);
        var alone = await new ClipChecker { ChecksSound = false, ExpectedRate = FrameRate.Fps25 }.RunAsync(Source("clip.mov"), inspection, At("scratch"), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(JsonSerializer.Serialize(alone.Findings, StepJson.Options), JsonSerializer.Serialize(result.Check!.Findings, StepJson.Options));
        Assert.Equal(alone.Statistics, result.Check.Statistics);
        Assert.Contains(result.Check.Findings, finding => finding.Fault == ClipFault.Rate);
        Assert.Contains(result.Check.Findings, finding => finding is { Fault: ClipFault.Black, First: 5, Seconds: 0.208 });
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("scratch")));
    }

    [Fact]
    public async Task Media_for_Avid_has_the_clip_s_own_sound_where_there_is_no_other_and_a_label_where_there_is_none()
    {
        var request = Request(Clip(withSound: true, label: null), 6, 10, Movie("a.mxf", "dnxhr-lb") with { File = new() { Kind = "dnxhr-lb", OpAtom = true }, Editorial = Editorial });

        var result = await RenderAsync(request, Synced(null));

        Assert.Equal(["a_V1.mxf", "a_A1.mxf"], result.Media[0].Files.Select(file => file.Name));
        Assert.Equal([24000 - 12000, 24000 - 12001], Samples("a_A1.mxf", 0)[..2]);
        Assert.Equal("00:00:00:06", result.Media[0].Clip.Start);
        Assert.Contains(result.Warnings, warning => warning.Contains("has no timecode", StringComparison.Ordinal) && warning.Contains("00:00:00:06", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Warnings, warning => warning.Contains("OP-Atom", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sound_that_is_not_what_the_sync_made_is_refused_before_anything_is_made()
    {
        var sync = Synced(Wave(2));
        SyncSoundResult Other(Func<SyncedWave, SyncedWave> spoil) => sync with { Sound = spoil(sync.Sound!) };
        var request = Request("clip.mov", 0, 4) with { SoundOf = Sync };
        await using var target = await StoreUrl.OpenAsync(request.Target, StoreAccess.Read, TestContext.Current.CancellationToken);

        foreach (var (wrong, from, says) in ((RenderFramesRequest, SyncSoundResult, string)[])
        [
            (request with { SoundOf = "sync/0002" }, sync, "'sync/0002', which syncs the clip's sound, was not handed over. Name the step in 'uses'"),
            (request, Other(wave => wave with { Key = "gone.wav" }), "The synced sound 'gone.wav' is not there. Run the sync"),
            (request, Other(wave => wave with { Key = "../sound.wav" }), ".."),
            (request, Other(wave => wave with { Samples = 30000 }), "is not what the sync made: it has 24000 samples"),
            (request, Other(wave => wave with { Channels = 3 }), "is not what the sync made"),
        ])
        {
            var context = new StepContext { ScratchFolder = folder.Path, Outputs = OutputsOf(from) };
            var problem = await Assert.ThrowsAsync<StepFailedException>(() => RenderSound.OpenAsync(wrong, new() { Name = "clip", Kind = ClipKind.Single, Files = [] }, Inspection, target, context, TestContext.Current.CancellationToken));
            Assert.Contains(says, $"{problem.Message} {problem.Advice}", StringComparison.Ordinal);
            Assert.Equal(RetryClass.Data, problem.Class);
        }
    }

    [Fact]
    public void A_check_that_would_not_see_every_frame_in_order_is_refused()
    {
        var picture = new PictureDescription { Width = 4, Height = 2, Frames = 1, Encoding = null, Decoder = "test", Steps = [] };
        var request = Request("clip.mov", 0, 4) with { Check = new() };

        Assert.NotNull(RenderCheck.Of(request, picture, Inspection));
        foreach (var (wrong, says) in ((RenderFramesRequest, string)[])
        [
            (request with { Part = new() { Start = 1, End = 2 } }, "A check compares the frames"),
            (request with { RequireAll = true }, "A check sees every frame"),
            (request with { StopAtFault = true }, "A check sees every frame"),
            (request with { Check = new() { ExpectedRate = "fast" } }, "no frame rate"),
        ])
        {
            var problem = Assert.Throws<StepFailedException>(() => RenderCheck.Of(wrong, picture, Inspection));
            Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_editing_is_to_know_goes_with_movies_and_is_complete()
    {
        var request = Request(Clip(), 0, 4);

        var frames = await Assert.ThrowsAsync<StepFailedException>(() => RenderAsync(request with { Outputs = [new() { Name = "a.####.exr", Editorial = Editorial }] }, Synced(null)));
        var tape = await Assert.ThrowsAsync<StepFailedException>(() => RenderAsync(request with { Outputs = [Movie("view.mov", "prores-proxy") with { Editorial = Editorial with { Tape = " " } }] }, Synced(null)));

        Assert.StartsWith("Media for editing are movies", frames.Message, StringComparison.Ordinal);
        Assert.StartsWith("'view.mov': The tape's name is empty", tape.Message, StringComparison.Ordinal);
        Assert.Empty(Bytes("out"));
    }

    private static ClipInspection Inspection => new() { Name = "clip", Kind = ClipKind.Single, Files = [] };

    private static ImmutableDictionary<string, JsonElement> OutputsOf(SyncSoundResult sync) => ImmutableDictionary<string, JsonElement>.Empty.Add(Sync, JsonSerializer.SerializeToElement(sync, StepJson.Options));

    private static EditorialRequest Editorial => new() { Name = "12A-3", Tape = "A001", ShootDay = new(2026, 5, 4), Notes = [new("Take", "4"), new("Camroll", "A001")] };

    private static FrameOutputRequest Movie(string name, string kind) => new() { Name = name, File = new() { Kind = kind }, Use = AmfUse.Proxies };

    private static SyncSoundResult Synced(SyncedWave? wave) => new()
    {
        Verdict = wave is null ? SyncVerdict.None : SyncVerdict.Sure,
        Reason = "said so",
        Recordings = [Recording("S00", "9Z", "1"), Recording("S01", "12A", "3") with { IsCircled = true, Note = "quiet" }],
        Sound = wave,
    };

    private static SyncedRecording Recording(string roll, string scene, string take) => new()
    {
        Roll = roll,
        Files = [$"{roll}/12A-3.wav"],
        Scene = scene,
        Take = take,
        Tape = roll,
        SampleRate = 48000,
        Verdict = SyncVerdict.Sure,
        Method = SyncMethod.Timecode,
        Reason = "said so",
    };

    private RenderFramesRequest Request(string clip, long start, long end, params FrameOutputRequest[] outputs) => new()
    {
        Store = StoreUrl.ForFolder(folder.Path),
        Clip = new() { Name = "clip", Kind = ClipKind.Single, Files = [clip] },
        Frames = new() { Start = start, End = end },
        Development = new() { From = "ARRI LogC4" },
        Outputs = [.. outputs],
        Target = StoreUrl.ForFolder(Directory.CreateDirectory(At("out")).FullName),
    };

    private async Task<RenderFramesResult> RenderAsync(RenderFramesRequest request, SyncSoundResult sync)
    {
        // As JSON, as a worker gets it.
        var sent = JsonSerializer.Deserialize<RenderFramesRequest>(JsonSerializer.Serialize(request, StepJson.Options), StepJson.Options)!;
        var result = await RenderFrames.RunAsync(sent, new StepContext { ScratchFolder = Directory.CreateDirectory(At("scratch")).FullName, Outputs = OutputsOf(sync) }, CancellationToken.None);
        return JsonSerializer.Deserialize<RenderFramesResult>(JsonSerializer.Serialize(result, StepJson.Options), StepJson.Options)!;
    }

    private string At(string name) => Path.Join(folder.Path, name);

    private ClipSource Source(string name) => new() { Name = "clip", Kind = ClipKind.Single, Files = [new(name, At(name), new FileInfo(At(name)).Length)] };

    private SortedDictionary<string, string> Bytes(string name) => new(
        Directory.EnumerateFiles(At(name), "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(At(name), file), file => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))), StringComparer.Ordinal);

    // Half a second at 24 frames a second; its own sound counts down from 24,000, a recorder's up from 0.
    private string Clip(bool withSound = false, bool black = false, string? label = "10:00:00:00")
    {
        string[] sound = withSound ? ["-f", "lavfi", "-i", "aevalsrc=(24000-n)/32768:s=48000:d=0.5", "-c:a", "pcm_s16le"] : [];
        Run("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=256x144:rate=24", .. sound, "-frames:v", "12", .. black ? ["-vf", "drawbox=enable='between(n,5,7)':color=black:t=fill"] : Array.Empty<string>(), "-c:v", "prores_ks", "-profile:v", "3", .. label is null ? ["-write_tmcd", "0"] : (string[])["-timecode", label], At("clip.mov")]);
        return "clip.mov";
    }

    private SyncedWave Wave(int channels)
    {
        Directory.CreateDirectory(At("out"));
        Run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", $"aevalsrc={string.Join('|', ((string[])["n/32768", "-n/32768", "0.5"])[..channels])}:s=48000:d=0.5", "-c:a", "pcm_s24le", At("out/sound.wav"));
        return new() { Key = "sound.wav", SampleRate = 48000, Channels = channels, Samples = 24000, Names = ["MixL", "Boom"], StartTimecode = "09:59:58:12", Recording = "12A-3.wav", Tape = "S01" };
    }

    private int[] Samples(string name, int stream)
    {
        Run("ffmpeg", "-v", "error", "-y", "-i", At($"out/{name}"), "-map", $"0:a:{stream}", "-f", "s32le", "-c:a", "pcm_s32le", At("decoded.raw"));
        return [.. MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(At("decoded.raw"))).ToArray().Select(sample => (int)((sample + 32768L) >> 16))];
    }

    private static string Run(string program, params string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Corpus.Program(program), arguments) { RedirectStandardOutput = true })!;
        var text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
        return text;
    }
}
