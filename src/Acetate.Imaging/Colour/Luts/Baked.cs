using Acetate.Imaging.Colour.Encodings;

namespace Acetate.Imaging.Colour.Luts;

/// <summary>Transforms turned into tables: some thirty times as quick as ACES 2 itself, and a little wrong.</summary>
public static class Baked
{
    /// <summary>A transform of ACES2065-1 as a table over the codes of an encoding: into the encoding, then through the table.</summary>
    /// <param name="operation">Takes ACES2065-1.</param>
    /// <param name="over">Spreads light over the table; ACEScct is good for output transforms, whose codes of 0 to 1 are light of -0.007 to 222.
    /// What lies outside of its codes of 0 to 1 is cut.</param>
    /// <param name="size">Entries along an edge, 2 to 129. How far the result is off depends on it; docs/formats/colour.md has measured figures.</param>
    public static ColourChain Over(IColourOperation operation, ColourEncoding over, int size)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(over);
        var table = CubeTable.Of(new ColourChain(operation.Name, [over.ToAces(), operation]), size);
        return new(table.Name, [.. over.FromAces().Steps, table]);
    }
}
