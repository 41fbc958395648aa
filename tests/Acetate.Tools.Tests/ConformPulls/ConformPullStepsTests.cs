using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Acetate.Cuts;
using Acetate.Media.Demo;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;
using Acetate.Steps;
using Acetate.Storage;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.Tests.Cards;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Packages of originals, made of the demo's shoot day by the worker's own functions.</summary>
public sealed class ConformPullStepsTests(DemoCards cards) : IDisposable
{
    private const string Movie = "B001C001_260102_R1AC", Second = "B001C002_260102_R1AC", Raw = "A001_01021012_C001";

    private const string Reel1 =
        $"""
        TITLE: AGM R1
        FCM: NON-DROP FRAME
        001  {Movie} V     C        10:12:00:12 10:12:00:20 01:00:00:00 01:00:00:08
        002  {Raw} V     C        10:12:00:16 10:12:01:00 01:00:00:08 01:00:00:16

        """;

    private const string Reel2 =
        $"""
        TITLE: AGM R2
        FCM: NON-DROP FRAME
        001  {Movie} V     C        10:12:01:10 10:12:01:12 02:00:00:00 02:00:00:02
        002  {Movie} V     C        10:12:00:16 10:12:00:22 02:00:00:02 02:00:00:08
        003  {Second} V     C        10:14:30:12 10:14:30:20 02:00:00:08 02:00:00:16

        """;

    private static readonly ConformPullOrder Order = new() { Show = "AGM", Recipient = "lab", Settings = new() { HeadHandle = 2, TailHandle = 3, IncludeSound = true } };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pieces_hold_the_frames_of_the_originals_and_their_timecode_and_nothing_else_is_touched()
    {
        var shoot = await ShootAsync();
        var before = ConformPackageFixture.Tree(Path.Join(folder.Path, DemoDay.Folder));
        var reference = folder.Write("handed/offline.mov", "moving pictures"u8);
        var order = Order with
        {
            Documents = [new("look.cdl", [1, 2, 3])],
            References = [new(StoreUrl.ForFolder(Path.GetDirectoryName(reference)!), "", new("offline.mov", 15))],
        };
        var (_, _, plan, steps) = shoot.Package("out", Reel1, order, Reel2);

        var outputs = await shoot.RunAsync(steps);

        var made = Path.Join(folder.Path, "out", ".arriving", "AGM_conform_001");
        Assert.Equal(["media/A001/A001_01021012_C001", "media/B001", "media/B001", "media/B001"], plan.Clips.Select(piece => piece.Folder));
        foreach (var piece in plan.Clips)
        {
            var result = ConformPackageFixture.Made(plan, piece.Step, outputs);
            var pulled = shoot.Clips[piece.Clip];
            Assert.True(result.Exact, result.Proof);
            Assert.Equal((piece.Range.Start, piece.Range.End, piece.TimecodeIn, piece.TimecodeOut), (result.Range!.Start, result.Range.End, result.Range.In, result.Range.Out));
            Assert.Equal($".arriving/AGM_conform_001/{piece.Path}", result.Files[0].Path);
            if (piece.IsSequence)
            {
                Assert.Equal(Enumerable.Range((int)piece.Range.Start, (int)piece.Range.Count).Select(i => Source(pulled, i)), result.Files.Select(file => Convert.ToHexString(File.ReadAllBytes(Path.Join(folder.Path, "out", file.Path)))));
                continue;
            }

            Assert.Equal(Decoded(Path.Join(folder.Path, pulled.Prefix, pulled.Media.Files[0]))[(int)piece.Range.Start..(int)piece.Range.End], Decoded(Path.Join(made, piece.Path)));
            var inspected = await InspectAsync(Path.Join(made, piece.Path));
            Assert.Equal((piece.TimecodeIn, pulled.Clip.Reel), (inspected.Timecode!.Start, inspected.Reel));
        }

        Assert.Equal(before, ConformPackageFixture.Tree(Path.Join(folder.Path, DemoDay.Folder)));
        Assert.Equal(Reel1, File.ReadAllText(Path.Join(made, "cut/AGM_R1.edl")));
        Assert.Equal(Reel2, File.ReadAllText(Path.Join(made, "cut/AGM_R2.edl")));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Join(made, "documents/look.cdl")));
        Assert.Equal(["documents/look.cdl", "documents/look.cdl", "documents/look.cdl", "documents/look.cdl"], PackageJson.Read(File.ReadAllBytes(Path.Join(made, PackageJson.FileName))).Clips.Select(clip => clip.Cdl).OfType<string>());
        Assert.Equal("moving pictures", File.ReadAllText(Path.Join(made, "reference/offline.mov")));
        Assert.StartsWith("AGM_conform_001\nCamera originals of AGM for lab, conform pull 1, 2026-03-04 05:06 UTC.\n", File.ReadAllText(Path.Join(made, "README.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relinked_lists_name_files_that_are_there_and_frames_that_they_hold()
    {
        var shoot = await ShootAsync();
        var (_, _, plan, steps) = shoot.Package("out", Reel1, Order, Reel2);

        await shoot.RunAsync(steps);

        var made = Path.Join(folder.Path, "out", ".arriving", "AGM_conform_001");
        foreach (var extension in new[] { "otio", "xml" })
            foreach (var (reel, events) in new[] { ("AGM_R1", 2), ("AGM_R2", 3) })
            {
                var cut = CutReader.Read(Path.Join(made, $"lists/{reel}.{extension}"));
                Assert.Equal(events, cut.Events.Length);
                foreach (var item in cut.Events)
                {
                    var available = item.Source.Available!.Value;
                    Assert.True(available.Start <= item.Source.Used!.Value.Start && item.Source.Used.Value.End <= available.End, item.Name);
                    if (item.Source.Sequence is { } frames)
                    {
                        Assert.Equal(available.Length.Floor, frames.Last - frames.First + 1);
                        for (var number = frames.First!.Value; number <= frames.Last; number++)
                            Assert.True(File.Exists(Path.Join(made, "lists", Uri.UnescapeDataString($"{frames.Prefix}{number.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(frames.Digits, '0')}{frames.Suffix}"))), $"{number}");
                        continue;
                    }

                    var file = await InspectAsync(Path.GetFullPath(Path.Join(made, "lists", Uri.UnescapeDataString(item.Source[SourceNameKind.MediaPath]!))));
                    Assert.Equal((available.StartLabel, available.Rate.ToRatio(), available.Length), (file.Timecode!.Start, file.Timecode.Rate, new Ratio(file.Frames!.Value)));
                    Assert.Equal(file.Reel, item.Source.Reel);
                }
            }

        var manifest = PackageJson.Read(File.ReadAllBytes(Path.Join(made, "package.json")));
        Assert.Empty(PackageRules.Check(manifest));
        Assert.Equal(plan.Clips.Length + plan.Sound.Length, manifest.Clips.Length);
        foreach (var file in manifest.Clips.SelectMany(clip => clip.Files)) Assert.Equal(new FileInfo(Path.Join(made, file.Path)).Length, file.Length);
        foreach (var document in manifest.Documents) Assert.True(File.Exists(Path.Join(made, document.Path)), document.Path);
    }

    [Fact]
    public async Task Production_sound_goes_along_to_the_sample()
    {
        var shoot = await ShootAsync();
        var (_, _, plan, steps) = shoot.Package("out", Reel1, Order);

        var outputs = await shoot.RunAsync(steps.Where(step => step.Name.StartsWith("sound/", StringComparison.Ordinal)));

        // One recording runs while both cameras shoot the take: what both events show is one part of it.
        var piece = Assert.Single(plan.Sound);
        var result = ConformPackageFixture.Made(plan, piece.Step, outputs);
        Assert.Equal(("sound/S001/12A_T01.WAV", TrimMethod.WaveSamples, true), (piece.Path, result.Method!.Value, result.Exact));
        Assert.Equal((piece.Samples!.Start, piece.Samples.End), (result.Range!.Start, result.Range.End));
        // Event 1 begins at 10:12:00:12, the recorder a second before 10:12:00:00; two frames of handle: 34 frames.
        Assert.Equal((long)Math.Floor(36 * 2002d) - (long)Math.Ceiling(2 * 2002d), piece.Samples.Start);
        Assert.Equal(["MIX", "BOOM", "LAV1", "LAV2"], piece.Tracks);
    }

    [Fact]
    public async Task The_same_order_gives_the_same_steps_and_the_same_bytes_and_run_again_nothing_changes()
    {
        var shoot = await ShootAsync();
        var (one, other) = (shoot.Package("out", Reel1, Order, Reel2), shoot.Package("out", Reel1, Order, Reel2));
        var elsewhere = shoot.Package("elsewhere", Reel1, Order, Reel2);

        await shoot.RunAsync(one.Steps);
        var first = ConformPackageFixture.Tree(Path.Join(folder.Path, "out"));
        var times = Times();
        await shoot.RunAsync(other.Steps);
        await shoot.RunAsync(elsewhere.Steps);

        Assert.Equal(JsonSerializer.Serialize(one.Steps, StepJson.Options), JsonSerializer.Serialize(other.Steps, StepJson.Options));
        Assert.Equal(first, ConformPackageFixture.Tree(Path.Join(folder.Path, "out")));
        Assert.Equal(times, Times());
        Assert.Equal(first, ConformPackageFixture.Tree(Path.Join(folder.Path, "elsewhere")));

        List<DateTime> Times() => [.. Directory.EnumerateFiles(Path.Join(folder.Path, "out"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];
    }

    [Fact]
    public async Task Files_of_one_name_lie_side_by_side_and_keep_what_is_written_in_them()
    {
        var shoot = new ConformPackageFixture(folder.Path);
        await DemoAsync();
        foreach (var (name, roll) in new[] { (Movie, "B001"), (Second, "C001") })
        {
            var path = Path.Join(folder.Path, roll, "C0001.mov");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Path.Join(folder.Path, DemoDay.Folder, "Camera_Media/B001", name + ".mov"), path);
            await shoot.AddAsync(name, roll, roll, ClipKind.Single, "C0001.mov");
        }

        var (_, _, plan, steps) = shoot.Package("out", Reel2, Order with { Settings = new() { Layout = ConformLayout.Flat, HeadHandle = 0, TailHandle = 0 } });
        await shoot.RunAsync(steps);

        Assert.Equal(["media/C0001.mov", "media/C0001_2.mov", "media/C001_C0001.mov"], plan.Clips.Select(piece => piece.Path));
        foreach (var piece in plan.Clips)
        {
            var made = Path.Join(folder.Path, "out/.arriving/AGM_conform_001", piece.Path);
            Assert.Equal(Decoded(Path.Join(folder.Path, shoot.Clips[piece.Clip].Prefix, "C0001.mov"))[(int)piece.Range.Start..(int)piece.Range.End], Decoded(made));
            Assert.Equal((shoot.Clips[piece.Clip].Clip.Reel, piece.TimecodeIn), await InspectAsync(made) is var inspected ? (inspected.Reel, inspected.Timecode!.Start) : default);
        }
    }

    [Fact]
    public async Task A_clip_that_cannot_be_cut_is_copied_whole_and_one_that_was_damaged_since_is_not_delivered()
    {
        var shoot = new ConformPackageFixture(folder.Path);
        folder.Write("R001/A001.RDC/A001_001.R3D", 5000);
        folder.Write("R001/A001.RDC/A001_002.R3D", 3000);
        var clip = await shoot.AddAsync("A001", "R001", "R001", ClipKind.Spanned, "A001.RDC/A001_001.R3D", "A001.RDC/A001_002.R3D");
        var piece = ConformPullPlan.For([Reel()], shoot.Clips, [], new() { Layout = ConformLayout.Resolve }, []).Clips.Single();
        var package = shoot.Package("out", "TITLE: EMPTY\n", Order).Package;
        var plan = new PlannedConform { Reels = [], Events = [], Clips = [piece], Estimate = new(2, 0, 8000, 1, 8000, 0) };
        var trim = ConformPullSteps.For(package, Order, plan).Single(step => step.Name == "trim/0001");

        var result = (await shoot.RunAsync<TrimClipsResult>(trim, [])).Trims.Single();
        File.WriteAllBytes(Path.Join(folder.Path, "R001/A001.RDC/A001_002.R3D"), new byte[3000]);
        var again = ConformPullSteps.For(package with { Prefix = "other" }, Order, plan).Single(step => step.Name == "trim/0001");
        var failed = await Assert.ThrowsAsync<Xunit.Sdk.XunitException>(() => shoot.RunAsync<TrimClipsResult>(again, []));
        File.WriteAllBytes(Path.Join(folder.Path, "R001/A001.RDC/A001_002.R3D"), new byte[3001]);
        var longer = await Assert.ThrowsAsync<Xunit.Sdk.XunitException>(() => shoot.RunAsync<TrimClipsResult>(again, []));

        Assert.Equal(TrimMethod.Whole, result.Method);
        Assert.Equal(["media/R001/A001/A001_001.R3D", "media/R001/A001/A001_002.R3D"], result.Files.Select(file => file.Path[".arriving/AGM_conform_001/".Length..]));
        Assert.Contains(result.Notes, note => note.Contains("RED R3D can be cut only with its vendor's tools", StringComparison.Ordinal));
        Assert.Contains("'A001.RDC/A001_002.R3D' does not have the xxh128 hash that it had when it came in: this copy of it is damaged. Nothing of it was delivered.", failed.Message, StringComparison.Ordinal);
        Assert.Contains("'A001.RDC/A001_002.R3D' has 3001 bytes, and had 3000 when it came in", longer.Message, StringComparison.Ordinal);
        Assert.Empty(ConformPackageFixture.Tree(Path.Join(folder.Path, "out/other")));

        ReelCut Reel()
        {
            using var list = new MemoryStream("TITLE: R1\nFCM: NON-DROP FRAME\n001  A001 V     C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00\n"u8.ToArray());
            var cut = Cuts.CutReader.Read(list, "R1.edl", new() { Rate = Timing.FrameRate.Fps24 });
            return new("R1", "R1.edl", cut, cut.Events.ToDictionary(one => one.Id, one => (Library.Matching.MatchOutcome)ConformFixture.Matched(one, clip, null)));
        }
    }

    [Fact]
    public async Task A_step_that_names_no_file_or_no_part_is_refused()
    {
        var shoot = await ShootAsync();
        var step = shoot.Package("out", Reel1, Order).Steps.Single(one => one.Name == "trim/0002");
        var request = step.Request.Deserialize<TrimClipsRequest>(StepJson.Options)!.Trims[0];

        foreach (var (wrong, message) in new (TrimClipRequest, string)[]
        {
            (request with { Name = "../escaped" }, "'../escaped' cannot be the name of a file."),
            (request with { Whole = "why" }, "The request must name one part: in and out, frames, or samples; or ask for the whole clip."),
            (request with { Frames = null }, "The request must name one part"),
        })
        {
            var failed = await Assert.ThrowsAsync<Xunit.Sdk.XunitException>(() => shoot.RunAsync<TrimClipResult>(step with { Function = TrimClip.Name, Request = JsonSerializer.SerializeToElement(wrong, StepJson.Options) }, []));
            Assert.Contains(message, failed.Message, StringComparison.Ordinal);
        }
    }

    private async Task<ConformPackageFixture> ShootAsync()
    {
        await DemoAsync();
        var shoot = new ConformPackageFixture(folder.Path);
        var day = DemoDay.Folder;
        foreach (var name in new[] { Movie, Second }) await shoot.AddAsync(name, "B001", $"{day}/Camera_Media/B001", ClipKind.Single, $"{name}.mov");
        var frames = Directory.GetFiles(Path.Join(folder.Path, day, "Camera_Media/A001", Raw), "*.dng").Order(StringComparer.Ordinal).Select(path => $"{Raw}/{Path.GetFileName(path)}").ToArray();
        await shoot.AddAsync(Raw, "A001", $"{day}/Camera_Media/A001", ClipKind.Sequence, frames);
        await shoot.AddAsync("12A_T01", "S001", $"{day}/Sound_Media/S001", ClipKind.Sound, "12A_T01.WAV");
        return shoot;
    }

    private Task<string> DemoAsync() => cards.CopyAsync(folder.Path);

    private static async Task<ClipInspection> InspectAsync(string path) =>
        await new ClipInspector(TimeProvider.System).InspectAsync(new() { Name = "piece", Kind = ClipKind.Single, Files = [ClipFile.At(path)] }, TestContext.Current.CancellationToken);

    private string Source(PulledClip pulled, int frame) => Convert.ToHexString(File.ReadAllBytes(Path.Join(folder.Path, pulled.Prefix, pulled.Media.Files[frame])));

    /// <summary>MD5 of every decoded frame, by FFmpeg from the beginning of the file.</summary>
    private static string[] Decoded(string path)
    {
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program("ffmpeg"), ["-v", "error", "-i", path, "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-"]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.ASCII })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return [.. lines.Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(',')[^1].Trim())];
    }
}
