namespace Acetate.Media.Check;

/// <summary>From where on a picture is told to be wrong. Values of pixels are codes with black at 0 and white at 1.</summary>
public sealed record PictureLimits
{
    /// <summary>Nearly all pixels of a black frame are at or below it.</summary>
    public double BlackLevel { get; init; } = 0.1;

    /// <summary>Which part of the pixels that is.</summary>
    public double BlackPart { get; init; } = 0.98;

    /// <summary>And they differ by no more than this: a dark scene differs more.</summary>
    public double BlackRange { get; init; } = 0.03;

    /// <summary>A frame repeats the one before when it differs from it by less than this part of what is usual around it.</summary>
    public double RepeatPart { get; init; } = 0.12;

    /// <summary>What is usual must be at least this (mean difference of small pictures): of a scene that stands still nothing is told.</summary>
    public double RepeatMotion { get; init; } = 0.0012;

    /// <summary>Repeats in a row that are a freeze; fewer are duplicates.</summary>
    public int FreezeFrames { get; init; } = 4;

    /// <summary>Frames that are equal in all pixels are a freeze from so many seconds on, even in a scene that stands still.</summary>
    public double FreezeSeconds { get; init; } = 2;

    /// <summary>Where a frame was dropped, a frame differs from the one before as two frames elsewhere do: 1 is just so, 0 as one frame does.</summary>
    public double DroppedPart { get; init; } = 0.6;

    /// <summary>The part of the moving areas in which that must be so.</summary>
    public double DroppedAreas { get; init; } = 0.75;

    /// <summary>An area moves when it usually differs by so much from frame to frame.</summary>
    public double DroppedMotion { get; init; } = 0.006;

    /// <summary>A frame is stray when its neighbours are so many times nearer to each other than to it.</summary>
    public double StrayFactor { get; init; } = 3;

    /// <summary>And it differs from both by at least this.</summary>
    public double StrayDifference { get; init; } = 0.02;

    /// <summary>Edges along the codec's blocks that must be new in a frame, as a part of all, to call it corrupt.</summary>
    public double BlockPart { get; init; } = 0.003;

    /// <summary>The part of the picture's width over which a step between two rows must go to be a tear.</summary>
    public double TearPart { get; init; } = 0.4;

    /// <summary>How far a pixel must stand out of all around it to be hot or dead.</summary>
    public double LoneContrast { get; init; } = 0.06;

    /// <summary>How many times as far as those around differ from each other.</summary>
    public double LoneFactor { get; init; } = 1;

    /// <summary>The part of the frames looked at in which it must.</summary>
    public double LonePart { get; init; } = 0.6;

    /// <summary>How much what is around it must change over time (standard deviation), or it may be a thing of the scene.</summary>
    public double LoneChange { get; init; } = 0.01;

    /// <summary>Frames that are looked at before a pixel is judged.</summary>
    public int LoneFrames { get; init; } = 24;

    /// <summary>From this value on a channel is at the end of the range.</summary>
    public double ClipLevel { get; init; } = 0.985;

    /// <summary>The part of the picture at the end of the range that is told.</summary>
    public double ClipInformation { get; init; } = 0.02;

    /// <summary>The part that is a warning.</summary>
    public double ClipWarning { get; init; } = 0.1;

    /// <summary>How much the picture's brightness pulses, as a part of it (RMS), to be flicker.</summary>
    public double FlickerLevel { get; init; } = 0.005;

    /// <summary>The slowest pulse, in hertz.</summary>
    public double FlickerFrom { get; init; } = 3;

    /// <summary>The fastest pulse, in hertz.</summary>
    public double FlickerTo { get; init; } = 11;

    /// <summary>The part of all changes that must be in one pulse.</summary>
    public double FlickerPart { get; init; } = 0.6;

    /// <summary>A picture is soft below this part of the clip's own sharpness.</summary>
    public double SoftPart { get; init; } = 0.5;

    /// <summary>For at least so many frames.</summary>
    public int SoftFrames { get; init; } = 12;

    /// <summary>How far a clip's brightness may be from that of its setup, in the differences that are usual there.</summary>
    public double SetupFactor { get; init; } = 4;

    /// <summary>And at least this far (code values).</summary>
    public double SetupExposure { get; init; } = 0.05;

    /// <summary>How far red or blue against green may be off, as a ratio.</summary>
    public double SetupBalance { get; init; } = 0.06;
}
