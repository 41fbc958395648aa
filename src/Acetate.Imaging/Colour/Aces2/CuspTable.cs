namespace Acetate.Imaging.Colour.Aces2;

/// <summary>For each hue the most colourful colour of the display's gamut, and how round the gamut is above it.</summary>
/// <remarks>360 hues nearly a degree apart, so spread that the corners of the gamut and of AP1 fall on one each.</remarks>
internal sealed class CuspTable
{
    private const int Size = 360;
    private const double RoundedBy = 1 + 0.27 * 0.12;

    // One hue more on either side, for going round.
    private readonly double[] hues = new double[Size + 2];
    private readonly Cusp[] cusps = new Cusp[Size + 2];

    // For each whole degree the place from which on to look.
    private readonly int[] starts = new int[360];

    /// <param name="display">The appearance of the display's gamut.</param>
    /// <param name="ap1">The appearance of AP1.</param>
    /// <param name="peak">Of the display, cd/m².</param>
    /// <param name="peakLightness">Its lightness.</param>
    /// <param name="brightest">The brightest light of AP1 that is looked at.</param>
    public CuspTable(Appearance display, Appearance ap1, double peak, double peakLightness, double brightest)
    {
        var corners = Enumerable.Range(0, 6).Select(i => peak / 100 * Corner(i)).Select(rgb => (Rgb: rgb, Jmh: display.ToJmh(rgb, out _))).OrderBy(c => c.Jmh.H).ToArray();
        var reached = Enumerable.Range(0, 6).Select(i => ap1.ToJmh(UpTo(ap1, Corner(i), peakLightness, brightest), out _).H);
        SpreadHues([.. corners.Select(c => c.Jmh.H).Concat(reached).Distinct().Order()]);
        for (var i = 1; i <= Size; i++)
        {
            var (j, m) = Find(display, corners, hues[i]);
            cusps[i] = new(j, m * RoundedBy, 1);
        }

        Wrap();
    }

    /// <summary>What lies at each hue of the table; the function gives the upper hull's inverse gamma for a cusp of a hue.</summary>
    public void Round(Func<Cusp, double, double> inverseGamma)
    {
        for (var i = 1; i <= Size; i++) cusps[i] = cusps[i] with { UpperInverseGamma = inverseGamma(cusps[i], hues[i]) };
        Wrap();
    }

    /// <summary>Between the hues of the table it is interpolated.</summary>
    public Cusp At(double hue)
    {
        var low = starts[Math.Clamp((int)hue, 0, 359)];
        while (low < Size && hue > hues[low + 1]) low++;
        var high = low + 1;
        var t = (hue - hues[low]) / (hues[high] - hues[low]);
        var (a, b) = (cusps[low], cusps[high]);
        return new(a.J + (b.J - a.J) * t, a.M + (b.M - a.M) * t, a.UpperInverseGamma + (b.UpperInverseGamma - a.UpperInverseGamma) * t);
    }

    // Red, yellow, green, cyan, blue, magenta.
    private static Rgb Corner(int i) => new((i + 1) % 6 < 3 ? 1 : 0, (i + 5) % 6 < 3 ? 1 : 0, (i + 3) % 6 < 3 ? 1 : 0);

    // The corner's colour, as bright as a lightness needs.
    private static Rgb UpTo(Appearance ap1, Rgb corner, double lightness, double brightest)
    {
        var (low, high, wanted) = (0.0, brightest, Appearance.Achromatic(lightness));
        while (high - low > 1e-3)
        {
            var middle = (low + high) / 2;
            if (ap1.ToOpponents(middle * corner).R < wanted) low = middle;
            else high = middle;
        }

        return high * corner;
    }

    private static (double J, double M) Find(Appearance display, (Rgb Rgb, Jmh Jmh)[] corners, double hue)
    {
        // The edge of the cube between the two corners about the hue; the last one leads over 360 to the first.
        var after = Array.FindIndex(corners, c => c.Jmh.H > hue);
        var (to, from) = after < 0 ? (corners[0], corners[^1]) : (corners[after], corners[after == 0 ? ^1 : after - 1]);
        if (from.Jmh.H == hue) return (from.Jmh.J, from.Jmh.M);
        var start = from.Jmh.H;
        var wanted = Beyond(hue, start);
        var (low, high) = (0.0, 1.0);
        Jmh found = default;
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            found = display.ToJmh(from.Rgb + middle * (to.Rgb + -1 * from.Rgb), out _);
            var at = Beyond(found.H, start);
            if (at > 300) at = 0; // rounding put it before the edge
            if (at > wanted) high = middle;
            else low = middle;
        }

        return (found.J, found.M);
    }

    private static double Beyond(double hue, double start) => hue >= start ? hue - start : hue - start + 360;

    private void SpreadHues(double[] corners)
    {
        var places = new int[corners.Length];
        var (least, last) = (corners[0] == 0 ? 0 : 1, -1);
        for (var i = 0; i < corners.Length; i++)
        {
            var place = Math.Clamp((int)Math.Round(corners[i], MidpointRounding.AwayFromZero), least, Size - 1);
            if (place == last)
            {
                // Two corners at one place: the one before moves down if there is room, else this one up.
                if (i > 1 && places[i - 2] != places[i - 1] - 1) places[i - 1]--;
                else place++;
            }

            places[i] = Math.Min(place, Size - 1);
            last = least = place;
        }

        var (from, fromHue) = (0, 0.0);
        for (var i = 0; i <= corners.Length; i++)
        {
            var (to, toHue) = i < corners.Length ? (places[i], corners[i]) : (Size, 360);
            for (var at = from; at < to; at++) hues[1 + at] = fromHue + (toHue - fromHue) / (to - from) * (at - from);
            (from, fromHue) = (to, toHue);
        }
    }

    private void Wrap()
    {
        (hues[0], cusps[0]) = (hues[Size] - 360, cusps[Size]);
        (hues[Size + 1], cusps[Size + 1]) = (hues[1] + 360, cusps[1]);
        for (int degree = 0, low = 0; degree < starts.Length; degree++)
        {
            while (low < Size && degree > hues[low + 1]) low++;
            starts[degree] = low;
        }
    }

    /// <summary>The most colourful colour of a hue.</summary>
    /// <param name="J">Its lightness.</param>
    /// <param name="M">Its colourfulness, a little more than it is, for the rounding.</param>
    /// <param name="UpperInverseGamma">One over the exponent of the hull above it.</param>
    internal readonly record struct Cusp(double J, double M, double UpperInverseGamma);
}
