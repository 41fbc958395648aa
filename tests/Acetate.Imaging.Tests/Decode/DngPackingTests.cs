using System.Buffers.Binary;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>Samples of DNG files that are not plain: deflate, floating numbers, JPEG with loss, JPEG XL, demosaiced pictures, fields.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class DngPackingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-dng-").FullName;

    public static TheoryData<string> WholeNumbers => [.. Whole.Keys];

    public static TheoryData<string> FloatingNumbers => [.. Floats.Keys];

    private static Dictionary<string, DngFixture> Whole => new()
    {
        ["deflate of 8 bits"] = new() { Bits = 8, White = 255, Black = [16], Deflate = 1 },
        ["deflate of 16 bits in strips"] = new() { Bits = 16, White = 65535, Deflate = 1, Rows = 9 },
        ["deflate of 16 bits, big-endian, predicted"] = new() { Bits = 16, White = 65535, Deflate = 2, IsBig = true },
        ["deflate predicted"] = new() { Bits = 16, White = 65535, Deflate = 2, Rows = 32, TileWidth = 32 },
        ["deflate predicted over two"] = new() { Bits = 16, White = 65535, Deflate = 34892, Rows = 32, TileWidth = 64 },
        ["deflate of 8 bits predicted over four"] = new() { Bits = 8, White = 255, Black = [16], Deflate = 34893 },
        ["demosaiced, uncompressed"] = new() { Bits = 16, White = 65535, Planes = 3, Rows = 10 },
        ["demosaiced, 12 bits"] = new() { Planes = 3, Width = 95 },
        ["demosaiced, uncompressed tiles"] = new() { Bits = 16, White = 65535, Planes = 3, Rows = 48, TileWidth = 80, IsBig = true },
        ["demosaiced, deflate predicted"] = new() { Bits = 16, White = 65535, Planes = 3, Deflate = 2, Rows = 16, TileWidth = 48 },
        ["demosaiced, lossless JPEG"] = new() { Bits = 16, White = 65535, Planes = 3, Components = 3, Rows = 32, TileWidth = 32 },
    };

    private static Dictionary<string, DngFixture> Floats => new()
    {
        ["16 bits"] = new() { Bits = 16, IsFloating = true, Black = [0] },
        ["24 bits, big-endian"] = new() { Bits = 24, IsFloating = true, Black = [0], IsBig = true, Rows = 7 },
        ["32 bits in tiles"] = new() { Bits = 32, IsFloating = true, Black = [0], Rows = 32, TileWidth = 48 },
        ["16 bits, deflate"] = new() { Bits = 16, IsFloating = true, Black = [0], Deflate = 1 },
        ["16 bits, deflate predicted"] = new() { Bits = 16, IsFloating = true, Black = [0], Deflate = 3, Rows = 32, TileWidth = 32 },
        ["16 bits, deflate predicted over two"] = new() { Bits = 16, IsFloating = true, Black = [0], Deflate = 34894, Rows = 32, TileWidth = 32, IsBig = true },
        ["24 bits, deflate predicted over two"] = new() { Bits = 24, IsFloating = true, Black = [0], Deflate = 34894, Rows = 64, TileWidth = 96 },
        ["32 bits, deflate predicted"] = new() { Bits = 32, IsFloating = true, Black = [0], Deflate = 3, Rows = 10 },
        ["32 bits, deflate predicted over four"] = new() { Bits = 32, IsFloating = true, Black = [0], Deflate = 34895, Rows = 32, TileWidth = 96 },
        ["demosaiced, 16 bits, deflate predicted"] = new() { Bits = 16, IsFloating = true, Black = [0], Deflate = 3, Planes = 3, Rows = 32, TileWidth = 96 },
        ["demosaiced, 32 bits, deflate"] = new() { Bits = 32, IsFloating = true, Black = [0], Deflate = 1, Planes = 3, IsBig = true },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(WholeNumbers))]
    public void Whole_numbers_come_out_as_they_were_stored(string layout)
    {
        var fixture = Whole[layout];
        var most = (1 << fixture.Bits) - 1;
        var bytes = fixture.Make((x, y) => Noise(x, y, most));

        var samples = DngDevelopment.Stored(DngPicture.Read(new MemoryStream(bytes)), bytes);

        var width = fixture.Width * fixture.Planes;
        Assert.Equal(width * fixture.Height, samples.Length);
        for (var i = 0; i < samples.Length; i++) Assert.Equal(Noise(i % width, i / width, most), samples[i]);
    }

    [Theory]
    [MemberData(nameof(FloatingNumbers))]
    public void Floating_numbers_come_out_as_they_were_stored(string layout)
    {
        var fixture = Floats[layout];
        var bytes = fixture.Make((x, y) => BitsOf(Light(x, y), fixture.Bits));
        var picture = DngPicture.Read(new MemoryStream(bytes));

        var samples = new float[picture.Width * picture.Height * picture.Planes];
        DngSamples.Decode(picture, bytes, samples);

        var width = fixture.Width * fixture.Planes;
        for (var i = 0; i < samples.Length; i++) Assert.Equal(Rounded(Light(i % width, i / width), fixture.Bits), samples[i]);
    }

    [Theory]
    [InlineData("deflate of 16 bits, big-endian, predicted")]
    [InlineData("deflate predicted")]
    [InlineData("demosaiced, deflate predicted")]
    [InlineData("16 bits, deflate")]
    [InlineData("16 bits, deflate predicted")]
    [InlineData("32 bits, deflate predicted")]
    [InlineData("demosaiced, 16 bits, deflate predicted")]
    [InlineData("demosaiced, 32 bits, deflate")]
    public void Deflated_samples_are_those_of_libtiff(string layout)
    {
        var isFloating = Floats.TryGetValue(layout, out var floating);
        var fixture = floating ?? Whole[layout];
        var bytes = fixture.Make((x, y) => isFloating ? BitsOf(Light(x, y), fixture.Bits) : Noise(x, y, 65535));
        var picture = DngPicture.Read(new MemoryStream(bytes));
        var samples = new float[picture.Width * picture.Height * picture.Planes];
        if (isFloating) DngSamples.Decode(picture, bytes, samples);
        else samples = [.. DngDevelopment.Stored(picture, bytes).Select(code => (float)code)];

        // What libtiff calls grey or RGB has the same strips and tiles.
        Patch(bytes, 262, fixture.Planes == 1 ? 1 : 2, fixture.IsBig);
        var (from, to) = (Path.Join(folder, "pressed.tif"), Path.Join(folder, "plain.tif"));
        File.WriteAllBytes(from, bytes);
        Inspecting.Run("oiiotool", from, "--compression", "none", "-d", isFloating ? "float" : "uint16", "--scanline", "-o", to);

        var plain = File.ReadAllBytes(to);
        var tiff = TiffFile.Read(new MemoryStream(plain)).Directories[0];
        byte[] theirs = [.. tiff.Numbers(273).Zip(tiff.Numbers(279)).SelectMany(strip => plain[(int)strip.First..(int)(strip.First + strip.Second)])];
        Assert.Equal(samples.Length * (isFloating ? 4 : 2), theirs.Length);
        for (var i = 0; i < samples.Length; i++) Assert.Equal(isFloating ? BinaryPrimitives.ReadSingleLittleEndian(theirs.AsSpan(4 * i)) : BinaryPrimitives.ReadUInt16LittleEndian(theirs.AsSpan(2 * i)), samples[i]);
    }

    [Fact]
    public async Task A_demosaiced_picture_goes_past_the_debayer_with_levels_of_each_plane()
    {
        int[] black = [100, 200, 300], white = [1100, 2200, 3300];
        double[] neutral = [0.520, 1, 0.640];
        // 50715 is in ten thousandths here.
        var fixture = new DngFixture { Bits = 16, Planes = 3, Black = black, Whites = white, BlackAcross = [.. Enumerable.Range(0, 96).Select(x => x % 3 * 10)], Crop = (2, 3, 60, 41) };
        var path = Path.Join(folder, "linear.dng");
        File.WriteAllBytes(path, fixture.Make((x, y) => (int)Math.Round(black[x % 3] + x / 3 % 3 + 0.09 * neutral[x % 3] * (white[x % 3] - black[x % 3] - 2))));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new() { Debayer = DebayerQuality.Half }, path);
        var picture = await Decoding.PictureAsync(source);

        Assert.Equal((60, 41, 1), (source.Description.Width, source.Description.Height, source.Description.Reduction));
        Assert.Contains(source.Description.Steps, step => step.Name == "DNG, uncompressed, demosaiced already");
        Assert.DoesNotContain(source.Description.Steps, step => step.Name.Contains("demosaicing", StringComparison.Ordinal));
        foreach (var component in picture)
            foreach (var row in component)
                Assert.All(row, value => Assert.Equal(0.09, value, 0.001));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flat_patch_of_floating_numbers_is_grey_at_its_light(bool isDemosaiced)
    {
        double[] neutral = [0.520, 1, 0.640];
        var fixture = new DngFixture { Bits = 16, IsFloating = true, Black = [0], Deflate = 3, Planes = isDemosaiced ? 3 : 1 };
        var path = Path.Join(folder, "float.dng");
        File.WriteAllBytes(path, fixture.Make((x, y) => BitsOf((float)(0.18 * neutral[isDemosaiced ? x % 3 : fixture.Pattern[(y & 1) * 2 + (x & 1)]]), 16)));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);

        foreach (var component in picture)
            foreach (var row in component)
                Assert.All(row, value => Assert.Equal(0.18, value, 0.0002));
    }

    [Fact]
    public void JPEG_with_loss_gives_the_samples_that_FFmpeg_decodes_of_each_tile()
    {
        // 8 bits and a table to 12, as Adobe writes them; tiles of JPEG of three components.
        var tiles = new List<byte[]>();
        var fixture = new DngFixture
        {
            Bits = 8,
            Planes = 3,
            Compression = 34892,
            Rows = 32,
            TileWidth = 48,
            Table = [.. Enumerable.Range(0, 256).Select(i => i * i / 16)],
            Press = rows =>
            {
                using var jpeg = TurboJpeg.Open();
                tiles.Add(jpeg.Compress([.. rows.SelectMany(row => row.Select(value => (byte)value))], 48, 32, 92, isFull: true));
                return tiles[^1];
            },
        };
        var bytes = fixture.Make((x, y) => Smooth(x, y, 255));

        var samples = DngDevelopment.Stored(DngPicture.Read(new MemoryStream(bytes)), bytes);

        Assert.Equal(4, tiles.Count);
        for (var tile = 0; tile < tiles.Count; tile++)
        {
            var theirs = PressedTile.FFmpeg(tiles[tile], "jpg", "-f", "rawvideo", "-pix_fmt", "rgb24");
            for (var y = 0; y < 32; y++)
                for (var x = 0; x < 48 * 3; x++)
                {
                    // FFmpeg's own colour matrix rounds a little otherwise.
                    var code = theirs[y * 48 * 3 + x];
                    var mine = samples[(tile / 2 * 32 + y) * 96 * 3 + tile % 2 * 48 * 3 + x];
                    Assert.InRange(mine, Math.Max(0, code - 4) * Math.Max(0, code - 4) / 16, (code + 4) * (code + 4) / 16);
                }
        }
    }

    [Fact]
    public void JPEG_with_loss_of_a_mosaic_is_grey()
    {
        var fixture = new DngFixture
        {
            Bits = 8,
            White = 255,
            Black = [0],
            Compression = 34892,
            Press = rows =>
            {
                var (from, to) = (Path.Join(folder, "tile.pgm"), Path.Join(folder, "tile.jpg"));
                File.WriteAllBytes(from, [.. System.Text.Encoding.ASCII.GetBytes($"P5 {rows[0].Length} {rows.Length} 255\n"), .. rows.SelectMany(row => row.Select(value => (byte)value))]);
                Inspecting.Run("oiiotool", from, "--compression", "jpeg:95", "-o", to);
                return File.ReadAllBytes(to);
            },
        };
        var bytes = fixture.Make((x, y) => Smooth(x, y, 255));

        var samples = DngDevelopment.Stored(DngPicture.Read(new MemoryStream(bytes)), bytes);

        for (var i = 0; i < samples.Length; i++) Assert.Equal(Smooth(i % 96, i / 96, 255), samples[i], 8.0);
    }

    [Theory]
    [InlineData(1, 16, 1)]
    [InlineData(1, 16, 2)]
    [InlineData(3, 16, 1)]
    [InlineData(3, 8, 1)]
    public void JPEG_XL_without_loss_gives_the_samples_that_were_stored(int planes, int bits, int fields)
    {
        var most = (1 << bits) - 1;
        // Written in fields, tiles hold what lies in the fields.
        var fixture = new DngFixture
        {
            Bits = bits,
            White = most,
            Black = [0],
            Planes = planes,
            Compression = 52546,
            Rows = 32,
            TileWidth = 48,
            MoreShorts = fields == 1 ? [] : [(50975, [fields]), (52547, [fields])],
            Press = rows => PressedTile.JpegXl(rows, planes, bits, "0"),
        };
        var bytes = fixture.Make((x, y) => fields == 1 ? Noise(x, y, most) : Noise(x % 48 * 2 + x / 48, y % 32 * 2 + y / 32, most));

        var samples = DngDevelopment.Stored(DngPicture.Read(new MemoryStream(bytes)), bytes);

        var width = 96 * planes;
        for (var i = 0; i < samples.Length; i++) Assert.Equal(Noise(i % width, i / width, most), samples[i]);
    }

    [Fact]
    public void JPEG_XL_with_loss_gives_nearly_the_samples_that_were_stored()
    {
        var fixture = new DngFixture { Bits = 16, White = 65535, Planes = 3, Compression = 52546, Press = rows => PressedTile.JpegXl(rows, 3, 16, "0.5") };
        var bytes = fixture.Make((x, y) => Smooth(x, y, 65535));

        var samples = DngDevelopment.Stored(DngPicture.Read(new MemoryStream(bytes)), bytes);

        // In the codec's own colours and back: were they given in linear light, the middle would be off by a half.
        for (var i = 0; i < samples.Length; i++) Assert.Equal(Smooth(i % 288, i / 288, 65535), samples[i], 3500.0);
    }

    [Theory]
    [InlineData(34892, "JPEG with loss by libjpeg-turbo", "unpacked by libjpeg-turbo")]
    [InlineData(52546, "JPEG XL by libjxl", "unpacked by libjxl")]
    public async Task The_recipe_names_the_library_that_unpacked(int compression, string step, string decoder)
    {
        double[] neutral = [0.520, 1, 0.640];
        var fixture = new DngFixture { Bits = 8, White = 255, Black = [0], Planes = 3, Compression = compression, Press = compression == 34892 ? PressedTile.Jpeg : rows => PressedTile.JpegXl(rows, 3, 8, "0") };
        var path = Path.Join(folder, "pressed.dng");
        File.WriteAllBytes(path, fixture.Make((x, _) => (int)Math.Round(100 * neutral[x % 3])));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);

        Assert.EndsWith(decoder, source.Description.Decoder, StringComparison.Ordinal);
        Assert.Contains(source.Description.Steps, one => one.Name == $"DNG, {step}, demosaiced already");
        Assert.All(picture, component => Assert.Equal(100 / 255.0, component[20][40], 0.02));
    }

    [Theory]
    [InlineData(262, 34892, "red, green and blue are developed here")]
    [InlineData(339, 2, "samples are of the kind 2")]
    [InlineData(317, 5, "predicted by method 5")]
    [InlineData(259, 6, "compressed by method 6")]
    [InlineData(258, 12, "12 bits a sample, compressed by method 8")]
    public void What_is_not_decoded_is_refused_with_the_reason(int tag, int value, string reason)
    {
        var file = new DngFixture { Bits = 16, White = 65535, Deflate = 2, MoreShorts = [(339, [1])] }.Make((_, _) => 1000);
        Patch(file, tag, value, isBig: false);

        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => DngPicture.Read(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deflate predicted over two")]
    [InlineData("demosaiced, deflate predicted")]
    [InlineData("32 bits, deflate predicted over four")]
    [InlineData("demosaiced, 16 bits, deflate predicted")]
    [InlineData("JPEG with loss")]
    [InlineData("JPEG XL")]
    public void Spoilt_files_give_a_sentence_or_a_picture_and_never_anything_else(string layout)
    {
        var fixture = layout switch
        {
            "JPEG with loss" => new DngFixture { Bits = 8, White = 255, Black = [16], Planes = 3, Compression = 34892, Rows = 32, TileWidth = 48, Press = PressedTile.Jpeg },
            "JPEG XL" => new DngFixture { Bits = 16, White = 65535, Planes = 3, Compression = 52546, Rows = 64, Press = rows => PressedTile.JpegXl(rows, 3, 16, "0.5") },
            _ => Whole.TryGetValue(layout, out var whole) ? whole : Floats[layout],
        };
        var file = fixture.Make((x, y) => fixture.IsFloating ? BitsOf(Light(x, y), fixture.Bits) : Smooth(x, y, (1 << fixture.Bits) - 1));
        var (seed, pictures, sentences) = (20261122u, 0, 0);
        for (var round = 0; round < Fuzzing.Rounds(400); round++)
        {
            var bytes = file.ToArray();
            for (var changes = 1 + Next(3); changes > 0; changes--) bytes[Next(Next(2) == 0 ? 900 : bytes.Length)] = Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)Next(256) };
            if (Next(6) == 0) bytes = bytes[..Next(bytes.Length)];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var picture = DngPicture.Read(new MemoryStream(bytes));
                var development = new DngDevelopment(picture, new());
                var shape = new DngShape(picture, DebayerQuality.Half);
                // A spoilt size can be large, which the rows of a debayer are made for; the samples are what is tried here.
                using var light = new DngLight(picture, bytes);
                pictures++;
            }
            catch (InvalidDataException said)
            {
                Assert.DoesNotContain('\n', said.Message);
                sentences++;
            }

            // A byte that is pressed stands for 600 samples at most, of four bytes, twice.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000 + 4800L * bytes.Length);
        }

        Assert.True(pictures > 10 && sentences > 10, $"{pictures} pictures, {sentences} sentences");

        int Next(int below) => (int)(((seed = seed * 1664525 + 1013904223) >> 8) % (uint)below);
    }

    // Another first number in a tag.
    private static void Patch(byte[] file, int tag, int value, bool isBig)
    {
        var at = Enumerable.Range(0, U16(8)).Select(i => 10 + 12 * i).Single(entry => U16(entry) == tag) + 8;
        if (isBig) BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at), (ushort)value);
        else BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);

        int U16(int from) => isBig ? BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(from)) : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(from));
    }

    private static float Light(int x, int y) => (Noise(x, y, 4095) + 1) / 4100f;

    private static int BitsOf(float light, int bits) => bits switch { 16 => BitConverter.HalfToUInt16Bits((Half)light), 24 => Short(light), _ => BitConverter.SingleToInt32Bits(light) };

    // One bit of sign, seven of exponent, sixteen of mantissa, what is beyond cut off.
    private static int Short(float light)
    {
        var whole = BitConverter.SingleToInt32Bits(light);
        return (whole >> 23 & 255) - 127 + 63 << 16 | whole >> 7 & 0xFFFF;
    }

    private static float Rounded(float light, int bits) => bits switch { 16 => (float)(Half)light, 24 => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(light) & ~127), _ => light };

    private static int Smooth(int x, int y, int most) => (int)(most * (0.5 + 0.4 * Math.Sin(x / 3 / 17.0 + x % 3) * Math.Cos(y / 13.0)));

    private static int Noise(int x, int y, int most)
    {
        var seed = (uint)(x * 73856093 ^ y * 19349663);
        seed = (seed ^ seed >> 13) * 0x5BD1E995;
        return (int)((seed ^ seed >> 15) % (uint)(most + 1));
    }
}
