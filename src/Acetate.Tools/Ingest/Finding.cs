using System.Text.Json.Serialization;
using Acetate.Library.Rolls;

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

    /// <summary>Whether it says that something on the card could not be read at all: as long as that is so, no copy has it.</summary>
    [JsonIgnore]
    public bool IsUnread => Code is "name-not-utf8" or "folder-unreadable" or "folder-too-deep";

    /// <summary>Whether it says that no store can keep a file under its name: whoever wants the roll must give a copy of it another name.</summary>
    [JsonIgnore]
    public bool IsUnstorable => Code is "name-control-character" or "name-too-long" or "path-too-long";

    /// <summary>Whether this is why a roll waits for a person; a roll may also wait because of its files or of a step.</summary>
    public bool Holds(Hold? hold) => Severity == FindingSeverity.Hold && hold?.Reason.StartsWith(Message, StringComparison.Ordinal) == true;
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
