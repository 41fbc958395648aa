using System.Security.Cryptography;

namespace Acetate.Hashing;

/// <summary>One algorithm that takes bytes in pieces. Asking for the digest leaves the state as it is.</summary>
internal abstract class StreamHash : IDisposable
{
    /// <summary>Slow enough that a thread of its own pays: below about 2 GB/s, where memory gives ten times that.</summary>
    public virtual bool IsSlow => false;

    public static StreamHash Create(HashFormat format) => format switch
    {
        HashFormat.Xxh128 or HashFormat.Xxh3 => new Xxh3Hash(),
        HashFormat.Xxh64 => new Xxh64Hash(),
        HashFormat.Xxh32 => new Xxh32Hash(),
        HashFormat.Md5 => new CryptographicHash(HashFormat.Md5, HashAlgorithmName.MD5),
        HashFormat.Sha1 => new CryptographicHash(HashFormat.Sha1, HashAlgorithmName.SHA1),
        HashFormat.C4 => new CryptographicHash(HashFormat.C4, HashAlgorithmName.SHA512),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "This is no hash format."),
    };

    /// <summary>Whether this state can also give that format: XXH3 gives 64 and 128 bits from one pass.</summary>
    public abstract bool Gives(HashFormat format);

    public abstract void Append(ReadOnlySpan<byte> bytes);

    public abstract HashDigest Digest(HashFormat format);

    public abstract void Reset();

    public void Dispose() => Release();

    /// <summary>Gives back what the state holds of the operating system, if anything.</summary>
    protected virtual void Release()
    {
    }
}

/// <summary>MD5, SHA-1 and SHA-512 (for C4) of the base library.</summary>
internal sealed class CryptographicHash(HashFormat gives, HashAlgorithmName algorithm) : StreamHash
{
    // MD5 and SHA-1 are what manifests of the field hold: here they find damage, they do not keep anybody out.
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(algorithm);

    public override bool IsSlow => true;

    public override bool Gives(HashFormat format) => format == gives;

    public override void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    public override HashDigest Digest(HashFormat format)
    {
        Span<byte> bytes = stackalloc byte[hash.HashLengthInBytes];
        hash.GetCurrentHash(bytes);
        return HashDigest.FromBytes(format, bytes);
    }

    public override void Reset()
    {
        Span<byte> discarded = stackalloc byte[hash.HashLengthInBytes];
        hash.GetHashAndReset(discarded);
    }

    protected override void Release() => hash.Dispose();
}
