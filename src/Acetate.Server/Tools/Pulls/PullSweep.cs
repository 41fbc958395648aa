using Acetate.Library;
using Acetate.Storage;
using Acetate.Tools.Pulls;

namespace Acetate.Server.Tools.Pulls;

/// <summary>Removes every few minutes what was made of pulls that were given up, once nobody works at them any more.</summary>
public sealed partial class PullSweep(MediaLibrary library, ILogger<PullSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, library.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await new PullTidying(library).RunAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is StoreException or LibraryException)
            {
                NotTidied(problem.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "What is left of pulls that were given up could not be removed: {Message}")]
    private partial void NotTidied(string message);
}
