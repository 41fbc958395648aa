using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Compute.Slurm;
using Acetate.Library;
using Acetate.Server.Events;
using Acetate.Server.Tools.Jobs;
using Acetate.Tools;
using Acetate.Tools.Dailies;
using Acetate.Tools.Ingest;
using Acetate.Tools.Jobs;
using Acetate.Tools.News;

namespace Acetate.Server.Hosting;

/// <summary>Where the work is done: the job runner with this machine's engine, or a cluster's, and the stations.</summary>
public sealed partial class Workshop(
    ServerOptions options, MediaLibrary library, Stations stations, ProgressFeed progress,
    ILoggerFactory loggers, ILogger<Workshop> logger) : BackgroundService
{
    private volatile string? trouble = "The job runner has not started yet.";
    private volatile JobRunner? runner;
    private volatile Standstill? standstill;
    private volatile SlurmEngine? cluster;

    /// <summary>Why no work is done now: one sentence; null when all is well.</summary>
    public string? Trouble => trouble ?? cluster?.Trouble;

    /// <summary>Looks at the ledger now, after something was submitted or changed.</summary>
    public void Wake() => runner?.Wake();

    /// <summary>What keeps the work on a roll from going on now; nothing while it moves.</summary>
    public async Task<ImmutableArray<Obstacle>> ObstaclesAsync(Guid roll, CancellationToken cancellationToken) =>
        (trouble ?? cluster?.Trouble) is { } why ? [new Obstacle(why, false)] : standstill is { } now ? await now.FindAsync([roll.ToString()], cancellationToken) : [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using IComputeEngine? engine = !options.Works ? null : options.Slurm is null ? LocalEngine() : cluster = ClusterEngine.Open(options, library.Clock, loggers.CreateLogger<SlurmEngine>());
        using var own = new JobRunner(library, engine is null ? [] : [engine], Recorders.All, stations: stations.Engines, logger: loggers.CreateLogger<JobRunner>());
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

    private LocalProcessEngine LocalEngine()
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
