using System.Collections.Immutable;

namespace Acetate.Cuts.Diff;

/// <summary>How one version of a cut became the next, event by event.</summary>
/// <param name="Changes">Every event of the new cut in its order, then those that were omitted.</param>
public sealed record CutDifferences(ImmutableArray<EventChange> Changes)
{
    /// <summary>Whether no event differs; that events were renumbered, or moved along because something before them did, is no difference.</summary>
    public bool IsSame => Changes.All(change => change.Kinds == EventChanges.Same);

    /// <summary>How many events have a kind of change.</summary>
    public int Count(EventChanges kind) => Changes.Count(change => kind == EventChanges.Same ? change.Kinds == kind : change.Kinds.HasFlag(kind));
}

/// <summary>What became of an event.</summary>
public sealed record EventChange
{
    /// <summary>All that changed; <see cref="EventChanges.Same"/> when nothing did.</summary>
    public required EventChanges Kinds { get; init; }

    /// <summary>In the old cut; null for a new event.</summary>
    public CutEvent? Old { get; init; }

    /// <summary>In the new cut; null for an omitted event.</summary>
    public CutEvent? New { get; init; }

    /// <summary>Source frames more at the head; negative for fewer.</summary>
    public Ratio HeadFrames { get; init; }

    /// <summary>Source frames more at the tail; negative for fewer.</summary>
    public Ratio TailFrames { get; init; }

    /// <summary>Record frames by which the event begins later; negative for earlier. It may be not zero for an event that is the same: what stands before it changed.</summary>
    public Ratio RecordShift { get; init; }

    /// <summary>The stretches of the source that the new event shows and the old one did not: all that has to be rendered.</summary>
    public ImmutableArray<CutRange> NewSource { get; init; } = [];

    /// <summary>What changed, in words.</summary>
    public ImmutableArray<string> Details { get; init; } = [];

    /// <summary>The kinds of change by their names in small letters, the gravest first; <c>same</c> when nothing changed.</summary>
    public ImmutableArray<string> Words => Kinds == EventChanges.Same ? [WordOf(EventChanges.Same)] : [.. Gravest.Where(kind => Kinds.HasFlag(kind)).Select(WordOf)];

    /// <summary>Every kind of change, the gravest first; that nothing changed is not among them.</summary>
    public static ImmutableArray<EventChanges> Gravest { get; } =
        [EventChanges.New, EventChanges.Omitted, EventChanges.Extended, EventChanges.Shortened, EventChanges.Slipped, EventChanges.Moved, EventChanges.Retimed, EventChanges.Altered];

    /// <summary>The name of one kind of change, in small letters.</summary>
    public static string WordOf(EventChanges kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>Kinds of change; several may come together.</summary>
[Flags]
public enum EventChanges
{
    /// <summary>Nothing changed.</summary>
    Same = 0,

    /// <summary>The event was not there.</summary>
    New = 1,

    /// <summary>The event is not there any more.</summary>
    Omitted = 2,

    /// <summary>More of the source is shown, at the head or the tail.</summary>
    Extended = 4,

    /// <summary>Less of the source is shown.</summary>
    Shortened = 8,

    /// <summary>As much of the source is shown, earlier or later.</summary>
    Slipped = 16,

    /// <summary>It stands in another order, on another track, or further from what comes before it.</summary>
    Moved = 32,

    /// <summary>It runs at another speed.</summary>
    Retimed = 64,

    /// <summary>Something else changed: grade, placement, transition, switched on or off.</summary>
    Altered = 128,
}
