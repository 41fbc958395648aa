using System.Buffers.Binary;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;

namespace Acetate.Imaging.Tests.Trim;

/// <summary>What lies beside the pictures of a movie: sound, timecode, reel, labels, edit lists.</summary>
public sealed class MovieSoundTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-trim-").FullName;

    private string Target => Directory.CreateDirectory(Path.Join(_folder, "out")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("24000/1001", 10, 40, 20020, 80080)]
    [InlineData("25", 1, 2, 1920, 3840)]
    [InlineData("30000/1001", 1, 31, 1602, 49650)]
    public async Task Sound_is_cut_to_the_nearest_sample_and_not_changed(string rate, int start, int end, int firstSample, int endSample)
    {
        var source = Trimming.Make(_folder, "A001C001.mov", 3, rate, "-c:v", "prores_aw", "-profile:v", "0", "-c:a", "pcm_s24le", "-ac", "2");

        var (_, path) = await Trimming.MadeAsync(source, Trimming.Frames(start, end), Target);

        Assert.Equal(Trimming.Sound(source, "a:0", _folder)[(firstSample * 8)..(endSample * 8)], Trimming.Sound(path, "a:0", _folder));
    }

    [Fact]
    public async Task Two_parts_that_meet_have_every_sample_once()
    {
        var source = Trimming.Make(_folder, "A001C001.mov", 2, "30000/1001", "-c:v", "prores_aw", "-profile:v", "0", "-c:a", "pcm_s16le");

        var (_, first) = await Trimming.MadeAsync(source, Trimming.Frames(0, 17), Path.Join(Target, "1"));
        var (_, second) = await Trimming.MadeAsync(source, Trimming.Frames(17, 59), Path.Join(Target, "2"));

        Assert.Equal(Trimming.Sound(source, "a:0", _folder)[..(int)(Math.Round(59 * 1601.6) * 4)],
            (byte[])[.. Trimming.Sound(first, "a:0", _folder), .. Trimming.Sound(second, "a:0", _folder)]);
    }

    [Fact]
    public async Task Compressed_sound_is_kept_in_packets_with_a_lead_in_that_the_edit_list_hides()
    {
        var source = Trimming.Make(_folder, "A001C001.mp4", 4, "25", "-c:v", "libx264", "-g", "25", "-c:a", "aac", "-b:a", "192k");

        var (_, path) = await Trimming.MadeAsync(source, Trimming.Frames(30, 70), Target);

        // AAC overlaps its packets: with the lead-in the decoder has found its feet at the first sample that is heard.
        var (all, part) = (Trimming.Sound(source, "a:0", _folder), Trimming.Sound(path, "a:0", _folder));
        Assert.InRange(part.Length / 4, 40 * 1920, (40 * 1920) + 1024);
        for (var sample = 0; sample < 40 * 1920; sample += 97)
            Assert.InRange(At(part, sample) - At(all, (30 * 1920) + sample), -(1L << 18), 1L << 18);
        var packets = Packets(path);
        Assert.Equal(packets, Packets(source).SkipWhile(packet => packet != packets[0]).Take(packets.Length));

        static long At(byte[] samples, int index) => BinaryPrimitives.ReadInt32LittleEndian(samples.AsSpan(index * 4));
        string[] Packets(string file) => [.. Inspecting.Run("ffmpeg", "-v", "error", "-ignore_editlist", "1", "-i", file, "-map", "0:a", "-c", "copy", "-f", "framehash", "-hash", "md5", "-")
            .Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(',')[^1])];
    }

    [Theory]
    [InlineData("30000/1001", "09:59:59;20", "10:00:00;04", "10:00:01;02", 14, 42)]
    [InlineData("30000/1001", "00:09:59;28", "00:10:00;02", "00:10:00;12", 4, 14)]
    [InlineData("30000/1001", "00:00:59;28", "00:01:00;02", "00:01:00;12", 2, 12)]
    [InlineData("25", "23:59:59:10", "00:00:00:05", "00:00:01:00", 20, 40)]
    [InlineData("24000/1001", "01:00:00:00", "01:00:00:12", "01:00:02:00", 12, 48)]
    [InlineData("60000/1001", "01:00:00;00", "01:00:00;58", "01:00:01;01", 58, 61)]
    public async Task Labels_name_the_frames_and_stay_on_them(string rate, string first, string from, string to, int start, int end)
    {
        var source = Trimming.Make(_folder, "A001C001.mov", 3, rate, "-c:v", "prores_aw", "-profile:v", "0", "-timecode", first, "-metadata:s:v", "reel_name=A001R2EC");
        var all = Trimming.Decoded(source, "v:0");

        var (made, path) = await Trimming.MadeAsync(source, Trimming.Labels(from, to), Target);

        Assert.Equal((start, end, from, to), ((int)made.Range.Start, (int)made.Range.End, made.Range.In, made.Range.Out));
        Assert.Equal(all[start..end], Trimming.Decoded(path, "v:0"));
        var inspection = await Inspecting.FileAsync(path);
        Assert.Equal((from, to), (inspection.Timecode!.Start, inspection.Timecode.End));
        Assert.Equal(Trimming.Tags(source, "stream_tags=reel_name"), Trimming.Tags(path, "stream_tags=reel_name"));
    }

    [Fact]
    public async Task A_trim_of_a_trim_is_the_trim_of_the_whole()
    {
        var source = Trimming.Make(_folder, "A001C001.mp4", 4, "24000/1001", "-c:v", "libx264", "-g", "24", "-bf", "3", "-c:a", "aac", "-timecode", "10:00:00:00");
        var all = Trimming.Decoded(source, "v:0");
        var (_, once) = await Trimming.MadeAsync(source, Trimming.Frames(10, 80), Path.Join(Target, "1"));

        var (made, twice) = await Trimming.MadeAsync(once, Trimming.Frames(20, 45), Path.Join(Target, "2"));

        Assert.Equal(all[30..55], Trimming.Decoded(twice, "v:0"));
        Assert.Equal(("10:00:01:06", "10:00:02:07"), (made.Range.In, made.Range.Out));
    }

    [Fact]
    public async Task A_trim_of_the_whole_clip_holds_the_same_samples()
    {
        var source = Trimming.Make(_folder, "A001C001.mov", 1, "25", "-c:v", "prores_aw", "-profile:v", "0", "-c:a", "pcm_s16le");

        var (made, path) = await Trimming.MadeAsync(source, Trimming.Frames(0, 25), Target);

        Assert.Equal(Trimming.Decoded(source, "v:0"), Trimming.Decoded(path, "v:0"));
        Assert.Equal(Trimming.Sound(source, "a:0", _folder), Trimming.Sound(path, "a:0", _folder));
        Assert.Equal(made.Files[0].Sha256, Trimming.Sha256(path));
        Assert.Equal(made.Files[0].Size, new FileInfo(path).Length);
    }

    [Theory]
    [InlineData("10:00:00:00", "10:00:00:00", false, "holds no frame")]
    [InlineData("10:00:00:10", "10:00:00:05", false, "holds no frame")]
    [InlineData("10:00:00:10", "10:00:09:00", true, "lies outside the clip, which has the frames 0 to 49, labelled 10:00:00:00 to 10:00:01:24")]
    [InlineData("09:59:59:24", "10:00:00:05", true, "lies outside the clip")]
    [InlineData("10:00:00;10", "10:00:00;20", false, "drop-frame by its ';'")]
    [InlineData("10:00:00:25", "10:00:01:00", false, "'10:00:00:25' names no frame of a clip at 25 non-drop")]
    [InlineData("ten", "10:00:01:00", false, "'ten' names no frame")]
    public async Task A_range_that_the_clip_does_not_have_is_told(string from, string to, bool isOutside, string words)
    {
        var source = Trimming.Make(_folder, "A001C001.mov", 2, "25", "-c:v", "prores_aw", "-profile:v", "0", "-timecode", "10:00:00:00");

        var problem = await Assert.ThrowsAsync<TrimRangeException>(() => Trimming.TrimAsync(source, Trimming.Labels(from, to), Target));

        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal(isOutside, problem.IsOutside);
        Assert.Empty(Directory.GetFileSystemEntries(Target));
    }

    [Fact]
    public async Task A_clip_without_timecode_wants_frames()
    {
        var source = Corpus.PathOf("samples/prores-mov/apple-prores-422.mov");

        var problem = await Assert.ThrowsAsync<TrimRangeException>(() => Trimming.TrimAsync(source, Trimming.Labels("00:00:00:01", "00:00:00:05"), Target));

        Assert.Equal("The clip has no timecode. Name frames instead, with --frames: the first frame is 0.", problem.Message);
    }

    [Fact]
    public async Task A_streaming_file_is_refused_with_the_reason_or_copied_whole()
    {
        var source = Trimming.Make(_folder, "A001C001.mp4", 1, "25", "-c:v", "libx264", "-movflags", "frag_keyframe+empty_moov");

        var refused = Assert.IsType<TrimOutcome.Refused>(await Trimming.TrimAsync(source, Trimming.Frames(0, 5), Target));
        Assert.Empty(Directory.GetFileSystemEntries(Target));
        var (made, path) = await Trimming.MadeAsync(source, Trimming.Frames(0, 5) with { OrWhole = true }, Target);

        Assert.StartsWith("The file is fragmented", refused.Reason, StringComparison.Ordinal);
        Assert.Equal((TrimMethod.Whole, false), (made.Method, made.Exact));
        Assert.Equal(Trimming.Sha256(source), Trimming.Sha256(path));
    }

    [Fact]
    public async Task A_closed_format_is_refused_by_name()
    {
        var refused = Assert.IsType<TrimOutcome.Refused>(await Trimming.TrimAsync(
            Corpus.PathOf("samples/camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D"), Trimming.Frames(0, 1), Target, ClipKind.Single));

        Assert.StartsWith("RED R3D can be cut only with its vendor's tools", refused.Reason, StringComparison.Ordinal);
    }
}
