using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>The chain file of a history: which manifests belong to it, in order, each with the C4 identifier of its bytes.</summary>
/// <param name="Entries">In the order of the document.</param>
public sealed record MhlChain(ImmutableArray<MhlChainEntry> Entries)
{
    /// <summary>The name of the chain file in an <c>ascmhl</c> folder.</summary>
    public const string FileName = "ascmhl_chain.xml";

    /// <summary>The name of the same kind of file in a folder of packing lists.</summary>
    public const string CollectionFileName = "ascmhl_collection.xml";

    /// <summary>Where the document departs from the official schema without becoming unusable.</summary>
    public ImmutableArray<MhlNotice> Notices { get; init; } = [];
}

/// <summary>One manifest in a chain.</summary>
/// <param name="Number">The generation, from 1; null when the document does not say it (the schema allows that).</param>
/// <param name="FileName">The bare name of the manifest.</param>
/// <param name="C4">The C4 identifier of the manifest's bytes.</param>
/// <param name="Line">Where the entry stands in the document, from 1; 0 when it was not read from one.</param>
public sealed record MhlChainEntry(int? Number, string FileName, HashDigest C4, int Line = 0);
