using System.Text.Json.Serialization;

namespace Acetate.Library.Sharing;

/// <summary>A copy of a proxy with a text burnt into every picture, made for one viewer of a share and given to no other.</summary>
public sealed record MarkedCopy
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The share.</summary>
    public required Guid Share { get; init; }

    /// <summary>The number of the item in the share.</summary>
    public required int Item { get; init; }

    /// <summary>Key of what was marked, in the store of derived files.</summary>
    public required string Source { get; init; }

    /// <summary>The account of who sees it, or the browser that opened the link.</summary>
    public required Guid Viewer { get; init; }

    /// <summary>From which address it is seen.</summary>
    public required string Address { get; init; }

    /// <summary>What is burnt in; lines are parted by a line break.</summary>
    public required string Text { get; init; }

    /// <summary>How it stands.</summary>
    public MarkedCopyState State { get; init; }

    /// <summary>The work that makes it; null while it waits.</summary>
    public Guid? Job { get; init; }

    /// <summary>Key of the playable file; empty until it is made.</summary>
    public string Video { get; init; } = "";

    /// <summary>Key of one frame of it.</summary>
    public string Poster { get; init; } = "";

    /// <summary>Bytes of the playable file.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it could not be made; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was asked for: the time that is burnt in.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>When its viewer last asked for it or played it.</summary>
    public DateTimeOffset SeenAt { get; init; }
}

/// <summary>How a marked copy stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<MarkedCopyState>))]
public enum MarkedCopyState
{
    /// <summary>Others come first.</summary>
    Waiting,

    /// <summary>A worker makes it.</summary>
    Making,

    /// <summary>There.</summary>
    Made,

    /// <summary>Could not be made.</summary>
    Failed,
}
