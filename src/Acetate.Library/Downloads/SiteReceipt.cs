using System.Text.Json.Serialization;

namespace Acetate.Library.Downloads;

/// <summary>What a site says of something that it fetched. It is its word; the manifest's hash lets anybody hold it to that.</summary>
public abstract record SiteReceipt
{
    /// <summary>Whose token said so.</summary>
    public required string ReportedBy { get; init; }

    /// <summary>The machine or facility: see <see cref="SiteName"/>.</summary>
    public required string Site { get; init; }

    /// <summary>How it stands there.</summary>
    public required ReceiptState State { get; init; }

    /// <summary>Files that are there, read back and right.</summary>
    public long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The ASC MHL generation that was written there; null when nothing was sealed.</summary>
    public int? Generation { get; init; }

    /// <summary>What that generation's manifest hashes to, as <c>xxh128:…</c>; empty when nothing was sealed.</summary>
    public string ManifestHash { get; init; } = "";

    /// <summary>What is wrong, as a sentence of at most 500 characters; empty when nothing is.</summary>
    public string Message { get; init; } = "";

    /// <summary>When it was said; set by the library.</summary>
    public DateTimeOffset ReportedAt { get; init; }
}

/// <summary>What a site says of a roll that it fetched.</summary>
public sealed record RollAtSite : SiteReceipt
{
    /// <summary>The roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>What of the roll.</summary>
    public required DownloadAsset Asset { get; init; }
}

/// <summary>What a site says of a package that it fetched: a sealed folder of a workspace.</summary>
public sealed record FolderAtSite : SiteReceipt
{
    /// <summary>The folder.</summary>
    public required Guid Folder { get; init; }

    /// <summary>Its name; set by the library.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the manifest that the site proved its files by is that of the package, as the library found when the site said which it was.</summary>
    public PackageProof Package { get; init; }

    /// <summary>What arrived, in words that go on from where and when: <c>read back, sealed as generation 2, manifest hash matches</c>; empty unless it is complete.</summary>
    [JsonIgnore]
    public string SealWords => State != ReceiptState.Complete ? "" : FormattableString.Invariant($"read back, sealed as generation {Generation}") + Package switch
    {
        PackageProof.Matches => ", manifest hash matches",
        PackageProof.Differs => ", MANIFEST HASH DIFFERS from that of the package",
        _ => "",
    };
}

/// <summary>Whether what a site has is, by its own word, what was delivered.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PackageProof>))]
public enum PackageProof
{
    /// <summary>The site did not say by which manifest it proved its files, or that of the package could not be read.</summary>
    NotCompared,

    /// <summary>It is the manifest that seals the package.</summary>
    Matches,

    /// <summary>It is another one.</summary>
    Differs,
}

/// <summary>How something that is fetched stands at a site.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReceiptState>))]
public enum ReceiptState
{
    /// <summary>It is on its way.</summary>
    Fetching,

    /// <summary>It is there, read back and sealed.</summary>
    Complete,

    /// <summary>Something is missing or wrong.</summary>
    Failed,
}
