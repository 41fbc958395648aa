using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Sharing;

/// <summary>Clips, stretches of clips and folders of workspaces that somebody opened to others. It opens what it names and nothing beside it.</summary>
public sealed record Share
{
    /// <summary>The most clips and folders in one share.</summary>
    public const int MostItems = 1000;

    /// <summary>The most people with an account in one share.</summary>
    public const int MostRecipients = 1000;

    /// <summary>The most domains that a link is restricted to.</summary>
    public const int MostDomains = 100;

    /// <summary>The longest title, in letters.</summary>
    public const int LongestTitle = 200;

    /// <summary>The longest message, in letters.</summary>
    public const int LongestMessage = 4000;

    /// <summary>How often something may be passed on: a share of a share of a share is the last.</summary>
    public const int DeepestChain = 3;

    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show that everything in it is of.</summary>
    public required string Show { get; init; }

    /// <summary>The share that this one passes on; null for one that was made by somebody of the show. It ends when that one does.</summary>
    public Guid? Parent { get; init; }

    /// <summary>What it is called, for those who get it.</summary>
    public required string Title { get; init; }

    /// <summary>What those who get it are told; may be empty.</summary>
    public string Message { get; init; } = "";

    /// <summary>Who made it.</summary>
    [JsonIgnore]
    public Guid Maker { get; init; }

    /// <summary>Who made it, by name.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The instant at which it ends; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who took it back; null for nobody.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The link that opens it; null when it is for people with an account alone.</summary>
    public ShareLink? Link { get; init; }

    /// <summary>Whether every picture of it carries the name of who sees it. Fixed when the share is made; what is passed on has it too.</summary>
    public bool HasWatermark { get; init; }

    /// <summary>The hash of the link's passphrase; null without one.</summary>
    [JsonIgnore]
    public string? PhraseHash { get; init; }
}

/// <summary>What a share's link opens, and to whom.</summary>
/// <param name="Rights">What those who hold it may do.</param>
/// <param name="HasPassphrase">Whether it asks for a passphrase.</param>
/// <param name="Domains">Of which mail names it takes some, such as <c>vendor.example</c>; empty: it asks for none.</param>
public sealed record ShareLink(ImmutableArray<ShareRight> Rights, bool HasPassphrase, ImmutableArray<string> Domains)
{
    /// <summary>Whether it opens to whoever holds it and nothing else is asked: no mail name and no passphrase.</summary>
    public bool IsPublic => Domains.IsEmpty && !HasPassphrase;
}

/// <summary>What somebody may do with what is shared.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ShareRight>))]
public enum ShareRight
{
    /// <summary>Watch clips, and see what files a folder holds.</summary>
    View,

    /// <summary>Save proxies and the files of folders.</summary>
    Download,

    /// <summary>Pass it on to others, with no more than one's own rights.</summary>
    ReShare,
}

/// <summary>One thing of a share.</summary>
public sealed record ShareItem
{
    /// <summary>Its place in the share, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The clip; null for a folder.</summary>
    public Guid? Clip { get; init; }

    /// <summary>The folder of a workspace; null for a clip.</summary>
    public Guid? Folder { get; init; }

    /// <summary>Which frames of the clip; null for all.</summary>
    public FrameStretch? Stretch { get; init; }

    /// <summary>Whether it is the review movie of the clip's dailies as it was delivered last, in place of the clip's proxy.</summary>
    public bool IsDaily { get; init; }
}

/// <summary>Some frames of a clip.</summary>
/// <param name="First">The first, counted from 0.</param>
/// <param name="Count">How many; at least 1.</param>
public sealed record FrameStretch(long First, long Count);

/// <summary>Somebody with an account to whom a share is open.</summary>
/// <param name="Principal">The name.</param>
/// <param name="Title">The full name.</param>
/// <param name="Rights">What they may do.</param>
/// <param name="GivenBy">Who gave it.</param>
/// <param name="GivenAt">When.</param>
public sealed record ShareRecipient(string Principal, string Title, ImmutableArray<ShareRight> Rights, string GivenBy, DateTimeOffset GivenAt);

/// <summary>A browser that opened a link.</summary>
/// <param name="Id">The library's id.</param>
/// <param name="Share">The share.</param>
/// <param name="Mail">The mail name that was given; empty when none was asked for.</param>
/// <param name="ExpiresAt">When it must be opened again.</param>
public sealed record ShareSession(Guid Id, Guid Share, string Mail, DateTimeOffset ExpiresAt);

/// <summary>Somebody asks to be let in.</summary>
public sealed record ShareRequest
{
    /// <summary>The longest message, in letters.</summary>
    public const int LongestMessage = 1000;

    /// <summary>The most open requests of one share.</summary>
    public const int MostOpen = 100;

    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The share.</summary>
    public required Guid Share { get; init; }

    /// <summary>The account of who asks; null for somebody who holds the link.</summary>
    [JsonIgnore]
    public Guid? Principal { get; init; }

    /// <summary>Whether who asks has an account, so that the name is theirs; a mail name is what they say.</summary>
    public bool HasAccount => Principal is not null;

    /// <summary>The name of the account, or the mail name that was given.</summary>
    public required string Name { get; init; }

    /// <summary>What they say; may be empty.</summary>
    public string Message { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>What was decided.</summary>
    public ShareVerdict Verdict { get; init; }

    /// <summary>Who decided; null while nobody did.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>What became of a request.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ShareVerdict>))]
public enum ShareVerdict
{
    /// <summary>Nobody has decided yet.</summary>
    Open,

    /// <summary>They were let in.</summary>
    Granted,

    /// <summary>They were not.</summary>
    Refused,
}
