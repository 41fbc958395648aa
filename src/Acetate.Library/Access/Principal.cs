using System.Text.Json.Serialization;
using Acetate.Library.Sharing;

namespace Acetate.Library.Access;

/// <summary>Somebody or something that acts: a person, a service or a station beside a card reader.</summary>
public sealed record Principal
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name in events and in the audit log: 1 to 64 characters without spaces or control characters. Never given twice, in any case.</summary>
    public required string Name { get; init; }

    /// <summary>Person, service or station.</summary>
    public required PrincipalKind Kind { get; init; }

    /// <summary>The full name.</summary>
    public string Title { get; init; } = "";

    /// <summary>The e-mail address; empty when not known.</summary>
    public string Mail { get; init; } = "";

    /// <summary>Whether the principal owns every show and may make shows, principals and tokens.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>Whether a second factor is asked of the principal whatever the installation's policy.</summary>
    public bool NeedsSecondFactor { get; init; }

    /// <summary>When the principal was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the principal was shut out; null when it was not.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Why this cannot be a principal's name, or null when it can.</summary>
    public static string? WhyNotName(string name) =>
        name.Length is 0 or > 64 ? "A name has 1 to 64 characters."
        : name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c)) ? "A name has no spaces or control characters."
        : null;

    /// <summary>Why this cannot be a principal's mail address, or null when it can; empty says that none is known.</summary>
    public static string? WhyNotMail(string mail) =>
        mail.Length == 0 || MailName.TryParse(mail, out _, out _) ? null : "This is no mail address, such as anna@film.example. Leave it empty when none is known.";
}

/// <summary>What kind of actor a principal is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PrincipalKind>))]
public enum PrincipalKind
{
    /// <summary>A human being.</summary>
    Person,

    /// <summary>A program.</summary>
    Service,

    /// <summary>A machine that reads cards.</summary>
    Station,
}

/// <summary>What somebody is in a show. Each role may do all that the ones before it may.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ShowRole>))]
public enum ShowRole
{
    /// <summary>Sees everything, changes nothing.</summary>
    Viewer,

    /// <summary>Ingests, retries, confirms days.</summary>
    Operator,

    /// <summary>Changes the show's settings and says who else may do what.</summary>
    Owner,
}

/// <summary>What a token may be used for. A token never gives more than its principal's roles.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TokenScope>))]
public enum TokenScope
{
    /// <summary>Reading.</summary>
    Read,

    /// <summary>Bringing footage in.</summary>
    Ingest,

    /// <summary>Retrying, cancelling, confirming, correcting.</summary>
    Operate,

    /// <summary>Shows, principals, roles, tokens, the audit log.</summary>
    Admin,

    /// <summary>The page for Prometheus.</summary>
    Metrics,

    /// <summary>Leasing work as a station.</summary>
    Station,

    /// <summary>Choosing a password without knowing the one before.</summary>
    Enrol,

    /// <summary>Setting up a second factor.</summary>
    SecondFactor,

    /// <summary>Fetching verified rolls and the packages of workspaces, and saying what arrived.</summary>
    Download,
}
