using System.Text.Json;
using Acetate.Aaf;
using Acetate.Aaf.Mobs;
using Acetate.Cdl;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Edl.Ale;
using Acetate.Media.Editorial;
using Acetate.Steps;
using Acetate.Steps.Editorial;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>The step that writes a day's lists, from what was noted when its media were made.</summary>
public sealed class WriteEditorialListsTests : IDisposable
{
    private const string Sop = "(1.1 1 0.9)(0.01 0 -0.01)(1 1.05 1)";

    private readonly TempFolder folder = new();

    private string Target => Directory.CreateDirectory(Path.Join(folder.Path, "out")).FullName;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_day_has_logs_an_EDL_and_its_grades_and_again_the_same_and_nothing_is_overwritten()
    {
        var request = Request(Clip("12A-3", "10:20:30:12", ("Scene", "12A"), ("ASC_SOP", Sop), ("ASC_SAT", "0.9")), Clip("12A-4", "10:25:00:00", ("Scene", "12A")) with { SoundTracks = 2 }, Clip("drop", "00:59:59;28") with { Rate = "30000/1001" });

        var result = await DoneAsync(request);
        var again = await DoneAsync(request);

        Assert.Equal(["day_24fps.ale", "scenes/day_24fps_SC12A.ale", "day_29.97fps.ale", "day_24fps.edl", "day_29.97fps.edl", "day.ccc", "cdl/12A-3.cdl"], result.Files.Select(file => file.Name));
        Assert.Empty(result.Notices);
        Assert.Equal(result.Files, again.Files);
        Assert.Equal(result.Files.Select(file => file.Sha256), result.Files.Select(file => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(At(file.Name))))));
        var log = AleReader.Read(At("scenes/day_24fps_SC12A.ale"));
        Assert.Equal([("12A-3", "V", "10:20:30:12"), ("12A-4", "VA1A2", "10:25:00:00")], log.Rows.Select(row => (row.Cells[0], row.Cells[1], row.Cells[2])));
        Assert.Contains("1920 x 1080", log.Rows[0].Cells);
        Assert.Equal(0.9, Assert.Single(CdlReader.Read(At("cdl/12A-3.cdl")).Corrections).Values.Saturation);
        var before = await File.ReadAllBytesAsync(At("day_24fps.edl"), TestContext.Current.CancellationToken);
        var failed = Assert.IsType<StepResult.Failed>(await RunAsync(request with { Clips = [request.Clips[0] with { Tape = "B001" }, .. request.Clips[1..]] }));
        Assert.Contains("is there already and says something else", failed.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(At("day_24fps.edl"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_clip_does_not_cost_a_day_its_lists()
    {
        var result = await DoneAsync(Request(
            Clip(new string('n', 300), "01:00:00:00", ("Scene", new string('s', 500)), ("Comments", new string('c', 5000)), (new string('k', 100), "v"), ("ASC_SOP", Sop)),
            Clip("same", "02:00:00:00", ("ASC_SOP", Sop)), Clip("SAME", "03:00:00:00", ("ASC_SOP", Sop), ("ASC_SAT", "0.5")), Clip("wrong grade", "04:00:00:00", ("ASC_SOP", "(1 1)")),
            Clip("no label", "25:00:00:00"), Clip("no rate", "01:00:00:00") with { Rate = "quick" }, Clip("", "01:00:00:00"), Clip("nothing", "01:00:00:00") with { Frames = 0 },
            Clip("midnight", "23:59:59:00"), Clip("fine", "05:00:00:00", ("ASC_SOP", Sop))));

        Assert.Equal(["day.ale", $"scenes/day_SC{new string('s', 29)}_.ale", "day.edl", "day.ccc", "cdl/fine.cdl"], result.Files.Select(file => file.Name));
        var log = AleReader.Read(At("day.ale"));
        Assert.Equal([new string('n', 199) + "…", "same", "SAME", "wrong grade", "midnight", "fine"], log.Rows.Select(row => row.Cells[0]));
        Assert.Contains(new string('c', 999) + "…", log.Rows[0].Cells);
        Assert.Contains(new string('k', 63) + "…", log.Columns);
        Assert.Contains("(1 1)", log.Rows[3].Cells);
        foreach (var name in (string[])["no label", "no rate", "", "nothing"]) Assert.Single(result.Notices, notice => notice.StartsWith($"'{name}' is in no list.", StringComparison.Ordinal));
        Assert.Equal(4, result.Notices.Count(notice => notice.Contains("stands in the log alone", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_day_too_long_for_an_EDL_has_its_logs_and_one_without_clips_says_so()
    {
        var day = await DoneAsync(Request(Clip("a", "01:00:00:00") with { Frames = 24 * 3600 * 12 }, Clip("b", "01:00:00:00") with { Frames = 24 * 3600 * 12 }));
        var empty = await DoneAsync(Request() with { Prefix = "other" });

        Assert.Equal(["day.ale"], day.Files.Select(file => file.Name));
        Assert.Contains("There is no EDL", Assert.Single(day.Notices), StringComparison.Ordinal);
        Assert.Equal(["There is no clip to list."], empty.Notices);
        Assert.IsType<StepResult.Failed>(await RunAsync(Request() with { Stem = new string('x', 51) }));
    }

    [Fact]
    public async Task A_bin_links_the_media_for_Avid_and_two_kinds_of_media_have_two_bins_the_same_bytes_each_time()
    {
        var (one, other) = (Media("12A-3 Größe", "avid/12A-3.mxf", sounds: 2), Media("12A-4", "avid/12A-4.mxf", sounds: 0));
        var request = Request(one.Clip, other.Clip) with { Bins = [new() { Name = "avid", Media = [one, other], MediaPath = "../" }] };

        var result = await DoneAsync(request);
        var again = await DoneAsync(request);
        var two = await DoneAsync(request with { Prefix = "two", Clips = [], Bins = [.. request.Bins, new() { Name = "hd", Media = [Media("12A-3 Größe", "hd/12A-3.mxf", sounds: 2)] }] });

        Assert.Empty(result.Notices);
        Assert.Equal(["day.ale", "day.edl", "day.aaf"], result.Files.Select(file => file.Name));
        Assert.Equal(result.Files, again.Files);
        Assert.Equal(["day_avid.aaf", "day_hd.aaf"], two.Files.Select(file => file.Name));
        Assert.Equal(result.Files[2].Sha256, two.Files[0].Sha256);
        var bin = AafReader.Read(At("day.aaf"));
        Assert.Equal(["12A-3 Größe", "12A-4"], bin.Mobs.Where(mob => mob.Kind == AafMobKind.Master).Select(mob => mob.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["../avid/12A-3_A1.mxf", "../avid/12A-3_A2.mxf", "../avid/12A-3_V1.mxf", "../avid/12A-4_V1.mxf"], bin.Mobs.SelectMany(mob => mob.Descriptor?.Locations ?? []).Order(StringComparer.Ordinal));
        Assert.Equal([.. one.Files.Concat(other.Files).Select(file => "0x" + file.Umid.ToUpperInvariant()).Order(StringComparer.Ordinal)],
            bin.Mobs.Where(mob => mob.Descriptor?.Material == AafMaterial.File).Select(mob => mob.Id.ToUmid()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Media_without_numbers_or_with_wrong_ones_is_told_and_the_rest_has_its_bin()
    {
        var good = Media("good", "avid/good.mxf", sounds: 1);
        var result = await DoneAsync(Request(good.Clip) with
        {
            Bins =
            [
                new()
                {
                    Name = "avid",
                    Media =
                    [
                        good, Media("early", "avid/early.mxf", sounds: 1) with { Avid = null }, Media("wrong", "avid/wrong.mxf", sounds: 0) with { Avid = good.Avid! with { Material = "060a" } }, Media("twice", "avid/twice.mxf", sounds: 0) with { Avid = good.Avid },
                        Media("no label", "avid/no.mxf", sounds: 0) with { Clip = good.Clip with { Name = "no label", Start = "25:00:00:00" } }, Media("none", "avid/none.mxf", sounds: 0) with { Files = [] },
                    ],
                },
            ],
        });
        var none = await DoneAsync(Request() with { Prefix = "none", Bins = [new() { Name = "avid", Media = [Media("early", "avid/early.mxf", sounds: 1) with { Avid = null }] }] });
        var named = await DoneAsync(Request(good.Clip) with { Prefix = "named", Bins = [new() { Name = new('x', 120), Media = [good] }, new() { Name = "b", Media = [good] }] });

        Assert.Equal(["early", "wrong", "twice", "no label", "none"], ((string[])["early", "wrong", "twice", "no label", "none"]).Where(name => result.Notices.Any(notice => notice.StartsWith($"'{name}' is not in the bin.", StringComparison.Ordinal))));
        Assert.Equal(5, result.Notices.Length);
        Assert.Equal("good", Assert.Single(AafReader.Read(At("day.aaf")).Mobs, mob => mob.Kind == AafMobKind.Master).Name);
        Assert.Empty(none.Files);
        Assert.Single(none.Notices);
        Assert.Contains("There is no bin", Assert.Single(named.Notices), StringComparison.Ordinal);
        Assert.Contains("day_b.aaf", named.Files.Select(file => file.Name));
    }

    [Fact]
    public void A_record_gives_back_its_clip_and_does_not_cut_through_a_character()
    {
        var record = Clip("x", "10:00:00;02", ("Scene", "1")) with { Rate = "30000/1001" };
        var clip = record.ToClip();

        Assert.Equal(JsonSerializer.Serialize(record with { SoundTracks = 3 }, StepJson.Options), JsonSerializer.Serialize(EditorialClipRecord.Of(clip, 1920, 1080, 3), StepJson.Options));
        Assert.True(clip.Start.IsDrop);
        Assert.Equal(["a😀", "a…", "ab…"], ((string[])["a😀", "a😀b", "abcd"]).Select(text => EditorialClipRecord.Shortened(text, 3)));
        Assert.Empty(JsonSerializer.Deserialize<EditorialClipRecord>("""{"name":"a","tape":"b","start":"c","rate":"24","frames":1,"shootDay":"2026-05-04"}""", StepJson.Options)!.Notes);
    }

    private static EditorialClipRecord Clip(string name, string start, params (string Column, string Value)[] notes) => new()
    {
        Name = name,
        Tape = "A001R2EC",
        Start = start,
        Rate = "24",
        Frames = 48,
        ShootDay = new(2026, 5, 4),
        Width = 1920,
        Height = 1080,
        Notes = [.. notes.Select(note => new EditorialNote(note.Column, note.Value))],
    };

    private static EditorialMedia Media(string name, string output, int sounds) => new()
    {
        Output = output,
        Clip = Clip(name, "10:20:30:12", ("Scene", "")) with { SoundTracks = sounds },
        Files =
        [
            .. Enumerable.Range(0, sounds + 1).Select(i => new EditorialMediaFile($"{output[..^4]}_{(i == 0 ? "V1" : $"A{i}")}.mxf", i == 0 ? "V1" : $"A{i}", 1, "00", i == 1 ? "Boom" : "", Umid.Of("file", name, $"{i}").ToString())),
        ],
        Avid = new(Umid.Of("material", name).ToString(), Umid.Of("tape", "A001R2EC", $"{sounds}").ToString(), new() { Width = 1920, Height = 1080, AspectWidth = 16, AspectHeight = 9, Bits = 8, Coding = "060e2b340401010d0401020271250000" }),
    };

    private WriteEditorialListsRequest Request(params EditorialClipRecord[] clips) => new() { Store = StoreUrl.ForFolder(Target), Prefix = "lists", Stem = "day", Clips = [.. clips] };

    private string At(string name) => Path.Join(Target, "lists", name);

    private async Task<WriteEditorialListsResult> DoneAsync(WriteEditorialListsRequest request) =>
        Assert.IsType<StepResult.Done>(await RunAsync(request)).Output.Deserialize<WriteEditorialListsResult>(StepJson.Options)!;

    private async Task<StepResult> RunAsync(WriteEditorialListsRequest request)
    {
        var context = new StepContext { ScratchFolder = Directory.CreateDirectory(Path.Join(folder.Path, "scratch")).FullName };
        var outcome = await StepCatalogue.Functions.RunAsync(WriteEditorialLists.Name, JsonSerializer.SerializeToElement(request, StepJson.Options), context, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.GetFileSystemEntries(context.ScratchFolder));
        return outcome.Result;
    }
}
