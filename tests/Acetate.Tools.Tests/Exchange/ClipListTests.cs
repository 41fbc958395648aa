using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Acetate.Cuts;
using Acetate.Edl.Ale;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Otio;
using Acetate.Timing;
using Acetate.Tools.Exchange;

namespace Acetate.Tools.Tests.Exchange;

/// <summary>Bins of clips, read back by readers that know nothing of the library.</summary>
public sealed class ClipListTests
{
    private static readonly Roll Camera = new() { Id = Guid.CreateVersion7(), Show = "film", Name = "A001R2EC", Kind = RollKind.Camera, ShootDay = new(2026, 5, 11), Unit = "MU", FoundAt = default };

    private static readonly Roll Recorder = Camera with { Id = Guid.CreateVersion7(), Name = "S001", Kind = RollKind.Sound };

    private static ListedClip Clip1 => new(
        new()
        {
            Id = new("0199a7f0-0000-7000-8000-000000000001"),
            Roll = Camera.Id,
            Name = "A001C003_260511_R2EC",
            Kind = "single",
            Reel = "A001R2EC",
            Files = ["Clips/A001C003 & <1>.mov"],
            Frames = 100,
            Rate = "24000/1001",
            TimecodeStart = "23:59:59:00",
            TimecodeEnd = "00:00:03:04",
            Width = 1920,
            Height = 1080,
            Codec = "prores",
            Facts =
            [
                Fact("slate.scene", "42B"), Fact("slate.take", "3"), Fact("slate.circled", "true"), Fact("slate.note", "=HYPERLINK(\"http://x\")"), Fact("camera.model", "ALEXA 35"), Fact("camera.id", "A"), Fact("sound.channels", "2"),
                Fact("look.sop", "(0.9 1 1.1)(0 0 -0.1)(1 1 1)"), Fact("look.saturation", "0.9"), Fact("exposure.iso", "800"), Fact("exposure.iso", "400"), Fact("ale.Odd\u0001name", "\u0001"),
            ],
        }, Camera);

    private static ListedClip Drop => new(
        new() { Id = Guid.CreateVersion7(), Roll = Camera.Id, Name = "B001C001", Files = ["B001C001.mxf"], Frames = 1800, Rate = "30000/1001", TimecodeStart = "01:00:00;02", TimecodeEnd = "01:01:00;04", Width = 3840, Height = 2160 }, Camera);

    private static ListedClip Sound => new(
        new() { Id = Guid.CreateVersion7(), Roll = Recorder.Id, Name = "42B-T003", Files = ["42B-T003.wav"], Frames = 96, Rate = "24000/1001", TimecodeStart = "10:00:00:00", TimecodeEnd = "10:00:04:00", Facts = [Fact("sound.channels", "4"), Fact("sound.sampleRate", "48000")] }, Recorder);

    private static ListedClip Frames => new(
        new() { Id = Guid.CreateVersion7(), Roll = Camera.Id, Name = "C001", Kind = "sequence", Files = ["C001/C001.[00086400-00086447].dng"], Frames = 48, Rate = "24", TimecodeStart = "01:00:00:00", TimecodeEnd = "01:00:02:00", Width = 4096, Height = 3072 }, Camera);

    private static ListedClip Mute => new(new() { Id = Guid.CreateVersion7(), Roll = Camera.Id, Name = "NOTHING", Files = ["NOTHING.mp4"] }, Camera);

    private static ClipFact Fact(string field, string value) => new(field, value, value, "header");

    private static string Text(string form, params ImmutableArray<ListedClip> clips) => Encoding.UTF8.GetString(ClipList.Of(form, "Day 12", "", clips).Span);

    private static XElement Xml(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XElement.Load(reader);
    }

    [Fact]
    public void An_Avid_log_has_the_exact_rate_and_every_clip_over_midnight_with_its_grade()
    {
        var log = AleReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Text("ale", Clip1, Sound))), "bin.ale");
        var clips = log.Clips(default).ToList();

        Assert.Empty(log.Problems);
        Assert.Equal(("23.976", "1080", "TABS"), (log["FPS"], log["VIDEO_FORMAT"], log["FIELD_DELIM"]));
        Assert.Equal(new FrameRate(24000, 1001), log.Rate);
        Assert.Equal([("A001C003_260511_R2EC", "VA1A2", 100L, "A001R2EC"), ("42B-T003", "A1A2A3A4", 96L, "S001")], clips.Select(clip => (clip.Name, clip.Tracks!, clip.Frames!.Value, clip.Reel!)));
        Assert.Equal(("23:59:59:00", "00:00:03:04", "A001C003 & <1>.mov"), (log.Cell(log.Rows[0], "Start"), log.Cell(log.Rows[0], "End"), log.Cell(log.Rows[0], "Source File")));
        Assert.Equal((0.9, 1.1, -0.1, 0.9), (clips[0].Grade!.Slope.Red, clips[0].Grade!.Slope.Blue, clips[0].Grade!.Offset.Blue, clips[0].Grade!.Saturation));
        Assert.Equal(("42B", "3", "Yes", "800", "1920 x 1080", "20260511", "A001R2EC"),
            (log.Cell(log.Rows[0], "Scene"), log.Cell(log.Rows[0], "Take"), log.Cell(log.Rows[0], "Circled"), log.Cell(log.Rows[0], "ISO"), log.Cell(log.Rows[0], "Image Size"), log.Cell(log.Rows[0], "Shoot Date"), log.Cell(log.Rows[0], "Camroll")));
    }

    [Fact]
    public void Drop_frame_is_29_97_in_an_Avid_log_with_its_semicolon()
    {
        var log = AleReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Text("ale", Drop))), "bin.ale");

        Assert.Equal(("29.97", "CUSTOM", "01:00:00;02", 1800L), (log["FPS"], log["VIDEO_FORMAT"], log.Cell(log.Rows[0], "Start"), Assert.Single(log.Clips(default)).Frames));
    }

    [Fact]
    public void A_table_has_everything_that_is_known_and_no_formula()
    {
        var lines = Text("csv", Clip1, Mute).Split("\r\n");

        Assert.StartsWith("Show,Shoot Day,Unit,Episode,Roll,Name,Reel,Kind,Start,End,FPS,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",camera.model,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",42B,3,yes,\"'=HYPERLINK(\"\"http://x\"\")\",", lines[1], StringComparison.Ordinal);
        Assert.Contains(",NOTHING,A001R2EC,", lines[2], StringComparison.Ordinal);
        Assert.Equal((4, ""), (lines.Length, lines[3]));
    }

    [Fact]
    public void A_collection_of_OpenTimelineIO_has_exact_ranges_media_and_what_is_known()
    {
        var root = (SerializableCollection)OtioReader.Read(ClipList.Of("otio", "Day 12", "/Volumes/RAID 1", [Clip1, Frames, Mute])).Root;
        var clips = root.Children.Cast<Acetate.Otio.Clip>().ToList();

        Assert.Equal(("Day 12", 3), (root.Name, clips.Count));
        Assert.True(clips[0].SourceRange!.Value.TryGetFrames(out var range));
        Assert.Equal((new FrameRate(24000, 1001), Timecode.Parse("23:59:59:00", new(24000, 1001)).Frame, 100L), (range.Rate, range.Start, range.Length));
        Assert.Equal("file:///Volumes/RAID%201/A001R2EC/Clips/A001C003%20%26%20%3C1%3E.mov", ((ExternalReference)clips[0].MediaReference!).TargetUrl);
        Assert.Equal(("A001R2EC", "42B"), (clips[0].Metadata["cmx_3600"]!["reel"]!.AsText, clips[0].Metadata["Acetate"]!["facts"]!["slate.scene"]!.AsText));
        Assert.Equal(0.9, clips[0].Metadata["cdl"]!["asc_sat"]!.AsNumber);
        var frames = (ImageSequenceReference)clips[1].MediaReference!;
        Assert.Equal(("C001.", ".dng", 86400L, 8L, 48L), (frames.NamePrefix, frames.NameSuffix, frames.StartFrame, frames.FrameZeroPadding, frames.ImageCount));
        Assert.Null(clips[2].SourceRange);
    }

    [Fact]
    public void FCPXML_gives_the_same_clips_when_it_is_read()
    {
        var text = Text("fcpxml", Clip1, Drop, Sound, Frames);
        var cut = CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "bin.fcpxml");

        Assert.Empty(cut.Problems);
        Assert.Equal(["A001C003_260511_R2EC", "B001C001", "42B-T003", "C001"], cut.Events.Select(item => item.Name));
        Assert.Equal([new FrameRate(24000, 1001), new FrameRate(30000, 1001), new FrameRate(24000, 1001), new FrameRate(24)], cut.Events.Select(item => item.Source.Range!.Value.Rate));
        Assert.Equal(["[23:59:59:00, 24:00:03:04)", "[01:00:00;02, 01:01:00;04)", "[10:00:00:00, 10:00:04:00)", "[01:00:00:00, 01:00:02:00)"],
            cut.Events.Select(item => $"[{item.Source.Range!.Value.StartLabel}, {item.Source.Range!.Value.EndLabel})"));
        Assert.All(cut.Events, item => Assert.True(item.Source.Range!.Value.IsWhole));
        Assert.Equal(("A001R2EC", "42B", "3", "ALEXA 35"), (cut.Events[0].Source.Reel, cut.Events[0].Source[SourceNameKind.Scene], cut.Events[0].Source[SourceNameKind.Take], cut.Events[0].Source[SourceNameKind.Camera]));
        Assert.Equal("./A001R2EC/Clips/A001C003%20%26%20%3C1%3E.mov", cut.Events[0].Source[SourceNameKind.MediaPath]);
    }

    [Fact]
    public void FCPXML_is_built_as_its_document_type_says()
    {
        var root = Xml(Text("fcpxml", Clip1, Sound, Clip1));

        Assert.Equal(["resources", "library"], root.Elements().Select(element => element.Name.LocalName));
        // Formats once each, before the assets that refer to them.
        Assert.Equal(["format", "format", "asset", "asset", "asset"], root.Element("resources")!.Elements().Select(element => element.Name.LocalName));
        Assert.Equal(("1001/24000s", "1.10"), (root.Element("resources")!.Elements("format").First().Attribute("frameDuration")!.Value, root.Attribute("version")!.Value));
        Assert.Equal(["note", "rating", "metadata"], root.Descendants("asset-clip").First().Elements().Select(element => element.Name.LocalName));
        var ids = root.Descendants().Attributes("id").Select(id => id.Value).ToHashSet();
        Assert.All(root.Descendants().SelectMany(element => element.Attributes().Where(one => one.Name.LocalName is "ref" or "format")), one => Assert.Contains(one.Value, ids));
        Assert.Null(root.Descendants("asset").ElementAt(1).Attribute("hasVideo"));
    }

    [Theory]
    [InlineData("ale", "NOTHING cannot stand in an Avid log")]
    [InlineData("fcpxml", "NOTHING cannot stand in FCPXML")]
    [InlineData("edl", "There is no list of clips in the form 'edl'. Ask for ale, csv, otio or fcpxml.")]
    public void A_clip_without_a_place_in_a_list_is_named_and_nothing_is_left_out_silently(string form, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<LibraryException>(() => Text(form, Clip1, Mute)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_Avid_log_has_one_rate()
    {
        var refusal = Assert.Throws<LibraryException>(() => Text("ale", Clip1, Drop, Sound)).Message;

        Assert.Contains("2 run at 23.976 and 1 run at 29.97", refusal, StringComparison.Ordinal);
        Assert.Contains("add rate:23.976 to the search", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "./A001R2EC/B001C001.mxf")]
    [InlineData("/", "file:///A001R2EC/B001C001.mxf")]
    [InlineData("/mnt/a b/", "file:///mnt/a%20b/A001R2EC/B001C001.mxf")]
    [InlineData(@"D:\Film", "file:///D:/Film/A001R2EC/B001C001.mxf")]
    [InlineData(@"\\nas\film", "file://nas/film/A001R2EC/B001C001.mxf")]
    [InlineData("https://media.example/film", "https://media.example/film/A001R2EC/B001C001.mxf")]
    [InlineData("../film", "./../film/A001R2EC/B001C001.mxf")]
    public void Footage_is_named_as_the_other_program_sees_it(string folder, string address)
    {
        var asset = Xml(Encoding.UTF8.GetString(ClipList.Of("fcpxml", "x", folder, [Drop]).Span)).Descendants("media-rep").Single();

        Assert.Equal(address, asset.Attribute("src")!.Value);
    }
}
