using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Acetate.Server.Problems;
using Acetate.Storage;

namespace Acetate.Server.Tools.Downloader;

/// <summary>Sends many small files one after the other, each behind its length, while they are read; a length of -1 says that nothing more follows.</summary>
internal sealed class PackResult(IFileStore store, ImmutableArray<(StoreKey Key, long Length)> files) : IResult
{
    /// <summary>Bytes of one answer, at most.</summary>
    public const long MostBytes = 64 << 20;

    /// <summary>Files of one answer, at most.</summary>
    public const int MostFiles = 4_096;

    /// <summary>How far the first and the last number may lie apart.</summary>
    public const int MostSpanned = 50_000;

    // A small file is a short wait for its device: the next ones are read while one is sent.
    private const int Ahead = 12;

    // Larger files are only opened ahead.
    private const int ReadAhead = 1 << 20;

    // The length goes out with the bytes that follow it, which lie where the device puts them without a copy.
    private const int BytesAt = AlignedBuffers.Alignment;
    private const int LengthAt = BytesAt - sizeof(long);

    private static readonly AlignedBuffers Blocks = new(BytesAt + ReadAhead, keep: 32);

    static PackResult()
    {
        // File systems have no waiting without a thread: each reading holds one while the device works.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        if (workers < 16) ThreadPool.SetMinThreads(16, ports);
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/octet-stream";
        response.Headers.CacheControl = "private, no-store";
        // What is announced is read in large pieces at the other end; what is not comes in small ones.
        var left = files.Sum(file => file.Length + sizeof(long));
        response.ContentLength = left;
        var coming = new Queue<Task<Coming?>>();
        var (next, length) = (0, new byte[sizeof(long)]);
        try
        {
            foreach (var file in files)
            {
                while (next < files.Length && coming.Count < Ahead)
                {
                    var one = files[next++];
                    coming.Enqueue(Task.Run(() => OpenAsync(one.Key, one.Length, stop), stop));
                }

                await using var opened = await coming.Dequeue();
                // A file that is gone or has changed ends the pack here: its reader asks for it, and for those behind it, one by one.
                if (opened is null)
                {
                    await EndAsync(response, left, stop);
                    return;
                }

                if (opened.Stream is { } stream)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(length, file.Length);
                    await response.Body.WriteAsync(length, stop);
                    await stream.CopyToAsync(response.Body, 256 << 10, stop);
                }
                else
                {
                    BinaryPrimitives.WriteInt64LittleEndian(opened.Block.Span[LengthAt..], file.Length);
                    await response.Body.WriteAsync(opened.Block[LengthAt..(BytesAt + (int)file.Length)], stop);
                }

                left -= file.Length + sizeof(long);
            }
        }
        finally
        {
            while (coming.TryDequeue(out var unused)) _ = CloseAsync(unused);
        }
    }

    /// <summary>A length that no file has, and nothing up to the end that was announced.</summary>
    private static async Task EndAsync(HttpResponse response, long left, CancellationToken stop)
    {
        var nothing = new byte[(int)Math.Min(left, 64 << 10)];
        BinaryPrimitives.WriteInt64LittleEndian(nothing, -1);
        for (; left > 0; left -= Math.Min(left, nothing.Length))
        {
            await response.Body.WriteAsync(nothing.AsMemory(0, (int)Math.Min(left, nothing.Length)), stop);
            nothing.AsSpan(0, sizeof(long)).Clear();
        }
    }

    /// <summary>Opens a file, and reads it where it is small; null when it is not as long as it should be.</summary>
    private async Task<Coming?> OpenAsync(StoreKey key, long length, CancellationToken stop)
    {
        // One who fetches a roll fetches each file once, and hardly together with others.
        if (await store.TryOpenReadAsync(key, new ReadOptions { Once = true }, stop) is not var (file, stream)) return null;
        if (file.Length == length && length > ReadAhead) return new Coming(stream, default);
        await using var _ = stream;
        if (file.Length != length) return null;
        var block = Blocks.Rent();
        try
        {
            var have = 0;
            while (have < length && await stream.ReadAsync(block[(BytesAt + have)..], stop) is > 0 and var count) have += count;
            if (have == length) return new Coming(null, block);
        }
        catch (StoreException changed) when (changed.Problem == StoreProblem.Mismatch)
        {
            // It became shorter just now.
        }
        catch
        {
            Blocks.Return(block);
            throw;
        }

        Blocks.Return(block);
        return null;
    }

    private static async Task CloseAsync(Task<Coming?> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully && await opening is { } opened) await opened.DisposeAsync();
    }

    /// <summary>A file that is next: its bytes, or the stream that has them.</summary>
    private sealed record Coming(Stream? Stream, Memory<byte> Block) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            if (Stream is not null) return Stream.DisposeAsync();
            Blocks.Return(Block);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Reads numbers such as <c>1-40,42</c>.</summary>
    /// <exception cref="ProblemException">They are none, or too many, or too far apart.</exception>
    public static SortedSet<long> Numbers(string text)
    {
        var numbers = new SortedSet<long>();
        foreach (var part in text.Split(','))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!long.TryParse(dash < 0 ? part : part[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !long.TryParse(dash < 0 ? part : part[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || first < 1 || last < first || last - first >= MostFiles || numbers.Count + last - first >= MostFiles)
                throw new ProblemException(ProblemType.InvalidRequest, $"'{part}' in 'files' is no number or range that can be sent.", $"Numbers look like 1-40,42: at most {MostFiles} files at a time.");
            for (var number = first; number <= last; number++) numbers.Add(number);
        }

        return numbers.Max - numbers.Min < MostSpanned ? numbers
            : throw new ProblemException(ProblemType.InvalidRequest, $"The numbers in 'files' lie more than {MostSpanned:N0} apart.", "Ask for those that lie together.");
    }
}
