using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Waveform;

namespace Acetate.Benchmarks.Sound;

/// <summary>A take of ten minutes is sought in a recording of two hours (two channels of 24 bits, 2.1 GB) without timecode: how long that takes, and how long reading alone does.</summary>
internal static class SearchTimeBenchmark
{
    private const int Rate = 48000, RecordingSeconds = 7200, TakeSeconds = 600, Begins = 5000;

    /// <param name="rounds">How often each is measured.</param>
    public static int Run(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("acetate-bench-sound-");
        try
        {
            var (recordingPath, takePath) = (Path.Join(folder.FullName, "recording.wav"), Path.Join(folder.FullName, "take.wav"));
            Make(recordingPath, takePath);
            using var recording = WaveSamples.Open(recordingPath);
            using var take = WaveSamples.Open(takePath);
            Console.WriteLine("| | wall | processor |\n|---|---|---|");
            var offset = 0.0;
            for (var round = 0; round < rounds; round++)
            {
                Measure("the search in the mean of both channels", () => offset = WaveformSync.Find(take, [0], recording, [0, 1], CancellationToken.None)!.Offset);
                Measure("the search in one channel", () => offset = WaveformSync.Find(take, [0], recording, [0], CancellationToken.None)!.Offset);
                Measure("reading both channels alone", () => Parallel.For(0, RecordingSeconds / 20, part => recording.Read(part * 20L * Rate, [0, 1], new float[20 * Rate])));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nFound {(offset - ((double)Begins * Rate)) / Rate * 1000:0.00} ms from where the take begins."));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(string name, Action work)
    {
        using var process = Process.GetCurrentProcess();
        var (before, started) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        work();
        var wall = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {wall.TotalSeconds:0.00} s | {(process.TotalProcessorTime - before).TotalSeconds:0.00} s |"));
    }

    private static void Make(string recordingPath, string takePath)
    {
        var world = Voice.Speak(new Dice(100), RecordingSeconds * Rate);
        Room.AddAmbience(new Dice(101), world, 0.002);
        var heard = Room.Hear(new Dice(102), world.AsSpan(Begins * Rate, (TakeSeconds + 1) * Rate).ToArray(), 200, 0.5, 0.5);
        var scratch = new float[TakeSeconds * Rate];
        Resampler.Quick(1 + 12e-6).Read(heard, 0, 1 + 12e-6, scratch);
        Room.AddAmbience(new Dice(103), scratch, 0.005);
        Write(takePath, scratch, 1);
        Write(recordingPath, world, 2);
    }

    private static void Write(string path, float[] sound, int channels)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        new WaveWriter { Channels = channels, SampleRate = Rate, Bext = new() }.Write(file, sound.Length, (channel, at) => (int)Math.Clamp(sound[at] * 8_388_608 / (channel + 1), -8_388_608, 8_388_607));
    }
}
