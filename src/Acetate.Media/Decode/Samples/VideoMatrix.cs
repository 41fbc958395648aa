using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Decode.Samples;

/// <summary>How red, green and blue were made luma and two colour differences: what red and blue weigh in luma.</summary>
/// <param name="Name">Of the standard.</param>
/// <param name="Red">The weight of red.</param>
/// <param name="Blue">The weight of blue; green has the rest.</param>
public sealed record VideoMatrix(string Name, double Red, double Blue)
{
    /// <summary>ITU-R BT.601-7 2.5.1.</summary>
    public static VideoMatrix Bt601 { get; } = new("BT.601", 0.299, 0.114);

    /// <summary>ITU-R BT.709-6 3.2.</summary>
    public static VideoMatrix Bt709 { get; } = new("BT.709", 0.2126, 0.0722);

    /// <summary>ITU-R BT.2020-2 table 4, non-constant luminance; also of BT.2100.</summary>
    public static VideoMatrix Bt2020 { get; } = new("BT.2020 non-constant luminance", 0.2627, 0.0593);

    /// <summary>SMPTE ST 240.</summary>
    public static VideoMatrix Smpte240 { get; } = new("SMPTE ST 240", 0.212, 0.087);

    /// <summary>47 CFR 73.682 (a) (20).</summary>
    public static VideoMatrix Fcc { get; } = new("FCC", 0.30, 0.11);

    /// <summary>The matrix that FFprobe's word means; null for any other.</summary>
    public static VideoMatrix? Named(string? word) => word switch
    {
        "bt709" => Bt709,
        "smpte170m" or "bt470bg" => Bt601,
        "bt2020nc" => Bt2020,
        "smpte240m" => Smpte240,
        "fcc" => Fcc,
        _ => null,
    };

    /// <summary>Luma and colour differences to red, green and blue: first, second and third component become red, green and blue in place.</summary>
    /// <param name="luma">0 to 1, and beyond; becomes red.</param>
    /// <param name="blueDifference">−0.5 to 0.5, Cb; becomes green.</param>
    /// <param name="redDifference">−0.5 to 0.5, Cr; becomes blue.</param>
    public void ToRgb(Span<float> luma, Span<float> blueDifference, Span<float> redDifference)
    {
        // R = Y + 2 (1 − Kr) Cr, B = Y + 2 (1 − Kb) Cb, and G from Y = Kr R + Kg G + Kb B.
        var green = 1 - Red - Blue;
        var (fromCr, fromCb) = ((float)(2 * (1 - Red)), (float)(2 * (1 - Blue)));
        var (lessCb, lessCr) = ((float)(-2 * (1 - Blue) * Blue / green), (float)(-2 * (1 - Red) * Red / green));
        ref var y = ref MemoryMarshal.GetReference(luma);
        ref var cb = ref MemoryMarshal.GetReference(blueDifference[..luma.Length]);
        ref var cr = ref MemoryMarshal.GetReference(redDifference[..luma.Length]);
        var i = 0;
        for (; i + 16 <= luma.Length; i += 16)
        {
            var (l, b, r) = (Vector512.LoadUnsafe(ref y, (nuint)i), Vector512.LoadUnsafe(ref cb, (nuint)i), Vector512.LoadUnsafe(ref cr, (nuint)i));
            (l + r * Vector512.Create(fromCr)).StoreUnsafe(ref y, (nuint)i);
            (l + b * Vector512.Create(lessCb) + r * Vector512.Create(lessCr)).StoreUnsafe(ref cb, (nuint)i);
            (l + b * Vector512.Create(fromCb)).StoreUnsafe(ref cr, (nuint)i);
        }

        for (; i < luma.Length; i++)
        {
            var (l, b, r) = (luma[i], blueDifference[i], redDifference[i]);
            luma[i] = l + r * fromCr;
            blueDifference[i] = l + b * lessCb + r * lessCr;
            redDifference[i] = l + b * fromCb;
        }
    }
}
