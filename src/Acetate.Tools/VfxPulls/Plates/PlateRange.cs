using Acetate.Cuts;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>Which frames of a clip a plate holds: what the cut shows of it, and handles on both sides as far as the clip has them.</summary>
/// <remarks>All frames are the clip's, counted from 0; ends are the first frame that does not belong. A reversed event's plate runs as it was
/// shot: turning it round is told in its note, not done.</remarks>
/// <param name="UsedStart">The first frame that the cut shows.</param>
/// <param name="UsedEnd">The frame after the last one it shows.</param>
/// <param name="Start">The first frame delivered.</param>
/// <param name="End">The frame after the last one delivered.</param>
/// <param name="MissingHead">Frames of the handle before that the clip does not have.</param>
/// <param name="MissingTail">Frames of the handle after that the clip does not have.</param>
public sealed record PlateRange(long UsedStart, long UsedEnd, long Start, long End, long MissingHead, long MissingTail)
{
    /// <summary>Handles longer than this are a mistake in writing.</summary>
    public const int LongestHandle = 100_000;

    /// <summary>Frames delivered.</summary>
    public long Frames => End - Start;

    /// <summary>Frames of the handle before what the cut shows.</summary>
    public long Head => UsedStart - Start;

    /// <summary>Frames of the handle after what the cut shows.</summary>
    public long Tail => End - UsedEnd;

    /// <summary>Whether two stretches of one clip overlap or touch: together they are one, as when an event was cut in two.</summary>
    public bool Meets(PlateRange other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Start <= other.End && other.Start <= End;
    }

    /// <summary>The range of a plate.</summary>
    /// <param name="usedStart">The first frame of the clip that the cut shows.</param>
    /// <param name="usedEnd">The frame after the last one; for a freeze one more than <paramref name="usedStart"/>.</param>
    /// <param name="clipFrames">Frames that the clip has.</param>
    /// <param name="speed">Source frames for each record frame: 2 for a shot of 48 frames a second that plays at 24, or for twice the speed;
    /// negative for reverse, 0 for a freeze. For a ramp its fastest stretch.</param>
    /// <param name="headHandle">Handle before, in record frames: what an editor who opens the cut by so many frames would see.</param>
    /// <param name="tailHandle">Handle after, in record frames.</param>
    /// <remarks>An editor sees handles in the time of the cut, so a clip that runs at twice the speed needs twice as many frames of source; a
    /// slower one never fewer than asked for, for whoever retimes it anew. In a reversed event the handle before the cut lies after the source's end.</remarks>
    /// <exception cref="PullException">The cut shows frames that the clip does not have, or the handles cannot be meant.</exception>
    public static PlateRange For(long usedStart, long usedEnd, long clipFrames, Ratio speed, int headHandle, int tailHandle)
    {
        if (usedEnd <= usedStart) throw new PullException("The event shows no frame of its clip: its source out must lie after its source in.");
        if (usedStart < 0 || usedEnd > clipFrames)
            throw new PullException($"The event shows the frames {usedStart} to {usedEnd - 1} of its clip, which has the frames 0 to {clipFrames - 1}. Look at the match: it is another clip, or the clip came in short.");
        if (headHandle is < 0 or > LongestHandle || tailHandle is < 0 or > LongestHandle) throw new PullException($"A handle has 0 to {LongestHandle} frames.");
        var (before, after) = speed.Sign < 0 ? (tailHandle, headHandle) : (headHandle, tailHandle);
        var factor = Ratio.Max(speed.Absolute, Ratio.One);
        var (head, tail) = ((factor * before).Ceiling, (factor * after).Ceiling);
        var (start, end) = (Math.Max(0, usedStart - head), Math.Min(clipFrames, usedEnd + tail));
        return new(usedStart, usedEnd, start, end, head - (usedStart - start), tail - (end - usedEnd));
    }
}
