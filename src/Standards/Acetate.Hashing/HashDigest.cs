using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Acetate.Hashing;

/// <summary>One hash value with the algorithm that made it.</summary>
/// <remarks>
/// Two digests are equal when format and value are. The default value is an unset digest with an empty text.
/// A digest takes 32 bytes and no object, except C4 (one more array of 64 bytes): histories of tens of thousands of
/// files hold one or several per file, so the text is made when it is asked for. In JSON it is an object of format and text.
/// </remarks>
[JsonConverter(typeof(HashDigestJson))]
public readonly struct HashDigest : IEquatable<HashDigest>
{
    private const int InlineBytes = 20;

    // The raw bytes, big endian in first, second and third, so that their order is the order of the bytes;
    // or all 64 bytes of a C4 in big. One more than the format, so that the default value is unset.
    private readonly ulong first;
    private readonly ulong second;
    private readonly uint third;
    private readonly byte formatPlusOne;
    private readonly byte[]? big;

    private HashDigest(HashFormat format, ReadOnlySpan<byte> bytes)
    {
        formatPlusOne = (byte)(format + 1);
        if (bytes.Length > InlineBytes)
        {
            big = bytes.ToArray();
            return;
        }

        Span<byte> padded = stackalloc byte[InlineBytes];
        padded.Clear();
        bytes.CopyTo(padded);
        first = BinaryPrimitives.ReadUInt64BigEndian(padded);
        second = BinaryPrimitives.ReadUInt64BigEndian(padded[8..]);
        third = BinaryPrimitives.ReadUInt32BigEndian(padded[16..]);
    }

    /// <summary>False for the default value.</summary>
    public bool IsSet => formatPlusOne != 0;

    /// <summary>The algorithm; meaningless when <see cref="IsSet"/> is false.</summary>
    public HashFormat Format => IsSet ? (HashFormat)(formatPlusOne - 1) : default;

    /// <summary>The value in the text form that ASC MHL writes: lower case hex, or the C4 identifier. Made anew at each call.</summary>
    public string Text
    {
        get
        {
            if (!IsSet)
                return "";
            Span<byte> bytes = stackalloc byte[C4Text.ByteLength];
            bytes = bytes[..CopyBytesTo(bytes)];
            return Format == HashFormat.C4 ? C4Text.Format(bytes) : Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>Hashes bytes that are in memory.</summary>
    public static HashDigest Of(HashFormat format, ReadOnlySpan<byte> bytes)
    {
        using var hash = StreamHash.Create(format);
        hash.Append(bytes);
        return hash.Digest(format);
    }

    /// <summary>Reads a value as a manifest states it; upper case hex is accepted and made lower case.</summary>
    /// <remarks>False for a wrong length or character. The letters of a C4 identifier are digits of their own, so their
    /// case is kept. Blanks around the value are not accepted: trim where the file format allows them.</remarks>
    public static bool TryParse(HashFormat format, [NotNullWhen(true)] string? text, out HashDigest digest)
    {
        digest = default;
        if (text is null || text.Length != HashFormats.TextLength(format))
            return false;

        Span<byte> bytes = stackalloc byte[C4Text.ByteLength];
        bytes = bytes[..HashFormats.ByteLength(format)];
        var read = format == HashFormat.C4
            ? C4Text.TryParse(text, bytes)
            : Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        if (!read)
            return false;

        digest = new(format, bytes);
        return true;
    }

    /// <summary>Wraps the raw bytes that the algorithm produced, in canonical (big endian) order.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not that of the format.</exception>
    public static HashDigest FromBytes(HashFormat format, ReadOnlySpan<byte> bytes)
    {
        var expected = HashFormats.ByteLength(format);
        return bytes.Length == expected
            ? new(format, bytes)
            : throw new ArgumentException(
                $"A value of {HashFormats.Name(format)} has {expected} bytes, not {bytes.Length}.", nameof(bytes));
    }

    /// <summary>Writes the raw bytes (decoded hex, or the 64 bytes of a C4 identifier) and returns their number; 0 when unset.</summary>
    /// <exception cref="ArgumentException">The target is shorter than <see cref="HashFormats.ByteLength"/> of the format.</exception>
    public int CopyBytesTo(Span<byte> target)
    {
        if (!IsSet)
            return 0;
        if (big is not null)
        {
            big.CopyTo(target);
            return big.Length;
        }

        Span<byte> padded = stackalloc byte[InlineBytes];
        BinaryPrimitives.WriteUInt64BigEndian(padded, first);
        BinaryPrimitives.WriteUInt64BigEndian(padded[8..], second);
        BinaryPrimitives.WriteUInt32BigEndian(padded[16..], third);
        var length = HashFormats.ByteLength(Format);
        padded[..length].CopyTo(target);
        return length;
    }

    /// <inheritdoc/>
    public bool Equals(HashDigest other) =>
        formatPlusOne == other.formatPlusOne && first == other.first && second == other.second && third == other.third
        && big.AsSpan().SequenceEqual(other.big);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HashDigest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => big is null
        ? HashCode.Combine(formatPlusOne, first, second, third)
        : HashCode.Combine(formatPlusOne, BinaryPrimitives.ReadUInt64BigEndian(big));

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Equal format and value.</summary>
    public static bool operator ==(HashDigest left, HashDigest right) => left.Equals(right);

    /// <summary>Different format or value.</summary>
    public static bool operator !=(HashDigest left, HashDigest right) => !left.Equals(right);
}
