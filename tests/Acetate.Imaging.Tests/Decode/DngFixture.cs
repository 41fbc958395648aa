using System.Buffers.Binary;
using System.IO.Compression;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>DNG files of every layout that is read, made of known samples.</summary>
internal sealed record DngFixture
{
    public int Width { get; init; } = 96;

    public int Height { get; init; } = 64;

    public int Bits { get; init; } = 12;

    /// <summary>Strips of so many rows; with <see cref="TileWidth"/> tiles.</summary>
    public int Rows { get; init; } = 64;

    public int TileWidth { get; init; }

    /// <summary>Components of lossless JPEG; 0 for none.</summary>
    public int Components { get; init; }

    public int Predictor { get; init; } = 1;

    public int RestartRows { get; init; }

    public bool IsBig { get; init; }

    public int[] Table { get; init; } = [];

    public int[] Active { get; init; } = [];

    public (int, int, int, int)? Crop { get; init; }

    public int[] BlackRepeat { get; init; } = [];

    public int[] Black { get; init; } = [256];

    public int[] BlackAcross { get; init; } = [];

    public int[] BlackDown { get; init; } = [];

    public int White { get; init; } = 4095;

    public byte[] Pattern { get; init; } = [0, 1, 1, 2];

    public double Baseline { get; init; }

    /// <summary>3: demosaiced already (linear raw); samples are then counted across, red, green, blue.</summary>
    public int Planes { get; init; } = 1;

    /// <summary>Bits are those of floating numbers.</summary>
    public bool IsFloating { get; init; }

    /// <summary>TIFF's number of the compression that <see cref="Press"/> makes.</summary>
    public int Compression { get; init; }

    /// <summary>Makes the bytes of a strip or tile of its rows of samples.</summary>
    public Func<int[][], byte[]>? Press { get; init; }

    /// <summary>TIFF's number of the prediction that deflate is done after; 0: no deflate.</summary>
    public int Deflate { get; init; }

    /// <summary>White of each plane, instead of <see cref="White"/>.</summary>
    public int[] Whites { get; init; } = [];

    /// <summary>Other tags: ratios with a denominator of 10000, or bytes.</summary>
    public (int Tag, int[] Ratios)[] More { get; init; } = [];

    public (int Tag, byte[] Bytes)[] MoreBytes { get; init; } = [];

    public (int Tag, int[] Shorts)[] MoreShorts { get; init; } = [];

    /// <summary>The bytes of the file.</summary>
    public byte[] Make(Func<int, int, int> sample)
    {
        var pieces = Pieces(sample);
        List<(int Tag, int Type, byte[] Bytes, int Count)> tags =
        [
            Longs(254, 0), Longs(256, Width), Longs(257, Height), Shorts(258, [.. Enumerable.Repeat(Components > 0 ? 16 : Bits, Planes)]),
            Shorts(259, Compression > 0 ? Compression : Deflate > 0 ? 8 : Components > 0 ? 7 : 1), Shorts(262, Planes == 1 ? 32803 : 34892), Shorts(277, Planes),
            Ascii(271, "Maker"), Ascii(272, "Model"), (50706, 1, [1, 4, 0, 0], 4), Ascii(50708, "Maker Model"),
            Ratios(50714, 1, Black),
            Ratios(50721, 10000, 13729, -5656, -2013, -6756, 15880, 498, -89, 254, 5721), Ratios(50728, 1000, 520, 1000, 640), Ratios(50730, 1000, (int)(Baseline * 1000)), Shorts(50778, 21),
            Shorts(34855, 800),
        ];
        if (Planes == 1) tags.AddRange([Shorts(33421, 2, 2), (33422, 1, Pattern, 4)]);
        if (!IsFloating) tags.Add(Longs(50717, Whites.Length > 0 ? Whites : [.. Enumerable.Repeat(White, Planes)]));
        else tags.Add(Shorts(339, [.. Enumerable.Repeat(3, Planes)]));
        if (Deflate > 1) tags.Add(Shorts(317, Deflate));
        tags.AddRange(More.Select(more => Ratios(more.Tag, 10000, more.Ratios)));
        tags.AddRange(MoreBytes.Select(more => (more.Tag, 7, more.Bytes, more.Bytes.Length)));
        tags.AddRange(MoreShorts.Select(more => Shorts(more.Tag, more.Shorts)));
        if (Table.Length > 0) tags.Add(Shorts(50712, Table));
        if (BlackRepeat.Length > 0) tags.Add(Shorts(50713, BlackRepeat));
        if (BlackAcross.Length > 0) tags.Add(Ratios(50715, 10, BlackAcross));
        if (BlackDown.Length > 0) tags.Add(Ratios(50716, 10, BlackDown));
        if (Active.Length > 0) tags.Add(Longs(50829, Active));
        if (Crop is var (left, top, width, height))
        {
            tags.Add(Ratios(50719, 1, left, top));
            tags.Add(Ratios(50720, 1, width, height));
        }

        if (TileWidth > 0) tags.AddRange([Longs(322, TileWidth), Longs(323, Rows)]);
        else tags.Add(Longs(278, Rows));
        var (offsets, counts) = TileWidth > 0 ? (324, 325) : (273, 279);
        tags.AddRange([Longs(offsets, new int[pieces.Count]), Longs(counts, [.. pieces.Select(piece => piece.Length)])]);
        tags.Sort((one, other) => one.Tag.CompareTo(other.Tag));

        var at = 8 + 2 + 12 * tags.Count + 4;
        var places = new int[tags.Count];
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i].Bytes.Length <= 4) continue;
            places[i] = at;
            at += tags[i].Bytes.Length + (tags[i].Bytes.Length & 1);
        }

        var starts = new int[pieces.Count];
        for (var i = 0; i < pieces.Count; i++)
        {
            starts[i] = at;
            at += pieces[i].Length + (pieces[i].Length & 1);
        }

        var where = tags.FindIndex(tag => tag.Tag == offsets);
        tags[where] = Longs(offsets, starts);
        var file = new byte[at];
        (IsBig ? "MM\0*"u8 : "II*\0"u8).CopyTo(file);
        U32(file.AsSpan(4), 8);
        U16(file.AsSpan(8), tags.Count);
        for (var i = 0; i < tags.Count; i++)
        {
            var entry = file.AsSpan(10 + 12 * i, 12);
            U16(entry, tags[i].Tag);
            U16(entry[2..], tags[i].Type);
            U32(entry[4..], tags[i].Count);
            if (places[i] == 0) tags[i].Bytes.CopyTo(entry[8..]);
            else
            {
                U32(entry[8..], places[i]);
                tags[i].Bytes.CopyTo(file, places[i]);
            }
        }

        for (var i = 0; i < pieces.Count; i++) pieces[i].CopyTo(file, starts[i]);
        return file;
    }

    private List<byte[]> Pieces(Func<int, int, int> sample)
    {
        var pieces = new List<byte[]>();
        var across = TileWidth > 0 ? TileWidth : Width;
        for (var top = 0; top < Height; top += Rows)
        {
            for (var left = 0; left < Width; left += across)
            {
                var rows = TileWidth > 0 ? Rows : Math.Min(Rows, Height - top);
                var samples = new int[rows][];
                for (var y = 0; y < rows; y++)
                    samples[y] = [.. Enumerable.Range(0, across * Planes).Select(i => sample(Math.Min(left + i / Planes, Width - 1) * Planes + i % Planes, Math.Min(top + y, Height - 1)))];
                pieces.Add(Press is not null ? Press(samples) : Deflate > 0 ? Deflated(samples) : Components > 0 ? LosslessJpegWriter.Write(samples, Bits, Components, Predictor, RestartRows) : [.. samples.SelectMany(Packed)]);
            }
        }

        return pieces;
    }

    private byte[] Deflated(int[][] samples)
    {
        var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true))
            foreach (var row in samples) zlib.Write(Predicted(row));
        return target.ToArray();
    }

    // TIFF 6.0 section 14 for whole numbers, TIFF Technical Note 3 for floating ones; DNG's variants step over two or four pixels.
    private byte[] Predicted(int[] row)
    {
        var step = Planes * (Deflate switch { 34892 or 34894 => 2, 34893 or 34895 => 4, _ => 1 });
        if (Deflate is 2 or 34892 or 34893) return Packed([.. row.Select((value, i) => i < step ? value : value - row[i - step] & (1 << Bits) - 1)]);
        if (Deflate is not (3 or 34894 or 34895)) return Packed(row);
        var size = Bits / 8;
        byte[] apart = [.. Enumerable.Range(0, size).SelectMany(b => row.Select(value => (byte)(value >> 8 * (size - 1 - b))))];
        return [.. apart.Select((value, i) => i < step ? value : (byte)(value - apart[i - step]))];
    }

    private byte[] Packed(int[] row)
    {
        if (Bits is 24 or 32) return [.. row.SelectMany(value => Enumerable.Range(0, Bits / 8).Select(b => (byte)(value >> 8 * (IsBig ? Bits / 8 - 1 - b : b))))];
        if (Bits == 16)
        {
            var words = new byte[row.Length * 2];
            for (var i = 0; i < row.Length; i++) U16(words.AsSpan(2 * i), row[i]);
            return words;
        }

        var bytes = new byte[(row.Length * Bits + 7) / 8];
        for (var i = 0; i < row.Length * Bits; i++)
            if ((row[i / Bits] >> (Bits - 1 - i % Bits) & 1) == 1) bytes[i / 8] |= (byte)(128 >> (i % 8));
        return bytes;
    }

    private (int, int, byte[], int) Shorts(int tag, params int[] values) => (tag, 3, Bytes(values, 2), values.Length);

    private (int, int, byte[], int) Longs(int tag, params int[] values) => (tag, 4, Bytes(values, 4), values.Length);

    private (int, int, byte[], int) Ratios(int tag, int denominator, params int[] values) => (tag, 10, Bytes([.. values.SelectMany(value => (int[])[value, denominator])], 4), values.Length);

    private static (int, int, byte[], int) Ascii(int tag, string text) => (tag, 2, [.. text.Select(letter => (byte)letter), 0], text.Length + 1);

    private byte[] Bytes(int[] values, int size)
    {
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
            if (size == 2) U16(bytes.AsSpan(2 * i), values[i]);
            else U32(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }

    private void U16(Span<byte> at, int value)
    {
        if (IsBig) BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)value);
        else BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)value);
    }

    private void U32(Span<byte> at, int value)
    {
        if (IsBig) BinaryPrimitives.WriteInt32BigEndian(at, value);
        else BinaryPrimitives.WriteInt32LittleEndian(at, value);
    }
}

/// <summary>Writes lossless JPEG (ITU-T T.81 annex H) with a plain code: five bits for each length.</summary>
internal static class LosslessJpegWriter
{
    public static byte[] Write(int[][] rows, int precision, int components, int predictor, int restartRows)
    {
        var columns = rows[0].Length / components;
        var bytes = new List<byte> { 0xFF, 0xD8 };
        // 17 lengths of difference, 0 to 16, each with a code of five bits.
        Segment(0xC4, [0, 0, 0, 0, 0, 17, .. new byte[11], .. Enumerable.Range(0, 17).Select(i => (byte)i)]);
        Segment(0xC3, [(byte)precision, (byte)(rows.Length >> 8), (byte)rows.Length, (byte)(columns >> 8), (byte)columns, (byte)components, .. Enumerable.Range(0, components).SelectMany(c => (byte[])[(byte)c, 0x11, 0])]);
        if (restartRows > 0) Segment(0xDD, [(byte)(columns * restartRows >> 8), (byte)(columns * restartRows)]);
        Segment(0xDA, [(byte)components, .. Enumerable.Range(0, components).SelectMany(c => (byte[])[(byte)c, 0]), (byte)predictor, 0, 0]);
        var (held, count) = (0ul, 0);
        for (var y = 0; y < rows.Length; y++)
        {
            var isFirst = y == 0;
            if (restartRows > 0 && y > 0 && y % restartRows == 0)
            {
                Flush();
                bytes.AddRange([0xFF, (byte)(0xD0 + (y / restartRows - 1) % 8)]);
                isFirst = true;
            }

            for (var x = 0; x < columns * components; x++)
            {
                var (left, above) = (x >= components ? rows[y][x - components] : 0, isFirst ? 0 : rows[y - 1][x]);
                var corner = isFirst || x < components ? 0 : rows[y - 1][x - components];
                var prediction = x < components ? isFirst ? 1 << (precision - 1) : above
                    : isFirst ? left
                    : predictor switch { 1 => left, 2 => above, 3 => corner, 4 => left + above - corner, 5 => left + ((above - corner) >> 1), 6 => above + ((left - corner) >> 1), _ => (left + above) >> 1 };
                var difference = (short)(rows[y][x] - prediction);
                var length = difference == short.MinValue ? 16 : 32 - int.LeadingZeroCount(Math.Abs((int)difference));
                Put(length, 5);
                if (length is > 0 and < 16) Put(difference < 0 ? difference + (1 << length) - 1 : difference, length);
            }
        }

        Flush();
        bytes.AddRange([0xFF, 0xD9]);
        return [.. bytes];

        void Segment(byte marker, byte[] content) => bytes.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);

        void Put(int value, int length)
        {
            (held, count) = (held << length | (uint)value, count + length);
            while (count >= 8) Out((byte)(held >> (count -= 8)));
        }

        void Flush()
        {
            if (count > 0) Out((byte)(held << (8 - count) | (1u << (8 - count)) - 1));
            (held, count) = (0, 0);
        }

        void Out(byte value)
        {
            bytes.Add(value);
            if (value == 0xFF) bytes.Add(0);
        }
    }
}
