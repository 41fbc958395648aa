using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Storage.Ranges;

/// <summary>A stored file of which parts are on this machine; what is not is fetched when it is read, once for all processes.</summary>
public sealed class CachedFile : IDisposable
{
    private const int AtOnce = 4, BufferBytes = 1 << 20;

    private readonly ReadCache cache;
    private readonly IFileStore store;
    private readonly string folder;
    private readonly FileStream use;
    private readonly SafeFileHandle data;
    private readonly SemaphoreSlim gate = new(1, 1), noting = new(1, 1);
    private readonly LinkPace pace = new();
    private RangeSet there;
    private long fetched;

    internal CachedFile(ReadCache cache, IFileStore store, StoredFile file, string folder, FileStream use)
    {
        (this.cache, this.store, File, this.folder, this.use) = (cache, store, file, folder, use);
        // As long as its last byte that was written: what is between takes no room on the disk, and nothing is believed of it that the note does not say.
        data = System.IO.File.OpenHandle(Path.Join(folder, ReadCache.DataFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, FileOptions.Asynchronous);
        there = NoteOf(folder, file.Length, out _);
    }

    /// <summary>The file as it was found in its store.</summary>
    public StoredFile File { get; }

    /// <summary>Bytes that this object fetched from the store.</summary>
    public long Fetched => Interlocked.Read(ref fetched);

    /// <summary>Whether every byte of a range is on this machine.</summary>
    public bool Covers(StoredRange range)
    {
        lock (pace) return there.Covers(range);
    }

    /// <summary>Reads bytes, and fetches first what is missing.</summary>
    /// <returns>How many; fewer than there is room for only at the file's end.</returns>
    /// <exception cref="StoreException">They cannot be had, or the file in the store is another by now.</exception>
    public async Task<int> ReadAsync(long offset, Memory<byte> target, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var wanted = new StoredRange(offset, Math.Max(0, Math.Min(target.Length, File.Length - offset)));
        if (wanted.Length == 0) return 0;
        await FetchAsync([wanted], () => { }, cancellationToken).ConfigureAwait(false);
        var done = 0;
        while (done < wanted.Length)
        {
            var count = await RandomAccess.ReadAsync(data, target[done..(int)wanted.Length], offset + done, cancellationToken).ConfigureAwait(false);
            if (count == 0) throw new StoreException(StoreProblem.Mismatch, $"Reading '{File.Key}' failed: what is kept of it in '{folder}' is shorter than was noted. Remove that folder, then try again.");
            done += count;
        }

        return done;
    }

    /// <summary>Fetches what of some ranges is not on this machine: neighbours in one request, several requests at once.</summary>
    /// <param name="ranges">They lie within the file.</param>
    /// <param name="alive">Told with each piece that came.</param>
    /// <param name="cancellationToken">Stops it; what came by then is kept.</param>
    /// <exception cref="StoreException">They cannot be had, or the file in the store is another by now.</exception>
    public async Task FetchAsync(IReadOnlyCollection<StoredRange> ranges, Action alive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        ArgumentNullException.ThrowIfNull(alive);
        if (ranges.FirstOrDefault(range => range.Offset < 0 || range.Length < 0 || range.Offset > File.Length - range.Length) is { Length: not 0 } outside)
            throw new StoreException(StoreProblem.Mismatch, string.Create(CultureInfo.InvariantCulture, $"Reading '{File.Key}' failed: it has {File.Length:N0} bytes, and {outside.Length:N0} at {outside.Offset:N0} are not among them."));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var range in ranges) await ReadTrace.NoteAsync(cache.Clock, File.Key, range, there.Covers(range)).ConfigureAwait(false);
            if (ranges.All(there.Covers)) return;
            // One process at a time fetches parts of a file: the others find them afterwards.
            using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
            there = NoteOf(folder, File.Length, out var isTorn);
            if (isTorn) await NoteAsync("\n", cancellationToken).ConfigureAwait(false);
            var missing = ranges.SelectMany(there.Missing).ToList();
            if (missing.Count == 0) return;
            cache.MakeRoom(missing.Sum(range => range.Length));
            await Parallel.ForEachAsync(ReadPlan.Of(missing, pace.Gap), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (request, stop) =>
            {
                await BringAsync(request, stop).ConfigureAwait(false);
                alive();
            }).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        data.Dispose();
        use.Dispose();
        gate.Dispose();
        noting.Dispose();
    }

    /// <summary>What the note of a folder says is there: lines that are whole and lie in the file. None where there is no note.</summary>
    internal static RangeSet NoteOf(string folder, long length, out bool isTorn)
    {
        var kept = new RangeSet();
        isTorn = false;
        string text;
        try
        {
            using var file = new FileStream(Path.Join(folder, ReadCache.NoteFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.ASCII);
            text = reader.ReadToEnd();
        }
        catch (IOException)
        {
            return kept;
        }

        isTorn = text.Length > 0 && text[^1] != '\n';
        // A line that a crash cut short ends in no end of a line, or its third number is not the sum of the others.
        foreach (var line in text.Split('\n').SkipLast(1))
        {
            if (line.Split(' ') is [var first, var second, var third] && Number(first) is { } offset && Number(second) is { } count && Number(third) is { } end
                && offset <= length && count <= length - offset && end == offset + count) kept.Add(new(offset, count));
        }

        return kept;

        static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private async Task BringAsync(StoredRange request, CancellationToken cancellationToken)
    {
        var started = cache.Clock.GetTimestamp();
        var first = TimeSpan.Zero;
        var done = 0L;
        var buffer = new byte[Math.Min(BufferBytes, request.Length)];
        await using var source = await store.OpenReadAsync(File.Key, new() { Offset = request.Offset, Length = request.Length, ContentTag = File.ContentTag }, cancellationToken).ConfigureAwait(false);
        while (done < request.Length)
        {
            var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, request.Length - done)), cancellationToken).ConfigureAwait(false);
            if (count == 0) throw new StoreException(StoreProblem.Mismatch, $"Reading '{File.Key}' failed: the store gave {done:N0} of {request.Length:N0} bytes at {request.Offset:N0}.");
            if (done == 0) first = cache.Clock.GetElapsedTime(started);
            await RandomAccess.WriteAsync(data, buffer.AsMemory(0, count), request.Offset + done, cancellationToken).ConfigureAwait(false);
            done += count;
            Interlocked.Add(ref fetched, count);
        }

        pace.Note(first, cache.Clock.GetElapsedTime(started), done);
        if (ReadCache.MustFlush) RandomAccess.FlushToDisk(data);
        await NoteAsync(string.Create(CultureInfo.InvariantCulture, $"{request.Offset} {request.Length} {request.End}\n"), cancellationToken).ConfigureAwait(false);
        lock (pace) there.Add(request);
    }

    private async Task NoteAsync(string line, CancellationToken cancellationToken)
    {
        await noting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var note = new FileStream(Path.Join(folder, ReadCache.NoteFile), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);
            note.Write(Encoding.ASCII.GetBytes(line));
        }
        finally
        {
            noting.Release();
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (FileHold.TryTake(Path.Join(folder, ReadCache.LockFile), isAlone: true) is { } held) return held;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cache.Clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
