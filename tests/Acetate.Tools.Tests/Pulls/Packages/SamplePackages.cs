using Acetate.Library.Pulls;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Tests.Pulls.Packages;

/// <summary>Manifests as pulls write them.</summary>
internal static class SamplePackages
{
    public static DateTimeOffset At { get; } = new(2026, 5, 11, 18, 30, 0, TimeSpan.Zero);

    public static PackageManifest Vfx(params PackagePlate[] plates) => new()
    {
        Kind = PullKind.Vfx,
        Show = "film",
        Recipient = "north",
        Number = 2,
        Name = "film_north_0002",
        At = At,
        Tool = "Acetate 1.0.0",
        Cut = new() { Name = "reel1.edl", Path = "cut/reel1.edl", Sha256 = new('a', 64), Rate = "24", Otio = "cut/reel1.otio" },
        Plates = [.. plates],
        Standing = [new() { Shot = "film_030", Element = "PL01", Version = 1, Change = "omitted" }],
        Missing = [new() { Event = "004", Shot = "film_040", Source = "A009R2EC", Fate = "missing", Why = "No roll A009R2EC was ingested." }],
        Documents = [new("README.txt", "readme"), new("count-sheet.csv", "count-sheet")],
    };

    public static PackagePlate Plate(string shot = "film_010", long first = 993, long frames = 4) => new()
    {
        Shot = shot,
        Element = "PL01",
        Version = 1,
        Change = "new",
        Events = ["001"],
        Source = new()
        {
            Clip = "A002C006_260511_R2EC",
            Roll = "A002R2EC",
            Reel = "A002R2EC",
            Camera = "ARRI ALEXA 35",
            Rate = "24",
            TimecodeIn = "14:03:22:10",
            TimecodeOut = Acetate.Timing.Timecode.Parse("14:03:22:10", Acetate.Timing.FrameRate.Fps24).Add(frames).ToString(),
            Files = [new() { Path = "A002R2EC/A002C006_260511_R2EC.mxf", Length = 1_000_000, Hash = "xxh128:0b242d361fda71bc0b242d361fda71bc" }],
        },
        Range = new(100, 100 + frames, 101, 100 + frames, 0, 7),
        Pattern = $"plates/{shot}_PL01_v001/{shot}_PL01_v001.####.exr",
        FirstNumber = first,
        LastNumber = first + frames - 1,
        Width = 64,
        Height = 36,
        Encoding = "ACES2065-1",
        Compression = "zips",
        Remaining = ["The cut plays it at 50 % of its speed; the plate runs as it was shot."],
        Notes = ["The handle after the cut is 7 frames short: the clip ends there."],
        Why = ["The reel and the source timecode are this clip's, and no other's."],
    };

    public static PackageManifest Conform(params PackageClip[] clips) => Vfx() with
    {
        Kind = PullKind.Conform,
        Name = "film_grade_0001",
        Standing = [],
        Clips = [.. clips],
    };
}
