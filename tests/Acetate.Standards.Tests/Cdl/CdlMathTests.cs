using System.Globalization;
using System.Text.Json;
using Acetate.Cdl;

namespace Acetate.Standards.Tests.Cdl;

/// <summary>The ten numbers do to a colour what the specification and the reference implementation say.</summary>
public sealed class CdlMathTests
{
    [Fact]
    public void Both_styles_agree_with_the_reference_in_double_precision()
    {
        using var json = Open("math-double.json");
        var compared = 0;
        foreach (var test in json.RootElement.GetProperty("tests").EnumerateArray())
        {
            var values = Values(test);
            foreach (var row in test.GetProperty("cases").EnumerateArray())
            {
                AssertNear(Triple(row, "clamped"), values.Apply(Triple(row, "rgb"), CdlStyle.Clamped), 1e-12);
                AssertNear(Triple(row, "no_clamp"), values.Apply(Triple(row, "rgb"), CdlStyle.Unclamped), 1e-12);
                compared++;
            }
        }

        Assert.Equal(180, compared);
    }

    [Fact]
    public void Both_styles_and_their_inverses_agree_with_the_numbers_of_OpenColorIO()
    {
        using var json = Open("math-opencolorio.json");
        var tolerance = json.RootElement.GetProperty("tolerance").GetDouble();
        var styles = new HashSet<string>();
        foreach (var test in json.RootElement.GetProperty("tests").EnumerateArray())
        {
            var values = Values(test);
            var name = test.GetProperty("style").GetString()!;
            styles.Add(name);
            var style = name.Contains("NO_CLAMP", StringComparison.Ordinal) ? CdlStyle.Unclamped : CdlStyle.Clamped;
            foreach (var (input, expected) in test.GetProperty("input_rgba").EnumerateArray().Zip(test.GetProperty("expected_rgba").EnumerateArray()))
            {
                var colour = Triple(input);
                // Without clamping nothing is defined for what is no number; there the reference depends on its vector unit.
                if (style == CdlStyle.Unclamped && !colour.IsFinite) continue;
                var got = name.EndsWith("REV", StringComparison.Ordinal) ? values.ApplyInverse(colour, style) : values.Apply(colour, style);
                AssertNear(Triple(expected), got, tolerance);
            }
        }

        Assert.Equal(["CDL_NO_CLAMP_FWD", "CDL_NO_CLAMP_REV", "CDL_V1_2_FWD", "CDL_V1_2_REV"], styles.Order());
    }

    [Fact]
    public void The_inverse_brings_every_colour_back_that_was_not_limited()
    {
        var dice = new Damage(7);
        for (var i = 0; i < 2000; i++)
        {
            CdlValues values = new() { Slope = Some(0.2, 3), Offset = Some(-0.3, 0.3), Power = Some(0.4, 2.5), Saturation = Between(0.2, 2) };
            var colour = Some(-0.5, 4);

            var back = values.ApplyInverse(values.Apply(colour, CdlStyle.Unclamped), CdlStyle.Unclamped);

            AssertNear(colour, back, 1e-8);
        }

        Rgb Some(double low, double high) => new(Between(low, high), Between(low, high), Between(low, high));
        double Between(double low, double high) => low + (high - low) * dice.Next(1_000_000) / 1e6;
    }

    [Fact]
    public void Clamping_makes_0_of_what_is_no_number_and_stays_from_0_to_1()
    {
        CdlValues values = new() { Slope = Rgb.Of(2), Saturation = 1.5 };

        Assert.Equal(new(0, 0, 0), values.Apply(Rgb.Of(double.NaN), CdlStyle.Clamped));
        Assert.Equal(new(1, 1, 1), values.Apply(Rgb.Of(double.PositiveInfinity), CdlStyle.Clamped));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void What_was_multiplied_by_nothing_cannot_be_brought_back(double slope, double saturation)
    {
        CdlValues values = new() { Slope = new(1, slope, 1), Saturation = saturation };

        Assert.False(values.HasInverse);
        Assert.Throws<InvalidOperationException>(() => values.ApplyInverse(Rgb.Of(0.5), CdlStyle.Clamped));
    }

    internal static CdlValues Values(JsonElement test) => new()
    {
        Slope = Triple(test, "slope"),
        Offset = Triple(test, "offset"),
        Power = Triple(test, "power"),
        Saturation = test.GetProperty("saturation").GetDouble(),
    };

    internal static Rgb Triple(JsonElement row, string name) => Triple(row.GetProperty(name));

    internal static Rgb Triple(JsonElement row) => new(Number(row[0]), Number(row[1]), Number(row[2]));

    internal static void AssertNear(Rgb expected, Rgb got, double tolerance)
    {
        foreach (var (e, g) in new[] { (expected.Red, got.Red), (expected.Green, got.Green), (expected.Blue, got.Blue) })
            Assert.True(Math.Abs(e - g) <= tolerance * Math.Max(1, Math.Abs(e)), $"{expected} and not {got}");
    }

    internal static JsonDocument Open(string name) => JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf($"conformance/cdl/{name}")));

    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.Number ? number.GetDouble() : number.GetString() switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var text => double.Parse(text!, CultureInfo.InvariantCulture),
    };
}
