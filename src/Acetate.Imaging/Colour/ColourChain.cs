using System.Collections.Immutable;

namespace Acetate.Imaging.Colour;

/// <summary>Operations one after the other.</summary>
/// <param name="Name">What the whole does.</param>
/// <param name="Steps">In the order in which they are applied.</param>
public sealed record ColourChain(string Name, ImmutableArray<IColourOperation> Steps) : IColourOperation
{
    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        foreach (var step in Steps) colour = step.Apply(colour);
        return colour;
    }
}
