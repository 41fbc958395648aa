namespace Acetate.Cli;

/// <summary>What every command ends with; the same for all of them.</summary>
internal enum ExitCode
{
    /// <summary>Done, nothing to report.</summary>
    Done = 0,

    /// <summary>Done, and something was found: a mismatch, a missing file, a failed frame. The report says what.</summary>
    Found = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>An input cannot be read or is not valid; the message says which, where and why.</summary>
    BadInput = 3,

    /// <summary>Something named does not exist.</summary>
    NotFound = 4,

    /// <summary>A store, database or engine is not available now; trying again can help.</summary>
    Unavailable = 5,

    /// <summary>Cancelled.</summary>
    Cancelled = 6,

    /// <summary>Not permitted.</summary>
    NotPermitted = 7,

    /// <summary>A bug of ours; the message says where the report lies.</summary>
    Bug = 70,
}
