using System.Buffers;
using System.Runtime.InteropServices;

namespace Acetate.Media.Formats.Dng;

/// <summary>Stored samples of a raw picture out of its strips or tiles.</summary>
internal static class DngSamples
{
    /// <summary>A row of an uncompressed picture of whole numbers, planes side by side.</summary>
    /// <exception cref="InvalidDataException">It is cut.</exception>
    public static void Row(DngPicture picture, ReadOnlySpan<byte> file, int line, Span<ushort> samples)
    {
        var across = (picture.Width + picture.PieceWidth - 1) / picture.PieceWidth;
        var bytes = RawBits.RowBytes(picture.PieceWidth * picture.Planes, picture.Bits);
        for (var column = 0; column < across; column++)
        {
            var (at, length) = picture.Pieces[line / picture.PieceHeight * across + column];
            var start = line % picture.PieceHeight * bytes;
            if (start + bytes > length || at + length > file.Length) throw new InvalidDataException($"The raw picture is cut: row {line} is not there whole.");
            var left = column * picture.PieceWidth;
            var width = Math.Min(picture.PieceWidth, picture.Width - left) * picture.Planes;
            RawBits.Unpack(file.Slice((int)(at + start), (int)bytes), samples.Slice(left * picture.Planes, width), picture.Bits, picture.IsBig);
        }
    }

    /// <summary>All samples of a picture of whole numbers, planes side by side.</summary>
    /// <exception cref="InvalidDataException">They are damaged or cut.</exception>
    public static void Decode(DngPicture picture, ReadOnlyMemory<byte> file, Span<ushort> all)
    {
        using var pieces = new DngPieces(picture);
        Place<ushort>(picture, file, all, pieces.Read);
    }

    /// <summary>All samples of a picture of floating numbers, planes side by side.</summary>
    /// <exception cref="InvalidDataException">They are damaged or cut.</exception>
    public static void Decode(DngPicture picture, ReadOnlyMemory<byte> file, Span<float> all)
    {
        using var pieces = new DngPieces(picture);
        Place<float>(picture, file, all, pieces.Read);
    }

    private static void Place<T>(DngPicture picture, ReadOnlyMemory<byte> file, Span<T> all, PieceReader<T> read)
    {
        if (picture.Interleave == (1, 1))
        {
            PlaceFields(picture, file, all, read);
            return;
        }

        var fields = ArrayPool<T>.Shared.Rent(all.Length);
        try
        {
            PlaceFields(picture, file, fields.AsSpan(0, all.Length), read);
            Weave(picture, fields, all);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(fields);
        }
    }

    private static void PlaceFields<T>(DngPicture picture, ReadOnlyMemory<byte> file, Span<T> all, PieceReader<T> read)
    {
        var (across, planes) = ((picture.Width + picture.PieceWidth - 1) / picture.PieceWidth, picture.Planes);
        var scratch = ArrayPool<T>.Shared.Rent(checked(picture.PieceWidth * picture.PieceHeight * planes));
        try
        {
            for (var i = 0; i < picture.Pieces.Length; i++)
            {
                var (at, length) = picture.Pieces[i];
                var (left, top) = (i % across * picture.PieceWidth, i / across * picture.PieceHeight);
                if (at + length > file.Length) throw new InvalidDataException("The raw picture is cut: a part of it lies beyond the end of the file.");
                // The last strip has fewer rows; the last tile is filled up.
                var rows = Math.Min(picture.PieceHeight, picture.Height - top);
                read(file.Slice((int)at, (int)length), rows, scratch);
                var width = Math.Min(picture.PieceWidth, picture.Width - left) * planes;
                for (var line = 0; line < rows; line++)
                    scratch.AsSpan(line * picture.PieceWidth * planes, width).CopyTo(all[(((top + line) * picture.Width + left) * planes)..]);
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(scratch);
        }
    }

    // RowInterleaveFactor and ColumnInterleaveFactor (1.7): every so many rows and columns of the picture make a field, and fields lie one after the other.
    private static void Weave<T>(DngPicture picture, T[] fields, Span<T> all)
    {
        var (planes, columns) = (picture.Planes, new int[picture.Width]);
        for (var x = 0; x < columns.Length; x++) columns[x] = From(x, picture.Interleave.Columns, picture.Width) * planes;
        for (var y = 0; y < picture.Height; y++)
        {
            var from = fields.AsSpan(From(y, picture.Interleave.Rows, picture.Height) * picture.Width * planes, picture.Width * planes);
            var to = all.Slice(y * picture.Width * planes, picture.Width * planes);
            for (var x = 0; x < columns.Length; x++) from.Slice(columns[x], planes).CopyTo(to[(x * planes)..]);
        }

        // The first fields have one more where it does not come out even.
        static int From(int at, int factor, int length) => at % factor * (length / factor) + Math.Min(at % factor, length % factor) + at / factor;
    }

    /// <summary>Makes the samples of a strip or tile, as wide as it is.</summary>
    /// <param name="data">Its bytes.</param>
    /// <param name="rows">Rows that are needed.</param>
    /// <param name="samples">Room for a whole one.</param>
    internal delegate void PieceReader<T>(ReadOnlyMemory<byte> data, int rows, Span<T> samples);

    /// <summary>The bytes as an array.</summary>
    internal static ArraySegment<byte> ArrayOf(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array) ? array : new(bytes.ToArray());
}
