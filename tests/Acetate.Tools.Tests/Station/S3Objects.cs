using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Acetate.Tools.Tests.Station;

/// <summary>A bucket as its server has it, seen past our own store.</summary>
internal sealed class S3Objects : IAsyncDisposable
{
    private readonly string bucket;
    private readonly AmazonS3Client client;

    private S3Objects(string bucket, AmazonS3Client client) => (this.bucket, this.client) = (bucket, client);

    public static Task<S3Objects> OpenAsync(Uri store)
    {
        var endpoint = Uri.UnescapeDataString(store.Query.TrimStart('?').Split('&').Single(part => part.StartsWith("endpoint=", StringComparison.Ordinal))["endpoint=".Length..]);
        var keys = new BasicAWSCredentials(Environment.GetEnvironmentVariable("ACETATE_S3_ACCESS_KEY"), Environment.GetEnvironmentVariable("ACETATE_S3_SECRET_KEY"));
        return Task.FromResult(new S3Objects(store.Host, new AmazonS3Client(keys, new AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = true, AuthenticationRegion = "default" })));
    }

    /// <summary>Waits until an unfinished upload of a key has this many parts.</summary>
    public async Task UntilPartsAsync(string key, int parts)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            foreach (var upload in (await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket }, limit.Token)).MultipartUploads ?? [])
            {
                try
                {
                    if (upload.Key == key && (await client.ListPartsAsync(bucket, key, upload.UploadId, limit.Token)).Parts is { } there && there.Count >= parts) return;
                }
                catch (AmazonS3Exception gone) when (gone.StatusCode == HttpStatusCode.NotFound)
                {
                    // Ended between two questions.
                }
            }

            await Task.Delay(10, limit.Token);
        }
    }

    public async Task<int> UnfinishedAsync() =>
        ((await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket })).MultipartUploads ?? []).Count
        + ((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = ".acetate-partial/" })).S3Objects ?? []).Count(o => !o.Key.Contains("probe", StringComparison.Ordinal));

    public async Task<bool> HasAsync(string key) =>
        ((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = key })).S3Objects ?? []).Count > 0;

    public async Task<byte[]> ReadAsync(string key)
    {
        using var answer = await client.GetObjectAsync(bucket, key);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public Task RemoveAsync(string key) => client.DeleteObjectAsync(bucket, key);

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
