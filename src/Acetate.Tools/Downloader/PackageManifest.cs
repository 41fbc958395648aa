using Acetate.Hashing;
using Acetate.Library.Downloads;
using Acetate.Mhl;
using Acetate.Storage;

namespace Acetate.Tools.Downloader;

/// <summary>The manifest that seals a package, named so that a site and the library can tell whether they mean the same one: by the C4 identifier that the package's chain gives it.</summary>
/// <remarks>The manifest holds the hash of each file, and the chain proves the manifest (ASC MHL, "Chain file"): whoever proved files by this manifest has what was delivered.</remarks>
public static class PackageManifest
{
    /// <summary>Characters of such a name, at most.</summary>
    public const int LongestName = 100;

    // A generation is about 200 bytes of a chain; a package has a few.
    private const int LargestChain = 1 << 20;

    /// <summary>The name of a manifest: <c>c4:c4…</c>.</summary>
    public static string NameOf(HashDigest c4) => $"c4:{c4.Text}";

    /// <summary>Whether the manifest that a site names is the one that seals a package.</summary>
    /// <param name="store">The workspaces' store.</param>
    /// <param name="prefix">Where the package lies.</param>
    /// <param name="named">What the site said; null for nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<PackageProof> CompareAsync(IFileStore store, string prefix, string? named, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (string.IsNullOrEmpty(named) || await OfAsync(store, prefix, cancellationToken).ConfigureAwait(false) is not { } delivered) return PackageProof.NotCompared;
        return named == delivered ? PackageProof.Matches : PackageProof.Differs;
    }

    /// <summary>The name of the newest manifest of a package; null when its chain cannot be read now.</summary>
    private static async Task<string?> OfAsync(IFileStore store, string prefix, CancellationToken cancellationToken)
    {
        try
        {
            var source = await store.OpenReadAsync(StoreKey.Parse($"{prefix}/{MhlPath.HistoryFolder}/{MhlChain.FileName}"), new ReadOptions(), cancellationToken).ConfigureAwait(false);
            await using var _ = source.ConfigureAwait(false);
            if (source.Length > LargestChain) return null;
            using var bytes = new MemoryStream();
            await source.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            bytes.Position = 0;
            return ChainReader.Read(bytes).Entries is [.., var newest] ? NameOf(newest.C4) : null;
        }
        catch (Exception unreadable) when (unreadable is StoreException or MhlException)
        {
            // What a site says is kept all the same.
            return null;
        }
    }
}
