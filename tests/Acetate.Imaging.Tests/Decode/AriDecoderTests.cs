using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;
using Acetate.Imaging.Tests.Formats.Arri;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Arri;
using Acetate.Media.Formats.Mxf;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>ARRIRAW clips, in files of a frame each and in MXF, on frames made here.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class AriDecoderTests : IDisposable
{
    private const int Width = 320, Height = 96;

    private readonly string folder = Directory.CreateTempSubdirectory("acetate-ari-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(DebayerQuality.Plate, 1)]
    [InlineData(DebayerQuality.Quick, 1)]
    [InlineData(DebayerQuality.Half, 2)]
    public async Task A_clip_is_developed_to_ACES_at_each_quality(DebayerQuality quality, int reduction)
    {
        var paths = Clip(3, (_, _) => Sensor(new(0.32, 0.18, 0.09)));

        await using var source = await Decoding.OpenAsync(ClipKind.Sequence, new() { Debayer = quality }, paths);
        var picture = await Decoding.PictureAsync(source, 2);

        Assert.Equal((Width / reduction, Height / reduction, 3L, reduction), (source.Description.Width, source.Description.Height, source.Description.Frames, source.Description.Reduction));
        Assert.All(picture[0], row => Assert.All(row, value => Assert.InRange(value, 0.32 * 0.996, 0.32 * 1.004)));
        Assert.All(picture[1], row => Assert.All(row, value => Assert.InRange(value, 0.18 * 0.996, 0.18 * 1.004)));
        Assert.All(picture[2], row => Assert.All(row, value => Assert.InRange(value, 0.09 * 0.99, 0.09 * 1.01)));
        Assert.Contains(source.Description.Steps, step => step.Reason == "the camera's order, and the picture's two greens are alike in it");
    }

    [Fact]
    public async Task Exposure_follows_the_index_that_is_asked_for()
    {
        var paths = Clip(1, (_, _) => Sensor(new(0.18, 0.18, 0.18)));

        await using var source = await Decoding.OpenAsync(ClipKind.Sequence, new() { ExposureIndex = 1600 }, paths);
        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Sequence, new() { ExposureIndex = 25600 }, paths));

        Assert.Equal(0.36, (await Decoding.PictureAsync(source))[1][40][100], 0.002);
        Assert.Equal("ARRIRAW cannot be developed for EI 25600: it goes from 50 to 6400.", refused.Message);
    }

    [Fact]
    public async Task Another_white_makes_its_own_light_grey_and_is_told_as_derived()
    {
        // A grey card in daylight of 5600 K, recorded for 3200 K: blue there, grey when developed for what it was.
        var daylight = KnownGamuts.Ap0.ToXyz().Inverse() * Adaptation.Cat02.Between(WhitePoint.OfLight(3200), Chromaticity.Aces) * WhitePoint.OfLight(5600).ToXyz();
        var paths = Clip(1, (_, _) => Sensor(0.18 * daylight));

        await using var recorded = await Decoding.OpenAsync(ClipKind.Sequence, new(), paths);
        await using var asked = await Decoding.OpenAsync(ClipKind.Sequence, new() { WhiteBalance = 5600 }, paths);
        var (blue, grey) = (await Decoding.PictureAsync(recorded), await Decoding.PictureAsync(asked));

        Assert.True(blue[2][40][100] > 1.5 * blue[0][40][100]);
        Assert.Equal(grey[1][40][100], grey[0][40][100], 0.004);
        Assert.Equal(grey[1][40][100], grey[2][40][100], 0.004);
        Assert.Contains(asked.Description.Steps, step => step.Name == "white balance" && step.Reason!.StartsWith("asked for by the caller; recorded for 3200 K", StringComparison.Ordinal));
        Assert.Contains(asked.Description.Steps, step => step.Parameters.TryGetValue("temperature", out var kelvin) && kelvin == "5600 K");
        Assert.StartsWith("The white balance of 5600 K is derived from that of the recording (3200 K)", Assert.Single(asked.Description.Warnings), StringComparison.Ordinal);
        Assert.Empty(recorded.Description.Warnings);
    }

    [Theory]
    [InlineData(1200.0, null, "for a white of 1200 K: ARRI's matrices go from 2000 to 11000 K")]
    [InlineData(5600.0, 5.0, "A tint cannot be set for ARRIRAW")]
    public async Task A_white_that_cannot_be_is_refused_with_the_reason(double kelvin, double? tint, string reason)
    {
        var paths = Clip(1, (_, _) => Sensor(new(0.18, 0.18, 0.18)));

        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(ClipKind.Sequence, new() { WhiteBalance = kelvin, Tint = tint }, paths));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Factors_of_other_whites_are_near_those_of_real_headers()
    {
        // Two ALEXA headers: 1.645, 1, 1.367 at 5600 K, and 1.413, 1, 1.718 near 4300 K; a third, 1.088, 1, 2.272, is of another camera near 3200 K.
        var factors = ArriSensor.FactorsFor(new(1.645, 1, 1.367), 5600, 4300);
        var tungsten = ArriSensor.FactorsFor(new(1.645, 1, 1.367), 5600, 3200);

        Assert.Equal(1.413, factors.R, 0.05);
        Assert.Equal(1.718, factors.B, 0.07);
        Assert.Equal(1.088, tungsten.R, 0.08);
        Assert.Equal(2.272, tungsten.B, 0.2);
        Assert.Equal(new Rgb(1.2, 1, 1.9), ArriSensor.FactorsFor(new(1.2, 1, 1.9), 3200, 3200) is var same ? new Rgb(Math.Round(same.R, 9), same.G, Math.Round(same.B, 9)) : default);
    }

    [Fact]
    public async Task Missing_cut_and_foreign_frames_are_said_in_their_places_and_each_has_its_timecode()
    {
        var paths = Clip(6, (x, y) => Sensor(new(x / 400.0, y / 100.0, 0.2)));
        File.Delete(paths[1]);
        File.WriteAllBytes(paths[2], File.ReadAllBytes(paths[2])[..^1000]);
        File.WriteAllBytes(paths[4], AriFixture.Frame(160, 64, (_, _) => (0.1, 0.1, 0.1)));

        await using var source = await Decoding.OpenAsync(ClipKind.Sequence, new(), [.. paths.Where(File.Exists)]);
        var frames = await Decoding.FramesAsync(source, 0, source.Description.Frames);

        Assert.Equal([false, true, true, false, true, false], frames.Select(frame => frame is FaultyFrame));
        Assert.Contains("The ARRIRAW picture is cut", Decoding.FaultOf(frames[2]), StringComparison.Ordinal);
        Assert.Contains("a clip has one size", Decoding.FaultOf(frames[4]), StringComparison.Ordinal);
        Assert.Equal("10:34:56:12", frames[0].Timecode);
        Assert.Equal(Decoding.Hash(frames[0]), Decoding.Hash(frames[5]));
        foreach (var frame in frames) frame.Dispose();
    }

    [Theory]
    [InlineData(TwelveBitPacking.SwappedWords, AriOrder.SwappedWords)]
    [InlineData(TwelveBitPacking.LittleEndian, AriOrder.LittleEndian)]
    public void The_order_of_samples_is_proved_by_the_picture_whatever_was_expected(TwelveBitPacking packing, AriOrder truth)
    {
        var grain = new Grain(3);
        var file = AriFixture.Frame(Width, Height, (x, y) => Sensor(new(0.1 + x / 1000.0 + grain.Unit() * 0.02, 0.15 + y / 500.0, 0.2)), packing);
        var header = AriHeader.Read(file);
        var picture = file.AsSpan((int)header.PictureOffset);

        foreach (var expected in Enum.GetValues<AriOrder>())
            Assert.Equal(truth, AriSamples.Prove(picture, Width, Height, BayerPattern.Grbg, expected));
        // Pairs that a camera had not changed.
        if (truth == AriOrder.SwappedWords) Assert.Equal(AriOrder.Words, AriSamples.Prove(Unswapped(picture), Width, Height, BayerPattern.Grbg, AriOrder.SwappedWords));
        // In the dark nothing tells, and what the camera is known for stays.
        Assert.Equal(AriOrder.SwappedWords, AriSamples.Prove(new byte[picture.Length], Width, Height, BayerPattern.Grbg, AriOrder.SwappedWords));
    }

    [Theory]
    [InlineData(TwelveBitPacking.SwappedWords, "12 bit")]
    [InlineData(TwelveBitPacking.LittleEndian, "12 bit reverse")]
    [InlineData(TwelveBitPacking.LittleEndian, "12 bit")]
    public async Task ARRIRAW_in_MXF_is_what_it_is_in_files(TwelveBitPacking packing, string label)
    {
        var frames = Enumerable.Range(0, 4).Select(i => AriFixture.Frame(Width, Height, (x, y) => Sensor(new(0.05 * i + x / 900.0, y / 300.0, 0.2)), packing)).ToArray();
        var path = Mxf(frames);

        await using var source = await new AriMxfDecoder().OpenAsync(Clip(path), Inspection(label, 4), new(), TestContext.Current.CancellationToken);
        var hashes = await Decoding.HashesAsync(source, 1, 3);

        Assert.Equal(4, source.Description.Frames);
        Assert.Empty(source.Description.Warnings);
        for (var i = 1; i < 4; i++)
        {
            var ari = Path.Join(folder, $"A{i}.ari");
            File.WriteAllBytes(ari, frames[i]);
            await using var one = await Decoding.OpenAsync(ClipKind.Sequence, new(), ari);
            Assert.Equal((await Decoding.HashesAsync(one, 0, 1))[0].Hash, hashes[i - 1].Hash);
        }
    }

    [Fact]
    public async Task A_cut_MXF_gives_the_frames_that_it_has_and_says_so()
    {
        var path = Mxf([.. Enumerable.Range(0, 4).Select(_ => AriFixture.Frame(Width, Height, (x, y) => Sensor(new(0.2, 0.2, 0.2))))]);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..(Width * Height / 2 * 3 * 2 + 5000)]);

        await using var source = await new AriMxfDecoder().OpenAsync(Clip(path), Inspection("12 bit", 4), new(), TestContext.Current.CancellationToken);
        var frames = await Decoding.FramesAsync(source, 0, source.Description.Frames);
        await using var lying = await new AriMxfDecoder().OpenAsync(Clip(path), Inspection("12 bit", 1L << 32), new(), TestContext.Current.CancellationToken);

        Assert.Equal([false, false, true], frames.Select(frame => frame is FaultyFrame));
        Assert.Contains("The picture is cut", Decoding.FaultOf(frames[2]), StringComparison.Ordinal);
        Assert.Contains(source.Description.Warnings, warning => warning.StartsWith("The file says it has 4 frames; 3 are there.", StringComparison.Ordinal));
        Assert.Equal(3, lying.Description.Frames);
        foreach (var frame in frames) frame.Dispose();
    }

    [Fact]
    public async Task Without_its_factors_the_white_balance_is_called_an_approximation()
    {
        var factors = ArriSensor.FactorsFor(new(1.645, 1, 1.367), 5600, 3200);
        var (r, g, b) = Sensor(new(0.18, 0.18, 0.18));
        var path = Mxf([AriFixture.Frame(Width, Height, (_, _) => (r * 1.3667f / factors.R, g, b * 1.645f / factors.B))]);
        var inspection = Inspection("12 bit", 1) with { Facts = [] };

        await using var source = await new AriMxfDecoder().OpenAsync(Clip(path), inspection, new(), TestContext.Current.CancellationToken);

        Assert.StartsWith("The white balance of this ARRIRAW is an approximation: the file says 3200 K and no factors", Assert.Single(source.Description.Warnings), StringComparison.Ordinal);
        Assert.Equal(0.18, (await Decoding.PictureAsync(source))[0][40][100], 0.002);
    }

    [Fact]
    public void Spoilt_MXF_is_walked_to_an_end()
    {
        var good = File.ReadAllBytes(Mxf([.. Enumerable.Range(0, 3).Select(_ => AriFixture.Frame(64, 16, (_, _) => (0.1, 0.1, 0.1)))]));
        var grain = new Grain(7);
        var counts = new HashSet<long>();
        var path = Path.Join(folder, "spoilt.mxf");
        for (var round = 0; round < Fuzzing.Rounds(400); round++)
        {
            var bytes = good.ToArray();
            for (var change = 1 + grain.Below(5); change > 0; change--) bytes[grain.Below(4) * (1536 + 20) % bytes.Length + grain.Below(24)] = (byte)grain.Below(256);
            File.WriteAllBytes(path, round % 4 == 0 ? bytes[..grain.Below(bytes.Length)] : bytes);
            using var pieces = new MxfPictures(path);
            counts.Add(pieces.Count());
        }

        Assert.All(counts, count => Assert.InRange(count, 0, 3));
        Assert.True(counts.Count > 2);
    }

    private string[] Clip(int count, Func<int, int, (double, double, double)> light)
    {
        var paths = Enumerable.Range(0, count).Select(i => Path.Join(folder, $"A003C001_190625_R24Y.{i:0000000}.ari")).ToArray();
        foreach (var path in paths) File.WriteAllBytes(path, AriFixture.Frame(Width, Height, light));
        return paths;
    }

    private static ClipSource Clip(string path) => new() { Name = "A", Kind = ClipKind.Single, Files = [ClipFile.At(path)] };

    private static ClipInspection Inspection(string profile, long frames) => new()
    {
        Name = "A",
        Kind = ClipKind.Single,
        Files = ["A.mxf"],
        Frames = frames,
        Image = new() { Codec = "arriraw", Profile = profile, Width = Width, Height = Height },
        Camera = new() { Model = "ALEXA Plus" },
        Exposure = new() { Iso = 800, WhiteBalance = 3200 },
        Facts = [new("arri.whiteBalanceFactors", $"{(double)1.3667f:R} 1 {(double)1.645f:R}", "", "test")],
    };

    private string Mxf(byte[][] frames)
    {
        using var file = new MemoryStream();
        Packet([0x06, 0x0e, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x02, 0x03, 0x01, 0x02, 0x10, 0x01, 0, 0, 0], new byte[100]);
        foreach (var frame in frames)
        {
            Packet([0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0d, 0x01, 0x03, 0x01, 0x14, 0x01, 0x01, 0], new byte[20]);
            Packet([0x06, 0x0e, 0x2b, 0x34, 0x01, 0x02, 0x01, 0x01, 0x0d, 0x01, 0x03, 0x01, 0x15, 0x01, 0x1c, 0x01], frame.AsSpan((int)AriHeader.Read(frame).PictureOffset).ToArray());
        }

        var path = Path.Join(folder, "A.mxf");
        File.WriteAllBytes(path, file.ToArray());
        return path;

        void Packet(byte[] key, byte[] content) => file.Write([.. key, 0x83, (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length, .. content]);
    }

    private static byte[] Unswapped(ReadOnlySpan<byte> picture)
    {
        // Two samples change places within their 24 bits, in the order of words from their high end.
        var bits = new byte[picture.Length];
        for (var word = 0; word < picture.Length; word += 4)
            for (var i = 0; i < 4; i++) bits[word + i] = picture[word + 3 - i];
        for (var three = 0; three + 2 < bits.Length; three += 3)
        {
            var both = bits[three] << 16 | bits[three + 1] << 8 | bits[three + 2];
            both = (both & 0xFFF) << 12 | both >> 12;
            (bits[three], bits[three + 1], bits[three + 2]) = ((byte)(both >> 16), (byte)(both >> 8), (byte)both);
        }

        var result = new byte[bits.Length];
        for (var word = 0; word < bits.Length; word += 4)
            for (var i = 0; i < 4; i++) result[word + i] = bits[word + 3 - i];
        return result;
    }

    // From ACES back to what the sensor sees before white balance.
    private static (double R, double G, double B) Sensor(Rgb aces)
    {
        var balanced = (ArriSensor.Exposure(800) * ArriSensor.ToAces(3200)).Inverse() * aces;
        return (balanced.R / 1.3667f, balanced.G, balanced.B / 1.645f);
    }
}
