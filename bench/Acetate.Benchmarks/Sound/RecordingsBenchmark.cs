using System.Globalization;
using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Sync;
using Acetate.Timing;

namespace Acetate.Benchmarks.Sound;

/// <summary>Real recordings as they are: each channel is heard by a made camera in a room, and the clip sought in all takes of the folder, without timecode or slate.</summary>
internal static class RecordingsBenchmark
{
    private const double Begins = 24000.3, Way = 100;

    /// <param name="folder">Wave files at 48 kHz; takes below 2.5 seconds are only searched.</param>
    public static int Run(string folder)
    {
        var takes = SoundTake.Open(Directory.EnumerateFiles(folder).Where(file => file.EndsWith(".wav", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal));
        var sync = new SoundSync(takes);
        var (trials, sure, wrong, doubtful) = (0, 0, 0, 0);
        foreach (var take in takes)
            for (var channel = 0; channel < take.Channels; channel++)
                foreach (var (tail, noise, ppm) in new[] { (0, 0, 0), (0.5, 0.2, 0), (0.5, 0.2, 1000), (1.0, 1.0, -50) })
                {
                    if (Clip(take, channel, tail, noise, ppm) is not { } clip) continue;
                    var results = sync.Decide(clip, CancellationToken.None);
                    var isWrong = results.Any(result => result.Verdict == SyncVerdict.Sure && (result.Sound != take || Math.Abs(result.Offset!.Value - Begins + Way) > take.SampleRate / 48.0));
                    trials++;
                    if (isWrong) wrong++;
                    else if (results.Any(result => result.Verdict == SyncVerdict.Sure)) sure++;
                    else if (results.Any(result => result.Verdict == SyncVerdict.Doubtful)) doubtful++;
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{take.First.Name} {take.ChannelNames[channel]}, tail {tail} s, noise {noise}, {ppm} ppm: {string.Join("; ",
                        results.Where(result => result.Verdict != SyncVerdict.None).Select(result => $"{result.Verdict} in {result.Sound.First.Name}, {result.Offset - Begins + Way:0.0} samples off"))}"));
                }

        foreach (var take in takes) take.Dispose();
        Console.WriteLine($"\n{trials} trials: {sure} sure and right, {wrong} sure and wrong, {doubtful} doubtful, {trials - sure - wrong - doubtful} not found.");
        return wrong == 0 ? 0 : 1;
    }

    /// <summary>The take from half a second on, as a camera hears it; null where two seconds do not remain.</summary>
    private static SyncClip? Clip(SoundTake take, int channel, double tail, double noise, double ppm)
    {
        var (all, random, pace) = (new float[take.Length], new Dice(channel + 1), 1 + (ppm * 1e-6));
        var length = (int)((take.Length - Begins) / pace) - 4800;
        if (take.SampleRate != 48000 || length < 96000) return null;
        take.Read(0, [channel], all);
        var level = Math.Sqrt(all.Average(sample => (double)sample * sample));
        var scratch = new float[length];
        Resampler.Quick(pace).Read(Room.Hear(random, all, (int)Way, tail, 0.5), Begins, pace, scratch);
        Room.AddAmbience(random, scratch, 1.5 * noise * level);
        return new() { Name = "A001C001", Rate = FrameRate.Fps24, Seconds = length / 48000.0, Scratch = new HeldSamples(48000, scratch) };
    }
}
