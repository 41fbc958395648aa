using System.Collections.Immutable;
using Acetate.Steps;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>Camera originals of a locked cut, for the finishing house.</summary>
public sealed record ConformPullOrder : PullOrder
{
    /// <summary>Further cuts of the same programme, in its order: reels 2 and on. The first is the pull's cut.</summary>
    public ImmutableArray<PullDocument> Reels { get; init; } = [];

    /// <summary>An earlier pull for the same recipient: only what it and those before it did not deliver is delivered. Null for everything.</summary>
    public Guid? Since { get; init; }

    /// <summary>Reference movies of the cuts, which are copied along.</summary>
    public ImmutableArray<ConformReference> References { get; init; } = [];

    /// <summary>What the show and the finishing house agreed on.</summary>
    public ConformPullSettings Settings { get; init; } = new();
}

/// <summary>A reference movie of a cut, where a worker can read it. It is too large to be kept with the order.</summary>
/// <param name="Store">URL of the store that has it.</param>
/// <param name="Folder">The folder in that store; empty for the store itself.</param>
/// <param name="File">The movie's file name and length, with the hashes that it must have.</param>
public sealed record ConformReference(Uri Store, string Folder, CopyFile File);
