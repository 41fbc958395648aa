using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Encode.Movies;

/// <summary>Rows of red, green and blue into rows of brightness and colour differences, in the narrow range of television.</summary>
/// <remarks>
/// <para>With n bits, black is 16 and white 235 times 2ⁿ⁻⁸, colour differences lie around 128 times as much and reach 112 times as much
/// to either side (ITU-R BT.709-6 3.4, BT.2020-2 table 5). Rounded to the nearest, halves up. What lies beyond black and white is kept as far as the
/// numbers go; those that a cable keeps for itself (in 8 bits 0 and 255, in 10 bits 0 to 3 and 1020 to 1023) are never made.</para>
/// <para>Where two pixels share a colour, it is that at the place of the left one (the siting of H.264, ProRes and DNx): the row is filtered
/// symmetrically about it by −1, 0, 9, 16, 9, 0, −1 over 32, the half-band filter with flat pass band. Where two rows do, it is their mean.</para>
/// </remarks>
internal sealed class ComponentRows
{
    private const int Reach = 3;

    private readonly int width;
    private readonly ComponentLayout layout;
    private readonly float kr, kg, kb, scale, black, colourScale, middle, least, most, toBlue, toRed;
    private readonly float[] luma, padded, filtered;

    public ComponentRows(int width, ComponentLayout layout, ComponentMatrix matrix)
    {
        (this.width, this.layout) = (width, layout);
        var unit = 1 << (layout.Bits - 8);
        (kr, kb) = ((float)matrix.Red, (float)matrix.Blue);
        kg = (float)(1 - matrix.Red - matrix.Blue);
        (scale, black, middle) = (219 * unit, 16 * unit, 128 * unit);
        colourScale = 224 * unit;
        (least, most) = (unit, 255 * unit - 1);
        (toBlue, toRed) = ((float)(0.5 / (1 - matrix.Blue)), (float)(0.5 / (1 - matrix.Red)));
        luma = new float[width];
        padded = new float[width + 2 * Reach];
        filtered = new float[width];
    }

    /// <summary>The brightness of a row, and its colour differences for as many pixels as share none across.</summary>
    /// <param name="red">0 is black and 1 white; what is not a number is black, and nothing beyond −1 and 2 counts.</param>
    /// <param name="green">As many.</param>
    /// <param name="blue">As many.</param>
    /// <param name="brightness">The row's bytes.</param>
    /// <param name="differences">Numbers of blue, then of red: as many as the row has colours.</param>
    public void Split(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, Span<byte> brightness, Span<float> differences)
    {
        var colours = width / layout.Across;
        Mix(red, green, blue);
        Numbers(luma, scale, black, brightness);
        Difference(blue, toBlue, differences[..colours]);
        Difference(red, toRed, differences.Slice(colours, colours));
    }

    /// <summary>Colour differences as bytes.</summary>
    public void ColourNumbers(ReadOnlySpan<float> differences, Span<byte> bytes) => Numbers(differences, colourScale, middle, bytes);

    private void Mix(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        ref var r = ref MemoryMarshal.GetReference(red);
        ref var g = ref MemoryMarshal.GetReference(green);
        ref var b = ref MemoryMarshal.GetReference(blue);
        ref var y = ref MemoryMarshal.GetArrayDataReference(luma);
        nuint at = 0;
        for (; at + 16 <= (nuint)width; at += 16)
            Mixed(Vector512.LoadUnsafe(ref r, at), Vector512.LoadUnsafe(ref g, at), Vector512.LoadUnsafe(ref b, at)).StoreUnsafe(ref y, at);
        for (var i = (int)at; i < width; i++) luma[i] = Mixed(Vector512.CreateScalar(red[i]), Vector512.CreateScalar(green[i]), Vector512.CreateScalar(blue[i]))[0];
    }

    private Vector512<float> Mixed(Vector512<float> red, Vector512<float> green, Vector512<float> blue) =>
        Vector512.Create(kr) * Sane(red) + Vector512.Create(kg) * Sane(green) + Vector512.Create(kb) * Sane(blue);

    // What is not a number is unequal to itself, and becomes 0.
    private static Vector512<float> Sane(Vector512<float> values)
    {
        var numbers = values & Vector512.Equals(values, values);
        var above = Vector512.ConditionalSelect(Vector512.GreaterThan(numbers, Vector512.Create(-1f)), numbers, Vector512.Create(-1f));
        return Vector512.ConditionalSelect(Vector512.LessThan(above, Vector512.Create(2f)), above, Vector512.Create(2f));
    }

    private void Difference(ReadOnlySpan<float> component, float factor, Span<float> differences)
    {
        var row = padded.AsSpan(Reach, width);
        ref var c = ref MemoryMarshal.GetReference(component);
        ref var y = ref MemoryMarshal.GetArrayDataReference(luma);
        ref var to = ref MemoryMarshal.GetReference(row);
        nuint at = 0;
        for (; at + 16 <= (nuint)width; at += 16) ((Sane(Vector512.LoadUnsafe(ref c, at)) - Vector512.LoadUnsafe(ref y, at)) * Vector512.Create(factor)).StoreUnsafe(ref to, at);
        for (var i = (int)at; i < width; i++) row[i] = (Sane(Vector512.CreateScalar(component[i]))[0] - luma[i]) * factor;
        if (layout.Across == 1)
        {
            row.CopyTo(differences);
            return;
        }

        padded.AsSpan(0, Reach).Fill(row[0]);
        padded.AsSpan(Reach + width).Fill(row[^1]);
        Filter();
        for (var i = 0; i < differences.Length; i++) differences[i] = filtered[2 * i];
    }

    private void Filter()
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(padded);
        ref var to = ref MemoryMarshal.GetArrayDataReference(filtered);
        nuint at = 0;
        for (; at + 16 <= (nuint)width; at += 16)
            Weighted(Vector512.LoadUnsafe(ref from, at), Vector512.LoadUnsafe(ref from, at + 2), Vector512.LoadUnsafe(ref from, at + 3), Vector512.LoadUnsafe(ref from, at + 4), Vector512.LoadUnsafe(ref from, at + 6)).StoreUnsafe(ref to, at);
        for (var i = (int)at; i < width; i++)
            filtered[i] = Weighted(Vector512.CreateScalar(padded[i]), Vector512.CreateScalar(padded[i + 2]), Vector512.CreateScalar(padded[i + 3]), Vector512.CreateScalar(padded[i + 4]), Vector512.CreateScalar(padded[i + 6]))[0];
    }

    private static Vector512<float> Weighted(Vector512<float> far, Vector512<float> near, Vector512<float> here, Vector512<float> next, Vector512<float> beyond) =>
        Vector512.Create(0.5f) * here + Vector512.Create(9 / 32f) * (near + next) - Vector512.Create(1 / 32f) * (far + beyond);

    private void Numbers(ReadOnlySpan<float> values, float factor, float offset, Span<byte> bytes)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        var at = 0;
        if (layout.Bits == 8)
        {
            ref var to = ref MemoryMarshal.GetReference(bytes[..values.Length]);
            for (; at + 64 <= values.Length; at += 64)
            {
                var low = Vector512.Narrow(Coded(Vector512.LoadUnsafe(ref from, (nuint)at), factor, offset), Coded(Vector512.LoadUnsafe(ref from, (nuint)at + 16), factor, offset));
                var high = Vector512.Narrow(Coded(Vector512.LoadUnsafe(ref from, (nuint)at + 32), factor, offset), Coded(Vector512.LoadUnsafe(ref from, (nuint)at + 48), factor, offset));
                Vector512.Narrow(low, high).StoreUnsafe(ref to, (nuint)at);
            }

            for (; at < values.Length; at++) bytes[at] = (byte)Coded(Vector512.CreateScalar(values[at]), factor, offset)[0];
            return;
        }

        var words = MemoryMarshal.Cast<byte, ushort>(bytes)[..values.Length];
        ref var wide = ref MemoryMarshal.GetReference(words);
        for (; at + 32 <= values.Length; at += 32)
            Vector512.Narrow(Coded(Vector512.LoadUnsafe(ref from, (nuint)at), factor, offset), Coded(Vector512.LoadUnsafe(ref from, (nuint)at + 16), factor, offset)).StoreUnsafe(ref wide, (nuint)at);
        for (; at < values.Length; at++) words[at] = (ushort)Coded(Vector512.CreateScalar(values[at]), factor, offset)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<uint> Coded(Vector512<float> values, float factor, float offset)
    {
        var number = values * Vector512.Create(factor) + Vector512.Create(offset + 0.5f);
        number = Vector512.ConditionalSelect(Vector512.GreaterThan(number, Vector512.Create(least)), number, Vector512.Create(least));
        number = Vector512.ConditionalSelect(Vector512.LessThan(number, Vector512.Create(most + 0.5f)), number, Vector512.Create(most + 0.5f));
        return Vector512.ConvertToInt32(number).AsUInt32();
    }
}
