using System.Threading.Channels;

namespace Acetate.Steps.Transfer;

/// <summary>Gathers what is done together, because doing it costs as much for one as for hundreds.</summary>
internal static class Gathering
{
    // Whatever ends a run costs what was only gathered by then.
    private const int Looks = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Takes what comes until it is enough, nothing more can come, or half a second is over.</summary>
    public static async Task FillAsync<T>(List<T> batch, ChannelReader<T> coming, int enough, CancellationToken cancellationToken)
    {
        // Looking now and then costs less than being woken for each.
        for (var look = 0; look < Looks; look++)
        {
            while (batch.Count < enough && coming.TryRead(out var next)) batch.Add(next);
            if (batch.Count >= enough || coming.Completion.IsCompleted) return;
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
