namespace Acetate.Hashing;

/// <summary>The hash algorithms that media manifests use.</summary>
/// <remarks>The default value is <see cref="Xxh128"/>: the format to choose when nobody asks for another.</remarks>
public enum HashFormat
{
    /// <summary>XXH3, 128 bits, seed 0: 32 lower case hex digits, canonical (big endian).</summary>
    Xxh128,

    /// <summary>XXH3, 64 bits, seed 0: 16 lower case hex digits, canonical.</summary>
    Xxh3,

    /// <summary>XXH64, seed 0: 16 lower case hex digits, canonical.</summary>
    Xxh64,

    /// <summary>XXH32, seed 0: 8 lower case hex digits, canonical. Only legacy MHL 1.x uses it, as a decimal number.</summary>
    Xxh32,

    /// <summary>MD5: 32 lower case hex digits.</summary>
    Md5,

    /// <summary>SHA-1: 40 lower case hex digits.</summary>
    Sha1,

    /// <summary>C4 (SMPTE ST 2114): SHA-512 in base 58 with the prefix <c>c4</c>, 90 characters.</summary>
    C4,
}
