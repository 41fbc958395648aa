using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Media.Encode;

/// <summary>What the numbers of a written picture mean, for the marks that files carry.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Gamut">What red, green and blue mean.</param>
/// <param name="Transfer">Which curve lies between numbers and light.</param>
public sealed record PictureColour(string Name, Gamut Gamut, PictureTransfer Transfer)
{
    /// <summary>ACES2065-1.</summary>
    public static PictureColour Aces { get; } = Of(KnownEncodings.Aces);

    /// <summary>ITU-R BT.709 as shown by a reference screen (BT.1886).</summary>
    public static PictureColour Rec709 { get; } = new("Rec.709", KnownGamuts.Rec709, PictureTransfer.Bt1886);

    /// <summary>sRGB.</summary>
    public static PictureColour Srgb { get; } = new("sRGB", KnownGamuts.Rec709, PictureTransfer.Srgb);

    /// <summary>ITU-R BT.2100 with the perceptual quantizer.</summary>
    public static PictureColour Rec2100Pq { get; } = new("Rec.2100 PQ", KnownGamuts.Rec2020, PictureTransfer.Pq);

    /// <summary>ITU-R BT.2100 with hybrid log-gamma.</summary>
    public static PictureColour Rec2100Hlg { get; } = new("Rec.2100 HLG", KnownGamuts.Rec2020, PictureTransfer.Hlg);

    /// <summary>A camera's or a working encoding.</summary>
    public static PictureColour Of(ColourEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return new(encoding.Name, encoding.Gamut, encoding.Curve is LinearCurve ? PictureTransfer.Linear : PictureTransfer.Log);
    }
}

/// <summary>Which curve lies between numbers and light, as far as files have marks for it.</summary>
public enum PictureTransfer
{
    /// <summary>One without a mark.</summary>
    Other,

    /// <summary>The numbers are light.</summary>
    Linear,

    /// <summary>A camera's logarithm.</summary>
    Log,

    /// <summary>A reference screen of high definition television (ITU-R BT.1886).</summary>
    Bt1886,

    /// <summary>IEC 61966-2-1.</summary>
    Srgb,

    /// <summary>A power of 2.2.</summary>
    Gamma22,

    /// <summary>A power of 2.6, digital cinema.</summary>
    Gamma26,

    /// <summary>The perceptual quantizer (SMPTE ST 2084).</summary>
    Pq,

    /// <summary>Hybrid log-gamma (ITU-R BT.2100).</summary>
    Hlg,
}
