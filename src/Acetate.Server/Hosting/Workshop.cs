using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Compute.Slurm;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Scheduling;
using Acetate.Server.Events;
using Acetate.Server.Tools.Jobs;
using Acetate.Server.Uploads;
using Acetate.Tools;
using Acetate.Tools.Dailies;
using Acetate.Tools.Ingest;
using Acetate.Tools.Jobs;
using Acetate.Tools.News;

namespace Acetate.Server.Hosting;

/// <summary>Where the work is done: the job runner with this machine's engine, or a cluster's, and the stations. Of several servers only the scheduler's is open.</summary>
public sealed partial class Workshop(
    ServerOptions options, OpenedLibrary opened, Fleet fleet, Stations stations, ProgressFeed progress,
    ILoggerFactory loggers, ILogger<Workshop> logger) : BackgroundService
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);
    private volatile string? trouble = "The job runner has not started yet.";
    private volatile JobRunner? runner;
    private volatile Standstill? standstill;
    private volatile SlurmEngine? cluster;

    /// <summary>Why no work is done now: one sentence; null when all is well, and where another server does it.</summary>
    public string? Trouble => fleet.Post.Term is null ? null : trouble ?? cluster?.Trouble;

    /// <summary>The name under which the job runner of this server is signed on; empty while there is none.</summary>
    public string Runner => runner?.Id ?? "";

    /// <summary>Who works for all places, with the cores there are; nobody where another server does it.</summary>
    public ImmutableArray<EngineUse> Engines =>
        cluster is { } slurm ? [new("", 0, slurm.MostCores) { Nodes = [.. slurm.Nodes.Select(node => new NodeUse(node.Node, node.CoresUsed, node.Cores))] }]
        : options is { Works: true, Slurm: null } ? [new("", 0, options.Cores ?? LocalEngineOptions.AllCores)] : [];

    /// <summary>Has the ledger looked at now, after something was submitted or changed; by the scheduler, wherever it is.</summary>
    public void Wake()
    {
        if (runner is { } own) own.Wake();
        else _ = fleet.Post.CallAsync(CancellationToken.None);
    }

    /// <summary>What keeps the work on a roll from going on now; nothing while it moves.</summary>
    public async Task<ImmutableArray<Obstacle>> ObstaclesAsync(Guid roll, CancellationToken cancellationToken) =>
        (trouble ?? cluster?.Trouble) is { } why ? [new Obstacle(why, false)] : standstill is { } now ? await now.FindAsync([roll.ToString()], cancellationToken) : [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        fleet.Post.Called = () => runner?.Wake();
        while (true)
        {
            var term = await fleet.Post.NextTermAsync(stoppingToken);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, term.Over);
            try
            {
                await WorkAsync(term, end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // It ended before it had quite begun.
            }
            finally
            {
                term.Leave();
            }

            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Works as the scheduler, until the term is over and all work has been put down.</summary>
    private async Task WorkAsync(SchedulerTerm term, CancellationToken stoppingToken)
    {
        if (!fleet.Post.IsShared)
        {
            await RunAsync(term, stoppingToken);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = end.Token.Register(over.SetResult);
        // Uploads end at once, while workers may take some seconds: the next scheduler needs their files.
        var closing = CloseUploadsAsync(over.Task);
        try
        {
            await TakeUpUploadsAsync(term.Library, end.Token);
            await RunAsync(term, end.Token);
        }
        finally
        {
            await end.CancelAsync();
            await closing;
            await stations.Engines.ClearAsync();
            trouble = "The job runner has not started yet.";
        }
    }

    private async Task CloseUploadsAsync(Task over)
    {
        await over;
        fleet.Open(false);
        await Task.WhenAll(opened.Uploads.CloseAsync(), opened.WorkspaceUploads.CloseAsync());
    }

    /// <summary>What people and stations send goes on where the scheduler before had it.</summary>
    private async Task TakeUpUploadsAsync(MediaLibrary library, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                foreach (var (shelf, name) in new[] { (opened.Uploads, "uploads"), (opened.WorkspaceUploads, "workspace-uploads") })
                    await shelf.OpenAsync(new SharedUploadRecords(library, name, new(Path.Join(options.Home, name))), stoppingToken);
                stoppingToken.ThrowIfCancellationRequested();
                fleet.Open(true);
                return;
            }
            catch (LibraryException problem)
            {
                trouble = problem.Message;
                await Task.Delay(TryAgain, library.Clock, stoppingToken);
            }
        }
    }

    /// <summary>Opens what runs the steps. The spool folder of a cluster may still be in the hands of the scheduler before.</summary>
    private async Task<IComputeEngine?> OpenEngineAsync(MediaLibrary library, CancellationToken stoppingToken)
    {
        if (!options.Works) return null;
        if (options.Slurm is null) return LocalEngine(library);
        while (true)
        {
            try
            {
                return cluster = ClusterEngine.Open(options, library.Clock, loggers.CreateLogger<SlurmEngine>());
            }
            catch (LibraryException problem) when (fleet.Post.IsShared)
            {
                trouble = problem.Message;
                await Task.Delay(TryAgain, library.Clock, stoppingToken);
            }
        }
    }

    private async Task RunAsync(SchedulerTerm term, CancellationToken stoppingToken)
    {
        var library = term.Library;
        await using var engine = await OpenEngineAsync(library, stoppingToken);
        using var own = new JobRunner(library, engine is null ? [] : [engine], Recorders.All, new JobRunnerOptions { Epoch = term.Epoch, MayBegin = () => term.IsSure }, stations.Engines, logger: loggers.CreateLogger<JobRunner>());
        runner = own;
        trouble = null;
        var followUp = new IngestFollowUp(library, own.Wake, loggers.CreateLogger<IngestFollowUp>());
        standstill = new Standstill(library, own, followUp);
        var dailies = new DailiesFollowUp(library, own.Wake, loggers.CreateLogger<DailiesFollowUp>());
        var news = new NewsDesk(library, MailServer.FromEnvironment(), loggers.CreateLogger<NewsDesk>());
        var watching = Task.WhenAll(WatchAsync(own, stoppingToken), followUp.RunAsync(stoppingToken), dailies.RunAsync(stoppingToken), news.RunAsync(stoppingToken));
        try
        {
            await own.RunAsync(stoppingToken);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            trouble = $"The job runner stopped: {problem.Message}";
            Stopped(problem);
            throw;
        }
        finally
        {
            (runner, standstill, cluster) = (null, null, null);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private LocalProcessEngine LocalEngine(MediaLibrary library)
    {
        var settings = new LocalEngineOptions { Worker = [WorkerProgram.Find()], ScratchRoot = Path.Join(options.Home, "work") };
        return new LocalProcessEngine(options.Cores is { } cores ? settings with { Cores = cores } : settings, library.Clock, loggers.CreateLogger<LocalProcessEngine>());
    }

    private async Task WatchAsync(JobRunner own, CancellationToken cancellationToken)
    {
        await foreach (var news in own.ProgressAsync(cancellationToken))
        {
            progress.Tell(new ProgressNews(news.JobId, news.Step, news.Show, Guid.TryParse(news.Subject, out var roll) ? roll : null,
                news.Stage, news.Progress.Done, news.Progress.Total, news.Progress.Detail));
        }
    }

    [LoggerMessage(LogLevel.Critical, "The job runner stopped")]
    private partial void Stopped(Exception problem);
}
