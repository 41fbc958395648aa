using System.Globalization;

namespace Acetate.Otio;

/// <summary>What a clip shows.</summary>
public abstract record MediaReference : NamedObject
{
    private protected MediaReference()
    {
    }

    /// <summary>All that the media has, in its own time (its timecode, where it has one); null when that is not known.</summary>
    public TimeRange? AvailableRange { get; init; }

    /// <summary>Where the picture lies in the space of the whole timeline; null when it is not said.</summary>
    public Box2d? AvailableImageBounds { get; init; }
}

/// <summary>Media in a file.</summary>
public sealed record ExternalReference : MediaReference
{
    /// <inheritdoc/>
    public override string SchemaName => "ExternalReference";

    /// <summary>Where it is: a URL, or a path relative to the timeline's file. Anybody wrote it: do not open it unasked.</summary>
    public string TargetUrl { get; init; } = "";
}

/// <summary>Media that nobody knows, or that is not there.</summary>
public sealed record MissingReference : MediaReference
{
    /// <inheritdoc/>
    public override string SchemaName => "MissingReference";
}

/// <summary>Media that is made, such as colour bars.</summary>
public sealed record GeneratorReference : MediaReference
{
    /// <inheritdoc/>
    public override string SchemaName => "GeneratorReference";

    /// <summary>What makes it, such as <c>SMPTEBars</c>, <c>SolidColor</c> or <c>black</c>.</summary>
    public string GeneratorKind { get; init; } = "";

    /// <summary>What the generator is told.</summary>
    public OtioDictionary<OtioValue> Parameters { get; init; } = [];
}

/// <summary>What a player shows where an image of a sequence is missing.</summary>
public enum MissingFramePolicy
{
    /// <summary>It stops with an error: <c>error</c>.</summary>
    Error,

    /// <summary>The frame before: <c>hold</c>.</summary>
    Hold,

    /// <summary>Black: <c>black</c>.</summary>
    Black,
}

/// <summary>Media in a file for each frame, such as EXR.</summary>
public sealed record ImageSequenceReference : MediaReference
{
    /// <inheritdoc/>
    public override string SchemaName => "ImageSequenceReference";

    /// <summary>The folder: a URL or a relative path, with or without a slash at its end.</summary>
    public string TargetUrlBase { get; init; } = "";

    /// <summary>What stands before the number: <c>A001C001.</c></summary>
    public string NamePrefix { get; init; } = "";

    /// <summary>What stands after the number: <c>.exr</c></summary>
    public string NameSuffix { get; init; } = "";

    /// <summary>The number of the first image.</summary>
    public long StartFrame { get; init; } = 1;

    /// <summary>From the number of one image to that of the next.</summary>
    public long FrameStep { get; init; } = 1;

    /// <summary>Frames per second; with a step of two every second frame has an image.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Digits that a number has at least.</summary>
    public long FrameZeroPadding { get; init; }

    /// <summary>What is shown where an image is missing.</summary>
    public MissingFramePolicy MissingFramePolicy { get; init; }

    /// <summary>How many images there are: 0 when the range is not known, or the rate or the step make no sense.</summary>
    public long ImageCount
    {
        get
        {
            if (AvailableRange is not { } range || FrameStep == 0) return 0;
            var count = range.Duration.ValueAt(Rate / FrameStep);
            return count > 0 && count < long.MaxValue ? (long)count : 0;
        }
    }

    /// <summary>The number of the last frame; that of the first when the range is not known.</summary>
    public long EndFrame => AvailableRange is { } range ? FrameAfter(range.Duration, -1) : StartFrame;

    /// <summary>Where an image lies.</summary>
    /// <param name="image">Which image, from 0 to less than <see cref="ImageCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public string UrlOf(long image)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, ImageCount);
        var number = StartFrame + (Int128)image * FrameStep;
        // A padding of millions of digits is nobody's; a file name has 255 bytes.
        var digits = Int128.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft((int)Math.Clamp(FrameZeroPadding, 0, 255), '0');
        var slash = TargetUrlBase.Length > 0 && !TargetUrlBase.EndsWith('/') ? "/" : "";
        return $"{TargetUrlBase}{slash}{NamePrefix}{(number < 0 ? "-" : "")}{digits}{NameSuffix}";
    }

    /// <summary>The number of the frame that is shown at a time of the media.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The media has nothing at this time, or its range is not known.</exception>
    public long FrameAt(RationalTime time) =>
        AvailableRange is { } range && range.Contains(time)
            ? FrameAfter(time - range.StartTime, 0)
            : throw new ArgumentOutOfRangeException(nameof(time), time, "The media has no frame at this time.");

    /// <summary>So many frames after the first one, cut to 64 bits: files may say anything.</summary>
    private long FrameAfter(RationalTime time, int further) =>
        (long)Int128.Clamp(StartFrame + (Int128)Math.Clamp(double.IsNaN(time.ValueAt(Rate)) ? 0 : Math.Truncate(time.ValueAt(Rate)), -1e19, 1e19) + further, long.MinValue, long.MaxValue);
}
