using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;

namespace Acetate.Tools.Pulls.Packages;

/// <summary>The camera's clip that frames or files of a package were made of.</summary>
public sealed record PackageSource
{
    /// <summary>The clip's name.</summary>
    public required string Clip { get; init; }

    /// <summary>Its roll.</summary>
    public required string Roll { get; init; }

    /// <summary>The reel that cuts call it by; for plates also the text of <c>reelName</c> in their frames. Null when not known.</summary>
    public string? Reel { get; init; }

    /// <summary>Maker and model of the camera.</summary>
    public string? Camera { get; init; }

    /// <summary>Frames per second as a ratio, such as <c>24000/1001</c>.</summary>
    public string? Rate { get; init; }

    /// <summary>Label of the first frame delivered; null when the clip has none.</summary>
    public string? TimecodeIn { get; init; }

    /// <summary>Label of the frame after the last one delivered.</summary>
    public string? TimecodeOut { get; init; }

    /// <summary>The clip's files that it was made from, by their paths within the roll, with what the library knows of them.</summary>
    public ImmutableArray<PackageFile> Files { get; init; } = [];
}

/// <summary>A file, as it is to be recognised again.</summary>
public sealed record PackageFile
{
    /// <summary>Its path: within the roll for a source, within the package for what is delivered.</summary>
    public required string Path { get; init; }

    /// <summary>Its bytes; null when whoever wrote this could not know.</summary>
    public long? Length { get; init; }

    /// <summary>A hash of it, the format's ASC MHL name and the text: <c>xxh128:0b242d361fda71bc…</c>.</summary>
    public string? Hash { get; init; }
}

/// <summary>A clip of a conform package.</summary>
public sealed record PackageClip
{
    /// <summary>The camera's clip.</summary>
    public required PackageSource Source { get; init; }

    /// <summary>The files delivered, by their paths in the package, in the order of the clip.</summary>
    public required ImmutableArray<PackageFile> Files { get; init; }

    /// <summary>Whether the clip was cut down to what is needed.</summary>
    public required PackageTreatment Treatment { get; init; }

    /// <summary>Why it is whole, as a sentence; null when it was trimmed.</summary>
    public string? WhyWhole { get; init; }

    /// <summary>Which of the clip's frames the delivered files hold; of a whole clip all.</summary>
    public PackageRange? Range { get; init; }

    /// <summary>Frames that the delivered files hold together; null for sound, or when nobody could know.</summary>
    public long? Frames { get; init; }

    /// <summary>Pixels across.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels down.</summary>
    public int? Height { get; init; }

    /// <summary>The codec, in the words of <c>acetate inspect</c>.</summary>
    public string? Codec { get; init; }

    /// <summary>Events that show it; an event of the second of two cuts is written <c>cut:number</c>.</summary>
    public ImmutableArray<string> Events { get; init; } = [];

    /// <summary>Its AMF.</summary>
    public string? Amf { get; init; }

    /// <summary>Its framing decision list.</summary>
    public string? Fdl { get; init; }

    /// <summary>Its ASC CDL.</summary>
    public string? Cdl { get; init; }

    /// <summary>Its look-up table.</summary>
    public string? Lut { get; init; }

    /// <summary>What a person should know: a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Why this clip: the evidence in words, one text for each event.</summary>
    public ImmutableArray<string> Why { get; init; } = [];
}

/// <summary>Whether a delivered clip was cut down.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PackageTreatment>))]
public enum PackageTreatment
{
    /// <summary>Only what is needed, by the format's own means, without encoding anew.</summary>
    Trimmed,

    /// <summary>All of it, byte for byte.</summary>
    Whole,
}
