using System.Buffers.Binary;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>Where the samples of a track lie in the file, how long each lasts and when it is shown (<c>stbl</c>).</summary>
/// <remarks>
/// The tables are kept as they are stored, in runs: a track of sound may have thousands of millions of samples in a few bytes.
/// Nothing is allocated by a count that a table states; a table that is shorter than its count is an error.
/// </remarks>
internal sealed class SampleTable
{
    private readonly ReadOnlyMemory<byte> _sizes;
    private readonly int _sizeBits;
    private readonly uint[] _delta, _runLength;
    private readonly long[] _firstOfRun, _timeOfRun;
    private readonly (long First, long Count, int Offset)[] _shifts;
    private readonly (int FirstChunk, uint PerChunk, uint Description, long FirstSample)[] _chunkRuns;
    private readonly ReadOnlyMemory<byte> _chunks;
    private readonly bool _longOffsets;
    private readonly uint[]? _sync, _partialSync;

    public SampleTable(MovieBox stbl, string track, long? bytesOfUniform)
    {
        (_sizes, _sizeBits, Count, UniformSize) = Sizes(stbl, track);
        StatedUniformSize = (uint)(UniformSize ?? 0);
        if (UniformSize is not null && bytesOfUniform is { } bytes) UniformSize = bytes;
        var times = Table(stbl["stts"] ?? throw Missing(track, "stts"), 8, track, out var entries);
        (_delta, _runLength, _firstOfRun, _timeOfRun) = (new uint[entries], new uint[entries], new long[entries], new long[entries]);
        var (samples, time) = (0L, 0L);
        for (var i = 0; i < entries; i++)
        {
            (_runLength[i], _delta[i]) = (Word(times.Span, i * 8), Word(times.Span, i * 8 + 4));
            (_firstOfRun[i], _timeOfRun[i]) = (samples, time);
            samples += _runLength[i];
            // 2^32 samples of 2^32 units fit; many such runs do not.
            if ((Int128)time + (Int128)_runLength[i] * _delta[i] is var end && end > long.MaxValue / 4)
                throw new InvalidDataException($"The {track} lasts longer than any clip: its time table (stts) adds up to more than 2^61.");
            time = (long)end;
        }

        if (samples < Count) throw new InvalidDataException($"The {track} has {Count} samples in its size table (stsz) but times for {samples} only (stts).");
        Duration = Count == 0 ? 0 : TimeOf(Count);
        _shifts = Shifts(stbl["ctts"], track);
        (_chunkRuns, _chunks, _longOffsets, ChunkCount) = Chunks(stbl, track);
        (_sync, _partialSync) = (Numbers(stbl["stss"], track), Numbers(stbl["stps"], track));
    }

    /// <summary>Number of samples.</summary>
    public long Count { get; }

    /// <summary>Bytes of every sample where all have the same.</summary>
    public long? UniformSize { get; }

    /// <summary>The same as the table states it: 1 for old sound, 0 where samples differ.</summary>
    public uint StatedUniformSize { get; }

    /// <summary>Numbers of the samples that can be decoded alone, from 1; null when all can.</summary>
    public ReadOnlySpan<uint> Sync => _sync;

    /// <summary>Numbers of the samples from which decoding can begin although pictures shown before them are lost.</summary>
    public ReadOnlySpan<uint> PartialSync => _partialSync;

    /// <summary>Sum of all sample times.</summary>
    public long Duration { get; }

    /// <summary>Number of chunks.</summary>
    public int ChunkCount { get; }

    /// <summary>Whether samples are shown in another order than they are decoded, or later.</summary>
    public bool HasShifts => _shifts.Length > 0;

    /// <summary>Whether every sample can be decoded alone.</summary>
    public bool IsAllSync => _sync is null && _partialSync is null || (_sync?.Length ?? 0) >= Count;

    /// <summary>Whether every sample but the last lasts equally long, and how long.</summary>
    public uint? UniformDelta
    {
        get
        {
            uint? delta = null;
            for (var i = 0; i < _delta.Length && _firstOfRun[i] < Count; i++)
            {
                if (_runLength[i] == 0) continue;
                if (_firstOfRun[i] == Count - 1 && delta is not null) break;
                if (delta is not null && delta != _delta[i]) return null;
                delta = _delta[i];
            }

            return delta;
        }
    }

    /// <summary>Bytes of a sample.</summary>
    public long SizeOf(long sample) => UniformSize ?? _sizeBits switch
    {
        4 => sample % 2 == 0 ? _sizes.Span[(int)(sample / 2)] >> 4 : _sizes.Span[(int)(sample / 2)] & 15,
        8 => _sizes.Span[(int)sample],
        16 => BinaryPrimitives.ReadUInt16BigEndian(_sizes.Span[(int)(sample * 2)..]),
        _ => Word(_sizes.Span, (int)(sample * 4)),
    };

    /// <summary>When a sample is decoded, in media units from the first one; of the sample after the last, when that one ends.</summary>
    public long TimeOf(long sample)
    {
        if (_firstOfRun.Length == 0) return 0;
        var run = Run(_firstOfRun, sample);
        return _timeOfRun[run] + ((sample - _firstOfRun[run]) * _delta[run]);
    }

    /// <summary>How long a sample lasts.</summary>
    public long DeltaOf(long sample) => TimeOf(sample + 1) - TimeOf(sample);

    /// <summary>Names the runs of equal durations in a run of samples.</summary>
    public void TimeRuns(long first, long end, Action<long, long> add)
    {
        for (var run = 0; run < _delta.Length; run++)
        {
            var (from, to) = (Math.Max(first, _firstOfRun[run]), Math.Min(end, _firstOfRun[run] + _runLength[run]));
            if (from < to) add(to - from, _delta[run]);
        }
    }

    /// <summary>The sample that is under way at a decoding time: the last one that begins at or before it, −1 before the first.</summary>
    public long At(long time)
    {
        if (Count == 0 || time < 0) return -1;
        var run = Run(_timeOfRun, time);
        var within = _delta[run] == 0 ? _runLength[run] - 1L : Math.Min((time - _timeOfRun[run]) / _delta[run], _runLength[run] - 1L);
        return Math.Min(Count - 1, _firstOfRun[run] + Math.Max(0, within));
    }

    /// <summary>How much later than it is decoded a sample is shown.</summary>
    public int ShiftOf(long sample)
    {
        var (low, high) = (0, _shifts.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (sample < _shifts[middle].First) high = middle - 1;
            else if (sample >= _shifts[middle].First + _shifts[middle].Count) low = middle + 1;
            else return _shifts[middle].Offset;
        }

        return 0;
    }

    /// <summary>The last sample at or before this one with which decoding can begin.</summary>
    /// <param name="sample">A sample.</param>
    /// <param name="mayLackLeading">Whether a start whose leading pictures need what came before will do: they are not shown.</param>
    public long SyncAtOrBefore(long sample, bool mayLackLeading)
    {
        if (IsAllSync) return sample;
        var whole = Before(_sync, sample);
        return Math.Max(mayLackLeading ? Math.Max(whole, Before(_partialSync, sample)) : whole, 0);

        // Numbers in the table count from one.
        static long Before(uint[]? numbers, long sample)
        {
            if (numbers is null) return -1;
            var at = Array.BinarySearch(numbers, (uint)Math.Min(sample + 1, uint.MaxValue));
            if (at < 0) at = ~at - 1;
            return at < 0 ? -1 : numbers[at] - 1L;
        }
    }

    /// <summary>The pieces of the file that hold a run of samples, one for each chunk.</summary>
    /// <exception cref="InvalidDataException">A sample lies outside the file or in no chunk.</exception>
    public IEnumerable<ChunkPiece> Pieces(long first, long end, long fileLength, string track)
    {
        var chunkRun = -1;
        while (chunkRun + 1 < _chunkRuns.Length && _chunkRuns[chunkRun + 1].FirstSample <= first) chunkRun++;
        for (var sample = first; sample < end;)
        {
            while (chunkRun + 1 < _chunkRuns.Length && _chunkRuns[chunkRun + 1].FirstSample <= sample) chunkRun++;
            if (chunkRun < 0 || _chunkRuns[chunkRun].PerChunk == 0) throw InNoChunk(sample);
            var (firstChunk, perChunk, description, firstSample) = _chunkRuns[chunkRun];
            var chunk = firstChunk + (sample - firstSample) / perChunk;
            if (chunk >= ChunkCount) throw InNoChunk(sample);
            var chunkStart = firstSample + ((chunk - firstChunk) * perChunk);
            var until = Math.Min(end, chunkStart + perChunk);
            var offset = OffsetOf((int)chunk);
            var (skip, length) = (Bytes(chunkStart, sample), Bytes(sample, until));
            if (offset < 0 || skip > fileLength || length > fileLength || offset + skip + length > fileLength)
                throw new InvalidDataException($"The file is cut or lies: sample {sample} of the {track} ends at byte {(Int128)offset + skip + length}, the file has {fileLength}.");
            yield return new(offset + skip, length, until - sample, description) { First = sample };
            sample = until;
        }

        InvalidDataException InNoChunk(long sample) => new($"Sample {sample} of the {track} lies in no chunk (stsc and stco name {ChunkCount} chunks).");
    }

    private long Bytes(long first, long end)
    {
        if (UniformSize is { } size) return (long)Int128.Min((Int128)size * (end - first), long.MaxValue / 4);
        var bytes = 0L;
        for (var sample = first; sample < end; sample++) bytes += SizeOf(sample);
        return bytes;
    }

    private long OffsetOf(int chunk) => _longOffsets
        ? (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(_chunks.Span[(chunk * 8)..]), long.MaxValue / 4)
        : Word(_chunks.Span, chunk * 4);

    private static (ReadOnlyMemory<byte>, int Bits, long Count, long? Uniform) Sizes(MovieBox stbl, string track)
    {
        if (stbl["stsz"] is { } stsz)
        {
            if (stsz.Content.Length < 12) throw Short(track, "stsz");
            var (uniform, count) = (Word(stsz.Content.Span, 4), Word(stsz.Content.Span, 8));
            if (uniform != 0) return (default, 32, count, uniform);
            return (stsz.Content.Length - 12) / 4 < count ? throw Short(track, "stsz") : (stsz.Content[12..], 32, count, null);
        }

        if (stbl["stz2"] is not { } stz2) throw Missing(track, "stsz");
        if (stz2.Content.Length < 12) throw Short(track, "stz2");
        var (bits, samples) = (stz2.Content.Span[7], Word(stz2.Content.Span, 8));
        if (bits is not (4 or 8 or 16)) throw new InvalidDataException($"The {track} has sizes of {bits} bits in its stz2 box; 4, 8 and 16 exist.");
        return ((stz2.Content.Length - 12L) * 8 / bits) < samples ? throw Short(track, "stz2") : (stz2.Content[12..], bits, samples, null);
    }

    private static (long, long, int)[] Shifts(MovieBox? ctts, string track)
    {
        if (ctts is null) return [];
        var table = Table(ctts, 8, track, out var entries);
        var shifts = new (long, long, int)[entries];
        var first = 0L;
        for (var i = 0; i < entries; i++)
        {
            var count = Word(table.Span, i * 8);
            // Offsets of version 0 are unsigned by the book, but writers have always put negative ones there.
            shifts[i] = (first, count, (int)Word(table.Span, i * 8 + 4));
            first += count;
        }

        return shifts;
    }

    private static (int, uint, uint, long)[] ChunkRuns(ReadOnlyMemory<byte> table, int entries, string track)
    {
        var runs = new (int FirstChunk, uint PerChunk, uint, long)[entries];
        var samples = 0L;
        for (var i = 0; i < entries; i++)
        {
            var first = Word(table.Span, i * 12) - 1L;
            if (first < 0 || first > int.MaxValue || (i > 0 && first <= runs[i - 1].FirstChunk))
                throw new InvalidDataException($"The chunk table (stsc) of the {track} is out of order at entry {i + 1}.");
            if (i > 0) samples = (long)Int128.Min(samples + (Int128)(first - runs[i - 1].FirstChunk) * runs[i - 1].PerChunk, long.MaxValue / 4);
            else if (first != 0) throw new InvalidDataException($"The chunk table (stsc) of the {track} does not begin with its first chunk.");
            runs[i] = ((int)first, Word(table.Span, (i * 12) + 4), Word(table.Span, (i * 12) + 8), samples);
        }

        return runs;
    }

    private static ((int, uint, uint, long)[], ReadOnlyMemory<byte>, bool, int) Chunks(MovieBox stbl, string track)
    {
        var runs = Table(stbl["stsc"] ?? throw Missing(track, "stsc"), 12, track, out var entries);
        var isLong = stbl["stco"] is null;
        var offsets = Table(stbl["stco"] ?? stbl["co64"] ?? throw Missing(track, "stco"), isLong ? 8 : 4, track, out var chunks);
        return (ChunkRuns(runs, entries, track), offsets, isLong, chunks);
    }

    private static uint[]? Numbers(MovieBox? box, string track)
    {
        if (box is null) return null;
        var table = Table(box, 4, track, out var entries);
        var numbers = new uint[entries];
        for (var i = 0; i < entries; i++)
        {
            numbers[i] = Word(table.Span, i * 4);
            if (numbers[i] == 0 || (i > 0 && numbers[i] <= numbers[i - 1]))
                throw new InvalidDataException($"The table of key frames ({box.Type}) of the {track} is out of order at entry {i + 1}.");
        }

        return numbers;
    }

    private static ReadOnlyMemory<byte> Table(MovieBox box, int entryLength, string track, out int entries)
    {
        if (box.Content.Length < 8) throw Short(track, box.Type);
        var count = Word(box.Content.Span, 4);
        if (count > (uint)((box.Content.Length - 8) / entryLength)) throw Short(track, box.Type);
        entries = (int)count;
        return box.Content[8..];
    }

    private static int Run(long[] starts, long value)
    {
        var at = Array.BinarySearch(starts, value);
        if (at < 0) return Math.Max(0, ~at - 1);
        // Empty runs begin where the next one does: the last of equals is the one that counts.
        while (at + 1 < starts.Length && starts[at + 1] == value) at++;
        return at;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    private static InvalidDataException Missing(string track, string box) => new($"The {track} has no table '{box}'; its samples cannot be found.");

    private static InvalidDataException Short(string track, string box) => new($"The table '{box}' of the {track} is shorter than the count it states.");
}

/// <summary>Samples that lie one after the other in one chunk.</summary>
/// <param name="Offset">Byte of the first one in the file.</param>
/// <param name="Length">Bytes of all.</param>
/// <param name="Samples">How many.</param>
/// <param name="Description">Which sample description they follow, from 1.</param>
internal sealed record ChunkPiece(long Offset, long Length, long Samples, uint Description)
{
    /// <summary>Number of the first one.</summary>
    public required long First { get; init; }
}
