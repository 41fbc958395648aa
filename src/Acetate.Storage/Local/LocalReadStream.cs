using Acetate.Storage.Native;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Storage.Local;

/// <summary>Reads a file, or a range of it; past the page cache when asked to.</summary>
internal sealed class LocalReadStream : Stream
{
    private const int StagingSize = 1 << 20;
    private const int InlineRead = 256 << 10;
    private const int SmallFile = 128 << 10;
    private static readonly AlignedBuffers Staging = new(StagingSize, keep: 8);

    private readonly Disk _disk;
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly Linux.FileFacts _facts;
    private readonly long _start;
    private readonly long _end;
    private readonly bool _direct;
    private Memory<byte> _staging;
    private long _stagedAt;
    private int _staged;
    private long _position;

    private LocalReadStream(Disk disk, SafeFileHandle file, string path, Linux.FileFacts facts, long start, long end, bool direct) =>
        (_disk, _file, _path, _facts, _start, _end, _direct, _position) = (disk, file, path, facts, start, end, direct, start);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _end - _start;

    public override long Position
    {
        get => _position - _start;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = _start + value;
        }
    }

    /// <summary>Opens a file; <paramref name="mayBeDirect"/> says whether O_DIRECT is worth trying here,
    /// <paramref name="otherPath"/> where the bytes lie if not at the key.</summary>
    public static LocalReadStream Open(Disk disk, StoreKey key, ReadOptions options, bool mayBeDirect, string? otherPath = null)
    {
        var path = otherPath ?? key.ToString();
        var direct = (options.BypassCache || options.Once) && mayBeDirect;
        SafeFileHandle file;
        try
        {
            file = disk.OpenAt(path, Linux.ReadOnly | Linux.NonBlocking | (direct ? Linux.Direct : 0), "reading");
        }
        catch (StoreException problem) when (direct && problem.Problem == StoreProblem.InvalidName)
        {
            // EINVAL: no direct reading here after all.
            direct = false;
            file = disk.OpenAt(path, Linux.ReadOnly | Linux.NonBlocking, "reading");
        }

        try
        {
            var facts = disk.FactsOf(file, path);
            if (!facts.IsFile)
                throw new StoreException(StoreProblem.NotFound, $"Reading '{disk.FullPath(path)}' failed: it is not a file.");
            if (options.BypassCache && !direct)
            {
                // Only pages that are on the device can be dropped.
                if (Linux.SyncData(file) < 0) throw disk.Failure("syncing", path);
                _ = Linux.AdviseDropped(file);
            }

            // The system reads a small file whole without being told.
            if (!direct && facts.Size > SmallFile) _ = Linux.AdviseSequential(file);
            var start = Math.Min(options.Offset, facts.Size);
            var end = options.Length is { } length ? Math.Min(facts.Size, start + length) : facts.Size;
            return new LocalReadStream(disk, file, path, facts, start, end, direct);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file as it was when it was opened.</summary>
    public StoredFile File(StoreKey key) => new(key, _facts.Size, _facts.Modified) { Revision = _facts.Revision };

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, _end - _position);
        if (wanted <= 0) return 0;
        var count = _direct ? ReadDirect(buffer, wanted) : ReadAt(buffer[..wanted], _position);
        // The length was taken when the file was opened; less than that is a file cut under our hands.
        if (count == 0)
            throw new StoreException(StoreProblem.Mismatch,
                $"Reading '{_disk.FullPath(_path)}' failed: it became shorter while it was read (at byte {_position:N0}).");
        _position += count;
        return count;
    }

    private int ReadDirect(Span<byte> buffer, int wanted)
    {
        const int page = AlignedBuffers.Alignment;
        if (_position >= _stagedAt && _position < _stagedAt + _staged) return FromStaging(buffer[..wanted]);
        // The last page may be read whole: the device gives no more than the file has.
        var whole = Math.Min(buffer.Length, (wanted + page - 1) / page * page) / page * page;
        if (whole > 0 && _position % page == 0 && Linux.IsAligned(buffer, page))
            return Math.Min(wanted, ReadAt(buffer[..whole], _position));
        if (_staging.IsEmpty) _staging = Staging.Rent();
        _stagedAt = _position / page * page;
        _staged = ReadAt(_staging.Span, _stagedAt);
        return _position < _stagedAt + _staged ? FromStaging(buffer[..wanted]) : 0;
    }

    private int FromStaging(Span<byte> buffer)
    {
        var from = (int)(_position - _stagedAt);
        var count = Math.Min(buffer.Length, _staged - from);
        _staging.Span.Slice(from, count).CopyTo(buffer);
        return count;
    }

    private int ReadAt(Span<byte> buffer, long position)
    {
        try
        {
            return RandomAccess.Read(_file, buffer, position);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw _disk.Failure(problem, "reading", _path);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return buffer.Length > InlineRead && _end - _position > InlineRead
            ? new ValueTask<int>(Task.Run(() => Read(buffer.Span), cancellationToken))
            : ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A file of a store is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A file of a store is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!_staging.IsEmpty) Staging.Return(_staging);
            _staging = default;
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
