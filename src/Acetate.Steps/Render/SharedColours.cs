using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Luts;

namespace Acetate.Steps.Render;

/// <summary>Operations of one request's outputs: what is the same for several is one object, so that it is computed once for all of them.</summary>
internal sealed class SharedColours
{
    // As proxies have it; docs/formats/colour.md has what it is off by.
    private const int TableSize = 65;

    /// <summary>The table as a recipe says it.</summary>
    public const string Words = "65 entries an edge, over ACEScct";

    private static readonly ColourEncoding Over = KnownEncodings.All.Single(encoding => encoding.Name == "ACEScct");

    private readonly Dictionary<string, ColourChain> known = new(StringComparer.Ordinal);

    /// <summary>An operation, or the one that was made of the same recipe before.</summary>
    public ColourChain Of(ColourChain operation, string recipe) => known.TryGetValue(recipe, out var same) ? same : known[recipe] = operation;

    /// <summary>An operation of ACES2065-1 by a table.</summary>
    public ColourChain Tabled(ColourChain operation, string recipe) => known.TryGetValue($"table {recipe}", out var same) ? same : known[$"table {recipe}"] = Baked.Over(operation, Over, TableSize);
}
