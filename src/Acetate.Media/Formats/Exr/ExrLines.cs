using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace Acetate.Media.Formats.Exr;

/// <summary>Lines of an OpenEXR picture out of its chunks or tiles, compressed in any way but DWA.</summary>
/// <remarks>Not for use by several threads at once. It holds one chunk, or one row of tiles.</remarks>
internal sealed class ExrLines
{
    // Deflate makes at most 1,032 bytes of one, PXR24 a third more; what claims more is damaged and not made room for.
    private const int MostOfOne = 1500;

    private readonly ExrPicture picture;
    private readonly byte[] file, lines, apart, block;
    private readonly int length;
    private readonly ImmutableArray<int> types;
    private int held = -1;

    /// <param name="picture">What the header says.</param>
    /// <param name="file">The file's bytes, and perhaps more.</param>
    /// <param name="length">How many of them are the file's.</param>
    public ExrLines(ExrPicture picture, byte[] file, int length)
    {
        (this.picture, this.file, this.length) = (picture, file, length);
        types = [.. picture.Channels.Select(channel => channel.Type)];
        var together = Math.Min(picture.LinesTogether, picture.Data.Height);
        lines = new byte[picture.LineBytes * together];
        apart = new byte[picture.Compression is 0 or 4 or 6 or 7 ? 0 : lines.Length];
        block = new byte[picture.Tile is { } tile ? PixelBytes * Math.Min(tile.Width, picture.Data.Width) * together : 0];
    }

    private int PixelBytes => picture.LineBytes / picture.Data.Width;

    /// <summary>A line within the data window, counted from its top.</summary>
    /// <exception cref="InvalidDataException">It is damaged or cut.</exception>
    public ReadOnlySpan<byte> Line(int line)
    {
        var chunk = line / picture.LinesTogether;
        if (chunk != held)
        {
            held = -1;
            if (picture.Tile is null) Chunk(chunk);
            else Tiles(chunk);
            held = chunk;
        }

        return lines.AsSpan(line % picture.LinesTogether * picture.LineBytes, picture.LineBytes);
    }

    private void Chunk(int chunk)
    {
        var top = picture.Data.Top + chunk * picture.LinesTogether;
        var rows = Math.Min(picture.LinesTogether, picture.Data.Bottom - top);
        var at = Place(chunk, 8, top);
        if (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at)) != top) throw new InvalidDataException($"The OpenEXR picture is damaged: line {top} is not where it is said to be.");
        Block(at + 8, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4)), lines.AsSpan(0, rows * picture.LineBytes), picture.Data.Width, rows, top);
    }

    // The tiles of the full picture stand before those of smaller ones, row after row.
    private void Tiles(int row)
    {
        var (tile, across) = (picture.Tile!.Value, picture.TilesAcross);
        var top = picture.Data.Top + row * tile.Height;
        var rows = Math.Min(tile.Height, picture.Data.Bottom - top);
        for (var column = 0; column < across; column++)
        {
            var at = Place((long)row * across + column, 20, top);
            var head = file.AsSpan(at, 16);
            if (BinaryPrimitives.ReadInt32LittleEndian(head) != column || BinaryPrimitives.ReadInt32LittleEndian(head[4..]) != row || BinaryPrimitives.ReadInt64LittleEndian(head[8..]) != 0)
                throw new InvalidDataException($"The OpenEXR picture is damaged: the tile at line {top} is not where it is said to be.");
            var width = Math.Min(tile.Width, picture.Data.Width - column * tile.Width);
            var target = block.AsSpan(0, rows * width * PixelBytes);
            Block(at + 20, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 16)), target, width, rows, top);
            for (var (y, from) = (0, 0); y < rows; y++)
            {
                var start = y * picture.LineBytes;
                foreach (var type in types)
                {
                    var size = type == 1 ? 2 : 4;
                    target.Slice(from, width * size).CopyTo(lines.AsSpan(start + column * tile.Width * size));
                    from += width * size;
                    start += picture.Data.Width * size;
                }
            }
        }
    }

    // Where a chunk begins, its head being there whole.
    private int Place(long chunk, int head, int line)
    {
        var entry = picture.Table + 8L * chunk;
        if (entry + 8 > length) throw Cut(line);
        var at = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan((int)entry));
        return at <= (ulong)Math.Max(0, length - head) && length >= head ? (int)at : throw Cut(line);
    }

    private void Block(int at, int packed, Span<byte> target, int width, int rows, int top)
    {
        if (packed < 0) throw new InvalidDataException($"The OpenEXR picture is damaged: line {top} is not where it is said to be.");
        if (packed > length - at) throw Cut(top);
        var bytes = file.AsSpan(at, packed);
        // What compression makes no smaller stands as it is.
        if (packed == target.Length)
        {
            bytes.CopyTo(target);
            return;
        }

        if (picture.Compression == 0 || packed > target.Length || target.Length > (long)packed * MostOfOne) throw new InvalidDataException($"The OpenEXR picture is damaged: line {top} has {packed:N0} bytes where {target.Length:N0} are needed.");
        var isWhole = picture.Compression switch
        {
            4 => PizBlock.Expand(bytes, target, width, rows, [.. types.Select(type => type == 1 ? 1 : 2)]),
            5 => Pixar(at, packed, target, width, rows),
            6 or 7 => PressedBlocks.Squares(bytes, target, width, rows, types),
            _ => Steps(at, packed, target),
        };
        if (!isWhole) throw new InvalidDataException($"The OpenEXR picture is damaged at line {top}: its bytes do not expand to as many as are needed.");
    }

    private bool Pixar(int at, int packed, Span<byte> target, int width, int rows)
    {
        var inflated = apart.AsSpan(0, types.Sum(PressedBlocks.BytesOf) * width * rows);
        if (!Inflate(at, packed, inflated)) return false;
        PressedBlocks.Pixar(inflated, target, width, rows, types);
        return true;
    }

    private bool Steps(int at, int packed, Span<byte> target)
    {
        var size = target.Length;
        var steps = apart.AsSpan(0, size);
        if (!(picture.Compression == 1 ? Runs(file.AsSpan(at, packed), steps) : Inflate(at, packed, steps))) return false;
        // Each byte is the step from the one before; the first half are the low bytes of pairs, the second half the high ones.
        for (var i = 1; i < size; i++) steps[i] = (byte)(steps[i - 1] + steps[i] - 128);
        var half = (size + 1) / 2;
        var low = steps[..half];
        var high = steps[half..];
        for (var i = 0; i < high.Length; i++)
        {
            target[2 * i] = low[i];
            target[2 * i + 1] = high[i];
        }

        if ((size & 1) == 1) target[size - 1] = low[^1];
        return true;
    }

    private bool Inflate(int at, int packed, Span<byte> into)
    {
        using var zlib = new ZLibStream(new MemoryStream(file, at, packed, writable: false), CompressionMode.Decompress);
        try
        {
            return zlib.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;
        }
        // A stream whose first bytes no inflater knows is an IOException of the runtime.
        catch (Exception damaged) when (damaged is InvalidDataException or IOException)
        {
            return false;
        }
    }

    private static bool Runs(ReadOnlySpan<byte> packed, Span<byte> into)
    {
        var (from, to) = (0, 0);
        while (from < packed.Length)
        {
            var count = (int)(sbyte)packed[from++];
            if (count < 0)
            {
                if (from - count > packed.Length || to - count > into.Length) return false;
                packed.Slice(from, -count).CopyTo(into[to..]);
                (from, to) = (from - count, to - count);
            }
            else
            {
                if (from >= packed.Length || to + count + 1 > into.Length) return false;
                into.Slice(to, count + 1).Fill(packed[from++]);
                to += count + 1;
            }
        }

        return to == into.Length;
    }

    private static InvalidDataException Cut(int line) => new($"The OpenEXR picture is cut: line {line} is not there.");
}
