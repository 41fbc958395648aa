using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Clf;

/// <summary>A function on each component, each with its own parameters.</summary>
internal abstract record ComponentOperation : IColourOperation
{
    public abstract string Name { get; }

    public Rgb Apply(Rgb colour) => new(At(colour.R, 0), At(colour.G, 1), At(colour.B, 2));

    protected abstract double At(double value, int component);
}

/// <summary>CLF's Range: from one range to another, cut at its ends or not. An end that is not given does not cut.</summary>
internal sealed record RangeOperation(double? MinIn, double? MaxIn, double? MinOut, double? MaxOut, bool IsClamped) : ComponentOperation
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"range {Shown(MinIn)}..{Shown(MaxIn)} to {Shown(MinOut)}..{Shown(MaxOut)}{(IsClamped ? ", cut" : "")}");

    protected override double At(double value, int component)
    {
        if (MinIn is { } a && MaxIn is { } b && MinOut is { } c && MaxOut is { } d) value = (value - a) * ((d - c) / (b - a)) + c;
        if (!IsClamped) return value;
        if (MinOut is { } least && !(value > least)) return least;
        return MaxOut is { } most && !(value < most) ? most : value;
    }

    internal readonly struct RowForm : IRowFunction
    {
        private readonly double gain = 1, shift, least, most;
        private readonly bool cutsBelow, cutsAbove;

        public RowForm(RangeOperation range)
        {
            if (range is { MinIn: { } a, MaxIn: { } b, MinOut: { } c, MaxOut: { } d }) (gain, shift) = ((d - c) / (b - a), c - a * ((d - c) / (b - a)));
            (cutsBelow, least) = (range.IsClamped && range.MinOut is not null, range.MinOut ?? 0);
            (cutsAbove, most) = (range.IsClamped && range.MaxOut is not null, range.MaxOut ?? 0);
        }

        public Vector512<double> At(Vector512<double> x)
        {
            x = x * Vector512.Create(gain) + Vector512.Create(shift);
            if (cutsBelow) x = RowMath.Where(Vector512.GreaterThan(x, Vector512.Create(least)), x, Vector512.Create(least));
            return cutsAbove ? RowMath.Where(Vector512.LessThan(x, Vector512.Create(most)), x, Vector512.Create(most)) : x;
        }
    }

    private static string Shown(double? end) => end is { } value ? value.ToString("G9", CultureInfo.InvariantCulture) : "";
}

/// <summary>What a Log node does with one component.</summary>
/// <param name="Base">Of the logarithm.</param>
/// <param name="LogSlope">Gain of the logarithm.</param>
/// <param name="LogOffset">Offset of the logarithm.</param>
/// <param name="LinSlope">Gain of the light.</param>
/// <param name="LinOffset">Offset of the light.</param>
/// <param name="Break">The light below which it is straight; null when nowhere.</param>
/// <param name="Straight">The slope of the straight part; null when it goes on smoothly.</param>
internal sealed record LogParameters(double Base, double LogSlope = 1, double LogOffset = 0, double LinSlope = 1, double LinOffset = 0, double? Break = null, double? Straight = null)
{
    // The least normal number of 32 bits: light at or below 0 has no logarithm.
    private const double Least = 1.17549435e-38;

    private double StraightSlope => Straight ?? LogSlope * LinSlope / ((LinSlope * Break!.Value + LinOffset) * Math.Log(Base));

    private double BreakCode => LogSlope * Math.Log(LinSlope * Break!.Value + LinOffset, Base) + LogOffset;

    /// <summary>The same as a curve, where its form has no cut of light at the least number; else null.</summary>
    public LogCurve? Curve(string name, bool toLight) =>
        Break is { } at ? new(name, Base, LinSlope, LinOffset, LogSlope, LogOffset, StraightSlope, BreakCode - StraightSlope * at, BreakCode)
        : toLight ? new(name, Base, LinSlope, LinOffset, LogSlope, LogOffset, 1, 0, double.NegativeInfinity) : null;

    public double ToLog(double light) => Break is { } at && light <= at
        ? StraightSlope * (light - at) + BreakCode
        : LogSlope * Math.Log(Math.Max(LinSlope * light + LinOffset, Least), Base) + LogOffset;

    public double ToLight(double code) => Break is { } at && code <= BreakCode
        ? (code - BreakCode) / StraightSlope + at
        : (Math.Pow(Base, (code - LogOffset) / LogSlope) - LinOffset) / LinSlope;
}

/// <summary>CLF's Log.</summary>
internal sealed record LogOperation(string Name, ImmutableArray<LogParameters> Components, bool IsToLight) : ComponentOperation
{
    public override string Name { get; } = Name;

    /// <summary>The one curve of all components, where there is one and it has a quick form.</summary>
    public LogCurve? Curve => Components[0] == Components[1] && Components[1] == Components[2] ? Components[0].Curve(Name, IsToLight) : null;

    protected override double At(double value, int component) => IsToLight ? Components[component].ToLight(value) : Components[component].ToLog(value);
}

/// <summary>What becomes of what is negative under a power.</summary>
internal enum NegativePower
{
    Zero,
    Mirrored,
    Kept,

    /// <summary>The straight part of a curve that has one.</summary>
    Straight,
}

/// <summary>CLF's Exponent: a power, or one with a straight start ("monCurve").</summary>
internal sealed record ExponentOperation(string Name, ImmutableArray<(double Exponent, double Offset)> Components, NegativePower Negative, bool HasStraight, bool IsInverse) : ComponentOperation
{
    public override string Name { get; } = Name;

    /// <summary>The one power of all components, where there is one and no straight part; what is negative is cut or mirrored.</summary>
    public (double Exponent, bool Mirrors)? Power =>
        !HasStraight && Negative is (NegativePower.Zero or NegativePower.Mirrored) && Components[0] == Components[1] && Components[1] == Components[2]
            ? (IsInverse ? 1 / Components[0].Exponent : Components[0].Exponent, Negative == NegativePower.Mirrored) : null;

    protected override double At(double value, int component)
    {
        var (exponent, offset) = Components[component];
        if (Negative == NegativePower.Zero && !(value >= 0)) return 0;
        if (value < 0)
        {
            if (Negative == NegativePower.Kept) return value;
            if (Negative == NegativePower.Mirrored) return -Positive(-value, exponent, offset);
        }

        return Positive(value, exponent, offset);
    }

    private double Positive(double value, double exponent, double offset)
    {
        if (!HasStraight) return Math.Pow(value, IsInverse ? 1 / exponent : exponent);
        // ST 2136-1: the line and the curve meet with one slope. Without an offset, or for a power of 1, there is no line.
        if (exponent == 1) return value;
        if (offset == 0) return value < 0 ? 0 : Math.Pow(value, IsInverse ? 1 / exponent : exponent);
        var slope = (exponent - 1) / offset * Math.Pow(offset * exponent / ((exponent - 1) * (1 + offset)), exponent);
        var joint = offset / (exponent - 1);
        if (IsInverse) return value >= joint * slope ? (1 + offset) * Math.Pow(value, 1 / exponent) - offset : value / slope;
        return value >= joint ? Math.Pow((value + offset) / (1 + offset), exponent) : value * slope;
    }
}

/// <summary>CTF's ExposureContrast of the style <c>linear</c>: a power about a pivot.</summary>
internal sealed record ExposureContrastOperation(double Exposure, double Contrast, double Pivot, bool IsInverse) : ComponentOperation
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"{(IsInverse ? "inverse " : "")}exposure {Exposure}, contrast {Contrast} about {Pivot}");

    protected override double At(double value, int component)
    {
        var gain = Math.Pow(2, Exposure);
        return IsInverse
            ? Math.Pow(Math.Max(0, value / Pivot), 1 / Contrast) * Pivot / gain
            : Math.Pow(Math.Max(0, value * gain / Pivot), Contrast) * Pivot;
    }
}

/// <summary>CTF's FixedFunction <c>Rec2100Surround</c>: luminance to a power, the colour kept (ITU-R BT.2100's OOTF).</summary>
internal sealed record SurroundOperation(double Gamma) : IColourOperation
{
    private const double Least = 1e-4;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"surround, gamma {Gamma}");

    public Rgb Apply(Rgb colour)
    {
        var luminance = 0.2627 * colour.R + 0.6780 * colour.G + 0.0593 * colour.B;
        return Math.Pow(Math.Max(Least, luminance), Gamma - 1) * colour;
    }
}
