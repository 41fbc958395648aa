using Acetate.Library;
using Acetate.Library.Events;

namespace Acetate.Server.Events;

/// <summary>Wakes event readers when the events table grew, whichever process wrote to it.</summary>
public sealed partial class EventPulse(MediaLibrary library, ILogger<EventPulse> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when there is news after this was read.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var last = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = await library.ReadAsync(tx => tx.LastEventAsync(stoppingToken), stoppingToken);
                if (now != last)
                    Interlocked.Exchange(ref next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                last = now;
            }
            catch (LibraryException problem)
            {
                NotFollowed(problem.Message);
            }

            await Task.Delay(Interval, library.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events cannot be followed now: {Message}")]
    private partial void NotFollowed(string message);
}
