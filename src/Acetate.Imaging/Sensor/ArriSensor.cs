using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Sensor;

/// <summary>What ARRI publishes of the ALEV III sensors (ALEXA to ALEXA LF): from codes of 12 bits to light, and from the sensor's colours to ACES2065-1.</summary>
/// <remarks>From the ACES input transforms for ALEXA raw (v3, 2013). ARRI's own software uses newer data per sensor: small differences in hue are to be expected.</remarks>
public static class ArriSensor
{
    private const double Black = 256.0 / 65535;

    // Correlated colour temperature in K, and the rows of the matrix from white-balanced sensor colours to ACES2065-1.
    private static readonly (double Kelvin, double[] Rows)[] Matrices =
    [
        (2000, [0.794897107, 0.044674719, 0.160428174, -0.020296064, 1.077980717, -0.057684653, 0.012145353, -0.384828600, 1.372683246]),
        (2100, [0.792199686, 0.048664616, 0.159135699, -0.010492258, 1.066360218, -0.055867960, 0.016824541, -0.382242662, 1.365418120]),
        (2200, [0.789938658, 0.053020738, 0.157040604, -0.002091692, 1.057777775, -0.055686083, 0.020442022, -0.377958889, 1.357516867]),
        (2400, [0.786508596, 0.062052343, 0.151439061, 0.011536976, 1.046929469, -0.058466445, 0.025554040, -0.367168074, 1.341614035]),
        (2600, [0.784282425, 0.070865398, 0.144852176, 0.022122032, 1.041630806, -0.063752838, 0.028916486, -0.355788751, 1.326872265]),
        (2900, [0.782718885, 0.083021954, 0.134259161, 0.034247625, 1.039810900, -0.074058525, 0.032204383, -0.340046191, 1.307841808]),
        (3200, [0.782790297, 0.093723257, 0.123486446, 0.043430609, 1.042236133, -0.085666742, 0.034385401, -0.326686897, 1.292301496]),
        (3500, [0.784064908, 0.103059771, 0.112875321, 0.050690109, 1.047016441, -0.097706550, 0.035986642, -0.315606593, 1.279619951]),
        (3900, [0.787079941, 0.113685942, 0.099234117, 0.058372602, 1.055329791, -0.113702393, 0.037626098, -0.303743416, 1.266117318]),
        (4300, [0.785818661, 0.128108236, 0.086073102, 0.062428265, 1.060542388, -0.122970652, 0.039034546, -0.303019979, 1.263985433]),
        (4700, [0.788969414, 0.137209469, 0.073821117, 0.067712183, 1.069232148, -0.136944331, 0.040314052, -0.294560413, 1.254246361]),
        (5100, [0.793040979, 0.144786686, 0.062172335, 0.072227845, 1.078317022, -0.150544867, 0.041417130, -0.287641317, 1.246224187]),
        (5600, [0.798856840, 0.152588522, 0.048554638, 0.077015816, 1.089707784, -0.166723600, 0.042604928, -0.280736427, 1.238131498]),
        (6500, [0.809931384, 0.162740561, 0.027328055, 0.083730896, 1.108666556, -0.192397452, 0.044166430, -0.272037992, 1.227871562]),
        (7500, [0.821930077, 0.171790753, 0.006279170, 0.089522062, 1.128531323, -0.218053385, 0.045850892, -0.265380393, 1.219529501]),
        (9000, [0.837608966, 0.180630417, -0.018239383, 0.095639237, 1.152553885, -0.248193122, 0.047538209, -0.259447854, 1.211909645]),
        (11000, [0.854158418, 0.188306161, -0.042464578, 0.101106576, 1.176948799, -0.278055375, 0.049111867, -0.255039689, 1.205927823]),
    ];

    /// <summary>The 16 bits that a code of 12 stands for: 3 bits of exponent, 9 of mantissa, in the middle of its step. 0 to 65503.</summary>
    public static int Expand(int code)
    {
        var exponent = code >> 9;
        return exponent < 2 ? code : ((512 | (code & 511)) << (exponent - 1)) + (1 << Math.Max(0, exponent - 2)) - 1;
    }

    /// <summary>Light of a code: 0 at the sensor's black, 1 at its full well, a little below 0 for noise below black.</summary>
    public static double Light(int code) => Expand(code) / 65535.0 - Black;

    /// <summary>What light is multiplied by so that 18 % grey is 0.18: 18 · EI/400.</summary>
    /// <param name="exposureIndex">ASA.</param>
    public static double Exposure(double exposureIndex) => 18 * exposureIndex / 400;

    /// <summary>From white-balanced sensor colours to ACES2065-1, between the published temperatures linear in 1/K, beyond them the outermost.</summary>
    /// <param name="kelvin">The white balance of the camera.</param>
    public static Matrix3 ToAces(double kelvin)
    {
        if (!(kelvin > Matrices[0].Kelvin)) return Matrix3.FromRows(Matrices[0].Rows);
        if (kelvin >= Matrices[^1].Kelvin) return Matrix3.FromRows(Matrices[^1].Rows);
        var above = Array.FindIndex(Matrices, m => m.Kelvin > kelvin);
        var ((k0, low), (k1, high)) = (Matrices[above - 1], Matrices[above]);
        var share = (1 / kelvin - 1 / k0) / (1 / k1 - 1 / k0);
        Span<double> between = stackalloc double[9];
        for (var i = 0; i < between.Length; i++) between[i] = low[i] + share * (high[i] - low[i]);
        return Matrix3.FromRows(between);
    }

    /// <summary>White balance factors for another white than a known one: what the sensor sees of its light follows from the published matrix of the known one.</summary>
    /// <remarks>ARRI publishes no factors. From those of a camera's header at 5600 K (1.645, 1, 1.367) follow 1.43, 1, 1.67 at 4300 K, where a header has 1.41, 1, 1.72.</remarks>
    /// <param name="known">Factors of red, green and blue for <paramref name="knownKelvin"/>.</param>
    /// <param name="knownKelvin">Their white.</param>
    /// <param name="kelvin">The white that is wanted: daylight from 4000 K on, below it a black body.</param>
    public static Rgb FactorsFor(Rgb known, double knownKelvin, double kelvin)
    {
        // The matrix of a white makes ACES of what lies before the camera, the white adapted to that of ACES; so the other light is made ACES as well, and taken back to the sensor.
        var toAces = KnownGamuts.Ap0.ToXyz().Inverse() * Adaptation.Cat02.Between(WhitePoint.OfLight(knownKelvin), Chromaticity.Aces);
        var seen = ToAces(knownKelvin).Inverse() * (toAces * WhitePoint.OfLight(kelvin).ToXyz());
        return new(known.R * seen.G / seen.R, known.G, known.B * seen.G / seen.B);
    }
}
