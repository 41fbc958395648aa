using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Storage;

namespace Acetate.Steps.Transfer;

/// <summary>Finds out whether the file that took a key has the bytes we wanted to put there.</summary>
internal sealed class TakenKey(IFileStore source, IFileStore target, StageTimes times)
{
    /// <summary>Compares by length and hash. What is not known yet is read: the target always, the source only if nothing else says what its bytes are.</summary>
    public async Task<(bool IsSame, ImmutableArray<HashDigest> Digests)> CompareAsync(
        StoreKey sourceKey, StoreKey key, long length, ImmutableArray<HashDigest>? digests, ImmutableArray<HashFormat> formats,
        ImmutableArray<HashDigest> expected, CancellationToken cancellationToken)
    {
        var taken = await target.FindAsync(key, cancellationToken).ConfigureAwait(false);
        if (taken is null || taken.Length != length) return (false, digests ?? []);
        if (!target.Features.CanRead)
        {
            // Its bytes cannot be seen from here. Verifying reads them where they are, against what the source hashes to.
            return (true, digests ?? await HashAsync(source, sourceKey, length, formats, cancellationToken).ConfigureAwait(false));
        }

        var theirs = await HashAsync(target, key, length, formats, cancellationToken).ConfigureAwait(false);
        if (digests is null && !expected.IsEmpty) return expected.All(theirs.Contains) ? (true, theirs) : (false, []);
        var ours = digests ?? await HashAsync(source, sourceKey, length, formats, cancellationToken).ConfigureAwait(false);
        return (ours.SequenceEqual(theirs), ours);
    }

    private async Task<ImmutableArray<HashDigest>> HashAsync(
        IFileStore store, StoreKey key, long length, ImmutableArray<HashFormat> formats, CancellationToken cancellationToken)
    {
        using var hash = new MultiHash(formats.AsSpan());
        // What is there may be all that is left of an interrupted run: the device is asked, not the cache.
        var stream = await store.OpenReadAsync(key, new ReadOptions { BypassCache = true }, cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        await BlockPump.RunAsync(stream, length, throttle: null, times, block =>
        {
            hash.Append(block.Span);
            return ValueTask.CompletedTask;
        }, cancellationToken).ConfigureAwait(false);
        return hash.Finish();
    }
}
