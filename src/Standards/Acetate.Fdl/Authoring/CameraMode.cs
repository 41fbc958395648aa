using Acetate.Fdl.Geometry;

namespace Acetate.Fdl.Authoring;

/// <summary>What a camera records in one of its modes.</summary>
public sealed record CameraMode
{
    /// <summary>What people call it, such as <c>4.5K LF Open Gate</c>.</summary>
    public string? Label { get; init; }

    /// <summary>Stored pixels.</summary>
    public required PixelSize Canvas { get; init; }

    /// <summary>The part that holds picture, where the mode records more around it; null when all of it is picture.</summary>
    public PixelSize? Effective { get; init; }

    /// <summary>Top left corner of the effective area; null means centred.</summary>
    public FramePoint? EffectiveAnchor { get; init; }

    /// <summary>
    /// Squeeze that the mode itself adds or takes away: 1 for a mode that stores photosites as they are, 0.5 for one that de-squeezes
    /// 2:1 in the camera. The canvas's squeeze is this times the lens's.
    /// </summary>
    public double Squeeze { get; init; } = 1;

    /// <summary>Photosites of the sensor that are read; null when not known.</summary>
    public PixelSize? Photosites { get; init; }

    /// <summary>Their size in millimetres; null when not known.</summary>
    public FrameSize? Millimetres { get; init; }
}

/// <summary>A camera mode with a lens, and the pictures that are wanted of it.</summary>
public sealed record FramingRequest
{
    /// <summary>UUID of the new list.</summary>
    public required string Uuid { get; init; }

    /// <summary>The program or person that makes the list.</summary>
    public string? Creator { get; init; }

    /// <summary>Label of the context, such as the camera's name.</summary>
    public string? Context { get; init; }

    /// <summary>What the camera records.</summary>
    public required CameraMode Mode { get; init; }

    /// <summary>Squeeze of the lens: 1 for spherical, 2, 1.8, 1.33 and so on for anamorphic.</summary>
    public double LensSqueeze { get; init; } = 1;

    /// <summary>Id of the canvas; <c>CV1</c> by default.</summary>
    public string CanvasId { get; init; } = "CV1";

    /// <summary>The pictures; the first is the default of the list.</summary>
    public required IReadOnlyList<FramingIntent> Intents { get; init; }

    /// <summary>How framings become whole pixels; up to even numbers by default. What would not fit is rounded down instead.</summary>
    public RoundingStrategy Rounding { get; init; } = RoundingStrategy.Default;
}
