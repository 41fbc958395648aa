using System.Buffers;
using System.Buffers.Binary;
using Acetate.Media.Native;
using Acetate.Media.Formats.Zlib;

namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>Makes the chunks of a file, one after the other. One for each thread, with its buffers.</summary>
internal sealed class ExrChunks : IDisposable
{
    /// <summary>Bytes before a chunk's data: its first line and its length.</summary>
    public const int Head = 8;

    private readonly ExrHeader header;
    private readonly byte[] apart, steps, packed;
    private readonly LiteralZlib zlib = new();
    private readonly OpenExrCore? library;

    public ExrChunks(ExrHeader header)
    {
        this.header = header;
        var size = checked(header.LineBytes * header.LinesPerChunk);
        if (header.Compression == ExrCompression.Piz) library = OpenExrCore.Open(header.DataWindow.Width, header.DataWindow.Height, header.Channels, (int)header.Pixel);
        var isPacked = header.Compression is not (ExrCompression.None or ExrCompression.Piz);
        apart = isPacked ? ArrayPool<byte>.Shared.Rent(size) : [];
        steps = isPacked ? ArrayPool<byte>.Shared.Rent(size) : [];
        packed = isPacked ? ArrayPool<byte>.Shared.Rent(size + 64) : [];
    }

    /// <summary>The data of a chunk, good until the next. What would not become smaller is stored as it is, as readers expect.</summary>
    /// <param name="line">Its first line, 0 for the top line of the data window.</param>
    /// <param name="plain">Its lines, each all pixels of the first channel, then all of the second; little-endian.</param>
    /// <param name="head">Room for the 8 bytes that stand before the data.</param>
    public ReadOnlySpan<byte> Pack(int line, ReadOnlySpan<byte> plain, Span<byte> head)
    {
        var data = library is null ? Packed(plain) : library.Compress(line, plain, header.LineBytes);
        BinaryPrimitives.WriteInt32LittleEndian(head, header.DataWindow.Top + line);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], data.Length);
        return data;
    }

    public void Dispose()
    {
        library?.Dispose();
        foreach (var buffer in (byte[][])[apart, steps, packed])
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    private ReadOnlySpan<byte> Packed(ReadOnlySpan<byte> plain)
    {
        if (header.Compression == ExrCompression.None) return plain;
        PredictedBytes.Make(plain, apart, steps);
        var length = header.Compression == ExrCompression.Rle ? RunLengths.Compress(steps.AsSpan(0, plain.Length), packed) : zlib.Compress(steps.AsSpan(0, plain.Length), packed);
        return length > 0 ? packed.AsSpan(0, length) : plain;
    }
}
