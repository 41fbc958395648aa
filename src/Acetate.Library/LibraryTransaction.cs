using System.Data;
using System.Data.Common;
using Acetate.Library.Database;
using Dapper;

namespace Acetate.Library;

/// <summary>One piece of work on the library: all of it is kept, or nothing. Queries are extension members on it, by noun.</summary>
/// <remarks>
/// A writing transaction (<see cref="MediaLibrary.BeginAsync"/>) has the library to itself, so keep it short and do
/// nothing slow inside. A reading one (<see cref="MediaLibrary.ReadAsync"/>) sees one moment and never waits for writers.
/// Disposing without <see cref="CommitAsync"/> undoes everything. Not for use by two threads at once.
/// </remarks>
public sealed class LibraryTransaction : IAsyncDisposable
{
    private readonly MediaLibrary library;
    private readonly LibraryDatabase.Session session;
    private bool ended, hasChanges;

    internal LibraryTransaction(MediaLibrary library, LibraryDatabase.Session session, bool isReadOnly)
    {
        this.library = library;
        this.session = session;
        IsReadOnly = isReadOnly;
    }

    /// <summary>Whether this transaction only reads.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The library's clock.</summary>
    public TimeProvider Clock => library.Clock;

    /// <summary>Now, to the microsecond that the database keeps.</summary>
    public DateTimeOffset Now => library.Clock.GetUtcNow().Kept();

    internal bool IsPostgres => library.Database.IsPostgres;

    internal bool HasNewEvents { get; set; }

    internal DbConnection Connection => session.Connection;

    internal DbTransaction? Transaction => session.Transaction;

    /// <summary>Makes everything last, on disk, and ends the transaction.</summary>
    /// <exception cref="LibraryException">The database could not; then nothing was kept.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(ended, this);
        try
        {
            // Nobody is helped by half a commit: from here on the answer is waited for.
            cancellationToken.ThrowIfCancellationRequested();
            await library.Database.CommitAsync(session, CancellationToken.None);
        }
        catch (Exception e) when (library.Database.Explain(e) is { } explained)
        {
            throw explained;
        }
        finally
        {
            // Also where the answer was lost on its way: the database may have kept it.
            if (hasChanges) library.CountWrite();
        }

        await EndAsync();
        if (HasNewEvents) library.NewEvents.Ring();
    }

    /// <summary>Undoes what was not committed.</summary>
    public ValueTask DisposeAsync() => EndAsync();

    internal async Task<int> ExecuteAsync(string sql, object? arguments, CancellationToken cancellationToken)
    {
        var rows = await NoteAsync(sql, arguments, cancellationToken);
        hasChanges |= rows != 0;
        return rows;
    }

    /// <summary>Writes down what no answer tells: that a runner lives, when a token was used, what a reader of the events has seen, the audit log.</summary>
    internal Task<int> NoteAsync(string sql, object? arguments, CancellationToken cancellationToken) =>
        RunAsync(sql, arguments, Connection.ExecuteAsync, cancellationToken);

    internal Task<T?> ScalarAsync<T>(string sql, object? arguments, CancellationToken cancellationToken)
    {
        hasChanges |= !IsSelect(sql);
        return RunAsync(sql, arguments, Connection.ExecuteScalarAsync<T>, cancellationToken);
    }

    internal Task<T?> FirstOrDefaultAsync<T>(string sql, object? arguments, CancellationToken cancellationToken)
    {
        hasChanges |= !IsSelect(sql);
        return RunAsync(sql, arguments, Connection.QueryFirstOrDefaultAsync<T>, cancellationToken);
    }

    internal async Task<List<T>> QueryAsync<T>(string sql, object? arguments, CancellationToken cancellationToken)
    {
        var found = (await RunAsync(sql, arguments, Connection.QueryAsync<T>, cancellationToken)).AsList();
        hasChanges |= found.Count > 0 && !IsSelect(sql);
        return found;
    }

    internal async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        ObjectDisposedException.ThrowIf(ended, this);
        try
        {
            return await work();
        }
        catch (Exception e) when (library.Database.Explain(e) is { } explained)
        {
            throw explained;
        }
        catch (DataException e)
        {
            throw new LibraryException(LibraryProblem.Damaged,
                $"The library's database holds a value that Acetate never writes ({e.Message}): another program changed it. Restore it from its backup; the footage itself is not concerned.", e);
        }
    }

    private Task<T> RunAsync<T>(string sql, object? arguments, Func<CommandDefinition, Task<T>> run, CancellationToken cancellationToken) =>
        GuardAsync(() => run(new CommandDefinition(sql, arguments, Transaction, cancellationToken: cancellationToken)));

    // What gives rows back may have changed them: UPDATE … RETURNING.
    private static bool IsSelect(string sql) => sql.AsSpan().TrimStart().StartsWith("SELECT", StringComparison.Ordinal);

    internal void CountsAsChanged() => hasChanges = true;

    private async ValueTask EndAsync()
    {
        if (ended) return;
        ended = true;
        await session.EndAsync();
    }
}
