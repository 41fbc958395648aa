using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library.Dailies;
using Acetate.Media.Check;
using Acetate.Media.Sound.Sync;
using Acetate.Steps.Compare;
using Acetate.Steps.Render;
using Acetate.Steps.Sound;

namespace Acetate.Tools.Dailies;

/// <summary>What of a clip a person should look at, from what its steps told. Pure.</summary>
public static class DailyDoubts
{
    /// <summary>Doubts about a clip, the gravest first.</summary>
    /// <param name="sound">What synchronising found; null when it could not be asked.</param>
    /// <param name="made">What was made and checked.</param>
    /// <param name="hasSoundRolls">Whether there was sound of the day to be found.</param>
    public static ImmutableArray<DailyDoubt> Of(SyncSoundResult? sound, DailyPicture made, bool hasSoundRolls)
    {
        ArgumentNullException.ThrowIfNull(made);
        var doubts = ImmutableArray.CreateBuilder<DailyDoubt>();
        if (made.Missing is not [] and var missing)
            doubts.Add(new("made", string.Create(CultureInfo.InvariantCulture, $"{(missing.Length == 1 ? "1 frame" : $"{missing.Length:N0} frames")} could not be read and {(missing.Length == 1 ? "is" : "are")} black in what was made. Bring the clip back from another copy of the roll, then have it made again."), missing[0]));
        if (sound is not null) Sound(sound, hasSoundRolls, doubts);
        foreach (var finding in made.Findings.Where(IsDoubt)) doubts.Add(new("picture", finding.Words, finding.First));
        foreach (var finding in (sound?.Findings ?? []).Where(IsDoubt)) doubts.Add(new("sound", finding.Words, finding.First));
        // A still that cannot be read is told with the clip: nothing says that the clip is wrong.
        foreach (var still in made.Stills.Where(still => still.Verdict is StillVerdict.Differs or StillVerdict.NotFound)) doubts.Add(new("colour", still.Words, still.Frame));
        return doubts.ToImmutable();
    }

    private static void Sound(SyncSoundResult sound, bool hasSoundRolls, ImmutableArray<DailyDoubt>.Builder doubts)
    {
        if (sound.Sound is { IsDecided: true }) return;
        if (sound.Verdict == SyncVerdict.Doubtful) doubts.Add(new("sync", sound.Reason));
        // A clip without any recording is MOS more often than not: that is told with the clip, and no alarm.
        else if (sound is { Verdict: SyncVerdict.None, Refused: not [] } && hasSoundRolls) doubts.Add(new("sync", $"No recording is this clip's, and {sound.Refused.Length} of the day's sound files cannot be read: {sound.Refused[0].Path}: {sound.Refused[0].Reason}"));
    }

    // What may be meant is told with the clip; what is damaged or lost stops it.
    private static bool IsDoubt(ClipFinding finding) => finding.Severity == FindingSeverity.Alarm
        || (finding.Severity == FindingSeverity.Warning && finding.Fault is ClipFault.Black or ClipFault.Rate or ClipFault.Exposure or ClipFault.WhiteBalance or ClipFault.HotPixel);
}

/// <summary>What was made of a clip, as the library keeps it: the result of its step without the list of frames.</summary>
public sealed record DailyPicture
{
    /// <summary>The movies.</summary>
    public ImmutableArray<RenderedMovie> Movies { get; init; } = [];

    /// <summary>Media for editing, with what was noted in it.</summary>
    public ImmutableArray<EditorialMedia> Media { get; init; } = [];

    /// <summary>Why the pictures look as they do.</summary>
    public ImmutableArray<OutputRecipe> Recipes { get; init; } = [];

    /// <summary>What was found in the picture.</summary>
    public ImmutableArray<ClipFinding> Findings { get; init; } = [];

    /// <summary>What the pictures are like.</summary>
    public ClipStatistics? Statistics { get; init; }

    /// <summary>What holding the clip against stills of the set gave.</summary>
    public ImmutableArray<StillCheck> Stills { get; init; } = [];

    /// <summary>What a person should know, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Frames that could not be made, by their numbers from 0; the first 100.</summary>
    public ImmutableArray<long> Missing { get; init; } = [];

    /// <summary>Frames that were made.</summary>
    public long Frames { get; init; }

    /// <summary>What of a step's result is kept.</summary>
    public static DailyPicture Of(RenderFramesResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new()
        {
            Movies = result.Movies,
            Media = result.Media,
            Recipes = result.Recipes,
            Findings = result.Check?.Findings ?? [],
            Statistics = result.Check?.Statistics,
            Stills = result.Check?.Stills ?? [],
            Warnings = result.Warnings,
            Missing = [.. result.Frames.Where(frame => frame.Verdict != Acetate.Media.Render.FrameVerdict.Made).Take(100).Select(frame => frame.Number)],
            Frames = result.Frames.LongCount(frame => frame.Verdict == Acetate.Media.Render.FrameVerdict.Made),
        };
    }
}
