using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Media.Demo;

/// <summary>What was shot on the demo day: a plan, before anything is drawn.</summary>
public sealed record DemoDay
{
    /// <summary>The same seed gives the same bytes; the default is 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Length of the ProRes and sound takes in seconds, 1 to 600; the default is 5. Raw takes are at most 2 seconds long.</summary>
    public int Seconds { get; init; } = 5;

    /// <summary>Whether pictures are drawn at a third of the size, for tests; the default is false.</summary>
    public bool IsSmall { get; init; }

    /// <summary>The rate of everything.</summary>
    public static FrameRate Rate => FrameRate.Fps23976;

    /// <summary>The shoot day.</summary>
    public static DateOnly Date => new(2026, 1, 2);

    /// <summary>The folder of the day.</summary>
    public static string Folder => "20260102_Day01_MU";

    /// <summary>Pixels of a ProRes frame.</summary>
    public (int Width, int Height) MovieSize => IsSmall ? (640, 360) : (1920, 1080);

    /// <summary>Pixels of a raw frame.</summary>
    public (int Width, int Height) RawSize => IsSmall ? (320, 180) : (960, 540);

    /// <summary>The takes on the raw camera.</summary>
    public ImmutableArray<DemoTake> RawTakes =>
    [
        Take("A001_01021012_C001", "A001", "12A", "1", "A", "10:12:00:06", RawFrames, false),
        Take("A001_01021014_C002", "A001", "12A", "2", "A", "10:14:30:06", RawFrames, true),
    ];

    /// <summary>The takes on the ProRes camera; it starts a quarter of a second before the other.</summary>
    public ImmutableArray<DemoTake> MovieTakes =>
    [
        Take("B001C001_260102_R1AC", "B001", "12A", "1", "B", "10:12:00:00", Seconds * 24, false),
        Take("B001C002_260102_R1AC", "B001", "12A", "2", "B", "10:14:30:00", Seconds * 24, true),
        Take("B001C003_260102_R1AC", "B001", "12B", "1", "B", "10:21:07:12", Seconds * 24, true),
    ];

    /// <summary>The takes on the sound recorder; it rolls a second before the cameras and half a second longer.</summary>
    public ImmutableArray<DemoTake> SoundTakes =>
        [.. MovieTakes.Select((take, i) => take with
        {
            Clip = $"12{(i < 2 ? "A" : "B")}_T0{take.Take}", Roll = "S001", Camera = "SOUND", Start = take.Start.AddWrapping(-24), Frames = take.Frames + 36,
        })];

    private int RawFrames => Math.Min(Seconds, 2) * 24;

    /// <summary>The slate claps 18 frames after the ProRes camera's first frame: the same timecode on every machine.</summary>
    private static DemoTake Take(string clip, string roll, string scene, string take, string camera, string start, int frames, bool isCircled)
    {
        var first = Timecode.Parse(start, Rate);
        return new(clip, roll, scene, take, camera, first, frames, first.AddWrapping(camera == "A" ? 12 : 18), isCircled);
    }
}
