using System.Collections.Immutable;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls;

/// <summary>Plates of a cut, for a vendor.</summary>
public sealed record VfxPullOrder : PullOrder
{
    /// <summary>The episode, for names; empty for none.</summary>
    public string Episode { get; init; } = "";

    /// <summary>Shots that are wanted; empty for all that the cut names.</summary>
    public ImmutableArray<string> Shots { get; init; } = [];

    /// <summary>What the show and the vendor agreed on.</summary>
    public VfxPullSettings Settings { get; init; } = new();
}
