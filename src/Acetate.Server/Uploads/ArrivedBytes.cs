using Acetate.Hashing;
using Acetate.Storage;

namespace Acetate.Server.Uploads;

/// <summary>Reads back what arrived, past the system's cache: a file is taken when what the disk gives back is what came.</summary>
internal static class ArrivedBytes
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="store">The store that has it.</param>
    /// <param name="key">Its key there.</param>
    /// <param name="length">Bytes that were promised.</param>
    /// <param name="record">Its upload, published.</param>
    /// <param name="looked">How many of its first bytes are given to <paramref name="whyNot"/>.</param>
    /// <param name="whyNot">Says from the first bytes why it is not taken all the same; null when it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its digest, and why it is not taken; null when it is.</returns>
    /// <exception cref="StoreException">The store does not answer.</exception>
    public static async Task<(string Hash, string? Reason)> ReadBackAsync(
        IFileStore store, string key, long length, UploadRecord record, int looked, Func<ReadOnlyMemory<byte>, string?> whyNot, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(StoreKey.Parse(key), cancellationToken) is null) return ("", "Its bytes are no longer there. Send it again.");
        await using var stream = await store.OpenReadAsync(StoreKey.Parse(key), new ReadOptions { BypassCache = true }, cancellationToken);
        using var hash = new MultiHash(HashFormat.Xxh128);
        var block = new byte[BlockBytes];
        var begin = Array.Empty<byte>();
        long read = 0;
        for (int count; (count = await stream.ReadAtLeastAsync(block, BlockBytes, throwOnEndOfStream: false, cancellationToken)) > 0;)
        {
            if (read == 0) begin = block[..Math.Min(count, looked)];
            hash.Append(block.AsSpan(0, count));
            read += count;
        }

        var digest = NamedDigest.Format(hash.Finish()[0]);
        if (read != length || !record.Digests.Contains(digest)) return ("", "What the disk gave back is not what came. Nothing of it was kept; send it again, and have an administrator look at the disk.");
        return (digest, whyNot(begin));
    }
}
