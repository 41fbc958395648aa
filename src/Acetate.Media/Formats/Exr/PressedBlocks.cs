using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Acetate.Media.Formats.Exr;

/// <summary>OpenEXR's PXR24 and B44, which change numbers: floats to 24 bits, halves to about 7 in squares of four by four.</summary>
internal static class PressedBlocks
{
    /// <summary>PXR24 after inflating: of each channel of each line the high bytes, then the next ones, each number the step from the one to its left.</summary>
    /// <param name="steps">The inflated bytes.</param>
    /// <param name="target">Takes the lines.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="rows">Lines.</param>
    /// <param name="types">0 whole, 1 half, 2 float.</param>
    public static void Pixar(ReadOnlySpan<byte> steps, Span<byte> target, int width, int rows, ImmutableArray<int> types)
    {
        var (from, to) = (0, 0);
        for (var y = 0; y < rows; y++)
        {
            foreach (var type in types)
            {
                var (kept, size) = (BytesOf(type), type == 1 ? 2 : 4);
                var value = 0u;
                for (var x = 0; x < width; x++, to += size)
                {
                    var step = 0u;
                    for (var i = 0; i < kept; i++) step = step << 8 | steps[from + i * width + x];
                    // The lowest byte of a float is not kept.
                    value += type == 2 ? step << 8 : step;
                    if (size == 2) BinaryPrimitives.WriteUInt16LittleEndian(target[to..], (ushort)value);
                    else BinaryPrimitives.WriteUInt32LittleEndian(target[to..], value);
                }

                from += kept * width;
            }
        }
    }

    /// <summary>Bytes that PXR24 keeps of a number.</summary>
    public static int BytesOf(int type) => type switch { 0 => 4, 1 => 2, _ => 3 };

    /// <summary>B44 and B44A: squares of 14 bytes, or of 3 where all sixteen are the same; other numbers than halves as they are.</summary>
    /// <param name="packed">The block's bytes: channel after channel.</param>
    /// <param name="target">Takes the lines.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="rows">Lines.</param>
    /// <param name="types">0 whole, 1 half, 2 float.</param>
    /// <returns>False: it is damaged.</returns>
    public static bool Squares(ReadOnlySpan<byte> packed, Span<byte> target, int width, int rows, ImmutableArray<int> types)
    {
        var (line, left) = (target.Length / rows, 0);
        Span<ushort> square = stackalloc ushort[16];
        foreach (var type in types)
        {
            if (type != 1)
            {
                if (packed.Length < 4 * width * rows) return false;
                for (var y = 0; y < rows; y++) packed.Slice(4 * width * y, 4 * width).CopyTo(target[(y * line + left)..]);
                packed = packed[(4 * width * rows)..];
                left += 4 * width;
                continue;
            }

            for (var top = 0; top < rows; top += 4)
            {
                for (var x = 0; x < width; x += 4)
                {
                    if (packed.Length < 3) return false;
                    var isFlat = packed[2] >= 13 << 2;
                    if (!isFlat && packed.Length < 14) return false;
                    if (isFlat) square.Fill((ushort)(packed[0] << 8 | packed[1]));
                    else Unpack(packed, square);
                    packed = packed[(isFlat ? 3 : 14)..];
                    for (var j = 0; j < Math.Min(4, rows - top); j++)
                        for (var i = 0; i < Math.Min(4, width - x); i++)
                        {
                            // Ordered as numbers are, signs turned round.
                            var value = square[4 * j + i];
                            BinaryPrimitives.WriteUInt16LittleEndian(target[((top + j) * line + left + 2 * (x + i))..], (value & 0x8000) != 0 ? (ushort)(value & 0x7FFF) : (ushort)~value);
                        }
                }
            }

            left += 2 * width;
        }

        return true;
    }

    // The first number, how far the steps are shifted, and fifteen steps of six bits: down the first column, then from left to right.
    private static void Unpack(ReadOnlySpan<byte> packed, Span<ushort> square)
    {
        var (shift, at) = (packed[2] >> 2, 22);
        var bias = 0x20 << shift;
        square[0] = (ushort)(packed[0] << 8 | packed[1]);
        for (var x = 0; x < 4; x++)
        {
            for (var y = 0; y < 4; y++)
            {
                if (x == 0 && y == 0) continue;
                var step = (packed[at >> 3] << 8 | (at >> 3 < 13 ? packed[(at >> 3) + 1] : 0)) >> (10 - (at & 7)) & 0x3F;
                square[4 * y + x] = (ushort)((x == 0 ? square[4 * (y - 1)] : square[4 * y + x - 1]) + (step << shift) - bias);
                at += 6;
            }
        }
    }
}
