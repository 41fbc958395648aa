using System.Collections.Frozen;
using System.Globalization;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Encodings;

namespace Acetate.Steps.Render;

/// <summary>The official ids between camera or working encodings and ACES2065-1.</summary>
public static class AcesInputs
{
    private const string Urn2 = "urn:ampas:aces:transformId:v2.0:", Urn1 = "urn:ampas:aces:transformId:v1.5:";

    // Encoding, the transform to ACES, the transform from ACES (aces-aswf/aces, transforms.json, v2.0.0).
    private static readonly (string Encoding, string To, string? From)[] Known =
    [
        ("ACEScg", "CSC.Academy.ACEScg_to_ACES.a2.v1", "CSC.Academy.ACES_to_ACEScg.a2.v1"),
        ("ACEScct", "CSC.Academy.ACEScct_to_ACES.a2.v1", "CSC.Academy.ACES_to_ACEScct.a2.v1"),
        ("ACEScc", "CSC.Academy.ACEScc_to_ACES.a2.v1", "CSC.Academy.ACES_to_ACEScc.a2.v1"),
        ("ACESproxy10", "CSC.Academy.ACESproxy10i_to_ACES.a2.v1", "CSC.Academy.ACES_to_ACESproxy10i.a2.v1"),
        ("ARRI LogC3 EI 800", "CSC.Arri.LogC3_to_ACES.a2.v1", null),
        ("ARRI LogC4", "CSC.Arri.LogC4_to_ACES.a2.v1", "CSC.Arri.ACES_to_LogC4.a2.v1"),
        ("RED Log3G10 REDWideGamutRGB", "CSC.Red.Log3G10_RWG_to_ACES.a2.v1", "CSC.Red.ACES_to_Log3G10_RWG.a2.v1"),
        ("S-Log3 S-Gamut3", "CSC.Sony.SLog3_SGamut3_to_ACES.a2.v1", "CSC.Sony.ACES_to_SLog3_SGamut3.a2.v1"),
        ("S-Log3 S-Gamut3.Cine", "CSC.Sony.SLog3_SGamut3Cine_to_ACES.a2.v1", "CSC.Sony.ACES_to_SLog3_SGamut3Cine.a2.v1"),
        ("S-Log3 S-Gamut3 Venice", "CSC.Sony.Venice_SLog3_SGamut3_to_ACES.a2.v1", "CSC.Sony.ACES_to_Venice_SLog3_SGamut3.a2.v1"),
        ("S-Log3 S-Gamut3.Cine Venice", "CSC.Sony.Venice_SLog3_SGamut3Cine_to_ACES.a2.v1", "CSC.Sony.ACES_to_Venice_SLog3_SGamut3Cine.a2.v1"),
        ("Canon Log 2 Cinema Gamut", "CSC.Canon.CLog2_CGamut_to_ACES.a1.v1", "CSC.Canon.ACES_to_CLog2_CGamut.a1.v1"),
        ("Canon Log 3 Cinema Gamut", "CSC.Canon.CLog3_CGamut_to_ACES.a1.v1", "CSC.Canon.ACES_to_CLog3_CGamut.a1.v1"),
        ("Canon Log 2 Rec.2020", "CSC.Canon.CLog2_BT2020_to_ACES.a1.v1", "CSC.Canon.ACES_to_CLog2_BT2020.a1.v1"),
        ("Canon Log 3 Rec.2020", "CSC.Canon.CLog3_BT2020_to_ACES.a1.v1", "CSC.Canon.ACES_to_CLog3_BT2020.a1.v1"),
        ("V-Log V-Gamut", "CSC.Panasonic.VLog_VGamut_to_ACES.a2.v1", "CSC.Panasonic.ACES_to_VLog_VGamut.a2.v1"),
        ("Blackmagic Film Wide Gamut Gen 5", "CSC.Blackmagic.BMDFilm_WideGamut_Gen5_to_ACES.a2.v1", "CSC.Academy.ACES_to_BMDFilm_WideGamut_Gen5.a2.v1"),
        ("Apple Log", "CSC.Apple.AppleLog_BT2020_to_ACES.a2.v1", "CSC.Apple.ACES_to_AppleLog_BT2020.a2.v1"),
        ("D-Log D-Gamut", "CSC.DJI.DLog_DGamut_to_ACES.a1.v1", "CSC.DJI.ACES_to_DLog_DGamut.a1.v1"),
    ];

    private static readonly FrozenDictionary<string, (string To, string? From)> ByEncoding = Known.ToFrozenDictionary(row => row.Encoding, row => (row.To, row.From));

    // The exposure indexes that have an input transform of their own in ACES 1.
    private static readonly int[] LogC3Indexes = [160, 200, 250, 320, 400, 500, 640, 800, 1000, 1280, 1600, 2000, 2560, 3200];

    /// <summary>The id of the transform from an encoding to ACES2065-1; null when the registry has none.</summary>
    public static string? IdToAces(ColourEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        if (ByEncoding.TryGetValue(encoding.Name, out var ids)) return Urn2 + ids.To;
        return encoding.Curve is LogC3Curve { ExposureIndex: var index } && encoding == KnownEncodings.LogC3(index) && LogC3Indexes.Contains(index)
            ? string.Create(CultureInfo.InvariantCulture, $"{Urn1}IDT.ARRI.Alexa-v3-logC-EI{index}.a1.v2")
            : null;
    }

    /// <summary>The id of the transform from ACES2065-1 to an encoding; null when the registry has none.</summary>
    public static string? IdFromAces(ColourEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding.Name == "ARRI LogC3 EI 800" ? $"{Urn1}ACEScsc.Academy.ACES_to_LogC_EI800_AWG.a1.1.0"
            : ByEncoding.TryGetValue(encoding.Name, out var ids) && ids.From is { } from ? Urn2 + from : null;
    }

    /// <summary>The transforms of the table by id without its urn, each with its encoding and whether it leads to ACES.</summary>
    internal static IEnumerable<(string Id, ColourEncoding Encoding, bool ToAces)> All =>
        from row in Known
        let encoding = KnownEncodings.Find(row.Encoding)!
        from end in (IEnumerable<(string? Id, bool ToAces)>)[(row.To, true), (row.From, false)]
        where end.Id is not null
        select (end.Id, encoding, end.ToAces);
}
