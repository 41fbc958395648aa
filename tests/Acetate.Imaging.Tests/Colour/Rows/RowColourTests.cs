using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Compression;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Tests.Colour.Rows;

/// <summary>Rows through the quick forms, held against the exact operations.</summary>
public sealed class RowColourTests
{
    // What a process with fewer vector instructions is told to expect.
    private const string Expected = "ACETATE_TEST_ROWS";

    public static TheoryData<string> Styles => [.. ColourStyles.Names, "ARRI LogC3 EI 160 to ACES2065-1", "ACES2065-1 to ARRI LogC3 EI 3200", "ARRI LogC3 EI 1600 to ACES2065-1", "ARRI LogC3 EI 3200 to ACES2065-1"];

    [Theory]
    [MemberData(nameof(Styles))]
    public void A_row_is_what_the_exact_operation_makes_of_its_pixels(string style)
    {
        var operation = ColourStyles.Find(style)!;
        var (red, green, blue) = Colours(1000);
        float[] r = [.. red], g = [.. green], b = [.. blue];

        RowColour.For(operation).Apply(r, g, b);

        const double tolerance = 1e-5;
        var (wrong, compared) = (new List<string>(), 0);
        for (var i = 0; i < r.Length; i++)
        {
            var exact = operation.Apply(new(red[i], green[i], blue[i]));
            // Codes that no file has: light beyond 32 bits is infinite between two steps. And HLG's own rendering has a pole where the luminance is 0.
            if (IsFinite(new(red[i], green[i], blue[i])) && !IsBelow(exact, 1e36)) continue;
            if (style.Contains("HLG-1000", StringComparison.Ordinal) && Math.Abs(green[i]) < 0.01 * Math.Max(Math.Abs(red[i]), Math.Abs(blue[i]))) continue;
            compared++;
            var size = ((double[])[0.01, Math.Abs(exact.R), Math.Abs(exact.G), Math.Abs(exact.B)]).Where(double.IsFinite).Max();
            if (Differs(exact.R, r[i], tolerance * size) || Differs(exact.G, g[i], tolerance * size) || Differs(exact.B, b[i], tolerance * size))
                wrong.Add($"({red[i]}, {green[i]}, {blue[i]}): {exact}, the row has ({r[i]}, {g[i]}, {b[i]})");
        }

        Assert.True(compared > 700, $"{compared} pixels were compared.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} pixels\n{string.Join('\n', wrong.Take(10))}");
    }

    [Fact]
    public void Curves_of_cameras_and_displays_and_output_transforms_have_quick_forms()
    {
        string[] quick = ["ARRI LogC3 EI 800", "ARRI LogC4", "RED Log3G10 REDWideGamutRGB", "S-Log3 S-Gamut3.Cine", "Canon Log 2 Cinema Gamut", "Canon Log 3 Cinema Gamut", "V-Log V-Gamut", "Apple Log", "ACEScct", "ACEScc", "ACEScg"];

        Assert.All(quick, name => Assert.True(RowColour.For(ColourStyles.Find($"{name} to ACES2065-1")!).IsQuick && RowColour.For(ColourStyles.Find($"ACES2065-1 to {name}")!).IsQuick, name));
        Assert.All(ColourStyles.Names.Where(name => name.StartsWith("DISPLAY", StringComparison.Ordinal) && !name.Contains("HLG", StringComparison.Ordinal)), name => Assert.True(RowColour.For(ColourStyles.Find(name)!).IsQuick, name));
        string[] slow = ["D60sim", "D65sim"];
        var outputs = ColourStyles.Names.Where(name => name.StartsWith("ACES-OUTPUT", StringComparison.Ordinal) && !slow.Any(part => name.Contains(part, StringComparison.Ordinal))).ToArray();
        Assert.True(outputs.Length > 35);
        Assert.All(outputs, name => Assert.True(RowColour.For(ColourStyles.Find(name)!).IsQuick, name));
        Assert.True(RowColour.For(ColourStyles.Find("ARRI LogC3 EI 3200 to ACES2065-1")!).IsQuick);
        Assert.False(RowColour.For(ColourStyles.Find("ADX10_to_ACES2065-1")!).IsQuick);
    }

    [Fact]
    public void Where_a_row_begins_and_ends_does_not_change_its_pixels()
    {
        var colour = RowColour.For(new ColourChain("there and back", [KnownEncodings.LogC3(800).ToAces(), new ReferenceGamutCompression(), KnownEncodings.All.Single(e => e.Name == "ACEScct").FromAces()]));
        var (red, green, blue) = Colours(2100);
        float[] r = [.. red], g = [.. green], b = [.. blue];
        colour.Apply(r, g, b);

        foreach (var (from, length) in Enumerable.Range(0, 70).Select(n => (n % 7, n)).Append((3, 1024)).Append((1, 2077)))
        {
            float[] pr = [.. red.Skip(from).Take(length)], pg = [.. green.Skip(from).Take(length)], pb = [.. blue.Skip(from).Take(length)];
            colour.Apply(pr, pg, pb);

            Assert.Equal(Bits(r.AsSpan(from, length)), Bits(pr));
            Assert.Equal(Bits(g.AsSpan(from, length)), Bits(pg));
            Assert.Equal(Bits(b.AsSpan(from, length)), Bits(pb));
        }
    }

    [Fact]
    public void Rows_of_different_lengths_are_refused() =>
        Assert.Contains("one length", Assert.Throws<ArgumentException>(() => RowColour.For(new ReferenceGamutCompression()).Apply(new float[3], new float[3], new float[2])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_compression_taken_back_gives_what_went_in()
    {
        var (red, green, blue) = Colours(1000);
        var worst = 0.0;
        for (var i = 0; i < red.Length; i++)
        {
            var colour = new Rgb(red[i], green[i], blue[i]);
            if (!double.IsFinite(colour.Max) || !double.IsFinite(colour.Min) || colour.Max <= 0 || colour.Min < -colour.Max) continue;
            var back = new ReferenceGamutCompression(IsInverse: true).Apply(new ReferenceGamutCompression().Apply(colour));
            worst = Math.Max(worst, Math.Max(Math.Abs(back.R - colour.R), Math.Max(Math.Abs(back.G - colour.G), Math.Abs(back.B - colour.B))) / colour.Max);
        }

        Assert.InRange(worst, 0, 1e-9);
    }

    [Fact]
    public void All_styles_give_the_bits_that_are_expected()
    {
        var hash = Hash();
        if (Environment.GetEnvironmentVariable(Expected) is { Length: > 0 } expected) Assert.Equal(expected, hash);
        Assert.Equal(hash, Hash());
    }

    [Theory]
    [MemberData(nameof(FewerInstructions.Knobs), MemberType = typeof(FewerInstructions))]
    public Task A_process_with_fewer_instructions_gives_the_same_bits(string knob) =>
        FewerInstructions.AskAsync(nameof(All_styles_give_the_bits_that_are_expected), knob, Expected, Hash());

    /// <summary>Colours of all kinds: code values, light, negative, huge, tiny, infinite and not a number.</summary>
    internal static (float[] Red, float[] Green, float[] Blue) Colours(int count)
    {
        var grain = new Grain(7);
        var rows = new float[3][];
        for (var row = 0; row < 3; row++) rows[row] = [.. Enumerable.Range(0, count).Select(Value)];
        return (rows[0], rows[1], rows[2]);

        float Value(int i) => (float)((i % 9, grain.Unit()) switch
        {
            (0 or 1 or 2, var u) => u,
            (3, var u) => 1.4 * u - 0.2,
            (4, var u) => Math.Pow(2, 20 * u - 12),
            (5, var u) => -Math.Pow(2, 12 * u - 12),
            (6, var u) => 0.18 * u,
            (7, var u) => Math.Pow(2, 30 * u - 14),
            (_, var u) => ((int)(u * 12)) switch { 0 => 0, 1 => 1, 2 => float.NaN, 3 => float.PositiveInfinity, 4 => float.NegativeInfinity, 5 => -0.0, 6 => 1e-42, 7 => 65504, 8 => -65504, 9 => 1e12, 10 => -1e12, _ => 1e10 },
        });
    }

    private static string Hash()
    {
        // The quick forms alone: what goes pixel by pixel uses the system's own mathematics.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in ColourStyles.Names)
        {
            var colour = RowColour.For(ColourStyles.Find(name)!);
            if (!colour.IsQuick) continue;
            var (r, g, b) = Colours(333);
            colour.Apply(r, g, b);
            foreach (var row in (float[][])[r, g, b]) hash.AppendData(MemoryMarshal.AsBytes(Bits(row).AsSpan()));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // What is not a number has many bits that all mean so.
    private static uint[] Bits(ReadOnlySpan<float> row)
    {
        var bits = new uint[row.Length];
        for (var i = 0; i < row.Length; i++) bits[i] = float.IsNaN(row[i]) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(row[i]);
        return bits;
    }

    private static bool IsFinite(Rgb colour) => IsBelow(colour, double.MaxValue);

    private static bool IsBelow(Rgb colour, double size) => Math.Abs(colour.R) <= size && Math.Abs(colour.G) <= size && Math.Abs(colour.B) <= size;

    private static bool Differs(double exact, float row, double tolerance)
    {
        var wanted = (float)exact;
        if (float.IsNaN(wanted)) return !float.IsNaN(row);
        return float.IsFinite(wanted) ? !(Math.Abs(wanted - row) <= tolerance) : wanted != row;
    }
}
