using System.Threading.Channels;

namespace Acetate.Steps.Transfer;

/// <summary>Gathers what is done together, because doing it costs as much for one as for hundreds.</summary>
internal static class Gathering
{
    // Whatever ends a run costs what was only gathered by then.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    /// <summary>Takes what comes until it is enough, nothing more can come, or the first has waited for half a second.</summary>
    public static async Task FillAsync<T>(List<T> batch, ChannelReader<T> coming, int enough, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Longest);
        try
        {
            while (batch.Count < enough && await coming.WaitToReadAsync(late.Token).ConfigureAwait(false))
                while (batch.Count < enough && coming.TryRead(out var next)) batch.Add(next);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The first has waited long enough.
        }
    }
}
