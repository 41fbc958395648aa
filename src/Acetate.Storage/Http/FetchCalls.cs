using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Storage.Http;

/// <summary>The requests for files of a <see cref="ServedFolder"/>: what breaks off goes on at the byte that was missing, and what lies is refused.</summary>
internal sealed class FetchCalls(ImmutableArray<ServedFile> files, FetchOptions options) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource _closed = new();
    // Proxies of the environment are used; an answer from somewhere else than asked is none.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(10) }) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose()
    {
        _closed.Cancel();
        _client.Dispose();
    }

    /// <summary>A unit of the window.</summary>
    public async Task<FetchedUnit> FetchAsync(FetchUnit unit)
    {
        await options.Admit(unit.Length, _closed.Token).ConfigureAwait(false);
        if (unit.Count > 1) return await PackAsync(unit).ConfigureAwait(false);
        var block = FetchBlocks.Rent(unit.Length);
        await FillAsync(unit.First, unit.Offset, block[..unit.Length]).ConfigureAwait(false);
        return new FetchedUnit(unit.First, [block[..unit.Length]], block);
    }

    /// <summary>Bytes of one file.</summary>
    public async Task<ReadOnlyMemory<byte>> PieceAsync(int index, long offset, int count)
    {
        var bytes = new byte[count];
        await FillAsync(index, offset, bytes).ConfigureAwait(false);
        return bytes;
    }

    private async Task FillAsync(int index, long offset, Memory<byte> bytes)
    {
        var (file, count, have) = (files[index], bytes.Length, 0);
        // An empty range cannot be asked for; that the file is empty is proven by its hash.
        if (count == 0) return;
        await AgainAsync(file.Path, async stop =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(file.Path));
            request.Headers.Range = new RangeHeaderValue(offset + have, offset + count - 1);
            using var answer = await SendAsync(request, file.Path, stop).ConfigureAwait(false);
            var isWhole = answer.StatusCode == HttpStatusCode.OK && offset + have == 0 && count == file.Length;
            var range = answer.Content.Headers.ContentRange;
            if (!isWhole && (answer.StatusCode != HttpStatusCode.PartialContent || range?.From != offset + have || range.To != offset + count - 1 || (range.Length is { } all && all != file.Length)))
                throw Lies(file, answer.StatusCode == HttpStatusCode.PartialContent ? $"it sent {range} instead of bytes {offset + have} to {offset + count - 1} of {file.Length}" : $"it answered {(int)answer.StatusCode} to a request for bytes {offset + have} to {offset + count - 1} of {file.Length}");
            await ReadAsync(answer, bytes, have, now => have = now, file, stop).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task<FetchedUnit> PackAsync(FetchUnit unit)
    {
        var (found, block) = (new ReadOnlyMemory<byte>?[unit.Count], FetchBlocks.Rent(unit.Length + (unit.Count * sizeof(long))));
        await AgainAsync(files[unit.First].Path, async stop =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Address, $"pack?files={Numbers(unit)}"));
            using var answer = await SendAsync(request, files[unit.First].Path, stop).ConfigureAwait(false);
            var source = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
            await using var _ = source.ConfigureAwait(false);
            // The answer as a whole: a wait for each file would cost more than its bytes.
            var (have, all) = (0, unit.Length + (unit.Count * sizeof(long)));
            while (have < all && await SoonAsync(limit => source.ReadAsync(block[have..all], limit), stop).ConfigureAwait(false) is > 0 and var count) have += count;
            if (!Unpack(block[..have], unit, found)) throw new EndOfStreamException("the answer broke off");
        }).ConfigureAwait(false);
        return new FetchedUnit(unit.First, found, block);
    }

    /// <summary>Finds the files in a pack; false when it ends before they do.</summary>
    private bool Unpack(ReadOnlyMemory<byte> pack, FetchUnit unit, ReadOnlyMemory<byte>?[] found)
    {
        Array.Clear(found);
        for (var index = 0; index < unit.Count; index++)
        {
            var length = (int)files[unit.First + index].Length;
            if (pack.Length < sizeof(long)) return false;
            // After a length that was not announced nothing can be told apart: the rest is asked for file by file.
            if (BinaryPrimitives.ReadInt64LittleEndian(pack.Span) != length) return true;
            pack = pack[sizeof(long)..];
            if (pack.Length < length) return false;
            (found[index], pack) = (pack[..length], pack[length..]);
        }

        return true;
    }

    private async Task ReadAsync(HttpResponseMessage answer, Memory<byte> bytes, int have, Action<int> got, ServedFile file, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentLength is { } announced && announced != bytes.Length - have) throw Lies(file, $"it announced {announced:N0} bytes where {bytes.Length - have:N0} were asked for");
        var source = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        while (have < bytes.Length)
        {
            var count = await SoonAsync(limit => source.ReadAsync(bytes[have..], limit), stop).ConfigureAwait(false);
            if (count == 0) throw new EndOfStreamException($"the answer ended after {have:N0} of {bytes.Length:N0} bytes");
            got(have += count);
        }

        if (await SoonAsync(limit => source.ReadAsync(new byte[1], limit), stop).ConfigureAwait(false) > 0) throw Lies(file, "it sent more bytes than were asked for");
    }

    /// <summary>Tries until it works, or trying again would not change it.</summary>
    private async Task AgainAsync(string path, Func<CancellationToken, Task> attempt)
    {
        for (var tries = 1; ; tries++)
        {
            Exception problem;
            try
            {
                await attempt(_closed.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception passing) when (!_closed.IsCancellationRequested && passing is HttpRequestException or OperationCanceledException || passing is IOException and not StoreException)
            {
                problem = passing;
            }
            catch (StoreException passing) when (!passing.IsPermanent)
            {
                problem = passing;
            }

            _closed.Token.ThrowIfCancellationRequested();
            if (tries >= options.Attempts)
                throw problem as StoreException ?? new StoreException(StoreProblem.Unavailable,
                    $"Reading '{path}' failed: the server at {options.Address.Authority} does not answer: {(problem is OperationCanceledException ? "it took too long" : problem.Message.TrimEnd('.'))}. It was tried {tries} times.", problem);
            var pause = Math.Min(LongestPause.TotalMilliseconds, options.FirstPause.TotalMilliseconds * Math.Pow(2, tries - 1));
            await Task.Delay(TimeSpan.FromMilliseconds(pause * (0.5 + RandomNumberGenerator.GetInt32(501) / 1000.0)), options.Clock, _closed.Token).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string path, CancellationToken stop)
    {
        var token = options.Token();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await SoonAsync(limit => new ValueTask<HttpResponseMessage>(_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit)), stop).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer)
        {
            var (type, detail) = await TusCalls.ProblemAsync(answer, stop).ConfigureAwait(false);
            var said = detail.Length > 0 ? detail : $"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}.";
            switch ((int)answer.StatusCode)
            {
                // A token that was renewed meanwhile is tried; else nothing more may be had.
                case 401 when options.Token() != token: throw new HttpRequestException("the token was renewed");
                case 401 or 403: throw new FetchRefusedException($"The server at {options.Address.Authority} no longer lets this token fetch '{path}': {said}", type);
                case 404 or 410:
                    await DemandFolderAsync(stop).ConfigureAwait(false);
                    throw new StoreException(StoreProblem.NotFound, $"Reading '{path}' failed: {said}");
                case 408 or 423 or 429 or >= 500: throw new StoreException(StoreProblem.Unavailable, $"Reading '{path}' failed: {said}");
                default: throw new StoreException(StoreProblem.Mismatch, $"Reading '{path}' failed: {said}");
            }
        }
    }

    /// <summary>A file that is gone is one thing; a folder that one may no longer see looks as if it were not there.</summary>
    private async Task DemandFolderAsync(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, options.Listing);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token());
        using var answer = await SoonAsync(limit => new ValueTask<HttpResponseMessage>(_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit)), stop).ConfigureAwait(false);
        if ((int)answer.StatusCode is 401 or 403 or 404) throw new FetchRefusedException($"The server at {options.Address.Authority} no longer shows this folder to this token.");
    }

    /// <summary>Waits no longer than a working connection is silent.</summary>
    private async Task<T> SoonAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(options.Silence);
        return await ask(limit.Token).ConfigureAwait(false);
    }

    private Uri AddressOf(string path) => new(options.Address, "files/" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));

    private string Numbers(FetchUnit unit)
    {
        var text = new StringBuilder();
        for (var index = 0; index < unit.Count;)
        {
            var last = index;
            while (last + 1 < unit.Count && files[unit.First + last + 1].Number == files[unit.First + last].Number + 1) last++;
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{files[unit.First + index].Number}");
            if (last > index) text.Append(CultureInfo.InvariantCulture, $"-{files[unit.First + last].Number}");
            index = last + 1;
        }

        return text.ToString();
    }

    private StoreException Lies(ServedFile file, string how) => new(StoreProblem.Mismatch, $"Reading '{file.Path}' failed: the server at {options.Address.Authority} does not keep to what it said of it: {how}.");
}
