using System.Collections.Immutable;
using Acetate.Library.Scheduling;
using Dapper;
using Npgsql;

namespace Acetate.Library.Database.Postgres;

/// <summary>A session that a server keeps for as long as it lives: by it PostgreSQL knows who is the scheduler, and it hears at once when there is work.</summary>
/// <remarks>
/// The role is a lock of the session. PostgreSQL itself lets go of it when the session ends: at once when the process dies, and after
/// <see cref="Silence"/> when nothing is heard of it, because its machine lost power, the network was cut, or it sleeps.
/// </remarks>
internal sealed class StandingSession : IAsyncDisposable
{
    /// <summary>After this long without a word PostgreSQL ends the session.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(6);

    // Longer than an answer may take, and shorter than the silence after which another server may begin. Npgsql's own limit comes
    // later: it first asks the database to stop the command, over a network that may be cut.
    private const int AnswerSeconds = 3;

    private readonly NpgsqlConnection connection;
    private readonly string schema;
    private Task unanswered = Task.CompletedTask;

    private StandingSession(NpgsqlConnection connection, string schema) => (this.connection, this.schema) = (connection, schema);

    /// <summary>Whether this session has the role.</summary>
    public bool HasRole { get; private set; }

    private string Role => $"acetate scheduler {schema}";

    /// <summary>Opens one.</summary>
    /// <param name="settings">As for every session of this program.</param>
    /// <param name="schema">The library's.</param>
    /// <param name="called">Called when somebody says that there is work for the scheduler.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<StandingSession> OpenAsync(NpgsqlConnectionStringBuilder settings, string schema, Action called, CancellationToken cancellationToken)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Pooling = false,
            Multiplexing = false,
            CommandTimeout = AnswerSeconds,
            // One that does not answer is broken off at once.
            CancellationTimeout = -1,
            Timeout = AnswerSeconds,
            KeepAlive = 0,
        };
        own.Options += $" -c idle_session_timeout={Silence.TotalMilliseconds:0} -c lock_timeout=2500";
        var connection = new NpgsqlConnection(own.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            connection.Notification += (_, _) => called();
            var session = new StandingSession(connection, schema);
            await session.RunAsync($"LISTEN {Channel(schema)}", new { }, cancellationToken);
            return session;
        }
        catch
        {
            _ = Task.Run(connection.DisposeAsync, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The channel of calls for the scheduler.</summary>
    public static string Channel(string schema) => $"acetate_work_{schema}";

    /// <summary>Says who this server is, and forgets those that have been gone for days.</summary>
    public Task SignOnAsync(LibraryServer self, CancellationToken cancellationToken) => RunAsync("""
        DELETE FROM servers WHERE beat_at < clock_timestamp() - interval '2 days';
        INSERT INTO servers (id, name, address, version, works, stores, started_at, beat_at)
        VALUES (@Id, @Name, @Address, @Version, @Works, @Stores, clock_timestamp(), clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET address = excluded.address, beat_at = excluded.beat_at
        """, self, cancellationToken);

    /// <summary>Says that this server is no more.</summary>
    public Task SignOffAsync(string id, CancellationToken cancellationToken) => RunAsync("DELETE FROM servers WHERE id = @id", new { id }, cancellationToken);

    /// <summary>A sign of life. Gives all servers that gave one lately; by one clock, the database's.</summary>
    public async Task<ImmutableArray<LibraryServer>> BeatAsync(string id, CancellationToken cancellationToken) =>
    [
        .. await InTimeAsync(connection.QueryAsync<LibraryServer>(new CommandDefinition($"""
            WITH beat AS (UPDATE servers SET beat_at = clock_timestamp() WHERE id = @id)
            {LibraryServer.Rows} WHERE s.{LibraryServer.IsThere} OR s.id = @id ORDER BY s.started_at, s.id
            """, new { id }, cancellationToken: cancellationToken))),
    ];

    /// <summary>Takes the role if nobody has it.</summary>
    public async Task<bool> TryTakeAsync(CancellationToken cancellationToken) => HasRole = await InTimeAsync(connection.ExecuteScalarAsync<bool>(
        new CommandDefinition("SELECT pg_try_advisory_lock(hashtextextended(@Role, 0))", new { Role }, cancellationToken: cancellationToken)));

    /// <summary>Gives the role back.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        await RunAsync("SELECT pg_advisory_unlock(hashtextextended(@Role, 0))", new { Role }, cancellationToken);
        HasRole = false;
    }

    /// <summary>The number of the last term that began, if it was this server's; else null.</summary>
    public Task<long?> EpochAsync(string id, CancellationToken cancellationToken) =>
        InTimeAsync(connection.ExecuteScalarAsync<long?>(new CommandDefinition("SELECT epoch FROM scheduler WHERE server = @id", new { id }, cancellationToken: cancellationToken)));

    /// <summary>Begins a term with the role in hand: from now on nothing is kept that an earlier scheduler writes.</summary>
    /// <returns>The epoch.</returns>
    public async Task<long> BeginTermAsync(string id, string turn, CancellationToken cancellationToken)
    {
        // Whoever was the scheduler may be cut off in the middle of a write, and would keep all others from writing until PostgreSQL finds out.
        await RunAsync("""
            SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN scheduler c ON a.application_name = 'acetate ' || c.server
            WHERE c.server <> @id AND a.datname = current_database() AND a.usename = current_user
                AND a.state LIKE 'idle in transaction%' AND a.state_change < clock_timestamp() - interval '2 seconds'
            """, new { id }, cancellationToken);
        return await InTimeAsync(connection.ExecuteScalarAsync<long>(new CommandDefinition($"""
            WITH turn AS (SELECT {turn})
            UPDATE scheduler SET epoch = epoch + 1, server = @id, since = clock_timestamp() FROM turn RETURNING epoch
            """, new { id }, cancellationToken: cancellationToken)));
    }

    /// <summary>Waits for a call, or for so long.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => connection.WaitAsync(longest, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // One that does not answer is not waited for.
        if (!unanswered.IsCompleted)
        {
            _ = unanswered.ContinueWith(_ => connection.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return;
        }

        try
        {
            await connection.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // It had ended.
        }
    }

    private Task<int> RunAsync(string sql, object arguments, CancellationToken cancellationToken) =>
        InTimeAsync(connection.ExecuteAsync(new CommandDefinition(sql, arguments, cancellationToken: cancellationToken)));

    /// <summary>Waits so long and no longer.</summary>
    /// <exception cref="TimeoutException">The database did not answer.</exception>
    private async Task<T> InTimeAsync<T>(Task<T> answer)
    {
        unanswered = answer;
        return await answer.WaitAsync(TimeSpan.FromSeconds(AnswerSeconds), TimeProvider.System);
    }
}
