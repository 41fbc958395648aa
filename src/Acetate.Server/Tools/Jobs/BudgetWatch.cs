using Acetate.Library;
using Acetate.Library.Usage;
using Acetate.Server.Hosting;

namespace Acetate.Server.Tools.Jobs;

/// <summary>Looks twice a minute at shows whose budgets stop work: jobs that have not begun are held when one is used up, and go on when there is room again.</summary>
/// <param name="fleet">Of several servers only the scheduler does it.</param>
/// <param name="library">The library.</param>
/// <param name="workshop">Told of jobs that go on.</param>
/// <param name="logger">The log.</param>
public sealed partial class BudgetWatch(Fleet fleet, MediaLibrary library, Workshop workshop, ILogger<BudgetWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, library.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (fleet.IsHere) await LookAsync(stoppingToken);
            }
            catch (LibraryException problem)
            {
                NotLooked(problem.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var show in await library.ReadAsync(tx => tx.ShowsToSettleAsync(cancellationToken), cancellationToken))
        {
            var (held, letGo) = await library.WriteAsync(tx => tx.SettleBudgetAsync(show, cancellationToken), cancellationToken);
            if (held > 0) Held(show, held);
            if (letGo == 0) continue;
            LetGo(show, letGo);
            workshop.Wake();
        }
    }

    [LoggerMessage(LogLevel.Information, "The budget of {Show} is used up: {Jobs} jobs that had not begun are held")]
    private partial void Held(string show, int jobs);

    [LoggerMessage(LogLevel.Information, "The budget of {Show} allows work again: {Jobs} jobs go on")]
    private partial void LetGo(string show, int jobs);

    [LoggerMessage(LogLevel.Warning, "Budgets could not be looked at: {Message}")]
    private partial void NotLooked(string message);
}
