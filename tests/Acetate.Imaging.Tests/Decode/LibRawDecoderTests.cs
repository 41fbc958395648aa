using System.Buffers.Binary;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Formats.LibRaw;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>Raw photographs by way of LibRaw. It opens a DNG under any name, so what it gives can be held against our own reader.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class LibRawDecoderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-raw-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(new byte[] { 0, 1, 1, 2 })]
    [InlineData(new byte[] { 1, 2, 0, 1 })]
    public async Task A_photograph_becomes_the_picture_that_our_own_reader_makes_of_it(byte[] pattern)
    {
        var fixture = new DngFixture { Bits = 16, White = 60000, Black = [500], Pattern = pattern, Active = [2, 4, 62, 92] };
        var (photograph, ours) = (Path.Join(folder, "photograph.nef"), Path.Join(folder, "ours.dng"));
        File.WriteAllBytes(ours, fixture.Make((x, y) => 600 + (x * 257 + y * 911) % 9000));
        File.Copy(ours, photograph);

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), photograph);
        await using var other = await Decoding.OpenAsync(ClipKind.Still, new(), ours);
        var (picture, expected) = (await Decoding.PictureAsync(source), await Decoding.PictureAsync(other));

        Assert.Equal((other.Description.Width, other.Description.Height), (source.Description.Width, source.Description.Height));
        Assert.Matches(@"^Acetate .*, unpacked by LibRaw 0\.20\.\d+$", source.Description.Decoder);
        Assert.Contains(source.Description.Steps, step => step.Name.EndsWith("unpacking", StringComparison.Ordinal));
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < picture[c].Length; y++)
                for (var x = 0; x < picture[c][y].Length; x++) Assert.Equal(expected[c][y][x], picture[c][y][x], 1e-4);
        Assert.Contains("decoded differently", Assert.Single(DecoderMix.Warnings([("raw", "A", source.Description.Decoder), ("raw", "B", other.Description.Decoder)])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_camera_s_samples_and_levels_are_those_of_our_own_reader()
    {
        var bytes = File.ReadAllBytes(Corpus.PathOf("samples/dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng"));
        var ours = DngPicture.Read(new MemoryStream(bytes));
        ushort[] samples = [];

        using var library = LibRawLibrary.Open();
        var theirs = LibRawDecoder.PictureOf(library.Read(bytes, count => samples = new ushort[count]));

        Assert.Equal((ours.Width, ours.Height, ours.Pattern), (theirs.Width, theirs.Height, theirs.Pattern));
        Assert.Equal(ours.Active, theirs.Active);
        Assert.Equal(ours.White[0], theirs.White[0]);
        Assert.All(theirs.Black, black => Assert.Equal(ours.Black[0], black));
        Assert.Equal(ours.Neutral.R / ours.Neutral.G, theirs.Neutral.R / theirs.Neutral.G, 1e-3);
        Assert.Equal(DngDevelopment.Stored(ours, bytes), samples);
    }

    [Fact]
    public async Task A_photograph_has_the_size_of_its_raw_picture_and_its_proxy_is_developed()
    {
        // No DNG (its version's tag is another's), and a small picture before the raw one, as NEF and ARW have it.
        var raw = new DngFixture { Bits = 16, White = 65535 }.Make((x, y) => 300 + x * 50 + y);
        var version = Enumerable.Range(0, BinaryPrimitives.ReadUInt16LittleEndian(raw.AsSpan(8))).Select(i => 10 + 12 * i).Single(at => BinaryPrimitives.ReadUInt16LittleEndian(raw.AsSpan(at)) == 50706);
        BinaryPrimitives.WriteUInt16LittleEndian(raw.AsSpan(version), 50705);
        (int Tag, int Value)[] small = [(254, 1), (256, 16), (257, 12), (258, 8), (259, 6), (262, 6)];
        var file = new byte[raw.Length + 2 + 12 * small.Length + 4];
        raw.CopyTo(file, 0);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), raw.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(raw.Length), (ushort)small.Length);
        for (var i = 0; i < small.Length; i++)
        {
            var entry = file.AsSpan(raw.Length + 2 + 12 * i);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)small[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], 4);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], small[i].Value);
        }

        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(file.Length - 4), 8);
        var path = Path.Join(folder, "photograph.arw");
        File.WriteAllBytes(path, file);

        var clip = Inspecting.Source(ClipKind.Still, path);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, TestContext.Current.CancellationToken);

        Assert.Equal((96, 64, "cfa"), (inspection.Image!.Width, inspection.Image.Height, inspection.Image.Codec));
        Assert.Equal(PictureLook.Developed, Assert.IsType<ProxyPlan.Picture>(ProxyPlan.For(clip, inspection)).Job.Look);
    }

    [Fact]
    public async Task A_sequence_of_photographs_says_what_is_wrong_with_each()
    {
        var paths = Enumerable.Range(0, 4).Select(i => Path.Join(folder, $"A001_{i:000000}.arw")).ToArray();
        foreach (var path in paths) File.WriteAllBytes(path, new DngFixture { Bits = 16, White = 65535 }.Make((x, y) => 300 + x * 50 + y));
        File.WriteAllBytes(paths[1], File.ReadAllBytes(paths[1])[..^6000]);
        File.WriteAllBytes(paths[2], [1, 2, 3, 4]);

        await using var source = await Decoding.OpenAsync(ClipKind.Sequence, new() { Debayer = DebayerQuality.Half }, paths);
        var frames = await Decoding.FramesAsync(source, 0, 4);

        Assert.Equal(Decoding.Hash(frames[0]), Decoding.Hash(frames[3]));
        Assert.Contains("Frame 1 is damaged. ", Assert.Throws<DecodeException>(() => Decoding.Hash(frames[1])).Message, StringComparison.Ordinal);
        Assert.Contains("Frame 2 is damaged. LibRaw", Assert.Throws<DecodeException>(() => Decoding.Hash(frames[2])).Message, StringComparison.Ordinal);
        foreach (var frame in frames) frame.Dispose();
    }

    [Theory]
    [InlineData("samples/camera-canon/CanonRaw.cr3")]
    [InlineData("samples/camera-canon/canon-r6.cr3")]
    public async Task A_real_photograph_of_which_only_the_beginning_is_there_is_no_picture(string file)
    {
        string said;
        try
        {
            await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), Corpus.PathOf(file));
            var frame = Assert.Single(await Decoding.FramesAsync(source, 0, 1));
            said = Assert.Throws<DecodeException>(() => Decoding.Hash(frame)).Message;
        }
        catch (DecodeException refused)
        {
            said = refused.Message;
        }

        Assert.DoesNotContain('\n', said);
        Assert.True(said.Contains("LibRaw", StringComparison.Ordinal) || said.Contains("bytes cannot hold", StringComparison.Ordinal), said);
    }

    [Fact]
    public void Spoilt_photographs_give_a_sentence_or_a_picture_and_never_anything_else()
    {
        byte[][] files =
        [
            new DngFixture { Bits = 16, White = 65535 }.Make((x, y) => 300 + x * 50 + y),
            new DngFixture { Components = 2, TileWidth = 48, Rows = 32 }.Make((x, y) => 300 + x * 30 + y),
        ];
        var (seed, pictures, sentences) = (20261124u, 0, 0);
        for (var round = 0; round < Fuzzing.Rounds(300); round++)
        {
            var bytes = files[round % 2].ToArray();
            for (var changes = 1 + Next(3); changes > 0; changes--) bytes[Next(Next(2) == 0 ? 700 : bytes.Length)] = Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)Next(256) };
            if (Next(5) == 0) bytes = bytes[..Next(bytes.Length)];
            try
            {
                using var library = LibRawLibrary.Open();
                var picture = LibRawDecoder.PictureOf(library.Read(bytes, count => new ushort[count]));
                _ = new DngDevelopment(picture, new()).Matrix;
                pictures++;
            }
            catch (InvalidDataException said)
            {
                Assert.DoesNotContain('\n', said.Message);
                sentences++;
            }
        }

        Assert.True(pictures > 30 && sentences > 30, $"{pictures} pictures, {sentences} sentences");

        int Next(int below) => (int)(((seed = seed * 1664525 + 1013904223) >> 8) % (uint)Math.Max(1, below));
    }
}
