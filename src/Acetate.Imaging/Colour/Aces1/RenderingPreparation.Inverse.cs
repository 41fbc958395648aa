namespace Acetate.Imaging.Colour.Aces1;

/// <summary>And back (ACESlib.RRT_Common, inv_rrt_sweeteners): exact but for reds, whose hue is taken from after the change.</summary>
internal sealed partial record RenderingPreparation
{
    /// <summary>What was prepared to this.</summary>
    public static Rgb Undone(Rgb colour)
    {
        var (r, g, b) = NotNegative(ToAp1.Inverse() * NotNegative(LessColour.Inverse() * colour));
        var hue = r == g && g == b ? double.NaN : Math.Atan2(Math.Sqrt(3) * (g - b), 2 * r - g - b) * 180 / Math.PI;
        if (Bump(hue) * (1 - RedScale) is > 0 and var weight)
        {
            var least = hue < 0 ? g : b;
            var (square, slope, start) = (weight - 1, r - weight * (RedPivot + least), weight * RedPivot * least);
            r = (-slope - Math.Sqrt(slope * slope - 4 * square * start)) / (2 * square);
        }

        var aces = new Rgb(r, g, b);
        var saturation = (Math.Max(aces.Max, Tiny) - Math.Max(aces.Min, Tiny)) / Math.Max(aces.Max, 1e-2);
        return (1 + LessGlow(Luminance(aces), GlowGain * Sigmoid((saturation - 0.4) / 0.2))) * aces;
    }

    private static double LessGlow(double luminance, double gain) =>
        luminance <= (1 + gain) * 2 / 3 * GlowMiddle ? -gain / (1 + gain)
        : luminance >= 2 * GlowMiddle ? 0
        : gain * (GlowMiddle / luminance - 0.5) / (gain / 2 - 1);
}
