using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;

namespace Acetate.Storage.Http;

/// <summary>The library store of a server, reached through its resumable uploads (tus 1.0). Files can be sent and found, not read.</summary>
/// <remarks>The token comes from the file that ACETATE_TOKEN_FILE names, read anew when the server no longer takes the old one,
/// so that it can be renewed during a transfer of days; or else from ACETATE_TOKEN.</remarks>
public sealed class TusStore : IFileStore
{
    private readonly TusCalls _calls;
    private readonly StoreAccess _access;

    private TusStore(Uri location, TusCalls calls, StoreAccess access) => (Location, _calls, _access) = (location, calls, access);

    /// <inheritdoc/>
    public Uri Location { get; }

    /// <inheritdoc/>
    public StoreFeatures Features { get; } = new()
    {
        CanResumeWrites = true,
        CanRead = false,
        CanSeek = false,
        HasAtomicCreate = true,
        ReadBack = ReadBack.Unproven,
        IsRemote = true,
        KeepsModified = false,
        ResumeGranularity = 1,
    };

    /// <summary>Opens the server's store.</summary>
    /// <param name="url"><c>acetate+http://host:port/</c> or <c>acetate+https://…</c>.</param>
    /// <param name="access">What for.</param>
    /// <exception cref="StoreException">There is no token.</exception>
    public static TusStore Open(Uri url, StoreAccess access) => Open(url, access, TusPatience.Default, TimeProvider.System);

    internal static TusStore Open(Uri url, StoreAccess access, TusPatience patience, TimeProvider clock)
    {
        var address = new UriBuilder(url) { Scheme = url.Scheme["acetate+".Length..], Path = url.AbsolutePath.TrimEnd('/') + "/api/uploads" }.Uri;
        return new TusStore(url, new TusCalls(address, patience, clock), access);
    }

    /// <inheritdoc/>
    public async Task<StoredFile?> FindAsync(StoreKey key, CancellationToken cancellationToken)
    {
        var answer = await _calls.SendAsync("looking for", key,
            () => new HttpRequestMessage(HttpMethod.Head, new Uri(_calls.Address, $"?key={Uri.EscapeDataString(key.ToString())}")), cancellationToken).ConfigureAwait(false);
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.NotFound) return null;
            if (!answer.IsSuccessStatusCode) throw await _calls.ExplainAsync("looking for", key, answer, cancellationToken).ConfigureAwait(false);
            return new StoredFile(key, TusCalls.Number(answer, "Upload-Length") ?? 0, answer.Content.Headers.LastModified ?? _calls.Clock.GetUtcNow());
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(StoreKey prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        throw WriteOnly("Listing", prefix);
#pragma warning disable CS0162 // An iterator must hold a yield.
        yield break;
#pragma warning restore CS0162
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken) => throw WriteOnly("Reading", key);

    /// <inheritdoc/>
    public async Task<StoreWriter> OpenWriteAsync(StoreKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Length, nameof(options));
        if (_access == StoreAccess.Read)
            throw new StoreException(StoreProblem.Denied, $"Writing '{_calls.Name(key)}' failed: this store was opened for reading only.");
        if (options.Replace)
            throw new StoreException(StoreProblem.Denied, $"Writing '{_calls.Name(key)}' failed: the server replaces no files.");
        // A small file goes in one request, together with the creation of its upload.
        return options.Length <= TusWriter.PieceSize
            ? new TusWriter(_calls, key, options)
            : await TusPieces.TakeUpAsync(_calls, key, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<PublishOutcome>> PublishAllAsync(IReadOnlyList<StoreWriter> writers, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(LongWay.Last == LineKind.Near ? 6 : 24);
        return [.. await Task.WhenAll(writers.Select(PublishAsync)).ConfigureAwait(false)];

        async Task<PublishOutcome> PublishAsync(StoreWriter writer)
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return new PublishOutcome(await writer.PublishAsync(cancellationToken).ConfigureAwait(false), null);
            }
            catch (StoreException problem)
            {
                return new PublishOutcome(null, problem);
            }
            finally
            {
                room.Release();
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(StoreKey key, CancellationToken cancellationToken) => throw WriteOnly("Removing", key);

    /// <summary>Nothing: the server throws away what nobody continues.</summary>
    public Task<int> DiscardStaleAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _calls.Dispose();
        return ValueTask.CompletedTask;
    }

    private StoreException WriteOnly(string doing, StoreKey key) => new(StoreProblem.Denied,
        $"{doing} '{_calls.Name(key)}' failed: the upload address of a server takes files and does not give them back.");
}
