using System.Collections.Immutable;

namespace Acetate.Storage.Http;

/// <summary>Fetches the files of a folder ahead of whoever reads them, in the order in which they stand: large files in pieces, small ones in packs.</summary>
/// <remarks>
/// A line that is far away is filled by having several requests on their way at all times, not by large files alone: the window goes on from the end of
/// one file into the next. Memory is bounded by the window; a piece is let go when it was read, and the next one comes into the same memory: fresh pages cost as much as
/// the bytes that come into them.
/// </remarks>
internal sealed class FetchWindow : IDisposable
{
    /// <summary>Bytes of a piece or of a pack, at most.</summary>
    public const int UnitBytes = 8 << 20;

    /// <summary>Files of a pack, at most.</summary>
    public const int MostPacked = 512;

    // Larger files are worth a request of their own.
    private const int LargestPacked = 2 << 20;


    private readonly Lock _lock = new();
    private readonly ImmutableArray<ServedFile> _files;
    private readonly List<FetchUnit> _units = [];
    private readonly int[] _first;
    private readonly Task<FetchedUnit>?[] _started;
    private readonly int[] _unused;
    private readonly int[] _readers;
    private readonly Memory<byte>[] _blocks;
    private readonly FetchCalls _calls;
    private readonly int _atOnce;

    public FetchWindow(ImmutableArray<ServedFile> files, FetchOptions options)
    {
        (_files, _first, _atOnce, _calls) = (files, new int[files.Length], Math.Max(1, options.AtOnce), new FetchCalls(files, options));
        for (var file = 0; file < files.Length;)
        {
            var count = 0;
            for (var bytes = 0L; file + count < files.Length && count < MostPacked && IsPacked(files[file + count]) && bytes + files[file + count].Length <= UnitBytes; count++)
                bytes += files[file + count].Length;
            for (var packed = 0; packed < count; packed++) _first[file + packed] = _units.Count;
            if (count > 1)
            {
                _units.Add(new FetchUnit(file, count, 0, (int)files.AsSpan(file, count).ToArray().Sum(one => one.Length)));
                file += count;
                continue;
            }

            _first[file] = _units.Count;
            var length = files[file].Length;
            for (var offset = 0L; offset == 0 || offset < length; offset += UnitBytes) _units.Add(new FetchUnit(file, 1, offset, (int)Math.Min(UnitBytes, length - offset)));
            file++;
        }

        _started = new Task<FetchedUnit>?[_units.Count];
        _unused = [.. _units.Select(unit => unit.Count)];
        (_readers, _blocks) = (new int[_units.Count], new Memory<byte>[_units.Count]);
    }

    /// <summary>The unit that holds this byte of this file.</summary>
    public int UnitOf(int file, long at) => _units[_first[file]].Count > 1 ? _first[file] : _first[file] + (int)(at / UnitBytes);

    /// <summary>Copies bytes of a unit that belong to the file, from this byte on; 0 when they did not come as announced: the file is read <see cref="AloneAsync"/> then.</summary>
    public async ValueTask<int> CopyAsync(int unit, int file, long at, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var fetching = Demand(unit);
        try
        {
            // Whoever waits may go; the unit belongs to the window.
            var fetched = await fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (fetched.Of(file) is not { } bytes) return 0;
            lock (_lock) _blocks[unit] = fetched.Block;
            bytes = bytes[(int)(at - _units[unit].Offset)..];
            var count = Math.Min(buffer.Length, bytes.Length);
            bytes[..count].CopyTo(buffer);
            return count;
        }
        finally
        {
            lock (_lock)
            {
                _readers[unit]--;
                LetGo(unit);
            }
        }
    }

    /// <summary>The bytes of a file from this byte on, asked for by themselves: one bad file does not spoil its neighbours in a pack.</summary>
    public Task<ReadOnlyMemory<byte>> AloneAsync(int file, long at) => _calls.PieceAsync(file, at, (int)(_files[file].Length - at));

    /// <summary>One of its files needs this unit no more.</summary>
    public void Used(int unit)
    {
        lock (_lock)
        {
            if (_unused[unit] > 0) _unused[unit]--;
            LetGo(unit);
        }
    }

    /// <summary>Gives back what nobody needs and nobody is reading; a unit that nobody has read is left to the collector.</summary>
    private void LetGo(int unit)
    {
        if (_unused[unit] > 0 || _readers[unit] > 0) return;
        FetchBlocks.Return(_blocks[unit]);
        (_started[unit], _blocks[unit]) = (null, default);
    }

    /// <summary>The first unit with bytes of the file.</summary>
    public int FirstOf(int file) => _first[file];

    /// <summary>The last unit with bytes of the file.</summary>
    public int LastOf(int file) => UnitOf(file, Math.Max(0, _files[file].Length - 1));

    /// <summary>Where in the file the unit's bytes of it end.</summary>
    public long EndOf(int unit, int file) => _units[unit].Count > 1 ? _files[file].Length : _units[unit].Offset + _units[unit].Length;

    public void Dispose() => _calls.Dispose();

    private static bool IsPacked(ServedFile file) => file.Number > 0 && file.Length <= LargestPacked;

    /// <summary>The unit, with one reader more, and those after it on their way.</summary>
    private Task<FetchedUnit> Demand(int unit)
    {
        lock (_lock)
        {
            _readers[unit]++;
            // A file that is read once more, after its pack was let go, is fetched by itself.
            if (_started[unit] is null && _unused[unit] == 0)
            {
                if (_units[unit].Count > 1) return Task.FromResult(FetchedUnit.Nothing);
                _unused[unit] = 1;
            }

            var wanted = Start(unit);
            var ahead = 1;
            for (var next = unit + 1; next < _units.Count && ahead < _atOnce; next++, ahead++)
                if (_unused[next] > 0) _ = Start(next);
            return wanted;
        }
    }

    private Task<FetchedUnit> Start(int unit)
    {
        if (_started[unit] is { } known && !known.IsFaulted) return known;
        var task = Task.Run(() => _calls.FetchAsync(_units[unit]));
        // Nobody may ask any more how a unit ended that was on its way.
        _ = task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return _started[unit] = task;
    }
}

/// <summary>What one request brings.</summary>
/// <param name="First">The first file.</param>
/// <param name="Count">Files: 1 for a piece of a file.</param>
/// <param name="Offset">Where in the file a piece begins.</param>
/// <param name="Length">Bytes.</param>
internal sealed record FetchUnit(int First, int Count, long Offset, int Length);

/// <summary>What one request brought.</summary>
/// <param name="First">The first file.</param>
/// <param name="Files">Their bytes, one after the other; null for one that did not come as announced.</param>
/// <param name="Block">The memory that they lie in, of <see cref="FetchBlocks"/>.</param>
internal sealed record FetchedUnit(int First, ReadOnlyMemory<byte>?[] Files, Memory<byte> Block)
{
    public static readonly FetchedUnit Nothing = new(0, [], default);

    public ReadOnlyMemory<byte>? Of(int file) => file >= First && file - First < Files.Length ? Files[file - First] : null;
}

/// <summary>Memory for what requests bring, used again and again.</summary>
internal static class FetchBlocks
{
    // A small unit is not worth a block.
    private const int SmallUnit = 64 << 10;
    // A pack has a length before each of its files.
    private static readonly AlignedBuffers Blocks = new(FetchWindow.UnitBytes + (FetchWindow.MostPacked * sizeof(long)), keep: 32);

    public static Memory<byte> Rent(int length) => length <= SmallUnit ? new byte[length] : Blocks.Rent();

    public static void Return(Memory<byte> block) => Blocks.Return(block);
}
