using Acetate.Fdl.Geometry;

namespace Acetate.Fdl;

/// <summary>How a layer of the source is fitted into the target of a template.</summary>
public enum FitMethod
{
    /// <summary>Its width becomes the target's width.</summary>
    Width,

    /// <summary>Its height becomes the target's height.</summary>
    Height,

    /// <summary>All of it is inside the target: the smaller of the two scales.</summary>
    FitAll,

    /// <summary>It covers all of the target: the larger of the two scales.</summary>
    Fill,
}

/// <summary>Where the fitted layer lies along a line.</summary>
public enum HorizontalAlignment
{
    /// <summary>At the left edge of the target.</summary>
    Left,

    /// <summary>In the middle.</summary>
    Center,

    /// <summary>At the right edge of the target.</summary>
    Right,
}

/// <summary>Where the fitted layer lies from top to bottom.</summary>
public enum VerticalAlignment
{
    /// <summary>At the upper edge of the target.</summary>
    Top,

    /// <summary>In the middle.</summary>
    Center,

    /// <summary>At the lower edge of the target.</summary>
    Bottom,
}

/// <summary>A recipe for a new canvas: which layer is fitted into which size, what is kept around it, and how it is rounded.</summary>
public sealed record CanvasTemplate
{
    /// <summary>What people call it.</summary>
    public string? Label { get; init; }

    /// <summary>Unique among the templates of a list: 1 to 32 of <c>A-Z a-z 0-9 _</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The box that the fitted layer is fitted into, in stored pixels of the result.</summary>
    /// <remarks>The newest reference allows 0 on the axis that does not decide on the scale; the published schema does not.</remarks>
    public required PixelSize TargetDimensions { get; init; }

    /// <summary>Squeeze of the result: 1 for a de-squeezed one. 0 keeps the squeeze of the source (text of the specification; the schema forbids it).</summary>
    public required double TargetSqueeze { get; init; }

    /// <summary>The layer of the source that is fitted.</summary>
    public required FrameLayer FitSource { get; init; }

    /// <summary>How it is fitted.</summary>
    public required FitMethod FitMethod { get; init; }

    /// <summary>Null means center.</summary>
    public VerticalAlignment? AlignVertically { get; init; }

    /// <summary>Null means center.</summary>
    public HorizontalAlignment? AlignHorizontally { get; init; }

    /// <summary>The outermost layer of the source that is kept; null keeps only the fitted layer and what is inside it.</summary>
    public FrameLayer? PreserveFromSourceCanvas { get; init; }

    /// <summary>Upper limit of the new canvas; null sets none.</summary>
    public PixelSize? MaximumDimensions { get; init; }

    /// <summary>Whether the new canvas has exactly the maximum size. Null means no.</summary>
    public bool? PadToMaximum { get; init; }

    /// <summary>How the new canvas is rounded; null means <see cref="RoundingStrategy.Default"/>.</summary>
    public RoundingStrategy? Round { get; init; }

    /// <summary>What the standard does not know.</summary>
    public CustomAttributes Custom { get; init; } = CustomAttributes.None;
}
