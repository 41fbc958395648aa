using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.S3.Model;

namespace Acetate.Storage.S3;

/// <summary>Holds the note of one key, so that only one writer of ours is at work on it, anywhere.</summary>
/// <remarks>The note is made only if absent and changed only if unchanged, and renewed while the writer works. Whoever finds a
/// note of a writer that ended takes it over: at once when it was let go or its process is gone from this machine, after
/// <see cref="Term"/> of silence, by the server's clock, when it belongs to another machine.</remarks>
internal sealed class UploadLease : IAsyncDisposable
{
    /// <summary>All notes and probes lie below this; it is never listed.</summary>
    public const string Folder = ".acetate-partial/";

    public static readonly TimeSpan Term = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(25);

    // What this process holds; a note of ours that is not among them belongs to a writer that could not let go.
    private static readonly ConcurrentDictionary<string, UploadLease> Held = new(StringComparer.Ordinal);

    private readonly S3Calls _calls;
    private readonly string _noteKey;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ITimer _renewal;
    private string _etag;
    private bool _ended;

    private UploadLease(S3Calls calls, string noteKey, UploadNote note, string etag)
    {
        (_calls, _noteKey, Note, _etag) = (calls, noteKey, note, etag);
        Held[calls.Name(noteKey)] = this;
        _renewal = calls.Clock.CreateTimer(_ => _ = RenewAsync(), null, Renewal, Renewal);
    }

    public UploadNote Note { get; private set; }

    /// <summary>Set when another writer took the key over because this one was silent for too long.</summary>
    public bool IsLost { get; private set; }

    public static string NoteKeyOf(string prefix, string key) =>
        $"{prefix}{Folder}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    /// <summary>The note of a key and its state; null when nobody writes it.</summary>
    public static async Task<(UploadNote? Note, string ETag, DateTimeOffset Renewed)?> FindAsync(
        S3Calls calls, string noteKey, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync<(UploadNote?, string, DateTimeOffset)?>("reading", noteKey, async () =>
            {
                using var response = await calls.Client.GetObjectAsync(calls.Bucket, noteKey, cancellationToken).ConfigureAwait(false);
                using var bytes = new MemoryStream();
                await response.ResponseStream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
                return (UploadNote.Parse(bytes.ToArray()), response.ETag, new DateTimeOffset(response.LastModified!.Value.ToUniversalTime(), TimeSpan.Zero));
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem) when (problem.Problem == StoreProblem.NotFound)
        {
            return null;
        }
    }

    /// <summary>Whether the writer that a note speaks of is gone.</summary>
    public static async Task<bool> IsAbandonedAsync(
        S3Calls calls, string noteKey, UploadNote? note, DateTimeOffset renewed, CancellationToken cancellationToken)
    {
        if (note?.Owner is not { } owner) return true;
        if (owner == WriterProcess.Current) return !Held.ContainsKey(calls.Name(noteKey));
        if (owner.IsRunning is { } running) return !running;
        // Another machine's: only the server's own clock is common to both.
        var now = await ServerTimeAsync(calls, noteKey, cancellationToken).ConfigureAwait(false);
        return now - renewed > Term;
    }

    private static async Task<DateTimeOffset> ServerTimeAsync(S3Calls calls, string noteKey, CancellationToken cancellationToken)
    {
        var probe = $"{noteKey}-{Guid.NewGuid():N}";
        return await calls.RunAsync("writing", probe, async () =>
        {
            await calls.Client.PutObjectAsync(
                new PutObjectRequest { BucketName = calls.Bucket, Key = probe, ContentBody = "", UseChunkEncoding = false }, cancellationToken).ConfigureAwait(false);
            var facts = await calls.Client.GetObjectMetadataAsync(calls.Bucket, probe, cancellationToken).ConfigureAwait(false);
            await calls.Client.DeleteObjectAsync(calls.Bucket, probe, cancellationToken).ConfigureAwait(false);
            return new DateTimeOffset(facts.LastModified!.Value.ToUniversalTime(), TimeSpan.Zero);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the note and holds it: a new one when <paramref name="replaces"/> is null, else over that one.</summary>
    public static async Task<UploadLease> TakeAsync(
        S3Calls calls, string noteKey, UploadNote note, string? replaces, CancellationToken cancellationToken)
    {
        note = note with { Owner = WriterProcess.Current };
        var etag = await PutAsync(calls, noteKey, note, replaces, cancellationToken).ConfigureAwait(false)
            ?? throw Busy(calls, note.Key);
        return new UploadLease(calls, noteKey, note, etag);
    }

    public static StoreException Busy(S3Calls calls, string key) =>
        new(StoreProblem.Busy, $"Writing '{calls.Name(key)}' failed: another process is writing it now.");

    /// <summary>Ends the lease. The note stays, marked as let go, or is removed when the upload is over.</summary>
    public async Task EndAsync(bool remove, CancellationToken cancellationToken)
    {
        await _renewal.DisposeAsync().ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_ended || IsLost) return;
            _ended = true;
            if (remove)
                await _calls.RunAsync("tidying", _noteKey, () => _calls.Client.DeleteObjectAsync(_calls.Bucket, _noteKey, cancellationToken), cancellationToken).ConfigureAwait(false);
            else
                await PutAsync(_calls, _noteKey, Note with { Owner = null }, _etag, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Held.TryRemove(KeyValuePair.Create(_calls.Name(_noteKey), this));
        await _renewal.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private async Task RenewAsync()
    {
        if (!await _turn.WaitAsync(0).ConfigureAwait(false)) return;
        try
        {
            if (_ended || IsLost) return;
            if (await PutAsync(_calls, _noteKey, Note, _etag, CancellationToken.None).ConfigureAwait(false) is { } etag) _etag = etag;
            else IsLost = true;
        }
        catch (StoreException)
        {
            // The parts of the upload itself will say that the server is away.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The new ETag; null when somebody else was quicker.</summary>
    private static async Task<string?> PutAsync(
        S3Calls calls, string noteKey, UploadNote note, string? replaces, CancellationToken cancellationToken)
    {
        var bytes = note.ToBytes();
        try
        {
            return await calls.RunAsync("writing", noteKey, async () =>
            {
                var request = new PutObjectRequest
                {
                    BucketName = calls.Bucket,
                    Key = noteKey,
                    InputStream = new MemoryStream(bytes, writable: false),
                    UseChunkEncoding = false,
                    IfNoneMatch = replaces is null ? "*" : null,
                    IfMatch = calls.Abilities.Matching(replaces),
                };
                return (await calls.Client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false)).ETag;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem) when (problem is { Problem: StoreProblem.AlreadyExists or StoreProblem.Busy or StoreProblem.NotFound, InnerException: AmazonServiceException })
        {
            // A repeated try may have met its own first success.
            var found = await FindAsync(calls, noteKey, cancellationToken).ConfigureAwait(false);
            return found is { } there && there.Note == note ? there.ETag : null;
        }
    }
}
