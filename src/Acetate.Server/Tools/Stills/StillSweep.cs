using Acetate.Library;
using Acetate.Storage;
using Acetate.Tools.Stills;

namespace Acetate.Server.Tools.Stills;

/// <summary>Removes every few hours the stills that nobody needs any more; they can be made again.</summary>
public sealed partial class StillSweep(MediaLibrary library, ILogger<StillSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, library.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await new StillDesk(library).TidyAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is StoreException or LibraryException)
            {
                NotTidied(problem.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old stills could not be removed: {Message}")]
    private partial void NotTidied(string message);
}
