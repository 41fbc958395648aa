namespace Acetate.Library.Search;

/// <summary>A search with a name. It stays current because it is asked anew each time.</summary>
public sealed record SmartCollection
{
    /// <summary>The longest name.</summary>
    public const int LongestName = 100;

    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show that it is for, so that all who see the show see it; null for a person's own.</summary>
    public string? Show { get; init; }

    /// <summary>Whose it is; null for a show's.</summary>
    public Guid? Owner { get; init; }

    /// <summary>Its name: no two of a show or a person share it, in any case.</summary>
    public required string Name { get; init; }

    /// <summary>The search.</summary>
    public required string Query { get; init; }

    /// <summary>The order; empty for the usual one.</summary>
    public string Sort { get; init; } = "";

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
