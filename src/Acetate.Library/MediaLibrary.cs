using System.Collections.Immutable;
using Acetate.Library.Database;
using Acetate.Library.Database.Postgres;
using Acetate.Library.Database.Sqlite;
using Acetate.Library.Scheduling;

namespace Acetate.Library;

/// <summary>An open library: shows, rolls, clips, events, work, rights and the audit log, in one database.</summary>
/// <remarks>Any number of processes may have the same library open. The object may be used by many threads.</remarks>
public sealed class MediaLibrary : IAsyncDisposable
{
    private readonly MediaLibrary whole;
    private readonly SchedulerTerm? term;
    private long writes;

    private MediaLibrary(LibraryOptions options, LibraryDatabase database, TimeProvider clock, MediaLibrary? whole = null, SchedulerTerm? term = null)
    {
        Options = options;
        Database = database;
        Clock = clock;
        this.whole = whole ?? this;
        this.term = term;
        NewEvents = whole?.NewEvents ?? new();
    }

    /// <summary>Where everything lies.</summary>
    public LibraryOptions Options { get; }

    /// <summary>The clock that stamps events.</summary>
    public TimeProvider Clock { get; }

    /// <summary>How often this process has changed the library since it opened it; heartbeats, uses of tokens and lines of the audit log do not count. What was read before it grew may be old.</summary>
    public long Writes => Interlocked.Read(ref whole.writes);

    internal LibraryDatabase Database { get; }

    internal Bell NewEvents { get; }

    /// <summary>Opens a library with the system's clock; makes it, or brings its tables up to date, when needed.</summary>
    /// <exception cref="LibraryException">The database cannot be reached, is not a library, or was made by a newer program.</exception>
    public static Task<MediaLibrary> OpenAsync(LibraryOptions options, CancellationToken cancellationToken) =>
        OpenAsync(options, TimeProvider.System, cancellationToken);

    /// <summary>Opens a library; makes it, or brings its tables up to date, when needed.</summary>
    /// <exception cref="LibraryException">The database cannot be reached, is not a library, or was made by a newer program.</exception>
    public static Task<MediaLibrary> OpenAsync(LibraryOptions options, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(options, clock, Migration.In(options.Database.IsPostgres ? "Postgres" : "Sqlite"), cancellationToken);

    /// <summary>Begins a writing transaction: it has the library to itself until it ends. Waits for other writers.</summary>
    /// <exception cref="LibraryException">The database cannot be reached, or others wrote for more than a minute.</exception>
    public async Task<LibraryTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var begun = new LibraryTransaction(this, await ExplainedAsync(Database.BeginWriteAsync, cancellationToken), isReadOnly: false);
        if (term is null) return begun;
        try
        {
            await term.CheckAsync(begun, cancellationToken);
            return begun;
        }
        catch
        {
            await begun.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a reading transaction: it sees this moment and never waits for writers.</summary>
    /// <exception cref="LibraryException">The database cannot be reached.</exception>
    public async Task<LibraryTransaction> ReadAsync(CancellationToken cancellationToken) =>
        new(this, await ExplainedAsync(Database.BeginReadAsync, cancellationToken), isReadOnly: true);

    /// <summary>Reads something at this moment; tried again when the database went away in between.</summary>
    public async Task<T> ReadAsync<T>(Func<LibraryTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var tx = await ReadAsync(cancellationToken);
                return await work(tx);
            }
            catch (LibraryException e) when (attempt < 5 && MayPass(e))
            {
                await PauseAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>Writes and commits; the whole work is done again when the database went away before the commit.</summary>
    /// <remarks>The work must not have effects outside the transaction, as it may run more than once; its changes are kept once.</remarks>
    public async Task<T> WriteAsync<T>(Func<LibraryTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var tx = await BeginAsync(cancellationToken);
                var result = await work(tx);
                await tx.CommitAsync(cancellationToken);
                return result;
            }
            catch (LibraryException e) when (attempt < 5 && MayPass(e))
            {
                await PauseAsync(attempt, cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<LibraryTransaction, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(async tx => { await work(tx); return true; }, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => whole == this ? Database.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>The same library for what a scheduler does: it cannot be written any more once a later term has begun.</summary>
    internal MediaLibrary Under(SchedulerTerm own) => new(Options, Database, Clock, whole, own);

    internal void CountWrite() => Interlocked.Increment(ref whole.writes);

    internal static async Task<MediaLibrary> OpenAsync(
        LibraryOptions options, TimeProvider clock, ImmutableArray<Migration> migrations, CancellationToken cancellationToken)
    {
        SqlTypes.Register();
        LostDatabase.Refuse(options);
        LibraryDatabase database = options.Database.IsPostgres ? new PostgresDatabase(options.Database) : new SqliteDatabase(options.Database);
        var library = new MediaLibrary(options, database, clock);
        try
        {
            await database.MigrateAsync(migrations, cancellationToken);
            return library;
        }
        catch (Exception e)
        {
            await library.DisposeAsync();
            if (database.Explain(e) is { } explained) throw explained;
            throw;
        }
    }

    private static bool MayPass(LibraryException e) => e.Problem is LibraryProblem.Unavailable;

    private static Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), TimeProvider.System, cancellationToken);

    private async Task<LibraryDatabase.Session> ExplainedAsync(
        Func<CancellationToken, Task<LibraryDatabase.Session>> begin, CancellationToken cancellationToken)
    {
        try
        {
            return await begin(cancellationToken);
        }
        catch (Exception e) when (Database.Explain(e) is { } explained)
        {
            throw explained;
        }
    }
}
