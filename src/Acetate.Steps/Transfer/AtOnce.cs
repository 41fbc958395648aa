namespace Acetate.Steps.Transfer;

/// <summary>Work on many files, several at a time.</summary>
internal static class AtOnce
{
    /// <summary>Does <paramref name="work"/> for each item, in their order, so many at a time; the first failure keeps new ones from beginning.</summary>
    /// <remarks>
    /// Disks answer on the thread that asks, so each of the workers stays on one thread from file to file. <see cref="Parallel"/> hands
    /// every item from thread to thread, which costs more than a small file does.
    /// </remarks>
    public static async Task EachAsync(IReadOnlyList<int> items, int atOnce, Func<int, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        var workers = Enumerable.Range(0, Math.Min(atOnce, items.Count)).Select(_ => Task.Run(OneAsync, CancellationToken.None)).ToArray();
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var worker in workers)
            if (worker.IsFaulted) await worker.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var worker in workers) await worker.ConfigureAwait(false);

        async Task OneAsync()
        {
            try
            {
                while (Interlocked.Increment(ref next) is var index && index < items.Count)
                {
                    stop.Token.ThrowIfCancellationRequested();
                    await work(items[index], stop.Token).ConfigureAwait(false);
                }
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
