using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Compute.Hosting;
using Acetate.Media.Check;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>A clip's look against stills of the set: whatever was done to the still but its colour, the look is the same; another grade is found.</summary>
public sealed class StillChecksTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_still_of_the_same_look_is_the_same_whatever_was_done_to_it_but_its_colour()
    {
        Clip();
        await StillAsync("a.png", 7);
        // What sets hand in: JPEG of three qualities, half the size in 8 bits, bars above and below, a crop, text over it, 16-bit TIFF.
        FFmpeg("-i", At("a.png"), "-q:v", "2", At("fine.jpg"));
        FFmpeg("-i", At("a.png"), "-q:v", "12", At("coarse.jpg"));
        FFmpeg("-i", At("a.png"), "-vf", "scale=320:180:flags=lanczos,format=rgb24", At("half.png"));
        FFmpeg("-i", At("a.png"), "-vf", "crop=640:268,pad=640:360:0:46", "-q:v", "2", At("bars.jpg"));
        FFmpeg("-i", At("a.png"), "-vf", "crop=512:288:50:30", At("crop.png"));
        FFmpeg("-i", At("a.png"), "-vf", "drawbox=x=10:y=4:w=300:h=20:color=white:t=fill,drawbox=x=300:y=338:w=300:h=18:color=yellow:t=fill", At("text.tif"));

        var found = await CheckAsync(null, [.. ((string[])["a.png", "fine.jpg", "coarse.jpg", "half.png", "bars.jpg", "crop.png", "text.tif"]).Select(name => Still(name) with { Frame = 7 })]);

        Assert.All(found, still => Assert.True(still is { Verdict: StillVerdict.Same, Frame: 7, Likeness: > 0.85 }, $"{still}"));
        // The very picture, but for the table that dailies are made by.
        Assert.True(found[0] is { Median: < 0.1, Percentile95: < 0.3 }, $"{found[0]}");
        Assert.StartsWith("The picture has the look of the still a.png: 0.", found[0].Words, StringComparison.Ordinal);
        Assert.Equal(found.Select((_, i) => $"stills/{i + 1:00}.png"), found.Select(still => still.Map));
        var map = await File.ReadAllBytesAsync(At("out/stills/01.png"), TestContext.Current.CancellationToken);
        // Three panels of 480 pixels; 8 bits of red, green and blue.
        Assert.Equal((0, 0, 1448 / 256, 1448 % 256, 8, 2), (map[16], map[17], map[18], map[19], map[24], map[25]));
    }

    [Fact]
    public async Task Another_grade_differs_and_the_words_say_how()
    {
        Clip();
        await StillAsync("plain.png", 7);
        Write("warm.cc", Correction("1.12 1 0.85", "1 1 1", 1));
        Write("dark.cc", Correction("0.8 0.8 0.8", "1 1 1", 1));
        Write("pale.cc", Correction("1 1 1", "1 1 1", 0.4));

        foreach (var (grade, word, is_) in ((string, string, Func<StillCheck, bool>)[])
        [
            ("warm.cc", "warmer", still => still.BlueYellow > 2),
            ("dark.cc", "darker", still => still.Lightness < -2),
            ("pale.cc", "less saturated", still => still.Chroma < -2),
        ])
        {
            var found = Assert.Single(await CheckAsync(grade, [Still("plain.png") with { Frame = 7 }], into: Path.GetFileNameWithoutExtension(grade)));

            Assert.True(found.Verdict == StillVerdict.Differs && is_(found), $"{grade}: {found}");
            Assert.Contains("from the DIT's still plain.png: mostly", found.Words, StringComparison.Ordinal);
            Assert.Contains(word, found.Words, StringComparison.Ordinal);
        }

        // The still of that very grade is the same; and what differs is a matter of limits.
        await StillAsync("warm.png", 7, "warm.cc");
        Assert.Equal(StillVerdict.Same, Assert.Single(await CheckAsync("warm.cc", [Still("warm.png") with { Frame = 7 }], into: "again")).Verdict);
        Assert.Equal(StillVerdict.Same, Assert.Single(await CheckAsync("warm.cc", [Still("plain.png") with { Frame = 7 }], """{"look":{"median":50,"percentile95":90}}""", "lax")).Verdict);
    }

    [Fact, Trait("kind", "thorough")]
    public async Task The_frame_is_found_by_its_label_by_its_number_or_by_looking_for_it()
    {
        Clip();
        await StillAsync("at.png", 7);

        var found = await CheckAsync(null, [Still("at.png") with { Timecode = "10:00:00:07" }, Still("at.png") with { Frame = 9 }, Still("at.png"), Still("at.png") with { Timecode = "11:00:00:07" }]);

        // A label may be off by two.
        Assert.Equal([7L, 7L], found[..2].Select(still => still.Frame!.Value));
        Assert.All(found[2..], still => Assert.InRange(still.Frame!.Value, 6, 8));
        Assert.All(found, still => Assert.Equal(StillVerdict.Same, still.Verdict));
        Assert.Contains("Its name does not say which frame it shows: There is no frame 11:00:00:07 in this clip.", found[3].Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Its name", found[2].Words, StringComparison.Ordinal);
    }

    [Fact, Trait("kind", "thorough")]
    public async Task What_cannot_be_compared_says_why_and_holds_nothing_up()
    {
        Clip();
        await StillAsync("good.png", 3);
        FFmpeg("-f", "lavfi", "-i", "mandelbrot=size=640x360", "-frames:v", "1", At("other.png"));
        Write("broken.jpg", "no picture at all");
        FFmpeg("-i", At("good.png"), "-vf", "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc,format=yuv420p10le", "-c:v", "libx265", "-x265-params", "log-level=0", "-frames:v", "1", At("pq.mov"));

        var result = await RenderAsync(Request(null, [Still("other.png"), Still("broken.jpg"), Still("gone.png"), Still("good.png") with { Frame = 3 }, Still("pq.mov")]) with { Outputs = [Movie("view.mov")] });

        Assert.Equal([StillVerdict.NotFound, StillVerdict.NotCompared, StillVerdict.NotCompared, StillVerdict.Same, StillVerdict.NotCompared], result.Check!.Stills.Select(still => still.Verdict));
        Assert.Contains("No frame that was looked at shows what the still other.png shows", result.Check.Stills[0].Words, StringComparison.Ordinal);
        Assert.StartsWith("The still broken.jpg cannot be read.", result.Check.Stills[1].Words, StringComparison.Ordinal);
        Assert.Equal("The still gone.png is not in the store any more.", result.Check.Stills[2].Words);
        Assert.Contains("is Rec.2020 ST 2084", result.Check.Stills[4].Words, StringComparison.Ordinal);
        // The media is made, and none of it differs from what is made without stills.
        var movie = await File.ReadAllBytesAsync(At("out/view.mov"), TestContext.Current.CancellationToken);
        await RenderAsync(Request(null, [], into: "without") with { Outputs = [Movie("view.mov")] });
        Assert.Equal(movie, await File.ReadAllBytesAsync(At("without/view.mov"), TestContext.Current.CancellationToken));

        // Of a look for another display nothing is said either.
        var cinema = Assert.Single(await CheckAsync(null, [Still("good.png")], into: "p3", to: "P3-D65"));
        Assert.Equal((StillVerdict.NotCompared, true), (cinema.Verdict, cinema.Words.StartsWith("What the clip looks like ends in P3-D65", StringComparison.Ordinal)));
    }

    private static string Correction(string slope, string power, double saturation) =>
        $"""<ColorCorrection xmlns="urn:ASC:CDL:v1.2" id="c"><SOPNode><Slope>{slope}</Slope><Offset>0 0 0</Offset><Power>{power}</Power></SOPNode><SatNode><Saturation>{saturation.ToString(System.Globalization.CultureInfo.InvariantCulture)}</Saturation></SatNode></ColorCorrection>""";

    private static FrameOutputRequest Movie(string name) => new() { Name = name, File = new() { Kind = "prores-proxy" }, Use = AmfUse.Proxies, ByTable = true };

    private ComparedStill Still(string name) => new() { File = new(StoreUrl.ForFolder(folder.Path), name), Name = name };

    private Task<RenderFramesResult> RenderAsync(RenderFramesRequest request) => RenderFrames.RunAsync(
        // As JSON, as a worker gets it.
        JsonSerializer.Deserialize<RenderFramesRequest>(JsonSerializer.Serialize(request, StepJson.Options), StepJson.Options)!, new StepContext { ScratchFolder = Directory.CreateDirectory(At("scratch")).FullName }, TestContext.Current.CancellationToken);

    private async Task<ImmutableArray<StillCheck>> CheckAsync(string? grade, ComparedStill[] stills, string? limits = null, string into = "out", string? to = null)
    {
        var request = Request(grade, stills, limits, into);
        var found = await RenderFrames.CompareAsync(request with { Outputs = [request.Outputs[0] with { To = to }] }, new StepContext { ScratchFolder = Directory.CreateDirectory(At("scratch")).FullName }, TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<ImmutableArray<StillCheck>>(JsonSerializer.Serialize(found, StepJson.Options), StepJson.Options);
    }

    private RenderFramesRequest Request(string? grade, ComparedStill[] stills, string? limits = null, string into = "out") => new()
    {
        Store = StoreUrl.ForFolder(folder.Path),
        Clip = new() { Name = "clip", Kind = ClipKind.Single, Files = ["clip.mov"] },
        Development = new() { From = "ARRI LogC4" },
        Outputs = [Movie("view.mov") with { Grade = grade is null ? null : new() { Cdl = new(StoreUrl.ForFolder(folder.Path), grade) } }],
        Check = new() { Limits = limits is null ? new() : CheckLimits.Parse(limits), Stills = [.. stills] },
        Target = StoreUrl.ForFolder(Directory.CreateDirectory(At(into)).FullName),
    };

    // As a DIT's program makes it: the whole frame, every pixel computed, in 16 bits.
    private async Task StillAsync(string name, long frame, string? grade = null)
    {
        var request = Request(grade, []);
        await RenderAsync(request with
        {
            IsOneFrame = true,
            Frames = new() { Start = frame },
            Check = null,
            Outputs = [new() { Name = name, File = new() { Kind = "png" }, Use = AmfUse.Proxies, Grade = request.Outputs[0].Grade }],
            Target = StoreUrl.ForFolder(folder.Path),
        });
    }

    private string At(string name) => Path.Join(folder.Path, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    // Half a second of a test picture that moves, softened to what a lens would leave of it, about as bright as a camera's log has it.
    private void Clip() => FFmpeg("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24", "-frames:v", "12", "-vf", "gblur=sigma=2,eq=contrast=0.3:brightness=-0.2:saturation=0.5", "-c:v", "prores_ks", "-profile:v", "3", "-timecode", "10:00:00:00", At("clip.mov"));

    private static void FFmpeg(params string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Corpus.Program("ffmpeg"), ["-v", "error", "-y", .. arguments]))!;
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
    }
}
