namespace Acetate.Cuts;

/// <summary>A marker or locator.</summary>
public sealed record CutMarker
{
    /// <summary>Its name, or the only text it has; empty when none.</summary>
    public string Name { get; init; } = "";

    /// <summary>A longer text; empty when none.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The colour as written; empty when none.</summary>
    public string Color { get; init; } = "";

    /// <summary>Where it stands and how long it is, mostly 0 frames; null when its time could not be read.</summary>
    public CutRange? At { get; init; }

    /// <summary>Which time <see cref="At"/> is.</summary>
    public CutClock Clock { get; init; } = CutClock.Record;

    /// <summary>The time as written; empty when none.</summary>
    public string AsWritten { get; init; } = "";

    /// <summary>The line it stands in, from 1; 0 when not known.</summary>
    public int Line { get; init; }
}

/// <summary>Two ways to count time in a cut.</summary>
public enum CutClock
{
    /// <summary>The programme's.</summary>
    Record,

    /// <summary>The source's.</summary>
    Source,
}
