using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Sync;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Sound;

public sealed class SyncedSoundTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("acetate-synced-");

    public void Dispose() => folder.Delete(true);

    [Fact]
    public void The_cut_has_the_clips_label_the_mixers_names_and_the_recordings_samples()
    {
        var recorded = Enumerable.Range(0, 96000).Select(i => ((i * 7919 % 16_777_216) - 8_388_608) / 8_388_608f).ToArray();
        var sound = Take(new float[96000], recorded);
        var target = Path.Join(folder.FullName, "A001.wav");

        var clipped = new SyncedSound { Clip = Clip(1.5), Sound = sound, Offset = 47_999.6 }.Write(target, TestContext.Current.CancellationToken);

        using var cut = WaveSamples.Open(target);
        var file = SoundFile.Of(cut, "A001.wav");
        var read = new float[72000];
        cut.Read(0, [1], read);
        Assert.Equal((0, 72000, 2), (clipped, cut.Length, cut.Channels));
        Assert.Equal([.. recorded[48000..], .. new float[24000]], read);
        Assert.Equal("10:00:00:12", file.Start.ToString());
        Assert.Equal(["Boom <&>", "Lav"], file.ChannelNames);
        Assert.Equal(("12A", "3", "DAY01"), (file.Scene, file.Take, file.Tape));
        Assert.Empty(cut.Wave.Findings);
    }

    [Fact]
    public void Drift_is_taken_out_so_that_the_end_is_in_step_too()
    {
        // The recorder made 1,001 samples for 1,000 of the camera.
        var world = Voice.Speak(new Dice(21), 12 * 48000);
        var recorded = new float[12 * 48000];
        Resampler.Best(1 / 1.001).Read(world, 0, 1 / 1.001, recorded);
        var target = Path.Join(folder.FullName, "A002.wav");

        new SyncedSound { Clip = Clip(8), Sound = Take(recorded), Offset = 2 * 48048, DriftPpm = 1000 }.Write(target, TestContext.Current.CancellationToken);

        using var cut = WaveSamples.Open(target);
        var read = new float[8 * 48000];
        cut.Read(0, [0], read);
        Assert.InRange(read.Select((sample, i) => Math.Abs(sample - world[(2 * 48000) + i])).Max(), 0, 0.002);
    }

    [Fact]
    public void Nothing_is_overwritten_and_what_is_above_full_scale_is_counted()
    {
        var target = Path.Join(folder.FullName, "A003.wav");
        var cut = new SyncedSound { Clip = Clip(0.01), Sound = Take([.. Enumerable.Repeat(1.5f, 480)]), Offset = 0 };

        Assert.Equal(480, cut.Write(target, TestContext.Current.CancellationToken));
        var before = File.ReadAllBytes(target);

        Assert.Throws<IOException>(() => cut.Write(target, TestContext.Current.CancellationToken));
        Assert.Equal(before, File.ReadAllBytes(target));
        Assert.Equal([target], Directory.GetFiles(folder.FullName));
    }

    [Theory]
    [InlineData("<BWFXML><NOTE>plane</NOTE><CIRCLED>TRUE</CIRCLED></BWFXML>", "sNOTE=old\r\nsCIRCLED=FALSE\r\n", "plane", true)]
    [InlineData("", "sNOTE=old\r\nsCIRCLED=FALSE\r\n", "old", false)]
    [InlineData("<BWFXML><CIRCLED>maybe</CIRCLED></BWFXML>", "", null, null)]
    public void Note_and_circle_are_iXMLs_else_the_descriptions(string ixml, string description, string? note, bool? isCircled)
    {
        var path = Path.Join(folder.FullName, "noted.wav");
        using (var file = File.Create(path)) new WaveWriter { Channels = 1, SampleRate = 48000, IXml = ixml, Bext = new() { Description = description } }.Write(file, 10, (_, _) => 0);

        using var samples = WaveSamples.Open(path);
        var read = SoundFile.Of(samples, "noted.wav");

        Assert.Equal((note, isCircled), (read.Note, read.IsCircled));
    }

    [Theory]
    [InlineData(0L, 0.4, "00:00:00:00")]
    [InlineData(0L, 47_999.6, "00:00:01:00")]
    [InlineData(0L, -24_000, "23:59:59:12")]
    [InlineData(86_400L * 48000, 24_000, "00:00:00:12")]
    [InlineData(null, 24_000, null)]
    public void The_recorders_label_at_the_clips_first_frame_is_the_nearest_one(long? reference, double offset, string? label)
    {
        var sound = SoundTake.Group([(Take(new float[96000]).First with { TimeReference = reference }, new HeldSamples(48000, new float[96000]))]).Single();

        Assert.Equal(label, new SyncedSound { Clip = Clip(1), Sound = sound, Offset = offset }.SoundStart?.ToString());
    }

    [Theory]
    [InlineData(400, false, 10)]
    [InlineData(600, false, 0.0)]
    [InlineData(600, true, 10)]
    public void Drift_is_taken_out_where_it_would_be_seen(double driftSamples, bool keeps, double left)
    {
        var result = new SyncResult { Sound = Take(new float[96000]), Verdict = SyncVerdict.Sure, Method = SyncMethod.Waveform, Confidence = 1, Offset = 5, DriftPpm = 10, DriftSamples = driftSamples, Reason = "", Evidence = [] };

        Assert.Equal(10 - left, SyncedSound.Of(Clip(1), result, keeps).DriftPpm);
    }

    private static SyncClip Clip(double seconds) => new() { Name = "A001C001", Rate = FrameRate.Fps24, Seconds = seconds, Start = Timecode.Parse("10:00:00:12", FrameRate.Fps24) };

    private static SoundTake Take(params float[][] channels) => SoundTake.Group([(new()
    {
        Name = "S.WAV", SampleRate = 48000, StampRate = 48000, Length = channels[0].Length, ChannelNames = channels.Length == 1 ? ["Mix"] : ["Boom <&>", "Lav"],
        Scene = "12A", Take = "3", Tape = "DAY01", TimeReference = 0, TimecodeRate = FrameRate.Fps24,
    }, new HeldSamples(48000, channels))]).Single();
}
