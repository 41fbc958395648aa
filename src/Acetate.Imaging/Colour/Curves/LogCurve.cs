using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Curves;

/// <summary>The form that most camera encodings share: a logarithm, and a straight line below a cut.</summary>
/// <remarks><c>code = C · log(A · light + B) + D</c> above the cut, <c>code = E · light + F</c> below it.</remarks>
/// <param name="Name">As its maker writes it.</param>
/// <param name="Base">Of the logarithm.</param>
/// <param name="A">Gain of the light.</param>
/// <param name="B">Offset of the light.</param>
/// <param name="C">Gain of the logarithm.</param>
/// <param name="D">Offset of the code.</param>
/// <param name="E">Slope of the straight part.</param>
/// <param name="F">Offset of the straight part.</param>
/// <param name="Cut">The code value at which the logarithm begins.</param>
public sealed record LogCurve(string Name, double Base, double A, double B, double C, double D, double E, double F, double Cut) : ITransferCurve
{
    private readonly double logOfBase = Math.Log(Base);

    /// <summary>ARRI LogC4 Logarithmic Color Space, Specification (2022), 3. Code 1 is 469.8; the exposure index plays no part.</summary>
    public static LogCurve LogC4 { get; } = MakeLogC4();

    /// <summary>Sony, Technical Summary for S-Gamut3.Cine/S-Log3 and S-Gamut3/S-Log3.</summary>
    public static LogCurve SLog3 { get; } = new("S-Log3", 10, 1 / 0.19, 0.01 / 0.19, 261.5 / 1023, 420 / 1023.0,
        (171.2102946929 - 95) / 0.01125 / 1023, 95 / 1023.0, 171.2102946929 / 1023);

    /// <summary>RED, White Paper on REDWideGamutRGB and Log3G10 (Rev-B).</summary>
    public static LogCurve Log3G10 { get; } = new("Log3G10", 10, 155.975327, 155.975327 * 0.01 + 1, 0.224282, 0, 15.1927, 0.151927, 0);

    /// <summary>Panasonic, V-Log/V-Gamut Reference Manual.</summary>
    public static LogCurve VLog { get; } = new("V-Log", 10, 1, 0.00873, 0.241514, 0.598206, 5.6, 0.125, 0.181);

    /// <summary>Blackmagic Generation 5 Color Science (2021).</summary>
    public static LogCurve BlackmagicFilm { get; } = new("Blackmagic Film Gen 5", Math.E, 1, 0.005494072432257808, 0.08692876065491224, 0.5300133392291939,
        8.283605932402494, 0.09246575342465753, 8.283605932402494 * 0.005 + 0.09246575342465753);

    /// <summary>DaVinci Intermediate, DaVinci Resolve 17 Wide Gamut Intermediate (2021).</summary>
    public static LogCurve DaVinciIntermediate { get; } = new("DaVinci Intermediate", 2, 1, 0.0075, 0.07329248, 7 * 0.07329248, 10.44426855, 0, 0.02740668);

    /// <summary>DJI, White Paper on D-Log and D-Gamut.</summary>
    public static LogCurve DLog { get; } = new("D-Log", 10, 0.9892, 0.0108, 1 / 3.89616, 2.27752 / 3.89616, 6.025, 0.0929, 0.14);

    /// <summary>Fujifilm, F-Log2 Data Sheet 1.0. F-Log2 C has the same curve.</summary>
    public static LogCurve FLog2 { get; } = new("F-Log2", 10, 5.555556, 0.064829, 0.245281, 0.384316, 8.799461, 0.092864, 0.100686685370811);

    /// <summary>Fujifilm, F-Log Data Sheet 1.0.</summary>
    public static LogCurve FLog { get; } = new("F-Log", 10, 0.555556, 0.009468, 0.344676, 0.790453, 8.735631, 0.092864, 0.100537775223865);

    /// <summary>Leica, L-Log Reference Manual.</summary>
    public static LogCurve LLog { get; } = new("L-Log", 10, 1.3, 0.0115, 0.27, 0.60, 8, 0.09, 0.138);

    /// <summary>ACEScct (S-2016-001 4.4).</summary>
    public static LogCurve AcesCct { get; } = new("ACEScct", 2, 1, 0, 1 / 17.52, 9.72 / 17.52, 10.5402377416545, 0.0729055341958355, 0.155251141552511);

    /// <inheritdoc/>
    public double ToLinear(double code) => code >= Cut ? (Math.Exp((code - D) / C * logOfBase) - B) / A : (code - F) / E;

    /// <inheritdoc/>
    public double ToCode(double linear) => linear >= ToLinear(Cut) ? C * Math.Log(A * linear + B) / logOfBase + D : E * linear + F;

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal readonly struct RowToLinear(LogCurve curve) : IRowFunction
    {
        private readonly double gain = Math.Log2(curve.Base) / curve.C, shift = -curve.D * Math.Log2(curve.Base) / curve.C, b = curve.B, a = 1 / curve.A, e = 1 / curve.E, f = curve.F, cut = curve.Cut;

        public Vector512<double> At(Vector512<double> x) => RowMath.Where(
            Vector512.GreaterThanOrEqual(x, Vector512.Create(cut)),
            (RowMath.Exp2(x * Vector512.Create(gain) + Vector512.Create(shift)) - Vector512.Create(b)) * Vector512.Create(a),
            (x - Vector512.Create(f)) * Vector512.Create(e));
    }

    internal readonly struct RowToCode(LogCurve curve) : IRowFunction
    {
        private readonly double a = curve.A, b = curve.B, c = curve.C / Math.Log2(curve.Base), d = curve.D, e = curve.E, f = curve.F, cut = curve.ToLinear(curve.Cut);

        public Vector512<double> At(Vector512<double> x) => RowMath.Where(
            Vector512.GreaterThanOrEqual(x, Vector512.Create(cut)),
            RowMath.Log2(x * Vector512.Create(a) + Vector512.Create(b)) * Vector512.Create(c) + Vector512.Create(d),
            x * Vector512.Create(e) + Vector512.Create(f));
    }

    private static LogCurve MakeLogC4()
    {
        var a = (Math.Pow(2, 18) - 16) / 117.45;
        var (b, c) = ((1023.0 - 95) / 1023, 95.0 / 1023);
        var s = 7 * Math.Log(2) * Math.Pow(2, 7 - 14 * c / b) / (a * b);
        var t = (Math.Pow(2, 14 * (-c / b) + 6) - 64) / a;
        return new("LogC4", 2, a, 64, b / 14, c - 6 * b / 14, 1 / s, -t / s, 0);
    }
}
