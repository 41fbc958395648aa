using System.Buffers;

namespace Acetate.Media.Formats.Dng;

/// <summary>Stored samples of a raw picture out of its strips or tiles.</summary>
internal static class DngSamples
{
    /// <summary>A row of an uncompressed picture.</summary>
    /// <exception cref="InvalidDataException">It is cut.</exception>
    public static void Row(DngPicture picture, ReadOnlySpan<byte> file, int line, Span<ushort> samples)
    {
        var across = (picture.Width + picture.PieceWidth - 1) / picture.PieceWidth;
        var bytes = RawBits.RowBytes(picture.PieceWidth, picture.Bits);
        for (var column = 0; column < across; column++)
        {
            var (at, length) = picture.Pieces[line / picture.PieceHeight * across + column];
            var start = line % picture.PieceHeight * bytes;
            if (start + bytes > length || at + length > file.Length) throw new InvalidDataException($"The raw picture is cut: row {line} is not there whole.");
            var left = column * picture.PieceWidth;
            RawBits.Unpack(file.Slice((int)(at + start), (int)bytes), samples.Slice(left, Math.Min(picture.PieceWidth, picture.Width - left)), picture.Bits, picture.IsBig);
        }
    }

    /// <summary>All samples of a compressed picture.</summary>
    /// <exception cref="InvalidDataException">They are damaged or cut.</exception>
    public static void Decode(DngPicture picture, ReadOnlySpan<byte> file, Span<ushort> all)
    {
        var across = (picture.Width + picture.PieceWidth - 1) / picture.PieceWidth;
        var scratch = ArrayPool<ushort>.Shared.Rent(checked(picture.PieceWidth * picture.PieceHeight));
        try
        {
            for (var i = 0; i < picture.Pieces.Length; i++)
            {
                var (at, length) = picture.Pieces[i];
                var (left, top) = (i % across * picture.PieceWidth, i / across * picture.PieceHeight);
                if (at + length > file.Length) throw new InvalidDataException("The raw picture is cut: a part of it lies beyond the end of the file.");
                // The last strip has fewer rows; the last tile is filled up.
                var rows = Math.Min(picture.PieceHeight, picture.Height - top);
                var piece = scratch.AsSpan(0, picture.PieceWidth * rows);
                LosslessJpeg.Decode(file.Slice((int)at, (int)length), piece);
                var width = Math.Min(picture.PieceWidth, picture.Width - left);
                for (var line = 0; line < rows; line++)
                    piece.Slice(line * picture.PieceWidth, width).CopyTo(all[((top + line) * picture.Width + left)..]);
            }
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(scratch);
        }
    }
}
