using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Encodings;

/// <summary>The encodings of cameras and of ACES.</summary>
public static class KnownEncodings
{
    /// <summary>ACES2065-1 itself.</summary>
    public static ColourEncoding Aces { get; } = new("ACES2065-1", new LinearCurve(), KnownGamuts.Ap0);

    /// <summary>ACEScg, for compositing.</summary>
    public static ColourEncoding AcesCg { get; } = new("ACEScg", new LinearCurve(), KnownGamuts.Ap1);

    // Canon carries the white of BT.2020 over by CAT02 (CSC.Canon.CLog2_BT2020_to_ACES), others by Bradford.
    private static Gamut CanonRec2020 => KnownGamuts.Rec2020 with { Adaptation = Adaptation.Cat02 };

    /// <summary>All that have one form. LogC3 has one for each exposure index: see <see cref="LogC3"/>.</summary>
    public static ImmutableArray<ColourEncoding> All { get; } =
    [
        Aces,
        AcesCg,
        new("ACEScct", LogCurve.AcesCct, KnownGamuts.Ap1),
        new("ACEScc", new AcesCcCurve(), KnownGamuts.Ap1),
        new("ACESproxy10", new AcesProxyCurve(), KnownGamuts.Ap1),
        new("ARRI LogC4", LogCurve.LogC4, KnownGamuts.ArriWideGamut4),
        new("RED Log3G10 REDWideGamutRGB", LogCurve.Log3G10, KnownGamuts.RedWideGamut),
        new("REDLogFilm REDWideGamutRGB", new RedLogFilmCurve(), KnownGamuts.RedWideGamut),
        new("S-Log3 S-Gamut3", LogCurve.SLog3, KnownGamuts.SGamut3),
        new("S-Log3 S-Gamut3.Cine", LogCurve.SLog3, KnownGamuts.SGamut3Cine),
        new("S-Log3 S-Gamut3 Venice", LogCurve.SLog3, KnownGamuts.SGamut3Venice),
        new("S-Log3 S-Gamut3.Cine Venice", LogCurve.SLog3, KnownGamuts.SGamut3CineVenice),
        new("S-Log2 S-Gamut", new SLog2Curve(), KnownGamuts.SGamut3),
        new("Canon Log 2 Cinema Gamut", CanonLogCurve.CLog2, KnownGamuts.CanonCinemaGamut),
        new("Canon Log 3 Cinema Gamut", CanonLogCurve.CLog3, KnownGamuts.CanonCinemaGamut),
        new("Canon Log 2 Rec.2020", CanonLogCurve.CLog2, CanonRec2020),
        new("Canon Log 3 Rec.2020", CanonLogCurve.CLog3, CanonRec2020),
        new("V-Log V-Gamut", LogCurve.VLog, KnownGamuts.VGamut),
        new("Blackmagic Film Wide Gamut Gen 5", LogCurve.BlackmagicFilm, KnownGamuts.BlackmagicWideGamut),
        new("DaVinci Intermediate Wide Gamut", LogCurve.DaVinciIntermediate, KnownGamuts.DaVinciWideGamut),
        new("Apple Log", new AppleLogCurve(), KnownGamuts.Rec2020),
        new("Apple Log 2", new AppleLogCurve(), KnownGamuts.AppleWideGamut),
        new("D-Log D-Gamut", LogCurve.DLog, KnownGamuts.DGamut),
        new("F-Log Rec.2020", LogCurve.FLog, KnownGamuts.Rec2020),
        new("F-Log2 Rec.2020", LogCurve.FLog2, KnownGamuts.Rec2020),
        new("N-Log Rec.2020", new NLogCurve(), KnownGamuts.Rec2020),
        new("L-Log Rec.2020", LogCurve.LLog, KnownGamuts.Rec2020),
        new("Protune Native", new ProtuneCurve(), KnownGamuts.ProtuneNative),
    ];

    /// <summary>Light in the wide gamuts that cameras record in, one for each gamut: <c>linear ARRI Wide Gamut 4</c>.</summary>
    public static ImmutableArray<ColourEncoding> CameraLinear { get; } =
    [
        .. All.Append(LogC3(800)).Where(encoding => encoding.Gamut != KnownGamuts.Ap0 && encoding.Gamut != KnownGamuts.Ap1).Select(encoding => encoding.Gamut).Distinct()
            .Select(gamut => new ColourEncoding(gamut == CanonRec2020 ? $"linear Canon {gamut.Name}" : $"linear {gamut.Name}", new LinearCurve(), gamut)),
    ];

    /// <summary>ARRI LogC3 of an exposure index, 160 to 3200, in ARRI Wide Gamut 3.</summary>
    public static ColourEncoding LogC3(int exposureIndex)
    {
        var curve = new LogC3Curve(exposureIndex);
        return new($"ARRI {curve.Name}", curve, KnownGamuts.ArriWideGamut3);
    }

    /// <summary>The encoding of a name, finished pictures and the light of cameras included, or null. Letters and digits count alone, the maker may be left out, and so
    /// may what follows when only one encoding begins so: <c>LogC4</c>, <c>s-log3 s-gamut3.cine</c>, <c>V-Log</c>, <c>LogC3 EI 1280</c>.</summary>
    public static ColourEncoding? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 100 || Plain(name) is not { Length: > 0 } wanted) return null;
        if (wanted.StartsWith(LogC3Name, StringComparison.Ordinal))
            return int.TryParse(wanted.AsSpan(LogC3Name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index is >= 160 and <= 3200 ? LogC3(index) : null;
        var all = All.Concat(VideoEncodings.All).Select(encoding => (Name: Plain(encoding.Name), Encoding: encoding)).ToList();
        if (all.Find(one => one.Name == wanted).Encoding is { } same) return same;
        if (CameraLinear.FirstOrDefault(encoding => Plain(encoding.Name) == wanted) is { } light) return light;
        var beginning = all.FindAll(one => one.Name.StartsWith(wanted, StringComparison.Ordinal));
        return wanted.Length >= 4 && beginning.Count == 1 ? beginning[0].Encoding : null;
    }

    private const string LogC3Name = "logc3ei";

    private static string Plain(string name)
    {
        var plain = new string([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
        return plain.StartsWith("arri", StringComparison.Ordinal) ? plain[4..] : plain.StartsWith("redlog3", StringComparison.Ordinal) ? plain[3..] : plain;
    }
}
