using System.Globalization;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Timing;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>How the frames of plates are numbered. Width and first number follow from the policy and the plate alone, never from the other plates.</summary>
public sealed record FrameNumbering
{
    /// <summary>What is counted.</summary>
    public NumberingPolicy Policy { get; init; } = NumberingPolicy.CutStart;

    /// <summary>The number of the frame that <see cref="Policy"/> names; 1001, as compositors expect. Unused for timecode.</summary>
    public long First { get; init; } = 1001;

    /// <summary>Digits at least, 4 to 10; timecode has at least 7, so that a day at 60 frames a second sorts.</summary>
    public int Digits { get; init; } = 4;

    /// <summary>The number of a plate's first frame.</summary>
    /// <param name="range">The plate's frames.</param>
    /// <param name="clipStart">Label of the clip's first frame; null where the clip has no timecode.</param>
    /// <exception cref="PullException">The policy cannot number this plate.</exception>
    public long NumberOf(PlateRange range, Timecode? clipStart)
    {
        ArgumentNullException.ThrowIfNull(range);
        var first = Policy switch
        {
            NumberingPolicy.CutStart => First - range.Head,
            NumberingPolicy.PlateStart => First,
            NumberingPolicy.SourceTimecode when clipStart is { IsSet: true } start => start.AddWrapping(range.Start).Frame,
            NumberingPolicy.SourceTimecode => throw new PullException("The clip has no timecode to number its frames by. Number its plate from 1001."),
            _ => throw new PullException($"There is no numbering policy '{Policy}'."),
        };
        if (first < 0)
            throw new PullException($"A handle of {range.Head} frames before frame {First.ToString(CultureInfo.InvariantCulture)} would need numbers below 0. Let the cut begin at a higher number, or shorten the handle.");
        return first;
    }

    /// <summary>Digits of every number of a plate, with zeros before.</summary>
    public int Width => Math.Clamp(Policy == NumberingPolicy.SourceTimecode ? Math.Max(Digits, 7) : Digits, 4, 10);
}

/// <summary>What the number of a plate's frame counts.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NumberingPolicy>))]
public enum NumberingPolicy
{
    /// <summary>The first frame that the cut shows has the given number; with a handle of 8 and 1001 the plate begins at 993.</summary>
    CutStart,

    /// <summary>The first frame of the plate, handle and all, has the given number.</summary>
    PlateStart,

    /// <summary>Each frame has the number of frames from midnight to its source timecode.</summary>
    SourceTimecode,
}
