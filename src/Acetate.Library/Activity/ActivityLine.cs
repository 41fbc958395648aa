using System.Globalization;
using System.Text.Json.Serialization;

namespace Acetate.Library.Activity;

/// <summary>One line of a timeline: who did what to what, when.</summary>
public sealed record ActivityLine
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether it is told by the feed of events or by the audit log.</summary>
    public required ActivitySource Source { get; init; }

    /// <summary>The number it has there.</summary>
    public required long Sequence { get; init; }

    /// <summary>What kind, with the noun first: <c>roll.verified</c>, <c>file.downloaded</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Who: a principal's name, or the part of Acetate that acted.</summary>
    public required string Actor { get; init; }

    /// <summary>What happened, for people: one sentence.</summary>
    public required string Words { get; init; }

    /// <summary>The show; empty for none.</summary>
    public string Show { get; init; } = "";

    /// <summary>The roll, if one is concerned.</summary>
    public Guid? Roll { get; init; }

    /// <summary>The clip, if one is concerned.</summary>
    public Guid? Clip { get; init; }

    /// <summary>The job, if one is concerned.</summary>
    public Guid? Job { get; init; }

    /// <summary>What an audit entry says was acted on; empty for events.</summary>
    public string Target { get; init; } = "";

    /// <summary>Its place among all lines.</summary>
    internal ActivityPlace Place => new(At, Source, Sequence);
}

/// <summary>Where a line of a timeline comes from. Of one moment events come first.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ActivitySource>))]
public enum ActivitySource
{
    /// <summary>What happened to rolls, clips, pulls and jobs, comments and edits among it.</summary>
    Event,

    /// <summary>Who asked for what, looked at what and fetched what.</summary>
    Audit,
}

/// <summary>A place in the order of all lines, newest first, from which the next page goes on.</summary>
/// <param name="At">When.</param>
/// <param name="Source">Which source.</param>
/// <param name="Sequence">The number there.</param>
public readonly record struct ActivityPlace(DateTimeOffset At, ActivitySource Source, long Sequence)
{
    private const string Format = "yyyyMMdd'T'HHmmss.ffffff";

    /// <summary>Reads what <see cref="ToString"/> wrote; nothing else.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">The place.</param>
    public static bool TryParse(string text, out ActivityPlace place)
    {
        ArgumentNullException.ThrowIfNull(text);
        place = default;
        var parts = text.Split('-');
        if (parts.Length != 3 || parts[1] is not ("e" or "a")
            || !DateTimeOffset.TryParseExact(parts[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        place = new(at, parts[1] == "e" ? ActivitySource.Event : ActivitySource.Audit, sequence);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}-{(Source == ActivitySource.Event ? 'e' : 'a')}-{Sequence}");
}

/// <summary>What somebody wants to see of all that happened; nothing set means all.</summary>
public sealed record ActivityFilter
{
    /// <summary>Only of this show.</summary>
    public string? Show { get; init; }

    /// <summary>Only of this roll, its clips among it.</summary>
    public Guid? Roll { get; init; }

    /// <summary>Only of this clip: from its card on, and every package that it went into.</summary>
    public Guid? Clip { get; init; }

    /// <summary>Only of this shot of the show: its pulls, and the clips in it.</summary>
    public string? Shot { get; init; }

    /// <summary>Only by this actor.</summary>
    public string? Actor { get; init; }

    /// <summary>Only from this moment on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only who looked at or fetched something.</summary>
    public bool ReadsOnly { get; init; }

    /// <summary>Only what is about this.</summary>
    public ActivityTopic? Topic { get; init; }
}

/// <summary>What a part of all that happens is about.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ActivityTopic>))]
public enum ActivityTopic
{
    /// <summary>Rolls and clips: their way in, comments and edits, days and drives.</summary>
    Footage,

    /// <summary>Cuts, what they mean, and the pulls and returns that come of them.</summary>
    Cuts,

    /// <summary>Dailies.</summary>
    Dailies,

    /// <summary>Workspaces, shares, assets, and whoever fetched something.</summary>
    Sharing,

    /// <summary>People, roles, tokens and settings.</summary>
    Access,
}

/// <summary>What a reader may know. Null means every show.</summary>
/// <param name="Name">The reader: of themselves everybody may know everything that concerns their shows.</param>
/// <param name="Shows">Shows whose events they may see.</param>
/// <param name="Audited">Shows in which they may see who looked at and fetched what.</param>
public sealed record ActivityReader(string Name, string[]? Shows, string[]? Audited)
{
    /// <summary>Somebody who may know everything.</summary>
    public static ActivityReader Everything { get; } = new("", null, null);
}
