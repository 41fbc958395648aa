using System.Collections.Frozen;
using Acetate.Library.Clips;
using Acetate.Library.Pulls;

namespace Acetate.Tools.VfxPulls;

/// <summary>How many frames a worker renders in one go: so many that what it takes before the first of them is a tenth of the work, by what such frames took here.</summary>
/// <param name="settings">What the show and the vendor agreed on.</param>
/// <param name="speeds">What kinds of work took before, as far as they were ever done.</param>
public sealed class ChunkSizes(VfxPullSettings settings, IReadOnlyDictionary<WorkKind, WorkSpeed> speeds)
{
    // A step begins ten times as quickly as its frames are made; one that is lost loses no more than that.
    private const double Starts = 10;

    // Where steps were too much alike to tell what their beginning takes: a second of a core.
    private const double UsualStart = 1, ShortestStart = 0.2, LongestStart = 6;

    // Where no such frames were ever made: these pixels take ten seconds of a core, as raw of 4.5K does.
    private const long Pixels = 661_050_000;

    /// <summary>Frames of one step, as the settings say it or by the size of the clip alone.</summary>
    public static ChunkSizes Unmeasured(VfxPullSettings settings) => new(settings, FrozenDictionary<WorkKind, WorkSpeed>.Empty);

    /// <summary>Frames of one step.</summary>
    /// <param name="kind">The plates.</param>
    /// <param name="clip">The clip; null: unknown.</param>
    public int Of(WorkKind kind, Clip? clip)
    {
        if (settings.FramesPerStep is { } given) return given;
        if (speeds.GetValueOrDefault(kind) is not { Amount: > 0, Steps: > 0, CoreSeconds: > 0 } speed)
            return clip is { Width: { } width, Height: { } height } && width * (long)height is > 0 and var size ? (int)Math.Clamp(Pixels / size, 12, 240) : 12;
        var start = speed.FixedSeconds > 0 ? Math.Clamp(speed.FixedSeconds / speed.Steps, ShortestStart, LongestStart) : UsualStart;
        var each = Math.Max(speed.CoreSeconds - speed.FixedSeconds, 1e-6) / speed.Amount;
        return (int)Math.Clamp(Math.Round(Starts * start / each), 4, 480);
    }
}
