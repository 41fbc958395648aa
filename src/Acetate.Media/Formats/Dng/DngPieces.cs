using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Acetate.Media.Native;

namespace Acetate.Media.Formats.Dng;

/// <summary>Makes samples of the strips or tiles of one raw picture, however they are compressed.</summary>
/// <remarks>JPEG with loss and JPEG XL are decoded by their own libraries; a strip or tile must have exactly the size that the picture's tags say.</remarks>
internal sealed class DngPieces(DngPicture picture) : IDisposable
{
    private readonly int width = picture.PieceWidth * picture.Planes;
    private byte[] bytes = [];
    private JpegReader? jpeg;
    private JpegXlReader? jpegXl;

    public void Dispose()
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        jpeg?.Dispose();
        jpegXl?.Dispose();
    }

    /// <summary>Whole numbers.</summary>
    /// <exception cref="InvalidDataException">They are damaged or cut.</exception>
    public void Read(ReadOnlyMemory<byte> data, int rows, Span<ushort> samples)
    {
        var wanted = samples[..(width * rows)];
        switch (picture.Compression)
        {
            case 1:
                Lines(Plain(data, rows), wanted);
                break;
            case 7:
                LosslessJpeg.Decode(data.Span, wanted);
                break;
            case 8:
                Inflate(data, rows);
                if (picture.Predictor != 1) Differences(rows);
                Lines(bytes, wanted);
                break;
            case 34892:
                Hold(width * picture.PieceHeight);
                (jpeg ??= JpegReader.Open()).Read(data.Span, picture.PieceWidth, rows, picture.PieceHeight, picture.Planes, bytes);
                for (var i = 0; i < wanted.Length; i++) wanted[i] = bytes[i];
                break;
            default:
                PressedXl(data, rows, wanted);
                break;
        }
    }

    /// <summary>Floating numbers.</summary>
    /// <exception cref="InvalidDataException">They are damaged or cut.</exception>
    public void Read(ReadOnlyMemory<byte> data, int rows, Span<float> samples)
    {
        if (picture.Compression == 52546)
        {
            (jpegXl ??= JpegXlReader.Open()).Read(data.Span, picture.PieceWidth, rows, picture.PieceHeight, picture.Planes, samples);
            return;
        }

        var (size, isBig) = (picture.Bits / 8, picture.IsBig);
        ReadOnlySpan<byte> source;
        if (picture.Compression == 1) source = Plain(data, rows);
        else
        {
            Inflate(data, rows);
            if (picture.Predictor != 1)
            {
                Halves(rows, size);
                isBig = true;
            }

            source = bytes;
        }

        for (var i = 0; i < width * rows; i++) samples[i] = Floating(source[(i * size)..], size, isBig);
    }

    /// <summary>A floating number of 16, 24 (one bit of sign, seven of exponent, sixteen of mantissa) or 32 bits.</summary>
    internal static float Floating(ReadOnlySpan<byte> at, int size, bool isBig)
    {
        if (size == 2) return (float)(isBig ? BinaryPrimitives.ReadHalfBigEndian(at) : BinaryPrimitives.ReadHalfLittleEndian(at));
        if (size == 4) return isBig ? BinaryPrimitives.ReadSingleBigEndian(at) : BinaryPrimitives.ReadSingleLittleEndian(at);
        var bits = isBig ? at[0] << 16 | at[1] << 8 | at[2] : at[2] << 16 | at[1] << 8 | at[0];
        var (exponent, mantissa) = (bits >> 16 & 127, bits & 0xFFFF);
        var value = exponent == 0 ? mantissa * MathF.Pow(2, -78) : exponent == 127 ? mantissa == 0 ? float.PositiveInfinity : float.NaN : (1 + mantissa / 65536f) * MathF.Pow(2, exponent - 63);
        return bits >> 23 == 1 ? -value : value;
    }

    private void PressedXl(ReadOnlyMemory<byte> data, int rows, Span<ushort> wanted)
    {
        var values = ArrayPool<float>.Shared.Rent(width * picture.PieceHeight);
        try
        {
            (jpegXl ??= JpegXlReader.Open()).Read(data.Span, picture.PieceWidth, rows, picture.PieceHeight, picture.Planes, values);
            // 1 is the highest number of the bits that the tags say.
            var most = (1 << picture.Bits) - 1;
            for (var i = 0; i < wanted.Length; i++) wanted[i] = values[i] > 0 ? (ushort)Math.Min(most, values[i] * (double)most + 0.5) : (ushort)0;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }

    private ReadOnlySpan<byte> Plain(ReadOnlyMemory<byte> data, int rows) =>
        data.Length >= RawBits.RowBytes(width, picture.Bits) * rows ? data.Span : throw new InvalidDataException("The raw picture is cut: a strip or tile has fewer bytes than it needs.");

    private void Lines(ReadOnlySpan<byte> source, Span<ushort> samples)
    {
        var stride = (int)RawBits.RowBytes(width, picture.Bits);
        for (var (line, at) = (0, 0); at < samples.Length; line++, at += width) RawBits.Unpack(source.Slice(line * stride, stride), samples.Slice(at, width), picture.Bits, picture.IsBig);
    }

    private void Hold(int length)
    {
        if (bytes.Length >= length) return;
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = ArrayPool<byte>.Shared.Rent(length);
    }

    private void Inflate(ReadOnlyMemory<byte> data, int rows)
    {
        var length = (int)RawBits.RowBytes(width, picture.Bits) * rows;
        Hold(length);
        var packed = DngSamples.ArrayOf(data);
        using var zlib = new ZLibStream(new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false), CompressionMode.Decompress);
        try
        {
            if (zlib.ReadAtLeast(bytes.AsSpan(0, length), length, throwOnEndOfStream: false) < length) throw new InvalidDataException("The raw picture is cut: a strip or tile expands to fewer bytes than it needs.");
        }
        // A stream whose first bytes no inflater knows is an IOException of the runtime.
        catch (IOException damaged)
        {
            throw new InvalidDataException("The raw picture is damaged: a strip or tile cannot be expanded.", damaged);
        }
        catch (InvalidDataException damaged) when (!damaged.Message.StartsWith("The raw", StringComparison.Ordinal))
        {
            throw new InvalidDataException("The raw picture is damaged: a strip or tile cannot be expanded.", damaged);
        }
    }

    // Predictor 2, and with every second or fourth neighbour 34892 and 34893 (1.4).
    private void Differences(int rows)
    {
        var step = picture.Planes * (picture.Predictor switch { 34892 => 2, 34893 => 4, _ => 1 });
        for (var line = 0; line < rows; line++)
        {
            if (picture.Bits == 8)
            {
                var row = bytes.AsSpan(line * width, width);
                for (var i = step; i < row.Length; i++) row[i] += row[i - step];
                continue;
            }

            var words = bytes.AsSpan(line * width * 2, width * 2);
            for (var i = 2 * step; i < words.Length; i += 2)
            {
                if (picture.IsBig) BinaryPrimitives.WriteUInt16BigEndian(words[i..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(words[i..]) + BinaryPrimitives.ReadUInt16BigEndian(words[(i - 2 * step)..])));
                else BinaryPrimitives.WriteUInt16LittleEndian(words[i..], (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(words[i..]) + BinaryPrimitives.ReadUInt16LittleEndian(words[(i - 2 * step)..])));
            }
        }
    }

    // Predictor 3 (Adobe, TIFF Technical Note 3) and 34894, 34895: the high bytes of all numbers of a row, then the next lower ones; each byte is the step from an earlier one.
    private void Halves(int rows, int size)
    {
        var step = picture.Planes * (picture.Predictor switch { 34894 => 2, 34895 => 4, _ => 1 });
        var apart = new byte[width * size];
        for (var line = 0; line < rows; line++)
        {
            var row = bytes.AsSpan(line * apart.Length, apart.Length);
            for (var i = step; i < row.Length; i++) row[i] += row[i - step];
            row.CopyTo(apart);
            for (var i = 0; i < width; i++)
                for (var b = 0; b < size; b++) row[i * size + b] = apart[b * width + i];
        }
    }
}
