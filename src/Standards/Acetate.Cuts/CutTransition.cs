using System.Collections.Immutable;

namespace Acetate.Cuts;

/// <summary>How one event becomes the next. Both events hold the same one.</summary>
public sealed record CutTransition
{
    /// <summary>Dissolve, wipe or key.</summary>
    public required TransitionKind Kind { get; init; }

    /// <summary>The effect's name, or the code of the list such as <c>W257</c>; empty when none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its length in record frames.</summary>
    public Ratio Frames => InOffset + OutOffset;

    /// <summary>Record frames before the cut: so long the incoming side is seen before its record range begins.</summary>
    public Ratio InOffset { get; init; }

    /// <summary>Record frames after the cut: so long the outgoing side is seen after its record range has ended.</summary>
    public Ratio OutOffset { get; init; }

    /// <summary>Id of the outgoing event; null for a fade from black or where the list does not hold it.</summary>
    public string? From { get; init; }

    /// <summary>Id of the incoming event; null for a fade to black or where the list does not hold it.</summary>
    public string? To { get; init; }

    /// <summary>What the list says about the outgoing side beside its event, such as the first line of a dissolve.</summary>
    public ImmutableArray<SourceName> FromNames { get; init; } = [];

    /// <summary>The line it stands in, from 1; 0 when not known.</summary>
    public int Line { get; init; }
}

/// <summary>Kinds of transitions.</summary>
public enum TransitionKind
{
    /// <summary>A mix from one side to the other; a fade when the other side is black.</summary>
    Dissolve,

    /// <summary>A wipe with a pattern.</summary>
    Wipe,

    /// <summary>A key over a background.</summary>
    Key,

    /// <summary>Anything else that a format names.</summary>
    Other,
}
