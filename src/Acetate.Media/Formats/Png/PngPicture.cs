using System.Buffers.Binary;
using System.IO.Compression;

namespace Acetate.Media.Formats.Png;

/// <summary>A small PNG picture (W3C PNG, third edition) with its coverage, 0 to 1; colours are not multiplied by it.</summary>
internal sealed class PngPicture
{
    private const int LargestSide = 8192, MostPixels = 16 << 20;

    private PngPicture(int width, int height)
    {
        (Width, Height) = (width, height);
        (Red, Green, Blue, Alpha) = (new float[width * height], new float[width * height], new float[width * height], new float[width * height]);
    }

    public int Width { get; }

    public int Height { get; }

    public float[] Red { get; }

    public float[] Green { get; }

    public float[] Blue { get; }

    public float[] Alpha { get; }

    /// <exception cref="InvalidDataException">It is none, is damaged, or is of a kind that is not read: the message says which.</exception>
    public static PngPicture Read(Stream content)
    {
        Span<byte> head = stackalloc byte[33];
        if (content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            throw new InvalidDataException("it is not a PNG file.");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..]));
        var (bits, kind) = (head[24], head[25]);
        if (width is 0 or > LargestSide || height is 0 or > LargestSide || width * height > MostPixels) throw new InvalidDataException($"it has {width} by {height} pixels; {LargestSide} a side and {MostPixels} in all are the most.");
        if (head[28] != 0) throw new InvalidDataException("it is interlaced. Save it without.");
        var samples = kind switch { 0 => 1, 2 => 3, 3 => 1, 4 => 2, 6 => 4, _ => 0 };
        if (samples == 0 || bits is not (8 or 16) || (kind == 3 && bits != 8)) throw new InvalidDataException($"its kind ({kind}, {bits} bits) is not read. Save it with 8 or 16 bits.");
        var picture = new PngPicture((int)width, (int)height);
        var (data, palette, clear) = Chunks(content);
        if (kind == 3 && palette.Length < 3) throw new InvalidDataException("its palette is missing.");
        var pixelBytes = samples * bits / 8;
        var row = new byte[pixelBytes * (int)width];
        var above = new byte[row.Length];
        using var pixels = new ZLibStream(data, CompressionMode.Decompress);
        for (var y = 0; y < height; y++)
        {
            try
            {
                var filter = pixels.ReadByte();
                pixels.ReadExactly(row);
                Unfilter(filter, row, above, pixelBytes);
            }
            catch (EndOfStreamException cut)
            {
                throw new InvalidDataException($"its pixels end in row {y}.", cut);
            }
            catch (IOException damaged)
            {
                // The runtime's own word for a stream that no inflater knows.
                throw new InvalidDataException($"its pixels are damaged in row {y}.", damaged);
            }

            picture.Take(y, row, kind, bits, palette, clear);
            (row, above) = (above, row);
        }

        return picture;
    }

    private static (MemoryStream Data, byte[] Palette, byte[] Clear) Chunks(Stream content)
    {
        var (data, palette, clear) = (new MemoryStream(), Array.Empty<byte>(), Array.Empty<byte>());
        Span<byte> head = stackalloc byte[8];
        while (content.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = System.Text.Encoding.ASCII.GetString(head[4..]);
            if (type == "IEND") break;
            if (length > content.Length - content.Position) throw new InvalidDataException($"its part '{type}' is cut.");
            if (type is "IDAT" or "PLTE" or "tRNS")
            {
                var bytes = new byte[length];
                content.ReadExactly(bytes);
                if (type == "IDAT") data.Write(bytes);
                else if (type == "PLTE") palette = bytes;
                else clear = bytes;
                content.Position += 4;
            }
            else
            {
                content.Position += length + 4L;
            }
        }

        data.Position = 0;
        return (data, palette, clear);
    }

    // PNG 9.2.
    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < pixelBytes ? 0 : row[i - pixelBytes];
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) >> 1,
                4 => Paeth(left, above[i], i < pixelBytes ? 0 : above[i - pixelBytes]),
                _ => throw new InvalidDataException($"its filter {filter} is none."),
            });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var (a, b, c) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - 2 * corner));
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }

    private void Take(int y, ReadOnlySpan<byte> row, int kind, int bits, byte[] palette, byte[] clear)
    {
        for (var x = 0; x < Width; x++)
        {
            var at = y * Width + x;
            if (kind == 3)
            {
                var index = row[x];
                if (3 * index + 2 >= palette.Length) throw new InvalidDataException($"pixel {x}, {y} is not in its palette.");
                (Red[at], Green[at], Blue[at]) = (palette[3 * index] / 255f, palette[3 * index + 1] / 255f, palette[3 * index + 2] / 255f);
                Alpha[at] = index < clear.Length ? clear[index] / 255f : 1;
                continue;
            }

            var isGrey = kind is 0 or 4;
            Red[at] = Sample(row, x, 0, kind, bits);
            Green[at] = isGrey ? Red[at] : Sample(row, x, 1, kind, bits);
            Blue[at] = isGrey ? Red[at] : Sample(row, x, 2, kind, bits);
            Alpha[at] = kind switch { 4 => Sample(row, x, 1, kind, bits), 6 => Sample(row, x, 3, kind, bits), _ => 1 };
        }
    }

    private static float Sample(ReadOnlySpan<byte> row, int x, int component, int kind, int bits)
    {
        var i = x * (kind switch { 0 => 1, 2 => 3, 4 => 2, _ => 4 }) + component;
        return bits == 8 ? row[i] / 255f : BinaryPrimitives.ReadUInt16BigEndian(row[(2 * i)..]) / 65535f;
    }
}
