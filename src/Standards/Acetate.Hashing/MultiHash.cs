using System.Collections.Immutable;

namespace Acetate.Hashing;

/// <summary>Several hashes over one stream of bytes, so that each byte is read once.</summary>
/// <remarks>
/// Not for use by several threads at once. When more than one slow format (MD5, SHA-1, C4) is asked for, large blocks
/// are hashed on several threads inside <see cref="Append"/>, which returns when all have taken the block in.
/// </remarks>
public sealed class MultiHash : IDisposable
{
    /// <summary>Below this many bytes handing over to other threads costs more than it saves.</summary>
    private const int ParallelBytes = 128 * 1024;

    private readonly ImmutableArray<HashFormat> formats;
    private readonly ImmutableArray<StreamHash> hashes;
    private readonly ImmutableArray<StreamHash> slow;
    private readonly ImmutableArray<StreamHash> quick;
    private bool disposed;

    /// <summary>Starts the given formats; duplicates are dropped, the order is kept. None at all is allowed.</summary>
    public MultiHash(params ReadOnlySpan<HashFormat> formats)
    {
        var distinct = ImmutableArray.CreateBuilder<HashFormat>(formats.Length);
        var started = ImmutableArray.CreateBuilder<StreamHash>(formats.Length);
        foreach (var format in formats)
        {
            if (distinct.Contains(format))
                continue;
            distinct.Add(format);
            if (!started.Any(hash => hash.Gives(format)))
                started.Add(StreamHash.Create(format));
        }

        this.formats = distinct.ToImmutable();
        hashes = [.. started.OrderBy(hash => hash.IsSlow)];
        slow = [.. hashes.Where(hash => hash.IsSlow)];
        quick = [.. hashes.Where(hash => !hash.IsSlow)];
    }

    /// <summary>Bytes taken in since the start or the last <see cref="Finish"/>.</summary>
    public long Length { get; private set; }

    /// <summary>Takes in the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Length += bytes.Length;
        foreach (var hash in hashes)
            hash.Append(bytes);
    }

    /// <summary>Returns one digest per format in the order asked for, and starts anew.</summary>
    public ImmutableArray<HashDigest> Finish()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var digests = ImmutableArray.CreateBuilder<HashDigest>(formats.Length);
        foreach (var format in formats)
            digests.Add(hashes.First(hash => hash.Gives(format)).Digest(format));
        foreach (var hash in hashes)
            hash.Reset();
        Length = 0;
        return digests.MoveToImmutable();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        foreach (var hash in hashes)
            hash.Dispose();
    }
}
