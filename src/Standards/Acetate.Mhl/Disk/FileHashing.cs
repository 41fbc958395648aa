using System.Collections.Concurrent;
using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl.Disk;

/// <summary>Hashes many files of a folder: large ones one after another, read on one thread and hashed on another; small ones several at a time.</summary>
/// <remarks>One stream over a disk is the fastest way to read large files, cards and spinning disks most of all; small files
/// wait for opening, which overlaps well.</remarks>
internal sealed class FileHashing(string root, IProgress<long>? progress, CancellationToken cancellationToken)
{
    private const int BufferSize = 512 * 1024;
    private const int Buffers = 4;
    private const long LargeFile = 8 * 1024 * 1024;

    /// <summary>What is to be hashed.</summary>
    public readonly record struct Work(ObservedFile File, ImmutableArray<HashFormat> Formats);

    /// <summary>The same files with their digests, or with the reason why they could not be read, in the same order.</summary>
    public async Task<ObservedFile[]> RunAsync(IReadOnlyList<Work> work)
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

        // Buffers belong to one thread at a time and are as large as the largest small file asks for.
        var lanes = Math.Clamp(Environment.ProcessorCount, 2, 8);
        await Task.WhenAll(Partitioner.Create(small, loadBalance: true).GetPartitions(lanes).Select(lane => Task.Run(
            () =>
            {
                var buffer = new byte[BufferSize];
                using (lane)
                    while (lane.MoveNext())
                        results[lane.Current] = Hashed(work[lane.Current], (hash, path) => ReadSmall(hash, path, buffer));
            },
            cancellationToken))).ConfigureAwait(false);

        var ring = large.Count == 0 ? [] : Enumerable.Range(0, Buffers).Select(_ => GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true)).ToArray();
        foreach (var i in large)
            results[i] = await Task.Run(() => Hashed(work[i], (hash, path) => ReadLarge(hash, path, ring)), cancellationToken).ConfigureAwait(false);
        return results;
    }

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
            return file with { Digests = hash.Finish() };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return file with { Unreadable = $"It cannot be read: {problem.Message}" };
        }
    }

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
        }) { IsBackground = true, Name = "hashing" };
        hashing.Start();
        try
        {
            for (long offset = 0; ;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!free.TryTake(out var buffer, Timeout.Infinite, cancellationToken)) break;
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
