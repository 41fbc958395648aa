using System.Buffers;
using System.Collections.Immutable;

namespace Acetate.Hashing;

/// <summary>Several hashes over one stream of bytes, so that each byte is read once.</summary>
/// <remarks>
/// Not for use by several threads at once. Large pieces are cut into blocks that stay in the cache while all formats take
/// them in. When slow formats (MD5, SHA-1, C4) are asked for beside others, large pieces are hashed on several threads
/// inside <see cref="Append"/>, which returns when all have taken the piece in. Best given pieces of 1 MiB or more.
/// </remarks>
public sealed class MultiHash : IDisposable
{
    /// <summary>Below this many bytes handing over to other threads costs more than it saves.</summary>
    internal const int ParallelBytes = 256 * 1024;

    /// <summary>Half of the second-level cache of small machines.</summary>
    private const int CachedBytes = 128 * 1024;

    private const int StreamBytes = 1024 * 1024;

    private readonly ImmutableArray<HashFormat> formats;
    private readonly ImmutableArray<StreamHash> hashes;

    // What runs on one thread: each slow hash alone, the quick ones together.
    private readonly ImmutableArray<ImmutableArray<StreamHash>> lanes;
    private bool disposed;

    /// <summary>Starts the given formats; duplicates are dropped, the order is kept. None at all is allowed.</summary>
    public MultiHash(params ReadOnlySpan<HashFormat> formats)
    {
        var distinct = ImmutableArray.CreateBuilder<HashFormat>(formats.Length);
        var started = ImmutableArray.CreateBuilder<StreamHash>(formats.Length);
        foreach (var format in formats)
        {
            if (distinct.Contains(format))
                continue;
            distinct.Add(format);
            if (!started.Any(hash => hash.Gives(format)))
                started.Add(StreamHash.Create(format));
        }

        this.formats = distinct.ToImmutable();
        hashes = started.ToImmutable();
        ImmutableArray<StreamHash> quick = [.. hashes.Where(hash => !hash.IsSlow)];
        lanes = [.. hashes.Where(hash => hash.IsSlow).Select(ImmutableArray.Create), .. quick.IsEmpty ? [] : new[] { quick }];
    }

    /// <summary>Bytes taken in since the start or the last <see cref="Finish"/>.</summary>
    public long Length { get; private set; }

    /// <summary>Takes in the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Length += bytes.Length;
        if (lanes.Length > 1 && bytes.Length >= ParallelBytes && Environment.ProcessorCount > 1)
            AppendInParallel(bytes);
        else
            AppendTo(bytes, hashes);
    }

    /// <summary>Takes in the next bytes of two streams, each for its own digests.</summary>
    /// <remarks>The same as two calls of <see cref="Append"/>, but for XXH64 alone up to twice as quick: its four chains of
    /// multiplications leave most of a processor idle, and the chains of another stream fit in between.</remarks>
    public static void AppendPair(MultiHash first, ReadOnlySpan<byte> bytesOfFirst, MultiHash second, ReadOnlySpan<byte> bytesOfSecond)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (ReferenceEquals(first, second)) throw new ArgumentException("The two streams need a hash of their own each.", nameof(second));
        if (first.hashes is [Xxh64Hash one] && second.hashes is [Xxh64Hash other])
        {
            ObjectDisposedException.ThrowIf(first.disposed, first);
            ObjectDisposedException.ThrowIf(second.disposed, second);
            first.Length += bytesOfFirst.Length;
            second.Length += bytesOfSecond.Length;
            Xxh64Hash.AppendPair(one, bytesOfFirst, other, bytesOfSecond);
            return;
        }

        first.Append(bytesOfFirst);
        second.Append(bytesOfSecond);
    }

    /// <summary>Takes in a stream up to its end, in pieces of 1 MiB; the next piece is read while one is hashed.</summary>
    /// <exception cref="IOException">The stream cannot be read; what was taken in before stays taken in.</exception>
    public async Task AppendAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var (full, free) = (ArrayPool<byte>.Shared.Rent(StreamBytes), ArrayPool<byte>.Shared.Rent(StreamBytes));
        var length = await ReadAsync(stream, full, cancellationToken).ConfigureAwait(false);
        while (length > 0)
        {
            var next = ReadAsync(stream, free, cancellationToken).AsTask();
            Append(full.AsSpan(0, length));
            length = await next.ConfigureAwait(false);
            (full, free) = (free, full);
        }

        // Only here: after a failure a read may still be writing into one of them.
        ArrayPool<byte>.Shared.Return(full);
        ArrayPool<byte>.Shared.Return(free);
    }

    /// <summary>Returns one digest per format in the order asked for, and starts anew.</summary>
    public ImmutableArray<HashDigest> Finish()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var digests = ImmutableArray.CreateBuilder<HashDigest>(formats.Length);
        foreach (var format in formats)
            digests.Add(hashes.First(hash => hash.Gives(format)).Digest(format));
        foreach (var hash in hashes)
            hash.Reset();
        Length = 0;
        return digests.MoveToImmutable();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        foreach (var hash in hashes)
            hash.Dispose();
    }

    private static void AppendTo(ReadOnlySpan<byte> bytes, ImmutableArray<StreamHash> hashes)
    {
        while (hashes.Length > 1 && bytes.Length > CachedBytes)
        {
            foreach (var hash in hashes)
                hash.Append(bytes[..CachedBytes]);
            bytes = bytes[CachedBytes..];
        }

        foreach (var hash in hashes)
            hash.Append(bytes);
    }

    private static ValueTask<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken) =>
        stream.ReadAtLeastAsync(buffer.AsMemory(0, StreamBytes), StreamBytes, throwOnEndOfStream: false, cancellationToken);

    private unsafe void AppendInParallel(ReadOnlySpan<byte> bytes)
    {
        // A span cannot go to another thread, its address can: the bytes stay where they are until all are done.
        fixed (byte* first = bytes)
        {
            var (address, length) = ((nint)first, bytes.Length);
            Parallel.For(0, lanes.Length, lane => AppendTo(new((void*)address, length), lanes[lane]));
        }
    }
}
