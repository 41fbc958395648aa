using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Acetate.Imaging.Buffers;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Zlib;

namespace Acetate.Media.Formats.Png.Writing;

/// <summary>A PNG file (W3C PNG, third edition), row by row: colours without alpha, 8 or 16 bits.</summary>
/// <remarks>Each row is stored as its steps from the mean of its neighbours (filter 3) and coded by the same literal DEFLATE as OpenEXR:
/// larger than a search for repeats would make it where there are some, and the same bytes on every machine.</remarks>
internal sealed class PngFrameWriter : FrameWriter
{
    private const int Average = 3, TextMost = 1 << 20;

    private readonly Stream output;
    private readonly RowCount rows;
    private readonly int bits, rowBytes, pixelBytes;
    private readonly byte[] before, current, filtered, packed;
    private readonly ushort[] numbers;
    private readonly LiteralZlib zlib = new();
    private int pending;
    private uint adler = 1;
    private bool isBegun, isDisposed;

    public PngFrameWriter(Stream output, FrameFileSettings.Png settings, FrameDescription frame)
    {
        if (settings.Bits is not (8 or 16)) throw new ArgumentException($"A PNG file has 8 or 16 bits here, not {settings.Bits}.");
        (this.output, bits) = (output, settings.Bits);
        var (width, height) = (frame.DataWindow.Width, frame.DataWindow.Height);
        rows = new(width, height);
        pixelBytes = 3 * bits / 8;
        rowBytes = width * pixelBytes;
        before = ArrayPool<byte>.Shared.Rent(rowBytes);
        before.AsSpan(0, rowBytes).Clear();
        current = ArrayPool<byte>.Shared.Rent(rowBytes);
        numbers = ArrayPool<ushort>.Shared.Rent(3 * width);
        filtered = ArrayPool<byte>.Shared.Rent(Math.Max(128 << 10, rowBytes + 1));
        packed = ArrayPool<byte>.Shared.Rent(LiteralZlib.MostBlockBytes(filtered.Length));
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk("IHDR", [.. Big((uint)width), .. Big((uint)height), (byte)bits, 2, 0, 0, 0]);
        Describe(frame);
    }

    public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        rows.Next(red, green, blue);
        var width = red.Length;
        var most = (1 << bits) - 1;
        WholeNumbers.From(red, numbers.AsSpan(0, width), most);
        WholeNumbers.From(green, numbers.AsSpan(width, width), most);
        WholeNumbers.From(blue, numbers.AsSpan(2 * width, width), most);
        Interleave(numbers.AsSpan(0, width), numbers.AsSpan(width, width), numbers.AsSpan(2 * width, width));
        if (pending + rowBytes + 1 > filtered.Length) Flush();
        filtered[pending] = Average;
        Filter(current.AsSpan(0, rowBytes), before.AsSpan(0, rowBytes), filtered.AsSpan(pending + 1, rowBytes));
        pending += rowBytes + 1;
        current.AsSpan(0, rowBytes).CopyTo(before);
    }

    public override void Complete()
    {
        rows.Complete();
        Flush();
        // A last block with nothing in it, and the checksum.
        Chunk("IDAT", [0x03, 0x00, .. Big(adler)]);
        Chunk("IEND", []);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (isDisposed || !disposing) return;
        isDisposed = true;
        foreach (var buffer in (byte[][])[before, current, filtered, packed]) ArrayPool<byte>.Shared.Return(buffer);
        ArrayPool<ushort>.Shared.Return(numbers);
    }

    private void Interleave(ReadOnlySpan<ushort> red, ReadOnlySpan<ushort> green, ReadOnlySpan<ushort> blue)
    {
        var to = current.AsSpan(0, rowBytes);
        if (bits == 8)
        {
            for (var (x, at) = (0, 0); x < red.Length; x++, at += 3) (to[at], to[at + 1], to[at + 2]) = ((byte)red[x], (byte)green[x], (byte)blue[x]);
            return;
        }

        for (var (x, at) = (0, 0); x < red.Length; x++, at += 6)
        {
            (to[at], to[at + 1]) = ((byte)(red[x] >> 8), (byte)red[x]);
            (to[at + 2], to[at + 3]) = ((byte)(green[x] >> 8), (byte)green[x]);
            (to[at + 4], to[at + 5]) = ((byte)(blue[x] >> 8), (byte)blue[x]);
        }
    }

    // PNG 9.2: minus the mean of the byte to the left and the one above, rounded down.
    private void Filter(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> steps)
    {
        for (var i = 0; i < pixelBytes; i++) steps[i] = (byte)(row[i] - (above[i] >> 1));
        var left = row[..^pixelBytes];
        var here = row[pixelBytes..];
        var over = above[pixelBytes..];
        var to = steps[pixelBytes..];
        for (var i = 0; i < left.Length; i++) to[i] = (byte)(here[i] - ((left[i] + over[i]) >> 1));
    }

    private void Flush()
    {
        if (pending == 0) return;
        var at = 0;
        if (!isBegun) (packed[0], packed[1], at, isBegun) = (0x78, 0x01, 2, true);
        var plain = filtered.AsSpan(0, pending);
        adler = Adler.Add(adler, plain);
        var length = zlib.Block(plain, packed, at);
        Chunk("IDAT", packed.AsSpan(0, length));
        pending = 0;
    }

    private void Describe(FrameDescription frame)
    {
        if (frame.Colour is { } colour) Describe(colour);
        if (frame.PixelAspect != 1)
        {
            // Pixels per unit across and down, of no unit: a wide pixel has fewer across.
            Chunk("pHYs", [.. Big((uint)Math.Round(10000 / frame.PixelAspect)), .. Big(10000), 0]);
        }

        foreach (var (key, text) in ((string, string?)[])
        [
            ("Software", frame.Software), ("Source", frame.Source?.Camera?.Model), ("Clip", frame.ClipName), ("Reel", frame.ReelName), ("Timecode", frame.Timecode?.ToString()),
            ("Rate", frame.Rate.IsSet ? frame.Rate.ToRatio() : null), ("Encoding", frame.Colour?.Name), ("Recipe", frame.Recipe), ("SourceHash", frame.SourceHash), ("AmfUuid", frame.AmfUuid),
            ("FramingDecisions", frame.FramingDecisions),
        ])
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            var bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length > TextMost) throw new ArgumentException($"The text '{key}' has {bytes.Length} bytes; a PNG file takes {TextMost} here.");
            Chunk("iTXt", [.. Encoding.ASCII.GetBytes(key), 0, 0, 0, 0, 0, .. bytes]);
        }
    }

    private void Describe(PictureColour colour)
    {
        // cICP: primaries and transfer by ITU-T H.273; the matrix is 0 (none) and the range full.
        if (CodePoints.Of(colour) is { Primaries: not CodePoints.Unspecified, Transfer: not CodePoints.Unspecified } points)
            Chunk("cICP", [(byte)points.Primaries, (byte)points.Transfer, 0, 1]);
        if (colour.Transfer == PictureTransfer.Srgb && colour.Gamut == KnownGamuts.Rec709)
        {
            Chunk("gAMA", Big(45455));
            Chunk("sRGB", [1]);
            return;
        }

        var points8 = (double[])[colour.Gamut.White.X, colour.Gamut.White.Y, colour.Gamut.Red.X, colour.Gamut.Red.Y, colour.Gamut.Green.X, colour.Gamut.Green.Y, colour.Gamut.Blue.X, colour.Gamut.Blue.Y];
        if (points8.All(value => value is >= 0 and <= 2)) Chunk("cHRM", [.. points8.SelectMany(value => Big((uint)Math.Round(value * 100000)))]);
        if (colour.Transfer switch { PictureTransfer.Linear => 100000, PictureTransfer.Gamma22 => 45455, PictureTransfer.Bt1886 => 41667, PictureTransfer.Gamma26 => 38462, _ => 0 } is > 0 and var gamma) Chunk("gAMA", Big((uint)gamma));
    }

    private void Chunk(string type, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, data.Length);
        Encoding.ASCII.GetBytes(type, head[4..]);
        output.Write(head);
        output.Write(data);
        output.Write(Big(Crc32.Add(Crc32.Add(0, head[4..]), data)));
    }

    private static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
