using System.Diagnostics;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Compare;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>The worker's function that holds originals against an offline reference movie.</summary>
public sealed class ComparePicturesTests : IDisposable
{
    private const string Cells = "life=size=96x54:rate=24:mold=10:life_color=white:death_color=#404040:seed=1:ratio=0.25,scale=384:216:flags=bicubic,gblur=sigma=3";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_offline_of_the_same_frames_is_alike_and_has_a_picture_of_each_event()
    {
        Movie("clip.mov", 60);
        Offline("offline.mp4", "null", "01:00:00:00");

        var result = await CompareAsync(Request(Event("R1_0001", 0, 20), Event("R1_0002", 30, 50)));

        Assert.All(result.Events, one => Assert.Equal((PictureVerdict.Alike, null, "Original and offline show the same."), (one.Verdict, one.Slip, one.Sentence)));
        Assert.All(result.Events.SelectMany(one => one.Places), place => Assert.True(place.Score > 0.9, $"{place.Place}: {place.Score}"));
        Assert.Equal(["check/R1_0001.jpg", "check/R1_0002.jpg"], result.Events.Select(one => one.Picture));
        Assert.Equal((1456, 3 * (22 + 270 + 4) + 44), SizeOf("package/check/R1_0001.jpg"));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task Run_again_it_makes_the_same_pictures_and_never_takes_the_place_of_another()
    {
        Movie("clip.mov", 30);
        Offline("offline.mp4", "null", "01:00:00:00");
        var request = Request(Event("R1_0001", 0, 20));
        await CompareAsync(request);
        var path = Path.Join(_folder.Path, "package/check/R1_0001.jpg");
        var (bytes, written) = (File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));

        await CompareAsync(request);

        Assert.Equal(bytes, File.ReadAllBytes(path));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        File.WriteAllText(path, "somebody else's");
        var problem = await Assert.ThrowsAsync<StoreException>(() => CompareAsync(request));
        Assert.Equal(StoreProblem.AlreadyExists, problem.Problem);
        Assert.Equal("somebody else's", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(3, "The offline is 3 frames later in the clip than the list says.")]
    [InlineData(-7, "The offline is 7 frames earlier in the clip than the list says.", Traits = ["kind", "thorough"])]
    public async Task A_slip_is_named_though_the_offline_is_graded_labelled_and_small(int slip, string sentence)
    {
        Movie("clip.mov", 60);
        Offline("offline.mp4", "eq=contrast=1.3:saturation=0:brightness=0.05,drawbox=0:ih*0.92:iw:ih*0.08:white:t=fill,scale=256:-2", "01:00:00:00");

        var result = await CompareAsync(Request(Event("R1_0001", 20, 40, slip)));

        var one = Assert.Single(result.Events);
        Assert.Equal((PictureVerdict.Doubtful, slip, sentence), (one.Verdict, one.Slip, one.Sentence));
    }

    [Fact, Trait("kind", "thorough")]
    public async Task A_reversed_event_is_alike_by_the_frames_that_the_request_names()
    {
        Movie("clip.mov", 48);
        Offline("offline.mp4", "reverse", "01:00:00:00");

        var result = await CompareAsync(Request(new ComparedEvent
        {
            Id = "1",
            Label = "R1 1",
            Picture = "check/R1_0001.jpg",
            Frames = [new("head", "01:00:00:04", 43), new("middle", "01:00:01:00", 23), new("tail", "01:00:01:16", 7)],
        }));

        Assert.Equal(PictureVerdict.Alike, Assert.Single(result.Events).Verdict);
    }

    [Fact]
    public async Task Another_clip_raises_the_alarm_of_a_wrong_take()
    {
        Movie("clip.mov", 40, "testsrc2=size=384x216:rate=24");
        Movie("other.mov", 40);
        Offline("offline.mp4", "null", "01:00:00:00", "other.mov");

        var one = Assert.Single((await CompareAsync(Request(Event("R1_0001", 0, 20)))).Events);

        Assert.Equal(PictureVerdict.Different, one.Verdict);
        Assert.StartsWith("Wrong take? The offline shows another picture than 'A001C001'", one.Sentence, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Join(_folder.Path, "package/check/R1_0001.jpg")));
    }

    [Fact]
    public async Task A_movie_labelled_elsewhere_begins_where_the_request_says_and_that_is_told()
    {
        Movie("clip.mov", 30);
        Offline("offline.mp4", "null", "10:00:00:00");

        var result = await CompareAsync(Request(Event("R1_0001", 0, 20)));

        Assert.Equal(PictureVerdict.Alike, Assert.Single(result.Events).Verdict);
        Assert.Equal("The reference movie 'offline.mp4' is labelled from 10:00:00:00, where none of the events lie; it was taken to begin at 01:00:00:00.", Assert.Single(result.Warnings));
    }

    [Fact, Trait("kind", "thorough")]
    public async Task Frames_that_are_not_there_are_told_and_the_others_compared()
    {
        Movie("clip.mov", 30);
        Offline("offline.mp4", "trim=end_frame=15", "01:00:00:00");

        var result = await CompareAsync(Request(Event("R1_0001", 0, 20), Event("R1_0002", 0, 9, slip: -40), Event("R1_0003", 0, 9)));

        Assert.Equal([PictureVerdict.Alike, PictureVerdict.NotComparable, PictureVerdict.Alike], result.Events.Select(one => one.Verdict));
        Assert.Equal("Original and offline show the same. The reference movie has no frame of 01:00:00:19.", result.Events[0].Sentence);
        Assert.Equal("The head of the original is not there. The clip has 30 frames, and this would be number 40, counted from 0.", result.Events[1].Sentence);
        Assert.NotNull(result.Events[1].Picture);
        Assert.Null(result.Events[0].Places[2].Score);
        Assert.Equal("Original and offline show the same.", result.Events[2].Sentence);
    }

    [Theory]
    [InlineData("no movie", "is not in the store")]
    [InlineData("no video", "The reference movie 'offline.mp4' cannot be read.")]
    [InlineData("another rate", "runs at 25 frames per second and the cut at 24")]
    [InlineData("no original", "'A001C001' is not in the store.")]
    [InlineData("a broken original", "'A001C001' cannot be shown.")]
    public async Task What_cannot_be_compared_is_an_answer_and_not_a_failure(string what, string says)
    {
        Movie("clip.mov", 20);
        if (what != "no movie") Offline("offline.mp4", "null", "01:00:00:00", rate: what == "another rate" ? 25 : 24);
        if (what == "no video") File.WriteAllText(Path.Join(_folder.Path, "offline.mp4"), "not really a film");
        if (what == "no original") File.Delete(Path.Join(_folder.Path, "clip.mov"));
        if (what == "a broken original") File.WriteAllBytes(Path.Join(_folder.Path, "clip.mov"), File.ReadAllBytes(Path.Join(_folder.Path, "clip.mov"))[..4000]);

        var one = Assert.Single((await CompareAsync(Request(Event("R1_0001", 0, 15)))).Events);

        Assert.Equal((PictureVerdict.NotComparable, null), (one.Verdict, one.Picture));
        Assert.Contains(says, one.Sentence, StringComparison.Ordinal);
        Assert.All(one.Places, place => Assert.Equal(one.Sentence, place.Problem));
    }

    [Fact]
    public async Task Requests_that_would_write_elsewhere_or_twice_are_refused()
    {
        var twice = await Assert.ThrowsAsync<StepFailedException>(() => CompareAsync(Request(Event("R1_0001", 0, 9), Event("r1_0001", 0, 9))));
        var outside = await Assert.ThrowsAsync<StepFailedException>(() => CompareAsync(Request(Event("../../R1", 0, 9))));
        var far = await Assert.ThrowsAsync<StepFailedException>(() => CompareAsync(Request(Event("R1_0001", 0, 9)) with { Search = 10_000 }));

        Assert.Contains("Two events", twice.Message, StringComparison.Ordinal);
        Assert.Contains("..", outside.Message, StringComparison.Ordinal);
        Assert.Contains("At most 100", far.Message, StringComparison.Ordinal);
        Assert.All([twice, outside, far], problem => Assert.Equal(RetryClass.Data, problem.Class));
    }

    /// <summary>An event in the reference movie's frames from one up to another. Each shows the clip's frame of its number, and the list says one that lies some frames before.</summary>
    private static ComparedEvent Event(string name, int first, int end, int slip = 0)
    {
        var (middle, last) = ((first + end) / 2, end - 1);
        return new()
        {
            Id = name,
            Label = name,
            Picture = $"check/{name}.jpg",
            Frames = [new("head", Label(first), first - slip, "10:00:00:00"), new("middle", Label(middle), middle - slip), new("tail", Label(last), last - slip)],
        };
    }

    private static string Label(int frame) => $"01:00:{frame / 24:00}:{frame % 24:00}";

    private ComparePicturesRequest Request(params ComparedEvent[] events) => new()
    {
        Reference = new(StoreUrl.ForFolder(_folder.Path), "offline.mp4"),
        Rate = "24",
        Start = "01:00:00:00",
        Clips = [new() { Store = StoreUrl.ForFolder(_folder.Path), Clip = new() { Name = "A001C001", Kind = ClipKind.Single, Files = ["clip.mov"] }, Events = [.. events] }],
        Target = StoreUrl.ForFolder(_folder.Path),
        TargetPrefix = "package",
    };

    private async Task<ComparePicturesResult> CompareAsync(ComparePicturesRequest request)
    {
        // As JSON, as a worker gets and gives it.
        var sent = JsonSerializer.Deserialize<ComparePicturesRequest>(JsonSerializer.Serialize(request, StepJson.Options), StepJson.Options)!;
        var result = await ComparePictures.RunAsync(sent, new StepContext { ScratchFolder = _folder.Path }, CancellationToken.None);
        return JsonSerializer.Deserialize<ComparePicturesResult>(JsonSerializer.Serialize(result, StepJson.Options), StepJson.Options)!;
    }

    private (int Width, int Height) SizeOf(string picture)
    {
        using var probe = Process.Start(new ProcessStartInfo(Corpus.Program("ffprobe"), ["-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", Path.Join(_folder.Path, picture)]) { RedirectStandardOutput = true })!;
        var size = probe.StandardOutput.ReadToEnd().Trim().Split(',');
        return (int.Parse(size[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(size[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private void Movie(string name, int frames, string source = Cells) =>
        FFmpeg("-f", "lavfi", "-i", source, "-frames:v", $"{frames}", "-c:v", "prores_ks", "-profile:v", "0", "-timecode", "10:00:00:00", Path.Join(_folder.Path, name));

    private void Offline(string name, string filter, string timecode, string source = "clip.mov", int rate = 24) =>
        FFmpeg("-r", $"{rate}", "-i", Path.Join(_folder.Path, source), "-vf", filter, "-c:v", "libx264", "-crf", "28", "-pix_fmt", "yuv420p", "-timecode", timecode, Path.Join(_folder.Path, name));

    private static void FFmpeg(params string[] arguments)
    {
        using var made = Process.Start(Corpus.Program("ffmpeg"), ["-v", "error", "-y", .. arguments]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
