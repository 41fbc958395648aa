using System.Collections.Immutable;
using Acetate.Library.Clips;

namespace Acetate.Library.Search;

/// <summary>A clip in a list of what was found: what a row or a picture of a list shows.</summary>
public sealed record ClipHit
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show's short name.</summary>
    public required string Show { get; init; }

    /// <summary>The roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The roll's name.</summary>
    public required string RollName { get; init; }

    /// <summary>The clip's name.</summary>
    public required string Name { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>Camera, sound or still; empty when not known.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The unit; empty when not known.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The scene; empty when not known.</summary>
    public string Scene { get; init; } = "";

    /// <summary>The take; empty when not known.</summary>
    public string Take { get; init; } = "";

    /// <summary>Make and model of the camera; empty when not known.</summary>
    public string Camera { get; init; } = "";

    /// <summary>The lens's name; empty when not known.</summary>
    public string Glass { get; init; } = "";

    /// <summary>The focal length in millimetres; null when not known.</summary>
    public double? Lens { get; init; }

    /// <summary>The exposure index; null when not known.</summary>
    public long? Iso { get; init; }

    /// <summary>The aperture; null when not known.</summary>
    public double? Stop { get; init; }

    /// <summary>The white balance in kelvin; null when not known.</summary>
    public long? Kelvin { get; init; }

    /// <summary>Frame rate as a ratio; empty when not known.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Picture width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Picture height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The codec, in inspection's words.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Length in frames; null when not known.</summary>
    public long? Frames { get; init; }

    /// <summary>Length in seconds; null when not known.</summary>
    public double? Seconds { get; init; }

    /// <summary>Timecode of the first frame; empty when there is none.</summary>
    public string TimecodeStart { get; init; } = "";

    /// <summary>Timecode after the last frame; empty when there is none.</summary>
    public string TimecodeEnd { get; init; } = "";

    /// <summary>How its proxy stands.</summary>
    public ProxyState ProxyState { get; init; }

    /// <summary>Why it has no proxy; empty when it has.</summary>
    public string ProxyReason { get; init; } = "";

    /// <summary>How the small frames of its strip lie; null when there is none.</summary>
    public ClipStripGrid? Strip { get; init; }

    /// <summary>How many things are wrong with it.</summary>
    public int Problems { get; init; }

    /// <summary>Whether its roll waits for a person.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Whether its roll has a verified copy in the library store, so that it can be used at once.</summary>
    public bool IsOnline { get; init; }

    /// <summary>Whether its roll has a verified copy in the archive.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Whether the take is circled.</summary>
    public bool IsCircled { get; init; }
}

/// <summary>A part of what was found.</summary>
/// <param name="Clips">In the order that was asked for.</param>
/// <param name="Next">Where the next part begins; null after the last.</param>
public sealed record SearchPage(ImmutableArray<ClipHit> Clips, string? Next);

/// <summary>What is found, counted.</summary>
/// <param name="Total">How many clips; as many as were counted when there are more.</param>
/// <param name="IsTotalCapped">Whether there are more than that.</param>
/// <param name="Counted">How many clips the facets are counted over.</param>
/// <param name="IsCapped">Whether there are more, so that every count is "at least" and a rare value may not be listed.</param>
/// <param name="Facets">By field, in the order of a page.</param>
public sealed record SearchSummary(int Total, bool IsTotalCapped, int Counted, bool IsCapped, ImmutableArray<SearchFacet> Facets);

/// <summary>A field with the values that clips have in it.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Values">The most frequent first; days and numbers in their own order.</param>
/// <param name="IsShortened">Whether there are more values than are listed.</param>
public sealed record SearchFacet(string Field, ImmutableArray<FacetValue> Values, bool IsShortened);

/// <summary>A value of a facet.</summary>
/// <param name="Value">As it is shown.</param>
/// <param name="Term">The term that finds the clips with it.</param>
/// <param name="Clips">How many.</param>
public sealed record FacetValue(string Value, string Term, int Clips);
