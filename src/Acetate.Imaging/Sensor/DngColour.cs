using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Sensor;

/// <summary>What a DNG file says about its camera's colours (Digital Negative Specification 1.7, chapter 6, "Mapping Camera Color Space to CIE XYZ Space"; the
/// same since 1.2). For cameras of three colours.</summary>
/// <remarks>Exposure is left alone: BaselineExposure is the caller's. Matrices go as columns and have the file's rows: <c>ColorMatrix</c> from XYZ to the camera, <c>ForwardMatrix</c> from balanced
/// camera colours to XYZ under D50. Between two illuminants matrices go by the inverse of the temperature; among three (1.6) by how far the
/// white is from each in temperature and tint.</remarks>
public sealed record DngColour
{
    private static readonly Chromaticity D50 = new(0.3457, 0.3585);
    private static readonly Matrix3 XyzD50ToAces = KnownGamuts.Ap0.ToXyz().Inverse() * Adaptation.Bradford.Between(D50, Chromaticity.Aces);

    /// <summary>The tag ColorMatrix1 (50721): XYZ to camera under the first illuminant.</summary>
    public required Matrix3 ColorMatrix1 { get; init; }

    /// <summary>The tag ColorMatrix2 (50722), or null.</summary>
    public Matrix3? ColorMatrix2 { get; init; }

    /// <summary>The tag ForwardMatrix1 (50964), or null.</summary>
    public Matrix3? ForwardMatrix1 { get; init; }

    /// <summary>The tag ForwardMatrix2 (50965), or null.</summary>
    public Matrix3? ForwardMatrix2 { get; init; }

    /// <summary>The tag CameraCalibration1 (50723): this one camera beside its model.</summary>
    public Matrix3 CameraCalibration1 { get; init; } = Matrix3.Identity;

    /// <summary>The tag CameraCalibration2 (50724).</summary>
    public Matrix3 CameraCalibration2 { get; init; } = Matrix3.Identity;

    /// <summary>The tag CalibrationIlluminant1 (50778), a light source of EXIF such as 17 for standard light A; 0 when not known.</summary>
    public int Illuminant1 { get; init; }

    /// <summary>The tag CalibrationIlluminant2 (50779), such as 21 for D65; 0 when not known.</summary>
    public int Illuminant2 { get; init; }

    /// <summary>The tag ColorMatrix3 (52531), or null.</summary>
    public Matrix3? ColorMatrix3 { get; init; }

    /// <summary>The tag ForwardMatrix3 (52532), or null.</summary>
    public Matrix3? ForwardMatrix3 { get; init; }

    /// <summary>The tag CameraCalibration3 (52530).</summary>
    public Matrix3 CameraCalibration3 { get; init; } = Matrix3.Identity;

    /// <summary>The tag CalibrationIlluminant3 (52529); 0 when not known.</summary>
    public int Illuminant3 { get; init; }

    /// <summary>What the tags IlluminantData1 to 3 (52533 to 52535) say of lights that are 255, "other"; null where they say nothing.</summary>
    public (Chromaticity? First, Chromaticity? Second, Chromaticity? Third) Lights { get; init; }

    /// <summary>The tag AnalogBalance (50727): gains that the camera applied before it digitised.</summary>
    public Rgb AnalogBalance { get; init; } = Rgb.Grey(1);

    private Matrix3 Balance => Matrix3.Diagonal(AnalogBalance.R, AnalogBalance.G, AnalogBalance.B);

    /// <summary>The way from linear camera colours, 1 being the white level and black already taken off, to ACES2065-1.</summary>
    /// <param name="asShotNeutral">The tag AsShotNeutral (50728): the camera's values of a neutral, all positive; or a neutral of one's own choice.</param>
    /// <returns>The gains that make a neutral equal, and the matrix after them. Gain before demosaicing and the matrix after it are one with both after it.</returns>
    /// <exception cref="ArgumentException">A neutral or a matrix cannot be: not positive, or singular. The message says which tag.</exception>
    public DngToAces ToAces(Rgb asShotNeutral)
    {
        if (!IsPositive(asShotNeutral)) throw new ArgumentException($"AsShotNeutral is {asShotNeutral.R} {asShotNeutral.G} {asShotNeutral.B}; its three values must be above 0. Choose a neutral by hand.", nameof(asShotNeutral));
        if (!IsPositive(AnalogBalance)) throw new ArgumentException("AnalogBalance has a value that is not above 0; without the tag it is 1 1 1.", nameof(asShotNeutral));
        var white = WhiteOf(asShotNeutral);
        var shares = Shares(white);
        var calibration = Balance * Blend(CameraCalibration1, CameraCalibration2, CameraCalibration3, shares);
        Matrix3 toXyzD50;
        if (ForwardMatrix1 is { } first)
        {
            // 1.7, "Camera to XYZ (D50) Transform": FM · D · inverse(AB · CC), D making the reference neutral equal.
            var toReference = Inverse(calibration, "CameraCalibration");
            var neutral = toReference * asShotNeutral;
            if (!IsPositive(neutral)) throw new ArgumentException("CameraCalibration makes the neutral's values negative; the file's colour tags do not fit together.", nameof(asShotNeutral));
            toXyzD50 = Blend(first, ForwardMatrix2 ?? first, ForwardMatrix3 ?? first, shares) * Matrix3.Diagonal(1 / neutral.R, 1 / neutral.G, 1 / neutral.B) * toReference;
        }
        else
        {
            // Without it: the inverse of AB · CC · CM, and Bradford from the white of the scene to D50.
            var toCamera = calibration * Blend(ColorMatrix1, ColorMatrix2 ?? ColorMatrix1, ColorMatrix3 ?? ColorMatrix1, shares);
            var toXyz = Inverse(toCamera, "ColorMatrix");
            var scale = (toXyz * asShotNeutral).G;
            toXyzD50 = (1 / scale) * Adaptation.Bradford.Between(white, D50) * toXyz;
        }

        // A neutral whose greatest value is 1 is the brightest that the sensor shows unclipped; it becomes white.
        var gains = new Rgb(asShotNeutral.Max / asShotNeutral.R, asShotNeutral.Max / asShotNeutral.G, asShotNeutral.Max / asShotNeutral.B);
        var balanced = toXyzD50 * Matrix3.Diagonal(asShotNeutral.R, asShotNeutral.G, asShotNeutral.B);
        return new(gains, XyzD50ToAces * balanced, white, KelvinOf(white));
    }

    /// <summary>The chromaticity of the light that makes a neutral of these camera values (1.7, "Translating Camera Neutral Coordinates to White Balance xy Coordinates").</summary>
    /// <exception cref="ArgumentException">A matrix is singular.</exception>
    public Chromaticity WhiteOf(Rgb neutral)
    {
        // The matrix depends on the white that it gives: it settles in a few rounds; where it swings, the middle of two is taken.
        var white = D50;
        for (var round = 0; round < 60; round++)
        {
            var xyz = Inverse(ToCamera(white), "ColorMatrix") * neutral;
            var sum = xyz.R + xyz.G + xyz.B;
            if (!(xyz.G > 0) || !double.IsFinite(sum) || sum <= 0) throw new ArgumentException("ColorMatrix turns AsShotNeutral into no light that there is; the file's colour tags do not fit together.", nameof(neutral));
            var next = new Chromaticity(xyz.R / sum, xyz.G / sum);
            if (Math.Abs(next.X - white.X) + Math.Abs(next.Y - white.Y) < 1e-13) return next;
            white = round < 30 ? next : new((next.X + white.X) / 2, (next.Y + white.Y) / 2);
        }

        return white;
    }

    /// <summary>The camera's values for a white, the greatest being 1.</summary>
    /// <exception cref="ArgumentException">Its matrices see none.</exception>
    public Rgb NeutralOf(Chromaticity white)
    {
        var seen = ToCamera(white) * new Rgb(white.X / white.Y, 1, (1 - white.X - white.Y) / white.Y);
        return IsPositive(seen) ? 1 / seen.Max * seen : throw new ArgumentException($"The camera's colour matrices see no white at {KelvinOf(white):F0} K.", nameof(white));
    }

    /// <summary>The temperature that stands for a light source of EXIF (tag LightSource), in kelvin, rounded as DNG tools do; null for 0 and what has none.</summary>
    public static double? KelvinOf(int lightSource) => lightSource switch
    {
        3 or 17 => 2850, // tungsten, standard light A
        24 => 3200, // studio tungsten
        16 => 2925, // warm white fluorescent
        15 => 3525, // white fluorescent
        2 or 14 => 4150, // fluorescent, cool white
        23 => 5000, // D50
        13 => 5050, // day white fluorescent
        1 or 4 or 9 or 18 or 20 => 5500, // daylight, flash, fine weather, standard light B, D55
        12 => 6400, // daylight fluorescent
        10 or 19 or 21 => 6500, // cloudy, standard light C, D65
        11 or 22 => 7500, // shade, D75
        _ => null,
    };

    /// <summary>The correlated colour temperature of a chromaticity in kelvin, after McCamy's polynomial (1992); good from 2000 to 12,500 K.</summary>
    public static double KelvinOf(Chromaticity white)
    {
        var n = (white.X - 0.3320) / (0.1858 - white.Y);
        return ((449 * n + 3525) * n + 6823.3) * n + 5520.33;
    }

    private Matrix3 ToCamera(Chromaticity white)
    {
        var shares = Shares(white);
        return Balance * Blend(CameraCalibration1, CameraCalibration2, CameraCalibration3, shares) * Blend(ColorMatrix1, ColorMatrix2 ?? ColorMatrix1, ColorMatrix3 ?? ColorMatrix1, shares);
    }

    // How much of each set counts. Of two: by the inverse of the temperature, all or nothing outside of them.
    private (double, double, double) Shares(Chromaticity white)
    {
        if (ColorMatrix2 is not null && ColorMatrix3 is not null && LightOf(Illuminant1, Lights.First) is { } one && LightOf(Illuminant2, Lights.Second) is { } two && LightOf(Illuminant3, Lights.Third) is { } three)
            return IlluminantShares.Of(white, one, two, three);
        if (ColorMatrix2 is null || TemperatureOf(Illuminant1, Lights.First) is not { } first || TemperatureOf(Illuminant2, Lights.Second) is not { } second || first == second) return (1, 0, 0);
        var kelvin = KelvinOf(white);
        // Beyond the bluest McCamy's polynomial has left its range.
        var share = !(kelvin > 0) ? first < second ? 1 : 0 : Math.Clamp((1 / kelvin - 1 / first) / (1 / second - 1 / first), 0, 1);
        return (1 - share, share, 0);
    }

    private static double? TemperatureOf(int lightSource, Chromaticity? own) => lightSource == 255 && own is { } light ? KelvinOf(light) : KelvinOf(lightSource);

    private static Chromaticity? LightOf(int lightSource, Chromaticity? own) => lightSource == 255 ? own : IlluminantShares.LightOf(lightSource);

    private static Matrix3 Blend(Matrix3 first, Matrix3 second, Matrix3 third, (double First, double Second, double Third) shares)
    {
        var (a, b, c) = (first.Rows, second.Rows, third.Rows);
        return Matrix3.FromRows([.. a.Select((x, i) => x + (b[i] - x) * shares.Second + (c[i] - x) * shares.Third)]);
    }

    private static Matrix3 Inverse(Matrix3 matrix, string tag)
    {
        try
        {
            return matrix.Inverse();
        }
        catch (InvalidOperationException)
        {
            throw new ArgumentException($"{tag} is singular: it has no inverse, and no colours follow from it.", nameof(matrix));
        }
    }

    private static bool IsPositive(Rgb value) => value.Min > 0 && double.IsFinite(value.Max);
}

/// <summary>From linear camera colours to ACES2065-1.</summary>
/// <param name="Gains">On the camera's components, at least 1 each: a neutral becomes equal. Best applied before demosaicing.</param>
/// <param name="Matrix">From balanced camera colours to ACES2065-1; equal components stay equal.</param>
/// <param name="White">The light of the scene.</param>
/// <param name="Kelvin">Its correlated colour temperature.</param>
public sealed record DngToAces(Rgb Gains, Matrix3 Matrix, Chromaticity White, double Kelvin)
{
    /// <summary>Both as operations.</summary>
    public ColourChain Operation => new("DNG camera colours to ACES2065-1",
    [
        new MatrixOperation("white balance", Matrix3.Diagonal(Gains.R, Gains.G, Gains.B)),
        new MatrixOperation(FormattableString.Invariant($"camera to ACES AP0, {Kelvin:F0} K"), Matrix),
    ]);
}
