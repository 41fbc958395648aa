using System.Collections.Immutable;

namespace Acetate.Cuts;

/// <summary>How fast a source runs in its event.</summary>
public sealed record CutSpeed
{
    /// <summary>As shot, as far as the list says.</summary>
    public static CutSpeed Normal { get; } = new();

    /// <summary>Source time per record time, exact: 2 is twice as fast, -1 reverse, 0 a freeze. For a ramp the average.</summary>
    public Ratio Factor { get; init; } = Ratio.One;

    /// <summary>Constant, freeze or ramp.</summary>
    public SpeedKind Kind { get; init; } = SpeedKind.Constant;

    /// <summary>The points of a ramp, where the list says them.</summary>
    public ImmutableArray<SpeedPoint> Points { get; init; } = [];

    /// <summary>As the list writes it, such as <c>M2 047.6</c>; empty when it says nothing.</summary>
    public string AsWritten { get; init; } = "";

    /// <summary>Whether frames run backwards, wholly or (ramps) in part.</summary>
    public bool IsReverse => Factor.Sign < 0 || Points.Zip(Points.Skip(1)).Any(pair => pair.Second.Source < pair.First.Source);

    /// <summary>Whether the source runs as it was shot.</summary>
    public bool IsNormal => Kind == SpeedKind.Constant && Factor == Ratio.One;

    /// <summary>A constant speed; 0 is a freeze.</summary>
    public static CutSpeed Of(Ratio factor, string asWritten = "") =>
        factor == Ratio.One && asWritten.Length == 0 ? Normal
        : new() { Factor = factor, Kind = factor.Sign == 0 ? SpeedKind.Freeze : SpeedKind.Constant, AsWritten = asWritten };
}

/// <summary>Kinds of speed.</summary>
public enum SpeedKind
{
    /// <summary>One speed throughout, also reverse.</summary>
    Constant,

    /// <summary>One frame stands still.</summary>
    Freeze,

    /// <summary>The speed changes within the event: for people or vendors to rebuild.</summary>
    Ramp,
}

/// <summary>A point of a ramp: at this moment of the event this moment of the source is seen.</summary>
/// <param name="Record">Record frames since the event's record in.</param>
/// <param name="Source">Source frames since 00:00:00:00.</param>
/// <param name="Interpolation">As written, such as <c>linear</c> or <c>smooth</c>; empty when not said.</param>
public readonly record struct SpeedPoint(Ratio Record, Ratio Source, string Interpolation = "");
