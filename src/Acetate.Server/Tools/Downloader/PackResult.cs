using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Acetate.Server.Problems;
using Acetate.Storage;

namespace Acetate.Server.Tools.Downloader;

/// <summary>Sends many small files one after the other, each behind its length, while they are read.</summary>
internal sealed class PackResult(IFileStore store, ImmutableArray<(StoreKey Key, long Length)> files) : IResult
{
    /// <summary>Bytes of one answer, at most.</summary>
    public const long MostBytes = 64 << 20;

    /// <summary>Files of one answer, at most.</summary>
    public const int MostFiles = 4_096;

    /// <summary>How far the first and the last number may lie apart.</summary>
    public const int MostSpanned = 50_000;

    // A small file is a short wait for its device: the next ones are opened while one is sent.
    private const int Ahead = 8;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/octet-stream";
        response.Headers.CacheControl = "private, no-store";
        var coming = new Queue<Task<(StoredFile File, Stream Stream)?>>();
        var (next, length) = (0, new byte[sizeof(long)]);
        try
        {
            foreach (var file in files)
            {
                while (next < files.Length && coming.Count < Ahead)
                {
                    var key = files[next++].Key;
                    coming.Enqueue(Task.Run(() => store.TryOpenReadAsync(key, new ReadOptions(), stop), stop));
                }

                var opened = await coming.Dequeue();
                var isRight = opened?.File.Length == file.Length;
                BinaryPrimitives.WriteInt64LittleEndian(length, isRight ? file.Length : -1);
                await response.Body.WriteAsync(length, stop);
                await using var stream = opened?.Stream ?? Stream.Null;
                // A file that is gone or has changed ends the pack here: its reader asks for it, and for those behind it, one by one.
                if (!isRight) return;
                await stream.CopyToAsync(response.Body, 256 << 10, stop);
            }
        }
        finally
        {
            while (coming.TryDequeue(out var unused)) _ = CloseAsync(unused);
        }
    }

    private static async Task CloseAsync(Task<(StoredFile File, Stream Stream)?> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully && await opening is { } opened) await opened.Stream.DisposeAsync();
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
