using System.Collections.Immutable;
using System.Text;
using Acetate.Imaging.Tests.Encode;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Imaging.Tests.Trim;
using Acetate.Media.Editorial;
using Acetate.Media.Editorial.Mxf;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Formats.Mxf;
using Acetate.Media.Inspect;
using Acetate.Media.Sound;
using Acetate.Media.Trim.Mxf;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Editorial;

/// <summary>Media for Avid, read by FFmpeg, MediaInfo and our own reader. Avid itself is not here.</summary>
public sealed class AvidMediaTests : IDisposable
{
    private const int Frames = 6;

    private readonly TempFolder folder = new();

    private static EditorialClip Clip(string label = "10:20:30:12", FrameRate rate = default) => new()
    {
        Name = "12A-3 A001C002",
        Tape = "A001R2EC",
        Start = Timecode.Parse(label, rate.IsSet ? rate : FrameRate.Fps24),
        Frames = Frames,
        ShootDay = new(2026, 5, 4),
        Notes = [new("Scene", "12A"), new("Take", "3"), new("Camroll", "A001"), new("Source File", "A001C002_260504_R2EC.mov"), new("Comments", "Größe: 5′\tfirst\nline"), new("Circled", "")],
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("24", "10:20:30:12", 320, 180, "dnxhr_lb", "yuv422p")]
    [InlineData("30000/1001", "01:59:59;28", 256, 144, "dnxhr_hqx", "yuv422p10le")]
    [InlineData("24000/1001", "00:00:00:00", 256, 144, "dnxhr_444", "yuv444p10le")]
    [InlineData("25", "23:59:59:24", 1280, 720, "dnxhd", "yuv422p")]
    public async Task Other_readers_find_the_clip_the_tape_and_the_label_in_every_file_and_every_frame_as_it_was(string rate, string label, int width, int height, string profile, string pixels)
    {
        var clip = Clip(label, FrameRate.Parse(rate));
        var picture = Picture(rate, width, height, profile, pixels);

        var report = await WriteAsync(clip, picture, [Sound(0, "Boom"), Sound(1, null)]);

        Assert.Equal(["A001C002_V1.mxf", "A001C002_A1.mxf", "A001C002_A2.mxf"], report.Files.Select(file => file.Name));
        Assert.Equal(["V1", "Boom", "A2"], report.Files.Select(file => file.TrackName));
        foreach (var file in report.Files)
        {
            var probe = Readers.Run("ffprobe", "-v", "error", "-show_streams", "-show_format", At(file.Name));
            foreach (var mark in (string[])["TAG:reel_name=A001R2EC", "TAG:material_package_name=12A-3 A001C002", $"0x{report.Material.ToString().ToUpperInvariant()}", $"0x{file.Umid.ToString().ToUpperInvariant()}", $"0x{report.Tape.ToString().ToUpperInvariant()}", $"TAG:timecode={label}"])
                Assert.Contains(mark, probe, StringComparison.Ordinal);
            Assert.Equal(file.Sha256, Trimming.Sha256(At(file.Name)));
            Assert.Equal(file.Bytes, new FileInfo(At(file.Name)).Length);

            var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(Inspecting.Source(ClipKind.Single, At(file.Name)), TestContext.Current.CancellationToken);
            Assert.Equal(label, inspection.Timecode?.Start?.ToString());
            Assert.DoesNotContain(inspection.Problems, problem => problem.Severity != ProblemSeverity.Note);
            if (file.Track == "V1") Assert.Equal((Frames, width, height), ((int)inspection.Frames!, inspection.Image!.Width, inspection.Image.Height));
        }

        Assert.Equal(Trimming.Decoded(picture, "v:0"), Trimming.Decoded(At("A001C002_V1.mxf"), "v:0"));
        var samples = (int)AudioSamples.FirstOf(Frames, 48000, clip.Start.Rate);
        var first = Trimming.Sound(At("A001C002_A1.mxf"), "a:0", folder.Path);
        Assert.Equal(samples * 4, first.Length);
        for (var i = 0; i < samples; i++) Assert.Equal(Step(0, i) << 8, BitConverter.ToInt32(first, 4 * i));
    }

    [Fact]
    public async Task MediaInfo_reads_an_OP_Atom_file_of_VC3_with_its_chain_of_packages()
    {
        await WriteAsync(Clip(), Picture(), [Sound(0, "Boom")]);

        var told = Readers.Run("mediainfo", "-f", At("A001C002_V1.mxf"));

        foreach (var word in (string[])["OP-Atom", "VC-3", "DNxHR LB", "12A-3 A001C002 / A001R2EC", "BT.709"]) Assert.Contains(word, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_clip_gives_the_same_bytes_and_notes_may_be_corrected_without_new_numbers()
    {
        var picture = await MovieAsync("one.mxf");
        var first = await WriteAsync(Clip(), picture, [Sound(0, "Boom"), Sound(0, null)], "one");
        // Encoded anew: FFmpeg's file has other numbers, and ours has the same.
        var again = await WriteAsync(Clip(), await MovieAsync("two.mxf"), [Sound(0, "Boom"), Sound(0, null)], "two");
        var noted = await WriteAsync(Clip() with { Notes = [new("Scene", "12B")] }, picture, [Sound(0, "Boom"), Sound(0, null)], "three");
        var other = await WriteAsync(Clip() with { Tape = "A002R2EC" }, picture, [Sound(0, "Boom"), Sound(0, null)], "four");

        Assert.NotEqual(Trimming.Sha256(picture), Trimming.Sha256(Path.Join(folder.Path, "two.mxf")));
        Assert.Equal(first.Files.Select(file => file.Sha256), again.Files.Select(file => file.Sha256));
        Assert.Equal(first.Files.Select(file => file.Umid).Append(first.Material).Append(first.Tape), noted.Files.Select(file => file.Umid).Append(noted.Material).Append(noted.Tape));
        Assert.NotEqual(first.Files[0].Sha256, noted.Files[0].Sha256);
        // Two tracks of the same sound are two tracks; another tape is another clip throughout.
        Assert.Equal(5, first.Files.Select(file => file.Umid).Append(first.Material).Append(first.Tape).Distinct().Count());
        Assert.Empty(first.Files.Select(file => file.Umid).Append(first.Material).Append(first.Tape).Intersect(other.Files.Select(file => file.Umid).Append(other.Material).Append(other.Tape)));
    }

    [Fact]
    public async Task Notes_hang_on_the_clip_as_Avid_writes_them_and_a_reference_leads_to_every_set()
    {
        await WriteAsync(Clip(), Picture(), [Sound(0, "Boom")]);
        await using var stream = File.OpenRead(At("A001C002_A1.mxf"));
        var layout = MxfLayout.Read(stream);
        var metadata = MxfMetadata.Read(stream, layout.Start + layout.HeaderAt.Metadata, layout.Header.Length - layout.HeaderAt.Metadata);

        var material = Assert.Single(metadata.Of(0x36));
        var notes = material.References(0x4406).Select(id => metadata.At(id)!).Select(note => (note.Text(0x5001), Value(note))).ToList();

        Assert.Equal([("Scene", "12A"), ("Take", "3"), ("Camroll", "A001"), ("Source File", "A001C002_260504_R2EC.mov"), ("Comments", "Größe: 5′ first line")], notes);
        Assert.Equal(["V1", "Boom"], metadata.Tracks(material).Select(track => track.Track.Text(0x4802)!));
        Assert.Equal("2026-05-04T00:00:00", material.Date(0x4405));
        Assert.Equal(metadata.Sets.Count, metadata.Sets.Select(set => set.Id).Distinct().Count());
        string[] named = [.. metadata.Sets.SelectMany(set => set.Values.Where(pair => pair.Key is 0x3B03 or 0x4701 or 0x4803).Select(pair => Convert.ToHexStringLower(pair.Value))
            .Concat(new[] { 0x3B06, 0x1901, 0x1902, 0x4403, 0x4406, 0x1001 }.SelectMany(set.References)))];
        Assert.Equal(metadata.Sets.Select(set => set.Id).Where(id => metadata.At(id)!.Kind != 0x2F).Order(), named.Order());

        static string Value(MxfSet note)
        {
            var bytes = note[0x5003]!;
            Assert.Equal("4c0002100100000000060e2b3401040101", Convert.ToHexStringLower(bytes.AsSpan(0, 17)));
            return Encoding.Unicode.GetString(bytes.AsSpan(17)).TrimEnd('\0');
        }
    }

    [Fact]
    public async Task Sound_of_another_rate_is_resampled_and_silence_lies_around_what_there_is()
    {
        // A constant stays what it is; before the recording and behind it there is nothing.
        var half = new HeldSamples(44100, [.. Enumerable.Repeat(0.5f, 4410)]);
        var loud = new HeldSamples(48000, [.. Enumerable.Repeat(1.5f, 100)]);

        var report = await WriteAsync(Clip(), null, [new(half, 0, -4410), new(loud, 0)]);

        var samples = Trimming.Sound(At("A001C002_A1.mxf"), "a:0", folder.Path);
        Assert.Equal(12000 * 4, samples.Length);
        Assert.All(Enumerable.Range(0, 4600), i => Assert.Equal(0, BitConverter.ToInt32(samples, 4 * i)));
        Assert.All(Enumerable.Range(5000, 4200), i => Assert.InRange(BitConverter.ToInt32(samples, 4 * i) / 2147483648.0, 0.4999, 0.5001));
        Assert.All(Enumerable.Range(9800, 2200), i => Assert.Equal(0, BitConverter.ToInt32(samples, 4 * i)));
        Assert.Equal(100, report.ClippedSamples);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_leaves_nothing_behind()
    {
        var picture = Picture();
        var movie = Trimming.Make(folder.Path, "a.mov", 0.25, "24", "-c:v", "prores_ks");
        foreach (var (clip, pictures, sounds, word) in ((EditorialClip, string?, ImmutableArray<EditorialSound>, string)[])
        [
            (Clip(), null, [], "neither pictures nor sound"),
            (Clip() with { Frames = Frames + 1 }, picture, [], "frames of one size"),
            (Clip() with { Frames = Frames / 2 }, picture, [], "frames of one size"),
            (Clip() with { Start = default }, picture, [], "no timecode"),
            (Clip() with { Name = " \n" }, picture, [], "is empty"),
            (Clip() with { Tape = new('x', 201) }, picture, [], "Shorten it"),
            (Clip() with { Notes = [.. Enumerable.Range(0, 200).Select(i => new EditorialNote($"Column {i}", new('x', 1000)))] }, picture, [Sound(0, null)], "Leave some notes out"),
        ])
        {
            var refused = await Assert.ThrowsAsync<EditorialException>(() => WriteAsync(clip, pictures, sounds, "refused"));
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(folder.Path, "refused")));
        }

        await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(Clip(), movie, [], "refused"));
        var essence = DnxEssence.Read(picture, Frames);
        var damaged = await File.ReadAllBytesAsync(picture, TestContext.Current.CancellationToken);
        damaged[essence.At + (3 * essence.FrameBytes) + 3] ^= 1;
        await File.WriteAllBytesAsync(picture, damaged, TestContext.Current.CancellationToken);
        Assert.Contains("Frame 3 of", (await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(Clip(), picture, [Sound(0, null)], "refused"))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(folder.Path, "refused")));
        await WriteAsync(Clip(), null, [Sound(0, null)], "there");
        var before = Trimming.Sha256(Path.Join(folder.Path, "there/A001C002_A1.mxf"));
        Assert.Contains("not overwritten", (await Assert.ThrowsAsync<EditorialException>(() => WriteAsync(Clip(), picture, [Sound(1, null)], "there"))).Message, StringComparison.Ordinal);
        Assert.Equal(before, Trimming.Sha256(Assert.Single(Directory.EnumerateFiles(Path.Join(folder.Path, "there")))));
    }

    private static int Step(int channel, int i) => (i * 7919 * (channel + 1) % 0xffffff) - 0x7fffff;

    /// <summary>Sound of which every sample says where it was.</summary>
    private static EditorialSound Sound(int channel, string? name) => new(new HeldSamples(48000, [.. Enumerable.Range(0, 2).Select(c => Enumerable.Range(0, 20000).Select(i => Step(c, i) / 8_388_608f).ToArray())]), channel, 0, name);

    private string Picture(string rate = "24", int width = 320, int height = 180, string profile = "dnxhr_lb", string pixels = "yuv422p")
    {
        var path = Path.Join(folder.Path, "picture.mxf");
        Readers.Run("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", $"testsrc2=s={width}x{height}:r={rate}", "-frames:v", $"{Frames}", "-c:v", "dnxhd", "-profile:v", profile,
            .. profile == "dnxhd" ? (string[])["-b:v", "60M"] : [], "-pix_fmt", pixels, "-f", "mxf_opatom", path]);
        return path;
    }

    /// <summary>The pictures as dailies make them.</summary>
    private async Task<string> MovieAsync(string name)
    {
        var (path, movie) = (Path.Join(folder.Path, name), Clip().ToMovie(320, 180, []));
        await using var writer = MovieWriter.Start(new MovieSettings.Dnx(DnxProfile.HrHq) { Container = MovieContainer.MxfOpAtom }, movie, path, TimeProvider.System);
        for (var frame = 0; frame < Frames; frame++)
        {
            using var rows = await writer.FrameAsync(frame, TestContext.Current.CancellationToken);
            new TestPicture(320, 180, (ulong)frame).Give(rows);
            rows.Complete();
        }

        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        return path;
    }

    private string At(string name) => Path.Join(folder.Path, "media", name);

    private Task<AvidMediaReport> WriteAsync(EditorialClip clip, string? picture, ImmutableArray<EditorialSound> sounds, string into = "media") =>
        AvidMedia.WriteAsync(clip, picture, sounds, Directory.CreateDirectory(Path.Join(folder.Path, into)).FullName, "A001C002", null, null, TestContext.Current.CancellationToken);
}
