using System.Buffers.Binary;
using Acetate.Media.Decode.Samples;

namespace Acetate.Media.Formats.Dpx;

/// <summary>What the header of a DPX frame says that its pixels need (SMPTE ST 268): red, green and blue of 10, 12 or 16 bits in one element.</summary>
internal sealed record DpxPicture
{
    // Larger than any scanner; keeps products within 64 bits.
    private const int MostPixels = 65536;
    private const uint Unset = uint.MaxValue;

    /// <summary>Pixels across.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down.</summary>
    public required int Height { get; init; }

    /// <summary>Bits of a sample.</summary>
    public required int Bits { get; init; }

    /// <summary>0: samples follow each other bit by bit; 1: filled up to words at their low end (A), 2: at their high end (B).</summary>
    public required int Packing { get; init; }

    /// <summary>Whether words have their high byte first.</summary>
    public required bool IsBig { get; init; }

    /// <summary>Samples of a pixel: 3, or 4 with alpha.</summary>
    public required int Samples { get; init; }

    /// <summary>Which of them are red, green and blue.</summary>
    public required (int Red, int Green, int Blue) Order { get; init; }

    /// <summary>Where the first line begins.</summary>
    public required long Start { get; init; }

    /// <summary>Bytes from a line to the next.</summary>
    public required long Stride { get; init; }

    /// <summary>The codes that the television header calls black and white; null when it says none that are known.</summary>
    public PictureLevels? Levels { get; init; }

    /// <summary>The frame's own label.</summary>
    public string? Timecode { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="bytes">The file, or as much of its beginning as there is of a header.</param>
    /// <param name="other">Why it is left to FFmpeg, when it is.</param>
    /// <returns>Null: it is of a kind that is left to FFmpeg.</returns>
    /// <exception cref="InvalidDataException">It is no header, or one that cannot be.</exception>
    public static DpxPicture? Read(ReadOnlySpan<byte> bytes, out string? other)
    {
        other = null;
        if (bytes.Length < 1664 || !(bytes.StartsWith("SDPX"u8) || bytes.StartsWith("XPDS"u8))) throw new InvalidDataException("The file does not begin as DPX does, or its header is cut.");
        var isBig = bytes[0] == 'S';
        var (width, height) = (U32(bytes, 772), U32(bytes, 776));
        if (width is 0 or > MostPixels || height is 0 or > MostPixels) throw new InvalidDataException($"The DPX header says {width}×{height} pixels.");
        var (descriptor, bits, packing) = (bytes[800], bytes[803], U16(bytes, 804));
        (int Red, int Green, int Blue)? order = descriptor switch { 50 or 51 => (0, 1, 2), 52 => (3, 2, 1), _ => null };
        if (order is null) other = $"of the kind {descriptor}, not red, green and blue";
        else if (bits is not (10 or 12 or 16)) other = $"of {bits} bits";
        else if (packing > 2) other = $"packed in the manner {packing}";
        else if (U16(bytes, 806) is not (0 or 0xFFFF)) other = "compressed by runs";
        else if (U32(bytes, 780) == 1) other = "of signed numbers";
        else if (U16(bytes, 770) is not (1 or 0 or 0xFFFF)) other = "of several elements";
        else if (U32(bytes, 660) is not (Unset or 0)) other = "encrypted";
        if (other is not null) return null;
        var samples = descriptor == 50 ? 3 : 4;
        var count = (long)width * samples;
        var line = (bits, packing) switch { (10, not 0) => (count + 2) / 3 * 4, (16, _) or (12, not 0) => count * 2, _ => (count * bits + 31) / 32 * 4 };
        var padding = U32(bytes, 812) is var said && said < 1 << 16 ? said : 0;
        var start = U32(bytes, 808) is not (0 or Unset) and var element ? element : U32(bytes, 4);
        // A picture that begins before byte 2048 leaves no room for the television header.
        var isTelevised = start >= 2048 && bytes.Length >= 2048;
        return new()
        {
            Width = (int)width,
            Height = (int)height,
            Bits = bits,
            Packing = bits == 16 ? 1 : packing,
            IsBig = isBig,
            Samples = samples,
            Order = order!.Value,
            Start = start,
            Stride = line + padding,
            Levels = isTelevised ? LevelsOf(Single(bytes, 1952), Single(bytes, 1964), bits) : null,
            Timecode = isTelevised ? TimecodeOf(bytes) : null,
        };

        uint U32(ReadOnlySpan<byte> from, int at) => isBig ? BinaryPrimitives.ReadUInt32BigEndian(from[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(from[at..]);
        int U16(ReadOnlySpan<byte> from, int at) => isBig ? BinaryPrimitives.ReadUInt16BigEndian(from[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(from[at..]);
        float Single(ReadOnlySpan<byte> from, int at) => BitConverter.UInt32BitsToSingle(U32(from, at));

        string? TimecodeOf(ReadOnlySpan<byte> from)
        {
            var code = U32(from, 1920);
            // An empty header is often zero instead of unset; midnight without a rate is nobody's timecode.
            if (code == Unset || code == 0 && !(Single(from, 1940) > 0 || Single(from, 1724) > 0)) return null;
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(four, code);
            return TimecodeBytes.Label(four);
        }
    }

    /// <exception cref="InvalidDataException">A file of so many bytes does not hold the picture.</exception>
    public void ThrowIfCut(long length)
    {
        var end = Start + Stride * (Height - 1) + LineBytes(Width * Samples);
        if (end > length) throw new InvalidDataException($"The DPX picture is cut: it ends at byte {end:N0}, the file at {length:N0}.");
    }

    /// <summary>Samples of a line as they are stored, one after the other.</summary>
    /// <exception cref="InvalidDataException">The file is cut before its end.</exception>
    public void Line(ReadOnlySpan<byte> file, int line, Span<ushort> samples)
    {
        var (at, length) = (Start + line * Stride, LineBytes(samples.Length));
        if (at + length > file.Length) throw new InvalidDataException($"The DPX picture is cut: line {line} of {Height} is not there whole.");
        var bytes = file.Slice((int)at, (int)length);
        switch (Bits, Packing)
        {
            case (10, not 0):
                Threes(bytes, samples);
                break;
            case (16, _) or (12, not 0):
                var shift = Bits == 12 && Packing == 1 ? 4 : 0;
                var mask = (1 << Bits) - 1;
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (ushort)((IsBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..])) >> shift & mask);
                break;
            default:
                Bitwise(bytes, samples);
                break;
        }
    }

    private static PictureLevels? LevelsOf(float black, float white, int bits)
    {
        var unit = 1 << (bits - 8);
        return (black, white) == (0, (1 << bits) - 1) ? PictureLevels.Full : (black, white) == (16 * unit, 235 * unit) ? PictureLevels.Legal : null;
    }

    private long LineBytes(int count) => (Bits, Packing) switch { (10, not 0) => (count + 2) / 3 * 4, (16, _) or (12, not 0) => count * 2, _ => ((long)count * Bits + 31) / 32 * 4 };

    private uint Word(ReadOnlySpan<byte> bytes, int at) => IsBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    // Three samples in a word, the first at its high end.
    private void Threes(ReadOnlySpan<byte> bytes, Span<ushort> samples)
    {
        var low = Packing == 1 ? 2 : 0;
        for (var (i, at) = (0, 0); i < samples.Length; i += 3, at += 4)
        {
            var word = Word(bytes, at) >> low;
            samples[i] = (ushort)(word >> 20 & 1023);
            if (i + 1 < samples.Length) samples[i + 1] = (ushort)(word >> 10 & 1023);
            if (i + 2 < samples.Length) samples[i + 2] = (ushort)(word & 1023);
        }
    }

    // Words filled from their low end, a sample going on in the next.
    private void Bitwise(ReadOnlySpan<byte> bytes, Span<ushort> samples)
    {
        var (held, count, at) = (0ul, 0, 0);
        for (var i = 0; i < samples.Length; i++)
        {
            if (count < Bits)
            {
                held |= (ulong)Word(bytes, at) << count;
                (count, at) = (count + 32, at + 4);
            }

            samples[i] = (ushort)(held & (1ul << Bits) - 1);
            (held, count) = (held >> Bits, count - Bits);
        }
    }
}
