using System.Collections.Concurrent;
using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Server.Problems;
using Acetate.Storage;

namespace Acetate.Server.Uploads;

/// <summary>The uploads under way: their records on disk and, while they are written, their open writers.</summary>
/// <remarks>
/// The record is written before the address is given out, and the bytes lie in the store's own partial write, so a server
/// that is killed at any instant continues at the offset that the store can prove. Creating an upload whose key, length,
/// tag and creator are known gives the same upload: a sender that lost its memory loses no bytes. Of several servers the scheduler
/// has the shelf; the others pass requests on to it, and the next scheduler takes the uploads up where they are.
/// </remarks>
public sealed partial class UploadShelf : IAsyncDisposable
{
    /// <summary>How long an upload that nobody continues is kept.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    private static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private readonly IFileStore store;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, Shelved> shelf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> byKey = new(StringComparer.Ordinal);
    private volatile IUploadRecords records;

    /// <summary>Finds the uploads that an earlier server left in the folder.</summary>
    public UploadShelf(string folder, IFileStore store, TimeProvider clock)
    {
        var own = new FolderUploadRecords(folder);
        (records, this.store, this.clock) = (own, store, clock);
        Shelve(own.All());
    }

    /// <summary>An empty shelf, for a server that is not the scheduler yet.</summary>
    public UploadShelf(IFileStore store, TimeProvider clock) => (records, this.store, this.clock) = (NoUploadRecords.Instance, store, clock);

    /// <summary>Takes up all uploads that another server left.</summary>
    public async Task OpenAsync(IUploadRecords left, CancellationToken cancellationToken)
    {
        var all = await left.AllAsync(cancellationToken);
        records = left;
        Shelve(all);
    }

    /// <summary>Ends what is being written and knows of no upload any more: another server goes on with them.</summary>
    public async Task CloseAsync()
    {
        records = NoUploadRecords.Instance;
        foreach (var one in shelf.Values)
        {
            try
            {
                using (await one.TakeOverAsync(BusyPatience, CancellationToken.None)) await CloseAsync(one);
            }
            catch (ProblemException)
            {
                // A request that does not end holds the file; whoever goes on with it waits for that.
            }
        }

        shelf.Clear();
        byKey.Clear();
    }

    /// <summary>Uploads that are not published yet.</summary>
    public int Unfinished => shelf.Values.Count(one => !one.Record.Published);

    /// <summary>Bytes that uploads which are not published were promised with and that did not come yet.</summary>
    public long BytesToCome => shelf.Values.Where(one => !one.Record.Published).Sum(one => one.Record.Length - (one.Open?.Offset ?? 0));

    /// <summary>The record, whether or not it has expired; null when there is none.</summary>
    public UploadRecord? Peek(string id) => shelf.TryGetValue(id, out var one) ? one.Record : null;

    /// <summary>Bytes of an upload that are known to have come, without looking at the store: 0 where nobody has asked since the server began.</summary>
    public long OffsetOf(string id) => shelf.TryGetValue(id, out var one) ? one.Open?.Offset ?? 0 : 0;

    /// <summary>Whether the file of an upload has its name while the upload knows nothing of it: the server ended between the two.</summary>
    public async Task<bool> IsNamedUnknownAsync(string id, CancellationToken cancellationToken)
    {
        if (!shelf.TryGetValue(id, out var one) || !one.TryEnter(out var entered)) return false;
        using (entered) return one is { Open: null, Record.Published: false } && await store.FindAsync(StoreKey.Parse(one.Record.Key), cancellationToken) is not null;
    }

    /// <summary>Forgets an upload; its file, if it has its name, stays, and bytes of one that has none are thrown away with the store's stale writes.</summary>
    public Task ForgetAsync(string id, CancellationToken cancellationToken) => shelf.TryGetValue(id, out var one) ? ForgetAsync(one.Record, cancellationToken) : Task.CompletedTask;

    /// <summary>Puts an upload on the shelf, or returns the one that is already there for the same content.</summary>
    public async Task<UploadRecord> CreateAsync(UploadRecord wanted, CancellationToken cancellationToken)
    {
        var shelved = byKey.TryGetValue(wanted.Key, out var id) && shelf.TryGetValue(id, out var one) ? one : null;
        var known = shelved?.Record;
        if (known is not null && known.Length == wanted.Length && known.Tag == wanted.Tag && known.Principal == wanted.Principal
            && known.Expires > clock.GetUtcNow() && known.Expected.SequenceEqual(wanted.Expected))
        {
            // A published one too, as long as its file is there: the sender did not hear that the last byte had arrived.
            var isThere = (known.Published || shelved!.Open is null) && await store.FindAsync(StoreKey.Parse(wanted.Key), cancellationToken) is not null;
            if (known.Published == isThere) return known;
            // A server that was killed between giving the file its name and noting it: what there is to say is that it is there.
            if (isThere && shelved!.TryEnter(out var entered))
            {
                using (entered)
                    if (shelved.Open is null && !shelved.Record.Published) await ForgetAsync(shelved.Record, cancellationToken);
            }
        }

        if (await store.FindAsync(StoreKey.Parse(wanted.Key), cancellationToken) is { } taken)
            throw new ProblemException(ProblemType.AlreadyExists, $"{wanted.Key} is already in the library store, with {taken.Length:N0} bytes.");
        await records.PutAsync(wanted, cancellationToken);
        shelf[wanted.Id] = new Shelved(wanted);
        byKey[wanted.Key] = wanted.Id;
        return wanted;
    }

    /// <summary>The record, or a problem when there is none or it has expired.</summary>
    public UploadRecord Find(string id) =>
        !shelf.TryGetValue(id, out var one) ? throw new ProblemException(ProblemType.NotFound, $"There is no upload {id}.")
            : one.Record.Expires <= clock.GetUtcNow() && !one.Record.Published
                ? throw new ProblemException(ProblemType.UploadGone, $"The upload of {one.Record.Key} expired at {one.Record.Expires:u}.")
                : one.Record;

    /// <summary>The bytes that need not be sent again. It does not disturb a request that is writing.</summary>
    public async Task<long> OffsetAsync(string id, CancellationToken cancellationToken)
    {
        var one = shelf[Find(id).Id];
        for (var since = clock.GetTimestamp(); ;)
        {
            if (one.Record.Published) return one.Record.Length;
            // A request that writes opens it while we look, and keeps its turn for as long as it sends.
            if (one.Open is { } open) return open.Offset;
            if (!one.TryEnter(out var entered))
            {
                if (clock.GetElapsedTime(since) > BusyPatience) throw one.Busy();
                await Task.Delay(Glance, clock, cancellationToken);
                continue;
            }

            using (entered)
            {
                if (one.Record.Published) return one.Record.Length;
                one.Open ??= await OpenUpload.OpenAsync(store, one.Record, cancellationToken);
                return one.Open.Offset;
            }
        }
    }

    /// <summary>Takes in bytes at an offset, and publishes the file when it is whole.</summary>
    /// <param name="id">Which upload.</param>
    /// <param name="offset">Where the bytes belong; it must be where the upload is.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="count">How many, when the request says so.</param>
    /// <param name="checksum">The checksum of this piece, or null.</param>
    /// <param name="promised">Digests of the whole file, known to the sender by now.</param>
    /// <param name="cancellationToken">Ends when the sender goes away.</param>
    /// <returns>The new offset and, once published, the digests of the whole file.</returns>
    public async Task<Appended> AppendAsync(string id, long offset, Stream body, long? count, HashDigest? checksum,
        ImmutableArray<HashDigest> promised, CancellationToken cancellationToken)
    {
        var one = shelf[Find(id).Id];
        using (await one.TakeOverAsync(BusyPatience, cancellationToken))
        using (var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, one.Turn))
        {
            return await TakeInAsync(one, offset, open =>
            {
                DemandPromised(one.Record, offset, count ?? 0);
                return checksum is { } sum ? open.AppendCheckedAsync(body, CheckedCount(count), sum, turn.Token) : open.AppendAsync(body, turn.Token);
            }, promised, turn.Token);
        }
    }

    /// <summary>Publishes an upload of no bytes.</summary>
    public async Task<Appended> PublishEmptyAsync(string id, ImmutableArray<HashDigest> promised, CancellationToken cancellationToken)
    {
        var one = shelf[Find(id).Id];
        using (await one.EnterAsync(BusyPatience, cancellationToken))
        {
            if (one.Record.Published) return new Appended(0, null, one.Record);
            one.Open ??= await OpenUpload.OpenAsync(store, one.Record, cancellationToken);
            return await PublishAsync(one, promised);
        }
    }

    /// <summary>Ends an upload and throws its bytes away; a published file stays.</summary>
    public async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        var one = shelf[Find(id).Id];
        using (await one.TakeOverAsync(BusyPatience, cancellationToken)) await RemoveAsync(one, cancellationToken);
    }

    /// <summary>Closes writers that rest and throws away what has expired. Called every few minutes.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var one in shelf.Values)
        {
            if (!one.TryEnter(out var entered)) continue;
            using (entered)
            {
                if (one.Record.Expires <= clock.GetUtcNow()) await RemoveAsync(one, cancellationToken);
                else if (one.Open is not null && clock.GetUtcNow() - one.LastUsed > TimeSpan.FromMinutes(30)) await CloseAsync(one);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in shelf.Values)
        {
            using (await one.TakeOverAsync(BusyPatience, CancellationToken.None)) await CloseAsync(one);
        }
    }

    private static long CheckedCount(long? count) => count switch
    {
        null => throw new ProblemException(ProblemType.InvalidRequest, "A piece with a checksum needs a Content-Length."),
        > OpenUpload.LargestChecked => throw new ProblemException(ProblemType.TooLarge,
            $"A piece with a checksum may have {OpenUpload.LargestChecked >> 20} MiB at most.", "Send smaller pieces."),
        var given => given.Value,
    };

    /// <summary>Takes in bytes for an upload whose turn the caller has, and publishes the file when it is whole.</summary>
    private async Task<Appended> TakeInAsync(Shelved one, long offset, Func<OpenUpload, Task> append, ImmutableArray<HashDigest> promised, CancellationToken cancellationToken)
    {
        if (one.Record.Published) throw new ProblemException(ProblemType.OffsetConflict, $"The upload of {one.Record.Key} is complete.");
        try
        {
            one.Open ??= await OpenUpload.OpenAsync(store, one.Record, cancellationToken);
            if (one.Open.Offset != offset) throw Elsewhere(one, one.Open.Offset, offset);
            await append(one.Open);
            return one.Open.Offset < one.Record.Length ? await ContinuedAsync(one) : await PublishAsync(one, promised);
        }
        catch (Exception failure) when (failure is StoreException || (failure is ProblemException { Type.Status: 409 or 460 } problem && problem.Type != ProblemType.OffsetConflict))
        {
            // Not for bytes that belong elsewhere: to open it again, all that is there would be read back.
            await CloseAsync(one);
            throw;
        }
        finally
        {
            one.Move();
        }
    }

    private static void DemandPromised(UploadRecord record, long offset, long count)
    {
        if (count > record.Length - offset)
            throw new ProblemException(ProblemType.SizeMismatch, $"{record.Key} was promised with {record.Length:N0} bytes, but the request has {count:N0} for byte {offset:N0}.");
    }

    private static ProblemException Elsewhere(Shelved one, long at, long offset) =>
        new(ProblemType.OffsetConflict, $"The upload of {one.Record.Key} is at {at:N0}, not at {offset:N0}.");

    private static async Task CloseAsync(Shelved one)
    {
        if (one.Open is not { } open) return;
        one.Open = null;
        await open.DisposeAsync();
    }

    private void Shelve(ImmutableArray<UploadRecord> left)
    {
        foreach (var record in left)
        {
            shelf[record.Id] = new Shelved(record);
            byKey[record.Key] = record.Id;
        }
    }

    private async Task<Appended> ContinuedAsync(Shelved one)
    {
        one.Move();
        one.LastUsed = clock.GetUtcNow();
        // The record is rewritten once an hour at most: a day-long upload must not expire, and pieces must stay cheap.
        if (one.Record.Expires - clock.GetUtcNow() < Patience - TimeSpan.FromHours(1))
            await records.PutAsync(one.Record = one.Record with { Expires = clock.GetUtcNow() + Patience }, CancellationToken.None);
        return new Appended(one.Open!.Offset, null, one.Record);
    }

    private async Task<Appended> PublishAsync(Shelved one, ImmutableArray<HashDigest> promised)
    {
        var expected = one.Record.Expected.Select(text => NamedDigest.TryParse(text, out var digest) ? digest : default)
            .Where(digest => digest.Text.Length > 0);
        // Publishing is not given up half-way because the sender has gone: the bytes are all here.
        var digests = await one.Open!.PublishAsync(one.Record.Key, [.. expected, .. promised], CancellationToken.None);
        await CloseAsync(one);
        one.Move();
        one.Record = one.Record with { Published = true, Digests = [.. digests.Select(NamedDigest.Format)], Expires = clock.GetUtcNow() + TimeSpan.FromDays(1) };
        await records.PutAsync(one.Record, CancellationToken.None);
        return new Appended(one.Record.Length, digests, one.Record);
    }

    private async Task RemoveAsync(Shelved one, CancellationToken cancellationToken)
    {
        if (!one.Record.Published)
        {
            one.Open ??= await OpenUpload.OpenAsync(store, one.Record, cancellationToken);
            await one.Open.DiscardAsync(cancellationToken);
        }

        await CloseAsync(one);
        await ForgetAsync(one.Record, cancellationToken);
    }

    private async Task ForgetAsync(UploadRecord record, CancellationToken cancellationToken)
    {
        await records.RemoveAsync(record.Id, cancellationToken);
        shelf.TryRemove(record.Id, out _);
        byKey.TryRemove(new KeyValuePair<string, string>(record.Key, record.Id));
    }

    /// <summary>Of a server that has no uploads: they are another's.</summary>
    private sealed class NoUploadRecords : IUploadRecords
    {
        public static readonly NoUploadRecords Instance = new();

        public Task<ImmutableArray<UploadRecord>> AllAsync(CancellationToken cancellationToken) => Task.FromResult(ImmutableArray<UploadRecord>.Empty);

        public Task PutAsync(UploadRecord record, CancellationToken cancellationToken) => throw Elsewhere();

        public Task RemoveAsync(string id, CancellationToken cancellationToken) => throw Elsewhere();

        private static ProblemException Elsewhere() => new(ProblemType.SchedulerAway, "Another server has the uploads by now.") { RetryAfterSeconds = 1 };
    }
}

/// <summary>How an upload stands after bytes came in.</summary>
/// <param name="Offset">Bytes taken in.</param>
/// <param name="Published">The digests of the whole file when it has its final name now, else null.</param>
/// <param name="Record">The upload.</param>
public sealed record Appended(long Offset, ImmutableArray<HashDigest>? Published, UploadRecord Record);
