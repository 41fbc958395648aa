using System.Globalization;
using Acetate.Imaging.Colour;

namespace Acetate.Imaging.Tests.Colour;

/// <summary>Grey code values through the curves and encodings, against what OpenColorIO made of them.</summary>
public sealed class GoldenCurveTests
{
    [Fact]
    public void Grey_codes_give_the_reference_values()
    {
        var file = Corpus.PathOf("conformance/colour/ocio-2.6_curves.csv");
        var wrong = new List<string>();
        var count = 0;
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            var cells = line.Split(',');
            var v = cells[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
            var operation = ColourStyles.Find(cells[0]);
            Assert.NotNull(operation);
            // Canon's formula goes on below code 0, where the other library's table ends; film densities end at the largest half there.
            if (v[0] < 0 && cells[0].Contains("CANON", StringComparison.Ordinal)) continue;
            var (theirs, ours) = (new Rgb(v[1], v[2], v[3]), operation.Apply(Rgb.Grey(v[0])));
            if (cells[0].StartsWith("ADX16", StringComparison.Ordinal) && ours.Max > 65504) continue;
            count++;
            if (Differs(theirs.R, ours.R) || Differs(theirs.G, ours.G) || Differs(theirs.B, ours.B)) wrong.Add($"{cells[0]} {v[0]}: {theirs}, ours {ours}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(count > 250, $"Only {count} rows were compared.");
    }

    private static bool Differs(double theirs, double ours) => !(Math.Abs(theirs - ours) <= 1e-5 * Math.Max(1, Math.Abs(theirs)));
}
