using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Storage;

namespace Acetate.Steps.Transfer;

/// <summary>One run of <see cref="CopyFiles"/>.</summary>
/// <remarks>
/// Large files go one or two at a time, each as a pipeline: the next block is read while this one is hashed and written.
/// Small files go several at a time and are published together, because syncing costs more than copying them.
/// </remarks>
internal sealed class CopyRun(
    CopyFilesRequest request, IFileStore source, IFileStore target, ImmutableArray<HashFormat> formats,
    StepContext context, StageTimes times, TransferProgress progress, Action<string>? arrived)
{
    private const int LargeAtOnce = 2;
    private const int SmallAtOnce = 8;
    private const int PublishedTogether = 512;

    private readonly CopiedFile?[] _outcomes = new CopiedFile?[request.Files.Length];
    private readonly long[] _passed = new long[request.Files.Length];

    /// <summary>A small file whose bytes are written and not yet published.</summary>
    private sealed record Written(int Index, StoreWriter Writer, StoreKey Key, long Length, ImmutableArray<HashDigest> Digests);

    public async Task<ImmutableArray<CopiedFile>> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var small = Enumerable.Range(0, request.Files.Length).Where(index => LengthOf(index) <= BlockPump.BlockSize).ToList();
        var large = Enumerable.Range(0, request.Files.Length).Where(index => LengthOf(index) > BlockPump.BlockSize).ToList();
        var written = Channel.CreateBounded<Written>(PublishedTogether);

        var publishing = StopAllOnFailureAsync(PublishAsync(written.Reader, stop.Token), stop);
        var writing = StopAllOnFailureAsync(EachAsync(small, SmallAtOnce, index => CopySmallAsync(index, written.Writer, stop.Token), stop.Token), stop);
        var copying = StopAllOnFailureAsync(EachAsync(large, LargeAtOnce, index => CopyLargeAsync(index, stop.Token), stop.Token), stop);
        try
        {
            await writing.ConfigureAwait(false);
            written.Writer.Complete();
            await publishing.ConfigureAwait(false);
            await copying.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One of the three stopped the others; its own reason is told below.
        }
        finally
        {
            written.Writer.TryComplete();
            foreach (var task in (Task[])[writing, publishing, copying]) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (written.Reader.TryRead(out var left)) await left.Writer.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var task in (Task[])[writing, publishing, copying])
            if (task.IsFaulted) await task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return [.. _outcomes!];
    }

    private static async Task StopAllOnFailureAsync(Task work, CancellationTokenSource stop)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static Task EachAsync(List<int> indexes, int atOnce, Func<int, Task> copy, CancellationToken cancellationToken) =>
        AtOnce.EachAsync(indexes, atOnce, (index, _) => copy(index), cancellationToken);

    private async Task CopySmallAsync(int index, ChannelWriter<Written> written, CancellationToken cancellationToken)
    {
        var file = request.Files[index];
        var (key, sourceKey) = Keys(index);
        var block = BlockPump.Rent();
        try
        {
            if (await OpenSourceAsync(index, sourceKey, cancellationToken).ConfigureAwait(false) is not var (stream, found)) return;
            int count;
            await using (stream.ConfigureAwait(false))
            {
                if (await ReadSmallAsync(index, stream, block, cancellationToken).ConfigureAwait(false) is not { } read) return;
                count = read;
            }

            var bytes = block[..count];
            var digests = Hash(file, bytes.Span);
            Passed(index, count);
            if (count != LengthOf(index))
            {
                Decide(index, count, CopyOutcome.SizeDiffers, [], Sizes(LengthOf(index), count));
                return;
            }

            if (Differs(index, digests)) return;
            var since = Stopwatch.GetTimestamp();
            var writer = await OpenTargetAsync(index, key, found, digests, cancellationToken).ConfigureAwait(false);
            if (writer is null) return;
            try
            {
                await writer.WriteAsync(bytes[(int)writer.Position..], cancellationToken).ConfigureAwait(false);
                times.Add(StageTimes.Stage.Write, since);
                await written.WriteAsync(new Written(index, writer, key, count, digests), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await writer.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            BlockPump.Return(block);
        }
    }

    private async Task<int?> ReadSmallAsync(int index, Stream stream, Memory<byte> block, CancellationToken cancellationToken)
    {
        try
        {
            return await BlockPump.FillAsync(stream, block, LengthOf(index), context.Throttle, times, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem)
        {
            FailedToRead(index, problem);
            return null;
        }
    }

    /// <summary>Publishes what has been written since the last time, all at once, while the next files are being written.</summary>
    private async Task PublishAsync(ChannelReader<Written> written, CancellationToken cancellationToken)
    {
        var batch = new List<Written>();
        while (await written.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            batch.Clear();
            try
            {
                await Gathering.FillAsync(batch, written, PublishedTogether, cancellationToken).ConfigureAwait(false);
                await PublishAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                foreach (var file in batch) await file.Writer.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task PublishAsync(List<Written> batch, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var outcomes = await target.PublishAllAsync([.. batch.Select(file => file.Writer)], cancellationToken).ConfigureAwait(false);
        times.Add(StageTimes.Stage.Write, since);
        foreach (var (file, outcome) in batch.Zip(outcomes))
        {
            if (outcome.Problem is null) Decide(file.Index, file.Length, CopyOutcome.Copied, file.Digests, "");
            else
            {
                await file.Writer.DisposeAsync().ConfigureAwait(false);
                await NotPublishedAsync(file.Index, file.Key, file.Length, file.Digests, outcome.Problem, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task CopyLargeAsync(int index, CancellationToken cancellationToken)
    {
        var file = request.Files[index];
        var (key, sourceKey) = Keys(index);
        if (await OpenSourceAsync(index, sourceKey, cancellationToken).ConfigureAwait(false) is not var (opened, found)) return;
        var stream = opened;
        await using var _ = opened.ConfigureAwait(false);
        await using var writer = await OpenTargetAsync(index, key, found, digests: null, cancellationToken).ConfigureAwait(false);
        if (writer is null) return;
        using var hash = new MultiHash([.. FormatsOf(file)]);
        long count;
        try
        {
            // After an interruption the hash is rebuilt: from a source at hand, or, where that would bring the same bytes over a line once more,
            // from what was written. What is in the target is not written again.
            var skip = writer.Position;
            var known = skip > 0 && source.Features.IsRemote && !file.Expected.IsEmpty ? await WrittenBefore.HashAsync(writer, bytes => Append(hash, bytes), times, cancellationToken).ConfigureAwait(false) : 0;
            if (known > 0) Passed(index, known);
            if (known > 0) (stream, skip) = (await source.OpenReadAsync(sourceKey, new ReadOptions { Offset = known }, cancellationToken).ConfigureAwait(false), 0);
            await using var rest = stream.ConfigureAwait(false);
            count = known + await BlockPump.RunAsync(stream, LengthOf(index) - known, context.Throttle, times, Use, cancellationToken).ConfigureAwait(false);

            async ValueTask Use(ReadOnlyMemory<byte> block)
            {
                var hashing = Task.Run(() => Append(hash, block), CancellationToken.None);
                var skipped = (int)Math.Min(skip, block.Length);
                skip -= skipped;
                try
                {
                    if (skipped < block.Length) await WriteAsync(writer, block[skipped..], cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    await hashing.ConfigureAwait(false);
                }

                Passed(index, block.Length);
            }
        }
        catch (TargetException problem)
        {
            throw problem.Store;
        }
        catch (StoreException problem)
        {
            FailedToRead(index, problem);
            return;
        }

        var digests = hash.Finish();
        if (count != LengthOf(index))
        {
            await writer.DiscardAsync(cancellationToken).ConfigureAwait(false);
            Decide(index, count, CopyOutcome.SizeDiffers, [], Sizes(LengthOf(index), count));
            return;
        }

        if (Differs(index, digests))
        {
            await writer.DiscardAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var since = Stopwatch.GetTimestamp();
        try
        {
            await writer.PublishAsync(cancellationToken).ConfigureAwait(false);
            Decide(index, count, CopyOutcome.Copied, digests, "");
        }
        catch (StoreException problem)
        {
            await NotPublishedAsync(index, key, count, digests, problem, cancellationToken).ConfigureAwait(false);
        }

        times.Add(StageTimes.Stage.Write, since);
    }

    /// <summary>Tells a problem of the target from one of the source while both are at work.</summary>
    private sealed class TargetException(StoreException store) : Exception(store.Message, store)
    {
        public StoreException Store { get; } = store;
    }

    private async Task WriteAsync(StoreWriter writer, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            await writer.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem)
        {
            throw new TargetException(problem);
        }

        times.Add(StageTimes.Stage.Write, since);
    }

    private void Append(MultiHash hash, ReadOnlyMemory<byte> block)
    {
        var since = Stopwatch.GetTimestamp();
        hash.Append(block.Span);
        times.Add(StageTimes.Stage.Hash, since);
    }

    private ImmutableArray<HashDigest> Hash(CopyFile file, ReadOnlySpan<byte> bytes)
    {
        var since = Stopwatch.GetTimestamp();
        using var hash = new MultiHash([.. FormatsOf(file)]);
        hash.Append(bytes);
        var digests = hash.Finish();
        times.Add(StageTimes.Stage.Hash, since);
        return digests;
    }

    /// <summary>The source's stream and facts; null when the file already has its outcome.</summary>
    private async Task<(Stream Stream, StoredFile Found)?> OpenSourceAsync(int index, StoreKey key, CancellationToken cancellationToken)
    {
        var file = request.Files[index];
        try
        {
            if (await source.TryOpenReadAsync(key, new ReadOptions(), cancellationToken).ConfigureAwait(false) is not var (found, stream))
                Decide(index, 0, CopyOutcome.Vanished, [], "The file is no longer in the source. Was the card changed or pulled out?");
            else if (found.Length == LengthOf(index))
                return (stream, found);
            else
            {
                await stream.DisposeAsync().ConfigureAwait(false);
                Decide(index, found.Length, CopyOutcome.SizeDiffers, [], Sizes(LengthOf(index), found.Length));
            }
        }
        catch (StoreException problem)
        {
            FailedToRead(index, problem);
        }

        return null;
    }

    /// <summary>A writer for the target; null when the file already has its outcome.</summary>
    private async Task<StoreWriter?> OpenTargetAsync(
        int index, StoreKey key, StoredFile found, ImmutableArray<HashDigest>? digests, CancellationToken cancellationToken)
    {
        var file = request.Files[index];
        // Files with a known hash are the same file wherever they come from; others are named by place, length and date.
        var tag = file.Expected.IsEmpty
            ? $"{source.Location}|{found.Key}|{found.Length}|{found.Modified.UtcTicks}"
            : string.Join('|', file.Expected.Select(one => $"{one.Format}:{one.Text}").Order(StringComparer.Ordinal)) + $"|{found.Length}";
        try
        {
            var options = new WriteOptions { Length = LengthOf(index), ResumeTag = tag, Modified = found.Modified, Replace = request.Replace && !file.Expected.IsEmpty };
            return await target.OpenWriteAsync(key, options, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem) when (problem.Problem is StoreProblem.AlreadyExists or StoreProblem.InvalidName)
        {
            await NotPublishedAsync(index, key, LengthOf(index), digests, problem, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>The target did not take the file: it has it already, or has another, or cannot have it. Anything else stops the step.</summary>
    private async Task NotPublishedAsync(
        int index, StoreKey key, long length, ImmutableArray<HashDigest>? digests, StoreException problem, CancellationToken cancellationToken)
    {
        if (problem.Problem == StoreProblem.InvalidName)
        {
            Decide(index, length, CopyOutcome.Refused, digests ?? [], problem.Message);
            return;
        }

        if (problem.Problem != StoreProblem.AlreadyExists) throw problem;
        var (isSame, ours) = await new TakenKey(source, target, times).CompareAsync(
            Keys(index).Source, key, length, digests, [.. FormatsOf(request.Files[index])],
            [.. request.Files[index].Expected.Select(one => one.ToDigest())], cancellationToken).ConfigureAwait(false);
        if (isSame) Decide(index, length, CopyOutcome.AlreadyThere, ours, "");
        else Decide(index, length, CopyOutcome.Conflict, ours, "The target has a file of that name with other bytes; it was left alone.");
    }

    private bool Differs(int index, ImmutableArray<HashDigest> digests)
    {
        foreach (var expected in request.Files[index].Expected)
        {
            var wanted = expected.ToDigest();
            var own = digests.First(digest => digest.Format == wanted.Format);
            if (own == wanted) continue;
            Decide(index, LengthOf(index), CopyOutcome.Mismatch, digests,
                $"The {expected.Format} should be {wanted.Text} and is {own.Text}; nothing was published.");
            return true;
        }

        return false;
    }

    private void FailedToRead(int index, StoreException problem) => Decide(index, 0, problem.Problem switch
    {
        StoreProblem.NotFound => CopyOutcome.Vanished,
        StoreProblem.Mismatch => CopyOutcome.SizeDiffers,
        // A source in the network that is away will come back; the step is tried again.
        StoreProblem.Unavailable or StoreProblem.Busy => throw problem,
        _ => CopyOutcome.Unreadable,
    }, [], problem.Message);

    private void Decide(int index, long length, CopyOutcome outcome, ImmutableArray<HashDigest> digests, string message)
    {
        var file = request.Files[index];
        _outcomes[index] = new CopiedFile(file.Path, length, outcome, DigestText.Of(digests), message);
        if (outcome == CopyOutcome.Copied) arrived?.Invoke(file.Path);
        progress.Finished(Math.Max(0, LengthOf(index) - _passed[index]));
    }

    private void Passed(int index, long count)
    {
        _passed[index] += count;
        progress.Passed(count);
    }

    private IEnumerable<HashFormat> FormatsOf(CopyFile file) =>
        formats.Concat(file.Expected.Select(expected => DigestText.FormatOf(expected.Format))).Distinct();

    // Measured before the run, where nobody knew.
    private long LengthOf(int index) => request.Files[index].Length!.Value;

    private (StoreKey Target, StoreKey Source) Keys(int index) =>
        (KeyText.Join(request.TargetPrefix, request.Files[index].As ?? request.Files[index].Path), KeyText.Join(request.SourcePrefix, request.Files[index].Path));

    private static string Sizes(long planned, long found) => $"The file has {found:N0} bytes; it had {planned:N0} when the copy was planned.";
}
