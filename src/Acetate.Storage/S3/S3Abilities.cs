using System.Collections.Concurrent;
using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;

namespace Acetate.Storage.S3;

/// <summary>How a server compares ETags in If-Match.</summary>
internal enum ETagMatch
{
    /// <summary>It does not, or never finds them equal.</summary>
    Ignored,

    /// <summary>With their quotes, as HTTP has it.</summary>
    Quoted,

    /// <summary>Without quotes: Ceph.</summary>
    Plain,
}

/// <summary>What a server really does with conditions, found out by trying; servers that ignore them answer 200.</summary>
/// <param name="ConditionalPut">A small object is refused when the key is taken.</param>
/// <param name="ConditionalComplete">So is a large one, at the end of its upload.</param>
/// <param name="Match">How an object is replaced only if it is still the same.</param>
internal sealed record S3Abilities(bool ConditionalPut, bool ConditionalComplete, ETagMatch Match)
{
    /// <summary>For a store that is only read.</summary>
    public static S3Abilities None { get; } = new(false, false, ETagMatch.Ignored);

    /// <summary>An ETag as this server wants it in If-Match; null when conditions are no use.</summary>
    public string? Matching(string? etag) => Match switch
    {
        ETagMatch.Plain => etag?.Trim('"'),
        ETagMatch.Quoted => etag,
        _ => null,
    };

    private static readonly ConcurrentDictionary<string, S3Abilities> Known = new(StringComparer.Ordinal);

    /// <summary>Tries once for each bucket and process.</summary>
    public static async Task<S3Abilities> FindAsync(S3Calls calls, S3Address address, CancellationToken cancellationToken)
    {
        var place = address.ToUri().ToString();
        if (Known.TryGetValue(place, out var known)) return known;
        var key = $"{address.Prefix}{UploadLease.Folder}probe-{Guid.NewGuid():N}";
        try
        {
            var first = await calls.RunAsync("writing", key, () => PutAsync(), cancellationToken).ConfigureAwait(false);
            var put = await IsRefusedAsync(() => PutAsync(ifNoneMatch: "*")).ConfigureAwait(false);
            var complete = await IsRefusedAsync(CompleteAsync).ConfigureAwait(false);
            var etag = complete ? first.ETag : (await calls.RunAsync("writing", key, () => PutAsync(), cancellationToken).ConfigureAwait(false)).ETag;
            var match = !await IsRefusedAsync(() => PutAsync(ifMatch: "00000000000000000000000000000000")).ConfigureAwait(false) ? ETagMatch.Ignored
                : !await IsRefusedAsync(() => PutAsync(ifMatch: etag)).ConfigureAwait(false) ? ETagMatch.Quoted
                : !await IsRefusedAsync(() => PutAsync(ifMatch: etag.Trim('"'))).ConfigureAwait(false) ? ETagMatch.Plain
                : ETagMatch.Ignored;
            return Known[place] = new S3Abilities(put, complete, match);
        }
        finally
        {
            await calls.RunAsync("tidying", key, () => calls.Client.DeleteObjectAsync(calls.Bucket, key, CancellationToken.None), CancellationToken.None)
                .ConfigureAwait(false);
        }

        Task<PutObjectResponse> PutAsync(string? ifNoneMatch = null, string? ifMatch = null) => calls.Client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = calls.Bucket,
                Key = key,
                ContentBody = "probe",
                UseChunkEncoding = false,
                IfNoneMatch = ifNoneMatch,
                IfMatch = ifMatch,
            }, cancellationToken);

        async Task<CompleteMultipartUploadResponse> CompleteAsync()
        {
            var upload = await calls.Client.InitiateMultipartUploadAsync(calls.Bucket, key, cancellationToken).ConfigureAwait(false);
            try
            {
                var part = await calls.Client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = calls.Bucket,
                        Key = key,
                        UploadId = upload.UploadId,
                        PartNumber = 1,
                        InputStream = new MemoryStream([1]),
                        UseChunkEncoding = false,
                    }, cancellationToken).ConfigureAwait(false);
                return await calls.Client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest
                    {
                        BucketName = calls.Bucket,
                        Key = key,
                        UploadId = upload.UploadId,
                        PartETags = [new PartETag(1, part.ETag)],
                        IfNoneMatch = "*",
                    }, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonServiceException)
            {
                await calls.Client.AbortMultipartUploadAsync(calls.Bucket, key, upload.UploadId, CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }

        async Task<bool> IsRefusedAsync<T>(Func<Task<T>> call)
        {
            try
            {
                await calls.RunAsync("writing", key, call, cancellationToken).ConfigureAwait(false);
                return false;
            }
            catch (StoreException problem) when (problem.InnerException is AmazonServiceException)
            {
                return problem.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.PreconditionFailed };
            }
        }
    }
}
