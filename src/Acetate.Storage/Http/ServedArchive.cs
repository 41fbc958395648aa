using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Acetate.Storage.Http;

/// <summary>The archive store of a server, read through its API. Files are found, listed and read, and never changed.</summary>
/// <remarks>The token is found as <see cref="TusStore"/> finds it.</remarks>
public sealed class ServedArchive : IFileStore
{
    /// <summary>What tells its URL from that of <see cref="TusStore"/>: <c>acetate+http://host:port/?tier=archive</c>.</summary>
    public const string Query = "?tier=archive";

    private readonly TusCalls _calls;

    private ServedArchive(Uri location, TusCalls calls) => (Location, _calls) = (location, calls);

    /// <inheritdoc/>
    public Uri Location { get; }

    /// <inheritdoc/>
    public StoreFeatures Features { get; } = new()
    {
        CanResumeWrites = false,
        CanSeek = false,
        HasAtomicCreate = false,
        ReadBack = ReadBack.Remote,
        IsRemote = true,
        KeepsModified = false,
        ResumeGranularity = 1,
    };

    /// <summary>Opens it.</summary>
    /// <param name="url"><c>acetate+http://host:port/?tier=archive</c> or <c>acetate+https://…</c>.</param>
    /// <exception cref="StoreException">There is no token.</exception>
    public static ServedArchive Open(Uri url) => Open(url, TusPatience.Default, TimeProvider.System);

    internal static ServedArchive Open(Uri url, TusPatience patience, TimeProvider clock)
    {
        var address = new UriBuilder(url) { Scheme = url.Scheme["acetate+".Length..], Path = url.AbsolutePath.TrimEnd('/') + "/api/archive", Query = "" }.Uri;
        return new ServedArchive(url, new TusCalls(address, patience, clock));
    }

    /// <inheritdoc/>
    public async Task<StoredFile?> FindAsync(StoreKey key, CancellationToken cancellationToken)
    {
        using var answer = await _calls.SendAsync("looking for", key, () => new HttpRequestMessage(HttpMethod.Head, AddressOf(key)), cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        return answer.IsSuccessStatusCode && answer.Content.Headers.ContentLength is { } length
            ? new StoredFile(key, length, answer.Content.Headers.LastModified ?? DateTimeOffset.UnixEpoch)
            : throw await _calls.ExplainAsync("looking for", key, answer, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(StoreKey prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await _calls.SendAsync("listing", prefix,
            () => new HttpRequestMessage(HttpMethod.Get, new Uri($"{_calls.Address}?prefix={Uri.EscapeDataString(prefix.ToString())}")), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw await _calls.ExplainAsync("listing", prefix, answer, cancellationToken).ConfigureAwait(false);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            using var file = JsonDocument.Parse(line);
            var root = file.RootElement;
            yield return new StoredFile(StoreKey.Parse(root.GetProperty("key").GetString()!), root.GetProperty("length").GetInt64(), root.GetProperty("modified").GetDateTimeOffset());
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken)
    {
        var found = await FindAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreException(StoreProblem.NotFound, $"Reading '{_calls.Name(key)}' failed: there is no such file.");
        var start = Math.Min(options.Offset, found.Length);
        var end = options.Length is { } length ? Math.Min(found.Length, start + length) : found.Length;
        return new ServedStream(PieceAsync, start, end);

        async Task<byte[]> PieceAsync(long from, int count, CancellationToken stop)
        {
            using var answer = await _calls.SendAsync("reading", key, () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(key));
                request.Headers.Range = new RangeHeaderValue(from, from + count - 1);
                return request;
            }, stop).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) throw await _calls.ExplainAsync("reading", key, answer, stop).ConfigureAwait(false);
            var bytes = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            return bytes.Length == count && (answer.StatusCode == HttpStatusCode.PartialContent || count == found.Length) ? bytes
                : throw new StoreException(StoreProblem.Mismatch, $"Reading '{_calls.Name(key)}' failed: it was replaced while it was read.");
        }
    }

    /// <inheritdoc/>
    public Task<StoreWriter> OpenWriteAsync(StoreKey key, WriteOptions options, CancellationToken cancellationToken) => throw ReadOnly("Writing", key);

    /// <inheritdoc/>
    public Task<ImmutableArray<PublishOutcome>> PublishAllAsync(IReadOnlyList<StoreWriter> writers, CancellationToken cancellationToken) => throw ReadOnly("Writing", default);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(StoreKey key, CancellationToken cancellationToken) => throw ReadOnly("Removing", key);

    /// <summary>Nothing: it holds no partial writes of ours.</summary>
    public Task<int> DiscardStaleAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _calls.Dispose();
        return ValueTask.CompletedTask;
    }

    private Uri AddressOf(StoreKey key) => new($"{_calls.Address}/{string.Join('/', key.ToString().Split('/').Select(Uri.EscapeDataString))}");

    private StoreException ReadOnly(string doing, StoreKey key) => new(StoreProblem.Denied,
        $"{doing} '{_calls.Name(key)}' failed: the archive of a server is only read.");
}
