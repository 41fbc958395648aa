namespace Acetate.Library.Clips;

/// <summary>One entry in the history of a clip's field: somebody said what holds. Entries are never changed; the last one of a field holds.</summary>
public sealed record ClipEdit
{
    /// <summary>Its place in the clip's history, from 1; also the version of the field from then on.</summary>
    public required long Number { get; init; }

    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>What people had said before; null when nobody had.</summary>
    public string? Before { get; init; }

    /// <summary>What somebody said; null when a correction was taken back, so that the files have the word again.</summary>
    public string? After { get; init; }

    /// <summary>What the files said at that time; null for nothing.</summary>
    public string? Found { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who.</summary>
    public required string Author { get; init; }

    /// <summary>What it was taken from, such as <c>report:day12.csv</c>; empty when the author said it.</summary>
    public string Source { get; init; } = "";

    /// <summary>When; set by the library.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The entry that this one takes back; null for all others.</summary>
    public long? Reverts { get; init; }

    /// <summary>How facts tell where this value came from.</summary>
    public string Origin => Source.Length > 0 ? Source : ClipValues.OfPerson + Author;
}

/// <summary>What somebody wants a field to say.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Value">The right value; null goes back to what the files say.</param>
/// <param name="Version">The version of the field that the decision rests on; 0 for one that nobody has edited.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsWarned">Whether the author has read what else changes with the field.</param>
public sealed record ClipEditOrder(string Field, string? Value, long Version, string Reason = "", bool IsWarned = false);

/// <summary>What became of an order.</summary>
public abstract record ClipEditOutcome
{
    private ClipEditOutcome()
    {
    }

    /// <summary>It was kept.</summary>
    /// <param name="Edit">The new entry.</param>
    /// <param name="Value">How the field stands now.</param>
    public sealed record Kept(ClipEdit Edit, ClipValue Value) : ClipEditOutcome;

    /// <summary>The field says that already; nothing was written.</summary>
    /// <param name="Value">How the field stands.</param>
    public sealed record Unchanged(ClipValue Value) : ClipEditOutcome;

    /// <summary>Somebody else edited the field since the author looked; nothing was written.</summary>
    /// <param name="Theirs">How the field stands now.</param>
    /// <param name="Yours">What the author wanted; null for what the files say.</param>
    /// <param name="Why">A sentence with both.</param>
    public sealed record Conflicting(ClipValue Theirs, string? Yours, string Why) : ClipEditOutcome;

    /// <summary>Not as it was asked; nothing was written.</summary>
    /// <param name="Why">A sentence with the way out.</param>
    public sealed record Refused(string Why) : ClipEditOutcome;
}
