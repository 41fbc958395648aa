using System.Collections.Concurrent;
using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl.Disk;

/// <summary>Hashes many files of a folder: small ones several at a time, because they wait for opening; large ones as their disk likes it.</summary>
internal sealed class FileHashing(string root, MhlHistory history, IProgress<long>? progress, CancellationToken cancellationToken)
{
    // Fits the cache beside a processor: what was just read is hashed from there.
    private const int BufferSize = 256 * 1024;
    private const double FastBytesPerSecond = 1e9;
    private const int Buffers = 4;
    private const long LargeFile = 8 * 1024 * 1024;

    private TimeSpan waitedForHashing;

    /// <summary>What is to be hashed.</summary>
    public readonly record struct Work(ObservedFile File, ImmutableArray<HashFormat> Formats);

    /// <summary>The same files with their digests, or with the reason why they could not be read, in the same order.</summary>
    /// <param name="work">Is used up: each place is emptied when its file is done, so that no file is held twice.</param>
    public async Task<ObservedFile[]> RunAsync(List<Work> work)
    {
        var results = new ObservedFile[work.Count];
        var large = new List<int>();
        var small = new List<int>();
        for (var i = 0; i < work.Count; i++)
        {
            if (work[i].File.Unreadable is not null || work[i].Formats.IsEmpty) results[i] = work[i].File;
            else if (work[i].File.Length >= LargeFile) large.Add(i);
            else small.Add(i);
        }

        await InLanesAsync(small, Math.Clamp(Environment.ProcessorCount, 2, 8), work, results).ConfigureAwait(false);
        await LargeAsync(large, work, results).ConfigureAwait(false);
        return results;
    }

    /// <summary>One stream over a disk is the fastest way to read it, and hashing beside reading hides the hashing. Where bytes come
    /// faster than any disk with moving parts gives them, or faster than they can be hashed, one stream cannot keep two processors
    /// busy: then files are read in lanes.</summary>
    private async Task LargeAsync(List<int> large, List<Work> work, ObservedFile[] results)
    {
        if (large.Count == 0) return;
        var ring = Enumerable.Range(0, Buffers).Select(_ => GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true)).ToArray();
        for (var next = 0; next < large.Count; next++)
        {
            var i = large[next];
            var started = TimeProvider.System.GetTimestamp();
            results[i] = await Task.Run(() => Hashed(work[i], (hash, path) => ReadLarge(hash, path, ring)), cancellationToken).ConfigureAwait(false);
            work[i] = default;
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            var isHashingSlower = waitedForHashing > elapsed * 0.3;
            if (!isHashingSlower && results[i].Length / elapsed.TotalSeconds < FastBytesPerSecond) continue;
            await InLanesAsync(large[(next + 1)..], Math.Clamp(Environment.ProcessorCount, 2, 4), work, results).ConfigureAwait(false);
            return;
        }
    }

    private Task InLanesAsync(List<int> files, int lanes, List<Work> work, ObservedFile[] results) =>
        Task.WhenAll(Partitioner.Create(files, loadBalance: true).GetPartitions(Math.Min(lanes, Math.Max(1, files.Count))).Select(lane => Task.Run(
            () =>
            {
                var buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
                using (lane)
                    while (lane.MoveNext())
                    {
                        results[lane.Current] = Hashed(work[lane.Current], (hash, path) => ReadSmall(hash, path, buffer));
                        work[lane.Current] = default;
                    }
            },
            cancellationToken)));

    private ObservedFile Hashed(Work work, Action<MultiHash, string> read)
    {
        var file = work.File;
        try
        {
            using var hash = new MultiHash(work.Formats.AsSpan());
            // Nothing to read in an empty file; and what has no length but blocks when opened (a pipe) is not opened.
            if (file.Length > 0) read(hash, Path.Join(root, file.Path));
            if (hash.Length != file.Length)
                return file with { Unreadable = $"It changed while it was being read: {hash.Length} bytes instead of {file.Length}." };
            return file with { Digests = Known(file.Path, hash.Finish()) };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return file with { Unreadable = $"It cannot be read: {problem.Message}" };
        }
    }

    /// <summary>The history's own instance of a digest where it is the same, so that a verified roll holds each digest once.</summary>
    private ImmutableArray<HashDigest> Known(string path, ImmutableArray<HashDigest> digests) =>
        history.Find(path) is { } record && digests.Any(d => record.Hash(d.Format)?.Digest == d)
            ? [.. digests.Select(d => record.Hash(d.Format) is { } hash && hash.Digest == d ? hash.Digest : d)]
            : digests;

    private void ReadSmall(MultiHash hash, string path, byte[] buffer)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
        for (long offset = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(handle, buffer, offset);
            if (count == 0) break;
            hash.Append(buffer.AsSpan(0, count));
            offset += count;
            progress?.Report(count);
        }
    }

    /// <summary>Reads on this thread and hashes on another, so that the slower of the two sets the pace and not their sum.</summary>
    private void ReadLarge(MultiHash hash, string path, byte[][] ring)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
        using var free = new BlockingCollection<byte[]>(new ConcurrentQueue<byte[]>(ring));
        using var full = new BlockingCollection<(byte[] Buffer, int Count)>(new ConcurrentQueue<(byte[], int)>());
        Exception? failed = null;
        waitedForHashing = TimeSpan.Zero;
        var hashing = new Thread(() =>
        {
            try
            {
                foreach (var (buffer, count) in full.GetConsumingEnumerable())
                {
                    hash.Append(buffer.AsSpan(0, count));
                    free.Add(buffer);
                }
            }
            catch (Exception problem)
            {
                failed = problem;
                free.CompleteAdding();
            }
        })
        { IsBackground = true, Name = "hashing" };
        hashing.Start();
        try
        {
            for (long offset = 0; ;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var asked = TimeProvider.System.GetTimestamp();
                if (!free.TryTake(out var buffer, Timeout.Infinite, cancellationToken)) break;
                waitedForHashing += TimeProvider.System.GetElapsedTime(asked);
                var count = RandomAccess.Read(handle, buffer, offset);
                if (count == 0) break;
                full.Add((buffer, count), cancellationToken);
                offset += count;
                progress?.Report(count);
            }
        }
        finally
        {
            full.CompleteAdding();
            hashing.Join();
        }

        if (failed is not null) throw new IOException($"Hashing '{path}' failed: {failed.Message}", failed);
    }
}
