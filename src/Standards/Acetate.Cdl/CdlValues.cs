namespace Acetate.Cdl;

/// <summary>The ten numbers of an ASC CDL (ASC CDL Transfer Functions and Interchange Syntax 1.2).</summary>
/// <remarks>The default is neutral: it changes nothing. Which space the numbers belong to, a CDL does not say; an AMF or the
/// show's rules do. Nothing is checked here: <see cref="WhyNot"/> asks.</remarks>
public sealed record CdlValues
{
    /// <summary>Changes nothing.</summary>
    public static CdlValues Neutral { get; } = new();

    /// <summary>Multiplies each channel; at least 0, 1 by default.</summary>
    public Rgb Slope { get; init; } = Rgb.Of(1);

    /// <summary>Is added after the slope; any number, 0 by default.</summary>
    public Rgb Offset { get; init; } = Rgb.Of(0);

    /// <summary>The exponent of each channel; more than 0, 1 by default.</summary>
    public Rgb Power { get; init; } = Rgb.Of(1);

    /// <summary>Distance from the Rec. 709 luma; at least 0, 1 by default.</summary>
    public double Saturation { get; init; } = 1;

    /// <summary>Whether it changes nothing.</summary>
    public bool IsNeutral => Equals(Neutral);

    /// <summary>Whether <see cref="ApplyInverse"/> can undo it: no slope and no saturation of 0.</summary>
    public bool HasInverse => Slope.Red != 0 && Slope.Green != 0 && Slope.Blue != 0 && Saturation != 0;

    /// <summary>What no CDL can be: a sentence, or null when the numbers are good.</summary>
    public string? WhyNot() =>
        !Slope.IsFinite || !Offset.IsFinite || !Power.IsFinite || !double.IsFinite(Saturation) ? "A number of the CDL is infinite or none at all."
        : Least(Slope) < 0 ? "The slope is less than 0; a CDL cannot mirror a channel."
        : Least(Power) <= 0 ? "The power is 0 or less; it must be more than 0."
        : Saturation < 0 ? "The saturation is less than 0."
        : null;

    /// <summary>Whether every number differs by no more than this; 1e-4 for what went through an EDL, 1e-6 between files.</summary>
    public bool IsNear(CdlValues other, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Near(Slope, other.Slope) && Near(Offset, other.Offset) && Near(Power, other.Power) && Math.Abs(Saturation - other.Saturation) <= tolerance;

        bool Near(Rgb a, Rgb b) =>
            Math.Abs(a.Red - b.Red) <= tolerance && Math.Abs(a.Green - b.Green) <= tolerance && Math.Abs(a.Blue - b.Blue) <= tolerance;
    }

    /// <summary>Grades a colour: slope, offset, power, then saturation about the Rec. 709 luma, in double precision.</summary>
    /// <remarks>
    /// Per channel <c>v = (in · slope + offset) ^ power</c>, then <c>out = luma + saturation · (v − luma)</c> with
    /// <c>luma = 0.2126 R + 0.7152 G + 0.0722 B</c> whatever the colour space is (ASC CDL 1.2). <see cref="CdlStyle.Clamped"/>
    /// limits to 0..1 before the power and at the end, and makes 0 of what is no number; <see cref="CdlStyle.Unclamped"/>
    /// limits nothing and leaves the power out where its base is negative.
    /// </remarks>
    public Rgb Apply(Rgb input, CdlStyle style)
    {
        Rgb graded = new(
            Grade(input.Red, Slope.Red, Offset.Red, Power.Red, style),
            Grade(input.Green, Slope.Green, Offset.Green, Power.Green, style),
            Grade(input.Blue, Slope.Blue, Offset.Blue, Power.Blue, style));
        return Limits(Spread(graded, Saturation), style);
    }

    /// <summary>The colour that was graded to this one; what a limit cut off does not come back.</summary>
    /// <exception cref="InvalidOperationException"><see cref="HasInverse"/> is false.</exception>
    public Rgb ApplyInverse(Rgb output, CdlStyle style)
    {
        if (!HasInverse) throw new InvalidOperationException("A slope or saturation of 0 has no inverse.");
        var graded = Limits(Spread(Limits(output, style), 1 / Saturation), style);
        return Limits(
            new(
                Ungrade(graded.Red, Slope.Red, Offset.Red, Power.Red, style),
                Ungrade(graded.Green, Slope.Green, Offset.Green, Power.Green, style),
                Ungrade(graded.Blue, Slope.Blue, Offset.Blue, Power.Blue, style)),
            style);
    }

    private static double Grade(double input, double slope, double offset, double power, CdlStyle style) =>
        Raise(Limit(input * slope + offset, style), power, style);

    private static double Ungrade(double graded, double slope, double offset, double power, CdlStyle style) =>
        (Raise(graded, 1 / power, style) - offset) / slope;

    private static double Raise(double value, double power, CdlStyle style) =>
        style == CdlStyle.Unclamped && value < 0 ? value : Math.Pow(value, power);

    private static Rgb Spread(Rgb colour, double saturation)
    {
        if (saturation == 1) return colour;
        var luma = 0.2126 * colour.Red + 0.7152 * colour.Green + 0.0722 * colour.Blue;
        return new(luma + saturation * (colour.Red - luma), luma + saturation * (colour.Green - luma), luma + saturation * (colour.Blue - luma));
    }

    private static Rgb Limits(Rgb colour, CdlStyle style) =>
        style == CdlStyle.Unclamped ? colour : new(Limit(colour.Red, style), Limit(colour.Green, style), Limit(colour.Blue, style));

    // Written so that what is no number becomes 0.
    private static double Limit(double value, CdlStyle style) => style == CdlStyle.Unclamped ? value : value > 0 ? Math.Min(value, 1) : 0;

    private static double Least(Rgb values) => Math.Min(values.Red, Math.Min(values.Green, values.Blue));
}

/// <summary>The two ways in which a CDL is computed; what a file holds is the same for both.</summary>
public enum CdlStyle
{
    /// <summary>As ASC CDL 1.2 says: limited to 0..1 before the power and at the end. For video and printing density.</summary>
    Clamped,

    /// <summary>Nothing is limited, and a negative base keeps its value. For scene referred and log spaces, ACEScct above all.</summary>
    Unclamped,
}
