using System.Collections.Immutable;

namespace Acetate.Hashing;

/// <summary>Several hashes over one stream of bytes, so that each byte is read once.</summary>
public sealed class MultiHash : IDisposable
{
    /// <summary>Starts the given formats; duplicates are dropped, the order is kept.</summary>
    public MultiHash(params ReadOnlySpan<HashFormat> formats) => throw new NotSupportedException("Hashing is being built.");

    /// <summary>Bytes taken in since the start or the last <see cref="Finish"/>.</summary>
    public long Length { get; private set; }

    /// <summary>Takes in the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => throw new NotSupportedException("Hashing is being built.");

    /// <summary>Returns one digest per format in the order asked for, and starts anew.</summary>
    public ImmutableArray<HashDigest> Finish() => throw new NotSupportedException("Hashing is being built.");

    /// <inheritdoc/>
    public void Dispose() => throw new NotSupportedException("Hashing is being built.");
}
