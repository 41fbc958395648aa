using System.Runtime.InteropServices;
using Acetate.Storage.Native;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Storage.Local;

/// <summary>A file being written to disk: temporary name, count, fsync, rename, fsync of the folder.</summary>
internal sealed class LocalWriter : StoreWriter
{
    // From the first on a file is written past the page cache where that works (to copy it into fresh pages costs more than the device does), from the second on it can be taken up after a crash.
    private const long DirectFile = 64 << 10, LargeFile = 4 << 20;
    private const long CheckpointEvery = 64 << 20;
    private const int InlineWrite = 256 << 10;
    private const int StagingSize = 1 << 20;
    private static readonly AlignedBuffers Staging = new(StagingSize, keep: 8);

    private readonly Disk _disk;
    private readonly SafeFileHandle _folder;
    private readonly SafeFileHandle _file;
    private readonly string _folderPath, _partial, _note;
    private readonly StoreKey _key;
    private readonly WriteOptions _options;

    private Memory<byte> _staging;
    private int _staged;
    private bool _direct;
    private long _written, _durable, _found, _noteLength;
    private SafeFileHandle? _noteFile;
    private Task _checkpoint = Task.CompletedTask;
    private volatile bool _syncFailed;
    private State _state = State.Writing;
    private bool _left;

    private enum State
    {
        Writing,
        Sealed,
        Ended,
    }

    private LocalWriter(Disk disk, SafeFileHandle folder, SafeFileHandle file, string folderPath, StoreKey key, WriteOptions options, bool direct)
    {
        (_disk, _folder, _file, _folderPath, _key, _options, _direct) = (disk, folder, file, folderPath, key, options, direct);
        _partial = PartialName.Of(key.Name);
        _note = PartialName.NoteOf(key.Name);
    }

    /// <inheritdoc/>
    public override long Position => _written + _staged;

    internal string FolderPath => _folderPath;

    internal SafeFileHandle Folder => _folder;

    private string NoteFingerprint => field ??= ResumeNote.Fingerprint(_options.ResumeTag);

    private string PartialPath => Disk.Below(_folderPath, _partial);

    public static LocalWriter Open(Disk disk, StoreKey key, WriteOptions options, bool direct)
    {
        var folderPath = key.Parent.ToString();
        var name = key.Name;
        if (PartialName.IsReserved(name))
            throw new StoreException(StoreProblem.InvalidName, $"Writing '{disk.FullPath(key.ToString())}' failed: names of that form are those of partial writes.");
        var folder = disk.EnterFolder(folderPath);
        try
        {
            // In a folder that was just made, a name that somebody else takes in this moment is found when ours is given.
            var isFirst = disk.IsFirstUse(folderPath, name);
            if (!options.Replace && !isFirst) PartialFile.DemandFree(disk, folder, folderPath, key);
            var isLarge = options.Length >= LargeFile;
            var file = PartialFile.OpenLocked(disk, folder, folderPath, key, direct && options.Length >= DirectFile, out var isNew, out var isDirect);
            var writer = new LocalWriter(disk, folder, file, folderPath, key, options, isDirect);
            try
            {
                writer.TakeUp(isNew, isFirst && !isLarge);
                if (isLarge) writer.Reserve();
                return writer;
            }
            catch
            {
                // What was never begun leaves nothing behind.
                if (isNew) disk.Remove(folder, folderPath, PartialName.Of(name));
                PartialFile.Release(file);
                throw;
            }
        }
        catch
        {
            disk.LeaveFolder(folderPath);
            throw;
        }
    }

    /// <summary>Finds out where to go on, and makes sure that no older note can ever be taken for ours.</summary>
    private void TakeUp(bool isNew, bool isFirst)
    {
        var length = isNew ? 0 : _disk.FactsOf(_file, PartialPath).Size;
        var safe = length > 0 ? Math.Min(ReadNote(), Math.Min(length, _options.Length)) : 0;
        if (safe == 0)
        {
            // The removal must be durable before new bytes go into the file that the note speaks of.
            if (!(isNew && isFirst) && _disk.Remove(_folder, _folderPath, _note)) _disk.SyncFolder(_folder, _folderPath);
            if (length > 0) _disk.Truncate(_file, PartialPath, 0);
        }
        else if (length > safe)
        {
            _disk.Truncate(_file, PartialPath, safe);
        }

        _written = _durable = _found = safe;
        if (_direct && safe % AlignedBuffers.Alignment != 0) StopDirect();
    }

    private long ReadNote()
    {
        var opened = Linux.OpenBeneath(_folder, _note, Linux.ReadOnly | Linux.NoFollow | Linux.NonBlocking);
        if (opened < 0) return 0;
        using var note = new SafeFileHandle(opened, ownsHandle: true);
        var bytes = new byte[Math.Min(RandomAccess.GetLength(note), 1 << 20)];
        try
        {
            var count = RandomAccess.Read(note, bytes, 0);
            return ResumeNote.Position(bytes.AsSpan(0, count), NoteFingerprint);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private void Reserve()
    {
        // So that a disk that is too small says so now, and the file lies in one piece.
        if (Linux.Reserve(_file, _options.Length) == 0) return;
        var error = Marshal.GetLastPInvokeError();
        if (error is Errno.NoSpace or Errno.Quota or Errno.TooLarge)
            throw Errno.ToException(error, "writing", _disk.FullPath(_key.ToString()));
    }

    /// <inheritdoc/>
    public override Task<Stream?> OpenWrittenAsync(CancellationToken cancellationToken) => Task.FromResult<Stream?>(
        LocalReadStream.Open(_disk, _key, new ReadOptions { Length = _found }, mayBeDirect: false, PartialPath));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_state != State.Writing, this);
        if (Position + bytes.Length > _options.Length) throw WrongCount(Position + bytes.Length);
        if (bytes.Length > InlineWrite) return new ValueTask(Task.Run(() => Write(bytes.Span), cancellationToken));
        Write(bytes.Span);
        return ValueTask.CompletedTask;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_direct && _staged == 0)
        {
            // Page-aligned memory goes to the device as it is.
            var whole = bytes.Length / AlignedBuffers.Alignment * AlignedBuffers.Alignment;
            if (whole > 0 && Linux.IsAligned(bytes, AlignedBuffers.Alignment))
            {
                WriteDirect(bytes[..whole]);
                bytes = bytes[whole..];
            }
        }

        // A small file waits for nothing: what a device does not take as it is goes through the page cache.
        if (_direct && _options.Length < LargeFile && bytes.Length > 0) StopDirect();
        while (_direct && bytes.Length > 0)
        {
            if (_staging.IsEmpty) _staging = Staging.Rent();
            var count = Math.Min(bytes.Length, StagingSize - _staged);
            bytes[..count].CopyTo(_staging.Span[_staged..]);
            _staged += count;
            bytes = bytes[count..];
            if (_staged == StagingSize) FlushStaging();
        }

        if (bytes.Length > 0)
        {
            FlushStaging();
            _disk.Write(_file, PartialPath, bytes, _written);
            _written += bytes.Length;
        }

        if (_written - _durable >= CheckpointEvery && _checkpoint.IsCompleted) BeginCheckpoint();
    }

    private void WriteDirect(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _disk.Write(_file, PartialPath, bytes, _written);
        }
        catch (StoreException problem) when (_direct && problem.Problem == StoreProblem.InvalidName)
        {
            // EINVAL: this device wants another alignment. The page cache takes anything.
            StopDirect();
            _disk.Write(_file, PartialPath, bytes, _written);
        }

        _written += bytes.Length;
    }

    private void FlushStaging()
    {
        if (_staged == 0) return;
        if (_staged % AlignedBuffers.Alignment != 0) StopDirect();
        var bytes = _staging.Span[.._staged];
        if (_direct) WriteDirect(bytes);
        else
        {
            _disk.Write(_file, PartialPath, bytes, _written);
            _written += _staged;
        }

        _staged = 0;
    }

    private void StopDirect()
    {
        if (_direct && Linux.StopDirect(_file) < 0) throw _disk.Failure("writing", PartialPath);
        _direct = false;
    }

    private void BeginCheckpoint()
    {
        _checkpoint.GetAwaiter().GetResult();
        var position = _written;
        _checkpoint = Task.Run(() => Checkpoint(position));
    }

    /// <summary>Makes everything up to a position durable and then notes it.</summary>
    private void Checkpoint(long position)
    {
        Sync(dataOnly: true);
        var notePath = Disk.Below(_folderPath, _note);
        if (_noteFile is null)
        {
            // The partial file's own name must be durable too, or there is nothing to take up.
            _disk.SyncFolder(_folder, _folderPath);
            _noteFile = _disk.OpenForWriting(_folder, notePath, _note, direct: false, out _);
            _noteLength = RandomAccess.GetLength(_noteFile);
        }

        var line = ResumeNote.Line(NoteFingerprint, position);
        _disk.Write(_noteFile, notePath, line, _noteLength);
        _noteLength += line.Length;
        _durable = position;
    }

    /// <summary>A sync that failed once is never believed again: the system reports lost pages a single time.</summary>
    internal void Sync(bool dataOnly)
    {
        if (_syncFailed)
            throw new StoreException(StoreProblem.DeviceFailed, $"Writing '{_disk.FullPath(_key.ToString())}' failed: the device lost bytes of it before.");
        try
        {
            _disk.Sync(_file, PartialPath, dataOnly);
        }
        catch (StoreException)
        {
            _syncFailed = true;
            throw;
        }
    }

    private async Task EndCheckpointAsync()
    {
        try
        {
            await _checkpoint.ConfigureAwait(false);
        }
        finally
        {
            _checkpoint = Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public override async Task<string?> SettleAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await EndCheckpointAsync().ConfigureAwait(false);
        await Task.Run(Seal, CancellationToken.None).ConfigureAwait(false);
        return _disk.FullPath(PartialPath);
    }

    /// <inheritdoc/>
    public override async Task<StoredFile> PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await EndCheckpointAsync().ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                Seal();
                Sync(dataOnly: false);
                GiveName();
                _disk.SyncFolder(_folder, _folderPath);
                return End();
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>All bytes are handed to the system, counted, and dated; nothing is durable yet.</summary>
    internal void Seal()
    {
        ObjectDisposedException.ThrowIf(_state == State.Ended, this);
        if (_state == State.Sealed) return;
        if (!_checkpoint.IsCompletedSuccessfully) _checkpoint.GetAwaiter().GetResult();
        FlushStaging();
        if (_written != _options.Length) throw WrongCount(_written);
        // Room reserved past the end goes back, and a file that is longer than we wrote cannot be.
        if (_options.Length >= LargeFile) _disk.Truncate(_file, PartialPath, _options.Length);
        var size = _disk.FactsOf(_file, PartialPath).Size;
        if (size != _options.Length) throw WrongCount(size);
        if (_options.Modified is { } modified && Linux.SetModified(_file, modified) < 0) throw _disk.Failure("dating", PartialPath);
        _state = State.Sealed;
    }

    /// <summary>The rename. The file's bytes must be durable by now.</summary>
    internal void GiveName()
    {
        _disk.Rename(_folder, _folderPath, _partial, _key.Name, _options.Replace);
        _state = State.Ended;
        if (_options.Length >= LargeFile || _found > 0) _disk.Remove(_folder, _folderPath, _note);
    }

    /// <summary>Closes a file whose name is durable.</summary>
    internal StoredFile End()
    {
        var facts = _disk.FactsOf(_file, _key.ToString());
        Close();
        return new StoredFile(_key, facts.Size, facts.Modified);
    }

    /// <inheritdoc/>
    public override async Task DiscardAsync(CancellationToken cancellationToken)
    {
        if (_state == State.Ended) return;
        try
        {
            await EndCheckpointAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // What could not be made durable is thrown away anyway.
        }

        _state = State.Ended;
        if (_disk.Remove(_folder, _folderPath, _note)) _disk.SyncFolder(_folder, _folderPath);
        _disk.Remove(_folder, _folderPath, _partial);
        Close();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_state != State.Ended)
        {
            try
            {
                await EndCheckpointAsync().ConfigureAwait(false);
                await Task.Run(Keep).ConfigureAwait(false);
            }
            catch (StoreException)
            {
                // Nobody is waiting for this note; without it the next try begins earlier.
            }

            _state = State.Ended;
        }

        Close();
    }

    private void Keep()
    {
        if (_state == State.Writing) FlushStaging();
        if (_written == 0) _disk.Remove(_folder, _folderPath, _partial);
        else if (_written > _durable && !_syncFailed) Checkpoint(_written);
    }

    private void Close()
    {
        if (!_staging.IsEmpty) Staging.Return(_staging);
        _staging = default;
        _noteFile?.Dispose();
        PartialFile.Release(_file);
        if (!_left) _disk.LeaveFolder(_folderPath);
        _left = true;
    }

    private StoreException WrongCount(long count) => new(StoreProblem.Mismatch,
        $"Writing '{_disk.FullPath(_key.ToString())}' failed: {_options.Length:N0} bytes were announced, and {count:N0} came.");
}
