using System.Buffers.Binary;
using System.Diagnostics;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Sensor;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Arri;

namespace Acetate.Imaging.Tests.Formats.Arri;

/// <summary>ARRIRAW from its header to ACES2065-1, on frames made here.</summary>
public sealed class AriTests
{
    [Theory]
    [InlineData(TwelveBitPacking.SwappedWords, "ALEXA")]
    [InlineData(TwelveBitPacking.SwappedWords, "ALEXALF")]
    [InlineData(TwelveBitPacking.LittleEndian, "A-MINI")]
    public void A_colour_of_the_scene_comes_out_as_that_colour_in_ACES(TwelveBitPacking packing, string family)
    {
        var scene = new Rgb(0.32, 0.18, 0.09);
        var sensor = Sensor(scene);

        var file = AriFixture.Frame(320, 96, (_, _) => (sensor.R, sensor.G, sensor.B), packing, family);
        var picture = Develop(file);

        foreach (var (r, g, b) in picture)
        {
            // A code of 12 bits is a step of 0.2 % of the signal at most; the matrix adds some up.
            Assert.InRange(r, 0.32 * 0.996, 0.32 * 1.004);
            Assert.InRange(g, 0.18 * 0.996, 0.18 * 1.004);
            Assert.InRange(b, 0.09 * 0.99, 0.09 * 1.01);
        }
    }

    [Fact]
    public void LibRaw_unpacks_the_same_codes()
    {
        const int width = 320, height = 240;
        var grain = new Grain(21);
        var light = Enumerable.Range(0, width * height).Select(_ => grain.Unit()).ToArray();
        using var folder = new TempFolder();
        var bytes = AriFixture.Frame(width, height, (x, y) => (light[y * width + x], light[y * width + x], light[y * width + x]), lookBytes: 0); // it expects the picture right after the header
        var path = folder.Write("frame.ari", bytes);

        using var process = Process.Start(new ProcessStartInfo(Corpus.Program("unprocessed_raw"), ["-q", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        var pgm = File.ReadAllBytes(path + ".pgm");
        var pixels = pgm.AsSpan(pgm.Length - 2 * width * height);
        var codes = new ushort[width];
        var header = AriHeader.Read(bytes);
        for (var y = 0; y < height; y++)
        {
            TwelveBits.Unpack(bytes.AsSpan((int)header.PictureOffset + y * TwelveBits.RowBytes(width), TwelveBits.RowBytes(width)), codes, TwelveBitPacking.SwappedWords);
            for (var x = 0; x < width; x++) Assert.Equal(BinaryPrimitives.ReadUInt16BigEndian(pixels[(2 * (y * width + x))..]), codes[x]);
        }
    }

    [Fact]
    public void Every_thread_makes_the_same_rows()
    {
        var grain = new Grain(5);
        var noise = Enumerable.Range(0, 256 * 200).Select(_ => grain.Unit() * 0.2).ToArray();
        var file = AriFixture.Frame(256, 200, (x, y) => (noise[y * 256 + x], noise[y * 256 + x], noise[y * 256 + x]));
        var (one, other) = (Develop(file), new (double, double, double)[6][]);

        Parallel.For(0, other.Length, i => other[i] = Develop(file));

        Assert.All(other, picture => Assert.Equal(one, picture));
    }

    [Fact]
    public void The_header_is_told_with_where_each_value_stands()
    {
        using var content = new MemoryStream(AriFixture.Frame(160, 64, (_, _) => (0.1, 0.1, 0.1)));

        var header = new AriInspector().ReadHeader(content);

        Assert.Equal(content.Length, header.LeastLength);
        Assert.Equal("10:34:56:12", header.Timecode);
        foreach (var (field, value) in (ReadOnlySpan<(string, string)>)
        [
            ("image.width", "160"), ("image.height", "64"), ("image.codec", "arriraw"), ("image.bitDepth", "12"), ("image.squeeze", "2"), ("image.rate", "24000/1001"),
            ("exposure.sensorRate", "24"), ("camera.make", "ARRI"), ("camera.model", "ALEXA Plus 4:3 SXT"), ("camera.serial", "3071"), ("exposure.iso", "800"),
            ("exposure.whiteBalance", "3200"), ("exposure.tint", "-1.5"), ("exposure.shutterAngle", "180"), ("lens.model", "Cooke S4 32mm"), ("lens.focalLength", "32"),
            ("lens.iris", "T2"), ("lens.focusDistance", "2.5"), ("clip.name", "A003C001_190625_R24Y"), ("clip.reel", "A003R2EC"), ("slate.scene", "12A"), ("slate.take", "4"),
            ("arri.frameLine.1A", "master 2.39:1 8 16 100 42"),
        ])
            Assert.Equal(value, header[field]);
        Assert.Equal("ari header 0x0074", header.Facts.Single(f => f.Field == "exposure.iso").Origin);
    }

    public static TheoryData<string, Action<byte[]>> Lies => new()
    {
        { "pixels, which no camera records", file => AriFixture.U32(file, 0x14, uint.MaxValue) },
        { "pixels, which no camera records", file => AriFixture.U32(file, 0x18, 0) },
        { "pixels, which no camera records", file => AriFixture.U32(file, 0x14, 161) },
        { "inside of the header", file => AriFixture.U32(file, 0x08, 12) },
        { "does not begin with 'ARRI'", file => file[0] = 0 },
        { "exposure index of 0", file => AriFixture.U32(file, 0x74, 0) },
        { "white balance factors of", file => AriFixture.F32(file, 0x64, float.NaN) },
        { "white balance factors of", file => AriFixture.F32(file, 0x6C, 1e9f) },
        { "The ARRIRAW picture is cut", file => AriFixture.U32(file, 0x18, 65) },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_header_that_lies_is_refused_in_a_sentence(string sentence, Action<byte[]> lie)
    {
        var file = AriFixture.Frame(160, 64, (_, _) => (0.1, 0.1, 0.1), change: lie);

        var problem = Assert.Throws<InvalidDataException>(() => Develop(file));

        Assert.Contains(sentence, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_header_is_read_or_refused_and_nothing_else()
    {
        var good = AriFixture.Frame(160, 64, (_, _) => (0.1, 0.1, 0.1));
        var grain = new Grain(11);
        var refused = 0;
        for (var attempt = 0; attempt < 3000; attempt++)
        {
            var file = good.AsSpan(0, attempt % 5 == 0 ? grain.Below(4200) : good.Length).ToArray();
            for (var change = 1 + grain.Below(6); change > 0 && file.Length > 0; change--) file[grain.Below(Math.Min(file.Length, 0xA00))] = (byte)grain.Below(256);
            using var content = new MemoryStream(file);
            try
            {
                var header = new AriInspector().ReadHeader(content);
                Assert.NotEmpty(header.Facts);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 2900);
    }

    // From ACES back to what the sensor sees before white balance.
    private static Rgb Sensor(Rgb aces)
    {
        var balanced = (ArriSensor.Exposure(800) * ArriSensor.ToAces(3200)).Inverse() * aces;
        return new(balanced.R / 1.3667f, balanced.G, balanced.B / 1.645f);
    }

    private static (double R, double G, double B)[] Develop(byte[] file)
    {
        var header = AriHeader.Read(file);
        var development = new AriDevelopment(AriParameters.Of(header), AriDecoder.PictureOf(header, file, file.Length));
        var parameters = AriParameters.Of(header);
        var picture = new (double, double, double)[header.Width * header.Height];
        var codes = new ushort[header.Width];
        new MosaicDevelopment(header.Width, header.Height, parameters.Pattern, DebayerQuality.Plate, (0, 0, header.Width, header.Height)).Run(
            (line, values) => development.Row(line, codes, values), development.Matrix, (y, red, green, blue) =>
            {
                for (var x = 0; x < header.Width; x++) picture[y * header.Width + x] = (red[x], green[x], blue[x]);
            });
        return picture;
    }
}
