using System.Globalization;
using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Check;

namespace Acetate.Benchmarks.Qc;

/// <summary>Faults put into made speech and into real recordings.</summary>
internal static class SoundFaults
{
    private const int Rate = 48000, Seconds = 12;

    private static readonly string[] Folders = ["audio-location-sound", "audio-bwf-misc"];

    private static readonly (string Name, SoundFault Wanted, Action<float[][], Dice> Put)[] All =
    [
        ("a channel without sound", SoundFault.Mute, (channels, _) => channels[0].AsSpan().Clear()),
        ("digital silence of 2.5 s", SoundFault.Silence, (channels, dice) => channels[0].AsSpan(dice.Next(8 * Rate), 5 * Rate / 2).Clear()),
        ("6 dB over full scale, for 0.5 s", SoundFault.Clipped, (channels, dice) => Overload(channels[0], dice, 2.0)),
        ("1 dB over full scale, for 0.5 s", SoundFault.Clipped, (channels, dice) => Overload(channels[0], dice, 1.122)),
        ("click of −12 dBFS", SoundFault.Click, (channels, dice) => channels[0][Rate + dice.Next(9 * Rate)] += 0.25f),
        ("click of −20 dBFS", SoundFault.Click, (channels, dice) => channels[0][Rate + dice.Next(9 * Rate)] += 0.1f),
        ("click of −30 dBFS", SoundFault.Click, (channels, dice) => channels[0][Rate + dice.Next(9 * Rate)] += 0.032f),
        ("2 ms lost, within sound", SoundFault.Gap, (channels, dice) => channels[0].AsSpan(Loud(channels[0], dice), 96).Clear()),
        ("20 ms lost, within sound", SoundFault.Gap, (channels, dice) => channels[0].AsSpan(Loud(channels[0], dice), 960).Clear()),
        ("2 % off zero", SoundFault.Offset, (channels, _) => Each(channels[0], (sample, _) => sample + 0.02f)),
        ("one channel inverted", SoundFault.Phase, (channels, _) => channels[0].CopyTo(channels[1].AsSpan())),
        ("hum of −44 dBFS", SoundFault.Hum, (channels, _) => Each(channels[0], (sample, i) => sample + 0.0063f * MathF.Sin(2 * MathF.PI * 50 * (i % Rate) / Rate))),
    ];

    public static void Run(string samples, int trials, string? only, bool isListed)
    {
        if (only is null) Clean(samples, isListed);
        Console.WriteLine("\n| fault of sound | put in | found | recall | at least (95 %) |\n|---|---|---|---|---|");
        foreach (var (name, wanted, put) in All.Where(fault => only is null || fault.Name.Contains(only, StringComparison.Ordinal)))
        {
            var (made, found) = (0, 0);
            Parallel.For(0, trials, trial =>
            {
                var dice = new Dice(500 + trial);
                var channels = Speech(500 + trial);
                put(channels, dice);
                if (wanted == SoundFault.Phase) Each(channels[1], (sample, _) => -sample);
                Interlocked.Increment(ref made);
                if (SoundCheck.Run(new HeldSamples(Rate, channels), new(), CancellationToken.None).Any(finding => finding.Fault == wanted)) Interlocked.Increment(ref found);
            });
            Console.WriteLine(QcBenchmark.Row(name, made, found));
        }
    }

    private static void Clean(string samples, bool isListed)
    {
        const int takes = 300;
        var counts = new SortedDictionary<SoundFault, int>();
        Parallel.For(0, takes, take =>
        {
            var found = SoundCheck.Run(new HeldSamples(Rate, Speech(take)), new(), CancellationToken.None);
            lock (counts)
                foreach (var finding in found) counts[finding.Fault] = counts.GetValueOrDefault(finding.Fault) + 1;
        });
        Console.WriteLine($"\nClean, made speech: {takes} takes, {takes * Seconds} s: {(counts.Count == 0 ? "nothing found" : string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}")))}");
        var files = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Join(samples, folder))).Where(file => file.EndsWith(".wav", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
        var (seconds, recordings) = (0.0, 0);
        counts.Clear();
        foreach (var file in files)
        {
            try
            {
                using var sound = WaveSamples.Open(file);
                (seconds, recordings) = (seconds + (double)sound.Length / sound.SampleRate, recordings + 1);
                foreach (var finding in SoundCheck.Run(sound, new(), CancellationToken.None))
                {
                    counts[finding.Fault] = counts.GetValueOrDefault(finding.Fault) + 1;
                    if (isListed && counts[finding.Fault] < 30) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {Path.GetFileName(file)} at {(double)finding.First / sound.SampleRate:0.00} s: {finding.Words}"));
                }
            }
            catch (InvalidDataException)
            {
                // Not all of the corpus is sound that can be read.
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Real recordings as they are: {recordings} files, {seconds:0} s: {(counts.Count == 0 ? "nothing found" : string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}")))}"));
    }

    // Two people who speak in turn, each into a microphone, in a room that is never still.
    private static float[][] Speech(int seed) => [.. Enumerable.Range(0, 2).Select(channel =>
    {
        var (voice, dice) = (Voice.Speak(new Dice(2 * seed + channel), Seconds * Rate), new Dice(90_000 + 2 * seed + channel));
        var (loudest, mean) = (Math.Max(0.05f, voice.Max(Math.Abs)), voice.Average());
        Each(voice, (sample, _) => (sample - mean) / loudest * 0.5f + 0.004f * (float)(dice.NextDouble() - 0.5));
        return voice;
    })];

    private static void Each(float[] sound, Func<float, int, float> change)
    {
        for (var i = 0; i < sound.Length; i++) sound[i] = change(sound[i], i);
    }

    private static void Overload(float[] sound, Dice dice, double over)
    {
        var at = Loud(sound, dice);
        var length = Math.Min(Rate / 2, sound.Length - at);
        var gain = (float)(over / Math.Max(1e-3f, sound.AsSpan(at, length).ToArray().Max(Math.Abs)));
        for (var i = at; i < at + length; i++) sound[i] = Math.Clamp(sound[i] * gain, -1, 1);
    }

    // Where somebody speaks.
    private static int Loud(float[] sound, Dice dice)
    {
        for (var tried = 0; tried < 10_000; tried++)
        {
            var at = Rate + dice.Next(sound.Length - 2 * Rate);
            if (sound.AsSpan(at - 480, 480).ToArray().Sum(sample => (double)sample * sample) > 480 * 0.03 * 0.03) return at;
        }

        return sound.Length / 2;
    }
}
