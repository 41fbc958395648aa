using System.Collections.Frozen;
using System.Collections.Immutable;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Displays;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Steps.Render;

/// <summary>Output transforms: RRT with ODT and RRTODT of ACES 1, Output of ACES 2, and what goes back.</summary>
internal static class AcesOutputs
{
    private const string View = "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - ", Display = "DISPLAY - CIE-XYZ-D65_to_";
    private const double Sdr = 100, Cinema = 48;

    private static readonly ITransferCurve Bt1886 = new PowerCurve(2.4, BelowBlack.Clamp), Gamma26 = new PowerCurve(2.6, BelowBlack.Clamp), Srgb = new SrgbCurve(Mirrors: false), Pq = new PerceptualQuantizer();

    // Name of the transform, the rendering to XYZ, the display, what the values mean, and the peak in cd/m².
    private static readonly FrozenDictionary<string, (string View, string Display, Gamut Gamut, ITransferCurve Curve, double Peak)> Known = new Dictionary<string, (string, string, Gamut, ITransferCurve, double)>
    {
        ["Rec709_100nits_dim"] = ("SDR-VIDEO_1.0", "REC.1886-REC.709", KnownGamuts.Rec709, Bt1886, Sdr),
        ["Rec709_D60sim_100nits_dim"] = ("SDR-VIDEO-D60sim-D65_1.0", "REC.1886-REC.709", KnownGamuts.Rec709, Bt1886, Sdr),
        ["RGBmonitor_100nits_dim"] = ("SDR-VIDEO_1.0", "sRGB", KnownGamuts.Rec709, Srgb, Sdr),
        ["RGBmonitor_D60sim_100nits_dim"] = ("SDR-VIDEO-D60sim-D65_1.0", "sRGB", KnownGamuts.Rec709, Srgb, Sdr),
        ["DisplayP3_dim"] = ("SDR-VIDEO_1.0", "DisplayP3", KnownGamuts.P3D65, Srgb, Sdr),
        ["DisplayP3_D60sim_dim"] = ("SDR-VIDEO-D60sim-D65_1.0", "DisplayP3", KnownGamuts.P3D65, Srgb, Sdr),
        ["Rec2020_100nits_dim"] = ("SDR-VIDEO_1.0", "REC.1886-REC.2020", KnownGamuts.Rec2020, Bt1886, Sdr),
        ["Rec2020_100nits"] = ("SDR-VIDEO-P3lim_1.1", "REC.1886-REC.2020", KnownGamuts.Rec2020, Bt1886, Sdr),
        ["Rec2020_P3D65limited_100nits_dim"] = ("SDR-VIDEO-P3lim_1.1", "REC.1886-REC.2020", KnownGamuts.Rec2020, Bt1886, Sdr),
        ["Rec2020_Rec709limited_100nits"] = ("SDR-VIDEO-REC709lim_1.1", "REC.1886-REC.2020", KnownGamuts.Rec2020, Bt1886, Sdr),
        ["Rec2020_Rec709limited_100nits_dim"] = ("SDR-VIDEO-REC709lim_1.1", "REC.1886-REC.2020", KnownGamuts.Rec2020, Bt1886, Sdr),
        ["P3D60_48nits"] = ("SDR-CINEMA_1.0", "G2.6-P3-D60-BFD", KnownGamuts.P3D60, Gamma26, Cinema),
        ["P3D65_48nits"] = ("SDR-CINEMA_1.0", "G2.6-P3-D65", KnownGamuts.P3D65, Gamma26, Cinema),
        ["P3D65_709limit_48nits"] = ("SDR-CINEMA-REC709lim_1.1", "G2.6-P3-D65", KnownGamuts.P3D65, Gamma26, Cinema),
        ["P3D65_Rec709limited_48nits"] = ("SDR-CINEMA-REC709lim_1.1", "G2.6-P3-D65", KnownGamuts.P3D65, Gamma26, Cinema),
        ["P3D65_D60sim_48nits"] = ("SDR-CINEMA-D60sim-D65_1.1", "G2.6-P3-D65", KnownGamuts.P3D65, Gamma26, Cinema),
        ["P3DCI_48nits"] = ("SDR-CINEMA-D60sim-DCI_1.0", "G2.6-P3-DCI-BFD", KnownGamuts.P3Dci, Gamma26, Cinema),
        ["P3DCI_D65sim_48nits"] = ("SDR-CINEMA-D65sim-DCI_1.1", "G2.6-P3-DCI-BFD", KnownGamuts.P3Dci, Gamma26, Cinema),
        ["P3D65_108nits_7.2nits_ST2084"] = ("HDR-CINEMA-108nit-7.2nit-P3lim_1.1", "ST2084-P3-D65", KnownGamuts.P3D65, Pq, 108),
        ["P3D65_108nits_7point2nits_ST2084"] = ("HDR-CINEMA-108nit-7.2nit-P3lim_1.1", "ST2084-P3-D65", KnownGamuts.P3D65, Pq, 108),
        ["P3D65_1000nits_15nits_ST2084"] = ("HDR-VIDEO-1000nit-15nit-P3lim_1.1", "ST2084-P3-D65", KnownGamuts.P3D65, Pq, 1000),
        ["P3D65_2000nits_15nits_ST2084"] = ("HDR-VIDEO-2000nit-15nit-P3lim_1.1", "ST2084-P3-D65", KnownGamuts.P3D65, Pq, 2000),
        ["P3D65_4000nits_15nits_ST2084"] = ("HDR-VIDEO-4000nit-15nit-P3lim_1.1", "ST2084-P3-D65", KnownGamuts.P3D65, Pq, 4000),
        ["Rec2020_1000nits_15nits_ST2084"] = ("HDR-VIDEO-1000nit-15nit-REC2020lim_1.1", "REC.2100-PQ", KnownGamuts.Rec2020, Pq, 1000),
        ["Rec2020_2000nits_15nits_ST2084"] = ("HDR-VIDEO-2000nit-15nit-REC2020lim_1.1", "REC.2100-PQ", KnownGamuts.Rec2020, Pq, 2000),
        ["Rec2020_4000nits_15nits_ST2084"] = ("HDR-VIDEO-4000nit-15nit-REC2020lim_1.1", "REC.2100-PQ", KnownGamuts.Rec2020, Pq, 4000),
        ["Rec2020_1000nits_15nits_HLG"] = ("HDR-VIDEO-1000nit-15nit-REC2020lim_1.1", "REC.2100-HLG-1000nit", KnownGamuts.Rec2020, new HybridLogGamma(), 1000),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static AcesTransform Of(string id, string kind, string name)
    {
        var word = name[(name.IndexOf("Academy.", StringComparison.Ordinal) is >= 0 and var at ? at + "Academy.".Length : 0)..];
        return kind switch
        {
            "RRT" => new(id, AcesRole.Rendering) { WhyNot = "The RRT is one half of an output transform and is computed with the ODT that follows it." },
            "InvRRT" => new(id, AcesRole.InverseRendering) { WhyNot = "The inverse RRT is one half of an inverse output transform and is computed with the inverse ODT before it." },
            "Output" => AcesOutputName.Parse(word) is { } output ? Of(id, output) : NotComputed(id, AcesRole.Output, name),
            "ODT" or "RRTODT" => Forward(id, name, word),
            "InvOutput" => AcesOutputName.Parse(word) is { } output ? Inverse(id, Of(id, output)) : NotComputed(id, AcesRole.InverseOutput, name),
            _ => Forward(id, name, word) is { Operation: not null } forward ? Inverse(id, forward) : NotComputed(id, AcesRole.InverseOutput, name),
        };
    }

    private static AcesTransform Inverse(string id, AcesTransform forward) => forward with { Id = id, Role = AcesRole.InverseOutput, Operation = InverseOutput.Of((ColourChain)forward.Operation!) };

    private static AcesTransform Of(string id, AcesOutputName output) => new(id, AcesRole.Output)
    {
        Operation = output.Operation(),
        Encoding = output.Encoding,
        Peak = output.Peak,
        Parameters = OutputEncodings.FactsOf(output),
    };

    private static AcesTransform Forward(string id, string name, string word)
    {
        if (word.StartsWith("DCDM", StringComparison.Ordinal)) return Dcdm(id, word) ?? NotComputed(id, AcesRole.Output, name);
        if (!Known.TryGetValue(word, out var known)) return NotComputed(id, AcesRole.Output, name);
        var view = (ColourChain)ColourStyles.Find($"{View}{known.View}")!;
        var display = (ColourChain)ColourStyles.Find($"{Display}{known.Display}")!;
        // The code values of the Academy's transforms end at 0 and 1; those of the parts may go on.
        return Made(id, word, [.. view.Steps, .. display.Steps, new CutOperation(0, 1)], new(word, known.Curve, known.Gamut), known.Peak);
    }

    /// <summary>Digital cinema in XYZ with the white of ACES as it is, within P3 where the name says so.</summary>
    private static AcesTransform? Dcdm(string id, string word)
    {
        var ap1ToXyz = KnownGamuts.Ap1.ToXyz();
        var toD65 = Adaptation.Bradford.Between(Chromaticity.Aces, Chromaticity.D65);
        // The last step of the cinema rendering leads to XYZ of white D65; here it leads elsewhere.
        var tones = ((ColourChain)ColourStyles.Find($"{View}SDR-CINEMA_1.0")!).Steps[..^1];
        ImmutableArray<IColourOperation>? steps = word switch
        {
            "DCDM" => [new MatrixOperation("AP1 to XYZ", ap1ToXyz)],
            "DCDM_P3D60" or "DCDM_P3D60limited" => Within(KnownGamuts.P3D60, ap1ToXyz),
            "DCDM_P3D65limited" => Within(KnownGamuts.P3D65, toD65 * ap1ToXyz),
            _ => null,
        };
        return steps is not { } xyz ? null : Made(id, word, [.. tones, .. xyz, .. DisplayEncoding.Dcdm.Steps, new CutOperation(0, 1)], new(word, Gamma26, KnownGamuts.XyzE), Cinema);

        static ImmutableArray<IColourOperation> Within(Gamut limits, Matrix3 toXyz) =>
        [
            new MatrixOperation($"AP1 to {limits.Name}", limits.ToXyz().Inverse() * toXyz),
            new CutOperation(0, 1),
            new MatrixOperation($"{limits.Name} to XYZ", limits.ToXyz()),
        ];
    }

    private static AcesTransform Made(string id, string word, ImmutableArray<IColourOperation> steps, ColourEncoding encoding, double peak) => new(id, AcesRole.Output)
    {
        Operation = new ColourChain($"ACES 1 output {word}", steps),
        Encoding = encoding,
        Peak = peak,
        Parameters = OutputEncodings.Facts(("display", encoding.Gamut.Name), ("peak", FormattableString.Invariant($"{peak} cd/m²")), ("transfer", encoding.Curve.Name)),
    };

    private static AcesTransform NotComputed(string id, AcesRole role, string name) => new(id, role)
    {
        WhyNot = name.Contains("_PQ_", StringComparison.Ordinal) || name.Contains("ST20", StringComparison.Ordinal)
                ? $"{name} was withdrawn after ACES 1.0.3 and is not computed here; the RRTODT transforms of 1.1 took its place."
                : $"{name} is in the registry and not computed here.",
    };
}
