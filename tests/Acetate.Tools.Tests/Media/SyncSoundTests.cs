using System.Diagnostics;
using System.Text.Json;
using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Check;
using Acetate.Media.Inspect;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Sync;
using Acetate.Steps;
using Acetate.Steps.Sound;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>The step that finds a clip's recording and cuts its sound: a movie with a camera's sound, and what recorders wrote.</summary>
public sealed class SyncSoundTests : IDisposable
{
    private const int Rate = 48000;

    // The clip begins five seconds and 40 samples into the recording, which began at 10:00:00:00.
    private const int Begins = (5 * Rate) + 40;

    private const long Ten = 10L * 3600 * Rate;

    private static readonly float[] World = Voice.Speak(new Dice(31), 16 * Rate), Other = Voice.Speak(new Dice(32), 8 * Rate);

    private readonly TempFolder folder = new();

    private string Card => Directory.CreateDirectory(Path.Join(folder.Path, "card")).FullName;

    private string Roll => Directory.CreateDirectory(Path.Join(folder.Path, "S001")).FullName;

    private string Written => Path.Join(folder.Path, "out", "roll", "clip", "sound.wav");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_is_sure_is_cut_to_the_clips_frames_listened_to_and_again_the_same_bytes()
    {
        Movie(true);
        RecordingFiles.Write(Path.Join(Roll, "T001.wav"), Ten, [World, new float[World.Length]],
            "<BWFXML><SCENE>12A</SCENE><TAKE>3</TAKE><TAPE>SR01</TAPE><NOTE>plane overhead</NOTE><CIRCLED>TRUE</CIRCLED><TRACK_LIST><TRACK><INTERLEAVE_INDEX>1</INTERLEAVE_INDEX><NAME>Boom</NAME></TRACK></TRACK_LIST></BWFXML>");
        RecordingFiles.Write(Path.Join(Roll, "T002.wav"), 14 * (Ten / 10), [Other]);
        await File.WriteAllTextAsync(Path.Join(Roll, "broken.wav"), "no sound", TestContext.Current.CancellationToken);
        var request = Request("T001.wav", "T002.wav", "broken.wav", "gone.wav", "../escape.wav", "T001.wav");

        var result = await DoneAsync(request);
        var bytes = await File.ReadAllBytesAsync(Written, TestContext.Current.CancellationToken);
        await DoneAsync(request);

        var recording = Assert.Single(result.Recordings);
        Assert.Equal((SyncVerdict.Sure, SyncMethod.Timecode, "SR-A", "T001.wav"), (result.Verdict, result.Method!.Value, recording.Roll, Assert.Single(recording.Files)));
        Assert.Equal(("12A", "3", "SR01", "plane overhead", true), (recording.Scene, recording.Take, recording.Tape, recording.Note, recording.IsCircled!.Value));
        Assert.InRange(recording.OffsetSamples!.Value, Begins - 1, Begins + 1);
        Assert.Equal([("gone.wav", "SR-A"), ("../escape.wav", "SR-A"), ("broken.wav", "SR-A")], result.Refused.Select(file => (file.Path, file.Roll)));
        Assert.Contains("is no wave file", result.Refused[^1].Reason, StringComparison.Ordinal);
        var sound = result.Sound!;
        Assert.Equal(("roll/clip/sound.wav", Rate, 2, 6L * Rate, "10:00:05:00", "T001.wav", "SR01", false), (sound.Key, sound.SampleRate, sound.Channels, sound.Samples, sound.StartTimecode, sound.Recording, sound.Tape, sound.IsDecided));
        Assert.Equal(["Boom", "2"], sound.Names);
        Assert.Contains(result.Findings, finding => finding.Fault == ClipFault.Mute && finding.Channels is [2]);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Written, TestContext.Current.CancellationToken));
        AssertHolds(World, Begins, slack: 1);
    }

    [Fact]
    public async Task Of_two_recorders_that_are_sure_one_is_cut_and_the_other_is_told()
    {
        Movie(true);
        RecordingFiles.Write(Path.Join(Roll, "T001.wav"), Ten, [World]);
        Directory.CreateDirectory(Path.Join(Roll, "backup"));
        File.Copy(Path.Join(Roll, "T001.wav"), Path.Join(Roll, "backup", "T001.wav"));
        SoundRoll backup = new() { Roll = "SR-B", Store = StoreUrl.ForFolder(Roll), Prefix = "backup", Files = ["T001.wav"] };
        var request = Request("T001.wav");
        request = request with { Sounds = [.. request.Sounds, backup] };

        var result = await DoneAsync(request);

        Assert.Equal([("SR-A", SyncVerdict.Sure), ("SR-B", SyncVerdict.Sure)], result.Recordings.Select(one => (one.Roll, one.Verdict)));
        Assert.Equal(1, result.Sound!.Channels);
        var failed = await FailedAsync(request with { Decision = new() { Files = ["T001.wav"], OffsetSamples = Begins } });
        Assert.Contains("2 sound rolls have a recording of that name", failed.Message, StringComparison.Ordinal);
        Assert.True((await DoneAsync(request with { Decision = new() { Files = ["T001.wav"], Roll = "SR-B", OffsetSamples = Begins } })).Sound!.IsDecided);
    }

    [Fact]
    public async Task What_a_person_decided_stands_over_every_method()
    {
        Movie(true);
        RecordingFiles.Write(Path.Join(Roll, "T001.wav"), Ten, [World]);
        RecordingFiles.Write(Path.Join(Roll, "T002.wav"), 14 * (Ten / 10), [Other]);
        await File.WriteAllTextAsync(Path.Join(Roll, "broken.wav"), "no sound", TestContext.Current.CancellationToken);
        var request = Request("T001.wav", "T002.wav", "broken.wav");

        var none = await DoneAsync(request with { Decision = new() { IsNone = true } });
        var wasWritten = File.Exists(Written);
        var other = await DoneAsync(request with { Decision = new() { Files = ["T002.wav"], OffsetSamples = 12345 } });

        Assert.Equal((SyncVerdict.None, "A person decided that this clip has no sound.", false), (none.Verdict, none.Reason, wasWritten));
        Assert.Null(none.Sound);
        Assert.Equal(SyncVerdict.Sure, Assert.Single(none.Recordings).Verdict);
        Assert.Equal((SyncVerdict.Sure, null, 1.0, "T002.wav", true, "14:00:00:06"), (other.Verdict, other.Method, other.Confidence, other.Sound!.Recording, other.Sound.IsDecided, other.Sound.StartTimecode));
        AssertHolds(Other, 12345, slack: 0);
        foreach (var (decision, words) in ((SoundDecision, string)[])
        [
            (new() { Files = ["T003.wav"] }, "is not among those of the sound rolls"), (new() { Files = ["broken.wav"] }, "is no wave file"), (new(), "names no recording"),
            (new() { Files = ["T002.wav"], OffsetSamples = 1e300 }, "lies outside the recording"), (new() { Files = ["T002.wav"], OffsetSamples = -6 * Rate }, "lies outside the recording"),
        ])
        {
            var failed = await FailedAsync(request with { Decision = decision });
            Assert.Equal(RetryClass.Data, failed.Class);
            Assert.Contains(words, failed.Message, StringComparison.Ordinal);
            Assert.NotEmpty(failed.Advice);
        }
    }

    [Fact]
    public async Task Timecode_alone_cuts_nothing_and_without_it_nothing_is_said()
    {
        Movie(false);
        RecordingFiles.Write(Path.Join(Roll, "T001.wav"), Ten, [World]);

        var alone = await DoneAsync(Request("T001.wav"));
        var nothing = await DoneAsync(Request("T001.wav") with { NoTimecode = true });

        Assert.Equal((SyncVerdict.Unconfirmed, SyncMethod.Timecode, "The clip has no sound of its own."), (alone.Verdict, alone.Method!.Value, alone.Remark));
        Assert.Equal((SyncVerdict.None, SoundSync.NothingSays), (nothing.Verdict, nothing.Reason));
        Assert.Null(alone.Sound);
        Assert.Empty(nothing.Recordings);
        Assert.False(File.Exists(Written));
    }

    [Fact]
    public async Task Recorders_that_count_over_night_in_long_files_are_used_and_hostile_files_end_nothing()
    {
        Movie(true);
        RecordingFiles.Write(Path.Join(Roll, "T001.wav"), Ten + (24L * 3600 * Rate), [World]);
        RecordingFiles.ToRf64(Path.Join(Roll, "T001.wav"));
        RecordingFiles.WriteFloats(Path.Join(Roll, "nan.wav"), [.. Other.Select((sample, i) => (i % 100) switch { 0 => float.NaN, 1 => float.PositiveInfinity, _ => sample })], 1);
        RecordingFiles.WriteFloats(Path.Join(Roll, "many.wav"), Other[..(64 * 2000)], 64);
        RecordingFiles.WriteFloats(Path.Join(Roll, "more.wav"), Other[..(65 * 2000)], 65);
        RecordingFiles.Write(Path.Join(Roll, "cut.wav"), long.MaxValue, [Other]);
        using (var cut = File.OpenWrite(Path.Join(Roll, "cut.wav"))) cut.SetLength(100_001);

        var result = await DoneAsync(Request("nan.wav", "many.wav", "more.wav", "cut.wav", "T001.wav"));

        Assert.Equal((SyncVerdict.Sure, "T001.wav", "10:00:05:00"), (result.Verdict, result.Sound?.Recording, result.Sound?.StartTimecode));
        Assert.Contains("65 channels", Assert.Single(result.Refused).Reason, StringComparison.Ordinal);
        AssertHolds(World, Begins, slack: 1);
    }

    [Fact]
    public async Task A_clip_that_cannot_be_asked_about_is_a_result_and_one_that_is_not_there_is_not()
    {
        await File.WriteAllTextAsync(Path.Join(Card, "A001C001.mov"), "no movie", TestContext.Current.CancellationToken);
        RecordingFiles.Write(Path.Join(Roll, "T001.wav"), Ten, [Other]);

        var rate = await DoneAsync(Request("T001.wav"));
        var nowhere = await DoneAsync(Request());
        var unread = await DoneAsync(Request("gone.wav"));
        File.Delete(Path.Join(Card, "A001C001.mov"));
        var gone = await FailedAsync(Request("T001.wav"));

        Assert.Equal([SyncVerdict.None, SyncVerdict.None, SyncVerdict.None], ((SyncSoundResult[])[rate, nowhere, unread]).Select(result => result.Verdict));
        Assert.Contains("does not say how many frames a second", rate.Reason, StringComparison.Ordinal);
        Assert.Equal("There is no recording that it could be in.", nowhere.Reason);
        Assert.Equal("None of the recordings can be read. The file is not in the store.", unread.Reason);
        Assert.Equal(RetryClass.Data, gone.Class);
        Assert.Contains("A001C001.mov", gone.Message, StringComparison.Ordinal);
    }

    private SyncSoundRequest Request(params string[] files) => new()
    {
        Store = StoreUrl.ForFolder(folder.Path),
        Prefix = "card",
        Clip = new() { Name = "A001C001", Kind = ClipKind.Single, Files = ["A001C001.mov"] },
        Sounds = [new() { Roll = "SR-A", Store = StoreUrl.ForFolder(Roll), Files = [.. files] }],
        Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(folder.Path, "out")).FullName),
        TargetPrefix = "roll/clip",
    };

    private async Task<SyncSoundResult> DoneAsync(SyncSoundRequest request)
    {
        var done = Assert.IsType<StepResult.Done>(await RunAsync(request));
        var result = done.Output.Deserialize<SyncSoundResult>(StepJson.Options)!;
        Assert.Equal(JsonSerializer.Serialize(done.Output), JsonSerializer.Serialize(result, StepJson.Options));
        return result;
    }

    private async Task<StepResult.Failed> FailedAsync(SyncSoundRequest request) => Assert.IsType<StepResult.Failed>(await RunAsync(request));

    private async Task<StepResult> RunAsync(SyncSoundRequest request)
    {
        Corpus.Program("ffmpeg");
        var context = new StepContext { ScratchFolder = Directory.CreateDirectory(Path.Join(folder.Path, "scratch")).FullName };
        var asked = JsonSerializer.SerializeToElement(request, StepJson.Options);
        Assert.Equal(asked.GetRawText(), JsonSerializer.Serialize(asked.Deserialize<SyncSoundRequest>(StepJson.Options), StepJson.Options));
        var outcome = await StepCatalogue.Functions.RunAsync(SyncSound.Name, asked, context, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.GetFileSystemEntries(context.ScratchFolder));
        return outcome.Result;
    }

    /// <summary>The written sound is that of the recording from a sample on.</summary>
    private void AssertHolds(float[] recording, int from, int slack)
    {
        using var samples = WaveSamples.Open(Written);
        var read = new float[6 * Rate];
        samples.Read(0, [0], read);
        Assert.Contains(Enumerable.Range(-slack, (2 * slack) + 1), shift => !read.Where((sample, i) => Math.Abs(sample - recording[from + shift + i]) > 1e-6f).Any());
    }

    /// <summary>A movie of six seconds with the camera's own sound, a tenth as loud, or without.</summary>
    private void Movie(bool hasSound)
    {
        var scratch = Path.Join(folder.Path, "scratch.wav");
        RecordingFiles.Write(scratch, 0, [[.. World.AsSpan(Begins, 6 * Rate).ToArray().Select(sample => sample / 10)]]);
        string[] sound = hasSound ? ["-i", scratch, "-c:a", "pcm_s24le"] : [];
        using var ffmpeg = Process.Start(Corpus.Program("ffmpeg"), ["-v", "error", "-f", "lavfi", "-i", "color=s=64x64:r=25:d=6", .. sound, "-c:v", "mjpeg", "-timecode", "10:00:05:00", Path.Join(Card, "A001C001.mov")]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        File.Delete(scratch);
    }
}
