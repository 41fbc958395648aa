using System.Buffers.Binary;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Sensor;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>Corrections that DNG files ask for (opcode lists), and whites of three calibrations or of the caller's.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class DngCorrectionTests : IDisposable
{
    private const int Codes = 51008, Light = 51009, Colours = 51022;
    private static readonly double[] Neutral = [0.520, 1, 0.640];
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-dng-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(Light)]
    [InlineData(Colours)]
    public async Task A_gain_map_is_undone_light_by_light(int list)
    {
        // Twice as dark on the right as on the left; points lie in the middles of the outer pixels.
        const double left = 0.5 / 96, right = 95.5 / 96;
        var map = Opcode(9, Area(0, 0, 64, 96, 3), U32(1), U32(2), F64(1), F64(right - left), F64(0), F64(left), U32(1), F32(1), F32(2));

        var picture = await DevelopAsync(list, [map], (x, _) => 0.3 / (1 + x / 95.0));

        Everywhere(picture, 0.3, 0.002, edge: 0);
    }

    [Fact]
    public async Task Each_colour_of_a_mosaic_can_have_a_gain_map_of_its_own()
    {
        // As phones have them: four maps, each for one place of the pattern.
        var maps = Enumerable.Range(0, 4).Select(place => Opcode(9, [.. S32(place / 2), .. S32(place % 2), .. S32(64), .. S32(96), .. U32(0), .. U32(1), .. U32(2), .. U32(2)],
            U32(1), U32(1), F64(1), F64(1), F64(0), F64(0), U32(1), F32(1 + place))).ToArray();

        var picture = await DevelopAsync(Light, maps, (x, y) => 0.2 / (1 + (y & 1) * 2 + (x & 1)));

        Everywhere(picture, 0.2, 0.002, edge: 0);
    }

    [Theory]
    [InlineData(Light, DebayerQuality.Plate)]
    [InlineData(Colours, DebayerQuality.Plate)]
    [InlineData(Colours, DebayerQuality.Half)]
    public async Task The_dark_corners_of_a_lens_are_lifted(int list, DebayerQuality quality)
    {
        var picture = await DevelopAsync(list, [Opcode(3, F64(0.8), F64(0.3), F64(0), F64(-0.1), F64(0.05), F64(0.5), F64(0.5))], (x, y) =>
        {
            var r2 = (Math.Pow(x + 0.5 - 48, 2) + Math.Pow(y + 0.5 - 32, 2)) / (48 * 48 + 32 * 32);
            return 0.3 / (1 + 0.8 * r2 + 0.3 * r2 * r2 - 0.1 * Math.Pow(r2, 4) + 0.05 * Math.Pow(r2, 5));
        }, quality);

        Everywhere(picture, 0.3, 0.004, edge: 2);
    }

    [Fact]
    public async Task Distortion_is_undone_to_where_the_formula_says()
    {
        // A slope of light across shows where each pixel was taken from.
        double[] k = [0.95, 0.05, 0.02, -0.01, 0.003, -0.002];
        var warp = Opcode(1, [.. U32(1), .. k.SelectMany(F64), .. F64(0.45), .. F64(0.55)]);

        var picture = await DevelopAsync(Colours, [warp], (x, _) => 0.1 + 0.004 * x);

        var (cx, cy, m) = (0.45 * 96, 0.55 * 64, Math.Sqrt(Math.Pow(0.55 * 96, 2) + Math.Pow(0.55 * 64, 2)));
        for (var y = 6; y < 58; y++)
        {
            for (var x = 8; x < 88; x++)
            {
                var (dx, dy) = ((x - cx) / m, (y - cy) / m);
                var r2 = dx * dx + dy * dy;
                var from = cx + m * (dx * (k[0] + k[1] * r2 + k[2] * r2 * r2 + k[3] * r2 * r2 * r2) + k[4] * 2 * dx * dy + k[5] * (r2 + 2 * dx * dx));
                Assert.Equal(0.1 + 0.004 * from, picture[1][y][x], 0.0015);
            }
        }
    }

    [Fact]
    public async Task Lateral_colour_is_undone_plane_by_plane()
    {
        // Red alone is larger by a fifth; the same light in all planes moves in red only.
        var warp = Opcode(1, [.. U32(3), .. F64(0.8), .. Zeros(5), .. F64(1), .. Zeros(5), .. F64(1), .. Zeros(5), .. F64(0.5), .. F64(0.5)]);
        var camera = new DngFixture { Planes = 3, Bits = 16, Black = [0], White = 65535, MoreBytes = [(Colours, List(warp))] };
        var path = Path.Join(folder, "colour.dng");
        File.WriteAllBytes(path, camera.Make((x, _) => (int)(65535 * Neutral[x % 3] * (0.1 + 0.004 * (x / 3)))));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);

        var toAces = new DngTags(TiffFile.Read(new MemoryStream(File.ReadAllBytes(path)))).Colour().ToAces(new(0.52, 1, 0.64)).Matrix;
        var expected = toAces * new Rgb(0.1 + 0.004 * (48 + 0.8 * (80 - 48)), 0.1 + 0.004 * 80, 0.1 + 0.004 * 80);
        Assert.Equal(expected.R, picture[0][30][80], 0.0005);
        Assert.Equal(expected.G, picture[1][30][80], 0.0005);
        Assert.Equal(expected.B, picture[2][30][80], 0.0005);
    }

    [Fact]
    public async Task A_fisheye_is_made_straight()
    {
        var warp = Opcode(2, [.. U32(1), .. F64(1), .. F64(0.1), .. F64(0), .. F64(0), .. F64(0.5), .. F64(0.5)]);

        var picture = await DevelopAsync(Colours, [warp], (x, _) => 0.1 + 0.004 * x);

        var m = Math.Sqrt(48 * 48 + 32 * 32);
        foreach (var x in (int[])[12, 30, 60, 84])
        {
            var r = (x - 48) / m;
            var angle = Math.Atan(r);
            Assert.Equal(0.1 + 0.004 * (48 + m * (angle + 0.1 * angle * angle * angle)), picture[1][32][x], 0.0015);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bad_pixels_become_what_is_beside_them(bool isNamed)
    {
        // In places of each colour, and where they are named also an area and one beside another.
        (int X, int Y)[] bad = [(20, 20), (41, 20), (40, 31), (61, 41), (0, 0), (95, 63)];
        var opcode = isNamed
            ? Opcode(5, [.. U32(0), .. U32((uint)bad.Length), .. U32(1), .. bad.SelectMany(pixel => (byte[])[.. S32(pixel.Y), .. S32(pixel.X)]), .. S32(50), .. S32(70), .. S32(53), .. S32(73)])
            : Opcode(4, U32(4095), U32(0));

        var picture = await DevelopAsync(Codes, [opcode], (x, y) => bad.Contains((x, y)) || isNamed && x is >= 70 and < 73 && y is >= 50 and < 53 ? 9 : 0.25);

        Everywhere(picture, 0.25, 0.002, edge: 0);
    }

    [Fact]
    public async Task Rows_and_columns_are_added_to_and_multiplied_and_numbers_bent()
    {
        // On light: rows by factors, columns by differences of 1/65535, then a polynomial.
        byte[][] opcodes =
        [
            Opcode(12, Area(0, 0, 64, 96, 1), U32(64), [.. Enumerable.Range(0, 64).SelectMany(y => F32(1 + y % 3))]),
            Opcode(11, Area(0, 0, 64, 96, 1), U32(96), [.. Enumerable.Range(0, 96).SelectMany(x => F32(x % 5 * 655.35f))]),
            Opcode(8, Area(0, 0, 64, 96, 1), U32(2), F64(0), F64(0.5), F64(0)),
        ];

        // Differences are of light before its white balance.
        var picture = await DevelopAsync(Light, opcodes, (x, y) => (0.3 - x % 5 * 0.01 / Of(x, y)) / (1 + y % 3));

        Everywhere(picture, 0.15, 0.004, edge: 0);

        static double Of(int x, int y) => Neutral[new byte[] { 0, 1, 1, 2 }[(y & 1) * 2 + (x & 1)]];
    }

    [Fact]
    public async Task Stored_codes_go_through_a_table()
    {
        byte[] table = [.. Enumerable.Range(0, 4096).SelectMany(i => (byte[])[(byte)(i / 2 >> 8), (byte)(i / 2)])];

        var picture = await DevelopAsync(Codes, [Opcode(7, Area(0, 0, 64, 96, 1), U32(4096), table)], (_, _) => 0.6, black: 0);

        Everywhere(picture, 0.3, 0.002, edge: 0);
    }

    [Theory]
    [InlineData(Light)]
    [InlineData(Colours)]
    public async Task A_trimmed_picture_is_smaller_and_its_colours_stay_in_their_places(int list)
    {
        var trim = Opcode(6, S32(3), S32(5), S32(51), S32(85));
        var path = Path.Join(folder, "trim.dng");
        File.WriteAllBytes(path, Camera(list, [trim], (x, y) => 0.1 + x * 0.003 + y * 0.002, 256, crop: (1, 2, 70, 40)));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);

        Assert.Equal((70, 40), (source.Description.Width, source.Description.Height));
        foreach (var component in picture)
            Assert.Equal(0.1 + (5 + 1 + 30) * 0.003 + (3 + 2 + 20) * 0.002, component[20][30], 0.004);
    }

    [Fact]
    public async Task The_recipe_names_each_correction_in_its_place()
    {
        var path = Path.Join(folder, "recipe.dng");
        File.WriteAllBytes(path, Camera(Colours, [Opcode(3, F64(0.1), Zeros(4), F64(0.5), F64(0.5))], (_, _) => 0.2, 256));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);

        var names = source.Description.Steps.Select(step => step.Name).ToList();
        var at = names.IndexOf("gain by the distance from the lens's centre");
        Assert.Equal("the file asks for it (FixVignetteRadial on colours)", source.Description.Steps[at].Reason);
        Assert.Contains("demosaicing", names[at - 1], StringComparison.Ordinal);
        Assert.True(source.Description.FrameBytes > 96 * 64 * 12);
    }

    [Fact]
    public async Task What_is_not_known_is_left_out_with_a_warning_when_it_is_optional_and_refused_when_it_is_not()
    {
        var path = Path.Join(folder, "unknown.dng");
        File.WriteAllBytes(path, Camera(Light, [Opcode(4711, flags: 1)], (_, _) => 0.2, 256));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        File.WriteAllBytes(path, Camera(Light, [Opcode(4711, flags: 0)], (_, _) => 0.2, 256));
        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new(), path));
        File.WriteAllBytes(path, Camera(Light, [Opcode(1, [.. U32(1), .. F64(1), .. Zeros(5), .. F64(0.5), .. F64(0.5)])], (_, _) => 0.2, 256));
        var early = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new(), path));

        Assert.Equal("The DNG has optional corrections that are not known here and are left out: number 4711.", Assert.Single(source.Description.Warnings));
        Assert.Contains("opcode 4711 of tag 51009", refused.Message, StringComparison.Ordinal);
        Assert.Contains("WarpRectilinear before it is demosaiced", early.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_calibrations_count_by_their_nearness_to_the_white()
    {
        // Under each of the three lights its own matrix counts alone.
        Matrix3[] matrices = [new(0.9, -0.2, -0.05, -0.4, 1.2, 0.2, -0.05, 0.2, 0.6), new(0.7, -0.1, -0.08, -0.5, 1.3, 0.2, -0.1, 0.25, 0.7), new(0.8, -0.15, -0.02, -0.45, 1.25, 0.2, -0.05, 0.22, 0.65)];
        Chromaticity[] lights = [new(0.4476, 0.4074), new(0.3127, 0.3290), new(0.38, 0.42)];
        var camera = new DngColour { ColorMatrix1 = matrices[0], ColorMatrix2 = matrices[1], ColorMatrix3 = matrices[2], Illuminant1 = 17, Illuminant2 = 21, Illuminant3 = 255, Lights = (null, null, lights[2]) };

        for (var i = 0; i < 3; i++)
        {
            var seen = matrices[i] * lights[i].ToXyz();
            var neutral = camera.NeutralOf(lights[i]);
            Assert.Equal(seen.R / seen.Max, neutral.R, 1e-6);
            Assert.Equal(seen.B / seen.Max, neutral.B, 1e-6);
            var found = camera.WhiteOf(seen);
            Assert.Equal(lights[i].X, found.X, 1e-5);
            Assert.Equal(lights[i].Y, found.Y, 1e-5);
        }

        // Half way in temperature between the first two, the green third one counts for a little.
        var (first, second, third) = IlluminantShares.Of(WhitePoint.Of(3963, 0), lights[0], lights[1], lights[2]);
        Assert.Equal(1, first + second + third, 12);
        Assert.True(first > 0.3 && second > 0.3 && third < first && third < second, $"{first} {second} {third}");
    }

    [Fact]
    public void A_calibration_counts_only_with_the_profile_that_it_was_made_for()
    {
        (int, int[]) calibration = (50723, [11000, 0, 0, 0, 10000, 0, 0, 0, 9000]);
        DngColour Of(params (int, byte[])[] signatures) => new DngTags(TiffFile.Read(new MemoryStream(new DngFixture { More = [calibration], MoreBytes = signatures }.Make((_, _) => 500)))).Colour();

        Assert.Equal(1.1, Of().CameraCalibration1.M00, 12);
        Assert.Equal(1.1, Of((50931, [.. "com.maker"u8, 0]), (50932, [.. "com.maker"u8])).CameraCalibration1.M00, 12);
        Assert.Equal(Matrix3.Identity, Of((50931, [.. "com.maker"u8, 0])).CameraCalibration1);
        Assert.Equal(Matrix3.Identity, Of((50931, [.. "com.maker"u8, 0]), (50932, [.. "com.other"u8, 0])).CameraCalibration1);
    }

    [Fact]
    public async Task Lights_that_are_said_as_spectra_are_told()
    {
        var path = Path.Join(folder, "spectrum.dng");
        File.WriteAllBytes(path, new DngFixture { More = [(50722, [13000, -5000, -2000, -6700, 15800, 500, -80, 250, 5700])], MoreShorts = [(50779, [255])], MoreBytes = [(52534, [1, 0, 2, 0, 0, 0, .. new byte[32]])] }.Make((_, _) => 1000));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);

        Assert.StartsWith("The DNG's calibrations are for lights that it says as spectra", Assert.Single(source.Description.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2850, 0)]
    [InlineData(3200, 20)]
    [InlineData(5003, -35)]
    [InlineData(6504, 9)]
    [InlineData(12000, 0)]
    public void Temperature_and_tint_are_found_again_in_the_white_that_they_make(double kelvin, double tint)
    {
        var (found, aside) = WhitePoint.TemperatureOf(WhitePoint.Of(kelvin, tint));

        Assert.Equal(kelvin, found, kelvin * 0.002);
        Assert.Equal(tint, aside, 0.5);
    }

    [Fact]
    public async Task A_white_and_a_tint_that_are_asked_for_make_that_light_grey()
    {
        var white = WhitePoint.Of(4200, 25);
        var path = Path.Join(folder, "white.dng");
        File.WriteAllBytes(path, new DngFixture().Make((_, _) => 1000));
        var seen = new DngTags(TiffFile.Read(new MemoryStream(File.ReadAllBytes(path)))).Colour().NeutralOf(white);
        double[] light = [seen.R, seen.G, seen.B];
        File.WriteAllBytes(path, new DngFixture().Make((x, y) => 256 + (int)Math.Round(0.2 * 3839 * light[new byte[] { 0, 1, 1, 2 }[(y & 1) * 2 + (x & 1)]])));

        await using var asked = await Decoding.OpenAsync(ClipKind.Still, new() { WhiteBalance = 4200, Tint = 25 }, path);
        await using var recorded = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new() { WhiteBalance = 900 }, path));

        Everywhere(await Decoding.PictureAsync(asked), 0.2, 0.0005, edge: 0);
        Assert.Contains(asked.Description.Steps, step => step.Reason == "asked for by the caller" && step.Parameters["tint"] == "25");
        var picture = await Decoding.PictureAsync(recorded);
        Assert.True(Math.Abs(picture[0][30][40] - picture[2][30][40]) > 0.02);
        Assert.Contains("900 K cannot be", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spoilt_lists_of_corrections_give_a_sentence_or_a_picture_and_come_to_an_end()
    {
        byte[][] lists =
        [
            List(Opcode(9, Area(0, 0, 64, 96, 1), U32(2), U32(2), F64(1), F64(1), F64(0), F64(0), U32(1), F32(1), F32(1), F32(1), F32(1)), Opcode(12, Area(0, 0, 64, 96, 1), U32(64), [.. Enumerable.Range(0, 64).SelectMany(_ => F32(1))])),
            List(Opcode(5, U32(0), U32(1), U32(2), S32(3), S32(3), S32(5), S32(5), S32(9), S32(9), S32(5), S32(5), S32(9), S32(9)), Opcode(4, U32(500), U32(0)), Opcode(7, Area(0, 0, 64, 96, 1), U32(8), Zeros(2))),
            List(Opcode(1, [.. U32(1), .. F64(1), .. F64(0.1), .. Zeros(4), .. F64(0.5), .. F64(0.5)]), Opcode(3, F64(0.1), Zeros(4), F64(0.5), F64(0.5)), Opcode(6, S32(0), S32(0), S32(60), S32(90)), Opcode(2, [.. U32(1), .. F64(1), .. Zeros(3), .. F64(0.5), .. F64(0.5)])),
        ];
        int[] tags = [Light, Codes, Colours];
        var (seed, pictures, sentences) = (20261123u, 0, 0);
        for (var round = 0; round < Fuzzing.Rounds(900); round++)
        {
            var list = lists[round % 3].ToArray();
            for (var changes = 1 + Next(4); changes > 0; changes--) list[Next(list.Length)] = Next(4) switch { 0 => 0xFF, 1 => 0, 2 => 0x7F, _ => (byte)Next(256) };
            var bytes = new DngFixture { MoreBytes = [(tags[round % 3], Next(8) == 0 ? list[..Next(list.Length)] : list)] }.Make((x, y) => 256 + x * 10 + y);
            try
            {
                var picture = DngPicture.Read(new MemoryStream(bytes));
                new DngDevelopment(picture, new()).Run(bytes, new DngShape(picture, DebayerQuality.Half).Mosaic, static (_, _, _, _) => { });
                pictures++;
            }
            catch (InvalidDataException said)
            {
                Assert.DoesNotContain('\n', said.Message);
                sentences++;
            }
        }

        Assert.True(pictures > 50 && sentences > 50, $"{pictures} pictures, {sentences} sentences");

        int Next(int below) => (int)(((seed = seed * 1664525 + 1013904223) >> 8) % (uint)Math.Max(1, below));
    }

    private async Task<float[][][]> DevelopAsync(int list, byte[][] opcodes, Func<int, int, double> light, DebayerQuality quality = DebayerQuality.Plate, int black = 256)
    {
        var path = Path.Join(folder, "corrected.dng");
        File.WriteAllBytes(path, Camera(list, opcodes, light, black));
        await using var source = await Decoding.OpenAsync(ClipKind.Still, new() { Debayer = quality }, path);
        return await Decoding.PictureAsync(source);
    }

    // What a camera stores of a neutral of so much light.
    private static byte[] Camera(int list, byte[][] opcodes, Func<int, int, double> light, int black, (int, int, int, int)? crop = null)
    {
        var fixture = new DngFixture { Black = [black], MoreBytes = [(list, List(opcodes))], Crop = crop };
        return fixture.Make((x, y) => Math.Clamp(black + (int)Math.Round(light(x, y) * (4095 - black) * Neutral[fixture.Pattern[(y & 1) * 2 + (x & 1)]]), 0, 4095));
    }

    private static void Everywhere(float[][][] picture, double expected, double tolerance, int edge)
    {
        foreach (var component in picture)
            foreach (var row in component[edge..^edge])
                Assert.All(row[edge..^edge], value => Assert.Equal(expected, value, tolerance));
    }

    private static byte[] List(params byte[][] opcodes) => [.. U32((uint)opcodes.Length), .. opcodes.SelectMany(bytes => bytes)];

    private static byte[] Opcode(uint number, params byte[][] parameters) => Opcode(number, 0, parameters);

    private static byte[] Opcode(uint number, uint flags, params byte[][] parameters)
    {
        byte[] all = [.. parameters.SelectMany(bytes => bytes)];
        return [.. U32(number), 1, 3, 0, 0, .. U32(flags), .. U32((uint)all.Length), .. all];
    }

    private static byte[] Area(int top, int left, int bottom, int right, uint planes) => [.. S32(top), .. S32(left), .. S32(bottom), .. S32(right), .. U32(0), .. U32(planes), .. U32(1), .. U32(1)];

    private static byte[] Zeros(int doubles) => new byte[8 * doubles];

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] S32(int value) => U32((uint)value);

    private static byte[] F32(float value) => U32(BitConverter.SingleToUInt32Bits(value));

    private static byte[] F64(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return bytes;
    }
}
