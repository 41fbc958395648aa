using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Rolls;

/// <summary>A file of a roll.</summary>
public sealed record RollFile
{
    /// <summary>The place in the roll's list, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The path on the card, exactly, with <c>/</c>; at most 2,000 bytes of UTF-8.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The card's time of last change, if it gave one.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>What the card's manifest says the hashes are.</summary>
    public ImmutableArray<FileDigest> Expected { get; init; } = [];

    /// <summary>The hashes of what was read.</summary>
    public ImmutableArray<FileDigest> Digests { get; init; } = [];

    /// <summary>What holding it against the manifest gave.</summary>
    public RollFileVerdict Verdict { get; init; }

    /// <summary>Why, when that needs saying.</summary>
    public string Message { get; init; } = "";
}

/// <summary>A hash of a file.</summary>
/// <param name="Format">Its ASC MHL name: <c>xxh128</c>.</param>
/// <param name="Text">Its text form.</param>
public sealed record FileDigest(string Format, string Text);

/// <summary>Hashes of a file's blocks, for proving parts of it.</summary>
/// <param name="Path">The path on the card.</param>
/// <param name="Whole">The hash of the whole file that was made in the same read.</param>
/// <param name="Blocks">Hashes of its blocks of 4 MiB, as the reader gave them.</param>
public sealed record FileBlocks(string Path, FileDigest Whole, string Blocks);

/// <summary>What holding a file against the card's manifest gave.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RollFileVerdict>))]
public enum RollFileVerdict
{
    /// <summary>Not looked at yet.</summary>
    Unchecked,

    /// <summary>Listed and there, with the listed size.</summary>
    Listed,

    /// <summary>Listed and not there.</summary>
    Missing,

    /// <summary>There and not listed.</summary>
    Unlisted,

    /// <summary>Another size than listed.</summary>
    SizeDiffers,

    /// <summary>Another hash than listed.</summary>
    Mismatch,

    /// <summary>The card does not give it.</summary>
    Unreadable,

    /// <summary>Left out on purpose, such as <c>.DS_Store</c>.</summary>
    Ignored,
}

/// <summary>A copy of a roll in a store.</summary>
public sealed record RollCopy
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>Library or archive.</summary>
    public required CopyTier Tier { get; init; }

    /// <summary>The store's URL.</summary>
    public required string Store { get; init; }

    /// <summary>The roll's folder in the store.</summary>
    public required string Prefix { get; init; }

    /// <summary>Where the store stands, for the policy: a host, a site, a bucket.</summary>
    public string Place { get; init; } = "";

    /// <summary>How the copy stands.</summary>
    public CopyState State { get; init; }

    /// <summary>Why, when that needs saying.</summary>
    public string Message { get; init; } = "";

    /// <summary>Files in the copy.</summary>
    public long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The number of the ASC MHL generation that seals it; null when it is not sealed.</summary>
    public int? Generation { get; init; }

    /// <summary>When all files were there under their names.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>When it was last read back and right.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }
}

/// <summary>Which copy.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CopyTier>))]
public enum CopyTier
{
    /// <summary>Copy 1, for work.</summary>
    Library,

    /// <summary>Copy 2, for keeping.</summary>
    Archive,
}

/// <summary>How a copy stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CopyState>))]
public enum CopyState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Bytes are on their way.</summary>
    Writing,

    /// <summary>All there, not read back yet.</summary>
    Written,

    /// <summary>Read back, hashed and right.</summary>
    Verified,

    /// <summary>Something is missing or wrong.</summary>
    Failed,
}

/// <summary>How one file stands in one copy: the words of the copy and hash steps.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CopyFileState>))]
public enum CopyFileState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Written under its name.</summary>
    Copied,

    /// <summary>Was there before, with the same bytes.</summary>
    AlreadyThere,

    /// <summary>Read back and right.</summary>
    Intact,

    /// <summary>Read back; there was nothing to hold it against.</summary>
    Hashed,

    /// <summary>Other bytes than expected.</summary>
    Mismatch,

    /// <summary>Another size than expected.</summary>
    SizeDiffers,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, and cannot be read.</summary>
    Unreadable,

    /// <summary>The card lost it while it was read.</summary>
    Vanished,

    /// <summary>The name in the store is taken by other bytes.</summary>
    Conflict,
}

/// <summary>What a step found about one file of a copy.</summary>
/// <param name="Path">The path on the card.</param>
/// <param name="State">How it stands now.</param>
/// <param name="Digests">Hashes that were measured; they are added to those the file has.</param>
/// <param name="Message">Why, when that needs saying.</param>
public sealed record CopyFileNews(string Path, CopyFileState State, ImmutableArray<FileDigest> Digests, string Message = "");

/// <summary>A file and how it stands in each copy.</summary>
/// <param name="File">The file.</param>
/// <param name="Library">Copy 1; null when nothing is known.</param>
/// <param name="Archive">Copy 2; null when nothing is known.</param>
/// <param name="Message">What the copies say about it.</param>
public sealed record RollFileStatus(RollFile File, CopyFileState? Library, CopyFileState? Archive, string Message);
