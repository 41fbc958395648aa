using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Ltc;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Sound;

public sealed class LtcTests
{
    private const int Rate = 48000;

    [Theory]
    [InlineData("24000/1001", "10:59:58:20")]
    [InlineData("24", "00:00:00:00")]
    [InlineData("25", "23:59:58:12")]
    [InlineData("30000/1001", "09:09:59;10")]
    [InlineData("30000/1001", "01:08:59;25")]
    [InlineData("30000/1001", "01:08:59:25")]
    [InlineData("30", "19:38:57:29")]
    public void Each_rate_tells_its_labels_to_a_tenth_of_a_sample(string rate, string first)
    {
        var signal = new LtcSignal { First = Timecode.Parse(first, FrameRate.Parse(rate)), UserBits = 0x20261122, Offset = 4321.7 };

        var track = Hear(signal.Draw(Rate, 90, 200_000))!;

        Assert.Equal((FrameRate.Parse(rate), signal.First.IsDrop, "20261122", false), (track.Rate, track.IsDrop, track.UserBits, track.Jumps));
        Assert.InRange(SampleOf(track, signal.First) - 4321.7, -0.6, 0.6);
        Assert.InRange(track.Words, 85, 90);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(1.04)]
    [InlineData(2.0)]
    public void A_tape_may_run_at_another_speed(double speed)
    {
        var signal = new LtcSignal { First = Timecode.Parse("10:00:00:00", FrameRate.Fps25), Speed = speed, Offset = 100 };

        var track = Hear(signal.Draw(Rate, 60, (int)(60 * 1920 / speed) + 1000))!;

        Assert.Equal(FrameRate.Fps25, track.Rate);
        Assert.InRange(track.Speed(Rate), speed * 0.9999, speed * 1.0001);
        Assert.InRange(SampleOf(track, signal.First) - 100, -1, 1);
    }

    [Fact]
    public void A_tape_that_runs_backwards_is_read_and_said_to()
    {
        var signal = new LtcSignal { First = Timecode.Parse("10:00:00:00", FrameRate.Fps25), Offset = 1000 };
        var samples = signal.Draw(Rate, 60, 120_000);
        samples.AsSpan().Reverse();

        var track = Hear(samples)!;

        Assert.InRange(track.Speed(Rate), -1.0001, -0.9999);
        Assert.InRange(SampleOf(track, signal.First) - (119_999 - 1000), -2, 2);
    }

    [Theory]
    [InlineData(0.9f, 0.05f)]
    [InlineData(0.05f, 0.005f)]
    [InlineData(0.002f, 0.0002f)]
    public void Noise_twenty_decibels_below_is_borne_at_any_level(float level, float noise)
    {
        var signal = new LtcSignal { First = Timecode.Parse("12:34:56:07", FrameRate.Fps24), Level = level, Offset = 500 };
        var (samples, random) = (signal.Draw(Rate, 72, 150_000), new Dice(3));
        for (var i = 0; i < samples.Length; i++) samples[i] += noise * (float)(random.NextDouble() * 2 - 1);

        var track = Hear(samples)!;

        Assert.Equal(FrameRate.Fps24, track.Rate);
        Assert.InRange(track.Words, 65, 72);
        Assert.InRange(SampleOf(track, signal.First) - 500, -1, 1);
    }

    [Fact]
    public void A_jump_of_labels_is_told()
    {
        var one = new LtcSignal { First = Timecode.Parse("10:00:00:00", FrameRate.Fps25) }.Draw(Rate, 40, 40 * 1920);
        var other = new LtcSignal { First = Timecode.Parse("11:00:00:00", FrameRate.Fps25) }.Draw(Rate, 60, 60 * 1920);

        var track = Hear([.. one, .. other])!;

        Assert.True(track.Jumps);
        Assert.Equal(11, track.Label.Hours);
    }

    [Fact]
    public void Speech_noise_and_silence_are_no_timecode()
    {
        var random = new Dice(4);
        var noise = Enumerable.Range(0, 240_000).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var tone = Enumerable.Range(0, 240_000).Select(i => MathF.Sin(i * 0.26f)).ToArray();

        Assert.Null(Hear(noise));
        Assert.Null(Hear(tone));
        Assert.Null(Hear(new float[240_000]));
    }

    /// <summary>Where another label lies by what the track says of one.</summary>
    private static double SampleOf(LtcTrack track, Timecode label)
    {
        var day = Timecode.FramesPerDay(track.Rate, track.IsDrop);
        var frames = label.Frame - track.Label.Frame;
        if (Math.Abs(frames) > day / 2) frames -= Math.Sign(frames) * day;
        return track.Sample + (frames * track.SamplesPerFrame);
    }

    private static LtcTrack? Hear(float[] samples) => LtcTrack.Of(new HeldSamples(Rate, samples), 0, TestContext.Current.CancellationToken);
}
