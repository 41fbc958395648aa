using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Sensor;

namespace Acetate.Media.Formats.Dng;

/// <summary>The tags of a DNG: of its raw picture, and of the camera, which stand in the first directory or with the picture.</summary>
internal sealed class DngTags(TiffFile tiff)
{
    private readonly TiffDirectory image = DngInspector.ImageOf(tiff, isDng: true);

    public bool IsBig => tiff.Directories[0].Values.Values.Select(value => value.IsBigEndian).FirstOrDefault();

    public bool Has(int tag) => image.Values.ContainsKey(tag);

    public long? Number(int tag) => image.Number(tag);

    public int Size(int tag) => (int)Math.Min(int.MaxValue, image.Number(tag) ?? 0);

    public IEnumerable<long> Numbers(int tag) => image.Numbers(tag);

    /// <summary>The numbers of a tag of the picture, or of the camera when the picture has it not; ratios as numbers.</summary>
    public IEnumerable<double> Reals(int tag) => (image.Values.GetValueOrDefault(tag) ?? Anywhere(tag)) is { } value
        ? value.Ratios().Select(ratio => (double)ratio.Numerator / ratio.Denominator) : [];

    public TiffValue? Anywhere(int tag) => tiff.Directories.Select(directory => directory.Values.GetValueOrDefault(tag)).FirstOrDefault(value => value is not null);

    /// <summary>The camera's colours.</summary>
    /// <exception cref="InvalidDataException">It says none.</exception>
    public DngColour Colour() => new()
    {
        ColorMatrix1 = Matrix(50721) ?? throw new InvalidDataException("The DNG has no colour matrix of its camera (tag 50721), so its colours are not known. Use the maker's software."),
        ColorMatrix2 = Matrix(50722),
        ForwardMatrix1 = Matrix(50964),
        ForwardMatrix2 = Matrix(50965),
        CameraCalibration1 = Matrix(50723) ?? Matrix3.Identity,
        CameraCalibration2 = Matrix(50724) ?? Matrix3.Identity,
        Illuminant1 = (int)(Anywhere(50778)?.Numbers().FirstOrDefault() ?? 0),
        Illuminant2 = (int)(Anywhere(50779)?.Numbers().FirstOrDefault() ?? 0),
        AnalogBalance = Three(50727) ?? Rgb.Grey(1),
    };

    /// <summary>A neutral in camera values.</summary>
    /// <exception cref="InvalidDataException">The file says none.</exception>
    public Rgb Neutral(DngColour colour)
    {
        if (Three(50728) is { } neutral) return neutral;
        if (Reals(50729).ToArray() is not [> 0 and < 1 and var x, > 0 and < 1 and var y]) throw new InvalidDataException("The DNG says no white (tag 50728 or 50729), so its colours are not known.");
        return CameraWhite.Of(colour, new(x, y));
    }

    private Rgb? Three(int tag) => Reals(tag).ToArray() is [var red, var green, var blue] && double.IsFinite(red + green + blue) ? new(red, green, blue) : null;

    private Matrix3? Matrix(int tag)
    {
        var values = Reals(tag).ToArray();
        if (values.Length == 0) return null;
        if (values.Length != 9 || !values.All(double.IsFinite)) throw new InvalidDataException($"The colour matrix of tag {tag} is none for three colours.");
        return Matrix3.FromRows(values);
    }
}

/// <summary>From the colour of light to what a camera sees of it.</summary>
internal static class CameraWhite
{
    /// <summary>The camera's values for a white, the greatest being 1.</summary>
    /// <exception cref="InvalidDataException">The camera's matrices do not fit.</exception>
    public static Rgb Of(DngColour colour, Chromaticity white)
    {
        // The share of the second set of matrices, as DngColour has it.
        var share = 0.0;
        if (colour.ColorMatrix2 is not null && DngColour.KelvinOf(colour.Illuminant1) is { } first && DngColour.KelvinOf(colour.Illuminant2) is { } second && first != second)
            share = Math.Clamp((1 / DngColour.KelvinOf(white) - 1 / first) / (1 / second - 1 / first), 0, 1);
        var balance = Matrix3.Diagonal(colour.AnalogBalance.R, colour.AnalogBalance.G, colour.AnalogBalance.B);
        var seen = balance * Blend(colour.CameraCalibration1, colour.CameraCalibration2, share) * Blend(colour.ColorMatrix1, colour.ColorMatrix2 ?? colour.ColorMatrix1, share)
            * new Rgb(white.X / white.Y, 1, (1 - white.X - white.Y) / white.Y);
        return seen.Min > 0 ? 1 / seen.Max * seen : throw new InvalidDataException($"The camera's colour matrices see no white at {DngColour.KelvinOf(white):F0} K.");
    }

    /// <summary>The white of a temperature: daylight (CIE 15, 3.1) from 4000 K on, below it a black body's (Kim and others, 2002).</summary>
    public static Chromaticity OfKelvin(double kelvin)
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

    private static Matrix3 Blend(Matrix3 first, Matrix3 second, double share) => Matrix3.FromRows([.. first.Rows.Zip(second.Rows, (x, y) => x + (y - x) * share)]);
}
