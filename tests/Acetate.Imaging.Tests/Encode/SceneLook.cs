using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Encode;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>What a scene looks like on a Rec.709 display by ACES 2.0, exactly.</summary>
internal static class SceneLook
{
    /// <summary>From ACES2065-1.</summary>
    public static ColourChain ToDisplay { get; } = new("ACES 2.0 for Rec.709",
    [
        ColourStyles.Find("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-100nit-REC709_2.0")!,
        ColourStyles.Find("DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709")!,
    ]);

    /// <summary>For proxies.</summary>
    public static ProxyLooks Looks { get; } = picture => new(
        picture.Encoding is { } encoding && encoding != KnownEncodings.Aces ? encoding.ToAces() : null, picture.Encoding is null ? null : ToDisplay, []);
}
