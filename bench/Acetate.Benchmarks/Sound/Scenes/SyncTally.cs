using Acetate.Media.Sound.Sync;

namespace Acetate.Benchmarks.Sound.Scenes;

/// <summary>What came of scenes of one kind.</summary>
internal sealed record SyncTally(string Name)
{
    /// <summary>The kinds of scenes that the guide has a row for.</summary>
    public static IReadOnlyList<SceneOrder> Orders { get; } =
    [
        new() { Name = "speech, no timecode" },
        new() { Name = "take of 10 s", TakeSeconds = 10 },
        new() { Name = "take of 5 s", TakeSeconds = 5 },
        new() { Name = "loud place (noise as loud as speech)", Noise = 0.05 },
        new() { Name = "very loud place (four times)", Noise = 0.2 },
        new() { Name = "hall, camera far away", Tail = 1.5, Wet = 2 },
        new() { Name = "hardly a word, the place only", Speech = 0.02 },
        new() { Name = "recorder pulled by 1001/1000", DriftPpm = 1001 },
        new() { Name = "clock 120 ppm off", DriftPpm = -120 },
        new() { Name = "take not in the recording", IsMissing = true },
        new() { Name = "take of 5 s not in the recording", IsMissing = true, TakeSeconds = 5 },
        new() { Name = "the same sound twice", IsRepeated = true },
        new() { Name = "timecode right", WrongFrames = 0 },
        new() { Name = "timecode 12 frames wrong", WrongFrames = 12 },
        new() { Name = "timecode right, camera without sound", WrongFrames = 0, IsSilent = true },
        new() { Name = "timecode wrong, camera without sound", WrongFrames = 12, IsSilent = true },
        new() { Name = "timecode of another take", WrongFrames = 0, IsMissing = true },
        new() { Name = "two recorders, clocks 0.5 s apart", HasSecondRecorder = true },
    ];

    public int Scenes { get; private set; }

    public int Sure { get; private set; }

    /// <summary>Sure, and more than half a frame wrong: what must not be.</summary>
    public int SureAndWrong { get; private set; }

    public int Unconfirmed { get; private set; }

    public int Doubtful { get; private set; }

    public int NotFound { get; private set; }

    /// <summary>The greatest error of what was sure, in milliseconds.</summary>
    public double Worst { get; private set; }

    /// <summary>Counts the decision about the first recording of a scene.</summary>
    public void Count(SyncScene scene, CancellationToken cancellationToken)
    {
        foreach (var result in SoundSync.Decide(scene.Clip, scene.Sounds, cancellationToken).Where(result => result.Sound == scene.Sounds[0]))
        {
            Scenes++;
            var error = scene.Truth is { } truth && result.Offset is { } offset ? Math.Abs(offset - truth) / 48 : double.PositiveInfinity;
            switch (result.Verdict)
            {
                case SyncVerdict.Sure:
                    Sure++;
                    if (error > 20) SureAndWrong++;
                    else Worst = Math.Max(Worst, error);
                    break;
                case SyncVerdict.Unconfirmed: Unconfirmed++; break;
                case SyncVerdict.Doubtful: Doubtful++; break;
                default: NotFound++; break;
            }
        }
    }
}
