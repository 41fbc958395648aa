namespace Acetate.Media.Inspect;

/// <summary>A file that lies elsewhere, as a stream that can seek. Only what is read is fetched, in pages that are kept; what goes on is fetched in longer pieces.</summary>
/// <remarks>
/// A page has 16 KiB. The first request fetches 64 KiB, and a request that begins where the last one ended twice as much as that
/// one, up to 256 KiB: a header costs one or two answers of the store, a jump costs one page. At most <see cref="Most"/> bytes are
/// ever fetched: whatever needs more is no header, and a hostile file shall not make a whole card travel.
/// </remarks>
public sealed class RangedStream(RangeReader ranges, long length) : Stream
{
    /// <summary>Bytes that are fetched of one file at most.</summary>
    public const long Most = 16 << 20;

    private const int Page = 16 << 10, FirstPages = 4, MostPages = 16;

    private readonly SortedDictionary<long, byte[]> _pages = [];
    private long _position, _lastEnd = -1;
    private int _lastPages;

    /// <summary>Bytes that were fetched so far.</summary>
    public long Fetched { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _position);
        var done = 0;
        while (done < wanted)
        {
            var at = _position / Page;
            var page = _pages.TryGetValue(at, out var known) ? known : Fetch(at, (int)((_position + wanted - done - 1) / Page - at + 1));
            var from = (int)(_position - at * Page);
            var count = Math.Min(wanted - done, page.Length - from);
            if (count <= 0) break;
            page.AsSpan(from, count).CopyTo(buffer[done..]);
            done += count;
            _position += count;
        }

        return done;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _position + offset, _ => length + offset };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Writes a local file of the same length with what was fetched in its places and nothing between: enough for a program that reads headers.</summary>
    /// <param name="path">Where it is written; nothing may be there.</param>
    /// <param name="most">Where it ends, when the file is longer: for programs that would search the emptiness for more.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <remarks>The file is sparse where the disk allows it.</remarks>
    public async Task WriteStandInAsync(string path, long most, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        target.SetLength(Math.Min(length, most));
        foreach (var (page, bytes) in _pages)
        {
            if (page * Page + bytes.Length > most) break;
            target.Position = page * Page;
            await target.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    private byte[] Fetch(long at, int needed)
    {
        var pages = Math.Max(needed, at == _lastEnd ? Math.Min(_lastPages * 2, MostPages) : _lastEnd < 0 ? FirstPages : 1);
        pages = (int)Math.Min(pages, (length - 1) / Page - at + 1);
        // What is there already is not fetched again.
        var count = 1;
        while (count < pages && !_pages.ContainsKey(at + count)) count++;
        var bytes = new byte[Math.Min((long)count * Page, length - at * Page)];
        if (Fetched + bytes.Length > Most) throw new InvalidDataException($"More than {Most >> 20} MiB would have to be read to describe this file; what is known so far stands.");
        var read = ranges(at * Page, bytes);
        Fetched += read;
        if (read < bytes.Length) throw new EndOfStreamException($"The store gave {read} of {bytes.Length} bytes at {at * Page}; the file was longer when it was found.");
        for (var i = 0; i < count; i++)
            _pages[at + i] = bytes.AsSpan(i * Page, Math.Min(Page, bytes.Length - i * Page)).ToArray();
        (_lastEnd, _lastPages) = (at + count, count);
        return _pages[at];
    }
}
