using Amazon.S3.Model;

namespace Acetate.Storage.S3;

/// <summary>Begins, takes up and throws away uploads of large objects.</summary>
internal static class S3Uploads
{
    /// <summary>Takes up the upload that the key's note speaks of if it is of the same content and free, or begins a new one.</summary>
    public static async Task<StoreWriter> OpenAsync(
        S3Store store, S3Calls calls, StoreKey key, WriteOptions options, string noteKey, CancellationToken cancellationToken)
    {
        var name = store.ObjectKey(key);
        var fingerprint = Local.ResumeNote.Fingerprint(options.ResumeTag);
        var found = await UploadLease.FindAsync(calls, noteKey, cancellationToken).ConfigureAwait(false);
        if (found is { } held
            && !await UploadLease.IsAbandonedAsync(calls, noteKey, held.Note, held.Renewed, cancellationToken).ConfigureAwait(false))
            throw UploadLease.Busy(calls, name);

        if (found is { Note: { } old } && old.Tag == fingerprint && old.Length == options.Length && old.Key == name
            && await PartsAsync(calls, old, cancellationToken).ConfigureAwait(false) is { } parts)
        {
            var lease = await UploadLease.TakeAsync(calls, noteKey, old, found.Value.ETag, cancellationToken).ConfigureAwait(false);
            return new S3Writer(store, calls, key, options, lease, parts);
        }

        return await BeginAsync(store, calls, key, options, noteKey, found?.ETag, found?.Note, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<StoreWriter> BeginAsync(S3Store store, S3Calls calls, StoreKey key, WriteOptions options,
        string noteKey, string? replaces, UploadNote? old, CancellationToken cancellationToken)
    {
        var name = store.ObjectKey(key);
        var writer = Guid.NewGuid().ToString("N");
        var begun = await calls.RunAsync("writing", name, () =>
        {
            var request = new InitiateMultipartUploadRequest { BucketName = calls.Bucket, Key = name, ContentType = "application/octet-stream" };
            request.Metadata.Add(S3Store.WriterMetadata, writer);
            return calls.Client.InitiateMultipartUploadAsync(request, cancellationToken);
        }, cancellationToken).ConfigureAwait(false);
        UploadLease lease;
        try
        {
            var note = new UploadNote
            {
                Key = name,
                Tag = Local.ResumeNote.Fingerprint(options.ResumeTag),
                Length = options.Length,
                UploadId = begun.UploadId,
                PartSize = S3Writer.PartSizeFor(options.Length),
                Writer = writer,
            };
            lease = await UploadLease.TakeAsync(calls, noteKey, note, replaces, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await store.AbortAsync(name, begun.UploadId, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        if (old is not null) await store.AbortAsync(old.Key, old.UploadId, cancellationToken).ConfigureAwait(false);
        return new S3Writer(store, calls, key, options, lease, []);
    }

    /// <summary>The whole parts from the first without a gap; null when the upload is no longer there.</summary>
    private static async Task<SortedDictionary<int, string>?> PartsAsync(S3Calls calls, UploadNote note, CancellationToken cancellationToken)
    {
        var parts = new SortedDictionary<int, string>();
        var request = new ListPartsRequest { BucketName = calls.Bucket, Key = note.Key, UploadId = note.UploadId };
        try
        {
            while (true)
            {
                var page = await calls.RunAsync("looking at", note.Key, () => calls.Client.ListPartsAsync(request, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
                foreach (var part in page.Parts ?? [])
                {
                    var start = (long)parts.Count * note.PartSize;
                    if (part.PartNumber != parts.Count + 1 || part.Size != Math.Min(note.PartSize, note.Length - start)) return parts;
                    parts[parts.Count + 1] = part.ETag;
                }

                if (page.IsTruncated != true) return parts;
                request.PartNumberMarker = page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
        }
        catch (StoreException problem) when (problem.Problem == StoreProblem.NotFound)
        {
            return null;
        }
    }

    /// <summary>Aborts uploads that nobody holds and nobody has touched since then.</summary>
    public static async Task<int> DiscardStaleAsync(
        S3Store store, S3Calls calls, S3Address address, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var count = 0;
        var request = new ListMultipartUploadsRequest { BucketName = address.Bucket, Prefix = address.Prefix };
        while (true)
        {
            var page = await calls.RunAsync("listing", address.Prefix, () => calls.Client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (await DiscardIfStaleAsync(store, calls, address, upload, before, cancellationToken).ConfigureAwait(false)) count++;
            }

            if (page.IsTruncated != true) return count;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    private static async Task<bool> DiscardIfStaleAsync(
        S3Store store, S3Calls calls, S3Address address, MultipartUpload upload, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var noteKey = UploadLease.NoteKeyOf(address.Prefix, upload.Key);
        var found = await UploadLease.FindAsync(calls, noteKey, cancellationToken).ConfigureAwait(false);
        var isNoted = found is { Note: { } note } && note.UploadId == upload.UploadId;
        var touched = isNoted ? found!.Value.Renewed : new DateTimeOffset(upload.Initiated!.Value.ToUniversalTime(), TimeSpan.Zero);
        if (touched >= before) return false;
        if (isNoted)
        {
            if (!await UploadLease.IsAbandonedAsync(calls, noteKey, found!.Value.Note, touched, cancellationToken).ConfigureAwait(false)) return false;
            await calls.RunAsync("tidying", noteKey, () => calls.Client.DeleteObjectAsync(address.Bucket, noteKey, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }

        await store.AbortAsync(upload.Key, upload.UploadId, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
