using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Acetate.Storage.Http;

/// <summary>Sends a small file, in one request with the creation of its upload, when publishing is asked for.</summary>
internal sealed class TusWriter : StoreWriter
{
    /// <summary>Bytes of the largest piece, and of a file that still goes in one request.</summary>
    public const int PieceSize = 8 << 20;

    private readonly TusCalls _calls;
    private readonly StoreKey _key;
    private readonly WriteOptions _options;
    private byte[]? _piece;
    private int _filled;
    private long _sent;
    private Uri? _address;

    public TusWriter(TusCalls calls, StoreKey key, WriteOptions options) =>
        (_calls, _key, _options, _piece) = (calls, key, options, ArrayPool<byte>.Shared.Rent((int)options.Length));

    /// <inheritdoc/>
    public override long Position => _sent + _filled;

    /// <summary>Makes the upload, or finds the one that the server already has for the same content; its address.</summary>
    public static async Task<Uri> CreateAsync(TusCalls calls, StoreKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        using var created = await calls.SendAsync("writing", key, () => Creation(calls, key, options, content: null), cancellationToken).ConfigureAwait(false);
        return created.StatusCode == HttpStatusCode.Created && created.Headers.Location is { } location
            ? new Uri(calls.Address, location)
            : throw await calls.ExplainAsync("writing", key, created, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage Creation(TusCalls calls, StoreKey key, WriteOptions options, HttpContent? content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, calls.Address) { Content = content };
        request.Headers.Add("Upload-Length", options.Length.ToString(CultureInfo.InvariantCulture));
        // The tag may hold a path of the sender's machine; its fingerprint serves as well.
        request.Headers.Add("Upload-Metadata", $"key {Base64(key.ToString())},tag {Base64(Local.ResumeNote.Fingerprint(options.ResumeTag))}");
        return request;

        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    private static async Task<long> OffsetAsync(TusCalls calls, StoreKey key, Uri address, CancellationToken cancellationToken)
    {
        using var found = await calls.SendAsync("writing", key, () => new HttpRequestMessage(HttpMethod.Head, address), cancellationToken).ConfigureAwait(false);
        return found.IsSuccessStatusCode && TusCalls.Number(found, "Upload-Offset") is { } offset
            ? offset
            : throw await calls.ExplainAsync("writing", key, found, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_piece is null, this);
        if (Position + bytes.Length > _options.Length) throw WrongCount(_calls, _key, _options, Position + bytes.Length);
        bytes.CopyTo(_piece.AsMemory(_filled));
        _filled += bytes.Length;
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends what is in the piece; a broken try goes on from wherever the server says it is.</summary>
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var (start, end) = (_sent, _sent + _filled);
        for (var attempt = 1; ; attempt++)
        {
            var from = (int)(_sent - start);
            var content = new ByteArrayContent(_piece!, from, _filled - from);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
            HttpRequestMessage request;
            if (_address is null) request = Creation(_calls, _key, _options, content);
            else
            {
                request = new HttpRequestMessage(HttpMethod.Patch, _address) { Content = content };
                request.Headers.Add("Upload-Offset", _sent.ToString(CultureInfo.InvariantCulture));
            }

            var (answer, problem) = await _calls.TryAsync(request, cancellationToken).ConfigureAwait(false);
            using (answer)
            {
                if (answer is { IsSuccessStatusCode: true })
                {
                    if (_address is null && answer.Headers.Location is { } location) _address = new Uri(_calls.Address, location);
                    _sent = TusCalls.Number(answer, "Upload-Offset") ?? end;
                    if (_sent == end) break;
                }
                else if (answer is not null && !TusCalls.IsPassing(answer) && !await IsOffsetConflictAsync(answer, cancellationToken).ConfigureAwait(false))
                {
                    // A lost answer to a first try that made the whole file looks like a name that is taken.
                    throw await _calls.ExplainAsync("writing", _key, answer, cancellationToken).ConfigureAwait(false);
                }

                if (attempt >= _calls.Attempts)
                    throw answer is null ? _calls.Unavailable("writing", _key, problem)
                        : await _calls.ExplainAsync("writing", _key, answer, cancellationToken).ConfigureAwait(false);
            }

            await _calls.PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
            await FindPlaceAsync(start, end, cancellationToken).ConfigureAwait(false);
            if (_sent == end) break;
        }

        _filled = 0;
    }

    private async Task FindPlaceAsync(long start, long end, CancellationToken cancellationToken)
    {
        // Whether the creation arrived is not known; asked again, the server gives the same upload.
        _address ??= await CreateAsync(_calls, _key, _options, cancellationToken).ConfigureAwait(false);
        _sent = await OffsetAsync(_calls, _key, _address, cancellationToken).ConfigureAwait(false);
        if (_sent >= start && _sent <= end) return;
        // The server lost more than the piece in hand. The next try takes the upload up from where it is.
        throw new StoreException(StoreProblem.Unavailable, string.Create(CultureInfo.InvariantCulture,
            $"Writing '{_calls.Name(_key)}' failed: the server went back to byte {_sent:N0} while byte {start:N0} was being sent."));
    }

    public static async Task<bool> IsOffsetConflictAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        answer.StatusCode == HttpStatusCode.Conflict
        && (await TusCalls.ProblemAsync(answer, cancellationToken).ConfigureAwait(false)).Type is "offset-conflict";

    /// <inheritdoc/>
    public override async Task<StoredFile> PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_piece is null, this);
        if (Position != _options.Length) throw WrongCount(_calls, _key, _options, Position);
        if (_filled > 0 || _address is null) await SendAsync(cancellationToken).ConfigureAwait(false);
        Release();
        return new StoredFile(_key, _options.Length, _calls.Clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public override async Task DiscardAsync(CancellationToken cancellationToken)
    {
        Release();
        if (_address is not { } address) return;
        using var _ = await _calls.SendAsync("tidying", _key, () => new HttpRequestMessage(HttpMethod.Delete, address), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Release();
        return ValueTask.CompletedTask;
    }

    private void Release()
    {
        if (_piece is { } piece) ArrayPool<byte>.Shared.Return(piece);
        _piece = null;
    }

    public static StoreException WrongCount(TusCalls calls, StoreKey key, WriteOptions options, long count) => new(StoreProblem.Mismatch,
        $"Writing '{calls.Name(key)}' failed: {options.Length:N0} bytes were announced, and {count:N0} came.");
}
