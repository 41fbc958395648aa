using System.Text;
using Acetate.Cuts;
using Acetate.Cuts.Relinking;
using Acetate.Otio;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

public sealed class CutRelinkingTests
{
    /// <summary>A cut, a dissolve, a reverse, a freeze, a speed-up, a reel that would leave its folder, twins in eight characters, and black.</summary>
    private const string List = """
        TITLE: R1, "locked"
        FCM: NON-DROP FRAME

        001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
        * FROM CLIP NAME:  12A-3
        nobody knows this line
        002  A001C001 V     C        01:00:12:00 01:00:12:00 01:00:02:00 01:00:02:00
        002  A001C002 V     D    024 02:00:00:00 02:00:03:00 01:00:02:00 01:00:05:00
        * FROM CLIP NAME:  12A-3
        * TO CLIP NAME:  12B, "wide"
        003  A001C003 V     C        03:00:00:00 03:00:02:00 01:00:05:00 01:00:07:00
        M2   A001C003       -024.0                03:00:01:23
        * FROM CLIP NAME:  back
        004  A001C004 V     C        04:00:05:00 04:00:05:01 01:00:07:00 01:00:08:00
        M2   A001C004       000.0                04:00:05:00
        * FROM CLIP NAME:  still
        * FREEZE FRAME
        005  A001C005 V     C        05:00:00:00 05:00:02:00 01:00:08:00 01:00:09:00
        M2   A001C005       048.0                05:00:00:00
        * FROM CLIP NAME:  fast
        006  ../../ET V     C        06:00:00:00 06:00:01:00 01:00:09:00 01:00:10:00
        * FROM CLIP NAME:  =evil
        007  A001C00  V     C        07:00:00:00 07:00:01:00 01:00:10:00 01:00:11:00
        * FROM CLIP NAME:  twin
        008  BL       V     C        00:00:00:00 00:00:01:00 01:00:11:00 01:00:12:00

        """;

    [Theory]
    [InlineData(CutFormat.Otio)]
    [InlineData(CutFormat.FcpXml)]
    [InlineData(CutFormat.Edl)]
    public void A_relinked_cut_shows_the_same_frames_in_the_same_places_from_the_delivered_files(CutFormat format)
    {
        var cut = Read(List);
        var relinked = CutRelinking.Relink(cut, Sources(cut));

        var back = Back(relinked.Cut, format);

        Assert.Empty(relinked.Notes);
        Assert.Equal(cut.Events.Select(Shown), back.Events.Select(Shown));
        foreach (var (item, was) in back.Events.Zip(cut.Events).Where(pair => pair.Second.Kind == CutEventKind.Clip))
        {
            Assert.Equal($"A001R2EC_{was.Number}", item.Source.Reel);
            // Avid's lists, and ours, mark the name of a freeze.
            Assert.Equal($"A001R2EC_{was.Number}{(format == CutFormat.Edl && was.Speed.Kind == SpeedKind.Freeze ? " FF" : "")}", item.Source.ClipName);
            Assert.Contains(item.Source.Of(SourceNameKind.SourceFile), name => name.Value == $"A001R2EC_{was.Number}.mov");
            Assert.Contains(item.Comments, comment => comment.Contains($"ORIGINAL REEL: {was.Source.Reel}", StringComparison.Ordinal));
            if (format != CutFormat.Edl) Assert.Equal($"../media/A001%20R2EC/A001R2EC_{was.Number}.mov", item.Source[SourceNameKind.MediaPath]);
            if (format != CutFormat.Edl) Assert.Equal(was.Source.Used!.Value.Start - 100, item.Source.Available!.Value.Start);
        }
    }

    [Fact]
    public void Lines_nobody_understood_survive_below_their_events()
    {
        var cut = Read(List);

        var text = Encoding.UTF8.GetString(CutWriter.Convert(CutRelinking.Relink(cut, Sources(cut)).Cut, CutFormat.Edl).Documents[0].Content.Span);

        Assert.Contains("* ORIGINAL CLIP: 12A-3\nnobody knows this line\n", text, StringComparison.Ordinal);
        Assert.Contains("* SOURCE FILE: A001R2EC_001.mov\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reels_that_are_twins_in_eight_characters_are_told_and_keep_their_whole_names()
    {
        var cut = Read(List);

        var conversion = CutWriter.Convert(CutRelinking.Relink(cut, Sources(cut)).Cut, CutFormat.Edl, new() { Edl = EdlForm.Cmx3600 });
        var back = Read(Encoding.UTF8.GetString(conversion.Documents[0].Content.Span));

        Assert.Contains(conversion.Losses, loss => loss.Code == "reel-shortened" && loss.Message.Contains("A001R2EC_001", StringComparison.Ordinal) && loss.Message.Contains("A001R2EC_002", StringComparison.Ordinal));
        Assert.Equal(
            cut.Events.Where(item => item.Kind == CutEventKind.Clip).Select(item => $"A001R2EC_{item.Number}.mov"),
            back.Events.Where(item => item.Kind == CutEventKind.Clip).Select(item => item.Source[SourceNameKind.SourceFile]));
    }

    [Fact]
    public void A_file_that_counts_otherwise_moves_every_source_time_along()
    {
        var cut = Read(List);
        var sources = Sources(cut).ToDictionary(pair => pair.Key, pair => pair.Value with
        {
            Available = pair.Value.Available.Shift(1000),
            Shown = pair.Value.Shown!.Value.Shift(1000),
        });

        var relinked = CutRelinking.Relink(cut, sources).Cut;

        foreach (var (item, was) in relinked.Events.Zip(cut.Events).Where(pair => pair.Second.Kind == CutEventKind.Clip))
        {
            Assert.Equal(was.Source.Used!.Value.Shift(1000), item.Source.Used!.Value);
            Assert.Equal(was.Source.Range!.Value.Shift(1000), item.Source.Range!.Value);
            Assert.Equal(was.Speed, item.Speed);
        }
    }

    [Fact]
    public void A_file_at_twenty_three_point_nine_seven_six_keeps_labels_and_frames_of_a_list_at_twenty_four()
    {
        var cut = Read(List);
        var rate = FrameRate.Fps23976;
        var sources = Sources(cut).ToDictionary(pair => pair.Key, pair => pair.Value with
        {
            Available = new(pair.Value.Available.Start, pair.Value.Available.Length, rate),
            Shown = new(pair.Value.Shown!.Value.Start, pair.Value.Shown.Value.Length, rate),
        });

        var relinked = CutRelinking.Relink(cut, sources);

        Assert.Equal("rate-kept", Assert.Single(relinked.Notes).Code);
        Assert.Equal(cut.Events.Select(Shown), relinked.Cut.Events.Select(Shown));
    }

    [Fact]
    public void A_file_at_another_rate_shows_the_frames_that_were_counted_one_for_one()
    {
        var rate = FrameRate.Fps24;
        var cut = CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes("TITLE: A\n001  A1 V C 00:00:10:00 00:00:12:00 01:00:00:00 01:00:02:00\n")), "a.edl", new() { Rate = FrameRate.Fps25 });
        // Fifty frames at 25 were made of fifty frames of an off-speed file that counts at 24.
        var source = Sources(cut).Single().Value with { Available = new(1000, 500, rate), Shown = new(1100, 50, rate) };

        var item = CutRelinking.Relink(cut, new Dictionary<string, RelinkedSource> { [cut.Events[0].Id] = source }).Cut.Events[0];

        Assert.Equal(new CutRange(1100, 50, rate), item.Source.Used);
        Assert.Equal(new Ratio(25, 24), item.Speed.Factor);
    }

    [Fact]
    public void Frames_that_the_file_has_not_are_told_at_their_event()
    {
        var cut = Read(List);
        var sources = Sources(cut).ToDictionary();
        var first = cut.Events[0];
        sources[first.Id] = sources[first.Id] with { Available = new(first.Source.Used!.Value.Start + 1, first.Source.Used.Value.Length - 4, cut.Rate) };

        var notes = CutRelinking.Relink(cut, sources).Notes;

        Assert.Equal(["Its first frame is not in 'A001R2EC_001.mov'.", "Its last 3 frames are not in 'A001R2EC_001.mov'."], notes.Select(note => note.Message));
        Assert.All(notes, note => Assert.Equal(first.Id, note.Event));
    }

    [Fact]
    public void Where_nobody_can_tell_the_frames_the_times_stay_and_it_is_told()
    {
        var cut = Read(List);
        var first = cut.Events[0];

        var relinked = CutRelinking.Relink(cut, new Dictionary<string, RelinkedSource> { [first.Id] = Source(first, "001") with { Shown = null } });

        Assert.Equal("times-unknown", Assert.Single(relinked.Notes).Code);
        Assert.Equal((first.Source.Range, first.Source.Used), (relinked.Cut.Events[0].Source.Range, relinked.Cut.Events[0].Source.Used));
        Assert.Equal("A001R2EC_001", relinked.Cut.Events[0].Source.Reel);
    }

    [Fact]
    public void A_sequence_with_a_file_per_frame_is_one_in_OpenTimelineIO_too()
    {
        var cut = Read("TITLE: A\n001  A1 V C 00:00:10:00 00:00:12:00 01:00:00:00 01:00:02:00\n");
        var source = Sources(cut).Single().Value with
        {
            MediaPath = "../media/A%20B/A001.%5B0086300-0086427%5D.dpx",
            Sequence = new("../media/A B/A001.", ".dpx", 7, 86300, 86427),
            Available = new(200, 128, cut.Rate),
        };
        var relinked = CutRelinking.Relink(cut, new Dictionary<string, RelinkedSource> { [cut.Events[0].Id] = source }).Cut;

        var clip = OtioReader.Read(CutWriter.Convert(relinked, CutFormat.Otio).Documents[0].Content).GetTimeline().VideoTracks.Single().Children.OfType<Clip>().Single();
        var images = Assert.IsType<ImageSequenceReference>(clip.MediaReference);

        Assert.Equal(("../media/A%20B/", "A001.", ".dpx", 86300L, 86427L, 128L), (images.TargetUrlBase, images.NamePrefix, images.NameSuffix, images.StartFrame, images.EndFrame, images.ImageCount));
        Assert.Equal(7, images.FrameZeroPadding);
        Assert.Equal(new ImageSequence("../media/A B/A001.", ".dpx", 7, 86300, 86427), Back(relinked, CutFormat.FcpXml).Events[0].Source.Sequence);
    }

    [Fact]
    public void A_timeline_keeps_what_nobody_here_understands_when_its_media_change()
    {
        var file = Corpus.PathOf("conformance/otio/sample_data/screening_example.otio");
        var cut = CutReader.Read(file);
        var sources = cut.Events.Where(item => item.Source.Used is not null).ToDictionary(item => item.Id, item => Source(item, item.Id));

        var written = OtioReader.Read(CutWriter.Convert(CutRelinking.Relink(cut, sources).Cut, CutFormat.Otio).Documents[0].Content).GetTimeline();
        var before = OtioReader.Read(file).GetTimeline();

        var (now, then) = (written.VideoTracks.First().Children.OfType<Clip>().ToList(), before.VideoTracks.First().Children.OfType<Clip>().ToList());
        Assert.Equal(then.Count, now.Count);
        Assert.True(sources.Count > 5);
        foreach (var (clip, was) in now.Zip(then))
        {
            Assert.StartsWith("../media/", Assert.IsType<ExternalReference>(clip.MediaReference).TargetUrl, StringComparison.Ordinal);
            Assert.Equal(was.SourceRange, clip.SourceRange);
            Assert.Equal(was.Effects.Length, clip.Effects.Length);
            Assert.All(was.Metadata.Select(member => member.Key), key => Assert.NotNull(clip.Metadata[key]));
        }
    }

    [Fact]
    public void What_is_seen_in_a_nested_sequence_is_relinked_there()
    {
        var rate = FrameRate.Fps24;
        var inner = new CutEvent { Id = "in", Tracks = ["V1"], Record = new(86412, 24, rate), Source = new() { Range = new(0, 24, rate), Used = new(0, 24, rate), Names = [new(SourceNameKind.Reel, "OLD", "")] } };
        var cut = new Cut { Format = CutFormat.FcpXmlX, Rate = rate, Tracks = [new() { Id = "V1", Kind = TrackKind.Video, Order = 1 }], Events = [new() { Id = "out", Kind = CutEventKind.Nested, Grouping = CutGrouping.Nested, Tracks = ["V1"], Record = new(86400, 48, rate), Inner = [inner] }] };

        var relinked = CutRelinking.Relink(cut, new Dictionary<string, RelinkedSource> { ["in"] = Source(inner, "007") }).Cut;

        foreach (var format in new[] { CutFormat.Edl, CutFormat.FcpXml })
        {
            var seen = Assert.Single(Back(relinked, format).Events);
            Assert.Equal("A001R2EC_007", seen.Source.Reel);
            Assert.Equal(inner.Record, seen.Record);
        }
    }

    [Theory]
    [InlineData("premiere_example")]
    [InlineData("premiere_enable_property")]
    [InlineData("hiero_xml_export")]
    [InlineData("sample_just_track")]
    public void Final_Cut_Pro_XML_of_other_programs_is_written_with_the_same_pictures_in_the_same_places(string name)
    {
        var cut = CutReader.Read(Corpus.PathOf($"conformance/otio/fcp_xml/{name}.xml"));

        var back = Back(cut, CutFormat.FcpXml);

        // Overlaps move to a track of their own, and nests are written as what is seen in them.
        Assert.Empty(Flat(cut).Except(Flat(back)));
        Assert.Empty(Flat(back).Except(Flat(cut)));
        Assert.Equal(Flat(cut).Count(), Flat(back).Count());
        Assert.DoesNotContain(back.Problems, problem => problem.Severity == CutSeverity.Error);
    }

    [Fact]
    public void Placements_that_came_from_Final_Cut_Pro_XML_go_back_there_and_others_are_told()
    {
        var xml = """
            <xmeml version="5"><sequence><name>A</name><rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate><media><video><track><clipitem id="c">
            <name>a</name><rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate><start>0</start><end>24</end><in>10</in><out>34</out>
            <filter><effect><name>Basic Motion</name><effectid>basic</effectid><effecttype>motion</effecttype>
            <parameter><parameterid>scale</parameterid><name>Scale</name><value>112.5</value></parameter>
            <parameter><parameterid>center</parameterid><name>Center</name><value><horiz>-0.25</horiz><vert>0.125</vert></value></parameter></effect></filter>
            <filter><effect><name>Horizontal Flip</name><effectid>Horizontal Flip</effectid></effect></filter>
            </clipitem></track></video></media></sequence></xmeml>
            """;
        var cut = CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "a.xml");

        var conversion = CutWriter.Convert(cut, CutFormat.FcpXml);
        var placed = Back(cut, CutFormat.FcpXml).Events[0].Reposition;

        Assert.DoesNotContain(conversion.Losses, loss => loss.Code == "reposition");
        Assert.NotNull(placed);
        Assert.Equal((1.125, -0.25, 0.125, true, false), (placed.ScaleX, placed.X, placed.Y, placed.IsFlippedHorizontally, placed.IsFlippedVertically));
        Assert.Contains(CutWriter.Convert(cut with { Format = CutFormat.Aaf }, CutFormat.FcpXml).Losses, loss => loss.Code == "reposition");
    }

    [Fact]
    public void A_source_for_an_event_that_is_not_there_is_refused() =>
        Assert.Contains("'999'", Assert.Throws<ArgumentException>(() => CutRelinking.Relink(Read(List), new Dictionary<string, RelinkedSource> { ["999"] = Sources(Read(List)).First().Value })).Message, StringComparison.Ordinal);

    private static Dictionary<string, RelinkedSource> Sources(Cut cut) =>
        cut.Events.Where(item => item.Kind == CutEventKind.Clip).ToDictionary(item => item.Id, item => Source(item, item.Number));

    private static RelinkedSource Source(CutEvent item, string number)
    {
        var used = item.Source.Used!.Value;
        return new()
        {
            MediaPath = $"../media/A001%20R2EC/A001R2EC_{number}.mov",
            FileName = $"A001R2EC_{number}.mov",
            ClipName = $"A001R2EC_{number}",
            Reel = $"A001R2EC_{number}",
            Available = new(used.Start.Floor - 100, used.Length.Ceiling + 200, used.Rate),
            Shown = new(used.Start.Floor, (used.End - used.Start.Floor).Ceiling, used.Rate),
        };
    }

    private static IEnumerable<string> Flat(Cut cut) => cut.Leaves.Where(item => item.Record is { IsEmpty: false }).Select(Shown);

    private static string Shown(CutEvent item) =>
        $"{item.Kind} {item.Record!.Value.Start} {item.Record.Value.Length} {(item.Kind == CutEventKind.Clip ? $"{item.Source.Used?.Start.Floor} {item.Source.Used?.End.Ceiling}" : "")} {item.Speed.Factor} {item.Speed.Kind} {item.TransitionIn?.Kind} {item.TransitionIn?.InOffset} {item.TransitionIn?.OutOffset} {item.TransitionOut?.OutOffset} {item.IsEnabled}";

    private static Cut Back(Cut cut, CutFormat format) => CutReader.Read(
        new MemoryStream(CutWriter.Convert(cut, format).Documents[0].Content.ToArray()), "back" + format switch { CutFormat.Otio => ".otio", CutFormat.FcpXml => ".xml", _ => ".edl" }, new() { Rate = cut.Rate });

    private static Cut Read(string text) => CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.edl", new() { Rate = FrameRate.Fps24 });
}
