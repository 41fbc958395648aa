using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Scheduling;
using Acetate.Server.Hosting;

namespace Acetate.Server.Events;

/// <summary>Tells those who watch here of steps that run elsewhere: at the scheduler where that is another server, or in a command. The ledger knows how far they are twice a second.</summary>
public sealed partial class ProgressElsewhere(MediaLibrary library, ProgressFeed feed, Workshop workshop, ILogger<ProgressElsewhere> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = new Dictionary<string, double>(StringComparer.Ordinal);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (feed.Watchers > 0) await TellAsync(told, stoppingToken);
            }
            catch (LibraryException problem)
            {
                NotFollowed(problem.Message);
            }

            await Task.Delay(Interval, library.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(Dictionary<string, double> told, CancellationToken cancellationToken)
    {
        var running = await library.ReadAsync(tx => tx.RunningElsewhereAsync(workshop.Runner, cancellationToken), cancellationToken);
        var gone = told.Keys.Except(running.Select(step => step.Attempt), StringComparer.Ordinal).ToArray();
        foreach (var attempt in gone) told.Remove(attempt);
        foreach (var step in running)
        {
            if (told.TryGetValue(step.Attempt, out var done) && done == step.Done) continue;
            told[step.Attempt] = step.Done;
            feed.Tell(new(step.Job, step.Step, step.Show, Guid.TryParse(step.Subject, out var roll) ? roll : null, step.Stage, step.Done, step.Total,
                string.IsNullOrEmpty(step.Detail) ? null : JsonSerializer.Deserialize<JsonElement>(step.Detail)));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Progress elsewhere cannot be followed now: {Message}")]
    private partial void NotFollowed(string message);
}
