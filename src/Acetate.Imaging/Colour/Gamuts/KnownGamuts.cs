namespace Acetate.Imaging.Colour.Gamuts;

/// <summary>The gamuts of cameras, working spaces and displays, from their makers' papers and the ACES input transforms.</summary>
public static class KnownGamuts
{
    /// <summary>ACES2065-1 (SMPTE ST 2065-1).</summary>
    public static Gamut Ap0 { get; } = Of("ACES AP0", 0.7347, 0.2653, 0, 1, 0.0001, -0.077, Chromaticity.Aces, Adaptation.Bradford);

    /// <summary>The working gamut of ACEScg, ACEScct and ACEScc (S-2014-004).</summary>
    public static Gamut Ap1 { get; } = Of("ACES AP1", 0.713, 0.293, 0.165, 0.830, 0.128, 0.044, Chromaticity.Aces, Adaptation.Bradford);

    /// <summary>ITU-R BT.709-6, also of sRGB.</summary>
    public static Gamut Rec709 { get; } = Of("Rec.709", 0.64, 0.33, 0.30, 0.60, 0.15, 0.06, Chromaticity.D65, Adaptation.Bradford);

    /// <summary>ITU-R BT.2020-2, also of BT.2100.</summary>
    public static Gamut Rec2020 { get; } = Of("Rec.2020", 0.708, 0.292, 0.170, 0.797, 0.131, 0.046, Chromaticity.D65, Adaptation.Bradford);

    /// <summary>The primaries of SMPTE RP 431-2 with white D65 (SMPTE EG 432-1).</summary>
    public static Gamut P3D65 { get; } = Of("P3-D65", 0.680, 0.320, 0.265, 0.690, 0.150, 0.060, Chromaticity.D65, Adaptation.Bradford);

    /// <summary>The primaries of SMPTE RP 431-2 with the ACES white.</summary>
    public static Gamut P3D60 { get; } = P3D65 with { Name = "P3-D60", White = Chromaticity.Aces };

    /// <summary>SMPTE RP 431-2.</summary>
    public static Gamut P3Dci { get; } = P3D65 with { Name = "P3-DCI", White = Chromaticity.Dci };

    /// <summary>XYZ itself as a display has it, with the white of equal energy.</summary>
    public static Gamut XyzE { get; } = Of("XYZ", 1, 0, 0, 1, 0, 0, new(1 / 3.0, 1 / 3.0), Adaptation.Bradford);

    /// <summary>ARRI Wide Gamut 3.</summary>
    public static Gamut ArriWideGamut3 { get; } = Of("ARRI Wide Gamut 3", 0.684, 0.313, 0.221, 0.848, 0.0861, -0.102, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>ARRI Wide Gamut 4.</summary>
    public static Gamut ArriWideGamut4 { get; } = Of("ARRI Wide Gamut 4", 0.7347, 0.2653, 0.1424, 0.8576, 0.0991, -0.0308, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>REDWideGamutRGB.</summary>
    public static Gamut RedWideGamut { get; } = Of("REDWideGamutRGB", 0.780308, 0.304253, 0.121595, 1.493994, 0.095612, -0.084589, Chromaticity.D65, Adaptation.Bradford);

    /// <summary>S-Gamut3, the same as S-Gamut.</summary>
    public static Gamut SGamut3 { get; } = Of("S-Gamut3", 0.730, 0.280, 0.140, 0.855, 0.100, -0.050, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>S-Gamut3.Cine.</summary>
    public static Gamut SGamut3Cine { get; } = Of("S-Gamut3.Cine", 0.766, 0.275, 0.225, 0.800, 0.089, -0.087, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>S-Gamut3 of VENICE. Sony publishes no primaries; these follow from the ACES input transform.</summary>
    public static Gamut SGamut3Venice { get; } = Of("Venice S-Gamut3", 0.740464264304292, 0.279364374750660, 0.089241145423286, 0.893809528608105, 0.110488236673827, -0.052579333080476, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>S-Gamut3.Cine of VENICE. Sony publishes no primaries; these follow from the ACES input transform.</summary>
    public static Gamut SGamut3CineVenice { get; } = Of("Venice S-Gamut3.Cine", 0.775901871567345, 0.274502392854799, 0.188682902773355, 0.828684937020288, 0.101337382499301, -0.089187517306263, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>Canon Cinema Gamut.</summary>
    public static Gamut CanonCinemaGamut { get; } = Of("Cinema Gamut", 0.740, 0.270, 0.170, 1.140, 0.080, -0.100, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>Panasonic V-Gamut.</summary>
    public static Gamut VGamut { get; } = Of("V-Gamut", 0.730, 0.280, 0.165, 0.840, 0.100, -0.030, Chromaticity.D65, Adaptation.Bradford);

    /// <summary>Blackmagic Wide Gamut of generation 5.</summary>
    public static Gamut BlackmagicWideGamut { get; } = Of("Blackmagic Wide Gamut Gen 5", 0.7177215, 0.3171181, 0.2280410, 0.8615690, 0.1005841, -0.0820452, new(0.3127170, 0.3290312), Adaptation.Cat02);

    /// <summary>DaVinci Wide Gamut.</summary>
    public static Gamut DaVinciWideGamut { get; } = Of("DaVinci Wide Gamut", 0.8000, 0.3130, 0.1682, 0.9877, 0.0790, -0.1155, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>Apple Wide Gamut, of Apple Log 2.</summary>
    public static Gamut AppleWideGamut { get; } = Of("Apple Wide Gamut", 0.725, 0.301, 0.221, 0.814, 0.068, -0.076, Chromaticity.D65, Adaptation.Bradford);

    /// <summary>DJI D-Gamut.</summary>
    public static Gamut DGamut { get; } = Of("D-Gamut", 0.71, 0.31, 0.21, 0.88, 0.09, -0.08, Chromaticity.D65, Adaptation.Cat02);

    /// <summary>GoPro Protune Native.</summary>
    public static Gamut ProtuneNative { get; } = Of("Protune Native", 0.69848046, 0.19302645, 0.32955538, 1.02459662, 0.10844263, -0.03467857, Chromaticity.D65, Adaptation.Bradford);

    private static Gamut Of(string name, double rx, double ry, double gx, double gy, double bx, double by, Chromaticity white, Adaptation adaptation) =>
        new(name, new(rx, ry), new(gx, gy), new(bx, by), white, adaptation);
}
