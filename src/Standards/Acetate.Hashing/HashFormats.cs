using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Acetate.Hashing;

/// <summary>Facts about the hash formats: names as manifests and command lines write them, and sizes.</summary>
public static class HashFormats
{
    /// <summary>Every format, the preferred one first.</summary>
    public static ImmutableArray<HashFormat> All { get; } =
    [
        HashFormat.Xxh128, HashFormat.Xxh3, HashFormat.Xxh64, HashFormat.Xxh32,
        HashFormat.Md5, HashFormat.Sha1, HashFormat.C4,
    ];

    /// <summary>The name in lower case, as ASC MHL writes its elements: <c>xxh128</c>, <c>md5</c>, <c>c4</c> …</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public static string Name(HashFormat format) => format switch
    {
        HashFormat.Xxh128 => "xxh128",
        HashFormat.Xxh3 => "xxh3",
        HashFormat.Xxh64 => "xxh64",
        HashFormat.Xxh32 => "xxh32",
        HashFormat.Md5 => "md5",
        HashFormat.Sha1 => "sha1",
        HashFormat.C4 => "c4",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "This is no hash format."),
    };

    /// <summary>Finds a format by its name; the case of letters and surrounding blanks do not matter.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out HashFormat format)
    {
        var wanted = name.AsSpan().Trim();
        foreach (var candidate in All)
        {
            if (!wanted.Equals(Name(candidate), StringComparison.OrdinalIgnoreCase))
                continue;
            format = candidate;
            return true;
        }

        format = default;
        return false;
    }

    /// <summary>Bytes of a raw value: 4 (XXH32) to 64 (C4, which is a SHA-512).</summary>
    public static int ByteLength(HashFormat format) => format switch
    {
        HashFormat.Xxh128 or HashFormat.Md5 => 16,
        HashFormat.Xxh3 or HashFormat.Xxh64 => 8,
        HashFormat.Xxh32 => 4,
        HashFormat.Sha1 => 20,
        HashFormat.C4 => C4Text.ByteLength,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "This is no hash format."),
    };

    /// <summary>Characters of a value as text: two per byte in hex, 90 for a C4 identifier.</summary>
    public static int TextLength(HashFormat format) =>
        format == HashFormat.C4 ? C4Text.TextLength : 2 * ByteLength(format);
}
