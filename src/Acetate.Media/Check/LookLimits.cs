namespace Acetate.Media.Check;

/// <summary>From where on a clip's look is another than that of a still of the set. Differences are ΔE2000: 1 is what a trained eye sees side by side.</summary>
public sealed record LookLimits
{
    /// <summary>The most that half of the picture may have.</summary>
    public double Median { get; init; } = 2;

    /// <summary>The most that 95 of 100 parts of it may have.</summary>
    public double Percentile95 { get; init; } = 5;

    /// <summary>How alike a frame and the still must be in structure to be the same picture: 1 the same, about 0 another one.</summary>
    public double Likeness { get; init; } = 0.6;

    /// <summary>How alike they must be where nobody says which frame the still shows: what moved between two instants would count as colour.</summary>
    public double SoughtLikeness { get; init; } = 0.85;

    /// <summary>How far a mean of lightness or colour (ΔL*, Δa*, Δb*, ΔC*) must be off to be told in words.</summary>
    public double Told { get; init; } = 1;
}
