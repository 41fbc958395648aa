using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>The hash formats of ASC MHL 2.0.</summary>
public static class MhlFormats
{
    /// <summary>All formats in the order in which the schema wants them in an entry.</summary>
    public static ImmutableArray<HashFormat> All { get; } =
        [HashFormat.C4, HashFormat.Md5, HashFormat.Sha1, HashFormat.Xxh128, HashFormat.Xxh3, HashFormat.Xxh64];

    /// <summary>The format for an element name, or null when it is none.</summary>
    public static HashFormat? Parse(string name) => name switch
    {
        "c4" => HashFormat.C4,
        "md5" => HashFormat.Md5,
        "sha1" => HashFormat.Sha1,
        "xxh128" => HashFormat.Xxh128,
        "xxh3" => HashFormat.Xxh3,
        "xxh64" => HashFormat.Xxh64,
        _ => null,
    };

    /// <summary>The element name of a format; throws for XXH32, which only MHL 1.x knows.</summary>
    public static string Name(HashFormat format) => format switch
    {
        HashFormat.C4 => "c4",
        HashFormat.Md5 => "md5",
        HashFormat.Sha1 => "sha1",
        HashFormat.Xxh128 => "xxh128",
        HashFormat.Xxh3 => "xxh3",
        HashFormat.Xxh64 => "xxh64",
        _ => throw new MhlException(MhlProblem.CannotWrite, $"ASC MHL 2.0 has no hash format {format}."),
    };

    /// <summary>The place of a format in the order of the schema.</summary>
    internal static int Order(HashFormat format) => All.IndexOf(format);

    /// <summary>The format that is cheapest to compute among some that all prove the same bytes.</summary>
    internal static HashFormat Cheapest(IEnumerable<HashFormat> formats) => formats.MinBy(f => f switch
    {
        HashFormat.Xxh128 => 0,
        HashFormat.Xxh3 => 1,
        HashFormat.Xxh64 => 2,
        HashFormat.Xxh32 => 3,
        HashFormat.Md5 => 4,
        HashFormat.Sha1 => 5,
        _ => 6,
    });
}
