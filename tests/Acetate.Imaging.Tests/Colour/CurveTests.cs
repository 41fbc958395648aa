using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Encodings;

namespace Acetate.Imaging.Tests.Colour;

public sealed class CurveTests
{
    public static TheoryData<string> Encodings => [.. KnownEncodings.All.Select(e => e.Name)];

    // Published check values: the code of 18 % grey, and the light of code 0.5.
    [Theory]
    [InlineData("ARRI LogC4", 0.2783958, 2.204963)]
    [InlineData("RED Log3G10 REDWideGamutRGB", 0.3333329, 1.070716)]
    [InlineData("S-Log3 S-Gamut3", 0.4105572, 0.4152634)]
    [InlineData("Canon Log 2 Cinema Gamut", 0.3982547, 0.4920822)]
    [InlineData("Canon Log 3 Cinema Gamut", 0.3433894, 0.5807774)]
    [InlineData("V-Log V-Gamut", 0.4233114, 0.3833489)]
    [InlineData("Apple Log", 0.4882725, 0.1989139)]
    [InlineData("D-Log D-Gamut", 0.3987646, 0.462534)]
    [InlineData("F-Log2 Rec.2020", 0.3910072, 0.5215565)]
    [InlineData("N-Log Rec.2020", 0.3636678, 0.4883775)]
    [InlineData("L-Log Rec.2020", 0.4353139, 0.3190122)]
    [InlineData("Protune Native", 0.6456235, 0.08598344)]
    [InlineData("Blackmagic Film Wide Gamut Gen 5", 0.3835616, double.NaN)]
    [InlineData("DaVinci Intermediate Wide Gamut", 0.3360433, double.NaN)]
    [InlineData("ACEScct", 0.4135884, 0.5140569)]
    [InlineData("ACEScc", 0.4135884, 0.5140569)]
    public void An_encoding_has_its_published_values(string name, double grey, double half)
    {
        var curve = KnownEncodings.All.Single(e => e.Name == name).Curve;

        Assert.Equal(grey, curve.ToCode(0.18), 1e-6);
        if (!double.IsNaN(half)) Assert.Equal(half, curve.ToLinear(0.5), 1e-6);
    }

    // ARRI's table: black offset b and c of the logarithm, and the code of the sensor's full well.
    [Theory]
    [InlineData(160, 7.1719, 0.8128)]
    [InlineData(400, 17.9297, 0.8968)]
    [InlineData(800, 35.8594, 0.9539)]
    [InlineData(1280, 57.3750, 0.9895)]
    [InlineData(1600, 71.7187, 1)]
    [InlineData(3200, 143.4375, 1)]
    public void LogC3_puts_the_full_well_of_the_sensor_where_ARRI_does(int exposureIndex, double light, double code) =>
        Assert.Equal(code, new LogC3Curve(exposureIndex).ToCode(light), 4);

    [Theory]
    [InlineData(159)]
    [InlineData(3201)]
    public void LogC3_is_refused_for_an_exposure_index_that_ARRI_does_not_define(int exposureIndex) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogC3Curve(exposureIndex));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void What_is_encoded_comes_back(string name)
    {
        var encoding = KnownEncodings.All.Single(e => e.Name == name);
        var (to, from) = (encoding.ToAces(), encoding.FromAces());
        // ACESproxy has whole codes only; the constants of D-Log, as published, leave a step of a millionth where its pieces meet.
        var tolerance = name == "ACESproxy10" ? 0.5 / 1023 + 1e-9 : 1e-6;
        for (var step = 8; step < 91; step++)
        {
            var code = Rgb.Grey(step / 100.0) with { G = step / 110.0 + 0.02 };
            if (name == "ACESproxy10") code = code.Each(c => Math.Round(c * 1023) / 1023);
            var back = from.Apply(to.Apply(code));

            Assert.InRange(Math.Abs(back.R - code.R) + Math.Abs(back.G - code.G), 0, 2 * tolerance);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(800)]
    [InlineData(1600)]
    [InlineData(3200)]
    public void LogC3_comes_back_at_every_exposure_index_shoulder_included(int exposureIndex)
    {
        var curve = new LogC3Curve(exposureIndex);
        for (var step = 0; step <= 100; step++)
            Assert.Equal(step / 100.0, curve.ToCode(curve.ToLinear(step / 100.0)), 9);
    }

    [Theory]
    [InlineData("ARRI LogC4")]
    [InlineData("S-Log3 S-Gamut3.Cine")]
    [InlineData("Canon Log 3 Cinema Gamut")]
    [InlineData("Apple Log")]
    public void A_curve_has_no_step_where_its_pieces_meet(string name)
    {
        var curve = KnownEncodings.All.Single(e => e.Name == name).Curve;
        for (var code = 0.01; code < 0.999; code += 0.0001)
        {
            var rise = curve.ToLinear(code + 0.0001) - curve.ToLinear(code);
            Assert.InRange(rise, -1e-9, Math.Max(1e-3, 0.02 * Math.Abs(curve.ToLinear(code)) + 1e-4));
        }
    }
}
