using System.Collections.Immutable;

namespace Acetate.Cuts;

/// <summary>How a picture is placed in the frame, as the list carries it. Numbers keep the unit of their format; nothing is converted.</summary>
public sealed record CutReposition
{
    /// <summary>Horizontal scale, 1 for none; null when not said.</summary>
    public double? ScaleX { get; init; }

    /// <summary>Vertical scale, 1 for none; null when not said.</summary>
    public double? ScaleY { get; init; }

    /// <summary>To the right; see <see cref="Unit"/>. Null when not said.</summary>
    public double? X { get; init; }

    /// <summary>Up or down as the format counts; see <see cref="Unit"/>. Null when not said.</summary>
    public double? Y { get; init; }

    /// <summary>Degrees, with the sign of the format; null when not said.</summary>
    public double? Rotation { get; init; }

    /// <summary>Whether left and right are swapped.</summary>
    public bool IsFlippedHorizontally { get; init; }

    /// <summary>Whether up and down are swapped.</summary>
    public bool IsFlippedVertically { get; init; }

    /// <summary>Whether a value changes within the event; the numbers here are then those of its first moment.</summary>
    public bool IsAnimated { get; init; }

    /// <summary>What positions are counted in, such as <c>percent of the frame's height</c>; empty when no position is carried.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Every value as written, with the name the format gives it: crop, anchor and whatever else.</summary>
    public ImmutableArray<CutValue> Values { get; init; } = [];
}

/// <summary>A named value as written.</summary>
/// <param name="Name">As the format names it.</param>
/// <param name="Value">As written.</param>
public sealed record CutValue(string Name, string Value);
