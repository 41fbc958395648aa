using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data;
using System.Net.Sockets;
using Acetate.Library.Scheduling;
using Dapper;
using Npgsql;

namespace Acetate.Library.Database.Postgres;

/// <summary>The library in one schema of a PostgreSQL database (15 or newer).</summary>
/// <remarks>
/// Writers take one lock for the library, held until they have committed. That costs the ability to commit side by
/// side, and buys what SQLite gives: no write skew, no deadlock, and events whose numbers rise in the order of commits.
/// </remarks>
internal sealed class PostgresDatabase : LibraryDatabase
{
    /// <summary>What every writer waits for.</summary>
    public const string Turn = "pg_advisory_xact_lock(hashtextextended('acetate library ' || current_schema(), 0))";

    // The mark is written with the changes, so that a writer whose commit got no answer can ask what became of it. PostgreSQL's
    // own transaction ids would not do: after a crash, one that was never written to the log is given out again.
    private const string TakeTurn = $"""
        WITH turn AS (SELECT {Turn})
        INSERT INTO write_marks (slot, mark, at) SELECT @slot, @mark, now() FROM turn
        ON CONFLICT (slot) DO UPDATE SET mark = excluded.mark, at = excluded.at
        """;

    private readonly ConcurrentBag<Guid> slots = [];
    private readonly DatabaseOptions options;
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnectionStringBuilder settings;

    public PostgresDatabase(DatabaseOptions options)
    {
        this.options = options;
        settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            SearchPath = options.Schema,
            ApplicationName = $"acetate {Instance}",
            MaxAutoPrepare = 40,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            KeepAlive = 30,
        };
        // A transaction that lost its owner must not hold the library for ever, and a commit is a promise.
        settings.Options = $"{settings.Options} -c idle_in_transaction_session_timeout=45000 -c lock_timeout=60000 -c synchronous_commit=on".Trim();
        source = NpgsqlDataSource.Create(settings);
    }

    public override bool IsPostgres => true;

    /// <summary>Tells the sessions of this program from those of others, in PostgreSQL's list of them.</summary>
    public string Instance { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Opens a session of its own for a server.</summary>
    public Task<StandingSession> OpenStandingAsync(Action called, CancellationToken cancellationToken) => StandingSession.OpenAsync(settings, options.Schema, called, cancellationToken);

    /// <summary>Says something to whoever listens to a channel.</summary>
    public async Task NotifyAsync(string channel, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_notify(@channel, '')", new { channel }, cancellationToken: cancellationToken));
    }

    public override async Task MigrateAsync(ImmutableArray<Migration> migrations, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < 15)
            throw new LibraryException(LibraryProblem.Settings,
                $"The database server is PostgreSQL {connection.PostgreSqlVersion}; Acetate needs 15 or newer. Name another server.");
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        Task<int> RunAsync(string sql, object? arguments = null) =>
            connection.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellationToken));

        await RunAsync($"SELECT pg_advisory_xact_lock(hashtextextended('acetate library {options.Schema}', 0))");
        if (!await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = @Schema)", new { options.Schema }, transaction))
            await RunAsync($"CREATE SCHEMA \"{options.Schema}\"");
        await RunAsync("""
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL)
            """);
        await RunAsync("CREATE TABLE IF NOT EXISTS write_marks (slot UUID NOT NULL PRIMARY KEY, mark UUID NOT NULL, at TIMESTAMPTZ NOT NULL)");
        await RunAsync("DELETE FROM write_marks WHERE at < now() - interval '2 days'");
        var applied = (await connection.QueryAsync<Migration.Applied>(
            "SELECT number, checksum FROM schema_migrations ORDER BY number", transaction: transaction)).AsList();
        var pending = Migration.Pending(migrations, applied, options.ToString());
        if (!pending.IsEmpty) await RequireNoServersAsync(connection, transaction, cancellationToken);
        foreach (var migration in pending)
        {
            await RunAsync(migration.Sql);
            await RunAsync("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, now())", migration);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public override async Task<Session> BeginWriteAsync(CancellationToken cancellationToken)
    {
        // A slot's row is used again by the next writer of this process; it is only given back when the outcome is known.
        if (!slots.TryTake(out var slot)) slot = Guid.CreateVersion7();
        var mark = Guid.NewGuid();
        try
        {
            var session = await BeginAsync(TakeTurn, new { slot, mark }, IsolationLevel.ReadCommitted, cancellationToken);
            return session with
            {
                Mark = (slot, mark),
                EndAsync = async () =>
                {
                    await session.EndAsync();
                    slots.Add(slot);
                },
            };
        }
        catch
        {
            slots.Add(slot);
            throw;
        }
    }

    public override Task<Session> BeginReadAsync(CancellationToken cancellationToken) =>
        BeginAsync("SET TRANSACTION READ ONLY; SELECT 0", null, IsolationLevel.RepeatableRead, cancellationToken);

    public override async Task CommitAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            await session.Transaction!.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException e) when (IsConnectionLoss(e) && session.Mark is { } mark)
        {
            // The answer was lost, not necessarily the commit.
            bool committed;
            try
            {
                committed = await WasCommittedAsync(mark.Slot, mark.Mark, cancellationToken);
            }
            catch (NpgsqlException)
            {
                throw new LibraryException(LibraryProblem.OutcomeUnknown,
                    $"{options} went away during a commit and has not come back. Whether the change was kept is not known: look before doing it again.", e);
            }

            if (!committed) throw;
        }
    }

    public override LibraryException? Explain(Exception failure)
    {
        var database = options.ToString();
        return failure switch
        {
            PostgresException { SqlState: "23505" } e => new(LibraryProblem.Conflict, "Something of this name or key exists already.", e),
            PostgresException { SqlState: "23503" } e => new(LibraryProblem.NotFound, "Something that this refers to does not exist in the library.", e),
            PostgresException { SqlState: "53100" or "53200" } e => new(LibraryProblem.Full, $"{database} has no room left. Make room and try again; nothing was changed.", e),
            PostgresException { SqlState: "28P01" or "28000" } e =>
                new(LibraryProblem.Settings, $"{database} refuses the user name or the password. Check ACETATE_DATABASE or the password file.", e),
            PostgresException { SqlState: "3D000" } e => new(LibraryProblem.Settings, $"{database} does not exist. Create it: createdb NAME", e),
            PostgresException { SqlState: "42501" } e => new(LibraryProblem.Settings, $"{database} does not permit this: {e.MessageText}. Give the user the right to create in the database.", e),
            PostgresException { SqlState: "25006" } e => new(LibraryProblem.Settings, $"{database} only reads at the moment (a standby?). Name the server that writes.", e),
            PostgresException { SqlState: "55P03" } e => new(LibraryProblem.Busy, $"Another program has been writing to {database} for too long. Try again.", e),
            PostgresException { SqlState: "XX001" or "XX002" } e => new(LibraryProblem.Damaged, $"{database} is damaged. Restore it from its backup; the footage itself is not concerned.", e),
            // Serialization failure, deadlock: cannot happen with one writer, but other programs may use the server's tables.
            PostgresException { SqlState: "40001" or "40P01" } e => new(LibraryProblem.Unavailable, $"{database} asks to begin again.", e),
            NpgsqlException e when IsConnectionLoss(e) => new(LibraryProblem.Unavailable, $"{database} cannot be reached, or went away in the middle. Nothing was changed; try again.", e),
            _ => null,
        };
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<Session> BeginAsync(string first, object? arguments, IsolationLevel level, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            NpgsqlConnection? connection = null;
            try
            {
                connection = await source.OpenConnectionAsync(cancellationToken);
                var transaction = await connection.BeginTransactionAsync(level, cancellationToken);
                await connection.ExecuteAsync(new CommandDefinition(first, arguments, transaction, cancellationToken: cancellationToken));
                var opened = connection;
                return new Session(opened, transaction, () => CloseAsync(opened));
            }
            catch (Exception e)
            {
                if (connection is not null) await CloseAsync(connection);
                // A server that restarts leaves dead connections in the pool; nothing has been done yet, so trying again is safe.
                if (e is not NpgsqlException failure || !IsConnectionLoss(failure)
                    || TimeProvider.System.GetElapsedTime(started) > options.Patience) throw;
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 << Math.Min(attempt, 5), 1000)), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Servers of the version before would meet tables that they do not know.</summary>
    private async Task RequireNoServersAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        Task<T?> AskAsync<T>(string sql) => connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, transaction: transaction, cancellationToken: cancellationToken));
        if (!await AskAsync<bool>("SELECT to_regclass('servers') IS NOT NULL")) return;
        if (await AskAsync<string>($"SELECT string_agg(name || ' (version ' || version || ')', ', ' ORDER BY name) FROM servers WHERE {LibraryServer.IsThere}") is { Length: > 0 } serving)
            throw new LibraryException(LibraryProblem.Busy, $"{options} must be given new tables for this version, and servers of the version before still use it: {serving}. Stop them first; one that did not end by itself is forgotten after ten seconds. Nothing was changed.");
    }

    private static async ValueTask CloseAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The server went away: what was open is undone there, and what was committed stays.
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException e) when (IsConnectionLoss(e) && TimeProvider.System.GetElapsedTime(started) < options.Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task<bool> WasCommittedAsync(Guid slot, Guid mark, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The lost session may still be about to commit; it holds the writers' turn until it has, or has not.
        await connection.ExecuteAsync(new CommandDefinition($"SELECT {Turn}", transaction: transaction, cancellationToken: cancellationToken));
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM write_marks WHERE slot = @slot AND mark = @mark)", new { slot, mark }, transaction, cancellationToken: cancellationToken));
    }

    private static bool IsConnectionLoss(NpgsqlException e) => e switch
    {
        // Class 08: connection; 57P: the operator stops or restarts the server; 53300: all connections are taken.
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal)
            || state is "57P01" or "57P02" or "57P03" or "57P05" or "53300",
        _ => e.InnerException is IOException or SocketException or TimeoutException,
    };
}
