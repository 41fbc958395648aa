using Acetate.Media.Check;
using Acetate.Steps.Render;

namespace Acetate.Steps.Compare;

/// <summary>A still of the set that a clip's look is held against: a display-referred picture for Rec.709, as the DIT graded it.</summary>
public sealed record ComparedStill
{
    /// <summary>Where it lies.</summary>
    public required StoredDocument File { get; init; }

    /// <summary>What people know it by: its file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The clip's frame that it shows, counted from 0; null: its label says it, or nobody does.</summary>
    public long? Frame { get; init; }

    /// <summary>The label of the frame that it shows; null: nobody says it. Without either, frames from all over the clip are looked at.</summary>
    public string? Timecode { get; init; }
}

/// <summary>What holding a clip against a still gave. Differences are the clip's less the still's.</summary>
public sealed record StillCheck
{
    /// <summary>The still's name.</summary>
    public required string Still { get; init; }

    /// <summary>How it went.</summary>
    public required StillVerdict Verdict { get; init; }

    /// <summary>One or two sentences for people: what was found, and what to do.</summary>
    public required string Words { get; init; }

    /// <summary>The clip's frame that was compared, counted from 0; null: none was.</summary>
    public long? Frame { get; init; }

    /// <summary>The ΔE2000 that half of the picture has at most.</summary>
    public double? Median { get; init; }

    /// <summary>The ΔE2000 that 95 of 100 parts of it have at most.</summary>
    public double? Percentile95 { get; init; }

    /// <summary>The mean of ΔL*: above 0 the clip is brighter.</summary>
    public double? Lightness { get; init; }

    /// <summary>The mean of Δa*: above 0 it is redder, below greener.</summary>
    public double? GreenRed { get; init; }

    /// <summary>The mean of Δb*: above 0 it is yellower, below bluer.</summary>
    public double? BlueYellow { get; init; }

    /// <summary>The mean of ΔC*: above 0 its colours are stronger.</summary>
    public double? Chroma { get; init; }

    /// <summary>Its range of lightness over the still's.</summary>
    public double? Contrast { get; init; }

    /// <summary>How alike the two are in structure, whatever their colours: 1 the same picture, about 0 another.</summary>
    public double? Likeness { get; init; }

    /// <summary>The picture of the comparison, a PNG below the step's folder: the still, the clip, and a map of ΔE2000. Null: there is none.</summary>
    public string? Map { get; init; }
}
