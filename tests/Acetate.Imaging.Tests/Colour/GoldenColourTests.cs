using System.Globalization;
using Acetate.Imaging.Colour;

namespace Acetate.Imaging.Tests.Colour;

/// <summary>Every row that OpenColorIO gave for its built-in transforms, against ours.</summary>
public sealed class GoldenColourTests
{
    // In float32 the other library loses the last digits of large values; of camera encodings, gamuts and displays no more may differ.
    private const double Tolerance = 1e-5;

    // Output transforms: half a code value in 10 bits at worst.
    private const double OutputTolerance = 2e-4;

    // What the other library makes of codes that no file has (below 0, above 1), and why it is not what counts.
    private static readonly Dictionary<string, string> OnlyRealCodes = new()
    {
        ["ADX10_to_ACES2065-1"] = "its table ends at the largest half; SMPTE ST 2065-3 does not",
        ["ADX16_to_ACES2065-1"] = "its table ends at the largest half; SMPTE ST 2065-3 does not",
        ["ACEScc_to_ACES2065-1"] = "its table ends, beyond S-2014-003's 65504",
        ["CANON_CLOG2-CGAMUT_to_ACES2065-1"] = "its table ends at 0 and 1; Canon's formula goes on",
        ["CANON_CLOG3-CGAMUT_to_ACES2065-1"] = "its table ends at 0 and 1; Canon's formula goes on",
        ["CURVE - CANON_CLOG2_to_LINEAR"] = "its table ends at 0 and 1; Canon's formula goes on",
        ["CURVE - CANON_CLOG3_to_LINEAR"] = "its table ends at 0 and 1; Canon's formula goes on",
        ["APPLE_LOG_to_ACES2065-1"] = "its power in float32 is off by 3e-5 at light of 10^7",
        ["CURVE - APPLE_LOG_to_LINEAR"] = "its power in float32 is off by 3e-5 at light of 10^7",
        ["CURVE - HLG-OETF-INVERSE"] = "its power in float32 is off by 2e-5 at light of 10^5",
        ["CURVE - ST-2084_to_LINEAR"] = "ST 2084 has no light above code 1",
    };

    // Near the top of these curves the other library's fitted splines leave the curve of ACESlib.SSTS, from whose formula ours come.
    private const double FittedTolerance = 5e-4;

    public static TheoryData<string> Styles
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named ? named : Path.Join(Corpus.RepositoryRoot, "..", "shared");
            var file = Path.Join(root, "conformance/colour/ocio-2.6_builtins.csv");
            var names = File.Exists(file) ? Rows(file).Select(row => row.Style).Distinct() : ["(corpus)"];
            return [.. names];
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void A_style_gives_the_reference_values(string style)
    {
        var file = Corpus.PathOf("conformance/colour/ocio-2.6_builtins.csv");
        var operation = ColourStyles.Find(style);
        Assert.NotNull(operation);

        var rows = Rows(file).Where(row => row.Style == style && (!OnlyRealCodes.ContainsKey(style) || (row.In.Min >= 0 && row.In.Max <= 1))).ToArray();
        Assert.True(rows.Length >= 15, $"Only {rows.Length} rows are left.");
        var tolerance = !style.StartsWith("ACES-OUTPUT", StringComparison.Ordinal) ? Tolerance
            : style.Contains("HDR", StringComparison.Ordinal) && style.EndsWith("_1.1", StringComparison.Ordinal) ? FittedTolerance : OutputTolerance;
        var wrong = rows
            .Select(row => (row.In, row.Out, Ours: operation.Apply(row.In)))
            .Where(row => !IsCut(style, row.Out, row.Ours))
            .Where(row => Differs(row.Out.R, row.Ours.R, tolerance) || Differs(row.Out.G, row.Ours.G, tolerance) || Differs(row.Out.B, row.Ours.B, tolerance))
            .Select(row => $"{row.In}: {row.Out}, ours {row.Ours}");

        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    // It cuts ACES values below zero that ACEScc has (S-2014-003 does so only on the way in), and densities beyond the largest half.
    private static bool IsCut(string style, Rgb theirs, Rgb ours) =>
        (style.StartsWith("ACEScc_", StringComparison.Ordinal) && theirs.Min == 0 && ours.Min < 0) || (style.StartsWith("ADX", StringComparison.Ordinal) && ours.Max > 65504);

    // Beyond float32 the other library has no value; ours is there, and is not held against anything.
    private static bool Differs(double theirs, double ours, double tolerance) => double.IsFinite(theirs) && !(Math.Abs(theirs - ours) <= tolerance * Math.Max(1, Math.Abs(theirs)));

    private static double Number(string cell) => cell switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "-nan" or "nan" => double.NaN,
        _ => double.Parse(cell, CultureInfo.InvariantCulture),
    };

    private static IEnumerable<(string Style, Rgb In, Rgb Out)> Rows(string file) =>
        from line in File.ReadLines(file).Skip(1)
        let cells = line.Split(',')
        let v = cells[1..].Select(Number).ToArray()
        select (cells[0], new Rgb(v[0], v[1], v[2]), new Rgb(v[3], v[4], v[5]));
}
