using System.Collections.Immutable;
using Acetate.Media.Check;
using Acetate.Steps.Compare;

namespace Acetate.Steps.Render;

/// <summary>A check of the clip's pictures from the decode that renders them.</summary>
public sealed record CheckRequest
{
    /// <summary>From where on something is told; those of sound are not used here.</summary>
    public CheckLimits Limits { get; init; } = new();

    /// <summary>Frames per second that the show records at, such as <c>24000/1001</c>; null: none is asked for.</summary>
    public string? ExpectedRate { get; init; }

    /// <summary>Stills of the set that what the clip looks like is held against, 16 at most; the default is none.</summary>
    public ImmutableArray<ComparedStill> Stills { get; init; } = [];
}

/// <summary>What the check of a clip's files and pictures found.</summary>
public sealed record CheckResult
{
    /// <summary>What was found: of the whole clip first, then by frame. Frames are counted from the clip's first, whatever range was rendered.</summary>
    public ImmutableArray<ClipFinding> Findings { get; init; } = [];

    /// <summary>What the pictures are like; null when there were none.</summary>
    public ClipStatistics? Statistics { get; init; }

    /// <summary>What holding the clip against stills of the set gave, in the order of the request.</summary>
    public ImmutableArray<StillCheck> Stills { get; init; } = [];
}
