using System.Text;
using Acetate.Cdl;
using Acetate.Library.Pulls;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.VfxPulls;
using static Acetate.Tools.Tests.VfxPulls.PaperTurnover;

namespace Acetate.Tools.Tests.VfxPulls;

/// <summary>What goes along with plates, and how documents decide how they look.</summary>
public sealed class VfxPullDocumentsTests
{
    [Fact]
    public void Documents_of_the_package_are_known_before_a_frame_is_made()
    {
        var written = Documents(StepsOf());

        Assert.Equal(
            ["cut/reel 1.edl", "cut/reel 1.otio", "plates/S010_010_PL01_v001/S010_010_PL01_v001.cc", "missing.csv", "count-sheet.csv", "count-sheet.html", "count-sheet.pdf", "README.txt", "package.json"],
            written.Keys);
        Assert.Equal(List, Encoding.UTF8.GetString(written["cut/reel 1.edl"]));
        var otio = Encoding.UTF8.GetString(written["cut/reel 1.otio"]);
        Assert.Contains("ACETATE PLATE: plates/S010_010_PL01_v001/S010_010_PL01_v001.####.exr", otio, StringComparison.Ordinal);
        Assert.Contains("ACETATE: pulled. Reel and timecode agree.", otio, StringComparison.Ordinal);
        using (var cc = new MemoryStream(written["plates/S010_010_PL01_v001/S010_010_PL01_v001.cc"]))
            Assert.Equal(new CdlValues { Slope = new(1.1, 1, 0.9), Offset = new(0.01, 0, -0.01), Power = new(1, 1.05, 1), Saturation = 0.9 }, CdlReader.Read(cc, "a.cc").Corrections.Single().Values);
        Assert.Equal("Event,Shot,Source,Fate,Why\r\n003,S010_030,TITLE,not-camera-media,It is a title.\r\n", Encoding.UTF8.GetString(written["missing.csv"]));
        Assert.Contains("\r\ndelivered,S010_010,PL01,1,new,", Encoding.UTF8.GetString(written["count-sheet.csv"]), StringComparison.Ordinal);
        Assert.Contains("<title>Count sheet: AGM_vendor_0001</title>", Encoding.UTF8.GetString(written["count-sheet.html"]), StringComparison.Ordinal);
        Assert.StartsWith("%PDF-1.7", Encoding.Latin1.GetString(written["count-sheet.pdf"]), StringComparison.Ordinal);
        var readme = Encoding.UTF8.GetString(written["README.txt"]);
        Assert.StartsWith("AGM_vendor_0001\nVFX plates for vendor: show AGM, pull 1, 2026-11-21 20:00 UTC\n2 plates of reel 1.edl, 96 frames, Acetate ", readme, StringComparison.Ordinal);
        Assert.Contains("S010_010 PL01 v001  new  frames 993-1056  A001C001  plates/S010_010_PL01_v001/S010_010_PL01_v001.####.exr\n", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_says_what_the_package_has()
    {
        var manifest = Manifest(StepsOf());

        Assert.Empty(PackageRules.Check(manifest));
        Assert.Equal((PullKind.Vfx, "AGM", "vendor", 1, "AGM_vendor_0001", "AGM/vendor/vfx/1"), (manifest.Kind, manifest.Show, manifest.Recipient, manifest.Number, manifest.Name, manifest.PullTag));
        Assert.Equal(("reel 1.edl", "cut/reel 1.edl", "cut/reel 1.otio", "24"), (manifest.Cut.Name, manifest.Cut.Path, manifest.Cut.Otio, manifest.Cut.Rate));
        var plate = manifest.Plates[0];
        Assert.Equal(("S010_010", "PL01", 1, "new", "ACES2065-1", "zips"), (plate.Shot, plate.Element, plate.Version, plate.Change, plate.Encoding, plate.Compression));
        Assert.Equal(("plates/S010_010_PL01_v001/S010_010_PL01_v001.####.exr", 993L, 1056L), (plate.Pattern, plate.FirstNumber, plate.LastNumber));
        Assert.Equal(("A001C001", "A001", "01:00:09:16", "01:00:12:08"), (plate.Source.Clip, plate.Source.Roll, plate.Source.TimecodeIn, plate.Source.TimecodeOut));
        Assert.Equal(("A001C001.mov", "xxh128:00000000000000000000000000000001"), (plate.Source.Files[0].Path, plate.Source.Files[0].Hash));
        Assert.Equal(("plates/S010_010_PL01_v001/S010_010_PL01_v001.amf", "plates/S010_010_PL01_v001/S010_010_PL01_v001.txt", "reference/S010_010_PL01_v001.mov", "thumbnails/S010_010_PL01_v001.jpg"), (plate.Amf, plate.Note, plate.Reference, plate.Thumbnail));
        Assert.Equal("plates/S010_010_PL01_v001/S010_010_PL01_v001.cc", plate.Cdl);
        Assert.Equal(["Reel and timecode agree."], plate.Why);
        Assert.Equal("ASC CDL of the cut: SOP (1.1000 1.0000 0.9000)(0.0100 0.0000 -0.0100)(1.0000 1.0500 1.0000), SAT 0.9000 (S010_010_PL01_v001.cc).", plate.Remaining[0]);
        Assert.Equal(("003", "S010_030", "not-camera-media"), (manifest.Missing[0].Event, manifest.Missing[0].Shot, manifest.Missing[0].Fate));
    }

    [Fact]
    public void Documents_go_beside_the_plates_they_belong_to_and_are_copied_not_written_twice()
    {
        PullDocument[] handed = [Doc("show.cube"), Doc("A001C001.cdl"), Doc("A001C002.fdl"), Doc("A001C001_dailies.jpg")];

        var steps = StepsOf(documents: handed);

        var copy = Request<CopyFilesRequest>(steps, "beside/documents");
        Assert.Equal(["documents"], steps.Single(step => step.Name == "beside/documents").After);
        Assert.Equal((".arriving/AGM_vendor_0001/documents", true), (copy.SourcePrefix, copy.RequireAll));
        Assert.Equal(
            [
                "A001C001.cdl > plates/S010_010_PL01_v001/S010_010_PL01_v001.cdl", "show.cube > plates/S010_010_PL01_v001/S010_010_PL01_v001.cube", "A001C001_dailies.jpg > stills/S010_010_PL01_v001.jpg",
                "A001C002.fdl > plates/S010_020_PL01_v001/S010_020_PL01_v001.fdl", "show.cube > plates/S010_020_PL01_v001/S010_020_PL01_v001.cube",
            ],
            copy.Files.Select(file => $"{file.Path} > {file.As}"));
        Assert.All(copy.Files, file => Assert.Equal("xxh128", Assert.Single(file.Expected).Format));
        var manifest = Manifest(steps);
        Assert.Equal(["stills/S010_010_PL01_v001.jpg"], manifest.Plates[0].Stills);
        Assert.Equal(("plates/S010_010_PL01_v001/S010_010_PL01_v001.cdl", "plates/S010_010_PL01_v001/S010_010_PL01_v001.cube"), (manifest.Plates[0].Cdl, manifest.Plates[0].Lut));
        Assert.Contains(manifest.Plates[0].Notes, note => note.StartsWith("The cut carries a CDL too (SOP (1.1000 1.0000 0.9000)", StringComparison.Ordinal));
        Assert.DoesNotContain("plates/S010_010_PL01_v001/S010_010_PL01_v001.cc", Documents(steps).Keys);
        Assert.Equal(4, manifest.Documents.Count(document => document.Role == "handed-in"));
    }

    [Fact]
    public void Another_AMF_is_another_recipe_and_an_order_that_nobody_could_follow_is_refused_when_it_is_planned()
    {
        Assert.NotEqual(Plan(new(), documents: [AmfDoc("A001C001.amf", 1)]).Plates[0].Recipe, Plan(new(), documents: [AmfDoc("A001C001.amf", 2)]).Plates[0].Recipe);
        Assert.Equal(Plan(new()).Plates[1].Recipe, Plan(new(), documents: [AmfDoc("A001C001.amf", 1)]).Plates[1].Recipe);
        Assert.Contains("day.cube and night.cube", Assert.Throws<PullException>(() => Plan(new(), documents: [Doc("day.cube"), Doc("night.cube")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_AMF_that_was_handed_in_is_read_from_the_package_once_it_lies_there()
    {
        var steps = StepsOf(documents: [AmfDoc("A001C001.amf", 1)]);

        Assert.Equal(new StoredDocument(Spaces, ".arriving/AGM_vendor_0001/documents/A001C001.amf"), Renders(steps, 1)[0].Outputs[0].Amf);
        Assert.Equal(["documents"], steps.Single(step => step.Name == "render/0001/0001").After);
        Assert.Null(Renders(steps, 2)[0].Outputs[0].Amf);
        Assert.Empty(steps.Single(step => step.Name == "render/0002/0001").After);
    }

    [Fact]
    public void Framing_that_is_asked_for_needs_a_list_and_plates_that_cannot_be_framed_are_refused()
    {
        var plan = Plan(new() { Framing = new() });

        Assert.All(plan.Events[..2], one => Assert.StartsWith("Plates are to be framed, and no framing decision list belongs to clip A001C00", one.Why, StringComparison.Ordinal));
        Assert.All(plan.Events[..2], one => Assert.Equal(PulledEventFate.Refused, one.Fate));
        Assert.Empty(plan.Plates);
    }

    [Fact]
    public void A_framing_gives_plates_their_size_and_is_part_of_how_they_look()
    {
        var plan = Plan(new() { Framing = new() { Template = "HALF" } }, documents: [FdlDoc("show.fdl")]);
        var steps = StepsOf(settings: new() { Framing = new() { Template = "HALF" } }, documents: [FdlDoc("show.fdl")]);
        var only = Plan(new(), documents: [FdlDoc("show.fdl")]);

        Assert.All(plan.Plates, plate => Assert.Equal((1920, 800), (plate.Width, plate.Height)));
        Assert.NotEqual(plan.Plates[0].Recipe, only.Plates[0].Recipe);
        Assert.Equal((4096, 2160), (only.Plates[0].Width, only.Plates[0].Height));
        var framing = Renders(steps, 1)[0].Outputs[0].Framing!;
        Assert.Equal((new StoredDocument(Spaces, ".arriving/AGM_vendor_0001/documents/show.fdl"), "HALF"), (framing.Fdl, framing.Template));
        Assert.Equal(framing, Request<RenderFramesRequest>(steps, "reference/0001").Outputs[0].Framing);
        Assert.Equal("plates/S010_010_PL01_v001/S010_010_PL01_v001.fdl", Manifest(steps).Plates[0].Fdl);
    }

    [Theory]
    [InlineData("LARGE", 0, "3840 × 1600 recorded pixels 4800 × 2000: plates are never made larger than what was recorded.")]
    [InlineData("HALF", 2048, "The plate would have 1920 pixels across, and the show asks for 2048 at least.")]
    [InlineData("NONE", 0, "The list has no canvas template 'NONE'. It has HALF, LARGE.")]
    [InlineData(null, 0, "The list has 2 canvas templates. Name one of HALF, LARGE.")]
    public void A_framing_that_breaks_a_rule_is_refused_with_its_reason(string? template, int least, string says)
    {
        var plan = Plan(new() { Framing = new() { Template = template }, MinimumWidth = least }, documents: [FdlDoc("show.fdl")]);

        Assert.All(plan.Events[..2], one => Assert.Equal(PulledEventFate.Refused, one.Fate));
        Assert.Contains(says, plan.Events[0].Why, StringComparison.Ordinal);
        Assert.Empty(plan.Plates);
    }

    [Fact]
    public void A_template_of_another_document_must_be_there()
    {
        var settings = new VfxPullSettings { Framing = new() { Template = "HALF", TemplateFile = "templates.fdl" } };

        Assert.Equal("The settings name the document 'templates.fdl' for its canvas template, and the order does not have it. Hand it in.",
            Assert.Throws<PullException>(() => Plan(settings, documents: [FdlDoc("show.fdl")])).Message);
        Assert.Equal(1920, Plan(settings, documents: [FdlDoc("show.fdl"), FdlDoc("templates.fdl")]).Plates[0].Width);
        Assert.Equal(".arriving/AGM_vendor_0001/documents/templates.fdl", Renders(StepsOf(settings: settings, documents: [FdlDoc("show.fdl"), FdlDoc("templates.fdl")]), 1)[0].Outputs[0].Framing!.TemplateFile!.Key);
    }

    [Fact]
    public void Documents_of_a_roll_are_read_and_copied_from_there()
    {
        var package = Package(List);
        var own = Footage[0] with { Documents = [OnRoll(1, "looks/A001C001.amf"), OnRoll(2, "A001.cube")] };
        package = package with { Clips = new Dictionary<Guid, PulledClip> { [own.Clip.Id] = own, [Footage[1].Clip.Id] = Footage[1] } };

        var steps = VfxPullSteps.For(package, new() { Show = "AGM", Recipient = "vendor" }, Plan(new()), []);

        Assert.Equal(new StoredDocument(LibraryStore, "rolls/A001/looks/A001C001.amf"), Renders(steps, 1)[0].Outputs[0].Amf);
        Assert.Empty(steps.Single(step => step.Name == "render/0001/0001").After);
        var copy = Request<CopyFilesRequest>(steps, "beside/roll/0001");
        Assert.Equal((LibraryStore, "rolls/A001", true), (copy.Source, copy.SourcePrefix, copy.RequireAll));
        Assert.Equal(("A001.cube", "plates/S010_010_PL01_v001/S010_010_PL01_v001.cube", 5L), (copy.Files[0].Path, copy.Files[0].As!, copy.Files[0].Length!.Value));
        Assert.Equal("00000000000000000000000000000002", copy.Files[0].Expected.Single().Text);
    }
}
