using System.Buffers.Binary;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Trim;

/// <summary>Recordings cut by samples and labels: sound bit for bit, and the time of the first sample right in bext and iXML.</summary>
public sealed class WaveTrimTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-trim-").FullName;

    private string Target => Directory.CreateDirectory(Path.Join(_folder, "out")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Labels_name_samples_and_the_time_of_the_first_one_is_corrected()
    {
        var source = Recording(172_800_000, "<SPEED><TIMECODE_RATE>24000/1001</TIMECODE_RATE><TIMECODE_FLAG>NDF</TIMECODE_FLAG><FILE_SAMPLE_RATE>48000</FILE_SAMPLE_RATE>"
            + "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>0</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>172800000</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED><NOTE>ä keep me</NOTE>");

        // 172,800,000 samples are 86,313.686… frames of 2,002 samples: 00:59:56:09, in which the recording begins.
        var (made, path) = await Trimming.MadeAsync(source, Trimming.Labels("00:59:56:10", "00:59:57:00"), Target, ClipKind.Sound);

        const int first = (86_314 * 2002) - 172_800_000;
        Assert.Equal((first, first + (14 * 2002L)), (made.Range.Start, made.Range.End));
        Assert.Equal(Trimming.Sound(source, "a:0", _folder)[(first * 8)..(int)((first + (14 * 2002)) * 8)], Trimming.Sound(path, "a:0", _folder));
        var (before, after) = (Read(source), Read(path));
        Assert.Equal(172_800_000 + first, after.Bext!.TimeReference);
        Assert.Equal(172_800_000 + first, after.IXml!.TimeReference);
        Assert.Empty(after.Findings);
        Assert.Equal(before.Bext! with { TimeReference = after.Bext!.TimeReference, DescriptionFields = [] }, after.Bext! with { DescriptionFields = [] });
        Assert.Equal(before.IXml!.Fields.Where(field => !field.Key.Contains("MIDNIGHT_LO", StringComparison.Ordinal)), after.IXml!.Fields.Where(field => !field.Key.Contains("MIDNIGHT_LO", StringComparison.Ordinal)));
        Assert.Equal("00:59:56:10", (await Inspecting.FileAsync(path, ClipKind.Sound)).Timecode!.Start);
    }

    [Fact]
    public async Task A_time_past_32_bits_goes_into_both_halves()
    {
        var source = Recording(uint.MaxValue - 100L, "<SPEED><TIMECODE_RATE>25</TIMECODE_RATE><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>0</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>"
            + "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>-101</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>");

        var (_, path) = await Trimming.MadeAsync(source, Samples(1000, 1001), Target, ClipKind.Sound);

        Assert.Equal((uint.MaxValue + 900L, uint.MaxValue + 900L), (Read(path).Bext!.TimeReference!.Value, Read(path).IXml!.TimeReference!.Value));
    }

    [Theory]
    [InlineData("audio-location-sound/A101_1.WAV")]
    [InlineData("audio-location-sound/A101_4.WAV")]
    [InlineData("audio-location-sound/Sr001-2C-01_03.WAV")]
    [InlineData("audio-bwf-misc/PT A101_4.A1.wav")]
    [InlineData("audio-bwf-misc/izotoperx_cues_test.wav")]
    [InlineData("audio-bwf-misc/umid.wav")]
    [InlineData("audio-bwf-misc/wavinfo Test Project - Audio - Atmos 7.1.4.wav")]
    [InlineData("audio-bwf-misc/adm_1.wav")]
    public async Task A_real_recording_keeps_its_sound_and_its_chunks(string file)
    {
        var source = Corpus.PathOf($"samples/{file}");
        var before = Read(source);
        var (start, end) = (before.Frames!.Value / 3, before.Frames.Value * 2 / 3);

        var (made, path) = await Trimming.MadeAsync(source, Samples(start, end), Target, ClipKind.Sound);

        var (after, step) = (Read(path), before.Format!.Channels * 4);
        Assert.True(made.Exact);
        Assert.Equal(Trimming.Sound(source, "a:0", _folder)[(int)(start * step)..(int)(end * step)], Trimming.Sound(path, "a:0", _folder));
        Assert.Equal(before.Bext?.TimeReference + start, after.Bext?.TimeReference);
        Assert.Equal(before.IXml?.TimeReference + start, after.IXml?.TimeReference);
        Assert.DoesNotContain(after.Findings, finding => finding.IsError || finding.Code is "riff-length" or "rubbish");
        Assert.Equal(before.Chunks.Select(chunk => chunk.Id).Where(id => id is not ("levl" or "PEAK" or "md5 ")), after.Chunks.Select(chunk => chunk.Id));
        Assert.All(before.Chunks.Where(chunk => chunk.Id is not ("data" or "bext" or "iXML" or "cue " or "fact" or "levl" or "PEAK")),
            chunk => Assert.Contains(after.Chunks, kept => kept.Id == chunk.Id && kept.Length == chunk.Length));
    }

    [Fact]
    public async Task An_RF64_file_stays_one_with_its_true_lengths()
    {
        var source = Corpus.PathOf("conformance/bwf/synthetic/rf64.wav");
        var before = Read(source);

        var (_, path) = await Trimming.MadeAsync(source, Samples(0, before.Frames!.Value / 2), Target, ClipKind.Sound);

        var after = Read(path);
        Assert.Equal(("RF64", before.Frames.Value / 2), (after.Container, after.Frames!.Value));
        Assert.Empty(after.Findings);
        Assert.Equal(before.Frames.Value / 2 * before.Format!.Channels * 4, Trimming.Sound(path, "a:0", _folder).Length);
    }

    [Fact]
    public async Task Markers_move_with_the_sound()
    {
        var source = Corpus.PathOf("samples/audio-bwf-misc/izotoperx_cues_test.wav");
        var cues = Read(source).Cues;
        var start = cues[1].Sample - 5;

        var (_, path) = await Trimming.MadeAsync(source, Samples(start, Read(source).Frames!.Value), Target, ClipKind.Sound);

        Assert.Equal(cues.Where(cue => cue.Sample >= start).Select(cue => (cue.Id, (long)cue.Sample - start, cue.Label)), Read(path).Cues.Select(cue => (cue.Id, (long)cue.Sample, cue.Label)));
    }

    [Theory]
    [InlineData("01:00:00:00", "01:00:01:00", 0, "does not say at which frame rate")]
    [InlineData("01:00:00:00", "01:00:09:00", 25, "lies outside the recording, which has the samples 0 to 95999 and the labels 01:00:00:00 to 01:00:01:24")]
    [InlineData("01:00:01:00", "01:00:01:00", 25, "holds no sample")]
    [InlineData("01:00:00:25", "01:00:01:00", 25, "names no frame of a clip at 25")]
    public async Task What_the_recording_does_not_have_is_told(string from, string to, int rate, string words)
    {
        var source = Recording(172_800_000, "");

        var problem = await Assert.ThrowsAsync<TrimRangeException>(() => Trimming.TrimAsync(
            source, Trimming.Labels(from, to) with { Rate = rate == 0 ? default : new FrameRate(rate) }, Target, ClipKind.Sound));

        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loudness_of_the_whole_is_not_said_of_a_part()
    {
        var source = Recording(0, "");
        var bytes = File.ReadAllBytes(source);
        var bext = bytes.AsSpan().IndexOf("bext"u8) + 8;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bext + 346), 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(bext + 412), -2300);
        File.WriteAllBytes(source, bytes);

        var (made, path) = await Trimming.MadeAsync(source, Samples(10, 20), Target, ClipKind.Sound);

        Assert.Equal((-23.0, null), (Read(source).Bext!.Loudness, Read(path).Bext!.Loudness));
        Assert.Contains(made.Notes, note => note.Contains("loudness", StringComparison.Ordinal));
    }

    private static TrimOrder Samples(long start, long end) => new() { Selection = new TrimSelection.Samples(start, end) };

    private static WaveFile Read(string path)
    {
        using var file = File.OpenRead(path);
        return WaveReader.Read(file);
    }

    /// <summary>Two seconds of two channels in which every sample tells its place.</summary>
    private string Recording(long reference, string ixml)
    {
        var path = Path.Join(_folder, "S001T001.WAV");
        using var file = File.Create(path);
        new WaveWriter
        {
            Channels = 2,
            SampleRate = 48000,
            Bext = new() { Description = "sSCENE=12A\r\nsTAKE=3\r\n", Originator = "Recorder", Date = "2026-01-02", Time = "01:00:00", TimeReference = reference },
            IXml = ixml.Length == 0 ? "" : $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><BWFXML><IXML_VERSION>1.61</IXML_VERSION>{ixml}</BWFXML>",
        }.Write(file, 96000, static (channel, sample) => (int)((sample * 2) + channel));
        return path;
    }
}
