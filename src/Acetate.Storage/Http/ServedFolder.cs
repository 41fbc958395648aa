using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Acetate.Storage.Http;

/// <summary>A folder that a server offers for fetching: its files are known beforehand, and only ever read.</summary>
/// <remarks>What a server sends is held to what it announced: other lengths are a <see cref="StoreProblem.Mismatch"/>. When it takes the permission back,
/// <see cref="FetchRefusedException"/> ends everything at once.</remarks>
public sealed class ServedFolder : IFileStore
{
    private readonly Dictionary<string, int> _byPath = new(StringComparer.Ordinal);
    private readonly FetchWindow _window;
    private readonly ImmutableArray<ServedFile> _files;

    /// <summary>Opens it; nothing is asked for yet.</summary>
    /// <param name="files">The files, in the order in which they will be read.</param>
    /// <param name="options">How to fetch them.</param>
    /// <exception cref="StoreException">A file's path cannot be a key, stands twice, or its length is none: the server is not to be trusted.</exception>
    public ServedFolder(ImmutableArray<ServedFile> files, FetchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        for (var index = 0; index < files.Length; index++)
        {
            if (!StoreKey.TryParse(files[index].Path, out _, out var reason)) throw new StoreException(StoreProblem.InvalidName, $"The server at {options.Address.Authority} names a file that cannot be kept: {reason}");
            if (files[index].Length < 0) throw new StoreException(StoreProblem.Mismatch, $"The server at {options.Address.Authority} says that '{files[index].Path}' has {files[index].Length:N0} bytes.");
            if (!_byPath.TryAdd(files[index].Path, index)) throw new StoreException(StoreProblem.Mismatch, $"The server at {options.Address.Authority} names '{files[index].Path}' twice.");
        }

        (_files, _window) = (files, new FetchWindow(files, options));
        Location = new UriBuilder(options.Address) { Scheme = $"acetate+{options.Address.Scheme}" }.Uri;
    }

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
        KeepsModified = true,
        ResumeGranularity = 1,
    };

    /// <inheritdoc/>
    public Task<StoredFile?> FindAsync(StoreKey key, CancellationToken cancellationToken) =>
        Task.FromResult(_byPath.TryGetValue(key.ToString(), out var index) ? Stored(index) : null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(StoreKey prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var path in _byPath.Keys.Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (prefix.IsEmpty || path.StartsWith($"{prefix}/", StringComparison.Ordinal)) yield return Stored(_byPath[path]);
        }
    }

    /// <inheritdoc/>
    public Task<(StoredFile File, Stream Stream)?> TryOpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken) =>
        Task.FromResult<(StoredFile, Stream)?>(_byPath.TryGetValue(key.ToString(), out var index) ? (Stored(index), Open(index, options)) : null);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken) =>
        _byPath.TryGetValue(key.ToString(), out var index) ? Task.FromResult<Stream>(Open(index, options))
            : throw new StoreException(StoreProblem.NotFound, $"Reading '{Location.Authority}/{key}' failed: the server does not offer such a file.");

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
        _window.Dispose();
        return ValueTask.CompletedTask;
    }

    private StoredFile Stored(int index) => new(StoreKey.Parse(_files[index].Path), _files[index].Length, _files[index].Modified);

    private FetchStream Open(int index, ReadOptions options)
    {
        var start = Math.Min(options.Offset, _files[index].Length);
        var end = options.Length is { } length ? Math.Min(_files[index].Length, start + length) : _files[index].Length;
        return new FetchStream(_window, index, start, end);
    }

    private StoreException ReadOnly(string doing, StoreKey key) => new(StoreProblem.Denied, $"{doing} '{Location.Authority}/{key}' failed: what a server offers is only read.");
}

/// <summary>A file that a server offers.</summary>
/// <param name="Number">The number under which it can be asked for together with others; 0 for files that are asked for by their path alone.</param>
/// <param name="Path">Its path below the folder, with <c>/</c>.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When it was last changed.</param>
public sealed record ServedFile(long Number, string Path, long Length, DateTimeOffset Modified);

/// <summary>How files of a server are fetched.</summary>
public sealed record FetchOptions
{
    /// <summary>The folder; ends with <c>/</c>. Files lie at <c>files/PATH</c> below it; many small ones come together from <c>pack?files=1-512</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>What answers as long as the folder may be seen at all: tells a file that is gone from a permission that is.</summary>
    public required Uri Listing { get; init; }

    /// <summary>Gives the token of this moment.</summary>
    public required Func<string> Token { get; init; }

    /// <summary>Asked before bytes are fetched; as long as it waits, nothing new is. The default lets all through.</summary>
    public Func<long, CancellationToken, ValueTask> Admit { get; init; } = static (_, _) => ValueTask.CompletedTask;

    /// <summary>Requests at a time, 1 or more; the default is 8. Each holds at most 8 MiB in memory.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>Tries of one request; the default, 9, is about half a minute of failures.</summary>
    public int Attempts { get; init; } = 9;

    /// <summary>The pause after a first failure, which doubles each time up to 8 s; the default is 200 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a connection may bring nothing before it counts as broken; the default is a minute.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>The server no longer lets this token have these files.</summary>
/// <param name="message">What it said.</param>
/// <param name="problem">The kebab-case name of the problem; empty when it named none.</param>
public sealed class FetchRefusedException(string message, string problem = "") : Exception(message)
{
    /// <summary>The kebab-case name of the problem, such as <c>second-person-needed</c>; empty when it named none.</summary>
    public string Problem => problem;
}
