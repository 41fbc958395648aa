using System.Diagnostics;
using System.Globalization;
using System.Text;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Clf;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Luts;
using Acetate.Imaging.Colour.Rows;
using Acetate.Imaging.Tests.Colour.Rows;

namespace Acetate.Imaging.Tests.Colour.Luts;

public sealed class LutFileTests
{
    private const string Spi1D = "Version 1\nFrom -1.0 3.0\nLength 3\nComponents 1\n{\n 0\n 0.5\n 2\n}\n";
    private const string Spi3D = "SPILUT 1.0\n3 3\n2 2 2\n0 0 0 0 0 0\n0 0 1 0 0 1\n0 1 0 0 1 0\n0 1 1 0 1 1\n1 0 0 0.5 0 0\n1 0 1 0.5 0 1\n1 1 0 0.5 1 0\n1 1 1 0.5 1 1\n";
    private const string Autodesk = "0 1023\n0 0 0\n0 0 4095\n0 4095 0\n0 4095 4095\n2047 0 0\n2047 0 4095\n2047 4095 0\n2047 4095 4095\n";
    private const string CineSpace = "CSPLUTV100\n3D\n\nBEGIN METADATA\nfoo\nEND METADATA\n\n2\n0 4\n0 1\n3\n0 1 2\n0 0.25 1\n0\n2 2 2\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n";
    private const string Clf = "<ProcessList xmlns='http://www.smpte-ra.org/ns/2136-1/2024' compCLFversion='3' id='x'><Range inBitDepth='10i' outBitDepth='10i'><minInValue>0</minInValue><maxInValue>1023</maxInValue><minOutValue>0</minOutValue><maxOutValue>511.5</maxOutValue></Range></ProcessList>";

    [Theory]
    [InlineData("a.spi1d", Spi1D, 1, 2, -5, 0.5, 1.25, 0)]
    [InlineData("a.spi3d", Spi3D, 0.5, 0.25, 2, 0.25, 0.25, 1)]
    [InlineData("a.3dl", Autodesk, 0.5, 0.25, 2, 0.25 * 2047 / 2047.5, 0.25, 1)]
    [InlineData("a.csp", CineSpace, 2, 1.5, 0.75, 0.5, 0.5625, 0.75)]
    [InlineData("a.clf", Clf, 0.5, 1, 7, 0.25, 0.5, 0.5)]
    public void Each_format_gives_the_values_that_stand_in_it(string name, string text, double r, double g, double b, double x, double y, double z)
    {
        var result = Read(name, text).Apply(new(r, g, b));

        Assert.Equal(x, result.R, 1e-6);
        Assert.Equal(y, result.G, 1e-6);
        Assert.Equal(z, result.B, 1e-6);
    }

    [Theory]
    [InlineData("a.spi1d", "Version 1\nLength 3\nComponents 1\n{\n0\n1\n}\n", "line 7", "ends after 2 entries")]
    [InlineData("a.spi1d", "Version 1\nLength 2\nComponents 1\n{\n0\n1\n2\n}\n", "line 7", "no closing")]
    [InlineData("a.spi1d", "Version 1\nLength 999999999\nComponents 1\n{\n", "line 2", "2 to 65536")]
    [InlineData("a.spi3d", "SPILUT 1.0\n3 3\n2 2 2\n0 0 0 0 0 0\n0 0 0 1 1 1\n", "line 5", "twice")]
    [InlineData("a.spi3d", "SPILUT 1.0\n3 3\n2 2 2\n0 0 9 0 0 0\n", "line 4", "0 to 1")]
    [InlineData("a.3dl", "0 512 1023\n0 0 0\n", "line 2", "no cube")]
    [InlineData("a.3dl", "0 1000\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n", "line 9", "evenly")]
    [InlineData("a.csp", "CSPLUTV100\n3D\n2\n1 0\n0 1\n", "line 5", "left to right")]
    [InlineData("a.cube", "LUT_3D_SIZE 200\n", "line 1", "from 2 to 129")]
    [InlineData("a.cube", "LUT_3D_SIZE 2\nLUT_IN_VIDEO_RANGE\n", "line 2", "full range")]
    [InlineData("a.cube", "LUT_1D_SIZE 2\n0 0\n", "line 2", "2 values")]
    [InlineData("a.clf", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><ProcessList/>", "line 1", "document type")]
    [InlineData("a.clf", "<ProcessList compCLFversion='3' id='a'>\n<LUT3D inBitDepth='32f' outBitDepth='32f'><Array dim='99999 99999 99999 3'>1</Array></LUT3D></ProcessList>", "line 2", "dim")]
    [InlineData("a.xyz", "", "a.xyz", "no table that is read")]
    public void What_does_not_fit_is_refused_with_line_and_reason(string name, string text, string place, string reason)
    {
        var refusal = Assert.Throws<LutException>(() => Read(name, text));

        Assert.Contains(place, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.spi1d", Spi1D)]
    [InlineData("a.spi3d", Spi3D)]
    [InlineData("a.3dl", Autodesk)]
    [InlineData("a.csp", CineSpace)]
    [InlineData("a.clf", Clf)]
    [InlineData("a.cube", "TITLE \"x\"\nLUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 1\n0 0 0\n1 1 1\n")]
    public void Damaged_files_are_read_or_refused_and_nothing_else(string name, string text)
    {
        var grain = new Grain(41);
        var refused = 0;
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var bytes = Encoding.UTF8.GetBytes(text).ToList();
            for (var change = 0; change <= attempt % 4; change++)
            {
                var at = grain.Below(bytes.Count);
                switch (grain.Below(4))
                {
                    case 0: bytes[at] = (byte)grain.Below(256); break;
                    case 1: bytes.RemoveAt(at); break;
                    case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(20, bytes.Count - at))); break;
                    default: bytes[at] = (byte)"0123456789-e.\n {}<>"[grain.Below(19)]; break;
                }
            }

            try
            {
                using var stream = new MemoryStream([.. bytes]);
                var colour = LutFile.Read(stream, name).Apply(new(0.3, -1, 9));
                Assert.False(colour.R is 12345.678, "never");
            }
            catch (LutException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 599);
    }

    [Fact]
    public void Greys_stay_between_their_neighbours_and_a_table_of_nothing_changes_nothing()
    {
        var identity = CubeTable.Of(new ColourChain("nothing", []), 17);
        var rows = RowColour.For(identity);
        var grain = new Grain(5);
        for (var i = 0; i < 300; i++)
        {
            var colour = new Rgb(grain.Unit(), i % 3 == 0 ? 0.5 : grain.Unit(), i % 5 == 0 ? 0.25 : grain.Unit());
            var exact = identity.Apply(colour);
            float[] r = [(float)colour.R], g = [(float)colour.G], b = [(float)colour.B];
            rows.Apply(r, g, b);
            Assert.Equal(colour.R, exact.R, 1e-6);
            Assert.Equal(colour.G, exact.G, 1e-6);
            Assert.Equal(colour.B, exact.B, 1e-6);
            Assert.Equal(exact.R, r[0], 1e-6);
            Assert.Equal(exact.G, g[0], 1e-6);
            Assert.Equal(exact.B, b[0], 1e-6);
        }
    }

    [Fact]
    public void A_written_cube_file_reads_back_as_the_same_table()
    {
        var operation = new ColourChain("LogC4 to \"display\"", [ColourStyles.Find("ARRI LogC4 to ACES2065-1")!, ColourStyles.Find("ACES2065-1 to ACEScct")!]);
        using var text = new StringWriter();

        CubeFile.Write(operation, 9, text);

        var (table, back) = (CubeTable.Of(operation, 9), (CubeTable)Read("a.cube", text.ToString()).Steps()[0]);
        for (var i = 0; i < 729; i++) Assert.Equal(table[i % 9, i / 9 % 9, i / 81], back[i % 9, i / 9 % 9, i / 81]);
        Assert.Contains("no finite colour", Assert.Throws<ArgumentException>(() => CubeFile.Write(new MatrixOperation("endless", Matrix3.Diagonal(double.PositiveInfinity, 1, 1)), 3, TextWriter.Null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_written_clf_reads_back_as_the_same_transform()
    {
        var table = CubeTable.Of(new CurveOperation(new PowerCurve(2.4, BelowBlack.Clamp), ToLinear: false), 5);
        var chain = new ColourChain("a <look>",
        [
            .. KnownEncodings.All.Single(e => e.Name == "S-Log3 S-Gamut3").FromAces().Steps,
            new MatrixOperation("offset", Matrix3.Identity, new(0.01, 0, -0.01)),
            new CdlOperation(new(1.1, 1, 0.9), new(0, 0.01, 0), new(1, 1.1, 1), 0.9, IsClamped: false),
            table,
        ]);
        using var text = new StringWriter();

        ClfWriter.Write(chain, Guid.Parse("3bae2da8-59c7-44c2-b6c9-76dc0f8cae8c"), "ACES2065-1", "x", text);

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        var back = ClfReader.Read(stream, "a.clf");
        Assert.Equal(("urn:uuid:3bae2da8-59c7-44c2-b6c9-76dc0f8cae8c", "a <look>", "ACES2065-1"), (back.Id, back.Name, back.InputDescriptor));
        Assert.Empty(back.Notices);
        foreach (var colour in (Rgb[])[new(0.18, 0.2, 0.1), new(-0.01, 0, 3), new(5, 0.001, 0.5)])
        {
            var (a, b) = (chain.Apply(colour), back.Operation.Apply(colour));
            Assert.Equal(a.R, b.R, 1e-7);
            Assert.Equal(a.G, b.G, 1e-7);
            Assert.Equal(a.B, b.B, 1e-7);
        }

        Assert.Contains("Bake", Assert.Throws<ArgumentException>(() => ClfWriter.Write(ColourStyles.Find("ADX10_to_ACES2065-1")!, Guid.Empty, "", "", TextWriter.Null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<Range inBitDepth='32f' outBitDepth='32f'><minInValue>-0.5</minInValue><maxInValue>2</maxInValue><minOutValue>0.1</minOutValue><maxOutValue>0.9</maxOutValue></Range>")]
    [InlineData("<Range inBitDepth='32f' outBitDepth='32f'><maxInValue>0.5</maxInValue><maxOutValue>0.5</maxOutValue></Range>")]
    [InlineData("<Range inBitDepth='32f' outBitDepth='32f'><minInValue>0.5</minInValue><minOutValue>0.5</minOutValue></Range>")]
    [InlineData("<Range inBitDepth='32f' outBitDepth='32f' style='noClamp'><minInValue>0</minInValue><maxInValue>2</maxInValue><minOutValue>0.1</minOutValue><maxOutValue>0.9</maxOutValue></Range>")]
    [InlineData("<Log inBitDepth='32f' outBitDepth='32f' style='cameraLinToLog'><LogParams logSideSlope='0.25562072336' logSideOffset='0.41055718475' linSideBreak='0.01125' linSideSlope='5.26315789474' linSideOffset='0.05263157895' linearSlope='6.62194371178' base='10'/></Log>")]
    [InlineData("<Log inBitDepth='32f' outBitDepth='32f' style='cameraLinToLog'><LogParams logSideSlope='0.05707762557' logSideOffset='0.5547945205' linSideBreak='0.0078125'/></Log>")]
    [InlineData("<Log inBitDepth='32f' outBitDepth='32f' style='logToLin'><LogParams logSideSlope='0.3' logSideOffset='0.6' linSideSlope='0.9' linSideOffset='0.05' base='8'/></Log>")]
    [InlineData("<Exponent inBitDepth='32f' outBitDepth='32f' style='basicMirrorRev'><ExponentParams exponent='2.4'/></Exponent>")]
    [InlineData("<Exponent inBitDepth='32f' outBitDepth='32f' style='basicFwd'><ExponentParams exponent='0.5'/></Exponent>")]
    [InlineData("<LUT1D inBitDepth='32f' outBitDepth='32f'><Array dim='4 3'>0 0.1 1 0.3 0.2 0.5 0.9 0.3 0.25 1 1 0</Array></LUT1D>")]
    [InlineData("<ASC_CDL inBitDepth='32f' outBitDepth='32f' style='RevNoClamp'><SOPNode><Slope>1.1 1 0.9</Slope><Offset>0 0.1 0</Offset><Power>1 1.2 0.8</Power></SOPNode><SatNode><Saturation>0.8</Saturation></SatNode></ASC_CDL>")]
    public void A_node_on_a_row_gives_what_it_gives_on_a_colour(string node)
    {
        var operation = Read("a.clf", $"<ProcessList xmlns='http://www.smpte-ra.org/ns/2136-1/2024' compCLFversion='3' id='x'>{node}</ProcessList>");
        var rows = RowColour.For(operation);
        Assert.True(rows.IsQuick);
        var (red, green, blue) = RowColourTests.Colours(500);
        float[] r = [.. red], g = [.. green], b = [.. blue];

        rows.Apply(r, g, b);

        for (var i = 0; i < r.Length; i++)
        {
            var exact = operation.Apply(new(red[i], green[i], blue[i]));
            if (Math.Max(Math.Abs(exact.R), Math.Max(Math.Abs(exact.G), Math.Abs(exact.B))) > 1e30) continue;
            foreach (var (wanted, got) in ((double, float)[])[(exact.R, r[i]), (exact.G, g[i]), (exact.B, b[i])])
                Assert.True(double.IsNaN(wanted) ? float.IsNaN(got) : (float)wanted == got || Math.Abs(wanted - got) <= 1e-6 * Math.Max(0.1, Math.Abs(wanted)), $"({red[i]}, {green[i]}, {blue[i]}): {exact}, the row has ({r[i]}, {g[i]}, {b[i]})");
        }
    }

    [Fact]
    public void A_table_over_half_floats_answers_for_every_half_and_between_two()
    {
        var squares = Enumerable.Range(0, 65536).Select(i => (float)BitConverter.UInt16BitsToHalf((ushort)i)).Select(v => float.IsFinite(v) ? 2 * v : 0).ToArray();
        var table = new CurveTable("double", [.. squares], [.. squares], [.. squares]) { IsHalfDomain = true };

        foreach (var value in (double[])[0, 0.18, -3.3, 1e-7, 65504, 0.5])
            Assert.Equal(2 * value, table.Apply(Rgb.Grey(value)).R, Math.Abs(value) * 1e-6 + 1e-12);
        Assert.Equal(131008, table.Apply(Rgb.Grey(1e9)).R);
    }

    [Theory]
    [InlineData("a.csp", "CSPLUTV100\n1D\n\n5\n-1 0 0.5 0.7 2\n0 0.1 0.15 0.6 1\n2\n0 1\n0 1\n3\n0 1 2\n0 0.25 1\n3\n0 0 0\n0.4 0.6 0.5\n1 1 1\n")]
    [InlineData("a.3dl", null)]
    [InlineData("a.spi1d", Spi1D)]
    [InlineData("a.spi3d", Spi3D)]
    [InlineData("b.cube", null)]
    [InlineData("b.clf", null)]
    [InlineData("exact.clf", null)]
    public async Task OpenColorIO_makes_the_same_of_a_file_read_or_written_here(string name, string? text)
    {
        var program = Corpus.Program("ociochecklut");
        using var folder = new TempFolder();
        var path = Path.Join(folder.Path, name);
        if (text is null)
        {
            using var writer = new StringWriter();
            var output = new ColourChain("output", [ColourStyles.Find("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-100nit-REC709_2.0")!, ColourStyles.Find("DISPLAY - CIE-XYZ-D65_to_sRGB")!]);
            var cct = KnownEncodings.All.Single(e => e.Name == "ACEScct");
            if (name == "a.3dl") writer.Write("0 341 682 1023\n" + string.Concat(Enumerable.Range(0, 64).Select(i => FormattableString.Invariant($"{i / 16 * 1000 + i} {i / 4 % 4 * 1300} {4095 - i % 4 * 1365}\n"))));
            else if (name == "b.cube") CubeFile.Write(new ColourChain("b", [cct.ToAces(), output]), 17, writer);
            else if (name == "b.clf") ClfWriter.Write(Baked.Over(output, cct, 17), Guid.Empty, "in", "out", writer);
            else ClfWriter.Write(new ColourChain("exact", [KnownEncodings.All.Single(e => e.Name == "S-Log3 S-Gamut3").FromAces(), new CdlOperation(new(1.1, 1, 0.9), new(0, 0.01, 0), new(1, 1.1, 1), 0.9, IsClamped: true)]), Guid.Empty, "in", "out", writer);
            text = writer.ToString();
        }

        await File.WriteAllTextAsync(path, text);
        using var file = File.OpenRead(path);
        var ours = LutFile.Read(file, name);
        foreach (var (r, g, b) in ((double, double, double)[])[(0.4, 0.3, 0.6), (0.1, 0.62, 0.05), (0.75, 0.2, 0.9), (0.65, 0.69, 0.51)])
        {
            var start = new ProcessStartInfo(program, [path, .. new[] { r, g, b }.Select(v => v.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var answer = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var theirs = answer.Trim().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
            var colour = ours.Apply(new(r, g, b));
            Assert.Equal([theirs[0], theirs[1], theirs[2]], [colour.R, colour.G, colour.B], new Near(2e-5));
        }
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }

    private static IColourOperation Read(string name, string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return LutFile.Read(stream, name);
    }
}

file static class Chain
{
    public static IReadOnlyList<IColourOperation> Steps(this IColourOperation operation) => ((ColourChain)operation).Steps;
}
