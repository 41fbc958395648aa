using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Clips;

/// <summary>What somebody said about a frame or a range of a clip, or in answer to that.</summary>
public sealed record ClipComment
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The clip.</summary>
    public required Guid Clip { get; init; }

    /// <summary>The comment that this one answers; null for one that begins a thread.</summary>
    public Guid? Thread { get; init; }

    /// <summary>The first frame it is about, counted from the clip's first, which is 0.</summary>
    public required long FirstFrame { get; init; }

    /// <summary>How many frames it is about; 1 for a single frame.</summary>
    public required long Frames { get; init; }

    /// <summary>Its colour.</summary>
    public MarkerColour Colour { get; init; }

    /// <summary>What was said; may be empty for a mere marker.</summary>
    public string Text { get; init; } = "";

    /// <summary>Who said it.</summary>
    public required string Author { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its author changed it last; null for never.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Who declared it done; null while it is open. Only threads are.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>When it was declared done.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }
}

/// <summary>A thread: what somebody said about frames, and the answers.</summary>
/// <param name="Marker">What it began with.</param>
/// <param name="Replies">The answers, the first one first.</param>
public sealed record CommentThread(ClipComment Marker, ImmutableArray<ClipComment> Replies)
{
    /// <summary>Threads in the order of their frames.</summary>
    public static ImmutableArray<CommentThread> Of(IEnumerable<ClipComment> comments)
    {
        var (all, replies) = (comments.ToList(), new Dictionary<Guid, List<ClipComment>>());
        foreach (var reply in all.Where(one => one.Thread is not null).OrderBy(one => one.CreatedAt).ThenBy(one => one.Id))
            if (replies.TryGetValue(reply.Thread!.Value, out var known)) known.Add(reply);
            else replies[reply.Thread.Value] = [reply];
        return [.. all.Where(one => one.Thread is null).OrderBy(one => one.FirstFrame).ThenBy(one => one.CreatedAt).ThenBy(one => one.Id)
            .Select(one => new CommentThread(one, [.. replies.GetValueOrDefault(one.Id) ?? []]))];
    }
}

/// <summary>Colours of markers: those that every editing system has.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<MarkerColour>))]
public enum MarkerColour
{
    /// <summary>Red.</summary>
    Red,

    /// <summary>Yellow.</summary>
    Yellow,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Cyan.</summary>
    Cyan,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Magenta.</summary>
    Magenta,

    /// <summary>White.</summary>
    White,
}
