using System.Buffers.Binary;

namespace Acetate.Hashing;

/// <summary>The text form of a C4 identifier (SMPTE ST 2114).</summary>
/// <remarks>
/// The 64 bytes of a SHA-512 are read as one big endian number and written in base 58, padded on the left with the
/// digit zero (<c>1</c>) to 88 digits, after the prefix <c>c4</c>. Without the padding about one file in five would get
/// a wrong identifier. Base 58 leaves out the look-alikes 0, O, I and l.
/// </remarks>
internal static class C4Text
{
    public const int ByteLength = 64;
    public const int TextLength = 90;
    private const int Limbs = ByteLength / 4;
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    // Five digits at a time: 58^5 is the greatest power of 58 that fits in 32 bits.
    private const uint FiveDigits = 58u * 58 * 58 * 58 * 58;

    public static string Format(ReadOnlySpan<byte> bytes)
    {
        Span<uint> number = stackalloc uint[Limbs];
        for (var i = 0; i < Limbs; i++)
            number[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * i)..]);

        Span<char> text = stackalloc char[TextLength];
        text.Fill(Alphabet[0]);
        "c4".CopyTo(text);
        for (var end = TextLength; end > 2; end -= 5)
        {
            var digits = DivideByFiveDigits(number);
            for (var at = end - 1; at >= Math.Max(2, end - 5); at--, digits /= 58)
                text[at] = Alphabet[(int)(digits % 58)];
        }

        return new string(text);
    }

    /// <summary>Reads an identifier; false for a wrong length, prefix or digit, or a number above 2^512 - 1.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != TextLength || text[0] != 'c' || text[1] != '4')
            return false;

        Span<uint> number = stackalloc uint[Limbs];
        number.Clear();
        foreach (var character in text[2..])
        {
            var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0 || !MultiplyAndAdd(number, 58, (uint)digit))
                return false;
        }

        for (var i = 0; i < Limbs; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(4 * i)..], number[i]);
        return true;
    }

    private static uint DivideByFiveDigits(Span<uint> number)
    {
        ulong rest = 0;
        foreach (ref var limb in number)
        {
            var dividend = (rest << 32) | limb;
            limb = (uint)(dividend / FiveDigits);
            rest = dividend % FiveDigits;
        }

        return (uint)rest;
    }

    private static bool MultiplyAndAdd(Span<uint> number, uint factor, uint summand)
    {
        ulong carry = summand;
        for (var i = number.Length - 1; i >= 0; i--)
        {
            carry += (ulong)number[i] * factor;
            number[i] = (uint)carry;
            carry >>= 32;
        }

        return carry == 0;
    }
}
