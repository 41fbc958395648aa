using System.Text.Json;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Luts;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Tests.Colour.Luts;

/// <summary>Table and transform files of the corpus, against what OpenColorIO makes of them.</summary>
public sealed class LutCorpusTests
{
    // What the other library reads and we refuse, and why.
    private static readonly Dictionary<string, string> RefusedOnPurpose = new()
    {
        ["domain-swapped.cube"] = "each of the first must be less",
        ["size-one.cube"] = "whole number from 2",
        ["exponent.cube"] = "", // read by both
        ["indexMap_test2.clf"] = "until version 2",
        ["unknown_elements.clf"] = "none that CLF has",
        ["fixed_function.ctf"] = "HSV_to_RGB' is not read",
    };

    [Fact]
    public void Cube_files_give_the_reference_values_or_are_refused_with_the_line()
    {
        using var cases = Cases("conformance/clf-lut/cube-expected.json");
        var pixels = Pixels(cases.RootElement);
        var (read, refused) = (0, 0);
        foreach (var entry in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            var expected = entry.GetProperty("ocio_2.1_tetrahedral");
            var isRefused = RefusedOnPurpose.TryGetValue(Path.GetFileName(file), out var why) && why.Length > 0;
            if (expected.ValueKind != JsonValueKind.Array || isRefused)
            {
                var refusal = Assert.Throws<LutException>(() => Read(file));
                Assert.Contains($"{Path.GetFileName(file)}, line ", refusal.Message, StringComparison.Ordinal);
                Assert.Contains(why ?? "", refusal.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            Compare(file, Read(file), pixels, expected, 1e-5);
            read++;
        }

        Assert.Equal((8, 6), (read, refused));
    }

    [Fact]
    public void Clf_and_ctf_files_give_the_reference_values_or_are_refused_with_the_line()
    {
        using var cases = Cases("conformance/clf-lut/clf-expected.json");
        var pixels = Pixels(cases.RootElement);
        var (read, refused) = (0, 0);
        foreach (var entry in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            var name = Path.GetFileName(file);
            var isRefused = RefusedOnPurpose.TryGetValue(name, out var why);
            var expected = entry.GetProperty("ocio_2.1");
            if (isRefused || (expected.ValueKind != JsonValueKind.Array && name != "namespaces.clf"))
            {
                var refusal = Assert.Throws<LutException>(() => Read(file));
                Assert.StartsWith(name, refusal.Message, StringComparison.Ordinal);
                Assert.Contains(why ?? "", refusal.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            var operation = Read(file);
            // A table of infinities: the other library makes zeros and the largest numbers of them, here they stay. The tetrahedra are ours; the other library takes the file's word, which is trilinear when it says nothing.
            if (expected.ValueKind == JsonValueKind.Array && !HasTrilinear(file) && name != "lut3by1d_nan_infinity_example.clf") Compare(file, operation, pixels, expected, 2e-5);
            read++;
        }

        Assert.InRange(read, 37, 60);
        Assert.InRange(refused, 25, 60);
    }

    [Fact]
    public void Cdl_values_are_the_published_ones_in_both_manners()
    {
        using var cases = Cases("conformance/cdl/math-double.json");
        var count = 0;
        foreach (var test in cases.RootElement.GetProperty("tests").EnumerateArray())
        {
            Rgb Three(string name) => Colour(test.GetProperty(name));
            foreach (var (key, isClamped) in ((string, bool)[])[("clamped", true), ("no_clamp", false)])
            {
                var cdl = new CdlOperation(Three("slope"), Three("offset"), Three("power"), test.GetProperty("saturation").GetDouble(), isClamped);
                var rows = RowColour.For(cdl);
                Assert.True(rows.IsQuick);
                foreach (var pair in test.GetProperty("cases").EnumerateArray())
                {
                    var (input, expected) = (Colour(pair.GetProperty("rgb")), Colour(pair.GetProperty(key)));
                    Near(expected, cdl.Apply(input), 1e-12, $"{cdl.Name} of {input}");
                    float[] r = [(float)input.R], g = [(float)input.G], b = [(float)input.B];
                    rows.Apply(r, g, b);
                    Near(cdl.Apply(new((float)input.R, (float)input.G, (float)input.B)), new(r[0], g[0], b[0]), 1e-6, $"row of {cdl.Name}");
                    count++;
                }
            }
        }

        Assert.True(count > 30, $"{count}");
    }

    [Fact]
    public void Cdl_values_of_the_other_library_come_out_in_all_four_styles_and_infinities_too()
    {
        using var cases = Cases("conformance/cdl/math-opencolorio.json");
        var styles = new HashSet<string>();
        foreach (var test in cases.RootElement.GetProperty("tests").EnumerateArray())
        {
            var style = test.GetProperty("style").GetString()!;
            styles.Add(style);
            var isClamped = style.Contains("V1_2", StringComparison.Ordinal);
            var cdl = new CdlOperation(Colour(test.GetProperty("slope")), Colour(test.GetProperty("offset")), Colour(test.GetProperty("power")), test.GetProperty("saturation").GetDouble(),
                isClamped, style.EndsWith("REV", StringComparison.Ordinal));
            foreach (var (input, expected) in test.GetProperty("input_rgba").EnumerateArray().Zip(test.GetProperty("expected_rgba").EnumerateArray()))
            {
                var colour = Colour(input);
                // Without cutting there is nothing that would make a number of what is none.
                if (!isClamped && !(double.IsFinite(colour.R) && double.IsFinite(colour.G))) continue;
                // An infinite red against an infinite luma: the ASC's formula has no answer, and 0 is what we take then.
                if (isClamped && double.IsInfinity(colour.R)) continue;
                Near(Colour(expected), cdl.Apply(colour), 2e-5, $"{style} of {colour}");
            }
        }

        Assert.Equal(4, styles.Count);
    }

    private static JsonDocument Cases(string file) => JsonDocument.Parse(File.ReadAllText(Corpus.PathOf(file)));

    private static Rgb[] Pixels(JsonElement root) => [.. root.GetProperty("pixels").EnumerateArray().Select(Colour)];

    private static Rgb Colour(JsonElement three) => new(Number(three[0]), Number(three[1]), Number(three[2]));

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : element.GetString() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.NaN,
    };

    private static IColourOperation Read(string file)
    {
        using var stream = File.OpenRead(Corpus.PathOf($"conformance/{file}"));
        return LutFile.Read(stream, Path.GetFileName(file));
    }

    private static bool HasTrilinear(string file)
    {
        var text = File.ReadAllText(Corpus.PathOf($"conformance/{file}"));
        return text.Contains("<LUT3D", StringComparison.Ordinal) && !text.Contains("tetrahedral", StringComparison.Ordinal);
    }

    private static void Compare(string file, IColourOperation operation, Rgb[] pixels, JsonElement expected, double tolerance)
    {
        var rows = RowColour.For(operation);
        for (var i = 0; i < pixels.Length; i++)
        {
            var wanted = Colour(expected[i]);
            Near(wanted, operation.Apply(pixels[i]), tolerance, $"{file}, {pixels[i]}");
            float[] r = [(float)pixels[i].R], g = [(float)pixels[i].G], b = [(float)pixels[i].B];
            rows.Apply(r, g, b);
            Near(wanted, new(r[0], g[0], b[0]), tolerance, $"row of {file}, {pixels[i]}");
        }
    }

    private static void Near(Rgb expected, Rgb actual, double tolerance, string what)
    {
        foreach (var (a, b) in ((double, double)[])[(expected.R, actual.R), (expected.G, actual.G), (expected.B, actual.B)])
            Assert.True(double.IsNaN(a) ? double.IsNaN(b) : a == b || Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a)), $"{what}: {expected}, ours {actual}");
    }
}
