using System.Text.Json.Serialization;
using Acetate.Library;

namespace Acetate.Tools.ConformPulls;

/// <summary>Something a person should look at.</summary>
/// <param name="Concern">What it is about.</param>
/// <param name="Text">A sentence.</param>
public sealed record ConformNote(ConformConcern Concern, string Text);

/// <summary>What a note is about.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ConformConcern>))]
public enum ConformConcern
{
    /// <summary>The clip has fewer frames around the cut than were asked for.</summary>
    HandlesShort,

    /// <summary>The event begins or ends outside the clip by a frame, as some lists count; it was cut to what is there.</summary>
    RangeClamped,

    /// <summary>The clip runs at another rate than the cut.</summary>
    RateDiffers,

    /// <summary>The clip's picture has another size than most of the cut.</summary>
    SizeDiffers,

    /// <summary>The clip's timecode jumps, so the frames may not be the ones that are meant.</summary>
    TimecodeJumps,

    /// <summary>Inspection found something wrong with the clip.</summary>
    Inspection,

    /// <summary>The cut plays it faster, slower, backwards or stands it still.</summary>
    OffSpeed,

    /// <summary>The cut moves, scales, turns or flips the picture.</summary>
    Repositioned,

    /// <summary>The list itself may point at the wrong picture.</summary>
    PictureUnverified,

    /// <summary>Another event of the same track is seen in the same record frames.</summary>
    RecordOverlap,

    /// <summary>The timecode of list and clip cannot be compared, so that nobody can tell which of its frames are meant.</summary>
    FramesUnknown,

    /// <summary>An approved version of the shot has not all the frames, so the original is delivered.</summary>
    FinalShort,

    /// <summary>Several tasks of the shot are approved; the one that was approved last is delivered.</summary>
    SeveralFinals,

    /// <summary>Only the archive has a whole copy of its files: they are read from there.</summary>
    FromArchive,
}
