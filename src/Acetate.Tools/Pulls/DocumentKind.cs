using System.Text.Json.Serialization;
using Acetate.Library;

namespace Acetate.Tools.Pulls;

/// <summary>What a small file says of a picture.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DocumentKind>))]
public enum DocumentKind
{
    /// <summary>An ACES metadata file.</summary>
    Amf,

    /// <summary>An ASC framing decision list.</summary>
    Fdl,

    /// <summary>An ASC CDL: <c>.cdl</c>, <c>.cc</c> or <c>.ccc</c>.</summary>
    Cdl,

    /// <summary>A look-up table.</summary>
    Lut,

    /// <summary>A picture that shows what the dailies looked like.</summary>
    Still,

    /// <summary>Anything else: it goes along and means nothing here.</summary>
    Other,
}
