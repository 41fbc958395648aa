using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Acetate.Hashing;
using Acetate.Server.Observability;
using Acetate.Server.Problems;
using Acetate.Storage;

namespace Acetate.Server.Uploads;

/// <summary>An upload that this process is writing: the store's writer and the hashes over every byte so far.</summary>
/// <remarks>Not thread-safe: <see cref="UploadShelf"/> lets one request in at a time.</remarks>
internal sealed class OpenUpload : IAsyncDisposable
{
    private const int BlockBytes = 1 << 20;

    /// <summary>The largest piece that may carry a checksum: it is held in memory until it is proven.</summary>
    public const int LargestChecked = 32 << 20;

    private static readonly Counter<long> Bytes =
        Telemetry.Meter.CreateCounter<long>("acetate.uploads.taken", "By", "Bytes taken in by uploads.");
    private static readonly Counter<long> Files =
        Telemetry.Meter.CreateCounter<long>("acetate.uploads.ended", description: "Uploads that ended, by outcome.");

    private readonly StoreWriter writer;
    private readonly MultiHash hash;
    private readonly long length;

    private OpenUpload(StoreWriter writer, MultiHash hash, long length) => (this.writer, this.hash, this.length) = (writer, hash, length);

    /// <summary>Bytes taken in.</summary>
    public long Offset { get; private set; }

    /// <summary>Opens or takes up the write. Bytes of an earlier process are read back for the hashes; a store that cannot
    /// show them starts from nothing, because a file that is not hashed from its first byte is not published.</summary>
    public static async Task<OpenUpload> OpenAsync(IFileStore store, UploadRecord record, CancellationToken cancellationToken)
    {
        var key = StoreKey.Parse(record.Key);
        var options = new WriteOptions { Length = record.Length, ResumeTag = record.Tag };
        var formats = record.Expected.Select(text => NamedDigest.TryParse(text, out var digest) ? digest.Format : HashFormat.Xxh128)
            .Append(HashFormat.Xxh128).Distinct().ToArray();
        var writer = await store.OpenWriteAsync(key, options, cancellationToken);
        var hash = new MultiHash(formats);
        try
        {
            if (writer.Position > 0 && !await TryReadBackAsync(writer, hash, cancellationToken))
            {
                await writer.DiscardAsync(cancellationToken);
                await writer.DisposeAsync();
                hash.Dispose();
                hash = new MultiHash(formats);
                writer = await store.OpenWriteAsync(key, options, cancellationToken);
            }

            return new OpenUpload(writer, hash, record.Length) { Offset = writer.Position };
        }
        catch
        {
            await writer.DisposeAsync();
            hash.Dispose();
            throw;
        }
    }

    /// <summary>Takes in bytes as they come; what arrived before a broken connection counts.</summary>
    public async Task AppendAsync(Stream body, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var filled = 0;
            try
            {
                while (true)
                {
                    var count = await body.ReadAsync(block.AsMemory(filled, BlockBytes - filled), cancellationToken);
                    if (count == 0) return;
                    filled += count;
                    if (filled < BlockBytes) continue;
                    filled = 0;
                    await AppendAsync(block.AsMemory(0, BlockBytes), CancellationToken.None);
                }
            }
            finally
            {
                if (filled > 0) await AppendAsync(block.AsMemory(0, filled), CancellationToken.None);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Takes in one piece only if it has the checksum.</summary>
    public async Task AppendCheckedAsync(Stream body, long count, HashDigest checksum, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent((int)count);
        try
        {
            await body.ReadExactlyAsync(piece.AsMemory(0, (int)count), cancellationToken);
            using var own = new MultiHash(checksum.Format);
            own.Append(piece.AsSpan(0, (int)count));
            if (own.Finish()[0] != checksum)
                throw new ProblemException(ProblemType.ChecksumMismatch,
                    $"The {count:N0} bytes at offset {Offset:N0} do not have their checksum; they were not taken.",
                    "Send the same bytes again from the same offset.");
            await AppendAsync(piece.AsMemory(0, (int)count), CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Publishes the whole file if it has every digest that was promised; throws the partial file away if not.</summary>
    public async Task<ImmutableArray<HashDigest>> PublishAsync(string key, IReadOnlyCollection<HashDigest> promised, CancellationToken cancellationToken)
    {
        var digests = hash.Finish();
        foreach (var digest in promised)
        {
            var own = digests.FirstOrDefault(one => one.Format == digest.Format && one.Text.Length > 0);
            if (own.Text.Length == 0 || own == digest) continue;
            await writer.DiscardAsync(cancellationToken);
            Files.Add(1, new KeyValuePair<string, object?>("outcome", "mismatch"));
            throw new ProblemException(ProblemType.ChecksumMismatch,
                $"{key} arrived with {NamedDigest.Format(own)} but must have {NamedDigest.Format(digest)}; nothing was published.");
        }

        await writer.PublishAsync(cancellationToken);
        Files.Add(1, new KeyValuePair<string, object?>("outcome", "published"));
        return digests;
    }

    /// <summary>Throws away what arrived.</summary>
    public Task DiscardAsync(CancellationToken cancellationToken) => writer.DiscardAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        hash.Dispose();
        await writer.DisposeAsync();
    }

    private static async Task<bool> TryReadBackAsync(StoreWriter writer, MultiHash hash, CancellationToken cancellationToken)
    {
        await using var written = await writer.OpenWrittenAsync(cancellationToken);
        if (written is null) return false;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (var left = writer.Position; left > 0;)
            {
                var count = await written.ReadAsync(block.AsMemory(0, (int)Math.Min(BlockBytes, left)), cancellationToken);
                if (count == 0) return false;
                hash.Append(block.AsSpan(0, count));
                left -= count;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Takes in bytes that are here already.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Offset + bytes.Length > length)
            throw new ProblemException(ProblemType.SizeMismatch,
                $"More bytes came than the {length:N0} that were promised; stopped at {Offset:N0}.");
        await writer.WriteAsync(bytes, cancellationToken);
        hash.Append(bytes.Span);
        Offset += bytes.Length;
        Bytes.Add(bytes.Length);
    }
}
