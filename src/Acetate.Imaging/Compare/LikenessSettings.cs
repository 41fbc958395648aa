using System.Collections.Immutable;

namespace Acetate.Imaging.Compare;

/// <summary>How pictures are compared. The defaults are those that docs/guide/conform-check.md has the measurement of.</summary>
public sealed record LikenessSettings
{
    /// <summary>Cells across the picture that is looked for; its shape says how many there are down.</summary>
    public int Columns { get; init; } = 64;

    /// <summary>Parts of the height at the top and at the bottom that are left out, because labels are burnt in there.</summary>
    public double Labels { get; init; } = 0.12;

    /// <summary>How wide the neighbourhood is whose mean and contrast are taken out, in parts of the width: grades change those.</summary>
    public double Neighbourhood { get; init; } = 0.125;

    /// <summary>How much of the original's width (or height, where that ends first) the offline may show: 1 all of it, above 1 with more around it.</summary>
    public ImmutableArray<double> Scales { get; init; } = [1.05, 1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6];

    /// <summary>How this offline usually lies in its originals; <see cref="Reframing.None"/> by default. See <see cref="EventLikeness.UsualOf"/>.</summary>
    public Reframing Usual { get; init; } = Reframing.None;

    /// <summary>Whether other events have shown that <see cref="Usual"/> is so, so that one that lies otherwise is worth a look; false by default.</summary>
    public bool IsUsualKnown { get; init; }

    /// <summary>What a picture that is moved by its whole width from where it usually lies loses of its score: of two explanations the plainer one is taken.</summary>
    public double MoveCost { get; init; } = 0.5;

    /// <summary>What a picture that is scaled to the double or the half of what it usually is loses of its score.</summary>
    public double ScaleCost { get; init; } = 0.1;
}

/// <summary>Where the offline's picture lies in the original.</summary>
/// <param name="Scale">The part of the original that fits the offline's shape which it shows: 1 all of it, 0.9 enlarged by a ninth.</param>
/// <param name="X">How far its middle lies to the right of the original's, in parts of what it shows.</param>
/// <param name="Y">How far below, in parts of the width of what it shows.</param>
/// <param name="IsMirrored">Whether left and right are exchanged.</param>
public readonly record struct Reframing(double Scale, double X, double Y, bool IsMirrored = false)
{
    /// <summary>All of the original, in its middle.</summary>
    public static Reframing None { get; } = new(1, 0, 0);

    /// <summary>Whether it differs from <see cref="None"/> by more than the measurement is sure of.</summary>
    public bool IsSeen => !IsNear(None);

    /// <summary>Whether the two are the same as far as the measurement is sure.</summary>
    public bool IsNear(Reframing other) =>
        IsMirrored == other.IsMirrored && Math.Abs(Scale / other.Scale - 1) <= 0.025 && Math.Abs(X - other.X) <= 0.025 && Math.Abs(Y - other.Y) <= 0.025;
}

/// <summary>How alike two pictures are.</summary>
/// <param name="Score">The correlation of their structures: 1 the same, about 0 without relation. What the reframing costs is not taken off.</param>
/// <param name="Dissent">The part of the tiles with structure in which the two have no relation, 0 to 1: other people in front of the same wall.</param>
/// <param name="Structure">How much structure the plainer of the two has, as the mean contrast of its neighbourhoods; near 0 there is nothing to compare.</param>
/// <param name="Framing">Where the offline's picture lies in the original.</param>
public sealed record Likeness(double Score, double Dissent, double Structure, Reframing Framing);
