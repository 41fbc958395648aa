using Acetate.Library.Pulls;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>Where the frames of a plate lie that was delivered before: those that are needed again are copied from there.</summary>
public sealed record EarlierPlate
{
    /// <summary>The plate, as the library keeps it.</summary>
    public required PullPlate Plate { get; init; }

    /// <summary>URL of the store that has its package.</summary>
    public required Uri Store { get; init; }

    /// <summary>The package's folder in it.</summary>
    public required string Prefix { get; init; }

    /// <summary>The package's name, for notes.</summary>
    public required string Package { get; init; }
}
