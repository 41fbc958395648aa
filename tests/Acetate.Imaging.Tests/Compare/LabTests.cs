using Acetate.Imaging.Colour;
using Acetate.Imaging.Compare;

namespace Acetate.Imaging.Tests.Compare;

/// <summary>CIELAB and CIEDE2000 against published numbers.</summary>
public sealed class LabTests
{
    /// <summary>The 34 pairs of G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data, and mathematical observations", 2005, table 1.</summary>
    public static TheoryData<double, double, double, double, double, double, double> Pairs => new()
    {
        { 50.0000, 2.6772, -79.7751, 50.0000, 0.0000, -82.7485, 2.0425 },
        { 50.0000, 3.1571, -77.2803, 50.0000, 0.0000, -82.7485, 2.8615 },
        { 50.0000, 2.8361, -74.0200, 50.0000, 0.0000, -82.7485, 3.4412 },
        { 50.0000, -1.3802, -84.2814, 50.0000, 0.0000, -82.7485, 1.0000 },
        { 50.0000, -1.1848, -84.8006, 50.0000, 0.0000, -82.7485, 1.0000 },
        { 50.0000, -0.9009, -85.5211, 50.0000, 0.0000, -82.7485, 1.0000 },
        { 50.0000, 0.0000, 0.0000, 50.0000, -1.0000, 2.0000, 2.3669 },
        { 50.0000, -1.0000, 2.0000, 50.0000, 0.0000, 0.0000, 2.3669 },
        { 50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0009, 7.1792 },
        { 50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0010, 7.1792 },
        { 50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0011, 7.2195 },
        { 50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0012, 7.2195 },
        { 50.0000, -0.0010, 2.4900, 50.0000, 0.0009, -2.4900, 4.8045 },
        { 50.0000, -0.0010, 2.4900, 50.0000, 0.0010, -2.4900, 4.8045 },
        { 50.0000, -0.0010, 2.4900, 50.0000, 0.0011, -2.4900, 4.7461 },
        { 50.0000, 2.5000, 0.0000, 50.0000, 0.0000, -2.5000, 4.3065 },
        { 50.0000, 2.5000, 0.0000, 73.0000, 25.0000, -18.0000, 27.1492 },
        { 50.0000, 2.5000, 0.0000, 61.0000, -5.0000, 29.0000, 22.8977 },
        { 50.0000, 2.5000, 0.0000, 56.0000, -27.0000, -3.0000, 31.9030 },
        { 50.0000, 2.5000, 0.0000, 58.0000, 24.0000, 15.0000, 19.4535 },
        { 50.0000, 2.5000, 0.0000, 50.0000, 3.1736, 0.5854, 1.0000 },
        { 50.0000, 2.5000, 0.0000, 50.0000, 3.2972, 0.0000, 1.0000 },
        { 50.0000, 2.5000, 0.0000, 50.0000, 1.8634, 0.5757, 1.0000 },
        { 50.0000, 2.5000, 0.0000, 50.0000, 3.2592, 0.3350, 1.0000 },
        { 60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644 },
        { 63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630 },
        { 61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731 },
        { 35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645 },
        { 22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373 },
        { 36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146 },
        { 90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441 },
        { 90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381 },
        { 6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377 },
        { 2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082 },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Differences_are_those_that_were_published_in_either_order(double l1, double a1, double b1, double l2, double a2, double b2, double expected)
    {
        Lab one = new(l1, a1, b1), other = new(l2, a2, b2);

        Assert.Equal(expected, one.Difference(other), 0.00005);
        Assert.Equal(expected, other.Difference(one), 0.00005);
        Assert.Equal(0, one.Difference(one));
    }

    [Fact]
    public void A_display_s_white_is_100_and_its_primaries_are_where_their_chromaticities_put_them()
    {
        // Of linear light 1 nothing depends on the curve: CIELAB of the primaries of Rec.709 under D65, as colour textbooks list them for sRGB.
        foreach (var (code, l, a, b) in ((Rgb, double, double, double)[])[(new(1, 1, 1), 100, 0, 0), (new(0, 0, 0), 0, 0, 0), (new(1, 0, 0), 53.24, 80.09, 67.20), (new(0, 1, 0), 87.73, -86.18, 83.18), (new(0, 0, 1), 32.30, 79.19, -107.86)])
        {
            var lab = Lab.OfDisplay(code);

            Assert.Equal(l, lab.L, 0.02);
            Assert.Equal(a, lab.A, 0.06);
            Assert.Equal(b, lab.B, 0.06);
        }
    }

    [Fact]
    public void Codes_are_light_by_a_power_of_2_4()
    {
        // 116 ∛(0.5^2.4) − 16.
        Assert.Equal(50.624, Lab.OfDisplay(Rgb.Grey(0.5)).L, 0.001);
        Assert.Equal(Lab.OfDisplay(new(1, 0, 0)), Lab.OfDisplay(new(1.5, -0.2, 0)));
    }
}
