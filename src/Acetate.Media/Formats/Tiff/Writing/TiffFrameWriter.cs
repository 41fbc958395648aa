using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Acetate.Imaging.Buffers;
using Acetate.Media.Encode;

namespace Acetate.Media.Formats.Tiff.Writing;

/// <summary>A TIFF file (TIFF 6.0), row by row: colours of 16-bit numbers or 32-bit floats, uncompressed, in strips; little-endian.</summary>
internal sealed class TiffFrameWriter : FrameWriter
{
    private const int StripBytes = 256 << 10, Short = 3, Long = 4, RationalType = 5, Ascii = 2;

    private readonly Stream output;
    private readonly bool isFloat;
    private readonly int rowBytes;
    private readonly RowCount rows;
    private readonly ushort[] numbers;
    private readonly float[] floats;
    private readonly byte[] line;
    private bool isDisposed;

    public TiffFrameWriter(Stream output, FrameFileSettings.Tiff settings, FrameDescription frame)
    {
        (this.output, isFloat) = (output, settings.IsFloat);
        var (width, height) = (frame.DataWindow.Width, frame.DataWindow.Height);
        rows = new(width, height);
        rowBytes = width * (isFloat ? 12 : 6);
        var size = (long)rowBytes * height;
        var head = Header(frame, size);
        if (size > uint.MaxValue - head.Length) throw new ArgumentException($"A TIFF file holds 4 GiB at most; {settings.Name} of {width} by {height} pixels takes {size} bytes. Write OpenEXR.");
        numbers = isFloat ? [] : ArrayPool<ushort>.Shared.Rent(3 * width);
        floats = isFloat ? ArrayPool<float>.Shared.Rent(width) : [];
        line = ArrayPool<byte>.Shared.Rent(rowBytes);
        output.Write(head);
    }

    public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        rows.Next(red, green, blue);
        Component(red, 0);
        Component(green, 1);
        Component(blue, 2);
        output.Write(line, 0, rowBytes);
    }

    public override void Complete() => rows.Complete();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (isDisposed || !disposing) return;
        isDisposed = true;
        ArrayPool<byte>.Shared.Return(line);
        if (isFloat) ArrayPool<float>.Shared.Return(floats);
        else ArrayPool<ushort>.Shared.Return(numbers);
    }

    private void Component(ReadOnlySpan<float> values, int component)
    {
        if (isFloat)
        {
            FiniteNumbers.From(values, floats);
            var to = MemoryMarshal.Cast<byte, float>(line.AsSpan(0, rowBytes));
            for (var x = 0; x < values.Length; x++) to[3 * x + component] = floats[x];
        }
        else
        {
            WholeNumbers.From(values, numbers, ushort.MaxValue);
            var to = MemoryMarshal.Cast<byte, ushort>(line.AsSpan(0, rowBytes));
            for (var x = 0; x < values.Length; x++) to[3 * x + component] = numbers[x];
        }
    }

    // The whole head is known before the first row: nothing is compressed.
    private byte[] Header(FrameDescription frame, long size)
    {
        var (width, height) = (frame.DataWindow.Width, frame.DataWindow.Height);
        var rowsPerStrip = Math.Clamp(StripBytes / rowBytes, 1, height);
        var strips = (height + rowsPerStrip - 1) / rowsPerStrip;
        var bits = isFloat ? 32 : 16;
        var tags = new SortedDictionary<int, (int Type, byte[] Value)>
        {
            [254] = (Long, Number(0)),
            [256] = (Long, Number(width)),
            [257] = (Long, Number(height)),
            [258] = (Short, Shorts(bits, bits, bits)),
            [259] = (Short, Shorts(1)),
            [262] = (Short, Shorts(2)),
            [273] = (Long, new byte[4 * strips]),
            [274] = (Short, Shorts(1)),
            [277] = (Short, Shorts(3)),
            [278] = (Long, Number(rowsPerStrip)),
            [279] = (Long, [.. Enumerable.Range(0, strips).SelectMany(strip => Number(Math.Min(rowsPerStrip, height - strip * rowsPerStrip) * rowBytes))]),
            // Pixels per unit across and down, of no unit: a wide pixel has fewer across.
            [282] = (RationalType, Ratio(10000 / frame.PixelAspect / 100)),
            [283] = (RationalType, Ratio(100)),
            [284] = (Short, Shorts(1)),
            [296] = (Short, Shorts(1)),
            [339] = (Short, isFloat ? Shorts(3, 3, 3) : Shorts(1, 1, 1)),
        };
        if (Words(frame) is { Length: > 0 } words) tags[270] = (Ascii, [.. Encoding.UTF8.GetBytes(words), 0]);
        if (frame.Software.Length > 0) tags[305] = (Ascii, [.. Encoding.UTF8.GetBytes(frame.Software), 0]);
        if (frame.ReelName is { } reel) tags[269] = (Ascii, [.. Encoding.UTF8.GetBytes(reel), 0]);
        if (frame.Source?.Camera?.Make is { } make) tags[271] = (Ascii, [.. Encoding.UTF8.GetBytes(make), 0]);
        if (frame.Source?.Camera?.Model is { } model) tags[272] = (Ascii, [.. Encoding.UTF8.GetBytes(model), 0]);
        if (frame.Colour?.Gamut is { } gamut && ((double[])[gamut.Red.X, gamut.Red.Y, gamut.Green.X, gamut.Green.Y, gamut.Blue.X, gamut.Blue.Y]).All(value => value >= 0))
        {
            tags[318] = (RationalType, [.. Ratio(gamut.White.X), .. Ratio(gamut.White.Y)]);
            tags[319] = (RationalType, [.. Ratio(gamut.Red.X), .. Ratio(gamut.Red.Y), .. Ratio(gamut.Green.X), .. Ratio(gamut.Green.Y), .. Ratio(gamut.Blue.X), .. Ratio(gamut.Blue.Y)]);
        }

        return Laid(tags, size);
    }

    private static byte[] Laid(SortedDictionary<int, (int Type, byte[] Value)> tags, long size)
    {
        var directory = 8 + 2 + 12 * tags.Count + 4;
        var length = directory + tags.Values.Where(tag => tag.Value.Length > 4).Sum(tag => (tag.Value.Length + 1) & ~1);
        length = (length + 15) & ~15;
        // Where the strips lie hangs on how long the head is, which does not hang on where they lie.
        var (lengths, offsets) = (tags[279].Value, tags[273].Value);
        var at = (long)length;
        for (var strip = 0; strip < offsets.Length; strip += 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(offsets.AsSpan(strip), (uint)Math.Min(at, uint.MaxValue));
            at += BinaryPrimitives.ReadUInt32LittleEndian(lengths.AsSpan(strip));
        }

        if (at - length != size) throw new InvalidOperationException("The strips do not make up the picture.");
        var bytes = new byte[length];
        ((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0]).CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)tags.Count);
        var (entry, beyond) = (10, directory);
        foreach (var (tag, (type, value)) in tags)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(entry), (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(entry + 2), (ushort)type);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + 4), value.Length / type switch { Short => 2, Long => 4, RationalType => 8, _ => 1 });
            if (value.Length <= 4)
            {
                value.CopyTo(bytes, entry + 8);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + 8), beyond);
                value.CopyTo(bytes, beyond);
                beyond += (value.Length + 1) & ~1;
            }

            entry += 12;
        }

        return bytes;
    }

    private static string Words(FrameDescription frame)
    {
        (string Name, string? Text)[] all =
        [
            ("clip", frame.ClipName), ("reel", frame.ReelName), ("timecode", frame.Timecode?.ToString()), ("rate", frame.Rate.IsSet ? frame.Rate.ToRatio() : null),
            ("encoding", frame.Colour?.Name), ("source", frame.SourceHash), ("amf", frame.AmfUuid), ("recipe", frame.Recipe),
        ];
        return string.Join('\n', all.Where(pair => !string.IsNullOrEmpty(pair.Text)).Select(pair => $"{pair.Name}: {pair.Text}"));
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Shorts(params ReadOnlySpan<int> values)
    {
        var bytes = new byte[2 * values.Length];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)values[i]);
        return bytes;
    }

    private static byte[] Ratio(double value) => [.. Number((int)Math.Round(value * 1_000_000)), .. Number(1_000_000)];
}
