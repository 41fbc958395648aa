using Acetate.Library;
using Acetate.Storage;

namespace Acetate.Server.Hosting;

/// <summary>Removes time and again what nobody needs any more. What could not be removed is tried again the next time.</summary>
/// <param name="fleet">Of several servers only the scheduler does it.</param>
/// <param name="interval">How long between two times; nothing is removed when the server starts.</param>
/// <param name="what">What is removed, at the beginning of a sentence.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Where what could not be removed is told.</param>
public abstract partial class Sweep(Fleet fleet, TimeSpan interval, string what, TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (fleet.IsHere) await TidyAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is StoreException or LibraryException)
            {
                NotTidied(logger, what, problem.Message);
            }
        }
    }

    /// <summary>Removes it once.</summary>
    protected abstract Task TidyAsync(CancellationToken cancellationToken);

    [LoggerMessage(LogLevel.Warning, "{What} could not be removed: {Message}")]
    private static partial void NotTidied(ILogger logger, string what, string message);
}
