using Acetate.Media.Sound;
using Acetate.Media.Sound.Sync;
using Acetate.Timing;

namespace Acetate.Benchmarks.Sound.Scenes;

/// <summary>How a made scene is recorded.</summary>
internal sealed record SceneOrder
{
    public required string Name { get; init; }

    public double TakeSeconds { get; init; } = 40;

    public double RecordingSeconds { get; init; } = 120;

    /// <summary>The part of the time in which somebody speaks; 0: only the place is heard.</summary>
    public double Speech { get; init; } = 0.6;

    /// <summary>Seconds of reverberation at the camera.</summary>
    public double Tail { get; init; } = 0.5;

    public double Wet { get; init; } = 0.5;

    /// <summary>The level of what only the camera's microphone hears; speech is about 0.03.</summary>
    public double Noise { get; init; } = 0.005;

    /// <summary>How much louder the recorder hears than the camera.</summary>
    public double Level { get; init; } = 4;

    /// <summary>How much faster the recorder's clock runs, in millionths.</summary>
    public double DriftPpm { get; init; } = 3;

    /// <summary>How far the camera's timecode is wrong, in frames; null: it has none.</summary>
    public double? WrongFrames { get; init; }

    /// <summary>The camera was running in another take than the recorder.</summary>
    public bool IsMissing { get; init; }

    /// <summary>The camera has no sound.</summary>
    public bool IsSilent { get; init; }

    /// <summary>The same sound is played in the recording twice.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>A second recorder has the scene too, and its clock is wrong by half a second.</summary>
    public bool HasSecondRecorder { get; init; }
}

/// <summary>A clip, a recording, and where the clip begins in it.</summary>
internal sealed class SyncScene
{
    private const int Rate = 48000;

    public required SyncClip Clip { get; init; }

    public required SoundTake[] Sounds { get; init; }

    /// <summary>The true sample of the first recording at which the clip begins; null when the clip is not in it.</summary>
    public required double? Truth { get; init; }

    /// <summary>Makes a scene; the same number makes the same scene.</summary>
    public static SyncScene Make(SceneOrder order, int number)
    {
        var random = new Dice(number * 7919);
        var (recordingLength, takeLength) = ((int)(order.RecordingSeconds * Rate), (int)(order.TakeSeconds * Rate));
        var world = Voice.Speak(random, recordingLength, order.Speech);
        if (order.IsRepeated) world.AsSpan(0, recordingLength / 2).CopyTo(world.AsSpan(recordingLength / 2));
        Room.AddAmbience(random, world, order.IsRepeated ? 0 : 0.002);
        var begins = (long)((order.IsRepeated ? 0.05 + (0.1 * random.NextDouble()) : 0.02 + (0.9 * random.NextDouble())) * Math.Max(1, recordingLength - takeLength)) + random.NextDouble();
        var camera = order.IsMissing ? Voice.Speak(random, recordingLength, order.Speech) : world;
        var heard = Room.Hear(random, camera, (int)(Rate * 0.012 * random.NextDouble()), order.Tail, order.Wet);
        // The camera's clock is slower by the drift, so that the recorder has more samples of the same time.
        var pace = 1 + (order.DriftPpm * 1e-6);
        var scratch = new float[takeLength];
        if (!order.IsSilent)
        {
            Resampler.Quick(pace).Read(heard, begins, pace, scratch);
            Room.AddAmbience(random, scratch, order.Noise);
        }

        var recorder = Room.Hear(random, world, (int)(Rate * 0.002), 0, 0);
        Room.AddAmbience(random, recorder, 0.001);
        for (var i = 0; i < recorder.Length; i++) recorder[i] *= (float)order.Level;
        var start = (long)(36_000 * (double)Rate) + random.Next(Rate * 1000);
        Timecode? label = null;
        if (order.WrongFrames is { } wrong)
        {
            // The camera labels the frame that begins at or before its first sample: less than a frame is lost, as on a set.
            label = Timecode.Wrapping((long)Math.Round((start + begins) * 25 / Rate) + (long)wrong, FrameRate.Fps25);
        }

        List<(SoundFile, ISoundSamples)> files = [(File("SOUND01.WAV", recorder, start), new HeldSamples(Rate, recorder))];
        if (order.HasSecondRecorder) files.Add((File("SOUND02.WAV", recorder, start + (Rate / 2)), new HeldSamples(Rate, recorder)));
        return new()
        {
            Clip = new() { Name = "A001C001", Rate = FrameRate.Fps25, Seconds = order.TakeSeconds, Start = label, Scratch = order.IsSilent ? null : new HeldSamples(Rate, scratch) },
            Sounds = [.. SoundTake.Group(files)],
            Truth = order.IsMissing ? null : begins,
        };
    }

    private static SoundFile File(string name, float[] samples, long reference) => new()
    {
        Name = name,
        SampleRate = Rate,
        Length = samples.Length,
        ChannelNames = ["Boom"],
        TimeReference = reference,
        StampRate = Rate,
        TimecodeRate = FrameRate.Fps25,
    };
}
