using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Sensor;

/// <summary>Whites by temperature and tint, as raw converters count them: along lines of equal temperature (Robertson 1968; Wyszecki and Stiles, Color Science, table 1(3.11)).</summary>
public static class WhitePoint
{
    // Units of tint in a distance of 1 in CIE 1960 u and v; towards magenta they are negative.
    private const double TintScale = -3000;

    // Reciprocal megakelvins, u and v of the black body, and the slope of its line of equal temperature.
    private static readonly (double Mired, double U, double V, double Slope)[] Lines =
    [
        (0, .18006, .26352, -.24341), (10, .18066, .26589, -.25479), (20, .18133, .26846, -.26876), (30, .18208, .27119, -.28539), (40, .18293, .27407, -.30470),
        (50, .18388, .27709, -.32675), (60, .18494, .28021, -.35156), (70, .18611, .28342, -.37915), (80, .18740, .28668, -.40955), (90, .18880, .28997, -.44278),
        (100, .19032, .29326, -.47888), (125, .19462, .30141, -.58204), (150, .19962, .30921, -.70471), (175, .20525, .31647, -.84901), (200, .21142, .32312, -1.0182),
        (225, .21807, .32909, -1.2168), (250, .22511, .33439, -1.4512), (275, .23247, .33904, -1.7298), (300, .24010, .34308, -2.0637), (325, .24702, .34655, -2.4681),
        (350, .25591, .34951, -2.9641), (375, .26400, .35200, -3.5814), (400, .27218, .35407, -4.3633), (425, .28039, .35577, -5.3762), (450, .28863, .35714, -6.7262),
        (475, .29685, .35823, -8.5955), (500, .30505, .35907, -11.324), (525, .31320, .35968, -15.628), (550, .32129, .36011, -23.325), (575, .32931, .36038, -40.770),
        (600, .33724, .36051, -116.45),
    ];

    /// <summary>The usual light of a temperature: daylight (CIE 15, 3.1) from 4000 K on, below it a black body's (Kim and others, 2002).</summary>
    /// <param name="kelvin">1700 to 25,000 K.</param>
    public static Chromaticity OfLight(double kelvin)
    {
        var t = 1000 / kelvin;
        if (kelvin >= 4000)
        {
            var x = kelvin <= 7000 ? ((-4.6070 * t + 2.9678) * t + 0.09911) * t + 0.244063 : ((-2.0064 * t + 1.9018) * t + 0.24748) * t + 0.237040;
            return new(x, (-3.000 * x + 2.870) * x - 0.275);
        }

        var b = ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910;
        return new(b, kelvin < 2222 ? ((-1.1063814 * b - 1.34811020) * b + 2.18555832) * b - 0.20219683 : ((-0.9549476 * b - 1.37418593) * b + 2.09137015) * b - 0.16748867);
    }

    /// <summary>The chromaticity of a temperature and a tint.</summary>
    /// <param name="kelvin">1667 K and up.</param>
    /// <param name="tint">0 on the line of black bodies; positive for greener light, which leaves the picture more magenta: −150 to 150 in raw converters.</param>
    public static Chromaticity Of(double kelvin, double tint)
    {
        var mired = 1e6 / kelvin;
        var above = Math.Clamp(Array.FindIndex(Lines, line => line.Mired > mired), 1, Lines.Length - 1);
        if (mired >= Lines[^1].Mired) above = Lines.Length - 1;
        var (low, high) = (Lines[above - 1], Lines[above]);
        var share = (high.Mired - mired) / (high.Mired - low.Mired);
        var (u, v) = (low.U * share + high.U * (1 - share), low.V * share + high.V * (1 - share));
        var (du, dv) = Along(low.Slope, high.Slope, share);
        (u, v) = (u + du * tint / TintScale, v + dv * tint / TintScale);
        var sum = u - 4 * v + 2;
        return new(1.5 * u / sum, v / sum);
    }

    /// <summary>The temperature and tint of a chromaticity.</summary>
    public static (double Kelvin, double Tint) TemperatureOf(Chromaticity white)
    {
        var sum = 1.5 - white.X + 6 * white.Y;
        var (u, v) = (2 * white.X / sum, 3 * white.Y / sum);
        var last = 0.0;
        for (var i = 1; ; i++)
        {
            var (du, dv) = Unit(Lines[i].Slope);
            var distance = (v - Lines[i].V) * du - (u - Lines[i].U) * dv;
            if (distance > 0 && i < Lines.Length - 1)
            {
                last = distance;
                continue;
            }

            // Between two lines by the distances from both.
            distance = -Math.Min(distance, 0);
            var share = i == 1 ? 0 : distance / (last + distance);
            var (low, high) = (Lines[i - 1], Lines[i]);
            var (au, av) = Along(low.Slope, high.Slope, share);
            return (1e6 / (low.Mired * share + high.Mired * (1 - share)),
                ((u - low.U * share - high.U * (1 - share)) * au + (v - low.V * share - high.V * (1 - share)) * av) * TintScale);
        }
    }

    private static (double, double) Along(double low, double high, double share)
    {
        var ((lu, lv), (hu, hv)) = (Unit(low), Unit(high));
        var (u, v) = (lu * share + hu * (1 - share), lv * share + hv * (1 - share));
        var length = Math.Sqrt(u * u + v * v);
        return (u / length, v / length);
    }

    private static (double, double) Unit(double slope)
    {
        var length = Math.Sqrt(1 + slope * slope);
        return (1 / length, slope / length);
    }
}
