using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Sensor;

namespace Acetate.Steps.Render;

/// <summary>Between encodings and ACES2065-1: CSC, ACEScsc and IDT.</summary>
internal static partial class AcesInputTransforms
{
    // What stands for an encoding in the names of transforms, in all their spellings.
    private static readonly FrozenDictionary<string, ColourEncoding> Words = new Dictionary<string, ColourEncoding>
    {
        ["ACEScc"] = Known("ACEScc"),
        ["ACEScct"] = Known("ACEScct"),
        ["ACEScg"] = KnownEncodings.AcesCg,
        ["ACESproxy10i"] = Known("ACESproxy10"),
        ["ACESproxy12i"] = new("ACESproxy12", new AcesProxy12Curve(), KnownGamuts.Ap1),
        ["LogC3"] = KnownEncodings.LogC3(800),
        ["LogC_EI800_AWG"] = KnownEncodings.LogC3(800),
        ["LogC4"] = Known("ARRI LogC4"),
        ["ARRI-LogC4"] = Known("ARRI LogC4"),
        ["Log3G10_RWG"] = Known("RED Log3G10 REDWideGamutRGB"),
        ["SLog3_SGamut3"] = Known("S-Log3 S-Gamut3"),
        ["SLog3_SGamut3Cine"] = Known("S-Log3 S-Gamut3.Cine"),
        ["Venice_SLog3_SGamut3"] = Known("S-Log3 S-Gamut3 Venice"),
        ["SLog3_Venice_SGamut3"] = Known("S-Log3 S-Gamut3 Venice"),
        ["Venice_SLog3_SGamut3Cine"] = Known("S-Log3 S-Gamut3.Cine Venice"),
        ["SLog3_Venice_SGamut3Cine"] = Known("S-Log3 S-Gamut3.Cine Venice"),
        ["CLog2_CGamut"] = Known("Canon Log 2 Cinema Gamut"),
        ["CLog3_CGamut"] = Known("Canon Log 3 Cinema Gamut"),
        ["CLog2_BT2020"] = Known("Canon Log 2 Rec.2020"),
        ["CLog3_BT2020"] = Known("Canon Log 3 Rec.2020"),
        ["VLog_VGamut"] = Known("V-Log V-Gamut"),
        ["BMDFilm_WideGamut_Gen5"] = Known("Blackmagic Film Wide Gamut Gen 5"),
        ["AppleLog_BT2020"] = Known("Apple Log"),
        ["DLog_DGamut"] = Known("D-Log D-Gamut"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Sony's matrices of S-Gamut to ACES for S-Log, and for S-Log2 by light (IDT.Sony.SLog1/SLog2, a1.v1).
    private static readonly Matrix3 SGamut = new(0.754338638, 0.133697046, 0.111968437, 0.021198141, 1.005410934, -0.026610548, -0.009756991, 0.004508563, 1.005253201);
    private static readonly Matrix3 SGamutDaylight = new(0.8764457030, 0.0145411681, 0.1090131290, 0.0774075345, 0.9529571767, -0.0303647111, 0.0573564351, -0.1151066335, 1.0577501984);
    private static readonly Matrix3 SGamutTungsten = new(1.0110238740, -0.1362526051, 0.1252287310, 0.1011994504, 0.9562196265, -0.0574190769, 0.0600766530, -0.1010185315, 1.0409418785);

    // Canon's matrices to ACES by gamut and light (IDT.Canon, a1.v2).
    private static readonly Matrix3 Rec2020Daylight = new(0.678891151, 0.158868422, 0.162240427, 0.045570831, 0.860712772, 0.093716397, -0.000485710, 0.025060196, 0.975425515);
    private static readonly Matrix3 Rec2020Tungsten = new(0.724488568, 0.115140904, 0.160370529, 0.010659276, 0.839605344, 0.149735380, 0.014560161, -0.028562057, 1.014001897);
    private static readonly Matrix3 CinemaGamutDaylight = new(0.763064455, 0.149021161, 0.087914384, 0.003657457, 1.106960380, -0.110617837, -0.009407794, -0.218383305, 1.227791099);
    private static readonly Matrix3 CinemaGamutTungsten = new(0.817416293, 0.090755698, 0.091828009, -0.035361374, 1.065690585, -0.030329211, 0.010390366, -0.299271107, 1.288880741);

    public static AcesTransform Of(string id, string name)
    {
        // CSC.Sony.SLog3_SGamut3_to_ACES, ACEScsc.ACES_to_ACEScc, IDT.Sony.SLog3_SGamut3
        var word = name[(name.LastIndexOf('.') + 1)..];
        if (word == "Unity") return new(id, AcesRole.Input) { Operation = new ColourChain("ACES2065-1 already", []), Encoding = KnownEncodings.Aces };
        const string to = "_to_ACES", from = "ACES_to_";
        if (word.StartsWith(from, StringComparison.Ordinal)) return Words.TryGetValue(word[from.Length..], out var target) ? FromAces(id, target) : NotComputed(id, AcesRole.FromAces, name);
        if (word.EndsWith(to, StringComparison.Ordinal)) word = word[..^to.Length];
        return Words.TryGetValue(word, out var encoding) ? ToAces(id, encoding) : Special(id, word) ?? NotComputed(id, AcesRole.Input, name);
    }

    private static AcesTransform? Special(string id, string word)
    {
        if (word is "ADX10" or "ADX16") return new(id, AcesRole.Input) { Operation = new AcademyDensity(Is16Bit: word == "ADX16"), Parameters = OutputEncodings.Facts(("encoding", word)) };
        if (Sony().Match(word) is { Success: true, Groups: var s })
            return Made(id, new SonyLegacyCurve(s[1].Value == "2", int.Parse(s[3].ValueSpan, CultureInfo.InvariantCulture)), "S-Gamut", s[2].Value, s[2].Value switch { "Daylight" => SGamutDaylight, "Tungsten" => SGamutTungsten, _ => SGamut });
        if (Canon().Match(word) is { Success: true, Groups: var c })
        {
            var isCinema = c[2].Value == "CinemaGamut";
            var isTungsten = c[3].Value == "Tng";
            return Made(id, c[1].Value == "2" ? CanonLogCurve.CLog2 : CanonLogCurve.CLog3, isCinema ? "Cinema Gamut" : "BT.2020", isTungsten ? "tungsten" : "daylight", (isCinema, isTungsten) switch
            {
                (true, true) => CinemaGamutTungsten,
                (true, false) => CinemaGamutDaylight,
                (false, true) => Rec2020Tungsten,
                _ => Rec2020Daylight,
            });
        }

        return Alexa().Match(word) is { Success: true, Groups: var a } ? OfAlexa(id, a) : null;
    }

    private static AcesTransform? OfAlexa(string id, GroupCollection parts)
    {
        var index = int.Parse(parts[3].ValueSpan, CultureInfo.InvariantCulture);
        var kelvin = parts[4].Success ? int.Parse(parts[4].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var (isFirst, isRaw) = (parts[1].Value == "2", parts[2].Value == "raw");
        if (!isFirst && !isRaw) return kelvin == 0 ? ToAces(id, KnownEncodings.LogC3(index)) : null;
        if (kelvin == 0) return null;
        Matrix3? matrix = parts[5].Success ? ArriFilteredSensor.ToAces(kelvin) : ArriSensor.ToAces(kelvin);
        if (matrix is not { } sensor) return null;
        var light = string.Create(CultureInfo.InvariantCulture, $"{kelvin} K{(parts[5].Success ? ", internal filter ND 1.3" : "")}");
        var made = Made(id, isRaw ? new AlexaSensorCurve(index) : new AlexaTwoCurve(index), "ALEXA sensor", light, sensor);
        return isRaw && !parts[5].Success ? made with { Development = (index, kelvin) } : made;
    }

    private static AcesTransform Made(string id, ITransferCurve curve, string gamut, string light, Matrix3 matrix) => new(id, AcesRole.Input)
    {
        Operation = new ColourChain($"{curve.Name} to ACES2065-1", [new CurveOperation(curve, ToLinear: true), new MatrixOperation($"{gamut} to ACES AP0{(light.Length > 0 ? $", {light}" : "")}", matrix)]),
        Parameters = light.Length > 0 ? OutputEncodings.Facts(("curve", curve.Name), ("gamut", gamut), ("light", light)) : OutputEncodings.Facts(("curve", curve.Name), ("gamut", gamut)),
    };

    private static AcesTransform ToAces(string id, ColourEncoding encoding) => new(id, AcesRole.Input) { Operation = encoding.ToAces(), Encoding = encoding, Parameters = Facts(encoding) };

    private static AcesTransform FromAces(string id, ColourEncoding encoding) => new(id, AcesRole.FromAces) { Operation = encoding.FromAces(), Encoding = encoding, Parameters = Facts(encoding) };

    private static AcesTransform NotComputed(string id, AcesRole role, string name) => new(id, role) { WhyNot = $"{name} is in the registry, but its maker publishes no formula that is computed here." };

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Facts(ColourEncoding encoding) =>
        OutputEncodings.Facts(("adaptation", encoding.Gamut.Adaptation.Name), ("curve", encoding.Curve.Name), ("gamut", encoding.Gamut.Name));

    private static ColourEncoding Known(string name) => KnownEncodings.All.Single(encoding => encoding.Name == name);

    [GeneratedRegex(@"\ASLog([12])_SGamut(?:_(Daylight|Tungsten))?_(10|12)i\z")]
    private static partial Regex Sony();

    [GeneratedRegex(@"\ACanonLog([23])_(BT2020|CinemaGamut)_(D55|Tng)\z")]
    private static partial Regex Canon();

    [GeneratedRegex(@"\AAlexa-v([23])-(logC|raw)-EI(\d{3,4})(?:-CCT(\d{4,5}))?(-ND1pt3)?\z")]
    private static partial Regex Alexa();
}
