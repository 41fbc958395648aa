using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>A file as it lies there now.</summary>
/// <param name="Path">Relative to the root, separated by <c>/</c>, exactly as the store gives it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Digests">Hashes of its bytes; empty when it was not read.</param>
/// <param name="Modified">When it was last changed; null when not known.</param>
/// <param name="Unreadable">Why it could not be read; null when it could.</param>
public sealed record ObservedFile(
    string Path, long Length, ImmutableArray<HashDigest> Digests, DateTimeOffset? Modified = null, string? Unreadable = null)
{
    /// <summary>The digest in a format, or null.</summary>
    public HashDigest? Digest(HashFormat format)
    {
        foreach (var digest in Digests)
            if (digest.Format == format)
                return digest;
        return null;
    }
}

/// <summary>A folder as it lies there now.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="Modified">When it was last changed; null when not known.</param>
public sealed record ObservedFolder(string Path, DateTimeOffset? Modified = null);
