namespace Acetate.Imaging.Colour.Aces2;

/// <summary>For each hue the greatest colourfulness that AP1 has at the lightness of the display's peak.</summary>
internal sealed class ReachTable
{
    private readonly double[] most = new double[361];

    /// <param name="ap1">The appearance of AP1.</param>
    /// <param name="lightness">Of the peak.</param>
    public ReachTable(Appearance ap1, double lightness)
    {
        for (var hue = 0; hue < 360; hue++)
        {
            var (low, high) = (0.0, 50.0);
            while (high < 1300 && ap1.FromJmh(new(lightness, high, hue)).Min >= 0) (low, high) = (high, high + 50);
            while (high - low > 1e-2)
            {
                var middle = (low + high) / 2;
                if (ap1.FromJmh(new(lightness, middle, hue)).Min < 0) high = middle;
                else low = middle;
            }

            most[hue] = high;
        }

        most[360] = most[0];
    }

    /// <summary>For several hues.</summary>
    public void At(ReadOnlySpan<double> hues, Span<double> most)
    {
        for (var i = 0; i < hues.Length; i++) most[i] = At(hues[i]);
    }

    /// <summary>Between whole degrees it is interpolated.</summary>
    public double At(double hue)
    {
        var below = Math.Clamp((int)hue, 0, 359);
        return most[below] + (most[below + 1] - most[below]) * (hue - below);
    }
}
