using System.Collections.Immutable;
using Acetate.Fdl.Geometry;

namespace Acetate.Fdl;

/// <summary>An ASC Framing Decision List: which part of which image is meant to be seen.</summary>
/// <remarks>ASC FDL specification 2.0.1. Names of members follow the standard; what is null was not given.</remarks>
public sealed record FramingDecisionList
{
    /// <summary>Identifies the list; a UUID, though the standard accepts any text.</summary>
    public required string Uuid { get; init; }

    /// <summary>Version of the standard, 2.0 by default.</summary>
    public FdlVersion Version { get; init; } = new(2, 0);

    /// <summary>The program or person that made the list.</summary>
    public string? Creator { get; init; }

    /// <summary>Id of the intent that counts when nothing else is said.</summary>
    public string? DefaultFramingIntent { get; init; }

    /// <summary>What is wanted, apart from any camera.</summary>
    public ImmutableArray<FramingIntent> FramingIntents { get; init; } = [];

    /// <summary>Cameras, clips or steps of the work with their canvases.</summary>
    public ImmutableArray<FramingContext> Contexts { get; init; } = [];

    /// <summary>Recipes for new canvases.</summary>
    public ImmutableArray<CanvasTemplate> CanvasTemplates { get; init; } = [];

    /// <summary>What the standard does not know.</summary>
    public CustomAttributes Custom { get; init; } = CustomAttributes.None;
}

/// <summary>Version of the standard.</summary>
/// <param name="Major">Such as 2.</param>
/// <param name="Minor">Such as 0; 2.0.1 still says 0.</param>
public readonly record struct FdlVersion(int Major, int Minor)
{
    /// <summary>Such as <c>2.0</c>.</summary>
    public override string ToString() => $"{Major}.{Minor}";
}

/// <summary>A picture that is wanted, whatever camera it comes from.</summary>
public sealed record FramingIntent
{
    /// <summary>What people call it.</summary>
    public string? Label { get; init; }

    /// <summary>Unique among the intents: 1 to 32 of <c>A-Z a-z 0-9 _</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Shape of the picture as it is seen, such as 239 to 100.</summary>
    public required PixelSize AspectRatio { get; init; }

    /// <summary>The part of the working area that is kept around the picture: 0.1 for 10 percent. Null means 0.</summary>
    public double? Protection { get; init; }

    /// <summary>What the standard does not know.</summary>
    public CustomAttributes Custom { get; init; } = CustomAttributes.None;
}

/// <summary>Canvases that belong together: of a camera, of a clip, or of a step of the work.</summary>
public sealed record FramingContext
{
    /// <summary>What people call it.</summary>
    public string? Label { get; init; }

    /// <summary>The program or person that made it.</summary>
    public string? Creator { get; init; }

    /// <summary>The clip that it is about; null when it is about no clip in particular.</summary>
    public ClipIdentity? Clip { get; init; }

    /// <summary>The canvases.</summary>
    public ImmutableArray<Canvas> Canvases { get; init; } = [];

    /// <summary>What the standard does not know.</summary>
    public CustomAttributes Custom { get; init; } = CustomAttributes.None;
}

/// <summary>Which clip a context is about.</summary>
public sealed record ClipIdentity
{
    /// <summary>Name of the clip.</summary>
    public required string Name { get; init; }

    /// <summary>Its file; null when it is a sequence or not known.</summary>
    public string? File { get; init; }

    /// <summary>Its frames; null when it is one file or not known.</summary>
    public FrameSequence? Sequence { get; init; }

    /// <summary>What the standard does not know.</summary>
    public CustomAttributes Custom { get; init; } = CustomAttributes.None;
}

/// <summary>A file for each frame.</summary>
public sealed record FrameSequence
{
    /// <summary>The names, with a placeholder for the number: <c>A001C001.####.exr</c>.</summary>
    public required string Value { get; init; }

    /// <summary>The placeholder character.</summary>
    public required string Index { get; init; }

    /// <summary>First frame.</summary>
    public required int First { get; init; }

    /// <summary>Last frame, included.</summary>
    public required int Last { get; init; }

    /// <summary>What the standard does not know.</summary>
    public CustomAttributes Custom { get; init; } = CustomAttributes.None;
}

/// <summary>A stored image: its size, what of it is picture, and the framings in it.</summary>
public sealed record Canvas
{
    /// <summary>What people call it.</summary>
    public string? Label { get; init; }

    /// <summary>Unique in the whole list: 1 to 32 of <c>A-Z a-z 0-9 _</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the canvas that this one was made of; its own id for an original.</summary>
    public required string SourceCanvasId { get; init; }

    /// <summary>Stored (squeezed) pixels.</summary>
    public required PixelSize Dimensions { get; init; }

    /// <summary>Size of the part that is picture; null when all of it is.</summary>
    public PixelSize? EffectiveDimensions { get; init; }

    /// <summary>Its top left corner.</summary>
    public FramePoint? EffectiveAnchorPoint { get; init; }

    /// <summary>Photosites of the sensor that were read.</summary>
    public PixelSize? PhotositeDimensions { get; init; }

    /// <summary>Their size in millimetres.</summary>
    public FrameSize? PhysicalDimensions { get; init; }

    /// <summary>2 for an image that must be made twice as wide. Null means 1.</summary>
    public double? AnamorphicSqueeze { get; init; }

    /// <summary>The framings.</summary>
    public ImmutableArray<FramingDecision> FramingDecisions { get; init; } = [];

    /// <summary>What the standard does not know.</summary>
    public CustomAttributes Custom { get; init; } = CustomAttributes.None;
}

/// <summary>The area of a canvas that fulfils an intent.</summary>
public sealed record FramingDecision
{
    /// <summary>What people call it.</summary>
    public string? Label { get; init; }

    /// <summary>The canvas's id, a hyphen, the intent's id.</summary>
    public required string Id { get; init; }

    /// <summary>The intent.</summary>
    public required string FramingIntentId { get; init; }

    /// <summary>Size in stored pixels of the canvas; may end between two pixels.</summary>
    public required FrameSize Dimensions { get; init; }

    /// <summary>Top left corner.</summary>
    public required FramePoint AnchorPoint { get; init; }

    /// <summary>Size of the protected area; null when nothing is protected.</summary>
    public FrameSize? ProtectionDimensions { get; init; }

    /// <summary>Its top left corner.</summary>
    public FramePoint? ProtectionAnchorPoint { get; init; }

    /// <summary>What the standard does not know.</summary>
    public CustomAttributes Custom { get; init; } = CustomAttributes.None;
}
