using System.Text.Json.Serialization;
using Acetate.Library.Downloads;

namespace Acetate.Library.Access;

/// <summary>Somebody's wish to fetch originals of a show in bulk, to which another person must agree.</summary>
public sealed record BulkRequest
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Who asks.</summary>
    public required string AskedBy { get; init; }

    /// <summary>What for.</summary>
    public required string Reason { get; init; }

    /// <summary>How it stands; one that has ended is <see cref="BulkRequestState.Ended"/>.</summary>
    public required BulkRequestState State { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it ends: while it waits, if nobody decides; when approved, with the approval.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Who decided; empty until somebody did.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>When that was.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What who decided said; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Which rolls a downloader fetches by a standing rule; null for requests that a person makes. Such an approval lasts until it is taken back, and holds for these rolls alone.</summary>
    public DownloadFilter? Rule { get; init; }
}

/// <summary>How a request stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<BulkRequestState>))]
public enum BulkRequestState
{
    /// <summary>Another person must decide.</summary>
    Waiting,

    /// <summary>Another person agreed, and it has not ended.</summary>
    Approved,

    /// <summary>Another person did not agree.</summary>
    Refused,

    /// <summary>Who asked gave it up.</summary>
    Withdrawn,

    /// <summary>Its time is over.</summary>
    Ended,
}
