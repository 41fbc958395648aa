using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Trim;

/// <summary>The bytes of a planned file from first to last, as if it were there: new ones, and ranges of the source.</summary>
internal sealed class PlannedStream : Stream
{
    private readonly PlannedFile _file;
    private readonly SafeFileHandle _source;
    private int _piece;
    private long _within, _position;

    public PlannedStream(PlannedFile file) =>
        (_file, _source) = (file, File.OpenHandle(file.SourcePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.Asynchronous | FileOptions.SequentialScan));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("A planned file is read from its beginning.");
    }

    public override int Read(Span<byte> buffer)
    {
        if (Next() is not { } piece || buffer.IsEmpty) return 0;
        var wanted = (int)Math.Min(buffer.Length, piece.Length - _within);
        if (piece.IsNew) piece.Bytes.Span.Slice((int)_within, wanted).CopyTo(buffer);
        else wanted = Some(RandomAccess.Read(_source, buffer[..wanted], piece.Offset + _within), piece);
        return Passed(wanted);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Next() is not { } piece || buffer.IsEmpty) return 0;
        var wanted = (int)Math.Min(buffer.Length, piece.Length - _within);
        if (piece.IsNew) piece.Bytes.Slice((int)_within, wanted).CopyTo(buffer);
        else wanted = Some(await RandomAccess.ReadAsync(_source, buffer[..wanted], piece.Offset + _within, cancellationToken).ConfigureAwait(false), piece);
        return Passed(wanted);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A planned file is read from its beginning.");

    public override void SetLength(long value) => throw new NotSupportedException("A planned file is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A planned file is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }

    private TrimPiece? Next()
    {
        while (_piece < _file.Pieces.Length && _within == _file.Pieces[_piece].Length) (_piece, _within) = (_piece + 1, 0);
        return _piece < _file.Pieces.Length ? _file.Pieces[_piece] : null;
    }

    private int Some(int count, TrimPiece piece) => count > 0 ? count
        : throw new InvalidDataException($"'{_file.Source}' ends at byte {piece.Offset + _within}, where {piece.Length - _within} more were to be copied.");

    private int Passed(int count)
    {
        _within += count;
        _position += count;
        return count;
    }
}
