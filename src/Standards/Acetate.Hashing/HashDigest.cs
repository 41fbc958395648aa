using System.Diagnostics.CodeAnalysis;

namespace Acetate.Hashing;

/// <summary>One hash value with the algorithm that made it.</summary>
/// <remarks>Two digests are equal when format and value are. The default value is an unset digest with an empty text.</remarks>
public readonly record struct HashDigest
{
    private HashDigest(HashFormat format, string text) => (Format, Text) = (format, text);

    /// <summary>The algorithm.</summary>
    public HashFormat Format { get; }

    /// <summary>The value in the text form that ASC MHL writes: lower case hex, or the C4 identifier.</summary>
    public string Text => field ?? "";

    /// <summary>Wraps a text that is already in canonical form; use <see cref="TryParse"/> for text from outside.</summary>
    internal static HashDigest FromCanonicalText(HashFormat format, string text) => new(format, text);

    /// <summary>Reads a value as a manifest states it; upper case hex is accepted and made lower case.</summary>
    public static bool TryParse(HashFormat format, [NotNullWhen(true)] string? text, out HashDigest digest) =>
        throw new NotSupportedException("Hashing is being built.");

    /// <summary>Wraps the raw bytes that the algorithm produced, in canonical (big endian) order.</summary>
    public static HashDigest FromBytes(HashFormat format, ReadOnlySpan<byte> bytes) =>
        throw new NotSupportedException("Hashing is being built.");

    /// <summary>Writes the raw bytes (decoded hex, or the 64 bytes of a C4 identifier) and returns their number.</summary>
    public int CopyBytesTo(Span<byte> target) => throw new NotSupportedException("Hashing is being built.");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
