using System.Collections.Immutable;

namespace Acetate.Library.Shows;

/// <summary>A film, a season or any other production: what it is called and what it asks of its footage.</summary>
public sealed record Show
{
    /// <summary>The short name: 1 to 64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>, beginning with a letter or digit. It names folders.</summary>
    public required string Name { get; init; }

    /// <summary>The title for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the show asks for.</summary>
    public ShowSettings Settings { get; init; } = new();

    /// <summary>When the show was made; set by the library.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts the changes of title and settings, from 1; set by the library. Who changes them names the version that was looked at.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Whether Windows keeps a file name for itself: CON, PRN, AUX, NUL, COM1 to COM9, LPT1 to LPT9, whatever its case and its extension.</summary>
    public static bool IsKeptByWindows(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var stem = name.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && stem[3] is >= '1' and <= '9');
    }

    /// <summary>Why this cannot be the short name of a show, or null when it can.</summary>
    public static string? WhyNotName(string name) => name switch
    {
        { Length: 0 or > 64 } => "A show's short name has 1 to 64 characters.",
        _ when !char.IsAsciiLetterOrDigit(name[0]) => $"A show's short name begins with a letter or a digit; '{name[0]}' is neither.",
        _ when name.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) is not '\0' and var odd =>
            $"A show's short name is made of letters, digits, '-', '_' and '.'; {(char.IsControl(odd) ? $"the character U+{(int)odd:X4}" : $"'{odd}'")} is none of them.",
        _ when IsKeptByWindows(name) => $"A show's short name is none that Windows keeps for itself, as '{name}' is: there no folder can have it. Choose another.",
        _ when name.EndsWith('.') => "A show's short name does not end with '.'.",
        _ => null,
    };
}

/// <summary>What a show asks of its footage. Every member has a default, so older settings stay readable.</summary>
public sealed record ShowSettings
{
    /// <summary>The project's frame rate as a ratio, such as <c>24000/1001</c>; empty when it is not said.</summary>
    public string FrameRate { get; init; } = "";

    /// <summary>What clips must be like; empty lists ask nothing.</summary>
    public ShowSpecification Specification { get; init; } = new();

    /// <summary>When a card may be formatted.</summary>
    public CopyPolicy Policy { get; init; } = new();

    /// <summary>How quickly a roll must come through.</summary>
    public ShowTargets Targets { get; init; } = new();

    /// <summary>The hash formats of every copy, by their ASC MHL names; <c>xxh128</c> unless said otherwise.</summary>
    public ImmutableArray<string> HashFormats { get; init; } = ["xxh128"];

    /// <summary>Whether one submission may hold only one shoot day; yes unless said otherwise.</summary>
    public bool OneShootDayPerSubmission { get; init; } = true;

    /// <summary>Addresses that are told over HTTP.</summary>
    public ImmutableArray<WebhookSettings> Webhooks { get; init; } = [];

    /// <summary>People who are told by e-mail.</summary>
    public ImmutableArray<MailSettings> Mail { get; init; } = [];

    /// <summary>News that is not sent to anybody.</summary>
    public ImmutableArray<MuteRule> Mute { get; init; } = [];

    /// <summary>What pulls are made by where their order says nothing.</summary>
    public ShowPullSettings Pulls { get; init; } = new();

    /// <summary>What the show may use before people are warned, or new work is stopped.</summary>
    public ShowBudget Budget { get; init; } = new();

    /// <summary>What work and storage cost; nothing is said of money where nothing is stated.</summary>
    public ShowRates Rates { get; init; } = new();

    /// <summary>How dailies are made.</summary>
    public ShowDailies Dailies { get; init; } = new();

    /// <summary>What is wrong with these settings: sentences, none when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in Dailies.Problems()) yield return problem;
        if (FrameRate.Length > 0 && !Timing.FrameRate.TryParse(FrameRate, out _, out var reason)) yield return $"The frame rate is not valid: {reason}";
        if (Policy.Copies is < 1 or > 9) yield return "The number of verified copies must be 1 to 9.";
        if (Policy.Places < 1 || Policy.Places > Policy.Copies) yield return "The number of places must be at least 1 and not more than the number of copies.";
        foreach (var minutes in new[] { Targets.CardToLibraryMinutes, Targets.CardToProxyMinutes, Targets.CardToArchiveMinutes })
            if (minutes is <= 0) yield return "A target must be more than 0 minutes, or not be set.";
        foreach (var problem in Budget.Problems().Concat(Rates.Problems())) yield return problem;
        if (HashFormats.IsDefaultOrEmpty) yield return "At least one hash format is needed, such as xxh128.";
        foreach (var hook in Webhooks)
            if (!hook.Url.IsAbsoluteUri || hook.Url.Scheme is not ("http" or "https") || hook.Url.UserInfo.Length > 0)
                yield return "A webhook's address must begin with http:// or https:// and hold no password.";
        foreach (var problem in Mail.SelectMany(mail => mail.Problems())) yield return problem;
    }
}

/// <summary>What clips of the show must be like; an empty list asks nothing.</summary>
public sealed record ShowSpecification
{
    /// <summary>Permitted codecs, by the names inspection gives.</summary>
    public ImmutableArray<string> Codecs { get; init; } = [];

    /// <summary>Permitted sizes, as <c>4096x2160</c>.</summary>
    public ImmutableArray<string> Sizes { get; init; } = [];

    /// <summary>Permitted rates, as ratios.</summary>
    public ImmutableArray<string> Rates { get; init; } = [];
}

/// <summary>What pulls of a show are made by where their order says nothing; the show's documents are kept beside it (<see cref="ShowDocument"/>).</summary>
public sealed record ShowPullSettings
{
    /// <summary>How plates are named, as a template of names; empty for the usual one.</summary>
    public string PlateTemplate { get; init; } = "";

    /// <summary>How a clip's framing decision list is applied to plates; null: not at all.</summary>
    public ShowFraming? Framing { get; init; }
}

/// <summary>Which framing of a framing decision list is meant; what is empty need not be said where there is only one.</summary>
public sealed record ShowFraming
{
    /// <summary>The show's document that has the canvas template; empty: that of the clip's own list.</summary>
    public string TemplateFile { get; init; } = "";

    /// <summary>The canvas template's id.</summary>
    public string Template { get; init; } = "";

    /// <summary>The context's label.</summary>
    public string Context { get; init; } = "";

    /// <summary>The canvas's id.</summary>
    public string Canvas { get; init; } = "";

    /// <summary>The framing decision's or intent's id.</summary>
    public string Intent { get; init; } = "";
}

/// <summary>When a card may be formatted.</summary>
/// <param name="Copies">How many copies must have been read back and hashed; 2 unless said otherwise.</param>
/// <param name="Places">In how many different places they must lie; 1 unless said otherwise.</param>
public sealed record CopyPolicy(int Copies = 2, int Places = 1);

/// <summary>How quickly a roll must come through, in minutes from being found; null asks nothing.</summary>
public sealed record ShowTargets
{
    /// <summary>Until copy 1 is verified.</summary>
    public int? CardToLibraryMinutes { get; init; }

    /// <summary>Until every clip has its proxy.</summary>
    public int? CardToProxyMinutes { get; init; }

    /// <summary>Until copy 2 is verified.</summary>
    public int? CardToArchiveMinutes { get; init; }
}

/// <summary>An address that is told over HTTP.</summary>
/// <param name="Url">Where the news is posted.</param>
/// <param name="Events">Event kinds, with <c>*</c> at the end for all that begin so; empty for all.</param>
/// <param name="SecretVariable">The environment variable that holds the key the news is signed with; empty for none.</param>
public sealed record WebhookSettings(Uri Url, ImmutableArray<string> Events, string SecretVariable = "");

/// <summary>News that is not sent.</summary>
/// <param name="Events">Event kinds, as in <see cref="WebhookSettings"/>.</param>
/// <param name="Until">When the rule ends; null for never.</param>
/// <param name="Rolls">Only of rolls whose name begins so; empty for all.</param>
public sealed record MuteRule(ImmutableArray<string> Events, DateTimeOffset? Until = null, string Rolls = "");
