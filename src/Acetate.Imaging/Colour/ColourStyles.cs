using System.Collections.Frozen;
using System.Globalization;
using Acetate.Imaging.Colour.Aces1;
using Acetate.Imaging.Colour.Aces2;
using Acetate.Imaging.Colour.Compression;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Displays;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour;

/// <summary>Transforms by name: those under which OpenColorIO's built-in transforms are known, and for every encoding of ours
/// <c>NAME to ACES2065-1</c> and <c>ACES2065-1 to NAME</c>, such as <c>ARRI LogC3 EI 1280 to ACES2065-1</c>.</summary>
public static class ColourStyles
{
    private static readonly FrozenDictionary<string, Func<IColourOperation>> Known = Styles().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private const string Aces = "ACES2065-1", LogC3 = "ARRI LogC3 EI ";

    /// <summary>All names, in alphabetical order; of LogC3 the usual exposure index alone.</summary>
    public static IEnumerable<string> Names => Known.Keys
        .Concat(KnownEncodings.All.Append(KnownEncodings.LogC3(800)).Where(e => e.Name != Aces).SelectMany(e => (string[])[$"{e.Name} to {Aces}", $"{Aces} to {e.Name}"]))
        .Order(StringComparer.Ordinal);

    /// <summary>The transform of a name, or null. Capital and small letters are the same.</summary>
    public static IColourOperation? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Known.TryGetValue(name, out var make)) return make();
        const string to = $" to {Aces}", from = $"{Aces} to ";
        return name.EndsWith(to, StringComparison.OrdinalIgnoreCase) ? Encoding(name[..^to.Length])?.ToAces()
            : name.StartsWith(from, StringComparison.OrdinalIgnoreCase) ? Encoding(name[from.Length..])?.FromAces() : null;
    }

    private static ColourEncoding? Encoding(string name) =>
        name.StartsWith(LogC3, StringComparison.OrdinalIgnoreCase) && int.TryParse(name.AsSpan(LogC3.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index is >= 160 and <= 3200
            ? KnownEncodings.LogC3(index)
            : KnownEncodings.All.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, Func<IColourOperation>> Styles()
    {
        var styles = new Dictionary<string, Func<IColourOperation>>
        {
            ["IDENTITY"] = () => new ColourChain("identity", []),
            ["ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1"] = () => KnownEncodings.LogC3(800).ToAces(),
            ["ADX10_to_ACES2065-1"] = () => new AcademyDensity(Is16Bit: false),
            ["ADX16_to_ACES2065-1"] = () => new AcademyDensity(Is16Bit: true),
            ["ACES-LMT - ACES 1.3 Reference Gamut Compression"] = () => new ReferenceGamutCompression(),
            ["ACES-LMT - BLUE_LIGHT_ARTIFACT_FIX"] = () => BlueLightFix,
            ["UTILITY - ACES-AP0_to_CIE-XYZ-D65_BFD"] = () => new MatrixOperation("ACES AP0 to XYZ D65 (Bradford)", ToXyzD65(KnownGamuts.Ap0)),
            ["UTILITY - ACES-AP1_to_CIE-XYZ-D65_BFD"] = () => new MatrixOperation("ACES AP1 to XYZ D65 (Bradford)", ToXyzD65(KnownGamuts.Ap1)),
            ["UTILITY - ACES-AP1_to_LINEAR-REC709_BFD"] = () => MatrixOperation.Between(KnownGamuts.Ap1, KnownGamuts.Rec709),
            ["CURVE - ACEScct-LOG_to_LINEAR"] = () => new CurveOperation(LogCurve.AcesCct, ToLinear: true),
            ["CURVE - APPLE_LOG_to_LINEAR"] = () => new CurveOperation(new AppleLogCurve(), ToLinear: true),
            ["CURVE - CANON_CLOG2_to_LINEAR"] = () => new CurveOperation(CanonLogCurve.CLog2, ToLinear: true),
            ["CURVE - CANON_CLOG3_to_LINEAR"] = () => new CurveOperation(CanonLogCurve.CLog3, ToLinear: true),
            ["CURVE - ST-2084_to_LINEAR"] = () => new CurveOperation(new PerceptualQuantizer(), ToLinear: true),
            ["CURVE - LINEAR_to_ST-2084"] = () => new CurveOperation(new PerceptualQuantizer(), ToLinear: false),
            ["CURVE - HLG-OETF"] = () => new CurveOperation(new HybridLogGamma(), ToLinear: false),
            ["CURVE - HLG-OETF-INVERSE"] = () => new CurveOperation(new HybridLogGamma(), ToLinear: true),
        };

        foreach (var (style, encoding) in (ReadOnlySpan<(string, string)>)
        [
            ("ACEScc", "ACEScc"), ("ACEScct", "ACEScct"), ("ACEScg", "ACEScg"), ("ACESproxy10i", "ACESproxy10"), ("APPLE_LOG", "Apple Log"), ("ARRI_LOGC4", "ARRI LogC4"),
            ("CANON_CLOG2-CGAMUT", "Canon Log 2 Cinema Gamut"), ("CANON_CLOG3-CGAMUT", "Canon Log 3 Cinema Gamut"), ("PANASONIC_VLOG-VGAMUT", "V-Log V-Gamut"),
            ("RED_LOG3G10-RWG", "RED Log3G10 REDWideGamutRGB"), ("RED_REDLOGFILM-RWG", "REDLogFilm REDWideGamutRGB"), ("SONY_SLOG3-SGAMUT3", "S-Log3 S-Gamut3"),
            ("SONY_SLOG3-SGAMUT3.CINE", "S-Log3 S-Gamut3.Cine"), ("SONY_SLOG3-SGAMUT3-VENICE", "S-Log3 S-Gamut3 Venice"), ("SONY_SLOG3-SGAMUT3.CINE-VENICE", "S-Log3 S-Gamut3.Cine Venice"),
        ])
            styles[$"{style}_to_ACES2065-1"] = () => KnownEncodings.All.Single(e => e.Name == encoding).ToAces();

        const string display = "DISPLAY - CIE-XYZ-D65_to_";
        foreach (var (name, gamut, exponent) in (ReadOnlySpan<(string, Gamut, double)>)
        [
            ("REC.1886-REC.709", KnownGamuts.Rec709, 2.4), ("REC.1886-REC.2020", KnownGamuts.Rec2020, 2.4), ("G2.2-REC.709", KnownGamuts.Rec709, 2.2),
            ("G2.6-P3-D65", KnownGamuts.P3D65, 2.6), ("G2.6-P3-D60-BFD", KnownGamuts.P3D60, 2.6), ("G2.6-P3-DCI-BFD", KnownGamuts.P3Dci, 2.6),
        ])
        {
            styles[display + name] = () => DisplayEncoding.To(name, gamut, new PowerCurve(exponent, BelowBlack.Clamp));
            styles[$"{display}{name} - MIRROR NEGS"] = () => DisplayEncoding.To(name, gamut, new PowerCurve(exponent, BelowBlack.Mirror));
        }

        styles[$"{display}sRGB"] = () => DisplayEncoding.To("sRGB", KnownGamuts.Rec709, new SrgbCurve(Mirrors: false));
        styles[$"{display}sRGB - MIRROR NEGS"] = () => DisplayEncoding.To("sRGB", KnownGamuts.Rec709, new SrgbCurve(Mirrors: true));
        styles[$"{display}DisplayP3"] = () => DisplayEncoding.To("Display P3", KnownGamuts.P3D65, new SrgbCurve(Mirrors: true));
        styles[$"{display}DisplayP3-HDR"] = () => DisplayEncoding.To("Display P3 HDR", KnownGamuts.P3D65, new SrgbCurve(Mirrors: true));
        styles[$"{display}REC.2100-PQ"] = () => DisplayEncoding.To("Rec.2100 PQ", KnownGamuts.Rec2020, new PerceptualQuantizer());
        styles[$"{display}ST2084-P3-D65"] = () => DisplayEncoding.To("P3-D65 ST 2084", KnownGamuts.P3D65, new PerceptualQuantizer());
        styles[$"{display}REC.2100-HLG-1000nit"] = () => DisplayEncoding.Hlg1000;
        styles[$"{display}DCDM-D65"] = () => DisplayEncoding.Dcdm;
        styles[$"{display}ST2084-DCDM-D65"] = () => DisplayEncoding.DcdmHdr;
        AddAces1(styles);
        AddAces2(styles);
        return styles;
    }

    private static void AddAces1(Dictionary<string, Func<IColourOperation>> styles)
    {
        const string output = "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - ";
        styles[$"{output}SDR-CINEMA_1.0"] = () => Rendering.Cinema;
        styles[$"{output}SDR-VIDEO_1.0"] = () => Rendering.Video;
        styles[$"{output}SDR-CINEMA-REC709lim_1.1"] = () => Rendering.Limited(isVideo: false, KnownGamuts.Rec709);
        styles[$"{output}SDR-VIDEO-REC709lim_1.1"] = () => Rendering.Limited(isVideo: true, KnownGamuts.Rec709);
        styles[$"{output}SDR-VIDEO-P3lim_1.1"] = () => Rendering.Limited(isVideo: true, KnownGamuts.P3D65);
        styles[$"{output}SDR-CINEMA-D60sim-D65_1.1"] = () => Rendering.SimulatingD60(isVideo: false);
        styles[$"{output}SDR-VIDEO-D60sim-D65_1.0"] = () => Rendering.SimulatingD60(isVideo: true);
        styles[$"{output}SDR-CINEMA-D60sim-DCI_1.0"] = () => Rendering.OnDciProjector(isD60: true);
        styles[$"{output}SDR-CINEMA-D65sim-DCI_1.1"] = () => Rendering.OnDciProjector(isD60: false);
        styles[$"{output}HDR-CINEMA-108nit-7.2nit-P3lim_1.1"] = () => Rendering.HighDynamicRange(108, 7.2, KnownGamuts.P3D65);
        foreach (var peak in (ReadOnlySpan<double>)[1000, 2000, 4000])
        {
            styles[FormattableString.Invariant($"{output}HDR-VIDEO-{peak}nit-15nit-REC2020lim_1.1")] = () => Rendering.HighDynamicRange(peak, 15, KnownGamuts.Rec2020);
            styles[FormattableString.Invariant($"{output}HDR-VIDEO-{peak}nit-15nit-P3lim_1.1")] = () => Rendering.HighDynamicRange(peak, 15, KnownGamuts.P3D65);
        }
    }

    // The names tell the rest: a peak, the limiting gamut and its white, and the display that shows it where that has another white.
    private static void AddAces2(Dictionary<string, Func<IColourOperation>> styles)
    {
        const string output = "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - ";
        var (rec709, p3, rec2020) = (KnownGamuts.Rec709, KnownGamuts.P3D65, KnownGamuts.Rec2020);
        Add("SDR-100nit-REC709", 100, rec709);
        Add("SDR-100nit-P3-D65", 100, p3);
        Add("SDR-100nit-REC709-D60-in-REC709-D65", 100, D60(rec709), rec709);
        Add("SDR-100nit-REC709-D60-in-P3-D65", 100, D60(rec709), p3);
        Add("SDR-100nit-REC709-D60-in-REC2020-D65", 100, D60(rec709), rec2020);
        Add("SDR-100nit-P3-D60-in-P3-D65", 100, D60(p3), p3);
        Add("SDR-100nit-P3-D60-in-XYZ-E", 100, D60(p3));
        Add("HDR-108nit-P3-D65", 225, p3, scale: 0.48);
        Add("HDR-300nit-P3-D65", 625, p3, scale: 0.48);
        Add("HDR-108nit-P3-D60-in-P3-D65", 225, D60(p3), p3, 0.48);
        Add("HDR-300nit-P3-D60-in-XYZ-E", 625, D60(p3), KnownGamuts.XyzE, 0.48);
        foreach (var peak in (ReadOnlySpan<int>)[500, 1000, 2000, 4000])
        {
            Add($"HDR-{peak}nit-P3-D65", peak, p3);
            Add($"HDR-{peak}nit-REC2020", peak, rec2020);
            Add($"HDR-{peak}nit-P3-D60-in-P3-D65", peak, D60(p3), p3);
            Add($"HDR-{peak}nit-P3-D60-in-REC2020-D65", peak, D60(p3), rec2020);
            Add($"HDR-{peak}nit-REC2020-D60-in-REC2020-D65", peak, D60(rec2020), rec2020);
        }

        void Add(string name, double peak, Gamut limits, Gamut? container = null, double scale = 1) =>
            styles[$"{output}{name}_2.0"] = () => new OutputTransform(peak, limits, container, scale);

        static Gamut D60(Gamut gamut) => gamut with { Name = $"{gamut.Name} D60", White = Chromaticity.Aces };
    }

    // LMT.Academy.BlueLightArtifactFix.a1.1.0, on ACES2065-1.
    private static MatrixOperation BlueLightFix { get; } = new("ACES blue light artifact fix", new(
        0.9404372683, -0.0183068787, 0.0778696104,
        0.0083786969, 0.8286599939, 0.1629613092,
        0.0005471261, -0.0008833746, 1.0003362486));

    private static Matrix3 ToXyzD65(Gamut gamut) => gamut.Adaptation.Between(gamut.White, Chromaticity.D65) * gamut.ToXyz();
}
