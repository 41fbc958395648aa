using System.Text;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;
using static Acetate.Tools.Tests.VfxPulls.PaperTurnover;

namespace Acetate.Tools.Tests.VfxPulls;

/// <summary>The steps of a VFX pull, before any of them runs.</summary>
public sealed class VfxPullStepsTests
{
    [Fact]
    public void A_plate_is_divided_into_steps_that_wait_for_what_they_need()
    {
        var steps = StepsOf();

        Assert.Equal(
            [
                "documents", "render/0001/0001", "render/0001/0002", "render/0001/0003", "reference/0001", "thumbnail/0001",
                "render/0002/0001", "render/0002/0002", "reference/0002", "thumbnail/0002", "note/0001",
            ],
            steps.Select(step => step.Name));
        Assert.Empty(new Plan { Key = "k", Kind = "pull-vfx", Title = "t", Show = "AGM", Steps = steps }.Problems());
        Assert.Equal(["render/0001/0001", "render/0001/0002", "render/0001/0003", "render/0002/0001", "render/0002/0002"], steps.Single(step => step.Name == "note/0001").Uses);
        Assert.Equal([3, 2], Request<NotePlatesRequest>(steps, "note/0001").Notes.Select(note => note.Steps.Length));
        Assert.Equal(["render/0002/0001", "render/0002/0002"], steps.Single(step => step.Name == "reference/0002").After);
        Assert.Equal([null, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1], steps.Select(step => VfxPullSteps.PlaceOf(step.Name)));
        Assert.Null(VfxPullSteps.PlaceOf("beside/0001"));
    }

    [Fact]
    public void Chunks_render_the_whole_range_once_under_the_numbers_of_the_whole()
    {
        var requests = Renders(StepsOf(), 1);

        Assert.Equal([(232L, 256L), (256L, 280L), (280L, 296L)], requests.Select(request => (request.Part!.Start!.Value, request.Part.End!.Value)));
        Assert.All(requests, request =>
        {
            Assert.Equal((232L, 296L), (request.Frames!.Start!.Value, request.Frames.End!.Value));
            Assert.True(request.RequireAll);
            Assert.Equal((LibraryStore, "rolls/A001", Spaces, ".arriving/AGM_vendor_0001/plates"), (request.Store, request.Prefix, request.Target, request.TargetPrefix));
            Assert.Equal(["xxh128:00000000000000000000000000000001"], request.SourceHashes);
            var output = Assert.Single(request.Outputs);
            Assert.Equal(("S010_010_PL01_v001/S010_010_PL01_v001.####.exr", 993L, "exr", ExrCompression.Zips), (output.Name, output.Start, output.File.Kind, output.File.Compression));
            Assert.Equal(new PlateAuthor("Editorial", "editorial@example.org"), output.WriteAmf);
            Assert.Equal("AGM/vendor/vfx/1", output.Attributes["acetate.pull"]);
            Assert.Null(output.To);
        });
        Assert.Single(requests.Select(request => request.Outputs[0].Stamp).Distinct());
        Assert.NotEqual(requests[0].Outputs[0].Stamp!.Document, requests[0].Outputs[0].Stamp!.Pipeline);
        Assert.NotEqual(requests[0].Outputs[0].Stamp!.Document, Renders(StepsOf(), 2)[0].Outputs[0].Stamp!.Document);
    }

    [Fact]
    public void The_same_package_gives_the_same_steps_byte_for_byte() =>
        Assert.Equal(JsonSerializer.Serialize(StepsOf(), ComputeJson.Options), JsonSerializer.Serialize(StepsOf(), ComputeJson.Options));

    [Fact]
    public void What_is_asked_for_stands_in_the_requests()
    {
        var steps = StepsOf(settings: new()
        {
            Encoding = PlateEncoding.AcesCg,
            Compression = ExrCompression.Piz,
            Development = new() { ExposureIndex = 1600, WhiteBalance = 5600, From = "ARRI LogC4" },
            Width = 2048,
            FramesPerStep = 1000,
            ReferenceCodec = "h264",
        });
        var plate = Assert.Single(Renders(steps, 1));
        var strict = Renders(StepsOf(settings: new() { Strict = true }), 1)[0];
        var bare = StepsOf(settings: new() { Reference = false });

        Assert.Equal(("ACEScg", ExrCompression.Piz, 2048, 1080), (plate.Outputs[0].To, plate.Outputs[0].File.Compression, plate.Outputs[0].Framing!.Width, plate.Outputs[0].Framing!.Height));
        Assert.Equal((1600d, 5600d, "ARRI LogC4"), (plate.Development.ExposureIndex, plate.Development.WhiteBalance, plate.Development.From));
        Assert.Equal("h264", Request<RenderFramesRequest>(steps, "reference/0001").Outputs[0].File.Kind);
        Assert.True(strict.Outputs[0].File.Strict);
        Assert.Null(strict.Outputs[0].File.Compression);
        Assert.DoesNotContain(bare, step => step.Name.StartsWith("reference", StringComparison.Ordinal) || step.Name.StartsWith("thumbnail", StringComparison.Ordinal));
        Assert.Null(Manifest(bare).Plates[0].Reference);
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_refused()
    {
        foreach (var (settings, says) in ((VfxPullSettings, string)[])
        [
            (new() { Strict = true, Encoding = PlateEncoding.AcesCg }, "ACES2065-1 alone"),
            (new() { Framing = new(), Width = 2048 }, "Ask for one of them"),
            (new() { FramesPerStep = 0 }, "1 to 10,000 frames"),
            (new() { ReferenceCodec = "cinepak" }, "There is no codec 'cinepak'"),
            (new() { Development = new() { From = "Kinemacolor" } }, "There is no encoding 'Kinemacolor'"),
            (new() { Development = new() { Debayer = Acetate.Media.Decode.DebayerQuality.Half } }, "every pixel"),
        ])
            Assert.Contains(says, Assert.Throws<PullException>(() => StepsOf(settings: settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_clips_are_delivered_from_their_first_frame_numbered_from_1001()
    {
        var request = Renders(StepsOf(settings: new() { WholeClips = true, FramesPerStep = 10_000 }), 1)[0];

        Assert.Equal((0L, 1000L, 1001L), (request.Frames!.Start!.Value, request.Frames.End!.Value, request.Outputs[0].Start));
    }

    [Fact]
    public void Only_new_frames_are_rendered_the_others_are_copied_under_the_new_name_and_the_note_says_so()
    {
        var before = Plan(new()).Plates;
        var delivered = before.Select(plate => new DeliveredPlate(plate.Shot, plate.Element, plate.Version, plate.Clip, plate.Range, plate.Recipe) { FirstNumber = plate.FirstNumber }).ToArray();
        var earlier = before.Select(plate => Earlier(plate)).ToArray();
        var longer = List.Replace("01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00", "01:00:10:00 01:00:13:00 01:00:00:00 01:00:03:00", StringComparison.Ordinal);

        var steps = StepsOf(list: longer, delivered: delivered, earlier: earlier);

        Assert.Equal(["documents", "render/0001/0001", "reuse/0001/0001", "reference/0001", "thumbnail/0001", "note/0001"], steps.Select(step => step.Name));
        var render = Assert.Single(Renders(steps, 1));
        Assert.Equal((296L, 320L, 232L, 320L), (render.Part!.Start!.Value, render.Part.End!.Value, render.Frames!.Start!.Value, render.Frames.End!.Value));
        var copy = Request<CopyFilesRequest>(steps, "reuse/0001/0001");
        Assert.True(copy is { RequireAll: true, AsSealed: true });
        Assert.Equal(("ready/AGM_vendor_0001", ".arriving/AGM_vendor_0001", 64), (copy.SourcePrefix, copy.TargetPrefix, copy.Files.Length));
        Assert.Equal(("plates/S010_010_PL01_v001/S010_010_PL01_v001.0993.exr", "plates/S010_010_PL01_v002/S010_010_PL01_v002.0993.exr"), (copy.Files[0].Path, copy.Files[0].As!));
        Assert.Equal(("plates/S010_010_PL01_v001/S010_010_PL01_v001.1056.exr", "plates/S010_010_PL01_v002/S010_010_PL01_v002.1056.exr"), (copy.Files[^1].Path, copy.Files[^1].As!));
        Assert.Contains("Frames 993 to 1056 are those of version 1 (AGM_vendor_0001), byte for byte: their headers name that pull.", Request<NotePlatesRequest>(steps, "note/0001").Notes[0].Heading);
        var manifest = Manifest(steps);
        Assert.Null(manifest.PullTag);
        Assert.Equal(("same", 1), (Assert.Single(manifest.Standing).Change, manifest.Standing[0].Version));
    }

    [Fact]
    public void A_cut_that_needs_no_new_frame_is_told_of_all_the_same()
    {
        var (delivered, earlier, before) = Given();
        // The first is played at half its speed within what was delivered, the second has gone.
        var list = List.Replace("01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00", "01:00:10:12 01:00:11:12 01:00:00:00 01:00:02:00\nM2   A001C001 012.0                01:00:10:12", StringComparison.Ordinal);
        list = list[..list.IndexOf("002 ", StringComparison.Ordinal)] + list[list.IndexOf("003 ", StringComparison.Ordinal)..];

        var plan = Plan(new(), list, delivered, before: before);
        var steps = StepsOf(list, delivered: delivered, earlier: earlier, before: before);

        Assert.Equal((true, false, 0), (plan.IsNews, plan.IsEmpty, plan.Estimate.Plates));
        Assert.Equal(["documents"], steps.Select(step => step.Name));
        var standing = Manifest(steps).Standing;
        Assert.Equal([("S010_010", "shortened", 1013L, 1036L, "plates/S010_010_PL01_v001/S010_010_PL01_v001.####.exr"), ("S010_020", "omitted", null, null, "plates/S010_020_PL01_v001/S010_020_PL01_v001.####.exr")],
            standing.Select(plate => (plate.Shot, plate.Change, plate.FirstShown, plate.LastShown, plate.Pattern!)));
        var documents = Documents(steps);
        var changes = Encoding.UTF8.GetString(documents["changes.csv"]).Split("\r\n");
        Assert.Equal("S010_010,PL01,1,AGM_vendor_0001,plates/S010_010_PL01_v001/S010_010_PL01_v001.####.exr,shortened retimed,001,001,01:00:00:00,12 fewer,12 fewer,1013,1036,speed 100 % became 50 %,The cut plays it at 50 % of its speed; the plate runs as it was shot.", changes[1]);
        Assert.StartsWith("S010_020,PL01,1,AGM_vendor_0001,plates/S010_020_PL01_v001/S010_020_PL01_v001.####.exr,omitted,,002,01:00:02:00,,,,,", changes[^2], StringComparison.Ordinal);
        Assert.Contains("ACETATE PLATE: AGM_vendor_0001/plates/S010_010_PL01_v001/S010_010_PL01_v001.####.exr", Encoding.UTF8.GetString(documents["cut/reel 1.otio"]), StringComparison.Ordinal);
        var readme = Encoding.UTF8.GetString(documents["README.txt"]);
        Assert.Contains("No plate: reel 1.edl shows no frame that you do not have.", readme, StringComparison.Ordinal);
        Assert.Contains("S010_010 PL01 v001  shortened: Keep what you have (AGM_vendor_0001); its frames are enough, and the cut shows 1013 to 1036 of them. The cut plays it at 50 % of its speed", readme, StringComparison.Ordinal);
        Assert.DoesNotContain("reference/", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_cut_again_and_one_without_a_shot_in_common_are_no_news()
    {
        var (delivered, _, before) = Given();

        var again = Plan(new(), delivered: delivered, before: before);
        var other = Plan(new(), List[..List.IndexOf("001 ", StringComparison.Ordinal)] + List[List.IndexOf("003 ", StringComparison.Ordinal)..], delivered);

        Assert.True((again with { Since = again.Since! with { IsSameCut = true } }).IsEmpty);
        Assert.False(again.IsEmpty);
        Assert.True(other is { IsEmpty: true, Plates.IsEmpty: true });
    }

    [Fact]
    public void Transitions_are_left_to_do_with_the_frames_of_the_plate_that_they_take()
    {
        var list = List.Replace("002  A001C002 V     C        01:01:00:00 01:01:01:00", "002  A001C001 V     C        01:00:12:00 01:00:12:00 01:00:02:00 01:00:02:00\n002  A001C002 V     D    012 01:01:00:00 01:01:01:00", StringComparison.Ordinal);

        var plates = Plan(new(), list).Plates;

        Assert.Equal(["The cut ends it with a dissolve of 12 frames to event 002, frames 1049 to 1060 of the plate; the plate has its pictures alone."], plates[0].Remaining);
        Assert.Equal(["The cut begins it with a dissolve of 12 frames from event 001, frames 1001 to 1012 of the plate; the plate has its pictures alone."], plates[1].Remaining);
    }

    [Fact]
    public void A_plate_whose_frames_would_have_other_numbers_is_rendered_anew()
    {
        var before = Plan(new()).Plates;
        var delivered = before.Select(plate => new DeliveredPlate(plate.Shot, plate.Element, plate.Version, plate.Clip, plate.Range, plate.Recipe) { FirstNumber = plate.FirstNumber }).ToArray();
        // Two seconds more before: the cut begins at another frame of the clip, which is now 1001.
        var earlierIn = List.Replace("01:00:10:00 01:00:12:00 01:00:00:00", "01:00:09:00 01:00:12:00 01:00:00:00", StringComparison.Ordinal);

        var plate = Plan(new(), earlierIn, delivered).Plates[0];

        Assert.Equal([new FrameRun(208, 296)], plate.Render);
        Assert.Contains("Its frames have other numbers than in version 1: all of them are made anew.", plate.Notes);
    }
}
