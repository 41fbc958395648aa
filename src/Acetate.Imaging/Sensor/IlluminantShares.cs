using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Sensor;

/// <summary>How much each of three calibrations of a DNG counts for a white (Digital Negative Specification 1.6 and later, "Interpolation with three illuminants").</summary>
internal static class IlluminantShares
{
    /// <summary>Shares that are 1 together: by the inverse of the squared distance in temperature and tint, smoothed, small ones left out.</summary>
    public static (double First, double Second, double Third) Of(Chromaticity white, Chromaticity first, Chromaticity second, Chromaticity third)
    {
        var at = Place(white);
        Span<double> shares = [Nearness(first), Nearness(second), Nearness(third)];
        var all = shares[0] + shares[1] + shares[2];
        for (var i = 0; i < 3; i++)
        {
            var share = shares[i] / all;
            share = share * share * (3 - 2 * share);
            shares[i] = Math.Clamp((share - 0.02) / 0.98, 0, 1);
        }

        all = shares[0] + shares[1] + shares[2];
        return (shares[0] / all, shares[1] / all, Math.Max(0, 1 - shares[0] / all - shares[1] / all));

        double Nearness(Chromaticity light)
        {
            var (x, y) = Place(light);
            return 1 / (Math.Pow(x - at.X, 2) + Math.Pow(y - at.Y, 2) + 1e-8);
        }
    }

    /// <summary>The chromaticity that stands for a light source of EXIF; null for 0 and what is not known.</summary>
    public static Chromaticity? LightOf(int lightSource) => lightSource switch
    {
        3 or 17 => new(0.4476, 0.4074), // tungsten, standard light A
        24 => WhitePoint.Of(3200, 0),
        18 => new(0.348483, 0.351747), // standard light B
        19 => new(0.310061, 0.316150), // standard light C
        23 => new(0.3457, 0.3585), // D50
        1 or 4 or 9 or 20 => new(0.3324, 0.3474), // daylight, flash, fine weather, D55
        10 or 21 => new(0.3127, 0.3290), // cloudy, D65
        11 or 22 => new(0.2990, 0.3149), // shade, D75
        12 => new(0.31310, 0.33727), // F1
        13 => new(0.34588, 0.35875), // F8
        14 => new(0.37417, 0.37281), // F9
        2 => new(0.37208, 0.37529), // F2
        15 => new(0.40910, 0.39430), // F3
        16 => new(0.44018, 0.40329), // F4
        _ => null,
    };

    private static (double X, double Y) Place(Chromaticity light)
    {
        var (kelvin, tint) = WhitePoint.TemperatureOf(light);
        return (tint / 200, Math.Min(1500 / kelvin, 1));
    }
}
