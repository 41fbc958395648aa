using System.Collections.Immutable;
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
        new("Canon Log 2 Rec.2020", CanonLogCurve.CLog2, KnownGamuts.Rec2020),
        new("Canon Log 3 Rec.2020", CanonLogCurve.CLog3, KnownGamuts.Rec2020),
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

    /// <summary>ARRI LogC3 of an exposure index, 160 to 3200, in ARRI Wide Gamut 3.</summary>
    public static ColourEncoding LogC3(int exposureIndex)
    {
        var curve = new LogC3Curve(exposureIndex);
        return new($"ARRI {curve.Name}", curve, KnownGamuts.ArriWideGamut3);
    }
}
