using System.Collections.Immutable;

namespace Acetate.Imaging.Colour.Clf;

/// <summary>What a CLF or CTF file says.</summary>
/// <param name="Id">The ProcessList's id; empty when it has none.</param>
/// <param name="Name">Its name; the file's when it has none.</param>
/// <param name="InputDescriptor">What should go in, in its maker's words; null when not said.</param>
/// <param name="OutputDescriptor">What comes out; null when not said.</param>
/// <param name="Operation">Its nodes in order, on values of which 1 is the full range.</param>
/// <param name="Notices">What was passed over, a sentence each.</param>
public sealed record ClfDocument(string Id, string Name, string? InputDescriptor, string? OutputDescriptor, ColourChain Operation, ImmutableArray<string> Notices);
