using System.Buffers.Binary;

namespace Acetate.Media.Formats.Dng;

/// <summary>Lossless JPEG (ITU-T T.81 annex H, process 14), as cameras and DNG use it for raw samples: 1 to 4 components side by side, 2 to 16 bits.</summary>
/// <remarks>
/// Each sample is predicted from its neighbours to the left and above; a Huffman code says how many bits the difference has, and the bits follow.
/// Sizes that the data states are compared with what the caller expects before anything is written.
/// </remarks>
public sealed class LosslessJpeg
{
    private readonly HuffmanTable?[] tables = new HuffmanTable?[4];
    private readonly int[] selectors = new int[4];
    private readonly byte[] identifiers = new byte[4];
    private int precision, predictor, shift, restart;

    private LosslessJpeg()
    {
    }

    /// <summary>Rows of samples.</summary>
    public int Lines { get; private set; }

    /// <summary>Samples of each component in a row.</summary>
    public int Columns { get; private set; }

    /// <summary>Components that lie side by side.</summary>
    public int Components { get; private set; }

    /// <summary>Decodes a picture.</summary>
    /// <param name="data">From its first marker.</param>
    /// <param name="samples">Takes them, row after row, components side by side; exactly as many as the picture has, or fewer, of which the first are taken.</param>
    /// <returns>What the picture was.</returns>
    /// <exception cref="InvalidDataException">It is none, is cut, or has fewer samples than are wanted; the message says why.</exception>
    public static LosslessJpeg Decode(ReadOnlySpan<byte> data, Span<ushort> samples)
    {
        var jpeg = new LosslessJpeg();
        var scan = jpeg.Markers(data);
        var total = (long)jpeg.Lines * jpeg.Columns * jpeg.Components;
        if (total < samples.Length) throw new InvalidDataException($"The compressed raw picture has {total:N0} samples where {samples.Length:N0} are needed.");
        jpeg.Scan(data[scan..], samples);
        return jpeg;
    }

    private int Markers(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4 || data[0] != 0xFF || data[1] != 0xD8) throw new InvalidDataException("The compressed raw picture does not begin as JPEG does.");
        var at = 2;
        while (at + 4 <= data.Length)
        {
            if (data[at] != 0xFF) throw new InvalidDataException($"The compressed raw picture has no marker at its byte {at}.");
            var marker = data[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]);
            if (length < 2 || at + 2 + length > data.Length) throw new InvalidDataException("The compressed raw picture is cut within its header.");
            var content = data.Slice(at + 4, length - 2);
            switch (marker)
            {
                case 0xC3:
                    Frame(content);
                    break;
                case 0xC4:
                    Tables(content);
                    break;
                case 0xDD when content.Length >= 2:
                    restart = BinaryPrimitives.ReadUInt16BigEndian(content);
                    break;
                case 0xDA:
                    StartScan(content);
                    return at + 2 + length;
                case 0xC0 or 0xC1 or 0xC2 or (>= 0xC5 and <= 0xCF and not 0xC8 and not 0xCC):
                    throw new InvalidDataException("The raw picture is compressed by JPEG with loss, which is not decoded here.");
                default:
                    break;
            }

            at += 2 + length;
        }

        throw new InvalidDataException("The compressed raw picture ends before its samples begin.");
    }

    private void Frame(ReadOnlySpan<byte> content)
    {
        if (content.Length < 6) throw new InvalidDataException("The compressed raw picture's header is cut.");
        precision = content[0];
        (Lines, Columns, Components) = (BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]), content[5]);
        if (precision is < 2 or > 16 || Lines == 0 || Columns == 0 || Components is 0 or > 4 || content.Length < 6 + 3 * Components)
            throw new InvalidDataException($"The compressed raw picture says {Columns}×{Lines} samples of {precision} bits in {Components} components, which cannot be.");
        for (var i = 0; i < Components; i++)
        {
            identifiers[i] = content[6 + 3 * i];
            if (content[7 + 3 * i] != 0x11) throw new InvalidDataException("The compressed raw picture has components of different size, which no camera writes.");
        }
    }

    private void Tables(ReadOnlySpan<byte> content)
    {
        while (content.Length >= 17)
        {
            var place = content[0] & 15;
            if (place > 3 || content[0] >> 4 != 0) throw new InvalidDataException("The compressed raw picture has a code table that cannot be.");
            tables[place] = HuffmanTable.Read(content[1..], out var used);
            content = content[(1 + used)..];
        }
    }

    private void StartScan(ReadOnlySpan<byte> content)
    {
        if (Components == 0 || content.Length < 1 || content[0] != Components || content.Length < 4 + 2 * Components)
            throw new InvalidDataException("The compressed raw picture's components do not come together, which no camera writes.");
        for (var i = 0; i < Components; i++)
        {
            if (content[1 + 2 * i] != identifiers[i]) throw new InvalidDataException("The compressed raw picture names components that it does not have.");
            selectors[i] = content[2 + 2 * i] >> 4;
            if (selectors[i] > 3 || tables[selectors[i]] is null) throw new InvalidDataException("The compressed raw picture lacks a code table.");
        }

        predictor = content[1 + 2 * Components];
        shift = content[3 + 2 * Components] & 15;
        if (predictor is < 1 or > 7 || shift >= precision) throw new InvalidDataException($"The compressed raw picture says a prediction of {predictor}, which there is not.");
    }

    private void Scan(ReadOnlySpan<byte> data, Span<ushort> samples)
    {
        var bits = new JpegBits(data);
        var width = Columns * Components;
        if (width > samples.Length) throw new InvalidDataException("The compressed raw picture has longer rows than the place it is for.");
        // Rows that are not wanted are not decoded; a row that is wanted in part is decoded whole.
        var lines = (samples.Length + width - 1) / width;
        var (above, row) = (new int[width], new int[width]);
        var start = 1 << (precision - shift - 1);
        // Cameras that set restart marks set them at the ends of rows, as H.1.1 wants it.
        if (restart % Columns != 0) throw new InvalidDataException("The compressed raw picture restarts within a row, which no camera writes.");
        var rowsOfInterval = restart / Columns;
        for (var line = 0; line < lines; line++)
        {
            var isFirst = line == 0;
            if (rowsOfInterval > 0 && line > 0 && line % rowsOfInterval == 0)
            {
                bits.Restart((line / rowsOfInterval - 1) & 7);
                isFirst = true;
            }

            for (var x = 0; x < width; x += Components)
            {
                for (var c = 0; c < Components; c++)
                {
                    var at = x + c;
                    var prediction = x == 0 ? isFirst ? start : above[at]
                        : isFirst ? row[at - Components]
                        : Predict(row[at - Components], above[at], above[at - Components]);
                    row[at] = (prediction + Difference(ref bits, tables[selectors[c]]!)) & 0xFFFF;
                }
            }

            var into = samples[(line * width)..];
            for (var x = 0; x < Math.Min(width, into.Length); x++) into[x] = (ushort)(row[x] << shift);
            (above, row) = (row, above);
        }
    }

    private int Predict(int left, int above, int corner) => predictor switch
    {
        1 => left,
        2 => above,
        3 => corner,
        4 => left + above - corner,
        5 => left + ((above - corner) >> 1),
        6 => above + ((left - corner) >> 1),
        _ => (left + above) >> 1,
    };

    private static int Difference(ref JpegBits bits, HuffmanTable table)
    {
        var length = table.Length(bits.Peek16(), out var used);
        bits.Skip(used);
        if (length == 0) return 0;
        // 16 has no bits of its own (T.81 H.1.2.2).
        if (length == 16) return 32768;
        var value = bits.Peek16() >> (16 - length);
        bits.Skip(length);
        return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
    }
}

/// <summary>Codes of up to 16 bits and the number that each stands for, by looking them up.</summary>
internal sealed class HuffmanTable
{
    private readonly ushort[] entries = new ushort[1 << 16];

    private HuffmanTable()
    {
    }

    /// <summary>The number that the next code stands for.</summary>
    /// <param name="bits">The next 16 bits.</param>
    /// <param name="used">How many the code has.</param>
    public int Length(int bits, out int used)
    {
        var entry = entries[bits];
        if (entry == 0) throw new InvalidDataException("The compressed raw picture has a code that its tables lack: it is damaged.");
        used = entry >> 8;
        return entry & 0xFF;
    }

    /// <summary>Reads the 16 counts and the values after them.</summary>
    public static HuffmanTable Read(ReadOnlySpan<byte> content, out int used)
    {
        var total = 0;
        for (var i = 0; i < 16; i++) total += content[i];
        used = 16 + total;
        if (total is 0 or > 256 || content.Length < used) throw new InvalidDataException("The compressed raw picture has a code table that is cut.");
        var table = new HuffmanTable();
        var (code, value) = (0, 16);
        for (var length = 1; length <= 16; length++)
        {
            for (var i = 0; i < content[length - 1]; i++, value++, code++)
            {
                if (code >= 1 << length || content[value] > 16) throw new InvalidDataException("The compressed raw picture has a code table that cannot be.");
                table.entries.AsSpan(code << (16 - length), 1 << (16 - length)).Fill((ushort)(length << 8 | content[value]));
            }

            code <<= 1;
        }

        return table;
    }
}

/// <summary>Bits out of a JPEG scan: a byte FF is followed by 00, and anything else after it is a marker.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> data = data;
    private ulong held;
    private int count, at, beyond;

    /// <summary>The next 16 bits; after the end zeros.</summary>
    public int Peek16()
    {
        while (count <= 48)
        {
            held = held << 8 | Next();
            count += 8;
        }

        return (int)(held >> (count - 16)) & 0xFFFF;
    }

    /// <summary>Goes on.</summary>
    public void Skip(int bits)
    {
        count -= bits;
        // What was made up after the end may be looked at, never used.
        if (count < beyond) throw new InvalidDataException("The compressed raw picture is cut: its samples end too early.");
    }

    /// <summary>Goes on after a restart marker.</summary>
    public void Restart(int number)
    {
        // A marker ends the bytes, so none beyond it was taken.
        (held, count, beyond) = (0, 0, 0);
        while (at + 1 < data.Length && data[at] == 0xFF && data[at + 1] == 0xFF) at++;
        if (at + 1 >= data.Length || data[at] != 0xFF || data[at + 1] != 0xD0 + number) throw new InvalidDataException("The compressed raw picture lacks a restart marker.");
        at += 2;
    }

    private byte Next()
    {
        if (at >= data.Length || data[at] == 0xFF && (at + 1 >= data.Length || data[at + 1] != 0))
        {
            beyond += 8;
            return 0;
        }

        var value = data[at++];
        if (value == 0xFF) at++;
        return value;
    }
}
