using Acetate.Media.Native;
using Acetate.Media.Slates;

namespace Acetate.Imaging.Tests.Slates;

/// <summary>Slates that were drawn are read from frames as a camera sees them: turned, tilted, smeared, noisy, badly lit.</summary>
public sealed class SlateReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>All views; those beyond the first few are read where there is time.</summary>
    public static IEnumerable<TheoryDataRow<string>> Seen => Views.Keys.Select(view => view is "as it is" or "a dark board" or "turned and tilted" or "of low contrast"
        ? new TheoryDataRow<string>(view) : new TheoryDataRow<string>(view).WithTrait("kind", "thorough"));

    private static readonly Dictionary<string, DrawnSlate> Views = new()
    {
        ["as it is"] = new(),
        ["a dark board"] = new() { Form = SlateForm.DarkCells },
        ["lines"] = new() { Form = SlateForm.Lines },
        ["counted through"] = new() { Form = SlateForm.Counted },
        ["small"] = new() { Size = 0.45 },
        ["turned"] = new() { Turned = 7 },
        ["tilted"] = new() { Tilted = 0.3 },
        ["turned and tilted"] = new() { Turned = -5, Tilted = 0.25, Size = 0.8 },
        ["smeared"] = new() { Blur = 6 },
        ["noisy"] = new() { Noise = 40 },
        ["of low contrast"] = new() { Contrast = 0.25, Noise = 6 },
        ["in shadow"] = new() { Shadow = 0.75 },
        ["another font"] = new() { Font = "DejaVuSerif" },
        ["close"] = new() { Size = 1.1, Form = SlateForm.Lines },
    };

    [Theory]
    [MemberData(nameof(Seen))]
    public async Task A_slate_is_read(string view)
    {
        Programs();

        var report = (await ReadAsync(Frames(Views[view]))).Report;

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("; ", report.Values.Select(value => $"{value.Field}={value.Value} ({value.Raw}) {value.Confidence} in {value.Frames}, not {string.Join(',', value.Others)}")));
        Assert.Equal(("12A", "3"), (report[SlateField.Scene]?.Value, report[SlateField.Take]?.Value));
        // A roll is the hardest: A, 0 and 1 look like 4, O and I. It is right, or not believed.
        Assert.True(report[SlateField.Roll] is null or { Value: "A001" } or { Confidence: < 0.4 }, $"{report[SlateField.Roll]}");
    }

    [Fact]
    public async Task Frames_without_a_slate_and_an_empty_board_say_nothing()
    {
        Programs();
        foreach (var frames in (List<SlateFrame>[])[[.. Enumerable.Range(0, 3).Select(i => new SlateFrame(i, DrawnSlate.Empty((ulong)(40 + i))))], Frames(new() { Form = SlateForm.Empty }, 3)])
        {
            var read = await ReadAsync(frames);

            Assert.Empty(read.Report.Values);
            Assert.Empty(read.Report.Codes);
            Assert.Null(read.Picture);
            Assert.Equal(3, read.Report.FramesSeen);
        }
    }

    [Fact]
    public async Task Frames_that_disagree_are_never_sure()
    {
        Programs();
        var frames = Frames(new() { Take = "3" }, 2).Concat(Frames(new() { Take = "7", Seed = 5 }, 2)).Select((frame, i) => frame with { Number = i }).ToList();

        var report = (await ReadAsync(frames)).Report;

        Assert.Equal("12A", report[SlateField.Scene]?.Value);
        var take = report[SlateField.Take];
        Assert.NotNull(take);
        Assert.InRange(take.Confidence, 0, 0.5);
        Assert.Equal(["3", "7"], take.Others.Add(take.Value).Order());
    }

    [Fact]
    public async Task A_slate_at_the_end_is_read_upside_down()
    {
        Programs();
        var frames = Frames(new(), 3).ConvertAll(frame => frame with { Picture = new(frame.Picture.Width, frame.Picture.Height, [.. frame.Picture.Pixels.Reverse()]) });

        var (report, picture) = await ReadAsync(frames, isTail: true);

        Assert.Equal(("12A", "3", true), (report[SlateField.Scene]?.Value, report[SlateField.Take]?.Value, report.IsTail));
        // The place is that in the frame as it is: the cell of the scene is left of and below the middle of a board that stands on its head.
        Assert.InRange(report[SlateField.Scene]!.Box.Top + report[SlateField.Scene]!.Box.Height / 2, 0.5, 0.8);
        Assert.NotNull(picture);
    }

    [Theory]
    [InlineData("QRCode", "SCENE=12B;TAKE=4;ROLL=A002")]
    [InlineData("DataMatrix", "SCENE=12B;TAKE=4;ROLL=A002")]
    public async Task A_code_on_an_electronic_slate_is_read(string format, string text)
    {
        Programs();

        var report = (await ReadAsync(Frames(new() { Form = SlateForm.Empty, Code = await CodeAsync(format, text) }, 2))).Report;

        Assert.Equal(("12B", "4", "A002"), (report[SlateField.Scene]?.Value, report[SlateField.Take]?.Value, report[SlateField.Roll]?.Value));
        Assert.True(report[SlateField.Scene] is { IsCode: true, Confidence: > 0.9 });
        Assert.Empty(report.Codes);
    }

    [Fact]
    public async Task A_code_that_nobody_knows_is_shown_as_it_was_read_and_a_board_that_contradicts_one_makes_it_doubtful()
    {
        Programs();

        var other = (await ReadAsync(Frames(new() { Form = SlateForm.Empty, Code = await CodeAsync("QRCode", "LOT 7 #4711") }, 2))).Report;
        Assert.Empty(other.Values);
        Assert.Equal(["LOT 7 #4711"], other.Codes);

        var against = (await ReadAsync(Frames(new() { Take = "3", Code = await CodeAsync("QRCode", "SCENE=12A;TAKE=9") }, 3))).Report;
        Assert.True(against[SlateField.Scene] is { Value: "12A", IsCode: true, Confidence: > 0.9 });
        Assert.InRange(against[SlateField.Take]!.Confidence, 0, 0.5);
    }

    [Fact, Trait("kind", "thorough")]
    public async Task The_slate_of_a_movie_is_read_at_its_beginning_or_at_its_end()
    {
        Programs();
        using var folder = new TempFolder();
        // Fifteen seconds at 4 frames a second: a slate in the first two, or in the last two.
        var slate = Frames(new() { Size = 0.8 }, 4).ConvertAll(frame => frame.Picture);
        var set = Enumerable.Range(0, 4).Select(i => DrawnSlate.Empty((ulong)(60 + i))).ToList();
        foreach (var isTail in (bool[])[false, true])
        {
            var movie = Path.Join(folder.Path, $"{isTail}.mp4");
            await MovieAsync([.. Enumerable.Range(0, 60).Select(i => (isTail ? i >= 52 : i < 8) ? slate[i / 2 % 4] : set[i / 15])], folder.Path, movie);

            var (report, picture) = await new SlateReader(TimeProvider.System).ReadAsync(movie, null, folder.Path, Token);

            Assert.Equal(("12A", "3", isTail), (report[SlateField.Scene]?.Value, report[SlateField.Take]?.Value, report.IsTail));
            Assert.InRange(report.Frame!.Value, isTail ? 52 : 0, isTail ? 59 : 7);
            Assert.NotNull(picture);
            Assert.Equal([0xFF, 0xD8], picture.ToJpeg()[..2]);
        }

        var none = await new SlateReader(TimeProvider.System).ReadAsync(folder.Write("no.mp4", "nothing"u8), 100, folder.Path, Token);
        Assert.Contains("cannot be decoded", Assert.Single(none.Report.Remarks), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(folder.Path));
    }

    [Trait("kind", "thorough")]
    [Fact]
    public async Task Of_a_set_of_slates_most_are_read_and_what_is_sure_is_right()
    {
        Programs();

        var (read, wrong, sureWrong) = await SlateSet.MeasureAsync(0, 4, Token);

        TestContext.Current.TestOutputHelper?.WriteLine($"{read} read, {wrong} wrong, {sureWrong} of them sure");
        Assert.InRange(read, 5, 8);
        Assert.Equal(0, sureWrong);
    }

    internal static async Task<SlateRead> ReadAsync(IReadOnlyList<SlateFrame> frames, bool isTail = false)
    {
        using var folder = new TempFolder();
        return await new SlateReader(TimeProvider.System).ReadAsync(frames, isTail, folder.Path, Token);
    }

    private static void Programs()
    {
        Corpus.Program("tesseract");
        Corpus.Program("ZXingReader");
        Corpus.Program("ffmpeg");
    }

    private static async Task<GreyPicture> CodeAsync(string format, string text)
    {
        using var folder = new TempFolder();
        var (png, pgm) = (Path.Join(folder.Path, "code.png"), Path.Join(folder.Path, "code.pgm"));
        await RunAsync("ZXingWriter", ["-size", "300x300", format, text, png]);
        await RunAsync("ffmpeg", ["-loglevel", "error", "-i", png, "-pix_fmt", "gray", pgm]);
        await using var file = File.OpenRead(pgm);
        return GreyPicture.ReadPgm(file);
    }

    private static async Task MovieAsync(IReadOnlyList<GreyPicture> frames, string folder, string target)
    {
        var raw = Path.Join(folder, "frames.gray");
        await using (var file = File.Create(raw))
            foreach (var frame in frames) file.Write(frame.Pixels);
        await RunAsync("ffmpeg", ["-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-s", $"{frames[0].Width}x{frames[0].Height}", "-r", "4", "-i", raw, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", target]);
        File.Delete(raw);
    }

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var ended = await new ChildProcess { Program = program, Arguments = arguments, Reads = [], Writes = [Path.GetDirectoryName(arguments[^1])!] }.RunAsync(TimeProvider.System, Token);
        Assert.True(ended.IsSuccess, ended.Complaint);
    }

    /// <summary>Frames of a slate in a hand: it moves by some pixels, and every frame has noise of its own.</summary>
    internal static List<SlateFrame> Frames(DrawnSlate slate, int count = 5)
    {
        var hand = new Grain(slate.Seed + 99);
        return [.. Enumerable.Range(0, count).Select(i => new SlateFrame(i * 9, (slate with { Seed = slate.Seed + (ulong)i * 17, Turned = slate.Turned + hand.Unit() * 2 - 1 }).Frame(moved: (hand.Below(40) - 20, hand.Below(24) - 12))))];
    }
}
