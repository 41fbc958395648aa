using System.Text;
using Amazon.S3.Model;

namespace Acetate.Storage.S3;

/// <summary>Gives the objects below one prefix the same names below another: copied by the server, counted, and only then removed where they were.</summary>
/// <remarks>
/// A bucket has no folders, so this is not atomic. What says that a folder is whole, its <c>ascmhl</c> chain, is copied last; and a note
/// (never listed) says from the first copy to the last removal where everything goes, so that whoever is interrupted can go on.
/// </remarks>
internal sealed class S3FolderMove(S3Store store, S3Calls calls, S3Address address)
{
    // The largest object that a server copies in one call, and the parts of larger ones.
    private const long LargestCopy = 5L << 30, Part = 1L << 30;
    private const int AtOnce = 8;

    public async Task RunAsync(StoreKey from, StoreKey to, CancellationToken cancellationToken)
    {
        var note = $"{address.Prefix}{UploadLease.Folder}moving/{from}";
        var begun = await ReadAsync(note, cancellationToken).ConfigureAwait(false);
        if (begun is not null && begun != to.ToString())
            throw new StoreException(StoreProblem.Busy, $"Moving '{calls.Name(store.ObjectKey(from))}' failed: it is already being moved to '{begun}'.");
        var files = new List<StoredFile>();
        await foreach (var file in store.ListAsync(from, cancellationToken).ConfigureAwait(false)) files.Add(file);
        if (begun is null)
        {
            if (files.Count == 0) throw new StoreException(StoreProblem.NotFound, $"Moving '{calls.Name(store.ObjectKey(from))}' failed: there is nothing below it.");
            await foreach (var taken in store.ListAsync(to, cancellationToken).ConfigureAwait(false))
                throw new StoreException(StoreProblem.AlreadyExists, $"Moving '{calls.Name(store.ObjectKey(from))}' failed: '{calls.Name(store.ObjectKey(taken.Key))}' is there already, and files are never overwritten.");
            await WriteAsync(note, to.ToString(), cancellationToken).ConfigureAwait(false);
        }

        var (seals, others) = (files.Where(file => IsSeal(file.Key)).ToList(), files.Where(file => !IsSeal(file.Key)).ToList());
        await EachAsync(others, CopyAsync).ConfigureAwait(false);
        await EachAsync(seals, CopyAsync).ConfigureAwait(false);
        await EachAsync(files, RemoveAsync).ConfigureAwait(false);
        await calls.RunAsync("tidying", note, () => calls.Client.DeleteObjectAsync(calls.Bucket, note, cancellationToken), cancellationToken).ConfigureAwait(false);

        Task EachAsync(List<StoredFile> all, Func<StoredFile, CancellationToken, ValueTask> act) =>
            Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, act);

        StoreKey Target(StoreKey key) => to.Append(key.ToString()[(from.ToString().Length + 1)..]);

        async ValueTask CopyAsync(StoredFile file, CancellationToken stop)
        {
            var (source, target) = (store.ObjectKey(file.Key), store.ObjectKey(Target(file.Key)));
            if (file.Length <= LargestCopy)
            {
                await calls.RunAsync("moving", source, () => calls.Client.CopyObjectAsync(
                    new CopyObjectRequest { SourceBucket = calls.Bucket, SourceKey = source, DestinationBucket = calls.Bucket, DestinationKey = target }, stop), stop).ConfigureAwait(false);
            }
            else
            {
                await CopyInPartsAsync(source, target, file.Length, stop).ConfigureAwait(false);
            }

            await store.CountedAsync(Target(file.Key), file.Length, stop).ConfigureAwait(false);
        }

        async ValueTask RemoveAsync(StoredFile file, CancellationToken stop) => await store.DeleteAsync(file.Key, stop).ConfigureAwait(false);
    }

    private async Task CopyInPartsAsync(string source, string target, long length, CancellationToken cancellationToken)
    {
        var upload = await calls.RunAsync("moving", source, () => calls.Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = calls.Bucket, Key = target }, cancellationToken), cancellationToken).ConfigureAwait(false);
        try
        {
            var parts = new List<PartETag>();
            for (var start = 0L; start < length; start += Part)
            {
                var (number, first, last) = (parts.Count + 1, start, Math.Min(length, start + Part) - 1);
                var copied = await calls.RunAsync("moving", source, () => calls.Client.CopyPartAsync(
                    new CopyPartRequest
                    {
                        SourceBucket = calls.Bucket,
                        SourceKey = source,
                        DestinationBucket = calls.Bucket,
                        DestinationKey = target,
                        UploadId = upload.UploadId,
                        PartNumber = number,
                        FirstByte = first,
                        LastByte = last,
                    }, cancellationToken), cancellationToken).ConfigureAwait(false);
                parts.Add(new PartETag(number, copied.ETag));
            }

            await calls.RunAsync("moving", source, () => calls.Client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = calls.Bucket, Key = target, UploadId = upload.UploadId, PartETags = parts }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await store.AbortAsync(target, upload.UploadId, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string?> ReadAsync(string note, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await calls.RunAsync("looking for", note, () => calls.Client.GetObjectAsync(calls.Bucket, note, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (answer.ContentLength > 4_096) throw new StoreException(StoreProblem.Mismatch, $"The note '{calls.Name(note)}' is none of ours: it is too long. Remove it if nothing is being moved.");
            using var reader = new StreamReader(answer.ResponseStream, Encoding.UTF8);
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem) when (problem.Problem == StoreProblem.NotFound)
        {
            return null;
        }
    }

    private async Task WriteAsync(string note, string text, CancellationToken cancellationToken) =>
        await calls.RunAsync("moving", note, () => calls.Client.PutObjectAsync(new PutObjectRequest { BucketName = calls.Bucket, Key = note, ContentBody = text }, cancellationToken), cancellationToken).ConfigureAwait(false);

    private static bool IsSeal(StoreKey key) => $"/{key}".Contains("/ascmhl/", StringComparison.Ordinal);
}
