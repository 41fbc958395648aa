using Acetate.Aaf;
using Acetate.Aaf.Compositions;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>How sequences become tracks of items, and clips are followed back to their sources.</summary>
public sealed class CompositionTests
{
    private const string Tape = "01012e00", Import = "01014a00", File = "01012800";

    [Theory]
    [InlineData(false, 9)]
    [InlineData(false, 12)]
    [InlineData(true, 9)]
    public void A_clip_is_followed_from_master_to_file_to_tape_in_either_byte_order_and_sector_size(bool bigEndian, int sectorShift)
    {
        var make = new TestAaf(bigEndian, sectorShift);
        var file = make.Read(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(100, make.Filler(10), make.Clip(TestAaf.MobId(2), 1, 30, 90)), track: 1),
                make.Slot(2, make.Timecode(86400, 24, false, 100), track: 1, name: "TC1")),
            make.Master(2, "A002C006", make.Slot(1, make.Clip(TestAaf.MobId(3), 1, 0, 500))),
            make.Source(3, "A002C006.mxf", File, make.Slot(1, make.Clip(TestAaf.MobId(4), 5, 240, 500))),
            make.Source(4, "A002", Tape, make.Slot(5, make.Clip(default, 0, 0, 100000)), make.Slot(6, make.Timecode(1_000_000, 24, false, 100000), track: 1)));

        var cut = AafComposition.Of(file, Assert.Single(file.TopLevel));

        Assert.Empty(file.Problems.Where(problem => !problem.Message.Contains("dictionary of classes", StringComparison.Ordinal)));
        Assert.Empty(cut.Problems);
        Assert.Equal(new Timecode(86400, FrameRate.Fps24), cut.Start);
        var track = Assert.Single(cut.Tracks);
        Assert.Equal([AafItemKind.Gap, AafItemKind.Clip], track.Items.Select(item => item.Kind));
        var clip = track.Items[1];
        Assert.Equal(("A002C006", new FrameRange(10, 90, FrameRate.Fps24)), (clip.Name, clip.Range));
        var chain = clip.Source!;
        Assert.Equal(AafChainEnd.Origin, chain.End);
        Assert.Equal([(TestAaf.MobId(2), 30L), (TestAaf.MobId(3), 30L), (TestAaf.MobId(4), 270L)], chain.Links.Select(link => (link.Mob.Id, link.Position)));
        Assert.Equal(("A002", new Timecode(1_000_270, FrameRate.Fps24)), (chain.Tape, clip.SourceStart!.Value));
    }

    [Fact]
    public void A_dissolve_is_cut_at_its_cut_point_and_both_clips_know_what_lies_beneath_it()
    {
        var make = new TestAaf();
        var file = make.Read(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(170, make.Clip(TestAaf.MobId(2), 1, 0, 100), make.Transition(20, 8, "Dissolve"), make.Clip(TestAaf.MobId(2), 1, 200, 90)))),
            Tapeless(make, 2));

        var items = AafComposition.Of(file, file.TopLevel[0]).Tracks[0].Items;

        Assert.Equal([(0L, 88L), (80L, 20L), (88L, 82L)], items.Select(item => (item.Range.Start, item.Range.Length)));
        Assert.Equal((AafItemKind.Transition, "Dissolve", 88L), (items[1].Kind, items[1].Name, items[1].CutPoint));
        Assert.Equal((12L, 8L), (items[0].TailOverlap, items[2].HeadOverlap));
        Assert.Equal(208, items[2].Source!.Links[0].Position);
    }

    [Fact]
    public void A_clip_at_another_rate_is_found_at_the_frame_that_plays_and_says_when_it_is_between_two()
    {
        var make = new TestAaf();
        var file = make.Read(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(20, make.Clip(TestAaf.MobId(2), 1, 10, 10), make.Clip(TestAaf.MobId(2), 1, 11, 10)), rate: 30000, per: 1001)),
            make.Master(2, "clip", make.Slot(1, make.Clip(TestAaf.MobId(3), 1, 0, 500), rate: 24000, per: 1001)),
            make.Source(3, "clip.mov", Import, make.Slot(1, make.Clip(default, 0, 0, 500), rate: 24000, per: 1001), make.Slot(2, make.Timecode(24, 24, false, 500), rate: 24000, per: 1001, track: 1)));

        var items = AafComposition.Of(file, file.TopLevel[0]).Tracks[0].Items;

        Assert.Equal([(8L, true), (8L, false)], items.Select(item => (item.Source!.Links[^1].Position, item.Source.Links[^1].IsExact)));
        Assert.All(items, item => Assert.Equal(new Timecode(32, FrameRate.Fps23976), item.SourceStart));
        Assert.Equal("clip.mov", items[0].Source!.SourceFile);
    }

    [Fact]
    public void A_clip_in_a_nest_is_followed_to_the_component_that_plays_there()
    {
        var make = new TestAaf();
        var file = make.Read(
            make.Composition(1, "reel 1", make.Slot(1, make.Clip(TestAaf.MobId(5), 1, 50, 10))),
            make.Composition(5, "nest", make.Slot(1, make.Sequence(100, make.Clip(TestAaf.MobId(2), 1, 0, 40), make.Clip(TestAaf.MobId(3), 1, 7, 60)))),
            Tapeless(make, 2), Tapeless(make, 3));

        var chain = AafComposition.Of(file, Assert.Single(file.TopLevel)).Tracks[0].Items[0].Source!;

        Assert.Equal([("nest", 50L), ("clip 3", 17L)], chain.Links.Select(link => (link.Mob.Name, link.Position)));
    }

    [Fact]
    public void Layers_of_one_slot_are_tracks_and_a_reference_downwards_lets_what_is_below_be_seen()
    {
        var make = new TestAaf();
        var scope = make.Component("01010b00", 50).OwnsList(0x0c01,
            make.Sequence(50, make.Clip(TestAaf.MobId(2), 1, 0, 50)),
            make.Sequence(50, make.Component("01010d00", 20).Number(0x0e01, 0, 4).Number(0x0e02, 1, 4), make.Clip(TestAaf.MobId(2), 1, 100, 30)));
        var file = make.Read(make.Composition(1, "reel 1", make.Slot(1, scope)), Tapeless(make, 2));

        var tracks = AafComposition.Of(file, file.TopLevel[0]).Tracks;

        Assert.Equal([(1, 1), (2, 2)], tracks.Select(track => (track.Number, track.Layer)));
        Assert.Equal([AafItemKind.Below, AafItemKind.Clip], tracks[1].Items.Select(item => item.Kind));
    }

    [Fact]
    public void A_clip_that_is_switched_off_and_a_group_clip_are_told_apart()
    {
        var make = new TestAaf();
        var off = make.Component("01010e00", 10).Owns(0x0f01, make.Filler(10)).OwnsList(0x0f02, make.Clip(TestAaf.MobId(2), 1, 0, 10));
        var group = make.Component("01010e00", 10).Owns(0x0f01, make.Clip(TestAaf.MobId(2), 1, 5, 10)).OwnsList(0x0f02, make.Clip(TestAaf.MobId(3), 1, 5, 10));
        var file = make.Read(make.Composition(1, "reel 1", make.Slot(1, make.Sequence(20, off, group))), Tapeless(make, 2), Tapeless(make, 3));

        var items = AafComposition.Of(file, file.TopLevel[0]).Tracks[0].Items;

        Assert.Equal([("clip 2", false, 0), ("clip 2", true, 1)], items.Select(item => (item.Name, item.IsOn, item.Alternates.Length)));
        Assert.Equal("clip 3", items[1].Alternates[0].Name);
    }

    [Fact]
    public void A_resize_keeps_its_name_its_settings_and_its_key_frames()
    {
        var make = new TestAaf();
        var effect = make.Effect("Resize", 48, [make.Clip(TestAaf.MobId(2), 1, 0, 48)],
            [make.Constant("AvidScaleX", 3, 2), make.Curve("AvidPosX", (0, 1, -100), (1, 1, 250))]);
        var file = make.Read(make.Composition(1, "reel 1", make.Slot(1, make.Sequence(48, effect))), Tapeless(make, 2));

        var item = AafComposition.Of(file, file.TopLevel[0]).Tracks[0].Items[0];

        Assert.Equal((AafItemKind.Clip, "clip 2"), (item.Kind, item.Name));
        var kept = Assert.Single(item.Effects);
        Assert.Equal(("Resize", 1.5), (kept.Operation.Name, kept.Parameter("AvidScaleX")!.Number));
        Assert.Equal([-100, 250.0], kept.Parameter("AvidPosX")!.Points.Select(point => point.Number!.Value));
        Assert.Null(item.Speed);
    }

    [Fact]
    public void Sources_that_run_in_a_circle_end_where_it_closes_with_a_sentence()
    {
        var make = new TestAaf();
        var file = make.Read(
            make.Composition(1, "reel 1", make.Slot(1, make.Clip(TestAaf.MobId(2), 1, 0, 10))),
            make.Master(2, "one", make.Slot(1, make.Clip(TestAaf.MobId(3), 1, 5, 10))),
            make.Master(3, "two", make.Slot(1, make.Clip(TestAaf.MobId(2), 1, 5, 10))));

        var cut = AafComposition.Of(file, file.Mob(TestAaf.MobId(1))!);

        var chain = cut.Tracks[0].Items[0].Source!;
        Assert.Equal((AafChainEnd.Circle, TestAaf.MobId(2)), (chain.End, chain.Broken!.Value));
        Assert.Equal(["one", "two"], chain.Links.Select(link => link.Mob.Name));
        var problem = Assert.Single(cut.Problems);
        Assert.Equal($"'reel 1', V1, frame 0: The sources of 'one' run in a circle at mob {TestAaf.MobId(2)}; the chain ends there.", problem.ToString());
    }

    [Fact]
    public void Material_without_a_sequence_is_its_clips()
    {
        var make = new TestAaf();
        var file = make.Read(Tapeless(make, 2), Tapeless(make, 3), make.Source(4, "A002", Tape, make.Slot(1, make.Clip(default, 0, 0, 10))));

        Assert.Equal(["clip 2", "clip 3"], file.TopLevel.Select(mob => mob.Name));
    }

    [Fact]
    public void A_chain_says_what_is_missing()
    {
        var make = new TestAaf();
        var file = make.Read(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(30, make.Clip(TestAaf.MobId(9), 1, 0, 10), make.Clip(TestAaf.MobId(2), 7, 0, 10), make.Clip(TestAaf.MobId(3), 1, 0, 10)))),
            Tapeless(make, 2),
            make.Master(3, "half", make.Slot(1, make.Clip(TestAaf.MobId(8), 1, 0, 10))));

        var cut = AafComposition.Of(file, file.TopLevel[0]);

        Assert.Equal([AafChainEnd.MissingMob, AafChainEnd.MissingTrack, AafChainEnd.MissingMob], cut.Tracks[0].Items.Select(item => item.Source!.End));
        Assert.Equal(3, cut.Problems.Length);
        Assert.Contains("is not in the file. Export the sequence with its master clips.", cut.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_id_of_a_mob_is_read_and_written_as_in_AAF_programs_and_in_MXF()
    {
        const string Urn = "urn:smpte:umid:060a2b34.01010101.01010f00.13000000.060e2b34.7f7f2a80.57e19d16.ba8202db";
        const string Umid = "0x060A2B340101010101010F001300000057E19D16BA8202DB060E2B347F7F2A80";

        Assert.True(AafMobId.TryParse(Umid, out var fromMxf));
        Assert.True(AafMobId.TryParse(Urn, out var fromAaf));

        Assert.Equal(fromMxf, fromAaf);
        Assert.Equal((Urn, Umid), (fromAaf.ToString(), fromMxf.ToUmid()));
        Assert.False(AafMobId.TryParse("A002C006", out _));
        Assert.True(default(AafMobId).IsNull);
    }

    private static (AafMobId, TestObject) Tapeless(TestAaf make, int id) => make.Master(id, $"clip {id}", make.Slot(1, make.Clip(default, 0, 0, 1000)));
}
