namespace Acetate.Library;

/// <summary>The library did not do what was asked.</summary>
/// <remarks>The message says what was being done, what went wrong and the way out. Nothing of the transaction was kept, except perhaps with <see cref="LibraryProblem.OutcomeUnknown"/>.</remarks>
public sealed class LibraryException(LibraryProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of problem.</summary>
    public LibraryProblem Problem { get; } = problem;

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsPermanent => Problem is not (LibraryProblem.Unavailable or LibraryProblem.Full or LibraryProblem.Busy);
}

/// <summary>Kinds of library problems.</summary>
public enum LibraryProblem
{
    /// <summary>The database cannot be reached, or went away in the middle.</summary>
    Unavailable,

    /// <summary>The database went away during a commit and did not come back: whether it was kept is not known.</summary>
    OutcomeUnknown,

    /// <summary>Others held the database for too long.</summary>
    Busy,

    /// <summary>No room on the database's disk.</summary>
    Full,

    /// <summary>What is named does not exist.</summary>
    NotFound,

    /// <summary>Something of this name or key exists already.</summary>
    Conflict,

    /// <summary>The settings are wrong or incomplete.</summary>
    Settings,

    /// <summary>This user may not read or write what is needed.</summary>
    NotPermitted,

    /// <summary>The database was made by a newer program, or its migrations were edited.</summary>
    Incompatible,

    /// <summary>The database is damaged or is not a library.</summary>
    Damaged,

    /// <summary>What this server did as scheduler is another server's by now.</summary>
    Superseded,

    /// <summary>The show's budget is used up, and stops new work.</summary>
    BudgetUsedUp,
}
