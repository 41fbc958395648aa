using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Sensor;

namespace Acetate.Imaging.Tests.Sensor;

public sealed class DngColourTests
{
    // A camera of two calibrations whose forward matrices follow from its colour matrices, so that both ways must agree.
    private static readonly Matrix3 UnderA = new(0.9, -0.2, -0.05, -0.4, 1.2, 0.2, -0.05, 0.2, 0.6);
    private static readonly Matrix3 UnderD65 = new(0.7, -0.1, -0.08, -0.5, 1.3, 0.2, -0.1, 0.25, 0.7);
    private static readonly Chromaticity A = new(0.44757, 0.40745);

    private static readonly DngColour Camera = new() { ColorMatrix1 = UnderA, ColorMatrix2 = UnderD65, Illuminant1 = 17, Illuminant2 = 21 };

    [Fact]
    public void The_neutral_becomes_an_equal_grey_of_one_and_gains_are_at_least_one()
    {
        var neutral = new Rgb(0.45, 1, 0.62);
        var toAces = Camera.ToAces(neutral);

        var grey = toAces.Operation.Apply(neutral);

        Assert.All((double[])[grey.R, grey.G, grey.B], value => Assert.Equal(1, value, 1e-9));
        Assert.Equal(1, toAces.Gains.Min, 12);
    }

    [Fact]
    public void The_light_of_a_neutral_is_found_under_either_calibration_and_between_them()
    {
        foreach (var (white, matrix) in ((Chromaticity, Matrix3)[])[(Chromaticity.D65, UnderD65), (A, UnderA)])
        {
            var found = Camera.WhiteOf(matrix * white.ToXyz());
            Assert.Equal(white.X, found.X, 2e-4);
            Assert.Equal(white.Y, found.Y, 2e-4);
        }

        // Half way by the inverse of the temperature, from 2850 K to 6500 K: 3963 K, where half of each matrix counts.
        var middle = new Chromaticity(0.3826, 0.3797);
        var share = (1 / DngColour.KelvinOf(middle) - 1 / 2850.0) / (1 / 6500.0 - 1 / 2850.0);
        Assert.Equal(0.5, share, 0.01);
        var blend = Matrix3.FromRows([.. UnderA.Rows.Zip(UnderD65.Rows, (a, b) => a + (b - a) * share)]);
        var light = Camera.WhiteOf(blend * middle.ToXyz());
        Assert.Equal(middle.X, light.X, 1e-5);
        Assert.Equal(middle.Y, light.Y, 1e-5);
    }

    [Fact]
    public void A_forward_matrix_made_of_the_colour_matrix_gives_the_same_colours()
    {
        var neutral = UnderD65 * Chromaticity.D65.ToXyz();
        var single = new DngColour { ColorMatrix1 = UnderD65, Illuminant1 = 21, AnalogBalance = new(1.2, 1, 0.9), CameraCalibration1 = Matrix3.Diagonal(1.01, 1, 0.98) };
        var seen = Matrix3.Diagonal(1.2 * 1.01, 1, 0.9 * 0.98) * neutral;
        var forward = Adaptation.Bradford.Between(Chromaticity.D65, new(0.3457, 0.3585)) * UnderD65.Inverse() * Matrix3.Diagonal(neutral.R, neutral.G, neutral.B);

        var (one, other) = (single.ToAces(seen), (single with { ForwardMatrix1 = forward }).ToAces(seen));

        Assert.All(one.Matrix.Rows.Zip(other.Matrix.Rows), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        Assert.Equal(6504, one.Kelvin, 20.0);
    }

    [Fact]
    public void Under_D65_a_real_camera_gets_the_matrix_that_LibRaw_gives_it()
    {
        // A Canon EOS 350D in a DNG of the corpus: its ColorMatrix2 and CameraCalibration2 (exiftool), and 'camRGB -> sRGB' (raw-identify -v of LibRaw).
        var matrix = new Matrix3(0.6018, -0.0617, -0.0965, -0.8645, 1.5881, 0.2975, -0.153, 0.1719, 0.7642);
        var calibration = Matrix3.Diagonal(1.0069, 1, 1.0027);
        var libRaw = new Matrix3(1.7229, -0.8995, 0.1766, 0.0194, 1.3393, -0.3587, 0.0242, -0.3150, 1.2908);
        var camera = new DngColour { ColorMatrix1 = matrix, Illuminant1 = 21, CameraCalibration1 = calibration };

        var toAces = camera.ToAces(calibration * matrix * Chromaticity.D65.ToXyz());

        var toRec709 = KnownGamuts.Ap0.To(KnownGamuts.Rec709) * toAces.Matrix;
        Assert.All(libRaw.Rows.Zip(toRec709.Rows), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.Equal(2.450880 / 0.917140, toAces.Gains.R / toAces.Gains.G, 2e-3);
        Assert.Equal(1.161602 / 0.917140, toAces.Gains.B / toAces.Gains.G, 2e-3);
    }

    [Fact]
    public void Where_the_tags_name_two_lights_the_scenes_own_lies_between_them_for_a_real_picture()
    {
        var camera = new DngColour
        {
            ColorMatrix1 = new(0.6159, -0.0945, -0.0745, -0.6846, 1.3563, 0.3684, -0.0802, 0.1086, 0.7555),
            ColorMatrix2 = new(0.6018, -0.0617, -0.0965, -0.8645, 1.5881, 0.2975, -0.153, 0.1719, 0.7642),
            Illuminant1 = 17,
            Illuminant2 = 21,
            CameraCalibration1 = Matrix3.Diagonal(1.0069, 1, 1.0027),
            CameraCalibration2 = Matrix3.Diagonal(1.0069, 1, 1.0027),
        };

        // Taken in tungsten light: the camera's own balance for it is 1523 1022 2397, for daylight 2312 1022 1501.
        var tungsten = camera.ToAces(new(1022 / 1523.0, 1, 1022 / 2397.0));
        var shot = camera.ToAces(new(0.592408, 1, 0.501692));
        var daylight = camera.ToAces(new(1022 / 2312.0, 1, 1022 / 1501.0));

        Assert.InRange(tungsten.Kelvin, 2600, 3400);
        Assert.InRange(daylight.Kelvin, 4900, 5700);
        Assert.InRange(shot.Kelvin, tungsten.Kelvin, daylight.Kelvin);
    }

    [Theory]
    [InlineData(0, 1, 1, "AsShotNeutral")]
    [InlineData(double.NaN, 1, 1, "AsShotNeutral")]
    [InlineData(-0.5, 1, 1, "AsShotNeutral")]
    public void A_neutral_that_cannot_be_is_refused(double r, double g, double b, string tag) =>
        Assert.Contains(tag, Assert.Throws<ArgumentException>(() => Camera.ToAces(new(r, g, b))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_singular_matrix_is_refused_by_its_tag() =>
        Assert.Contains("ColorMatrix is singular", Assert.Throws<ArgumentException>(() => new DngColour { ColorMatrix1 = new(1, 1, 1, 1, 1, 1, 0, 0, 1) }.ToAces(new(0.5, 1, 0.7))).Message, StringComparison.Ordinal);
}
