using Acetate.Storage.Http;
using Acetate.Storage.Local;
using Acetate.Storage.S3;

namespace Acetate.Storage;

/// <summary>What a store is opened for.</summary>
public enum StoreAccess
{
    /// <summary>Only reading; every change is refused. Cards are opened so.</summary>
    Read,

    /// <summary>Reading and writing.</summary>
    ReadWrite,
}

/// <summary>Opens stores by their URL. A URL never holds a secret.</summary>
public static class StoreUrl
{
    /// <summary>Opens a store.</summary>
    /// <param name="url"><c>file:///folder</c>, <c>s3://bucket/prefix?endpoint=…&amp;region=…</c>,
    /// <c>acetate+http://host:port/</c> (a server's library store, for sending) or <c>acetate+http://host:port/?tier=archive</c> (its archive, for reading).</param>
    /// <param name="access">What for.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="StoreException">The store is not there, not reachable or not allowed.</exception>
    public static async Task<IFileStore> OpenAsync(Uri url, StoreAccess access, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!url.IsAbsoluteUri) throw new StoreException(StoreProblem.InvalidName, $"'{url}' is not the URL of a store.");
        if (url.UserInfo.Length > 0)
            throw new StoreException(StoreProblem.Denied, "A store's URL must not hold a user name or password; they come from the environment.");
        return url.Scheme switch
        {
            "s3" => await S3Store.OpenAsync(url, access, cancellationToken).ConfigureAwait(false),
            "acetate+http" or "acetate+https" when url.Query == ServedArchive.Query => ServedArchive.Open(url),
            "acetate+http" or "acetate+https" => TusStore.Open(url, access),
            "file" => LocalStore.Open(Uri.UnescapeDataString(url.AbsolutePath), access),
            _ => throw new StoreException(StoreProblem.InvalidName, $"Stores of the kind '{url.Scheme}:' are not known; use file:, s3: or acetate+http:."),
        };
    }

    /// <summary>The URL of a folder on this machine.</summary>
    /// <param name="folder">A path; a relative one is seen from the current folder.</param>
    public static Uri ForFolder(string folder) => new UriBuilder
    {
        Scheme = "file",
        Host = "",
        Path = Uri.EscapeDataString(Path.GetFullPath(folder)).Replace("%2F", "/", StringComparison.Ordinal),
    }.Uri;
}
