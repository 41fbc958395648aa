using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Sync;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Sound;

public sealed class SoundSyncTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_a_small_sample_of_the_benchmarks_scenes_nothing_that_is_sure_is_wrong()
    {
        foreach (var order in SyncTally.Orders)
        {
            var tally = new SyncTally(order.Name);

            tally.Count(SyncScene.Make(order with { RecordingSeconds = 18, TakeSeconds = Math.Min(8, order.TakeSeconds) }, 77), Token);

            Assert.True(tally is { Scenes: 1, SureAndWrong: 0 }, order.Name);
            Assert.True(tally.Sure == (order.IsMissing || order.IsSilent || order.IsRepeated || order.WrongFrames > 0 || order.HasSecondRecorder ? 0 : 1), order.Name);
        }
    }

    [Fact]
    public void Timecode_that_sound_confirms_is_sure_and_right_to_the_sample()
    {
        var result = Decide(new() { Name = "right", WrongFrames = 0, TakeSeconds = 12, RecordingSeconds = 24, DriftPpm = 0 }, out var truth);

        Assert.Equal((SyncVerdict.Sure, SyncMethod.Timecode), (result.Verdict, result.Method));
        // Sound takes up to 12 ms to the camera's microphone.
        Assert.InRange(result.Offset!.Value - truth, -0.013 * 48000, 0.002 * 48000);
        Assert.Contains("confirms it", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Timecode_that_sound_contradicts_is_a_doubt_that_names_both()
    {
        var result = Decide(new() { Name = "wrong", WrongFrames = 12, TakeSeconds = 12, RecordingSeconds = 24 }, out var truth);

        Assert.Equal((SyncVerdict.Doubtful, SyncMethod.Waveform), (result.Verdict, result.Method));
        Assert.InRange(result.Offset!.Value - truth, -960, 960);
        Assert.Matches("^Sound and timecode disagree: by sound the clip begins (11|12)\\.\\d frames .* earlier", result.Reason);
    }

    [Fact]
    public void Timecode_alone_is_said_to_be_unconfirmed()
    {
        var result = Decide(new() { Name = "silent", WrongFrames = 0, TakeSeconds = 12, RecordingSeconds = 24, IsSilent = true }, out var truth);

        Assert.Equal((SyncVerdict.Unconfirmed, SyncMethod.Timecode), (result.Verdict, result.Method));
        Assert.InRange(result.Offset!.Value - truth, -1920, 1920);
        Assert.Null(result.DriftPpm);
    }

    [Fact]
    public void Timecode_on_a_track_of_the_clip_stands_for_a_missing_label()
    {
        var scene = SyncScene.Make(new() { Name = "track", WrongFrames = 0, TakeSeconds = 12, RecordingSeconds = 24 }, 3);
        var speech = new float[12 * 48000];
        scene.Clip.Scratch!.Read(0, [0], speech);
        var ltc = new LtcSignal { First = scene.Clip.Start!.Value }.Draw(48000, 320, speech.Length);
        var clip = scene.Clip with { Start = null, Scratch = new HeldSamples(48000, ltc, speech) };

        var result = SoundSync.Decide(clip, scene.Sounds, Token).Single();

        Assert.Equal((SyncVerdict.Sure, SyncMethod.TimecodeTrack), (result.Verdict, result.Method));
        Assert.InRange(result.Offset!.Value - scene.Truth!.Value, -960, 960);
    }

    [Fact]
    public void A_pull_is_named_and_counted_in_samples_at_the_end()
    {
        var result = Decide(new() { Name = "pull", DriftPpm = 1000, TakeSeconds = 20, RecordingSeconds = 30 }, out _);

        Assert.Equal(SyncVerdict.Sure, result.Verdict);
        Assert.InRange(result.DriftSamples!.Value, 955, 965);
        Assert.Contains("a pull of 1001/1000", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slate_that_differs_turns_what_sound_says_into_a_doubt()
    {
        var scene = SyncScene.Make(new() { Name = "slate", TakeSeconds = 12, RecordingSeconds = 24 }, 3);
        var file = scene.Sounds[0].First with { Scene = "12A", Take = "3" };
        var sound = SoundTake.Group([(file, scene.Sounds[0])]);

        var same = SoundSync.Decide(scene.Clip with { Scene = "12a", Take = "03" }, sound, Token).Single();
        var other = SoundSync.Decide(scene.Clip with { Scene = "12A", Take = "4" }, sound, Token).Single();

        Assert.Equal((SyncVerdict.Sure, SyncMethod.SceneAndTake), (same.Verdict, same.Method));
        Assert.Equal(SyncVerdict.Doubtful, other.Verdict);
        Assert.Contains("the slates differ", other.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clap_in_silence_is_laid_on_the_other_where_the_slate_says_that_they_belong_together()
    {
        var (ours, theirs, dice) = (new float[10 * 48000], new float[30 * 48000], new Dice(2));
        for (var i = 0; i < 500; i++) (ours[96000 + i], theirs[480_000 + i]) = ((float)(dice.NextDouble() - 0.5) * (500 - i) / 500, (float)(dice.NextDouble() - 0.5) * (500 - i) / 500);
        var file = new SoundFile { Name = "S.WAV", SampleRate = 48000, StampRate = 48000, Length = theirs.Length, ChannelNames = ["1"], Scene = "1", Take = "1" };
        var clip = new SyncClip { Name = "A", Rate = FrameRate.Fps24, Seconds = 10, Scene = "1", Take = "1", Scratch = new HeldSamples(48000, ours) };

        var result = SoundSync.Decide(clip, SoundTake.Group([(file, new HeldSamples(48000, theirs))]), Token).Single();

        Assert.Equal((SyncVerdict.Doubtful, SyncMethod.Clap), (result.Verdict, result.Method));
        Assert.InRange(result.Offset!.Value, 384_000 - 240, 384_000 + 240);
    }

    [Fact]
    public void Sound_whose_header_states_another_rate_than_it_was_made_at_is_never_sure()
    {
        var scene = SyncScene.Make(new() { Name = "rate", WrongFrames = 0, TakeSeconds = 8, RecordingSeconds = 18 }, 3);
        var (right, wrong) = (new float[18 * 48000], new float[18 * 44100]);
        scene.Sounds[0].Read(0, [0], right);
        Resampler.Best(480.0 / 441).Read(right, 0, 480.0 / 441, wrong);
        var sound = SoundTake.Group([(scene.Sounds[0].First with { Length = wrong.Length }, new HeldSamples(48000, wrong))]);

        Assert.Equal(SyncVerdict.Unconfirmed, SoundSync.Decide(scene.Clip, sound, Token).Single().Verdict);
        Assert.InRange(SoundSync.Decide(scene.Clip with { Start = null }, sound, Token).Single().Verdict, SyncVerdict.None, SyncVerdict.Doubtful);
    }

    [Fact]
    public void Speech_on_one_of_sixty_four_channels_is_enough()
    {
        var scene = SyncScene.Make(new() { Name = "channels", TakeSeconds = 6, RecordingSeconds = 12 }, 3);
        var channels = Enumerable.Range(0, 64).Select(_ => new float[12 * 48000]).ToArray();
        scene.Sounds[0].Read(0, [0], channels[17]);
        var file = scene.Sounds[0].First with { ChannelNames = [.. Enumerable.Range(1, 64).Select(number => $"{number}")] };

        var result = SoundSync.Decide(scene.Clip, SoundTake.Group([(file, new HeldSamples(48000, channels))]), Token).Single();

        Assert.Equal(SyncVerdict.Sure, result.Verdict);
        Assert.InRange(result.Offset!.Value - scene.Truth!.Value, -960, 960);
    }

    [Fact]
    public void A_recording_that_was_not_running_is_not_searched_once_another_is_sure_by_timecode()
    {
        var scene = SyncScene.Make(new() { Name = "day", WrongFrames = 0, TakeSeconds = 8, RecordingSeconds = 18 }, 3);
        var own = scene.Sounds[0];
        var later = SoundTake.Group([(own.First with { Name = "LATER.WAV", TimeReference = own.First.TimeReference + (3600L * 48000) }, own)]).Single();

        var both = SoundSync.Decide(scene.Clip, [later, own], Token);
        var alone = SoundSync.Decide(scene.Clip, [later], Token).Single();

        Assert.Equal([SyncVerdict.Sure, SyncVerdict.None], both.Select(result => result.Verdict));
        Assert.Contains("it was not searched", both[1].Reason, StringComparison.Ordinal);
        // Alone it is searched, and an hour between the clocks is a contradiction: music may be played in two takes.
        Assert.Equal((SyncVerdict.Doubtful, SyncMethod.Waveform), (alone.Verdict, alone.Method));
        Assert.Contains("(3600.0", alone.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("23:59:50:00", 4_147_200_000 - 960_000, 20.0 - 10)] // both before midnight
    [InlineData("00:00:05:00", 4_147_200_000 - 480_000, 15.0)] // the recording began before midnight, the clip after
    [InlineData("00:00:05:00", 4_147_200_000 + 48_000, 4.0)] // the recorder counted on over midnight
    public void Labels_are_compared_over_midnight(string label, long reference, double seconds)
    {
        var file = new SoundFile { Name = "S.WAV", SampleRate = 48000, StampRate = 48000, Length = 48000, ChannelNames = ["1"], TimeReference = reference, TimecodeRate = FrameRate.Fps25 };

        Assert.Equal(seconds, LabelTime.Between(Timecode.Parse(label, FrameRate.Fps25), file)!.Seconds, 9);
    }

    [Fact]
    public void A_recorder_at_24_and_a_camera_at_23976_are_compared_as_clocks_show_them_and_that_is_uncertain()
    {
        // 10:00:10:12 and 10:00:00:00, each in its own time.
        var file = new SoundFile { Name = "S.WAV", SampleRate = 48000, StampRate = 48000, Length = 48000, ChannelNames = ["1"], TimeReference = 36_000L * 48000, TimecodeRate = FrameRate.Fps24 };

        var time = LabelTime.Between(Timecode.Parse("10:00:10:12", FrameRate.Fps23976), file)!;

        Assert.Equal(10.5, time.Seconds, 9);
        Assert.InRange(time.Uncertain, 0.05, 0.06);
        Assert.Contains("23.976", time.Remark, StringComparison.Ordinal);
    }

    private static SyncResult Decide(SceneOrder order, out double truth)
    {
        var scene = SyncScene.Make(order, 3);
        truth = scene.Truth ?? double.NaN;
        return SoundSync.Decide(scene.Clip, scene.Sounds, Token).Single();
    }
}
