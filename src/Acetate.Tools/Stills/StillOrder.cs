using System.Text.Json.Serialization;
using Acetate.Library;

namespace Acetate.Tools.Stills;

/// <summary>A frame of a camera original that somebody wants to see, and how.</summary>
public sealed record StillOrder
{
    /// <summary>Which frame, counted from 0.</summary>
    public required long Frame { get; init; }

    /// <summary>What it is written as.</summary>
    public StillKind Kind { get; init; } = StillKind.Png;

    /// <summary>The encoding that is delivered, by the engine's name; null: ACES2065-1 for OpenEXR, Rec.709 for the others.</summary>
    public string? To { get; init; }

    /// <summary>The AMF on the clip's roll whose transforms are applied, by its path there; null: the camera's own colour.</summary>
    public string? Amf { get; init; }

    /// <summary>The look: <see cref="LookOfShow"/> for the one that belongs to the clip, as its dailies have it, or the file name of one of the show's looks; null: none but what <see cref="Amf"/> says.</summary>
    public string? Look { get; init; }

    /// <summary>The word for the look that belongs to the clip; no file is called so.</summary>
    public const string LookOfShow = "show";

    /// <summary>Develops raw for this exposure index, 1 to 1000000; null: the recording's.</summary>
    public double? ExposureIndex { get; init; }

    /// <summary>Develops raw for this white in kelvin, 1000 to 50000; null: the recording's.</summary>
    public double? WhiteBalance { get; init; }
}

/// <summary>What a still is written as.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StillKind>))]
public enum StillKind
{
    /// <summary>PNG, 16 bits: to look at, without loss.</summary>
    Png,

    /// <summary>JPEG: to look at.</summary>
    Jpeg,

    /// <summary>OpenEXR in scene light: to work on.</summary>
    Exr,
}
