namespace Acetate.Cuts;

/// <summary>Something wrong, doubtful or worth knowing in a cut.</summary>
public sealed record CutProblem
{
    /// <summary>The rule's name, such as <c>missing-reel</c>: stable, for programs.</summary>
    public required string Code { get; init; }

    /// <summary>How bad it is.</summary>
    public required CutSeverity Severity { get; init; }

    /// <summary>A whole sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it, a whole sentence.</summary>
    public required string Fix { get; init; }

    /// <summary>The line of the file, from 1; 0 when not known.</summary>
    public int Line { get; init; }

    /// <summary>The element or object, such as <c>clipitem 'x'</c>; empty when the line says it.</summary>
    public string Element { get; init; } = "";

    /// <summary>The id of the event it belongs to; null when to none.</summary>
    public string? Event { get; init; }
}

/// <summary>How bad a problem is.</summary>
public enum CutSeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>Somebody should look at it before it costs time.</summary>
    Warning,

    /// <summary>Something is missing, contradictory or could not be read.</summary>
    Error,
}
