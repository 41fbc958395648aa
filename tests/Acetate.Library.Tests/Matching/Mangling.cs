using Acetate.Library.Matching;

namespace Acetate.Library.Tests.Matching;

/// <summary>What must become of a mangled event.</summary>
internal enum Expected
{
    /// <summary>Matched to the clip that was meant.</summary>
    Resolved,

    /// <summary>Matched, and a look at the picture is asked for.</summary>
    Unverified,

    /// <summary>A person is asked, with the clip that was meant among the candidates.</summary>
    Offered,

    /// <summary>Told to contradict itself, with the clip that was meant among the candidates.</summary>
    Contradicted,

    /// <summary>Told to be no camera original.</summary>
    NotCamera,

    /// <summary>Told to be missing, with the reason.</summary>
    Missing,
}

/// <summary>An event as a list carries it, and the clip that the generator took it from.</summary>
internal sealed record MangledEvent(EventClaim Claim, FilmedClip Truth, Expected Expected)
{
    /// <summary>The frames of the clip that were cut, where the claim's own labels do not say them as they stand.</summary>
    public ClipFrames? Shown { get; init; }

    /// <summary>Whether only lists with columns of source times can be wrong like this.</summary>
    public bool IsColumnsOnly { get; init; }
}

/// <summary>Mangles events the way editing systems, lists and people do. It knows the clip, and nothing of how the matcher reads names.</summary>
internal sealed class Mangling(FilmedShow show, Dice dice)
{
    /// <summary>A clip of a family, and an event's range within it.</summary>
    public (FilmedClip Clip, SourceRange Range) Pick(Family family)
    {
        FilmedClip clip;
        do clip = dice.Of(show.Clips);
        while (show.Families[clip.Id] != family);
        return (clip, Range(clip));
    }

    public SourceRange Range(FilmedClip clip, int? frames = null)
    {
        var count = frames ?? dice.Between(12, 120);
        var at = dice.Between(4, (int)clip.Frames!.Value - count - 4);
        return new(clip.Start.AddWrapping(at), count);
    }

    /// <summary>The event with names; of each only what a list with reels of this length keeps.</summary>
    public static EventClaim Claim(SourceRange? range, params (string Text, NameOrigin Origin)[] names) => new()
    {
        Event = "001",
        Names = [.. names.Select(n => new NameClaim(n.Text, n.Origin))],
        Source = range,
        RecordFrames = range?.Frames,
    };

    /// <summary>One whole name through every kind of list that can carry it.</summary>
    public static IEnumerable<(string Dialect, (string, NameOrigin)[] Names)> Carried(string name)
    {
        if (name.Length <= 8) yield return ("CMX 3600", [(name, NameOrigin.Reel)]);
        if (name.Length <= 16) yield return ("File_16", [(name, NameOrigin.Reel)]);
        if (name.Length <= 32) yield return ("File_32", [(name, NameOrigin.Reel)]);
        yield return ("File_129", [(name, NameOrigin.Reel)]);
        yield return ("Premiere", [("AX", NameOrigin.Reel), (name, NameOrigin.ClipName)]);
        yield return ("Resolve", [("AX", NameOrigin.Reel), (name, NameOrigin.ClipName), (name, NameOrigin.SourceFile)]);
        yield return ("FCP 7", [(name.Length > 8 ? "cardxyz1" : name, NameOrigin.Reel), (name, NameOrigin.Map)]);
        yield return ("Flame", [("TAPE_9", NameOrigin.Reel), ($"/mnt/projects/film/{name}.(1025@1222).dpx", NameOrigin.SourceFile)]);
        yield return ("OTIO", [(name, NameOrigin.ClipName), ($"file:///Volumes/Raid/Day%201/{name}.mov", NameOrigin.SourceFile)]);
        yield return ("FCPXML", [(name, NameOrigin.Reel), (name, NameOrigin.ClipName)]);
    }
}
