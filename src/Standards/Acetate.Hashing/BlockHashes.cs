using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;

namespace Acetate.Hashing;

/// <summary>A 64-bit XXH3 of each block of <see cref="BlockLength"/> bytes of a file: parts of it can be proven without reading the rest.</summary>
/// <remarks>They find damage, and stand beside a hash of the whole file, with which they were made in one read; they do not replace it.</remarks>
public sealed class BlockHashes : IEquatable<BlockHashes>
{
    /// <summary>Bytes of a block: 4 MiB. Only the last block of a file may be shorter.</summary>
    public const int BlockLength = 4 << 20;

    private readonly ImmutableArray<ulong> hashes;

    private BlockHashes(ImmutableArray<ulong> hashes) => this.hashes = hashes;

    /// <summary>Blocks of the file.</summary>
    public int Count => hashes.Length;

    /// <summary>The hash of a block, counted from 0.</summary>
    public ulong this[int block] => hashes[block];

    /// <summary>The hash of one block.</summary>
    /// <param name="block">Its bytes, at most <see cref="BlockLength"/>.</param>
    public static ulong Of(ReadOnlySpan<byte> block)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, BlockLength, nameof(block));
        var hash = new Xxh3Hash();
        hash.Append(block);
        return hash.Value64();
    }

    /// <summary>The hashes of a file's blocks in their order.</summary>
    public static BlockHashes From(ReadOnlySpan<ulong> hashes) => new([.. hashes]);

    /// <summary>Reads the text that <see cref="ToString"/> gives.</summary>
    /// <param name="text">Base64 of the hashes, 8 bytes each, the highest byte first.</param>
    /// <param name="length">Bytes of the file.</param>
    /// <param name="blocks">The hashes.</param>
    /// <returns>False when the text is none, or is not that of a file so long.</returns>
    public static bool TryParse(string? text, long length, out BlockHashes? blocks)
    {
        blocks = null;
        var count = CountOf(length);
        // The length of the text says how much it can hold: nothing is made room for that is not there.
        if (text is null || count > text.Length / 10 || text.Length != Base64.GetMaxEncodedToUtf8Length((int)count * sizeof(ulong))) return false;
        var bytes = new byte[count * sizeof(ulong)];
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != bytes.Length) return false;
        var hashes = ImmutableArray.CreateBuilder<ulong>((int)count);
        for (var i = 0; i < count; i++) hashes.Add(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong))));
        blocks = new(hashes.MoveToImmutable());
        return true;
    }

    /// <summary>How many blocks a file of so many bytes has.</summary>
    public static long CountOf(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return length / BlockLength + (length % BlockLength == 0 ? 0 : 1);
    }

    /// <summary>Base64 of the hashes, 8 bytes each, the highest byte first: 11 characters for each block of 4 MiB.</summary>
    public override string ToString()
    {
        var bytes = new byte[hashes.Length * sizeof(ulong)];
        for (var i = 0; i < hashes.Length; i++) BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)), hashes[i]);
        return Convert.ToBase64String(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(BlockHashes? other) => other is not null && hashes.SequenceEqual(other.hashes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BlockHashes);

    /// <inheritdoc/>
    public override int GetHashCode() => hashes.Length == 0 ? 0 : HashCode.Combine(hashes.Length, hashes[0], hashes[^1]);
}
