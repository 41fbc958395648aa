namespace Acetate.Storage;

/// <summary>A store did not do what was asked.</summary>
/// <remarks>The message says what was being done, to what, and why it failed.</remarks>
public sealed class StoreException(StoreProblem problem, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>What kind of problem.</summary>
    public StoreProblem Problem { get; } = problem;

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsPermanent => Problem is not (StoreProblem.Unavailable or StoreProblem.Full or StoreProblem.Busy);
}

/// <summary>Kinds of store problems.</summary>
public enum StoreProblem
{
    /// <summary>Cannot be reached, or answered with a passing error.</summary>
    Unavailable,

    /// <summary>No room.</summary>
    Full,

    /// <summary>Another writer holds this key now.</summary>
    Busy,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>The key is taken and replacing was not asked for.</summary>
    AlreadyExists,

    /// <summary>Not allowed.</summary>
    Denied,

    /// <summary>The store cannot hold a file of this name, or holds one whose name cannot be used.</summary>
    InvalidName,

    /// <summary>The bytes are not those that were promised: count or hash.</summary>
    Mismatch,

    /// <summary>The device reports an error, or the card is gone.</summary>
    DeviceFailed,
}
