using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Acetate.Imaging.Buffers;
using Acetate.Media.Encode;

namespace Acetate.Media.Formats.Dpx.Writing;

/// <summary>A DPX file (SMPTE ST 268-1), row by row: 10 bits in words of 32, or 16 bits; the full range, 0 to 1023 or 65535.</summary>
internal sealed class DpxFrameWriter : FrameWriter
{
    private readonly Stream output;
    private readonly int bits, rowBytes;
    private readonly RowCount rows;
    private readonly ushort[] numbers;
    private readonly byte[] line;
    private bool isDisposed;

    public DpxFrameWriter(Stream output, FrameFileSettings.Dpx settings, FrameDescription frame)
    {
        if (settings.Bits is not (10 or 16)) throw new ArgumentException($"A DPX file has 10 or 16 bits here, not {settings.Bits}.");
        (this.output, bits) = (output, settings.Bits);
        var (width, height) = (frame.DataWindow.Width, frame.DataWindow.Height);
        rowBytes = width * (bits == 10 ? 4 : 6);
        var size = (long)rowBytes * height;
        if (size > uint.MaxValue - DpxHeader.Length) throw new ArgumentException($"A DPX file holds 4 GiB at most; {width} by {height} pixels of {bits} bits take {size} bytes. Write OpenEXR.");
        rows = new(width, height);
        numbers = ArrayPool<ushort>.Shared.Rent(3 * width);
        line = ArrayPool<byte>.Shared.Rent(rowBytes);
        output.Write(DpxHeader.Of(bits, size, frame));
    }

    public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        rows.Next(red, green, blue);
        var width = red.Length;
        var (r, g, b) = (numbers.AsMemory(0, width), numbers.AsMemory(width, width), numbers.AsMemory(2 * width, width));
        WholeNumbers.From(red, r.Span, (1 << bits) - 1);
        WholeNumbers.From(green, g.Span, (1 << bits) - 1);
        WholeNumbers.From(blue, b.Span, (1 << bits) - 1);
        if (bits == 10) Pack10(r.Span, g.Span, b.Span);
        else Pack16(r.Span, g.Span, b.Span);
        output.Write(line, 0, rowBytes);
    }

    public override void Complete() => rows.Complete();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (isDisposed || !disposing) return;
        isDisposed = true;
        ArrayPool<ushort>.Shared.Return(numbers);
        ArrayPool<byte>.Shared.Return(line);
    }

    private void Pack10(ReadOnlySpan<ushort> red, ReadOnlySpan<ushort> green, ReadOnlySpan<ushort> blue)
    {
        var words = MemoryMarshal.Cast<byte, uint>(line.AsSpan(0, rowBytes));
        for (var x = 0; x < words.Length; x++) words[x] = BinaryPrimitives.ReverseEndianness(((uint)red[x] << 22) | ((uint)green[x] << 12) | ((uint)blue[x] << 2));
    }

    private void Pack16(ReadOnlySpan<ushort> red, ReadOnlySpan<ushort> green, ReadOnlySpan<ushort> blue)
    {
        var words = MemoryMarshal.Cast<byte, ushort>(line.AsSpan(0, rowBytes));
        for (var (x, at) = (0, 0); x < red.Length; x++, at += 3)
        {
            words[at] = BinaryPrimitives.ReverseEndianness(red[x]);
            words[at + 1] = BinaryPrimitives.ReverseEndianness(green[x]);
            words[at + 2] = BinaryPrimitives.ReverseEndianness(blue[x]);
        }
    }
}
