using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Steps.Render;

namespace Acetate.Tools.Pulls;

/// <summary>What somebody asks for: footage of a cut, for a recipient. Kept with the pull, so that it can be planned again and understood later.</summary>
public abstract record PullOrder
{
    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Who gets it: the name of a workspace.</summary>
    public required string Recipient { get; init; }

    /// <summary>The rate of a cut that does not say its own, such as <c>24</c>; null for the show's, or that of its clips where they have one.</summary>
    public string? Rate { get; init; }

    /// <summary>Which cut of a file that holds several; null where it holds one.</summary>
    public string? Timeline { get; init; }

    /// <summary>Small files that were handed in with the cut, by their names; none twice.</summary>
    public ImmutableArray<PullDocument> Documents { get; init; } = [];

    /// <summary>Whether only what the order says holds; the default is that the show's looks, framing and names stand for what it leaves open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WithoutShow { get; init; }

    /// <summary>What came from the show's settings, for people: <c>look film.cube</c>, <c>names of plates</c>. Set when the pull is planned; null for nothing.</summary>
    public ImmutableArray<string>? FromShow { get; init; }

    /// <summary>The moment that all documents of the package carry, so that the same order gives the same bytes; null: that of the approval.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Who is named as the author of AMFs; null: who asked, without an address.</summary>
    public PlateAuthor? Author { get; init; }
}
