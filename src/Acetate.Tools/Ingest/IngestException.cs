namespace Acetate.Tools.Ingest;

/// <summary>An ingest cannot do what was asked; the message says what, to what, and what to do.</summary>
public sealed class IngestException(IngestProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of problem.</summary>
    public IngestProblem Problem { get; } = problem;
}

/// <summary>Kinds of ingest problems.</summary>
public enum IngestProblem
{
    /// <summary>Something named does not exist: a folder, a show, a roll.</summary>
    NotFound,

    /// <summary>What was given is not valid: a unit, a report, a day.</summary>
    Invalid,

    /// <summary>The library's state does not allow it now: the roll is not held, the day is not complete.</summary>
    Refused,

    /// <summary>Something needed is not there now: a store, a font, a server.</summary>
    Unavailable,

    /// <summary>This user may not read or write what is needed.</summary>
    NotPermitted,

    /// <summary>Somebody cancelled the work that was waited for.</summary>
    Cancelled,
}
