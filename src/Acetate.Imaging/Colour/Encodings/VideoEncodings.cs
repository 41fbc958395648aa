using System.Collections.Immutable;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Encodings;

/// <summary>The encodings of finished pictures, whose values stand for the light of a display and not for that of a scene.</summary>
public static class VideoEncodings
{
    /// <summary>Video of high definition (ITU-R BT.709-6) as it is looked at, by BT.1886.</summary>
    public static ColourEncoding Rec709 { get; } = new("Rec.709", new PowerCurve(2.4, BelowBlack.Clamp), KnownGamuts.Rec709);

    /// <summary>Computer displays (IEC 61966-2-1).</summary>
    public static ColourEncoding Srgb { get; } = new("sRGB", new SrgbCurve(Mirrors: false), KnownGamuts.Rec709);

    /// <summary>All of them.</summary>
    public static ImmutableArray<ColourEncoding> All { get; } =
    [
        Rec709,
        Srgb,
        new("Rec.709 gamma 2.2", new PowerCurve(2.2, BelowBlack.Clamp), KnownGamuts.Rec709),
        new("Rec.2020", new PowerCurve(2.4, BelowBlack.Clamp), KnownGamuts.Rec2020),
        new("Display P3", new SrgbCurve(Mirrors: true), KnownGamuts.P3D65),
        new("P3-D65", new PowerCurve(2.6, BelowBlack.Clamp), KnownGamuts.P3D65),
        new("P3-DCI", new PowerCurve(2.6, BelowBlack.Clamp), KnownGamuts.P3Dci),
        new("Rec.2100 PQ", new PerceptualQuantizer(), KnownGamuts.Rec2020),
        new("Rec.2100 HLG", new HybridLogGamma(), KnownGamuts.Rec2020),
        new("P3-D65 PQ", new PerceptualQuantizer(), KnownGamuts.P3D65),
    ];

    /// <summary>Whether values in this encoding stand for the light of a display.</summary>
    public static bool IsVideo(ColourEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding.Curve is PowerCurve or SrgbCurve or PerceptualQuantizer or HybridLogGamma;
    }

    /// <summary>Whether the display is one of high dynamic range.</summary>
    public static bool IsHighRange(ColourEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding.Curve is PerceptualQuantizer or HybridLogGamma;
    }
}
