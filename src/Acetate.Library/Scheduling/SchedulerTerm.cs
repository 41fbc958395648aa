namespace Acetate.Library.Scheduling;

/// <summary>The time in which one server is the scheduler: it alone does what must be done once.</summary>
/// <remarks>
/// Nobody can be certain that they are still the scheduler: a process may have slept, or the network may be cut. So each term has a number, the
/// epoch, and what is written through <see cref="Library"/> is kept only while no later term has begun. Writers of a library in PostgreSQL come one after the
/// other, so what is looked at when a write begins is true until it is committed.
/// </remarks>
// Never disposed: whoever has the token may ask long after the end, and it holds no timer.
#pragma warning disable CA1001
public sealed class SchedulerTerm
#pragma warning restore CA1001
{
    private readonly string server;
    private readonly CancellationTokenSource over = new();
    private readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isSure = true;

    /// <param name="library">The library.</param>
    /// <param name="epoch">The number of the term; null for one that cannot end, because there is one server.</param>
    /// <param name="server">Whose term it is.</param>
    internal SchedulerTerm(MediaLibrary library, long? epoch, string server = "")
    {
        (Epoch, this.server) = (epoch, server);
        Library = epoch is null ? library : library.Under(this);
    }

    /// <summary>The number of the term, higher than any before; null where there is one server.</summary>
    public long? Epoch { get; }

    /// <summary>The library for what the scheduler does: a write fails with <see cref="LibraryProblem.Superseded"/> once a later term has begun.</summary>
    public MediaLibrary Library { get; }

    /// <summary>Cancelled when another server is the scheduler, or may well be: work that runs is put down.</summary>
    public CancellationToken Over => over.Token;

    /// <summary>Whether this server knows that it is the scheduler. When it has lost touch with the database it begins nothing; what runs goes on, until it is the scheduler again or another is.</summary>
    public bool IsSure => isSure && !over.IsCancellationRequested;

    /// <summary>Completes when the server has put its work down.</summary>
    internal Task Left => left.Task;

    /// <summary>Says that all work of the term has been put down: another server may begin.</summary>
    public void Leave() => left.TrySetResult();

    internal void End() => over.Cancel();

    internal void Doubt() => isSure = false;

    internal void Assure() => isSure = true;

    /// <summary>Looks whether a write that has just begun may be made.</summary>
    /// <exception cref="LibraryException">Another server has become scheduler.</exception>
    internal async Task CheckAsync(LibraryTransaction tx, CancellationToken cancellationToken)
    {
        // The server as well: a database that was replaced by a copy that lagged behind gives a number out again.
        if (await tx.ScalarAsync<long?>("SELECT epoch FROM scheduler WHERE server = @server", new { server }, cancellationToken) == Epoch) return;
        End();
        throw new LibraryException(LibraryProblem.Superseded, "Another server of the library has taken the work over; nothing was changed here.");
    }
}
