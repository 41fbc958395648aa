using System.Collections.Immutable;
using Acetate.Storage;

namespace Acetate.Benchmarks.Corruption;

/// <summary>One bit of one file.</summary>
/// <param name="At">The byte.</param>
/// <param name="Bit">0 to 7.</param>
internal readonly record struct BitFlip(long At, int Bit)
{
    /// <summary>Flips the bit if it lies in this piece of the file.</summary>
    public void Apply(Span<byte> piece, long offset)
    {
        if (At >= offset && At < offset + piece.Length) piece[(int)(At - offset)] ^= (byte)(1 << Bit);
    }
}

/// <summary>A store whose line loses bits: one chosen bit of a file is flipped while it is read or written.</summary>
internal sealed class FlippingStore(IFileStore inner, IReadOnlyDictionary<StoreKey, BitFlip> flips) : IFileStore
{
    public Uri Location => inner.Location;

    public StoreFeatures Features => inner.Features;

    public Task<StoredFile?> FindAsync(StoreKey key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredFile> ListAsync(StoreKey prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public async Task<Stream> OpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken)
    {
        var stream = await inner.OpenReadAsync(key, options, cancellationToken);
        return flips.TryGetValue(key, out var flip) ? new FlippingStream(stream, flip, options.Offset) : stream;
    }

    public async Task<StoreWriter> OpenWriteAsync(StoreKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        var writer = await inner.OpenWriteAsync(key, options, cancellationToken);
        return new FlippingWriter(writer, flips.TryGetValue(key, out var flip) ? flip : null);
    }

    public Task<ImmutableArray<PublishOutcome>> PublishAllAsync(IReadOnlyList<StoreWriter> writers, CancellationToken cancellationToken) =>
        inner.PublishAllAsync([.. writers.Select(writer => ((FlippingWriter)writer).Inner)], cancellationToken);

    public Task<bool> DeleteAsync(StoreKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public Task<int> DiscardStaleAsync(DateTimeOffset before, CancellationToken cancellationToken) => inner.DiscardStaleAsync(before, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class FlippingWriter(StoreWriter inner, BitFlip? flip) : StoreWriter
    {
        public StoreWriter Inner => inner;

        public override long Position => inner.Position;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            if (flip is { } bit)
            {
                var copy = bytes.ToArray();
                bit.Apply(copy, inner.Position);
                bytes = copy;
            }

            await inner.WriteAsync(bytes, cancellationToken);
        }

        public override Task<StoredFile> PublishAsync(CancellationToken cancellationToken) => inner.PublishAsync(cancellationToken);

        public override Task DiscardAsync(CancellationToken cancellationToken) => inner.DiscardAsync(cancellationToken);

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class FlippingStream(Stream inner, BitFlip flip, long offset) : Stream
    {
        private long _position = offset;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = inner.Read(buffer, offset, count);
            flip.Apply(buffer.AsSpan(offset, count), _position);
            _position += count;
            return count;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            flip.Apply(buffer.Span[..count], _position);
            _position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
