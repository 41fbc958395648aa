using Acetate.Storage;

namespace Acetate.Server.Uploads;

/// <summary>Tidies the uploads every few minutes.</summary>
public sealed partial class UploadSweep(UploadShelf shelf, TimeProvider clock, ILogger<UploadSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await shelf.SweepAsync(stoppingToken);
            }
            catch (StoreException problem)
            {
                NotTidied(problem.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Uploads could not be tidied: {Message}")]
    private partial void NotTidied(string message);
}
