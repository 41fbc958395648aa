namespace Acetate.Library.Matching.Times;

/// <summary>How a source timecode may be meant, the likeliest first.</summary>
internal enum TimeReading
{
    /// <summary>There is nothing to compare.</summary>
    Unknown,

    /// <summary>The labels are those of the clip.</summary>
    Labels,

    /// <summary>The labels are the clip's, but for an offset that most events of the roll share.</summary>
    Offset,

    /// <summary>Drop-frame labels read as non-drop, or the other way round.</summary>
    Drop,

    /// <summary>Frames counted on in the other kind of labels.</summary>
    FrameCount,

    /// <summary>The same clock time at another number of labels per second.</summary>
    Clock,

    /// <summary>Counted on, frame by frame, from the clip's first label, at another rate: off-speed shots.</summary>
    FromStart,

    /// <summary>The same real time at a rate 1/1000 away.</summary>
    RealTime,

    /// <summary>Counted from the clip's first frame: a proxy that lost its timecode.</summary>
    FromZero,

    /// <summary>Some of the frames are the clip's, not all.</summary>
    Partly,

    /// <summary>Not in the clip however it is read.</summary>
    Outside,
}
