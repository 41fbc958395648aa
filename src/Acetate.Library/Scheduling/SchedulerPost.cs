using System.Collections.Immutable;
using System.Data.Common;
using System.Net.Sockets;
using Acetate.Library.Database.Postgres;
using Microsoft.Extensions.Logging;

namespace Acetate.Library.Scheduling;

/// <summary>This server among those that serve a library: whether it is the scheduler, and who is.</summary>
/// <remarks>
/// In PostgreSQL any number of servers compete for a lock of the database; whoever has it is the scheduler until its session ends. In SQLite there is one server,
/// and it is the scheduler from the beginning. A server that runs no steps takes the role only while no other does, and gives it back to one that comes.
/// A scheduler that loses its session begins nothing more. Its term goes on when it gets the lock again and nobody had it in between, as when the database was started
/// again; what it runs is put down as soon as it hears of another scheduler, or has heard nothing for so long that there may be one.
/// </remarks>
public sealed partial class SchedulerPost
{
    /// <summary>How often a server that is not the scheduler tries to become it.</summary>
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>After this long without the database a scheduler that is not the only server puts its work down.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(30);

    private readonly MediaLibrary library;
    private readonly ILogger logger;
    private volatile SchedulerTerm? term;
    private long sureAt;
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<LibraryServer> servers = [];

    /// <param name="library">The library.</param>
    /// <param name="logger">The log.</param>
    public SchedulerPost(MediaLibrary library, ILogger<SchedulerPost> logger)
    {
        ArgumentNullException.ThrowIfNull(library);
        (this.library, this.logger) = (library, logger);
        if (!IsShared) term = new SchedulerTerm(library, epoch: null);
    }

    /// <summary>This server's id among the others.</summary>
    public string Id => (library.Database as PostgresDatabase)?.Instance ?? "";

    /// <summary>Whether there can be other servers.</summary>
    public bool IsShared => library.Database.IsPostgres;

    /// <summary>Called when another server says that there is work.</summary>
    public Action Called { get; set; } = static () => { };

    /// <summary>The term of this server; null while it is not, or does not know that it is, the scheduler.</summary>
    public SchedulerTerm? Term => term is { IsSure: true } own ? own : null;

    /// <summary>The servers of the library as they were a second ago, this one among them; empty in SQLite and before the first look.</summary>
    public ImmutableArray<LibraryServer> Servers => servers;

    /// <summary>Who is the scheduler, if it is another one, and was a second ago.</summary>
    public LibraryServer? Scheduler => servers.FirstOrDefault(server => server.IsScheduler && server.Id != Id);

    /// <summary>Waits until this server is the scheduler. Whoever takes a term says when it has left it.</summary>
    public async Task<SchedulerTerm> NextTermAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var change = changed.Task;
            if (Term is { } own) return own;
            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Says to the scheduler, wherever it is, that there is work. What is not heard is found a second later.</summary>
    public async Task CallAsync(CancellationToken cancellationToken)
    {
        if (library.Database is not PostgresDatabase database) return;
        try
        {
            await database.NotifyAsync(StandingSession.Channel(library.Options.Database.Schema), cancellationToken);
        }
        catch (Exception problem) when (IsAway(problem))
        {
            // It looks by itself.
        }
    }

    /// <summary>Takes part until cancelled. In SQLite there is nothing to do.</summary>
    /// <param name="self">This server.</param>
    /// <param name="cancellationToken">Ends it; the work of a term must be put down before.</param>
    public async Task RunAsync(LibraryServer self, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(self);
        if (library.Database is not PostgresDatabase database) return;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var session = await database.OpenStandingAsync(() => Called(), cancellationToken);
                await session.SignOnAsync(self, cancellationToken);
                try
                {
                    while (true) await LookAsync(database, session, self, cancellationToken);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
                    await session.SignOffAsync(self.Id, limit.Token);
                }
            }
            catch (Exception problem) when (IsAway(problem) && !cancellationToken.IsCancellationRequested)
            {
                // Without the session nothing says that this server still is what it was.
                if (term is { IsSure: true } lost)
                {
                    lost.Doubt();
                    sureAt = TimeProvider.System.GetTimestamp();
                    Lost(lost.Epoch, problem.Message);
                }

                if (servers.Length > 1 && term is { Over.IsCancellationRequested: false } old && TimeProvider.System.GetElapsedTime(sureAt) > LongestDoubt) End(old, "The database has been away for too long");
                await Task.Delay(TryAgain, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception problem) when (IsAway(problem) || problem is OperationCanceledException)
            {
                // It ends, and the others find out by themselves.
            }
        }

        term?.End();
    }

    private async Task LookAsync(PostgresDatabase database, StandingSession session, LibraryServer self, CancellationToken cancellationToken)
    {
        servers = await session.BeatAsync(self.Id, cancellationToken);
        var isWanted = self.Works || !servers.Any(server => server.Works && server.Id != self.Id);
        switch (term)
        {
            case null when isWanted && await session.TryTakeAsync(cancellationToken):
                var epoch = await session.BeginTermAsync(self.Id, PostgresDatabase.Turn, cancellationToken);
                term = new SchedulerTerm(library, epoch, self.Id);
                Taken(epoch);
                Tell();
                servers = await session.BeatAsync(self.Id, cancellationToken);
                break;
            case { Over.IsCancellationRequested: true, Left.IsCompleted: true } own:
                term = null;
                if (session.HasRole) await session.GiveBackAsync(cancellationToken);
                GivenBack(own.Epoch);
                break;
            case { Over.IsCancellationRequested: false } own when !isWanted:
                End(own, "A server that runs steps has come");
                break;
            case { IsSure: false, Over.IsCancellationRequested: false } own:
                // Another one that has the lock begins its term with it; who has the lock sees the last term.
                var isAgain = await session.TryTakeAsync(cancellationToken);
                if (await session.EpochAsync(self.Id, cancellationToken) != own.Epoch) End(own, "Another server is the scheduler");
                else if (isAgain)
                {
                    own.Assure();
                    Tell();
                }

                break;
        }

        await session.WaitAsync(session.HasRole ? Beat : TryAgain, cancellationToken);
    }

    private void Tell() => Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private void End(SchedulerTerm own, string why)
    {
        own.End();
        Ended(own.Epoch, why);
    }

    private static bool IsAway(Exception problem) => problem is DbException or TimeoutException or SocketException or IOException or InvalidOperationException;

    [LoggerMessage(LogLevel.Information, "This server is the scheduler of the library from now on, in term {Epoch}")]
    private partial void Taken(long epoch);

    [LoggerMessage(LogLevel.Information, "This server has put the work of term {Epoch} down")]
    private partial void GivenBack(long? epoch);

    [LoggerMessage(LogLevel.Warning, "This server lost its session with the database, and begins nothing before it knows whether it still is the scheduler, in term {Epoch}: {Problem}")]
    private partial void Lost(long? epoch, string problem);

    [LoggerMessage(LogLevel.Warning, "{Why}: this server puts the work of term {Epoch} down")]
    private partial void Ended(long? epoch, string why);
}
