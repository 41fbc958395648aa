using Acetate.Library;

namespace Acetate.Tools.Jobs;

/// <summary>What keeps a runner from writing into the ledger, for whoever would rather know than wait.</summary>
internal sealed class LedgerTrouble
{
    private readonly Lock _gate = new();
    private (LibraryException Problem, long Since)? _now;

    /// <summary>Something could not be read or written.</summary>
    public void Note(LibraryException problem, TimeProvider clock)
    {
        lock (_gate) _now = (problem, _now?.Since ?? clock.GetTimestamp());
    }

    /// <summary>Something was written.</summary>
    public void IsOver()
    {
        lock (_gate) _now = null;
    }

    /// <summary>What is wrong, and for how long it has been.</summary>
    public (LibraryException Problem, TimeSpan For)? Now(TimeProvider clock)
    {
        lock (_gate) return _now is var (problem, since) ? (problem, clock.GetElapsedTime(since)) : null;
    }
}
