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
