using System.Text.Json.Serialization;

namespace Acetate.Library.Downloads;

/// <summary>What a site says of a roll that it fetched. It is its word; the manifest's hash lets anybody hold it to that.</summary>
public sealed record SiteReceipt
{
    /// <summary>The roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>Whose token said so.</summary>
    public required string ReportedBy { get; init; }

    /// <summary>The machine or facility: at most 100 characters.</summary>
    public required string Site { get; init; }

    /// <summary>What of the roll.</summary>
    public required DownloadAsset Asset { get; init; }

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

/// <summary>How a roll stands at a site.</summary>
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
