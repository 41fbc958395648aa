using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Acetate.Storage.S3;

/// <summary>Files in a bucket of an S3 server.</summary>
/// <remarks>
/// Small files go in one request, large ones in parallel parts that can be taken up again. ETags are never trusted as
/// proof: reading back is a download of its own. Keys come from the environment only. See docs/decisions/0031-s3-settings.md.
/// </remarks>
public sealed class S3Store : IFileStore
{
    /// <summary>The object metadata that says which writer of ours made it.</summary>
    internal const string WriterMetadata = "acetate-writer";

    private const int LargestSingle = 8 << 20;

    private readonly S3Address _address;
    private readonly S3Calls _calls;
    private readonly AmazonS3Client _client;
    private readonly StoreAccess _access;

    private S3Store(S3Address address, AmazonS3Client client, S3Calls calls, StoreAccess access, S3Abilities abilities)
    {
        (_address, _client, _calls, _access, Abilities) = (address, client, calls, access, abilities);
        Features = new StoreFeatures
        {
            CanResumeWrites = true,
            CanSeek = false,
            HasAtomicCreate = abilities is { ConditionalPut: true, ConditionalComplete: true },
            ReadBack = ReadBack.Remote,
            IsRemote = true,
            KeepsModified = false,
            ResumeGranularity = LargestSingle,
        };
    }

    /// <inheritdoc/>
    public Uri Location => _address.ToUri();

    /// <inheritdoc/>
    public StoreFeatures Features { get; }

    internal S3Abilities Abilities { get; }

    /// <summary>Opens a bucket, or a prefix in it.</summary>
    /// <param name="url"><c>s3://bucket/prefix?endpoint=http://127.0.0.1:8000&amp;region=default</c>.</param>
    /// <param name="access">What for.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="StoreException">The keys are missing or wrong, the server is away, or the bucket does not exist.</exception>
    public static Task<S3Store> OpenAsync(Uri url, StoreAccess access, CancellationToken cancellationToken) =>
        OpenAsync(url, access, S3Patience.Default, TimeProvider.System, cancellationToken);

    internal static async Task<S3Store> OpenAsync(
        Uri url, StoreAccess access, S3Patience patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        var address = S3Address.Parse(url);
        var client = new AmazonS3Client(Credentials(), Settings(address, patience));
        try
        {
            var calls = new S3Calls(client, address, patience, clock);
            await calls.RunAsync("opening", address.Prefix, () => client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Prefix, MaxKeys = 1 }, cancellationToken), cancellationToken).ConfigureAwait(false);
            var abilities = access == StoreAccess.ReadWrite
                ? await S3Abilities.FindAsync(calls, address, cancellationToken).ConfigureAwait(false)
                : S3Abilities.None;
            calls.Abilities = abilities;
            return new S3Store(address, client, calls, access, abilities);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static BasicAWSCredentials Credentials()
    {
        var (access, secret) = (Environment.GetEnvironmentVariable("ACETATE_S3_ACCESS_KEY"), Environment.GetEnvironmentVariable("ACETATE_S3_SECRET_KEY"));
        return access is { Length: > 0 } && secret is { Length: > 0 }
            ? new BasicAWSCredentials(access, secret)
            : throw new StoreException(StoreProblem.Denied, "An S3 store needs its keys in the environment: set ACETATE_S3_ACCESS_KEY and ACETATE_S3_SECRET_KEY.");
    }

    private static AmazonS3Config Settings(S3Address address, S3Patience patience)
    {
        var config = new AmazonS3Config
        {
            // Many servers do not know the trailing checksums that the SDK adds by default. The body's SHA-256 is
            // part of the signature all the same, and what is stored is read back and hashed by us.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            ForcePathStyle = true,
            // We try again ourselves, with pauses we know.
            MaxErrorRetry = 0,
            Timeout = patience.Answer,
            AuthenticationRegion = address.Region,
        };
        if (address.Endpoint is { } endpoint) config.ServiceURL = endpoint.ToString();
        else config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(address.Region);
        return config;
    }

    /// <inheritdoc/>
    public async Task<StoredFile?> FindAsync(StoreKey key, CancellationToken cancellationToken)
    {
        var name = ObjectKey(key);
        try
        {
            var facts = await _calls.RunAsync("looking for", name,
                () => _client.GetObjectMetadataAsync(_address.Bucket, name, cancellationToken), cancellationToken).ConfigureAwait(false);
            return new StoredFile(key, facts.ContentLength, Time(facts.LastModified)) { ContentTag = facts.ETag };
        }
        catch (StoreException problem) when (problem.Problem == StoreProblem.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(StoreKey prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = _address.Bucket,
            Prefix = prefix.IsEmpty ? _address.Prefix : $"{_address.Prefix}{prefix}/",
        };
        do
        {
            var page = await _calls.RunAsync("listing", request.Prefix, () => _client.ListObjectsV2Async(request, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                var name = found.Key[_address.Prefix.Length..];
                // Some programs make empty objects to show a folder.
                if (name.StartsWith(UploadLease.Folder, StringComparison.Ordinal) || (name.EndsWith('/') && found.Size == 0)) continue;
                if (!StoreKey.TryParse(name, out var key, out var reason))
                    throw new StoreException(StoreProblem.InvalidName,
                        $"Listing '{_calls.Name(request.Prefix)}' failed: it holds a name that a store cannot keep. {reason}");
                yield return new StoredFile(key, found.Size ?? 0, Time(found.LastModified));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken) =>
        await S3ReadStream.OpenAsync(_calls, ObjectKey(key), options, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<StoreWriter> OpenWriteAsync(StoreKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Length, nameof(options));
        var name = ObjectKey(key);
        if (_access == StoreAccess.Read)
            throw new StoreException(StoreProblem.Denied, $"Writing '{_calls.Name(name)}' failed: this store was opened for reading only.");
        if (!options.Replace) await RefuseTakenAsync(key, cancellationToken).ConfigureAwait(false);
        return options.Length <= LargestSingle
            ? new S3SmallWriter(this, _calls, key, options)
            : await S3Uploads.OpenAsync(this, _calls, key, options, UploadLease.NoteKeyOf(_address.Prefix, name), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<PublishOutcome>> PublishAllAsync(IReadOnlyList<StoreWriter> writers, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(8);
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
    public async Task<bool> DeleteAsync(StoreKey key, CancellationToken cancellationToken)
    {
        if (_access == StoreAccess.Read)
            throw new StoreException(StoreProblem.Denied, $"Removing '{_calls.Name(ObjectKey(key))}' failed: this store was opened for reading only.");
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is null) return false;
        var name = ObjectKey(key);
        await _calls.RunAsync("removing", name, () => _client.DeleteObjectAsync(_address.Bucket, name, cancellationToken), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public Task MoveFolderAsync(StoreKey from, StoreKey to, CancellationToken cancellationToken) => _access == StoreAccess.Read
        ? throw new StoreException(StoreProblem.Denied, $"Moving '{_calls.Name(ObjectKey(from))}' failed: this store was opened for reading only.")
        : new S3FolderMove(this, _calls, _address).RunAsync(from, to, cancellationToken);

    /// <inheritdoc/>
    public Task<int> DiscardStaleAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        S3Uploads.DiscardStaleAsync(this, _calls, _address, before, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    internal string ObjectKey(StoreKey key) => key.IsEmpty
        ? throw new ArgumentException("The empty key names no file.", nameof(key))
        : _address.Prefix + key;

    internal async Task RefuseTakenAsync(StoreKey key, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not null)
            throw new StoreException(StoreProblem.AlreadyExists,
                $"Writing '{_calls.Name(ObjectKey(key))}' failed: the name is taken, and files are never overwritten.");
    }

    /// <summary>Whether the object that is there was made by this writer.</summary>
    internal async Task<bool> IsWrittenByAsync(string name, string writer, CancellationToken cancellationToken)
    {
        try
        {
            var facts = await _calls.RunAsync("looking for", name,
                () => _client.GetObjectMetadataAsync(_address.Bucket, name, cancellationToken), cancellationToken).ConfigureAwait(false);
            return facts.Metadata[WriterMetadata] == writer;
        }
        catch (StoreException problem) when (problem.Problem == StoreProblem.NotFound)
        {
            return false;
        }
    }

    /// <summary>The published file, after the server's own count was compared with ours.</summary>
    internal async Task<StoredFile> CountedAsync(StoreKey key, long length, CancellationToken cancellationToken)
    {
        var file = await FindAsync(key, cancellationToken).ConfigureAwait(false);
        return file?.Length == length ? file : throw WrongCount(_calls, ObjectKey(key), length, file?.Length ?? 0);
    }

    internal async Task AbortAsync(string name, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.RunAsync("tidying", name,
                () => _client.AbortMultipartUploadAsync(_address.Bucket, name, uploadId, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem) when (problem.Problem == StoreProblem.NotFound)
        {
            // It is gone, which is what was wanted.
        }
    }

    internal static StoreException WrongCount(S3Calls calls, string name, long announced, long count) => new(StoreProblem.Mismatch,
        $"Writing '{calls.Name(name)}' failed: {announced:N0} bytes were announced, and {count:N0} came.");

    private static DateTimeOffset Time(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime(), TimeSpan.Zero) : default;
}
