using Acetate.Storage;

namespace Acetate.Steps.Documents;

/// <summary>Small pictures of clips, for reports.</summary>
public static class ReportPicture
{
    /// <summary>A picture out of a store; null where there is none, it is too large, or the store does not give it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">Where it lies; empty for nowhere.</param>
    /// <param name="most">Bytes it may have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(IFileStore store, string key, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (string.IsNullOrEmpty(key) || !StoreKey.TryParse(key, out var parsed, out _)) return null;
        try
        {
            if (await store.FindAsync(parsed, cancellationToken).ConfigureAwait(false) is not { } file || file.Length > most) return null;
            var stream = await store.OpenReadAsync(parsed, new ReadOptions(), cancellationToken).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            using var bytes = new MemoryStream((int)file.Length);
            await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
