using System.Text.Json;
using Acetate.Amf;
using Acetate.Cdl;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Mhl.Disk;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Tools.Pulls.Delivery;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.Tests.Cards;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.VfxPulls;

/// <summary>VFX packages of the demo day, from the plan to the last frame.</summary>
public sealed class VfxPullRunTests(DemoCards cards) : IDisposable
{
    private const string Plate = "DMO_010_020_PL01_v001", Frames = $"plates/{Plate}/{Plate}";

    private readonly TempFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_package_has_every_frame_under_its_number_with_its_timecode_and_what_it_is_made_of()
    {
        var turnover = await TurnoverAsync();
        var (plan, steps) = await turnover.PlanAsync("one", DemoTurnover.Raw, "10:12:00:18", "10:12:01:06", documents: [new("A001_01021012_C001_still.jpg", [1, 2, 3])]);

        Assert.Null(await turnover.RunAsync(steps));

        // Frames 12 to 24 of the clip, and 8 before and after.
        Assert.Equal(new PlateRange(12, 24, 4, 32, 0, 0), plan.Plates[0].Range);
        var files = turnover.Files("one").Keys.ToList();
        Assert.Equal(
            [
                "README.txt", "count-sheet.csv", "count-sheet.html", "count-sheet.pdf", "cut/demo.edl", "cut/demo.otio", "documents/A001_01021012_C001_still.jpg", "missing.csv", "package.json", .. Enumerable.Range(993, 28).Select(number => $"{Frames}.{number:0000}.exr"),
                $"{Frames}.amf", $"{Frames}.cc", $"{Frames}.txt", $"reference/{Plate}.mov", $"stills/{Plate}.jpg", $"thumbnails/{Plate}.jpg",
            ],
            files);
        var root = Path.Join(turnover.Spaces, "one");
        var pulled = await turnover.ClipAsync(DemoTurnover.Raw);
        foreach (var (number, label) in ((int, string)[])[(993, "10:12:00:10"), (1001, "10:12:00:18"), (1007, "10:12:01:00"), (1020, "10:12:01:13")])
        {
            var header = DemoTurnover.Header(Path.Join(root, $"{Frames}.{number:0000}.exr"));
            Assert.Equal((label, $"{number}"), (header["timeCode"], header["imageCounter"]));
            Assert.Equal(("DMO/vendor/vfx/1", "DMO_010_020 PL01 v001"), (header["acetate.pull"], header["acetate.shot"]));
            Assert.Equal($"xxh128:{pulled.Files[number - 993 + 4].Digests[0].Text}", header["acetate.source.hash"]);
            Assert.Equal(("ACES2065-1", DemoTurnover.Raw, "A001"), (header["acetate.encoding"], header["interim.clip.cameraClipName"], header["reelName"]));
            Assert.StartsWith("Acetate ", header["acetate.software"], StringComparison.Ordinal);
            Assert.Equal(("Demo Raw", "Demo Prime 32mm"), (header["cameraModel"], header["lensModel"]));
            Assert.True(header.ContainsKey("isoSpeed"));
        }

        Assert.Empty(PackageRules.Check(PackageJson.Read(File.ReadAllBytes(Path.Join(root, "package.json")))));
        var amf = AmfReader.Read(Path.Join(root, $"{Frames}.amf"));
        Assert.Equal((new AmfSequence($"{Plate}.####.exr", "#", 993, 1020), Plate), (amf.Clip!.Sequence, amf.Clip.Name));
        var note = File.ReadAllText(Path.Join(root, $"{Frames}.txt"));
        foreach (var says in (string[])
        [
            "DMO_010_020 PL01, version 1 (new)\n", "Clip A001_01021012_C001, roll A001, reel A001, shot on 2026-01-02\n", "Frames 993 to 1020, 28 in all; the cut shows 1001 to 1012\n",
            "Source timecode 10:12:00:10 up to, without, 10:12:01:14, at 24000/1001 frames per second\n", "Applied to the picture, in this order:\n  1. decode: DNG", "\nNot applied, and still to be done",
            $"ASC CDL of the cut: SOP (1.1000 1.0000 0.9000)(0.0100 0.0000 -0.0100)(1.0000 1.0500 1.0000), SAT 0.9000 ({Plate}.cc).",
        ])
            Assert.Contains(says, note, StringComparison.Ordinal);
        Assert.Equal(0.9, CdlReader.Read(Path.Join(root, $"{Frames}.cc")).Corrections.Single().Values.Saturation);
        var movie = await InspectedAsync(Path.Join(root, $"reference/{Plate}.mov"));
        Assert.Equal((28L, "10:12:00:10"), (movie.Frames, movie.Timecode!.Start));
    }

    [Fact]
    public async Task The_same_order_gives_the_same_bytes_again_and_so_does_every_division_into_chunks()
    {
        var turnover = await TurnoverAsync();
        await MadeAsync(turnover, "first", new() { FramesPerStep = 24 });
        await MadeAsync(turnover, "second", new() { FramesPerStep = 24 });
        await MadeAsync(turnover, "chunks", new() { FramesPerStep = 3 });
        await MadeAsync(turnover, "whole", new() { FramesPerStep = 1000 });

        var first = turnover.Files("first");

        Assert.Equal(28, first.Keys.Count(name => name.EndsWith(".exr", StringComparison.Ordinal)));
        foreach (var other in (string[])["second", "chunks", "whole"]) Assert.Equal(first, turnover.Files(other));
    }

    [Fact]
    public async Task Steps_that_run_a_second_time_change_nothing()
    {
        var turnover = await TurnoverAsync();
        var (_, steps) = await turnover.PlanAsync("one", DemoTurnover.Raw, "10:12:00:18", "10:12:01:00");
        Assert.Null(await turnover.RunAsync(steps));
        var before = turnover.Files("one");

        Assert.Null(await turnover.RunAsync(steps));

        Assert.Equal(before, turnover.Files("one"));
    }

    [Fact]
    public async Task A_longer_tail_renders_the_new_frames_alone_and_delivers_the_whole_range()
    {
        var turnover = await TurnoverAsync();
        var (first, steps) = await turnover.PlanAsync("one", DemoTurnover.Raw, "10:12:00:18", "10:12:01:00");
        Assert.Null(await turnover.RunAsync(steps));
        await turnover.SealAsync("one");

        var (second, more) = await turnover.PlanAsync("two", DemoTurnover.Raw, "10:12:00:18", "10:12:01:03", before: [(first, "one")], number: 2);
        Assert.Null(await turnover.RunAsync(more));
        await turnover.RunAsync((await turnover.PlanAsync("anew", DemoTurnover.Raw, "10:12:00:18", "10:12:01:03")).Steps);

        var rendered = more.Where(step => step.Name.StartsWith("render/", StringComparison.Ordinal)).Select(step => step.Request.Deserialize<RenderFramesRequest>(StepJson.Options)!.Part!);
        Assert.Equal([(26L, 29L)], rendered.Select(part => (part.Start!.Value, part.End!.Value)));
        Assert.Equal((2, PlateChange.Extended, 25L), (second.Plates[0].Version, second.Plates[0].Change, second.Plates[0].Range.Frames));
        var (one, two) = (turnover.Files("one"), turnover.Files("two"));
        string[] numbers = [.. Enumerable.Range(993, 25).Select(number => $"{number:0000}")];
        Assert.Equal(numbers.Select(number => $"plates/DMO_010_020_PL01_v002/DMO_010_020_PL01_v002.{number}.exr"), two.Keys.Where(name => name.EndsWith(".exr", StringComparison.Ordinal)));
        foreach (var number in numbers[..22]) Assert.Equal(one[$"{Frames}.{number}.exr"], two[$"plates/DMO_010_020_PL01_v002/DMO_010_020_PL01_v002.{number}.exr"]);
        // What is copied looks as it would have been rendered.
        var anew = await DemoTurnover.PicturesAsync(ClipKind.Sequence, Exr(turnover, "anew", Plate));
        var joined = await DemoTurnover.PicturesAsync(ClipKind.Sequence, Exr(turnover, "two", "DMO_010_020_PL01_v002"));
        Assert.Equal(anew.Count, joined.Count);
        for (var i = 0; i < anew.Count; i++) Assert.True(anew[i].AsSpan().SequenceEqual(joined[i]), $"frame {i}");
        Assert.Contains("Frames 993 to 1014 are those of version 1 (DMO_vendor_0001), byte for byte: their headers name that pull.", File.ReadAllText(Path.Join(turnover.Spaces, "two/plates/DMO_010_020_PL01_v002/DMO_010_020_PL01_v002.txt")), StringComparison.Ordinal);
        Assert.Equal(993, AmfReader.Read(Path.Join(turnover.Spaces, "two/plates/DMO_010_020_PL01_v002/DMO_010_020_PL01_v002.amf")).Clip!.Sequence!.First);
    }

    [Fact]
    public async Task A_frame_that_is_no_longer_what_was_delivered_is_not_delivered_again()
    {
        var turnover = await TurnoverAsync();
        var (first, steps) = await turnover.PlanAsync("one", DemoTurnover.Raw, "10:12:00:18", "10:12:00:20", new() { Reference = false });
        Assert.Null(await turnover.RunAsync(steps));
        var (_, more) = await turnover.PlanAsync("two", DemoTurnover.Raw, "10:12:00:18", "10:12:00:21", new() { Reference = false }, before: [(first, "one")], number: 2);
        var copy = more.Where(step => step.Name.StartsWith("reuse/", StringComparison.Ordinal)).ToList();
        var unsealed = await turnover.RunAsync([.. copy]);
        await turnover.SealAsync("one");
        var hurt = Path.Join(turnover.Spaces, "one", $"{Frames}.1001.exr");
        var bytes = File.ReadAllBytes(hurt);
        bytes[^100] ^= 1;
        File.WriteAllBytes(hurt, bytes);

        var failed = await turnover.RunAsync([.. copy]);

        Assert.StartsWith("What lies in 'one' cannot be proven: There is no ASC MHL history", unsealed!.Message, StringComparison.Ordinal);
        Assert.StartsWith($"1 file of 18 did not arrive. '{Frames}.1001.exr': The xxh128 should be ", failed!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("plates/DMO_010_020_PL01_v002/DMO_010_020_PL01_v002.1001.exr", turnover.Files("two").Keys);
    }

    [Fact]
    public async Task A_damaged_frame_fails_its_chunk_alone_and_is_the_only_one_made_when_it_is_mended()
    {
        var turnover = await TurnoverAsync();
        var (_, steps) = await turnover.PlanAsync("one", DemoTurnover.Raw, "10:12:00:18", "10:12:01:00", new() { FramesPerStep = 8 });
        var clip = await turnover.ClipAsync(DemoTurnover.Raw);
        var hurt = Path.Join(Day, "Camera_Media/A001", clip.Media.Files[14]);
        var whole = File.ReadAllBytes(hurt);
        File.WriteAllBytes(hurt, whole[..2000]);
        // A byte of another is not what it was when it came in, and its frame can be decoded all the same.
        var changed = Path.Join(Day, "Camera_Media/A001", clip.Media.Files[22]);
        File.WriteAllBytes(changed, [.. File.ReadAllBytes(changed)[..^1], 77]);

        var results = new List<StepResult.Failed?>();
        foreach (var step in steps.Where(step => step.Name.StartsWith("render/", StringComparison.Ordinal))) results.Add(await turnover.RunAsync([step]));
        var made = turnover.Files("one");
        File.WriteAllBytes(hurt, whole);
        // The other frames of the chunk are made: their source is not needed again.
        var gone = Path.Join(Day, "Camera_Media/A001", clip.Media.Files[16]);
        File.WriteAllBytes(gone, File.ReadAllBytes(gone)[..2000]);
        var again = await turnover.RunAsync([.. steps.Where(step => step.Name == "render/0001/0002")]);

        Assert.Equal([true, false, false], results.Select(result => result is null));
        Assert.Equal(RetryClass.Data, results[1]!.Class);
        Assert.StartsWith("1 frame of 8 could not be made. Frame 14: ", results[1]!.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Frame 22: '{clip.Media.Files[22]}' does not have the xxh128 hash that it had when it came in: this copy of it is damaged.", results[2]!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Frames}.1003.exr", made.Keys);
        Assert.Equal(20, made.Keys.Count(name => name.EndsWith(".exr", StringComparison.Ordinal)));
        Assert.Null(again);
        Assert.Contains($"{Frames}.1003.exr", turnover.Files("one").Keys);
    }

    [Fact]
    public async Task A_movie_that_is_not_what_came_in_gives_no_plate()
    {
        var turnover = await TurnoverAsync();
        var (_, steps) = await turnover.PlanAsync("one", DemoTurnover.Movie, "10:12:00:18", "10:12:00:20", new() { Reference = false, Development = new() { From = "ARRI LogC3 EI 800" } });
        var clip = await turnover.ClipAsync(DemoTurnover.Movie);
        var hurt = Path.Join(new Uri(clip.Store.ToString()).LocalPath, clip.Prefix, clip.Media.Files[0]);
        var bytes = File.ReadAllBytes(hurt);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(hurt, bytes);

        var failed = await turnover.RunAsync([.. steps.Where(step => step.Name.StartsWith("render/", StringComparison.Ordinal))]);

        Assert.Equal(RetryClass.Data, failed!.Class);
        Assert.Contains($"'{clip.Media.Files[0]}' does not have the xxh128 hash that it had when it came in: this copy of it is damaged.", failed.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(turnover.Spaces, "one")));
    }

    [Theory]
    [InlineData(DemoTurnover.Raw, null, PlateEncoding.Aces2065)]
    [InlineData(DemoTurnover.Raw, null, PlateEncoding.AcesCg, Traits = ["kind", "thorough"])]
    [InlineData(DemoTurnover.Movie, "ARRI LogC3 EI 800", PlateEncoding.Aces2065)]
    [InlineData(DemoTurnover.Movie, "ARRI LogC3 EI 800", PlateEncoding.AcesCg, Traits = ["kind", "thorough"])]
    [InlineData(DemoTurnover.Movie, "ARRI LogC3 EI 800", PlateEncoding.CameraLinear)]
    public async Task A_plate_and_the_transforms_that_its_AMF_says_remain_are_the_viewing_frame(string clip, string? from, PlateEncoding encoding)
    {
        var turnover = await TurnoverAsync();
        var settings = new VfxPullSettings { HeadHandle = 0, TailHandle = 0, Reference = false, Encoding = encoding, Development = new() { From = from } };
        var (plan, steps) = await turnover.PlanAsync("one", clip, "10:12:00:18", "10:12:00:20", settings, [new($"{clip}.amf", ClipAmf(clip))]);

        Assert.Null(await turnover.RunAsync(steps));
        var range = plan.Plates[0].Range;
        var pulled = await turnover.ClipAsync(clip);
        var viewed = await ViewAsync(turnover, "viewed", pulled.Store, pulled.Prefix, pulled.Media, range, new(StoreUrl.ForFolder(turnover.Spaces), $"one/documents/{clip}.amf"), from);
        // The very request of the pull, with values of 32 bits: what its AMF says is right to the last of them.
        var request = steps.Single(step => step.Name == "render/0001/0001").Request.Deserialize<RenderFramesRequest>(StepJson.Options)!;
        await RenderFrames.RunAsync(request with { TargetPrefix = "exact/plates", Outputs = [request.Outputs[0] with { File = new() { Kind = "exr", Bits = 32 } }] }, new StepContext { ScratchFolder = folder.Path }, Token);
        var exact = await PlateViewAsync(turnover, "exact", Frames + ".amf");
        var joined = await PlateViewAsync(turnover, "one", Frames + ".amf");
        var bare = await PlateViewAsync(turnover, "one", null);

        Assert.Equal((2, 2, 2), (viewed.Count, exact.Count, joined.Count));
        for (var frame = 0; frame < 2; frame++)
        {
            Assert.True(Differences(viewed[frame], exact[frame])[^1] < 1e-4f, $"at most {Differences(viewed[frame], exact[frame])[^1]}");
            // Halves have eleven bits, a two-thousandth of each value; only of saturated colours, whose small values are differences of large ones, more is seen.
            var halves = Differences(viewed[frame], joined[frame]);
            Assert.True(halves.Average() < 5e-4f, $"{halves.Average()}");
            Assert.True(halves[halves.Count * 99 / 100] < 0.002f, $"{halves[halves.Count * 99 / 100]}");
            // The look is in both: without it the picture is another.
            Assert.True(Differences(viewed[frame], bare[frame]).Average() > 0.01f);
            Assert.True(viewed[frame].Max() - viewed[frame].Min() > 0.3f);
        }
    }

    [Fact]
    public async Task A_plate_is_framed_as_its_list_says_and_has_the_size_that_was_approved()
    {
        var list = """
            {
              "uuid": "9a1e3c5f-0000-4000-8000-00000000000a", "version": { "major": 2, "minor": 0 }, "default_framing_intent": "FI1",
              "framing_intents": [ { "id": "FI1", "aspect_ratio": { "width": 16, "height": 9 } } ],
              "contexts": [ { "label": "A", "canvases": [ { "label": "Open gate", "id": "CV1", "source_canvas_id": "CV1", "dimensions": { "width": 320, "height": 180 },
                "framing_decisions": [ { "id": "CV1-FI1", "framing_intent_id": "FI1", "dimensions": { "width": 256.0, "height": 144.0 }, "anchor_point": { "x": 32.0, "y": 18.0 } } ] } ] } ],
              "canvas_templates": [ { "label": "Cut", "id": "CUT", "target_dimensions": { "width": 256, "height": 144 }, "target_anamorphic_squeeze": 1.0, "fit_source": "framing_decision.dimensions", "fit_method": "fit_all" } ]
            }
            """u8.ToArray();
        var turnover = await TurnoverAsync();
        var (plan, steps) = await turnover.PlanAsync("one", DemoTurnover.Raw, "10:12:00:18", "10:12:00:20", new() { Framing = new(), HeadHandle = 0, TailHandle = 0 }, [new("A001.fdl", list)]);
        var (_, open) = await turnover.PlanAsync("open", DemoTurnover.Raw, "10:12:00:18", "10:12:00:20", new() { HeadHandle = 0, TailHandle = 0, Reference = false });

        Assert.Null(await turnover.RunAsync(steps));
        Assert.Null(await turnover.RunAsync(open));

        Assert.Equal((256, 144), (plan.Plates[0].Width, plan.Plates[0].Height));
        var (framed, whole) = ((await DemoTurnover.PicturesAsync(ClipKind.Sequence, Exr(turnover, "one", Plate)))[0], (await DemoTurnover.PicturesAsync(ClipKind.Sequence, Exr(turnover, "open", Plate)))[0]);
        Assert.Equal(256 * 144 * 3, framed.Length);
        for (var row = 0; row < 144; row++) Assert.True(framed.AsSpan(row * 256 * 3, 256 * 3).SequenceEqual(whole.AsSpan((((row + 18) * 320) + 32) * 3, 256 * 3)), $"row {row}");
        Assert.Equal(list, File.ReadAllBytes(Path.Join(turnover.Spaces, $"one/{Frames}.fdl")));
    }

    [Fact]
    public async Task Light_in_the_camera_s_gamut_is_the_ACES_plate_by_the_matrix_that_its_maker_publishes()
    {
        var turnover = await TurnoverAsync();
        foreach (var (prefix, encoding) in ((string, PlateEncoding)[])[("camera", PlateEncoding.CameraLinear), ("aces", PlateEncoding.Aces2065)])
        {
            var (plan, steps) = await turnover.PlanAsync(prefix, DemoTurnover.Movie, "10:12:00:18", "10:12:00:20", new() { HeadHandle = 0, TailHandle = 0, Reference = false, Encoding = encoding });
            Assert.Equal(encoding == PlateEncoding.CameraLinear ? "linear ARRI Wide Gamut 3" : "ACES2065-1", plan.Plates[0].Encoding);
            Assert.Null(await turnover.RunAsync(steps));
        }

        var (light, aces) = ((await DemoTurnover.PicturesAsync(ClipKind.Sequence, Exr(turnover, "camera", Plate)))[1], (await DemoTurnover.PicturesAsync(ClipKind.Sequence, Exr(turnover, "aces", Plate)))[1]);
        // ARRI, ALEXA LogC curve in VFX, and IDT.ARRI.Alexa-v3-logC: ARRI Wide Gamut 3 to ACES AP0.
        double[,] published = { { 0.680206, 0.236137, 0.083658 }, { 0.085415, 1.017471, -0.102886 }, { 0.002057, -0.062563, 1.060506 } };
        const double half = 1.0 / 2048;
        var differs = false;
        for (var pixel = 0; pixel < aces.Length; pixel += 3)
            for (var row = 0; row < 3; row++)
            {
                var (sum, room) = (0.0, 1e-6 + (half * Math.Abs(aces[pixel + row])));
                for (var column = 0; column < 3; column++)
                {
                    sum += published[row, column] * light[pixel + column];
                    room += (half * Math.Abs(published[row, column]) + 2e-6) * Math.Abs(light[pixel + column]);
                }

                Assert.True(Math.Abs(sum - aces[pixel + row]) <= room, $"{pixel / 3} {row}: {sum} {aces[pixel + row]}");
                differs |= Math.Abs(light[pixel + row] - aces[pixel + row]) > 10 * room;
            }

        Assert.True(differs);
        var frame = Exr(turnover, "camera", Plate)[0];
        Assert.Equal("linear ARRI Wide Gamut 3", DemoTurnover.Header(frame)["acetate.encoding"]);
        Assert.Equal("linear ARRI Wide Gamut 3", PackageJson.Read(File.ReadAllBytes(Path.Join(turnover.Spaces, "camera/package.json"))).Plates[0].Encoding);
        // The whole check: chromaticities of the header, the AMF and the matrix that it names.
        await turnover.SealAsync("camera");
        var report = await new DeliveryCheck(TimeProvider.System).RunAsync(await MhlFolder.OpenAsync(Path.Join(turnover.Spaces, "camera"), Token), new(), null, Token);
        Assert.Empty(report.Problems);
        Assert.True(File.Exists(Path.Join(turnover.Spaces, "camera", $"{Frames}_to_ACES2065-1.clf")));
    }

    [Fact]
    public async Task A_clip_whose_camera_names_no_gamut_has_no_plate_in_it_and_the_plan_says_so()
    {
        var (plan, _) = await (await TurnoverAsync()).PlanAsync("one", DemoTurnover.Raw, "10:12:00:18", "10:12:00:20", new() { Encoding = PlateEncoding.CameraLinear });

        Assert.Equal(PulledEventFate.Refused, plan.Events[0].Fate);
        Assert.StartsWith("Nothing says which wide gamut the clip's camera has", plan.Events[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_picture_is_no_plate_and_the_plan_says_so()
    {
        var (plan, _) = await (await TurnoverAsync()).PlanAsync("one", DemoTurnover.Movie, "10:12:00:18", "10:12:00:20", new() { Development = new() { From = "Rec.709" } });

        Assert.Equal(PulledEventFate.Refused, plan.Events[0].Fate);
        Assert.StartsWith("The clip is a finished Rec.709 picture, and a plate is light of the scene", plan.Events[0].Why, StringComparison.Ordinal);
        Assert.Empty(plan.Plates);
    }

    private string Day => Path.Join(folder.Path, DemoCards.Day);

    private async Task<DemoTurnover> TurnoverAsync() => new(folder.Path, await cards.CopyAsync(folder.Path));

    private static async Task MadeAsync(DemoTurnover turnover, string prefix, VfxPullSettings settings) =>
        Assert.Null(await turnover.RunAsync((await turnover.PlanAsync(prefix, DemoTurnover.Raw, "10:12:00:18", "10:12:01:06", settings)).Steps));

    private static string[] Exr(DemoTurnover turnover, string prefix, string plate) =>
        [.. Directory.EnumerateFiles(Path.Join(turnover.Spaces, prefix, "plates", plate), "*.exr").Order(StringComparer.Ordinal)];

    private static async Task<ClipInspection> InspectedAsync(string path) =>
        await new ClipInspector(TimeProvider.System).InspectAsync(new() { Name = "movie", Kind = ClipKind.Single, Files = [new(Path.GetFileName(path), path, new FileInfo(path).Length)] }, Token);

    // For a display, in 32 bits, so that only the plate's halves differ.
    private async Task<List<float[]>> ViewAsync(DemoTurnover turnover, string name, Uri store, string prefix, ClipFiles clip, PlateRange range, StoredDocument? amf, string? from)
    {
        var result = await RenderFrames.RunAsync(
            new()
            {
                Store = store,
                Prefix = prefix,
                Clip = clip,
                Frames = new() { Start = range.Start, End = range.End },
                Development = new() { From = from },
                Outputs = [new() { Name = "view.####.exr", File = new() { Kind = "exr", Bits = 32 }, Use = AmfUse.Proxies, Amf = amf }],
                Target = StoreUrl.ForFolder(turnover.Spaces),
                TargetPrefix = name,
                RequireAll = true,
            }, new StepContext { ScratchFolder = folder.Path }, Token);
        Assert.Equal(2, result.Frames.Length);
        return await DemoTurnover.PicturesAsync(ClipKind.Sequence, [.. Directory.EnumerateFiles(Path.Join(turnover.Spaces, name), "*.exr").Order(StringComparer.Ordinal)]);
    }

    private Task<List<float[]>> PlateViewAsync(DemoTurnover turnover, string prefix, string? amf)
    {
        var plate = new ClipFiles { Name = Plate, Kind = ClipKind.Sequence, Files = [.. Exr(turnover, prefix, Plate).Select(path => Path.GetRelativePath(turnover.Spaces, path))] };
        var store = StoreUrl.ForFolder(turnover.Spaces);
        return ViewAsync(turnover, $"view-{prefix}-{amf is null}", store, "", plate, new(0, 2, 0, 2, 0, 0), amf is null ? null : new(store, $"{prefix}/{amf}"), null);
    }

    private static List<float> Differences(float[] a, float[] b) => [.. a.Zip(b, (one, other) => Math.Abs(one - other)).Order()];

    private static byte[] ClipAmf(string clip)
    {
        const string id = "urn:ampas:aces:transformId:v1.5:";
        static AmfTransform ById(string transform, bool? applied = null) => new() { Applied = applied, Content = new AmfContent.ById(transform) };
        AmfInfo Info() => new() { Authors = [new("A", "a@example.org")], Created = DateTimeOffset.UnixEpoch, Modified = DateTimeOffset.UnixEpoch, Uuid = Guid.NewGuid() };
        using var bytes = new MemoryStream();
        AmfWriter.Write(new()
        {
            Info = Info(),
            Clip = new() { Name = clip, File = clip + ".mov" },
            Pipeline = new()
            {
                Info = Info(),
                System = new(1, 3, 0),
                Input = ById($"{id}IDT.ARRI.Alexa-v3-logC-EI800.a1.v2", false),
                Stages =
                [
                    new AmfStage.Look(new()
                    {
                        Applied = false,
                        Content = new AmfContent.Grade(
                            new(ById($"{id}ACEScsc.Academy.ACES_to_ACEScct.a1.0.3"), ById($"{id}ACEScsc.Academy.ACEScct_to_ACES.a1.0.3")),
                            new() { Slope = new(1.1, 1, 0.9), Offset = new(0.03, 0, -0.03), Power = new(1, 1.05, 1), Saturation = 0.8 }),
                    }),
                ],
                Output = new() { Applied = false, Content = new AmfContent.Rendering(ById($"{id}RRT.a1.0.3"), ById($"{id}ODT.Academy.Rec709_100nits_dim.a1.0.3")) },
            },
        }, bytes);
        return bytes.ToArray();
    }
}
