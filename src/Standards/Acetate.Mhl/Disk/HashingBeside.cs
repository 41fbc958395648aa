using System.Collections.Concurrent;

namespace Acetate.Mhl.Disk;

/// <summary>Reads a file on the caller's thread and hashes it on another, so that the slower of the two sets the pace and not their sum.</summary>
internal sealed class HashingBeside(FileBeingHashed file, byte[][] ring)
{
    /// <summary>How long reading stood still because all buffers waited to be hashed.</summary>
    public TimeSpan WaitedForHashing { get; private set; }

    /// <summary>How long all of it took so far.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Reads and hashes up to an offset or the end; whether there may be more.</summary>
    public bool ReadUpTo(long offset, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var free = new BlockingCollection<byte[]>(new ConcurrentQueue<byte[]>(ring));
        using var full = new BlockingCollection<(byte[] Buffer, int Count)>(new ConcurrentQueue<(byte[], int)>());
        var hashing = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    foreach (var (buffer, count) in full.GetConsumingEnumerable(CancellationToken.None))
                    {
                        file.Hash.Append(buffer.AsSpan(0, count));
                        free.Add(buffer, CancellationToken.None);
                    }
                }
                finally
                {
                    free.CompleteAdding(); // nobody may wait for a buffer that will not come
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            while (file.Offset < offset)
            {
                var asked = TimeProvider.System.GetTimestamp();
                var buffer = free.Take(cancellationToken);
                WaitedForHashing += TimeProvider.System.GetElapsedTime(asked);
                var count = file.Read(buffer);
                if (count == 0) return false;
                full.Add((buffer, count), CancellationToken.None);
                progress?.Report(count);
            }

            return true;
        }
        finally
        {
            full.CompleteAdding();
            hashing.GetAwaiter().GetResult();
            Elapsed += TimeProvider.System.GetElapsedTime(started);
        }
    }
}
