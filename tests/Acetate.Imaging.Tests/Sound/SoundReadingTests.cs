using System.Buffers.Binary;
using Acetate.Media.Native;
using Acetate.Media.Sound;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Sound;

public sealed class SoundReadingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("acetate-sound-");

    public void Dispose() => folder.Delete(true);

    [Theory]
    [InlineData(1, 8)]
    [InlineData(1, 16)]
    [InlineData(1, 24)]
    [InlineData(1, 32)]
    [InlineData(3, 32)]
    [InlineData(3, 64)]
    public void Each_way_to_store_samples_reads_alike(int tag, int bits)
    {
        using var samples = WaveSamples.Open(Write(tag, bits, 2, 48000, [0.5, -0.25, -1, 0.125, 0, 0.75]));
        var (left, right, both) = (new float[5], new float[3], new float[3]);

        samples.Read(-1, [0], left);
        samples.Read(0, [1], right);
        samples.Read(0, [0, 1], both);

        Assert.Equal([0, 0.5f, -1, 0, 0], left);
        Assert.Equal([-0.25f, 0.125f, 0.75f], right);
        Assert.Equal([0.125f, -0.4375f, 0.375f], both);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(37)]
    public void The_mean_of_two_channels_is_that_of_each_by_itself_to_the_bit(int length)
    {
        var values = Enumerable.Range(0, 2 * length).Select(i => (((i * 7_919_113L) % 16_777_216) - 8_388_608) / 8_388_608.0).ToArray();
        (values[0], values[1]) = (-1, -1);
        using var samples = WaveSamples.Open(Write(1, 24, 2, 48000, values));
        var (left, right, both) = (new float[length], new float[length], new float[length]);

        samples.Read(0, [0], left);
        samples.Read(0, [1], right);
        samples.Read(0, [0, 1], both);

        Assert.Equal(left.Zip(right, (one, other) => (one + other) * 0.5f), both);
        Assert.Equal(-1, both[0]);
    }

    [Fact]
    public void What_is_no_number_is_silent_and_what_is_far_too_loud_is_held()
    {
        using var samples = WaveSamples.Open(Write(3, 32, 1, 48000, [double.NaN, double.PositiveInfinity, 1e30, -1e30, 1.5]));
        var read = new float[5];

        samples.Read(0, [0], read);

        Assert.Equal([0, 0, 64, -64, 1.5f], read);
    }

    [Theory]
    [InlineData(1, 24, 2, 0, "states 0 samples a second")]
    [InlineData(1, 24, 0, 48000, "states 0 channels")]
    [InlineData(2, 16, 1, 48000, "compressed (format tag 2)")]
    [InlineData(3, 16, 1, 48000, "makes no sense: 16 bits")]
    public void A_header_that_makes_no_sense_is_refused_in_words(int tag, int bits, int channels, int rate, string words)
    {
        var refused = Assert.Throws<InvalidDataException>(() => WaveSamples.Open(Write(tag, bits, channels, rate, [0, 0, 0, 0])));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Contains("made.wav", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_header_claims_beyond_the_file_is_not_there()
    {
        var path = Write(1, 16, 1, 48000, new double[1000]);
        using (var file = File.OpenWrite(path)) file.SetLength(file.Length - 500);
        using var samples = WaveSamples.Open(path);

        Assert.Equal(750, samples.Length);
    }

    [Fact]
    public void A_file_that_is_no_wave_file_is_refused_by_its_name()
    {
        var path = Path.Join(folder.FullName, "made.wav");
        File.WriteAllText(path, "This is a text.");

        Assert.StartsWith("'made.wav' is no wave file", Assert.Throws<InvalidDataException>(() => WaveSamples.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_of_the_corpus_is_read_or_refused_in_a_sentence()
    {
        var (read, refused) = (0, new List<string>());
        foreach (var path in Directory.GetFiles(Corpus.PathOf("conformance/bwf/synthetic"), "*.wav").Concat(Directory.GetFiles(Corpus.PathOf("conformance/bwf/recorders"), "*.wav")))
        {
            try
            {
                using var samples = WaveSamples.Open(path);
                Assert.Equal(samples.Channels, SoundFile.Of(samples, "x").ChannelNames.Length);
                samples.Read(0, [samples.Channels - 1], new float[1000]);
                read++;
            }
            catch (InvalidDataException sentence)
            {
                refused.Add(sentence.Message);
            }
        }

        Assert.True(read > 40, $"{read} read; {string.Join('\n', refused)}");
        Assert.Equal(["'no-fmt.wav' has no sound: There is no fmt chunk: nobody can say how the samples are stored."], refused);
    }

    [Theory]
    [InlineData("tc-23976.wav")]
    [InlineData("tc-24.wav")]
    [InlineData("tc-25-odd.wav")]
    [InlineData("tc-2997-df.wav")]
    [InlineData("tc-2997-ndf.wav")]
    [InlineData("tc-48048.wav")]
    [InlineData("tc-5994-df.wav")]
    [InlineData("tc-96k-high-word.wav")]
    public void The_label_of_the_first_sample_is_that_of_the_inspector(string name)
    {
        var path = Corpus.PathOf($"conformance/bwf/synthetic/{name}");
        using var samples = WaveSamples.Open(path);
        using var expected = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Corpus.PathOf("conformance/bwf/expected.json")));
        var label = Labels(expected.RootElement, name).First();

        Assert.Equal(label, SoundFile.Of(samples, name).Start.ToString());
    }

    [Fact]
    public void The_files_of_a_take_belong_together_by_family_and_time_reference()
    {
        using var take = SoundTake.Open(Directory.GetFiles(Corpus.PathOf("samples/audio-location-sound"), "Sr001*.WAV").Order(StringComparer.Ordinal).Reverse()).Single();

        Assert.Equal(5, take.Channels);
        Assert.Equal(["Sr001-2C-01_01.WAV", "Sr001-2C-01_02.WAV", "Sr001-2C-01_03.WAV", "Sr001-2C-01_04.WAV", "Sr001-2C-01_05.WAV"], take.Files.Select(file => file.Name));
        Assert.Equal(("2C", "01", FrameRate.Fps25), (take.First.Scene, take.First.Take, take.First.TimecodeRate));
    }

    [Fact]
    public void Takes_of_one_scene_stay_apart_and_channels_have_the_names_of_the_mixer()
    {
        var takes = SoundTake.Open(Directory.GetFiles(Corpus.PathOf("samples/audio-location-sound"), "A101_*.WAV").Order(StringComparer.Ordinal));

        Assert.Equal(["1", "2", "3", "4"], takes.Select(take => take.First.Take!).Order(StringComparer.Ordinal));
        Assert.Equal([["MKH516 A", "Boom"], ["MKH516 A", "Boom"]], takes.Where(take => take.First.Take is "3" or "4").Select(take => take.ChannelNames.ToArray()));
        foreach (var take in takes) take.Dispose();
    }

    [Fact]
    public async Task The_scratch_sound_of_a_clip_begins_with_its_picture()
    {
        var (movie, target) = (Path.Join(folder.FullName, "clip.mov"), Path.Join(folder.FullName, "scratch.wav"));
        await new ChildProcess
        {
            Program = "ffmpeg",
            Arguments = ["-v", "error", "-f", "lavfi", "-i", "color=s=64x64:r=25:d=1", "-f", "lavfi", "-i", "aevalsrc=gte(t\\,0.5)*0.5:s=48000:d=1", "-c:v", "mjpeg", "-c:a", "pcm_s24le", movie],
            Reads = [],
            Writes = [folder.FullName],
        }.RunAsync(TimeProvider.System, TestContext.Current.CancellationToken);

        using var samples = await ScratchSound.DecodeAsync(movie, 0, target, TimeProvider.System, TestContext.Current.CancellationToken);
        var read = new float[48000];
        samples!.Read(0, [0], read);

        Assert.Equal((48000, 24000), (samples.Length, Array.FindIndex(read, sample => sample > 0.25f)));
        await Assert.ThrowsAsync<IOException>(() => ScratchSound.DecodeAsync(movie, 0, target, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Null(await ScratchSound.DecodeAsync(movie, 1, target + "2", TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(target + "2"));
    }

    private static IEnumerable<string> Labels(System.Text.Json.JsonElement element, string name) => element.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Array => element.EnumerateArray().SelectMany(one => Labels(one, name)),
        System.Text.Json.JsonValueKind.Object when element.TryGetProperty("file", out var file) => file.GetString()!.EndsWith("/" + name, StringComparison.Ordinal) ? [element.GetProperty("expected").GetProperty("start_timecode").GetString()!] : [],
        System.Text.Json.JsonValueKind.Object => element.EnumerateObject().SelectMany(one => Labels(one.Value, name)),
        _ => [],
    };

    private string Write(int tag, int bits, int channels, int rate, double[] values)
    {
        var path = Path.Join(folder.FullName, "made.wav");
        var size = bits / 8;
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("RIFF"u8);
        writer.Write(36 + (values.Length * size));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)tag);
        writer.Write((short)channels);
        writer.Write(rate);
        writer.Write(rate * channels * size);
        writer.Write((short)(channels * size));
        writer.Write((short)bits);
        writer.Write("data"u8);
        writer.Write(values.Length * size);
        var bytes = new byte[8];
        foreach (var value in values)
        {
            if (tag == 3 && size == 8) BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            else if (tag == 3) BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
            else if (size == 1) bytes[0] = (byte)Math.Clamp(128 + (value * 128), 0, 255);
            else BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)Math.Clamp(value * 2147483648.0, int.MinValue, int.MaxValue) >> (32 - bits));
            writer.Write(bytes, 0, size);
        }

        return path;
    }
}
