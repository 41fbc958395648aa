using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Acetate.Library.Database.Sqlite;

/// <summary>The library in one SQLite file, written through a write-ahead log that is on disk before a commit returns.</summary>
internal sealed class SqliteDatabase : LibraryDatabase
{
    /// <summary>Marks the file as ours in its header: "ACET".</summary>
    private const int ApplicationId = 0x41434554;

    private static readonly TimeSpan WriterPatience = TimeSpan.FromSeconds(60);

    /// <summary>SQLITE_READONLY_DBMOVED.</summary>
    private const int MovedAway = 1032;

    private readonly string file;
    // Whichever was used last is used next: its cache holds what is asked for now.
    private readonly ConcurrentStack<SqliteConnection> readers = [];
    // One writer at a time within this process, in the order they came; SQLite's own lock is only fair by chance.
    private readonly SemaphoreSlim turn = new(1, 1);
    private SqliteConnection? writer;
    private volatile bool disposed;

    public SqliteDatabase(DatabaseOptions options)
    {
        SqliteLibrary.Load();
        file = options.File;
    }

    public override bool IsPostgres => false;

    public override async Task MigrateAsync(ImmutableArray<Migration> migrations, CancellationToken cancellationToken)
    {
        MakeFolder();
        await turn.WaitAsync(cancellationToken);
        try
        {
            writer = ConnectToWrite();
            var applicationId = writer.ExecuteScalar<long>("PRAGMA application_id");
            var tables = writer.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master");
            if (applicationId != ApplicationId && tables > 0)
                throw new LibraryException(LibraryProblem.Damaged, $"{file} is a SQLite database but not a library of Acetate. Name another file; nothing was changed.");
            var mode = writer.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
            if (mode != "wal")
                throw new LibraryException(LibraryProblem.Settings,
                    $"The disk that holds {file} cannot keep a write-ahead log (a network share?). Keep library.db on a local disk, or use PostgreSQL.");
            writer.Execute("PRAGMA synchronous = FULL");
            Apply(writer, migrations);
        }
        finally
        {
            turn.Release();
        }
    }

    public override async Task<Session> BeginWriteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!await turn.WaitAsync(WriterPatience, cancellationToken))
            throw new LibraryException(LibraryProblem.Busy,
                $"Another piece of work in this process has been writing to {file} for more than {WriterPatience.TotalSeconds} s. Try again.");
        try
        {
            var connection = writer ??= ConnectToWrite();
            await BeginImmediateAsync(connection, cancellationToken);
            return new Session(connection, null, () =>
            {
                try
                {
                    // After a commit there is nothing open; after some failures SQLite has rolled back by itself.
                    if (raw.sqlite3_get_autocommit(connection.Handle) == 0) connection.Execute("ROLLBACK");
                }
                catch (SqliteException)
                {
                    // A connection that cannot roll back is not used again; closing it undoes what was open.
                    connection.Dispose();
                    writer = null;
                }
                finally
                {
                    turn.Release();
                }

                return ValueTask.CompletedTask;
            });
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    public override Task<Session> BeginReadAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (!readers.TryPop(out var connection))
        {
            connection = Connect();
            connection.Execute("PRAGMA query_only = ON");
        }

        var transaction = connection.BeginTransaction(deferred: true);
        // A deferred transaction takes its moment at its first read, not at BEGIN.
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM schema_migrations", transaction: transaction);
        return Task.FromResult(new Session(connection, transaction, () =>
        {
            try
            {
                transaction.Dispose();
                if (disposed) connection.Dispose();
                else readers.Push(connection);
            }
            catch (SqliteException)
            {
                connection.Dispose();
            }

            return ValueTask.CompletedTask;
        }));
    }

    public override Task CommitAsync(Session session, CancellationToken cancellationToken) =>
        session.Transaction is { } reading ? reading.CommitAsync(cancellationToken) : session.Connection.ExecuteAsync("COMMIT");

    public override LibraryException? Explain(Exception failure) => failure is not SqliteException e ? null : e.SqliteErrorCode switch
    {
        5 or 6 => new(LibraryProblem.Busy, $"Another program has been writing to {file} for too long. Try again.", e),
        13 => new(LibraryProblem.Full, $"The disk that holds {file} is full. Make room and try again; nothing was changed.", e),
        // The database was replaced while it was open: no matter of permissions.
        8 when e.SqliteExtendedErrorCode is MovedAway => new(LibraryProblem.Unavailable, $"{file} was replaced while it was open. Run the command again.", e),
        8 => new(LibraryProblem.NotPermitted, $"{file} may not be written by this user. Check the permissions of the file and of its folder.", e),
        14 when Directory.Exists(Path.GetDirectoryName(file)) && !Directory.Exists(file) =>
            new(LibraryProblem.NotPermitted, $"{file} cannot be opened: this user may not read and write there. Check the permissions of the file and of its folder.", e),
        14 => new(LibraryProblem.Settings, $"{file} cannot be opened. Check that its folder exists and that it is a file.", e),
        10 => new(LibraryProblem.Unavailable, $"The disk that holds {file} reports an error ({e.Message}). Check the disk; nothing was changed.", e),
        11 or 26 => new(LibraryProblem.Damaged, $"{file} is damaged or is not a SQLite database. Restore it from its backup; the footage itself is not concerned.", e),
        19 when e.SqliteExtendedErrorCode is 2067 or 1555 or 2579 => new(LibraryProblem.Conflict, "Something of this name or key exists already.", e),
        19 when e.SqliteExtendedErrorCode is 787 => new(LibraryProblem.NotFound, "Something that this refers to does not exist in the library.", e),
        _ => null,
    };

    public override async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        while (readers.TryPop(out var reader)) await reader.DisposeAsync();
        await turn.WaitAsync();
        if (writer is not null) await writer.DisposeAsync();
        turn.Release();
    }

    // The driver would wait for another process's writer by sleeping on this thread; a pool of threads does not have many.
    private async Task BeginImmediateAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var pause = 1; ; pause = Math.Min(pause * 2, 50))
        {
            var answer = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            if (answer == raw.SQLITE_OK) return;
            if (answer != raw.SQLITE_BUSY) SqliteException.ThrowExceptionForRC(answer, connection.Handle);
            if (TimeProvider.System.GetElapsedTime(started) > WriterPatience)
                throw new LibraryException(LibraryProblem.Busy, $"Another program has been writing to {file} for too long. Try again.");
            await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, cancellationToken);
        }
    }

    private static void Apply(SqliteConnection connection, ImmutableArray<Migration> migrations)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        connection.Execute("""
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)
            """, transaction: transaction);
        var applied = connection.Query<Migration.Applied>("SELECT number, checksum FROM schema_migrations ORDER BY number", transaction: transaction).AsList();
        foreach (var migration in Migration.Pending(migrations, applied, connection.DataSource))
        {
            connection.Execute(migration.Sql, transaction: transaction);
            connection.Execute(
                "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                migration, transaction);
        }

        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"), transaction: transaction);
        transaction.Commit();
    }

    // What does not fit is written into the log before its time, and again when it changes: a roll of 43,200 files has 30 MB.
    private SqliteConnection ConnectToWrite()
    {
        var connection = Connect();
        connection.Execute("PRAGMA cache_size = -64000");
        return connection;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Pooling = false,
            DefaultTimeout = 60,
        }.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA busy_timeout = 20; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA trusted_schema = OFF");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void MakeFolder()
    {
        var folder = Path.GetDirectoryName(file)!;
        try
        {
            if (Directory.Exists(folder)) return;
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException(e is UnauthorizedAccessException ? LibraryProblem.NotPermitted : LibraryProblem.Settings, $"The library's folder {folder} cannot be made: {e.Message}", e);
        }
    }
}
