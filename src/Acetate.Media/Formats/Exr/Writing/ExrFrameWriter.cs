using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Acetate.Imaging.Buffers;
using Acetate.Media.Encode;

namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>An OpenEXR file, row by row: a chunk is written when it has its lines, and the table of where they lie at the end.</summary>
internal sealed class ExrFrameWriter : FrameWriter
{
    private readonly Stream output;
    private readonly ExrHeader header;
    private readonly RowCount rows;
    private readonly ExrChunks chunks;
    private readonly byte[] lines, waiting;
    private readonly long[] offsets;
    private readonly long table;
    private int pending, waits;
    private long at;
    private bool isDisposed;

    public ExrFrameWriter(Stream output, ExrHeader header)
    {
        (this.output, this.header) = (output, header);
        var head = header.ToBytes();
        rows = new(header.DataWindow.Width, header.DataWindow.Height);
        offsets = new long[header.Chunks];
        var size = checked(header.LineBytes * header.LinesPerChunk);
        chunks = new(header);
        lines = ArrayPool<byte>.Shared.Rent(size);
        // Several chunks go to the file together.
        waiting = ArrayPool<byte>.Shared.Rent(Math.Max(256 << 10, size + ExrChunks.Head));
        output.Write(head);
        table = output.Position;
        output.Write(new byte[8 * offsets.Length]);
        at = output.Position;
    }

    public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        var row = rows.Next(red, green, blue);
        if (header.Compression == ExrCompression.None)
        {
            // A line is a chunk as it is: it is made where it waits.
            var size = ExrChunks.Head + header.LineBytes;
            if (waits + size > waiting.Length) Flush();
            var chunk = waiting.AsSpan(waits, size);
            Fill(chunk[ExrChunks.Head..], red, green, blue);
            chunks.Pack(row, chunk[ExrChunks.Head..], chunk[..ExrChunks.Head]);
            (offsets[row], at, waits) = (at, at + size, waits + size);
            return;
        }

        Fill(lines.AsSpan(pending * header.LineBytes, header.LineBytes), red, green, blue);
        if (++pending == header.LinesPerChunk || row == header.DataWindow.Height - 1) WriteChunk(row + 1 - pending);
    }

    public override void Complete()
    {
        rows.Complete();
        Flush();
        var bytes = new byte[8 * offsets.Length];
        for (var i = 0; i < offsets.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), offsets[i]);
        output.Position = table;
        output.Write(bytes);
        output.Position = at;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (isDisposed || !disposing) return;
        isDisposed = true;
        chunks.Dispose();
        ArrayPool<byte>.Shared.Return(lines);
        ArrayPool<byte>.Shared.Return(waiting);
    }

    private void Fill(Span<byte> line, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        var plane = header.LineBytes / 3;
        Convert(blue, line[..plane]);
        Convert(green, line[plane..(2 * plane)]);
        Convert(red, line[(2 * plane)..]);
    }

    private void Convert(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        if (header.Pixel == ExrPixel.Bits16) Halves.From(values, MemoryMarshal.Cast<byte, Half>(bytes));
        else FiniteNumbers.From(values, MemoryMarshal.Cast<byte, float>(bytes));
    }

    private void WriteChunk(int firstLine)
    {
        Span<byte> head = stackalloc byte[ExrChunks.Head];
        var data = chunks.Pack(firstLine, lines.AsSpan(0, pending * header.LineBytes), head);
        offsets[firstLine / header.LinesPerChunk] = at;
        at += head.Length + data.Length;
        if (waits + head.Length + data.Length > waiting.Length) Flush();
        head.CopyTo(waiting.AsSpan(waits));
        data.CopyTo(waiting.AsSpan(waits + head.Length));
        waits += head.Length + data.Length;
        pending = 0;
    }

    private void Flush()
    {
        output.Write(waiting, 0, waits);
        waits = 0;
    }
}
