using Acetate.Amf.Registry;

namespace Acetate.Amf;

/// <summary>How a camera wrote its pictures: a curve and a gamut, under the names this package uses.</summary>
/// <param name="Curve">Such as LogC3, S-Log3 or ACEScct; empty when not known.</param>
/// <param name="Gamut">Such as AWG3 or S-Gamut3.Cine; empty when not known.</param>
public sealed record AmfClipEncoding(string Curve, string Gamut)
{
    // Facts of the transforms' names; the longer word stands before the shorter one that it contains.
    private static readonly (string Word, string Name)[] Curves =
    [
        ("logc4", "LogC4"), ("logc3", "LogC3"), ("logcv3", "LogC3"), ("v3logc", "LogC3"), ("logcei", "LogC3"), ("alexalogc", "LogC3"), ("v2logc", "LogC2"),
        ("v3raw", "ARRIRAW"), ("v2raw", "ARRIRAW"), ("arriraw", "ARRIRAW"), ("log3g10", "Log3G10"), ("redlogfilm", "REDlogFilm"), ("redgamma", "REDgamma"), ("slog3", "S-Log3"), ("slog2", "S-Log2"), ("slog1", "S-Log1"),
        ("canonlog3", "Canon Log 3"), ("clog3", "Canon Log 3"), ("canonlog2", "Canon Log 2"), ("clog2", "Canon Log 2"), ("canonlog", "Canon Log"), ("varicamvlog", "V-Log"), ("vlog", "V-Log"),
        ("applelog2", "Apple Log 2"), ("applelog", "Apple Log"), ("bmdfilm", "Blackmagic Film"), ("blackmagicfilm", "Blackmagic Film"), ("dlogm", "D-Log M"), ("dlog", "D-Log"), ("llog", "L-Log"), ("flog2", "F-Log2"), ("flog", "F-Log"), ("nlog", "N-Log"),
        ("acescct", "ACEScct"), ("acescc", "ACEScc"), ("acescg", "ACEScg"), ("acesproxy", "ACESproxy"), ("adx10", "ADX10"), ("adx16", "ADX16"), ("logc", "LogC3"), ("aces20651", "ACES2065-1"), ("unity", "ACES2065-1"),
        ("rec709", "Rec.709"), ("bt709", "Rec.709"), ("hlg", "HLG"), ("st2084", "PQ"),
    ];

    private static readonly (string Word, string Name)[] Gamuts =
    [
        ("sgamut3cine", "S-Gamut3.Cine"), ("sgamut3", "S-Gamut3"), ("sgamut", "S-Gamut"), ("cinemagamut", "Cinema Gamut"), ("cgamut", "Cinema Gamut"),
        ("vgamut", "V-Gamut"), ("dgamut", "D-Gamut"), ("rwg", "REDWideGamutRGB"), ("redwidegamut", "REDWideGamutRGB"), ("awg4", "AWG4"), ("arriwidegamut4", "AWG4"), ("awg3", "AWG3"), ("arriwidegamut3", "AWG3"), ("awg", "AWG3"), ("arriwidegamut", "AWG3"), ("alexawidegamut", "AWG3"),
        ("bt2020", "BT.2020"), ("rec2020", "BT.2020"), ("widegamutgen5", "Blackmagic Wide Gamut Gen 5"), ("blackmagicwidegamut", "Blackmagic Wide Gamut Gen 5"),
    ];

    private static readonly Dictionary<string, string> Usual = new()
    {
        ["LogC3"] = "AWG3",
        ["LogC4"] = "AWG4",
        ["Log3G10"] = "REDWideGamutRGB",
        ["V-Log"] = "V-Gamut",
        ["Blackmagic Film"] = "Blackmagic Wide Gamut Gen 5",
    };

    /// <summary>Whether a VENICE wrote it, whose gamuts have transforms of their own; null when not known.</summary>
    public bool? IsVenice { get; init; }

    /// <summary>The encoding that people, cameras and logs mean by these words, in any usual spelling: <c>S-Log3 / S-Gamut3.Cine</c>, <c>LogC4</c>, <c>ARRI LogC3 AWG3</c>.</summary>
    public static AmfClipEncoding Of(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var plain = new string([.. words.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).Take(200)]);
        var curve = Curves.FirstOrDefault(pair => plain.Contains(pair.Word, StringComparison.Ordinal)).Name ?? "";
        var gamut = Gamuts.FirstOrDefault(pair => plain.Contains(pair.Word, StringComparison.Ordinal)).Name ?? Usual.GetValueOrDefault(curve, "");
        return new(curve, gamut) { IsVenice = plain.Contains("venice", StringComparison.Ordinal) ? true : null };
    }

    /// <summary>The encoding that an input transform expects; null when it is no input transform, or expects a display picture.</summary>
    public static AmfClipEncoding? ExpectedBy(string transformId)
    {
        if (!AmfTransformId.TryParse(transformId, out var id) || id.Kind is not ("IDT" or "ACEScsc" or "CSC" or "Input")) return null;
        var encoding = Of(id.Name);
        return encoding.Curve.Length == 0 ? null : encoding with { IsVenice = encoding.IsVenice ?? (id.Owner == "Sony" ? false : null) };
    }

    /// <summary>Whether the two cannot both be true. What one of them does not say contradicts nothing.</summary>
    public bool Contradicts(AmfClipEncoding other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Curve.Length > 0 && other.Curve.Length > 0 && Curve != other.Curve)
            || (Gamut.Length > 0 && other.Gamut.Length > 0 && Gamut != other.Gamut)
            || (IsVenice is { } a && other.IsVenice is { } b && a != b);
    }

    /// <summary>Such as S-Log3, S-Gamut3.Cine.</summary>
    public override string ToString() => string.Join(", ", new[] { Curve, Gamut, IsVenice == true ? "VENICE" : "" }.Where(part => part.Length > 0));
}
