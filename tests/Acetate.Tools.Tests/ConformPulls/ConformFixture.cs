using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Cuts;
using Acetate.Library.Clips;
using Acetate.Library.Matching;
using Acetate.Library.Rolls;
using Acetate.Media.Inspect;
using Acetate.Timing;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>A made-up library, and lists about it.</summary>
internal sealed class ConformFixture
{
    public static readonly DateOnly Day = new(2026, 1, 2);

    private readonly Dictionary<Guid, PulledClip> clips = [];
    private int next = 1;

    /// <summary>The clips by their ids.</summary>
    public IReadOnlyDictionary<Guid, PulledClip> Clips => clips;

    /// <summary>A movie of 1,000 frames and a million bytes.</summary>
    public PulledClip Movie(
        string name, string roll = "A001", string start = "01:00:00:00", string rate = "24", long? frames = 1000, string? file = null, string codec = "prores", int width = 4096, string? day = null) =>
        Add(name, roll, start, rate, frames, ClipKind.Single, [file ?? $"Clip/{name}.mov"], [1_000_000], codec, width, day);

    /// <summary>A sequence of frames of 1,000 bytes, numbered from 100.</summary>
    public PulledClip Sequence(string name, string roll = "A001", int frames = 1000, string folder = "Clip") =>
        Add(name, roll, "01:00:00:00", "24", frames, ClipKind.Sequence,
            [.. Enumerable.Range(100, frames).Select(number => string.Create(CultureInfo.InvariantCulture, $"{folder}/{name}.{number:0000000}.dng"))], [.. Enumerable.Repeat(1000L, frames)], "cfa", 4096, null);

    /// <summary>A clip.</summary>
    public PulledClip Add(
        string name, string roll, string start, string rate, long? frames, ClipKind kind, ImmutableArray<string> files, ImmutableArray<long> lengths, string codec, int width = 4096, string? day = null,
        Func<Clip, Clip>? with = null)
    {
        var id = Id(next++);
        var shot = day is null ? Day : DateOnly.Parse(day, CultureInfo.InvariantCulture);
        var clip = new Clip
        {
            Id = id,
            Roll = RollId(roll, shot),
            Name = name,
            Kind = Library.KebabCase.Of(kind),
            Reel = roll,
            Files = files,
            Frames = frames,
            Rate = rate,
            TimecodeStart = start,
            Width = width,
            Height = 2160,
            Codec = codec,
        };
        clip = with?.Invoke(clip) ?? clip;
        var of = new Roll { Id = RollId(roll, shot), Show = "AGM", Name = roll, Kind = kind == ClipKind.Sound ? RollKind.Sound : RollKind.Camera, ShootDay = shot, FoundAt = DateTimeOffset.UnixEpoch, StorePrefix = $"{shot:yyyyMMdd}/{roll}" };
        return clips[id] = new()
        {
            Clip = clip,
            Roll = of,
            Store = new("file:///library"),
            Prefix = of.StorePrefix,
            Media = new() { Name = name, Kind = kind, Files = files },
            Files = [.. files.Select((file, i) => new RollFile { Number = i + 1, Path = file, Length = lengths[i], Digests = [new("md5", "0"), new("xxh128", $"{i:x32}")] })],
        };
    }

    /// <summary>A list as a reel; an event whose reel is a clip's name is matched with it where its timecode lies.</summary>
    public ReelCut Reel(string name, string list, Func<CutEvent, MatchOutcome?>? but = null)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(list));
        var cut = CutReader.Read(file, $"{name}.edl", new CutReadOptions { Rate = FrameRate.Fps24 });
        var outcomes = CutClaims.PictureEvents(cut).ToDictionary(one => one.Id, one => but?.Invoke(one) ?? Match(one));
        return new(name, $"{name}.edl", cut, outcomes);
    }

    /// <summary>An outcome that says which frames of a clip are meant.</summary>
    public static MatchOutcome.Matched Matched(CutEvent one, PulledClip clip, ClipFrames? frames) =>
        new(new() { Id = clip.Clip.Id, Name = clip.Clip.Name, Roll = new(clip.Roll.Id, clip.Roll.Name, clip.Roll.ShootDay) }, frames, 0.99) { Event = one.Id, Why = "Reel and timecode agree." };

    /// <summary>A plan.</summary>
    public PlannedConform Plan(ConformPullSettings? settings, params ReelCut[] reels) => ConformPullPlan.For(reels, clips, [], settings ?? new(), [], finals: Finals);

    /// <summary>Approved versions of the show's shots, the latest first.</summary>
    public List<ApprovedFinal> Finals { get; } = [];

    private MatchOutcome Match(CutEvent one)
    {
        if (clips.Values.FirstOrDefault(clip => clip.Clip.Name == one.Source.Reel) is not { } found)
            return new MatchOutcome.Missing(MissingReason.RollNotInLibrary) { Event = one.Id, Why = $"The library has no roll {one.Source.Reel}.", Roll = one.Source.Reel ?? "" };
        var range = one.Speed.IsNormal ? one.Source.Range!.Value : one.Source.Used!.Value;
        var start = FrameRate.TryParse(found.Clip.Rate, out var rate) && Timecode.TryParse(found.Clip.TimecodeStart, rate, out var first) ? range.Start.Floor - first.Frame : 0;
        return Matched(one, found, new(start, range.Length.Ceiling));
    }

    private static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static Guid RollId(string roll, DateOnly day) => new(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{roll} {day:O}"))[..16]);
}
