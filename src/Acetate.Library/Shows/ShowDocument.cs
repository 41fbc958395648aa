using System.Text.Json.Serialization;

namespace Acetate.Library.Shows;

/// <summary>A small file that a show's pulls are made by: a look or a framing decision list.</summary>
public sealed record ShowDocument
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Its file name; no other of the show has it, in whatever case.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required ShowDocumentKind Kind { get; init; }

    /// <summary>Its length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>The SHA-256 of its bytes, as lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Whether pulls have it where their order has none of its kind; one of each kind at most.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Who added it.</summary>
    public required string AddedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>Who took it off the list; null while it is on it.</summary>
    public string? RemovedBy { get; init; }

    /// <summary>When it was taken off.</summary>
    public DateTimeOffset? RemovedAt { get; init; }
}

/// <summary>What a document of a show is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ShowDocumentKind>))]
public enum ShowDocumentKind
{
    /// <summary>An ACES metadata file.</summary>
    Amf,

    /// <summary>An ASC framing decision list.</summary>
    Fdl,

    /// <summary>An ASC CDL.</summary>
    Cdl,

    /// <summary>A look-up table.</summary>
    Lut,
}
