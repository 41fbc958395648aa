using System.Buffers.Binary;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

[Trait("kind", Fuzzing.Trait)]
public sealed class DngDecoderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-dng-").FullName;

    public static TheoryData<string> Layouts => [.. Fixtures.Keys];

    private static Dictionary<string, DngFixture> Fixtures => new()
    {
        ["8 bits"] = new() { Bits = 8, White = 255, Black = [16] },
        ["10 bits in strips"] = new() { Bits = 10, White = 1023, Black = [64], Rows = 7 },
        ["12 bits"] = new(),
        ["12 bits, odd width"] = new() { Width = 95, Rows = 16 },
        ["14 bits, big-endian"] = new() { Bits = 14, White = 16383, IsBig = true },
        ["16 bits"] = new() { Bits = 16, White = 65535, Rows = 10 },
        ["16 bits, big-endian"] = new() { Bits = 16, White = 65535, IsBig = true },
        ["16 bits in tiles"] = new() { Bits = 16, White = 65535, TileWidth = 32, Rows = 32 },
        ["table of 10 to 12 bits"] = new() { Bits = 10, Table = [.. Enumerable.Range(0, 1024).Select(i => (int)((long)i * i * 4095 / (1023 * 1023)))] },
        ["lossless JPEG"] = new() { Components = 1 },
        ["lossless JPEG of two components"] = new() { Components = 2, Bits = 14, White = 16383 },
        ["lossless JPEG of two components in tiles"] = new() { Components = 2, TileWidth = 64, Rows = 48, Predictor = 6 },
        ["lossless JPEG of 16 bits"] = new() { Components = 2, Bits = 16, White = 65535, Rows = 11 },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Samples_come_out_as_they_were_stored_and_as_LibRaw_has_them(string layout)
    {
        var fixture = Fixtures[layout];
        var most = (1 << fixture.Bits) - 1;
        var path = Path.Join(folder, "one.dng");
        File.WriteAllBytes(path, fixture.Make((x, y) => Noise(x, y, most)));

        var (picture, samples) = Stored(path);

        Assert.Equal((fixture.Width, fixture.Height), (picture.Width, picture.Height));
        for (var i = 0; i < samples.Length; i++)
        {
            var code = Noise(i % fixture.Width, i / fixture.Width, most);
            Assert.Equal(fixture.Table.Length > 0 ? fixture.Table[code] : code, samples[i]);
        }

        // LibRaw 0.20 takes uncompressed samples in strips only, and lossless JPEG in one strip or in tiles.
        var isForLibRaw = fixture.Components == 0 ? fixture.TileWidth == 0 : fixture.TileWidth > 0 || fixture.Rows == fixture.Height;
        if (isForLibRaw) Assert.Equal(LibRaw(path, picture), samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Every_prediction_of_lossless_JPEG_is_undone_with_and_without_restarts(int predictor)
    {
        foreach (var (components, restart) in ((int, int)[])[(1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 5)])
        {
            int[][] rows = [.. Enumerable.Range(0, 40).Select(y => (int[])[.. Enumerable.Range(0, 48).Select(x => Noise(x, y, 16383))])];

            var samples = new ushort[40 * 48];
            var jpeg = LosslessJpeg.Decode(LosslessJpegWriter.Write(rows, 14, components, predictor, restart), samples);

            Assert.Equal((40, 48 / components, components), (jpeg.Lines, jpeg.Columns, jpeg.Components));
            Assert.Equal(rows.SelectMany(row => row).Select(code => (ushort)code), samples);
        }
    }

    [Fact]
    public void A_real_camera_s_samples_are_those_of_LibRaw()
    {
        var path = Path.Join(folder, "real.dng");
        File.Copy(Corpus.PathOf("samples/dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng"), path);

        var (picture, samples) = Stored(path);

        Assert.Equal((14, (152, 26, 1734, 1156)), (picture.Bits, picture.Active));
        Assert.Equal(LibRaw(path, picture), samples);
    }

    [Fact]
    public async Task A_flat_patch_becomes_the_colour_that_its_tags_say()
    {
        // Camera light of a neutral times 0.18, through the file's matrix: grey in ACES.
        var fixture = new DngFixture { Active = [2, 4, 62, 94], Crop = (3, 5, 80, 40), Baseline = 1 };
        var path = Path.Join(folder, "flat.dng");
        double[] neutral = [0.520, 1, 0.640];
        File.WriteAllBytes(path, fixture.Make((x, y) => 256 + (int)Math.Round(0.09 * 3839 * neutral[fixture.Pattern[(y & 1) * 2 + (x & 1)]])));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);
        await using var pushed = await Decoding.OpenAsync(ClipKind.Still, new() { ExposureIndex = 1600 }, path);

        Assert.Equal((80, 40, 1L, "ACES2065-1"), (source.Description.Width, source.Description.Height, source.Description.Frames, source.Description.Encoding!.Name));
        foreach (var component in picture)
            foreach (var row in component)
                Assert.All(row, value => Assert.Equal(0.18, value, 0.0003));
        Assert.Equal(0.36, (await Decoding.PictureAsync(pushed))[1][20][40], 0.0006);
    }

    [Fact]
    public async Task Black_by_pattern_row_and_column_is_taken_off()
    {
        var fixture = new DngFixture
        {
            BlackRepeat = [2, 2],
            Black = [200, 210, 220, 230],
            BlackAcross = [.. Enumerable.Range(0, 96).Select(x => x % 7 * 10)],
            BlackDown = [.. Enumerable.Range(0, 64).Select(y => y % 5 * 20)],
        };
        var path = Path.Join(folder, "black.dng");
        double[] neutral = [0.520, 1, 0.640];
        int[] black = [200, 210, 220, 230];
        File.WriteAllBytes(path, fixture.Make((x, y) => black[(y & 1) * 2 + (x & 1)] + x % 7 + y % 5 * 2 + (int)Math.Round(1000 * neutral[fixture.Pattern[(y & 1) * 2 + (x & 1)]])));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);

        foreach (var component in picture)
            foreach (var row in component)
                Assert.All(row, value => Assert.Equal(1000.0 / (4095 - 230 - 6 - 8), value, 0.0005));
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 1, 2 })]
    [InlineData(new byte[] { 1, 0, 2, 1 })]
    [InlineData(new byte[] { 1, 2, 0, 1 })]
    [InlineData(new byte[] { 2, 1, 1, 0 })]
    public async Task The_pattern_counts_from_the_active_area(byte[] pattern)
    {
        // An active area at odd places; red light alone must stay red.
        var fixture = new DngFixture { Pattern = pattern, Active = [1, 3, 61, 93] };
        var path = Path.Join(folder, "red.dng");
        File.WriteAllBytes(path, fixture.Make((x, y) => x < 3 || y < 1 ? 256 : pattern[((y - 1) & 1) * 2 + ((x - 3) & 1)] == 0 ? 1256 : 256));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);

        var colour = new DngTags(TiffFile.Read(new MemoryStream(File.ReadAllBytes(path)))).Colour().ToAces(new(0.52, 1, 0.64));
        var expected = colour.Matrix * new Rgb(1000.0 / 3839 * colour.Gains.R, 0, 0);
        Assert.Equal(expected.R, picture[0][30][40], 1e-5);
        Assert.Equal(expected.G, picture[1][30][40], 1e-5);
        Assert.Equal(expected.B, picture[2][30][40], 1e-5);
    }

    [Fact]
    public async Task The_sensor_s_highlights_stay_neutral()
    {
        var path = Path.Join(folder, "white.dng");
        File.WriteAllBytes(path, new DngFixture().Make((_, _) => 4095));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        var picture = await Decoding.PictureAsync(source);

        Assert.All(picture, component => Assert.Equal(1, component[30][40], 1e-5));
    }

    [Fact]
    public async Task Of_a_CinemaDNG_clip_missing_cut_and_foreign_frames_are_said_in_their_places()
    {
        var paths = Enumerable.Range(0, 6).Select(i => Path.Join(folder, $"A001_{i:000000}.dng")).ToArray();
        foreach (var path in paths) File.WriteAllBytes(path, new DngFixture { Components = 2 }.Make((x, y) => Noise(x, y, 4095)));
        File.Delete(paths[1]);
        File.WriteAllBytes(paths[2], File.ReadAllBytes(paths[2])[..^2000]);
        File.WriteAllBytes(paths[4], new DngFixture { Width = 64 }.Make((x, y) => 300));

        await using var source = await Decoding.OpenAsync(ClipKind.Sequence, new(), [.. paths.Where(File.Exists)]);
        var frames = await Decoding.FramesAsync(source, 0, source.Description.Frames);

        Assert.Equal([false, true, true, false, true, false], frames.Select(frame => frame is FaultyFrame));
        Assert.StartsWith("Frame 1 of the sequence is missing", Decoding.FaultOf(frames[1]), StringComparison.Ordinal);
        Assert.StartsWith("'A001_000002.dng': The raw picture is cut: it ends at byte", Decoding.FaultOf(frames[2]), StringComparison.Ordinal);
        Assert.StartsWith("'A001_000004.dng': The frame's picture is 64×64", Decoding.FaultOf(frames[4]), StringComparison.Ordinal);
        Assert.Equal(Decoding.Hash(frames[0]), Decoding.Hash(frames[5]));
        Assert.Equal(Decoding.Hash(frames[0]), Decoding.Hash(frames[0]));
        foreach (var frame in frames) frame.Dispose();
    }

    [Theory]
    [InlineData("samples/dng-raw-bayer/fixture-Leica-M10.dng", "cut")]
    [InlineData("samples/camera-apple/iPhone12Pro_ProRAW_header_only.dng", "cut")]
    public async Task A_real_file_that_cannot_be_developed_is_refused_with_the_reason(string file, string reason)
    {
        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Still, new(), Corpus.PathOf(file)));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spoilt_files_give_a_sentence_or_a_picture_and_never_anything_else()
    {
        byte[][] files =
        [
            new DngFixture { Rows = 16 }.Make((x, y) => Noise(x, y, 4095)),
            new DngFixture { Components = 2, TileWidth = 48, Rows = 32, RestartRows = 4, Active = [2, 2, 60, 90] }.Make((x, y) => Noise(x, y, 4095)),
            new DngFixture { Bits = 10, Table = [.. Enumerable.Range(0, 1024)], BlackRepeat = [2, 2], Black = [1, 2, 3, 4] }.Make((x, y) => Noise(x, y, 1023)),
        ];
        var (seed, pictures, sentences) = (20261121u, 0, 0);
        for (var round = 0; round < Fuzzing.Rounds(3000); round++)
        {
            var bytes = files[round % files.Length].ToArray();
            var changes = 1 + Next(4);
            for (var i = 0; i < changes; i++) bytes[Next(Next(2) == 0 ? 700 : bytes.Length)] = Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)Next(256) };
            if (Next(5) == 0) bytes = bytes[..Next(bytes.Length)];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var picture = DngPicture.Read(new MemoryStream(bytes));
                DngDevelopment.Stored(picture, bytes);
                _ = new DngDevelopment(picture, new()).Matrix;
                pictures++;
            }
            catch (InvalidDataException said)
            {
                Assert.DoesNotContain('\n', said.Message);
                sentences++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000 + 64L * bytes.Length);
        }

        Assert.True(pictures > 100 && sentences > 100, $"{pictures} pictures, {sentences} sentences");

        int Next(int below) => (int)(((seed = seed * 1664525 + 1013904223) >> 8) % (uint)below);
    }

    private static (DngPicture, ushort[]) Stored(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var picture = DngPicture.Read(new MemoryStream(bytes));
        return (picture, DngDevelopment.Stored(picture, bytes));
    }

    internal static ushort[] LibRaw(string path, DngPicture picture)
    {
        Inspecting.Run("unprocessed_raw", "-T", path);
        var bytes = File.ReadAllBytes($"{path}.tiff");
        var tiff = TiffFile.Read(new MemoryStream(bytes));
        Assert.Equal((picture.Width, picture.Height), ((int)tiff.Directories[0].Number(256)!, (int)tiff.Directories[0].Number(257)!));
        var at = (int)tiff.Directories[0].Number(273)!;
        var samples = new ushort[picture.Width * picture.Height];
        for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 2 * i));
        return samples;
    }

    private static int Noise(int x, int y, int most)
    {
        var seed = (uint)(x * 73856093 ^ y * 19349663);
        seed = (seed ^ seed >> 13) * 0x5BD1E995;
        return (int)((seed ^ seed >> 15) % (uint)(most + 1));
    }
}
