using System.Collections.Immutable;
using Acetate.Imaging.Resample;

namespace Acetate.Imaging.Compare;

/// <summary>How far the look of a picture is from that of a still of it. Differences are the picture's less the still's.</summary>
/// <remarks>
/// Figures are of the cells that are judged: not those at the top and bottom, where labels are, and not those in which the pictures change most from cell to
/// cell, because there a hair between them counts as colour.
/// </remarks>
public sealed record LookDifference
{
    /// <summary>How alike their structures are, whatever their colours: 1 the same picture, about 0 another one.</summary>
    public required double Likeness { get; init; }

    /// <summary>Whether there is too little in one of them to tell by its structure whether both show the same; then all of the still is held against all of the picture.</summary>
    public required bool IsPlain { get; init; }

    /// <summary>Where the still lies in the picture.</summary>
    public required Reframing Framing { get; init; }

    /// <summary>How far brightness is from that of the still where the best straight line was taken off, in code values: the less, the surer the two are of one instant.</summary>
    public required double Residual { get; init; }

    /// <summary>Cells that are judged; none where the two have no picture in common.</summary>
    public required int Cells { get; init; }

    /// <summary>The ΔE2000 that half of the cells have at most.</summary>
    public required double Median { get; init; }

    /// <summary>The ΔE2000 that 95 of 100 cells have at most.</summary>
    public required double Percentile95 { get; init; }

    /// <summary>The mean of ΔL*: above 0 the picture is brighter.</summary>
    public required double Lightness { get; init; }

    /// <summary>The mean of Δa*: above 0 it is redder, below greener.</summary>
    public required double GreenRed { get; init; }

    /// <summary>The mean of Δb*: above 0 it is yellower, below bluer.</summary>
    public required double BlueYellow { get; init; }

    /// <summary>The mean of ΔC*: above 0 its colours are stronger.</summary>
    public required double Chroma { get; init; }

    /// <summary>Its range of L* (standard deviation) over that of the still: above 1 it has more contrast.</summary>
    public required double Contrast { get; init; }

    /// <summary>Cells across the still, without its black bars.</summary>
    public required int Columns { get; init; }

    /// <summary>Cells down.</summary>
    public required int Rows { get; init; }

    /// <summary>ΔE2000 of each cell, row by row; not a number where one of the two has no picture.</summary>
    public required ImmutableArray<float> Map { get; init; }

    /// <summary>The part of the still without bars, in its pixels.</summary>
    public required PixelArea StillArea { get; init; }

    /// <summary>Where that part lies in the picture: the left edge, the top edge and the width, in its pixels; of a mirrored still the same, and the sides are exchanged.</summary>
    public required (double Left, double Top, double Width) PictureArea { get; init; }
}

/// <summary>How looks are compared.</summary>
public sealed record LookSettings
{
    /// <summary>Cells across the still, 16 to 256; its shape says how many there are down.</summary>
    public int Columns { get; init; } = 96;

    /// <summary>Parts of the height at the top and at the bottom that are not judged, because labels are burnt in there.</summary>
    public double Labels { get; init; } = 0.1;

    /// <summary>The part of the other cells that is not judged: those in which the pictures change most from cell to cell.</summary>
    public double Edges { get; init; } = 1.0 / 3;

    /// <summary>From this mean contrast of neighbourhoods on there is something in a picture to know it by.</summary>
    public double Plain { get; init; } = 0.004;
}
