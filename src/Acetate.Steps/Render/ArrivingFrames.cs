using System.Runtime.CompilerServices;
using Acetate.Media.Decode;

namespace Acetate.Steps.Render;

/// <summary>
/// The frames of a sequence, each held against the hash with which it came in when its turn has come. Of one in a store elsewhere the files are fetched
/// ahead of their turn, while earlier frames are made.
/// </summary>
/// <param name="frames">Reads the file of a frame when it is asked for it, and not before.</param>
/// <param name="wrong">What is wrong with the bytes of a frame's file, in a sentence; null where nothing is, or nothing is known of them.</param>
/// <param name="fetch">Brings the file of a frame to this machine; null where all are.</param>
/// <param name="ahead">How far ahead.</param>
internal sealed class ArrivingFrames(PictureSource frames, Func<long, CancellationToken, Task<string?>> wrong, Func<long, CancellationToken, Task>? fetch, ReadAhead ahead) : PictureSource
{
    /// <inheritdoc/>
    public override PictureDescription Description { get; init; } = frames.Description;

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfOutside(first, count);
        await using var files = new Fetches(fetch, ahead, first, first + count, cancellationToken);
        await using var read = frames.ReadAsync(first, count, cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var number = first; number < first + count; number++)
        {
            await files.NextAsync().ConfigureAwait(false);
            if (!await read.MoveNextAsync().ConfigureAwait(false)) yield break;
            var frame = read.Current;
            if (await wrong(frame.Number, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                frame.Dispose();
                frame = new FaultyFrame(number, new(reason));
            }

            yield return frame;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await frames.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Files under way, in the order of their frames.</summary>
    private sealed class Fetches(Func<long, CancellationToken, Task>? fetch, ReadAhead ahead, long first, long end, CancellationToken cancellationToken) : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        private readonly Queue<Task> underWay = new();
        private long next = first;
        private bool isFirst = true;

        /// <summary>Returns when the file of the next frame is here.</summary>
        public async Task NextAsync()
        {
            if (fetch is null) return;
            Fill(fetch);
            // The first is always waited for: that says nothing of the pace.
            if (!isFirst) ahead.Note(hadToWait: !underWay.Peek().IsCompleted, allLieReady: underWay.All(one => one.IsCompleted));
            isFirst = false;
            await underWay.Dequeue().ConfigureAwait(false);
            Fill(fetch);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }

        private void Fill(Func<long, CancellationToken, Task> fetch)
        {
            while (next < end && underWay.Count < ahead.Files)
            {
                var number = next++;
                underWay.Enqueue(Task.Run(() => fetch(number, stop.Token), CancellationToken.None));
            }
        }
    }
}
