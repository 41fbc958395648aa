using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Inspect;

namespace Acetate.Media.Decode;

/// <summary>What the values of a clip mean, and how that is known.</summary>
/// <param name="Encoding">Null when nothing says so.</param>
/// <param name="Origin">Where it is known from, in words.</param>
/// <param name="Warning">What had to be assumed, as a sentence.</param>
public sealed record SourceEncoding(ColourEncoding? Encoding, string? Origin, string? Warning = null)
{
    private static readonly ImmutableDictionary<string, ColourEncoding> ByName = KnownEncodings.All.ToImmutableDictionary(encoding => encoding.Name);

    /// <summary>SMPTE ST 170 and RP 145, of 525 lines.</summary>
    private static readonly Gamut SmpteC = new("SMPTE C", new(0.630, 0.340), new(0.310, 0.595), new(0.155, 0.070), Chromaticity.D65, Adaptation.Bradford);

    /// <summary>ITU-R BT.601 of 625 lines, EBU Tech 3213.</summary>
    private static readonly Gamut Ebu = new("EBU", new(0.64, 0.33), new(0.29, 0.60), new(0.15, 0.06), Chromaticity.D65, Adaptation.Bradford);

    /// <summary>The X, Y and Z of digital cinema, 48 cd/m² in 52.37 (SMPTE ST 428-1).</summary>
    internal static SourceEncoding Cinema { get; } = new(new("X'Y'Z' gamma 2.6", new PowerCurve(2.6, BelowBlack.Mirror), KnownGamuts.XyzE), "said by the codec: X'Y'Z'");

    /// <summary>
    /// Whether an encoding counts the codes of video as they are, from 0 to the highest of the bits, though the range from 16 to 235 is used
    /// (S-Log3 has 18 % grey at the code 420 of 10 bits, which is 41 IRE). ARRI, RED, Apple and Blackmagic count from black to white.
    /// </summary>
    public static bool CountsVideoCodes(ColourEncoding? encoding) => encoding is not null
        && ((ReadOnlySpan<string>)["S-Log", "V-Log", "Canon Log", "F-Log", "N-Log", "L-Log"]).ToArray().Any(maker => encoding.Name.StartsWith(maker, StringComparison.Ordinal));

    /// <summary>What is known of a clip whose values are not raw.</summary>
    /// <param name="inspection">What its files say.</param>
    /// <param name="named">What the caller says, which goes before.</param>
    public static SourceEncoding Of(ClipInspection inspection, ColourEncoding? named)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        if (named is not null) return new(named, "named by the caller");
        foreach (var field in (ReadOnlySpan<string>)["image.colour.space", "image.colour.transfer"])
        {
            // A maker's own word goes before the word of a container, which often says BT.709 for any logarithm.
            foreach (var fact in inspection.Facts.Where(fact => fact.Field == field))
                if (Camera(Plain(fact.Value), inspection) is { } found)
                    return found with { Origin = $"said by the file: {fact.Origin} is '{fact.Raw}'" };
        }

        var colour = inspection.Image?.Colour;
        var said = inspection.Facts.FirstOrDefault(fact => fact.Field == "image.colour.transfer");
        return said is not null && Display(colour?.Transfer, colour?.Primaries) is { } display
            ? new(display, $"said by the file: {said.Origin} is '{said.Raw}'" + (colour?.Primaries is null ? ", primaries not said" : $", primaries '{colour.Primaries}'"))
            : new(null, null, said is null ? null : $"The file says its transfer is '{said.Raw}', which is no encoding that is known here.");
    }

    /// <summary>Whether a clip's values are light or the logarithm of a scene, or a sensor's own, and so are no picture until they are developed.</summary>
    public static bool IsOfScene(ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        // OpenEXR is light, also where it says no primaries.
        return inspection.Image?.Codec is { } codec && ((ReadOnlySpan<string>)["cfa", "linear-raw", "arriraw", "exr"]).ToArray().Any(raw => codec.StartsWith(raw, StringComparison.Ordinal))
            || Of(inspection, null).Encoding is { } encoding && !VideoEncodings.IsVideo(encoding);
    }

    /// <summary>The encoding for a display that FFprobe's words mean, or null.</summary>
    public static ColourEncoding? Display(string? transfer, string? primaries)
    {
        var gamut = primaries switch
        {
            "bt2020" => KnownGamuts.Rec2020,
            "smpte432" => KnownGamuts.P3D65,
            "smpte431" => KnownGamuts.P3Dci,
            "smpte170m" or "smpte240m" => SmpteC,
            "bt470bg" => Ebu,
            _ => KnownGamuts.Rec709,
        };
        return transfer switch
        {
            "smpte2084" => Of("ST 2084", new PerceptualQuantizer(), primaries is null ? KnownGamuts.Rec2020 : gamut),
            "arib-std-b67" => Of("HLG", new HybridLogGamma(), primaries is null ? KnownGamuts.Rec2020 : gamut),
            "iec61966-2-1" => Of("sRGB", new SrgbCurve(Mirrors: true), gamut),
            "linear" when primaries is not null => Of("linear", new LinearCurve(), gamut),
            "bt709" or "smpte170m" or "smpte240m" or "bt2020-10" or "bt2020-12" => Of("BT.1886", new PowerCurve(2.4, BelowBlack.Mirror), transfer.StartsWith("bt2020", StringComparison.Ordinal) && primaries is null ? KnownGamuts.Rec2020 : gamut),
            "bt470m" or "gamma22" => Of("gamma 2.2", new PowerCurve(2.2, BelowBlack.Mirror), gamut),
            "bt470bg" or "gamma28" => Of("gamma 2.8", new PowerCurve(2.8, BelowBlack.Mirror), gamut),
            _ => null,
        };

        static ColourEncoding Of(string curveName, ITransferCurve curve, Gamut gamut) => new($"{gamut.Name} {curveName}", curve, gamut);
    }

    private static SourceEncoding? Camera(string word, ClipInspection inspection)
    {
        var gamut = Plain(inspection.Image?.Colour?.Primaries + " " + inspection.Image?.Colour?.Space);
        var model = Plain(inspection.Camera?.Model + "");
        if (Has("slog3"))
        {
            var venice = model.Contains("venice", StringComparison.Ordinal) || model.Contains("mpc36", StringComparison.Ordinal) ? " Venice" : "";
            var both = word + gamut;
            var isKnown = both.Contains("sgamut3", StringComparison.Ordinal);
            var isCine = !isKnown || both.Contains("sgamut3cine", StringComparison.Ordinal);
            return Named($"S-Log3 S-Gamut3{(isCine ? ".Cine" : "")}{venice}", isKnown ? null : "The file says S-Log3 and no gamut; S-Gamut3.Cine is assumed.");
        }

        if (Has("slog2")) return Named("S-Log2 S-Gamut");
        if (Has("vlog")) return Named("V-Log V-Gamut");
        foreach (var number in (ReadOnlySpan<char>)['2', '3'])
            if (Has($"clog{number}") || Has($"canonlog{number}"))
                return Named($"Canon Log {number} {(gamut.Contains("2020", StringComparison.Ordinal) ? "Rec.2020" : "Cinema Gamut")}");
        if (Has("logc4") || Has("logc") && model.Contains("alexa35", StringComparison.Ordinal)) return Named("ARRI LogC4");
        if (Has("logc")) return LogC3(inspection.Exposure?.Iso);
        if (Has("log3g10")) return Named("RED Log3G10 REDWideGamutRGB");
        if (Has("redlogfilm")) return Named("REDLogFilm REDWideGamutRGB");
        if (Has("applelog2") || Has("applewidegamut")) return Named("Apple Log 2");
        if (Has("applelog")) return Named("Apple Log");
        if (Has("flog2")) return Named("F-Log2 Rec.2020");
        if (Has("flog")) return Named("F-Log Rec.2020");
        if (Has("nlog")) return Named("N-Log Rec.2020");
        if (Has("llog")) return Named("L-Log Rec.2020");
        if (Has("dlogm")) return new(null, null, "The clip is D-Log M, whose curve its maker does not publish: name the encoding to use.");
        if (Has("dlog")) return Named("D-Log D-Gamut");
        if (Has("blackmagic") && Has("gen5")) return Named("Blackmagic Film Wide Gamut Gen 5");
        if (Has("davinciintermediate")) return Named("DaVinci Intermediate Wide Gamut");
        if (Has("acescct")) return Named("ACEScct");
        if (Has("acescc")) return Named("ACEScc");
        if (Has("acescg")) return new(KnownEncodings.AcesCg, null);
        return Has("aces20651") ? new(KnownEncodings.Aces, null) : null;

        bool Has(string part) => word.Contains(part, StringComparison.Ordinal);
    }

    private static SourceEncoding LogC3(double? iso)
    {
        var isKnown = iso is >= 160 and <= 3200;
        var index = isKnown ? (int)iso!.Value : 800;
        return new(KnownEncodings.LogC3(index), null, isKnown ? null
            : string.Create(CultureInfo.InvariantCulture, $"The clip is ARRI LogC3 and says {(iso is { } said ? $"an exposure index of {said}" : "no exposure index")}; the curve of EI 800 is assumed."));
    }

    private static SourceEncoding Named(string name, string? warning = null) => new(ByName[name], null, warning);

    private static string Plain(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
