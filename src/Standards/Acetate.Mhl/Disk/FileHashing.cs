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

    // So much of a large file tells how quick its disk is.
    private const long Probe = 32 * 1024 * 1024;

    /// <summary>What is to be hashed.</summary>
    public readonly record struct Work(ObservedFile File, ImmutableArray<HashFormat> Formats);

    /// <summary>The same files with their digests, or with the reason why they could not be read, in the same order.</summary>
    /// <param name="work">Is used up: each place is emptied when its file is done, so that no file is held twice.</param>
    public async Task<ObservedFile[]> RunAsync(List<Work> work)
    {
        var results = new ObservedFile[work.Count];
        var large = new Queue<int>();
        var small = new Queue<int>();
        for (var i = 0; i < work.Count; i++)
        {
            if (work[i].File.Unreadable is not null || work[i].Formats.IsEmpty) results[i] = work[i].File;
            else (work[i].File.Length >= LargeFile ? large : small).Enqueue(i);
        }

        await InLanesAsync(small, begun: null, Math.Clamp(Environment.ProcessorCount, 2, 8), work, results).ConfigureAwait(false);
        await LargeAsync(large, work, results).ConfigureAwait(false);
        return results;
    }

    /// <summary>One stream over a disk is the fastest way to read it, and hashing beside reading hides the hashing. Where bytes come
    /// faster than any disk with moving parts gives them, or faster than they can be hashed, one stream cannot keep two processors
    /// busy: then files are read in lanes.</summary>
    private async Task LargeAsync(Queue<int> large, List<Work> work, ObservedFile[] results)
    {
        if (large.Count == 0) return;
        var ring = Enumerable.Range(0, Buffers).Select(_ => GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true)).ToArray();
        while (large.TryDequeue(out var i))
        {
            var file = Open(i, work);
            if (await Task.Run(() => IsReadBest(file, inLanes: large.Count > 0, ring), cancellationToken).ConfigureAwait(false))
            {
                await InLanesAsync(large, file, Math.Clamp(Environment.ProcessorCount, 2, 4), work, results).ConfigureAwait(false);
                return;
            }

            Close(file, work, results);
        }
    }

    /// <summary>Reads a file with its hashing beside it: to its end, or, where lanes are of use, until it shows that they are better.</summary>
    private bool IsReadBest(FileBeingHashed file, bool inLanes, byte[][] ring)
    {
        var hashing = new HashingBeside(file, ring);
        while (hashing.ReadUpTo(inLanes ? file.Offset + Probe : long.MaxValue, progress, cancellationToken))
        {
            if (hashing.WaitedForHashing > hashing.Elapsed * 0.3 || file.Offset / hashing.Elapsed.TotalSeconds >= FastBytesPerSecond) return true;
        }

        return false;
    }

    /// <summary>Several threads, each reading and hashing two files in turns, since pairs are hashed faster; first of all the one
    /// that was begun already, if any.</summary>
    private Task InLanesAsync(Queue<int> files, FileBeingHashed? begun, int lanes, List<Work> work, ObservedFile[] results)
    {
        var waiting = new ConcurrentQueue<int>(files);
        return Task.WhenAll(Enumerable.Range(0, Math.Min(lanes, files.Count + (begun is null ? 0 : 1))).Select(_ => Task.Run(
            () =>
            {
                var (one, other) = (new Slot(), new Slot());
                try
                {
                    one.File = Interlocked.Exchange(ref begun, null);
                    while (Fill(one) | Fill(other))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        if (one.File is null) other.Append();
                        else if (other.File is null) one.Append();
                        else MultiHash.AppendPair(one.File.Hash, one.Bytes, other.File.Hash, other.Bytes);
                        progress?.Report(one.Bytes.Length + other.Bytes.Length);
                    }
                }
                finally
                {
                    one.File?.Dispose();
                    other.File?.Dispose();
                }
            },
            cancellationToken)));

        // Reads on in the slot's file, or in the next one that has anything to read; false when there is none.
        bool Fill(Slot slot)
        {
            while (true)
            {
                if (slot.File is null)
                {
                    if (!waiting.TryDequeue(out var i)) return false;
                    slot.File = Open(i, work);
                }

                slot.Count = slot.File.Read(slot.Buffer);
                if (slot.Count > 0) return true;
                Close(slot.File, work, results);
                slot.File = null;
            }
        }
    }

    private FileBeingHashed Open(int place, List<Work> work) => new(place, Path.Join(root, work[place].File.Path), work[place]);

    private void Close(FileBeingHashed read, List<Work> work, ObservedFile[] results)
    {
        using (read)
        {
            var file = work[read.Place].File;
            results[read.Place] = read.Problem is { } problem ? file with { Unreadable = $"It cannot be read: {problem}" }
                : read.Offset != file.Length ? file with { Unreadable = $"It changed while it was being read: {read.Offset} bytes instead of {file.Length}." }
                : file with { Digests = Known(file.Path, read.Hash.Finish()) };
            work[read.Place] = default;
        }
    }

    /// <summary>The history's own instance of a digest where it is the same, so that a verified roll holds each digest once.</summary>
    private ImmutableArray<HashDigest> Known(string path, ImmutableArray<HashDigest> digests) =>
        history.Find(path) is { } record && digests.Any(d => record.Hash(d.Format)?.Digest == d)
            ? [.. digests.Select(d => record.Hash(d.Format) is { } hash && hash.Digest == d ? hash.Digest : d)]
            : digests;

    /// <summary>Where a lane keeps a file and its bytes that were read last.</summary>
    private sealed class Slot
    {
        public FileBeingHashed? File { get; set; }

        public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(BufferSize / 2, pinned: true);

        public int Count { get; set; }

        public ReadOnlySpan<byte> Bytes => File is null ? [] : Buffer.AsSpan(0, Count);

        public void Append() => File?.Hash.Append(Bytes);
    }
}
