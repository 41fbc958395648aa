using Acetate.Media.Formats;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Our own readers of movies, held field by field against FFprobe on every file of the corpus that both can read.</summary>
public sealed class AgainstFFprobeTests
{
    private static readonly string[] Compared =
    [
        "image.width", "image.height", "image.codec", "image.pixelFormat", "image.bitDepth", "image.rate", "image.squeeze", "clip.frames", "timecode.start",
        "sound.codec", "sound.channels", "sound.sampleRate", "sound.bitDepth", "sound.samples", "image.colour.primaries", "image.colour.transfer", "image.colour.matrix", "image.colour.range", "image.colour.space", "image.fieldOrder", "clip.reel",
    ];

    /// <summary>Where the two differ for a reason that was looked up in the bytes.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["dnxhd100_cid1260.mov image.squeeze"] = "The container's pixels are 4:3, which makes 1440 samples 1920 wide; the coded frame's own square is not meant.",
        ["iPhoneX_livephoto.mov sound.samples"] = "With an edit list, and in AAC: what FFprobe counts is what is played, not what is stored.",
        ["sony-a7-xavc.MP4 timecode.start"] = "The file ends before its notes; FFmpeg reads zeros there.",
        ["sony-a7-xavc.MP4 sound.samples"] = "The same, and an edit list.",
        ["clip.mp4 sound.samples"] = "AAC with an edit list: the samples that are played are only roughly told.",
        ["misc_speed_effects_aaf.mov image.squeeze"] = "Track, clean aperture and parameters all say 1920×1080 as stored; nothing in the file says 4:3.",
        ["MXF.mxf timecode.start"] = "A track with one label a second: FFmpeg writes its frames in one digit.",
        ["MXF.mxf sound.codec"] = "Eight bits, which FFmpeg calls sixteen.",
        ["MXF.mxf sound.bitDepth"] = "Eight bits, which FFmpeg calls sixteen.",
        ["indirect.mxf clip.frames"] = "The file is cut after its first frame; the header says 750, and that the file is cut is said apart.",
    };

    [Theory]
    [InlineData("mxf", "dnxhd", "pcm_s16le", "-profile:v", "dnxhr_hq", "-pix_fmt", "yuv422p")]
    [InlineData("mxf", "mpeg2video", "pcm_s24le")]
    [InlineData("mov", "prores_ks", "pcm_s24le", "-profile:v", "4", "-pix_fmt", "yuva444p10le")]
    [InlineData("mov", "dnxhd", "pcm_s16le", "-profile:v", "dnxhr_hqx", "-pix_fmt", "yuv422p10le")]
    [InlineData("mp4", "libx264", "aac", "-pix_fmt", "yuv420p")]
    [InlineData("mov", "libx264", "pcm_s16le", "-pix_fmt", "yuv422p10le", "-flags", "+ilme+ildct", "-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc")]
    public async Task A_movie_of_FFmpegs_own_is_read_as_FFprobe_reads_it(string container, string codec, string sound, params string[] options)
    {
        using var folder = new TempFolder();
        var path = Path.Join(folder.Path, $"clip.{container}");
        Inspecting.Run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=0.2", "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=0.2",
            "-timecode", "10:00:00:00", "-c:v", codec, .. options, "-c:a", sound, path]);

        await CompareAsync(path);
    }

    public static TheoryData<string> Movies() => SampleFilesTests.Files(SampleFilesTests.MovieFolders, ".mov .mp4 .mxf .m4v");

    [Theory]
    [MemberData(nameof(Movies))]
    public async Task What_our_reader_says_of_a_movie_FFprobe_says_too(string file) => await CompareAsync(Corpus.PathOf($"samples/{file}"));

    private static async Task CompareAsync(string file)
    {
        Corpus.Program("ffprobe");
        var source = Inspecting.Source(ClipKind.Single, file);
        var (ours, theirs) = (new InspectionDraft(source), new InspectionDraft(source));

        IFormatInspector reader;
        using (var content = source.Files[0].Open())
        {
            reader = FormatInspectors.For(File.ReadAllBytes(source.Files[0].LocalPath!).AsSpan(0, (int)Math.Min(source.Files[0].Length, FormatInspectors.HeadLength)))!;
            reader.Inspect(source.Files[0], content, ours);
        }

        await FFprobeInspector.InspectAsync(source.Files[0], theirs, TimeProvider.System, TestContext.Current.CancellationToken);

        if (theirs.Problems.Any(problem => problem.Code == "unreadable")) return;
        // What our reader has nothing to say of must be why FFprobe is asked; only then may it be missing.
        var isWhole = !reader.WantsFFprobe(ours);
        var different = Compared.Where(field => theirs.Has(field) && (ours.Has(field) || isWhole) && ours[field] != theirs[field] && !Differences.ContainsKey($"{Path.GetFileName(file)} {field}"))
            .Select(field => $"{field}: ours '{ours[field]}', FFprobe '{theirs[field]}'");
        Assert.Empty(different);
    }
}
