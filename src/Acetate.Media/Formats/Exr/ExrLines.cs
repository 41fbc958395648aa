using System.Buffers.Binary;
using System.IO.Compression;

namespace Acetate.Media.Formats.Exr;

/// <summary>Lines of an OpenEXR picture out of its chunks: uncompressed, RLE, ZIPS and ZIP.</summary>
/// <remarks>Not for use by several threads at once. It holds one chunk.</remarks>
internal sealed class ExrLines(ExrPicture picture, byte[] file, int length)
{
    // Deflate makes at most 1,032 bytes of one; what claims more is damaged and not made room for.
    private const int MostOfOne = 1100;

    private readonly byte[] lines = new byte[picture.LineBytes * picture.LinesTogether];
    private readonly byte[] apart = new byte[picture.Compression == 0 ? 0 : picture.LineBytes * picture.LinesTogether];
    private int held = -1;

    /// <summary>A line within the data window, counted from its top.</summary>
    /// <exception cref="InvalidDataException">It is damaged or cut.</exception>
    public ReadOnlySpan<byte> Line(int line)
    {
        var chunk = line / picture.LinesTogether;
        if (chunk != held) Decode(chunk);
        return lines.AsSpan(line % picture.LinesTogether * picture.LineBytes, picture.LineBytes);
    }

    private void Decode(int chunk)
    {
        held = -1;
        var top = picture.Data.Top + chunk * picture.LinesTogether;
        var size = Math.Min(picture.LinesTogether, picture.Data.Bottom - top) * picture.LineBytes;
        var entry = picture.Table + 8L * chunk;
        if (entry + 8 > length) throw Cut(top);
        var at = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan((int)entry));
        if (at > (ulong)(length - 8)) throw Cut(top);
        var head = file.AsSpan((int)at);
        var packed = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(head) != top || packed < 0) throw new InvalidDataException($"The OpenEXR picture is damaged: line {top} is not where it is said to be.");
        if (packed > length - (long)at - 8) throw Cut(top);
        if (packed == size) file.AsSpan((int)at + 8, size).CopyTo(lines);
        else if (picture.Compression == 0 || packed > size || size > (long)packed * MostOfOne) throw new InvalidDataException($"The OpenEXR picture is damaged: line {top} has {packed:N0} bytes where {size:N0} are needed.");
        else Expand((int)at + 8, packed, size, top);
        held = chunk;
    }

    private void Expand(int at, int packed, int size, int top)
    {
        var steps = apart.AsSpan(0, size);
        var isWhole = picture.Compression == 1 ? Runs(file.AsSpan(at, packed), steps) : Inflate(at, packed, steps);
        if (!isWhole) throw new InvalidDataException($"The OpenEXR picture is damaged at line {top}: its bytes do not expand to as many as are needed.");
        // Each byte is the step from the one before; the first half are the low bytes of pairs, the second half the high ones.
        for (var i = 1; i < size; i++) steps[i] = (byte)(steps[i - 1] + steps[i] - 128);
        var half = (size + 1) / 2;
        var low = steps[..half];
        var high = steps[half..];
        for (var i = 0; i < high.Length; i++)
        {
            lines[2 * i] = low[i];
            lines[2 * i + 1] = high[i];
        }

        if ((size & 1) == 1) lines[size - 1] = low[^1];
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
