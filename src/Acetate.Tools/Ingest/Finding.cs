using System.Text.Json.Serialization;

namespace Acetate.Tools.Ingest;

/// <summary>Something a person should know about a card, a roll or a day, and what can be done about it.</summary>
public sealed record Finding
{
    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>What kind, in kebab case, stable for scripts: <c>name-not-utf8</c>, <c>sequence-hole</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What was found: one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The way out: one sentence; empty when nothing needs doing.</summary>
    public string Advice { get; init; } = "";

    /// <summary>The file or folder concerned, relative to what was scanned; empty when none is.</summary>
    public string Path { get; init; } = "";
}

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(Library.KebabCaseEnumConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>Good to know; nothing needs doing.</summary>
    Note,

    /// <summary>Somebody should look; the roll goes on.</summary>
    Warning,

    /// <summary>The roll is held until a person has dealt with it.</summary>
    Hold,
}
