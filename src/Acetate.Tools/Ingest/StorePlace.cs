namespace Acetate.Tools.Ingest;

/// <summary>Names the place a store lies in, for the question how many copies are lost together.</summary>
public static class StorePlace
{
    /// <summary>A machine's file system for folders, a bucket at its endpoint for S3: <c>dit-laptop:/raid</c>, <c>s3.example.com/film</c>.</summary>
    public static string Of(Uri store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store.IsFile)
        {
            return $"{Environment.MachineName}:{DriveIdentity.MountPointOf(Existing(store.LocalPath)) ?? Path.GetPathRoot(store.LocalPath)}";
        }

        if (store.Scheme != "s3") return store.Authority;
        var endpoint = store.Query.TrimStart('?').Split('&').Select(p => p.Split('=', 2)).FirstOrDefault(p => p[0] == "endpoint" && p.Length == 2)?[1];
        return Uri.TryCreate(Uri.UnescapeDataString(endpoint ?? ""), UriKind.Absolute, out var url) ? $"{url.Authority}/{store.Host}" : $"s3/{store.Host}";
    }

    /// <summary>Whether two folders lie on one file system of this machine. Stores that are no folders are never one disk.</summary>
    public static bool AreOneDisk(Uri one, Uri other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.IsFile && other.IsFile && Of(one) == Of(other);
    }

    /// <summary>The nearest folder that is there: a store's folder may not be made yet.</summary>
    private static string Existing(string path)
    {
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { Length: > 0 } above) path = above;
        return path;
    }
}
