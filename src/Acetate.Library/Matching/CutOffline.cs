using System.Text.Json.Serialization;

namespace Acetate.Library.Matching;

/// <summary>A reference movie that somebody handed in with a cut: what the cutting room sees, to be held against the originals.</summary>
public sealed record CutOffline
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The cut.</summary>
    public required Guid Cut { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>What names the content for whoever sends it: only the same is gone on with.</summary>
    [JsonIgnore]
    public string Tag { get; init; } = "";

    /// <summary>The principal who sends it: nobody else goes on with it.</summary>
    [JsonIgnore]
    public Guid Sender { get; init; }

    /// <summary>How it stands.</summary>
    public CutOfflineState State { get; init; }

    /// <summary>The digest of its bytes as they came and were read back; empty until then.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Why it was refused, and what to do; empty otherwise.</summary>
    public string Message { get; init; } = "";

    /// <summary>Who handed it in.</summary>
    public required string SentBy { get; init; }

    /// <summary>When its first byte was promised.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>Who took it away; null while it is there.</summary>
    public string? RemovedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The job that looks at the movie and makes it playable; null until it has arrived.</summary>
    public Guid? ArrivalJob { get; init; }

    /// <summary>The job that compared it last; null when none did.</summary>
    public Guid? CheckJob { get; init; }

    /// <summary>The folder of the store of the workspaces that its file lies in.</summary>
    [JsonIgnore]
    public string Folder => $".offlines/{Id:N}";

    /// <summary>Its key in that store.</summary>
    [JsonIgnore]
    public string Key => $"{Folder}/{Name}";
}

/// <summary>How a reference movie stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CutOfflineState>))]
public enum CutOfflineState
{
    /// <summary>It is on its way, or is being read back.</summary>
    Arriving,

    /// <summary>It was read back: what the disk has is what came.</summary>
    Kept,

    /// <summary>It was not taken, and nothing of it was kept.</summary>
    Refused,
}
