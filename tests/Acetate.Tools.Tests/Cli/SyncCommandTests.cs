using System.Diagnostics;
using System.Text.Json;
using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Cli;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Sound;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate sync</c> as people and scripts use it: a movie with a camera's sound, and what a recorder wrote.</summary>
public sealed class SyncCommandTests : IDisposable
{
    private const int Rate = 48000;

    // The clip begins five seconds and 40 samples into the recording, which began at 10:00:00:00.
    private const int Begins = (5 * Rate) + 40;

    private readonly TempFolder _folder = new();
    private readonly float[] _world = Voice.Speak(new Dice(31), 16 * Rate);

    private string Target => Path.Join(_folder.Path, "synced");

    private string Sound => Path.Join(_folder.Path, "S001");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_clip_gets_its_sound_by_timecode_and_ear_and_what_fits_nothing_is_named()
    {
        var clip = Clip(true);
        Record("S001T001.WAV", 10L * 3600 * Rate, _world);
        Record("S001T002.WAV", 14L * 3600 * Rate, Voice.Speak(new Dice(32), 4 * Rate));

        var told = await DemoCommandTests.RunAsync("sync", clip, "--sound", Sound);
        await File.WriteAllTextAsync(Path.Join(Sound, "broken.wav"), "no sound");
        var written = await DemoCommandTests.RunAsync("sync", clip, "--sound", Sound, "--write", Target, "--json");

        Assert.True(told.Code == ExitCode.Done, told.Error + told.Output);
        Assert.Matches("A001C001 +sure +S001T001\\.WAV +timecode ", told.Output);
        Assert.Contains("unused: S001T002.WAV: no clip has this sound.", told.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Found, written.Code);
        using var report = JsonDocument.Parse(written.Output);
        var answer = report.RootElement.GetProperty("clips")[0];
        var sound = answer.GetProperty("sounds")[0];
        Assert.Equal(("sure", "timecode", "S001T001.WAV"), (answer.GetProperty("verdict").GetString(), sound.GetProperty("method").GetString(), sound.GetProperty("files")[0].GetString()));
        Assert.InRange(sound.GetProperty("offsetSamples").GetDouble(), Begins - 1, Begins + 1);
        Assert.InRange(sound.GetProperty("offsetFrames").GetDouble(), 125, 125.1);
        Assert.Equal(["S001T002.WAV"], report.RootElement.GetProperty("unused").EnumerateArray().Select(one => one.GetProperty("files")[0].GetString()));
        Assert.Contains("is no wave file", report.RootElement.GetProperty("refused")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        AssertWritten();
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_nothing_half_made_is_left()
    {
        var clip = Clip(true);
        Record("S001T001.WAV", 10L * 3600 * Rate, _world);
        Directory.CreateDirectory(Target);
        var mine = Path.Join(Target, "A001C001_S001T001.wav");
        await File.WriteAllTextAsync(mine, "somebody's own");

        var run = await DemoCommandTests.RunAsync("sync", clip, "--sound", Sound, "--write", Target);

        Assert.Equal(ExitCode.Found, run.Code);
        Assert.Contains("not written: A001C001_S001T001.wav: A file of this name is there already", run.Output, StringComparison.Ordinal);
        Assert.Equal("somebody's own", await File.ReadAllTextAsync(mine));
        Assert.Equal([mine], Directory.GetFileSystemEntries(Target));
    }

    [Fact]
    public async Task A_clip_without_sound_is_unconfirmed_and_written_only_when_asked_for()
    {
        var clip = Clip(false);
        Record("S001T001.WAV", 10L * 3600 * Rate, _world);

        var careful = await DemoCommandTests.RunAsync("sync", clip, "-s", Path.Join(Sound, "S001T001.WAV"), "-w", Target);
        var isThere = Directory.Exists(Target);
        var trusting = await DemoCommandTests.RunAsync("sync", clip, "-s", Sound, "-w", Target, "--unconfirmed");

        Assert.Equal((ExitCode.Found, ExitCode.Found, false), (careful.Code, trusting.Code, isThere));
        Assert.Contains("unconfirmed: A001C001: S001T001.WAV: The clip begins at 10:00:05:00", careful.Output, StringComparison.Ordinal);
        Assert.Contains("The clip has no sound of its own.", careful.Output, StringComparison.Ordinal);
        Assert.Contains("written: A001C001_S001T001.wav: 288000 samples of 1 channel, copied as they are, read back.", trusting.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "say what --write does", "CLIP", "--sound", "SOUND", "--keep-drift")]
    [InlineData(2, "No clip with a picture", "SOUND", "--sound", "SOUND")]
    [InlineData(2, "--sound", "CLIP")]
    [InlineData(3, "None of the sound files can be read", "CLIP", "--sound", "CLIP")]
    [InlineData(3, "No wave file was found", "CLIP", "--sound", "EMPTY")]
    [InlineData(4, "There is no file or folder", "CLIP", "--sound", "NOTHING")]
    [InlineData(4, "There is no folder", "CLIP", "--sound", "SOUND", "--write", "NOTHING/x/y")]
    public async Task What_is_wrong_is_said_in_a_sentence(int code, string words, params string[] arguments)
    {
        var clip = Path.Join(_folder.Path, "A001C001.mov");
        await File.WriteAllBytesAsync(clip, [0]);
        Record("S001T001.WAV", 0, new float[Rate]);
        var empty = Directory.CreateDirectory(Path.Join(_folder.Path, "empty")).FullName;

        var run = await DemoCommandTests.RunAsync(["sync", .. arguments.Select(argument => argument switch { "CLIP" => clip, "SOUND" => Sound, "EMPTY" => empty, _ => argument })]);

        Assert.Equal(code, (int)run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    private void AssertWritten()
    {
        Assert.Equal(["A001C001_S001T001.wav"], Directory.GetFileSystemEntries(Target).Select(Path.GetFileName));
        using var samples = WaveSamples.Open(Path.Join(Target, "A001C001_S001T001.wav"));
        var read = new float[6 * Rate];
        samples.Read(0, [0], read);
        // The sample nearest to what was found, which is right to one.
        Assert.Contains(Enumerable.Range(-1, 3), shift => !read.Where((sample, i) => Math.Abs(sample - _world[Begins + shift + i]) > 1e-6f).Any());
        Assert.Equal((6L * Rate, "10:00:05:00"), (samples.Length, SoundFile.Of(samples, "x").Start.ToString()));
    }

    /// <summary>What a recorder wrote: one channel of 24 bits.</summary>
    private void Record(string name, long reference, float[] sound)
    {
        Directory.CreateDirectory(Sound);
        Write(Path.Join(Sound, name), reference, sound);
    }

    private static void Write(string path, long reference, float[] sound)
    {
        using var file = File.Create(path);
        new WaveWriter { Channels = 1, SampleRate = Rate, Bext = new() { Description = "sSPEED=025.000-NDF\r\n", TimeReference = reference } }
            .Write(file, sound.Length, (_, at) => (int)MathF.Round(sound[at] * 8_388_608));
    }

    /// <summary>A movie of six seconds with the camera's own sound, a tenth as loud, or without.</summary>
    private string Clip(bool hasSound)
    {
        var (path, scratch) = (Path.Join(_folder.Path, "A001C001.mov"), Path.Join(_folder.Path, "scratch.wav"));
        Write(scratch, 0, [.. _world.AsSpan(Begins, 6 * Rate).ToArray().Select(sample => sample / 10)]);
        string[] sound = hasSound ? ["-i", scratch, "-c:a", "pcm_s24le"] : [];
        using var ffmpeg = Process.Start(Corpus.Program("ffmpeg"), ["-v", "error", "-f", "lavfi", "-i", "color=s=64x64:r=25:d=6", .. sound, "-c:v", "mjpeg", "-timecode", "10:00:05:00", path]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        File.Delete(scratch);
        return path;
    }
}
