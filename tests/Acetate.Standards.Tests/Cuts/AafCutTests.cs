using System.Text.Json;
using Acetate.Aaf;
using Acetate.Cuts;
using Acetate.Standards.Tests.Aaf;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

/// <summary>AAF files as cuts.</summary>
public sealed class AafCutTests
{
    private const string Tape = "01012e00", Import = "01014a00", Media = "01012800";

    [Theory]
    [MemberData(nameof(ReferenceResultTests.Files), MemberType = typeof(ReferenceResultTests))]
    public void Every_clip_of_the_reference_is_an_event(string file)
    {
        using var all = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/aaf/expected.json")));
        var timeline = all.RootElement.EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file).GetProperty("timeline");
        var wanted = timeline.GetProperty("tracks").EnumerateArray().SelectMany(track => track.GetProperty("children").EnumerateArray()).ToArray();
        var start = timeline.GetProperty("global_start_time").GetProperty("value").GetDouble();

        var cut = CutReader.Read(Corpus.PathOf($"conformance/{file}"));

        Assert.Equal(CutFormat.Aaf, cut.Format);
        Assert.Equal((timeline.GetProperty("name").GetString()!, start), (cut.Name, cut.RecordStart!.Value.Approximate));
        Assert.Empty(cut.Problems);
        Assert.Empty(cut.Unknown);
        Assert.Equal(wanted.Length, cut.Events.Length);
        Assert.All(wanted.Zip(cut.Events), pair =>
        {
            var (child, item) = pair;
            Assert.Equal(child.GetProperty("name").GetString(), item.Name);
            Assert.Equal(Number(child, "range_in_track", "start") + start, item.Record!.Value.Start.Approximate);
            Assert.Equal(Number(child, "range_in_track", "duration"), item.Record.Value.Length.Approximate);
            Assert.Equal(child.GetProperty("markers").GetArrayLength(), item.Markers.Length);
            if (child.GetProperty("type").GetString() == "Stack")
                Assert.Equal(CutEventKind.Nested, item.Kind);
            else
                Assert.Equal(Number(child, "source_range", "start"), item.Source.Range!.Value.Start.Approximate);
        });

        static double Number(JsonElement child, string range, string part) => child.GetProperty(range).GetProperty(part).GetProperty("value").GetDouble();
    }

    [Fact]
    public void Speeds_say_what_they_use_of_the_source()
    {
        var events = CutReader.Read(Corpus.PathOf("conformance/aaf/misc_speed_effects.aaf")).Events;

        Assert.Equal([1, 0, 2, 0.5, 3, 0.375, 14.375, 0.375, -1, 1], events.Select(item => item.Speed.Factor.Approximate));
        Assert.Equal([SpeedKind.Constant, SpeedKind.Freeze, SpeedKind.Ramp], new[] { 0, 1, 9 }.Select(i => events[i].Speed.Kind));
        Assert.Equal([(24L, 8L), (32, 1), (0, 16), (0, 4), (0, 24), (0, 3), (86400, 115), (86420, 3), (86424, 8), (86432, 15)],
            events.Select(item => (item.Source.Used!.Value.Start.Floor, item.Source.Used.Value.Length.Ceiling)));
        Assert.Equal([15, 22, 101L], new[] { 2, 4, 6 }.Select(i => events[i].Source.Range!.Value.Length.Floor));
        Assert.Equal((4, new Ratio(86432)), (events[9].Speed.Points.Length, events[9].Speed.Points[0].Source));
        Assert.Equal(120, events[0].Source.Available!.Value.Length.Floor);
    }

    [Fact]
    public void A_stack_shows_what_is_seen_in_each_layer()
    {
        var stack = CutReader.Read(Corpus.PathOf("conformance/aaf/nested_stack.aaf")).Events[1];

        Assert.Equal([(86416L, 7L, "Frame Debugger 0h.mov"), (86423, 4, "Frame Debugger 0h.mov"), (86437, 11, "Frame Debugger 0h.mov"), (86425, 15, "Frame Debugger 1h.mov"), (86416, 8, "Frame Debugger 1h.mov")],
            stack.Inner.Select(inner => (inner.Record!.Value.Start.Floor, inner.Record.Value.Length.Floor, inner.Name)));
        Assert.Equal(["Submaster"], stack.Effects);
        Assert.Equal(5, stack.Leaves.Select(leaf => leaf.Id).Distinct().Count());
    }

    [Fact]
    public void Every_name_stands_with_the_mob_that_gives_it()
    {
        var make = new TestAaf();
        var cut = Read(make.File(
            make.Composition(1, "reel 1", make.Slot(1, make.Clip(TestAaf.MobId(2), 1, 0, 24)), make.Slot(2, make.Timecode(86400, 24, false, 24), track: 1)),
            make.Master(2, "A002C006_R2EC", make.Slot(1, make.Clip(TestAaf.MobId(3), 1, 0, 500))).With(make.Tags(0x4406, ("Scene", "23A"), ("Camroll", "A002"), ("Colour note", "warm"), ("ASC_SOP", "(1.1 1 1)(0 0 0)(1 1 1)"), ("ASC_SAT", "0.9"))),
            make.Source(3, "", Media, make.Slot(1, make.Clip(TestAaf.MobId(4), 1, 240, 500))),
            make.Source(4, "A002R2EC", Tape, make.Slot(1, make.Clip(default, 0, 0, 9999)), make.Slot(2, make.Timecode(1000, 24, false, 9999), track: 1))));

        var item = Assert.Single(cut.Events);

        Assert.Equal(
            [
                (SourceNameKind.ClipName, "A002C006_R2EC", "name of the master clip"), (SourceNameKind.Umid, TestAaf.MobId(2).ToUmid(), "id of the master clip"),
                (SourceNameKind.Scene, "23A", "column Scene of the master clip"), (SourceNameKind.CameraRoll, "A002", "column Camroll of the master clip"), (SourceNameKind.Umid, TestAaf.MobId(3).ToUmid(), "id of the media file"),
                (SourceNameKind.Tape, "A002R2EC", "name of the tape"), (SourceNameKind.Umid, TestAaf.MobId(4).ToUmid(), "id of the tape"),
            ],
            item.Source.Names.Select(name => (name.Kind, name.Value, name.Origin)));
        Assert.Equal((new CutRange(1240, 24, FrameRate.Fps24), new CutRange(1240, 500, FrameRate.Fps24)), (item.Source.Range!.Value, item.Source.Available!.Value));
        Assert.Equal(["Colour note: warm"], item.Comments);
        Assert.Equal((1.1, 0.9), (item.Grade!.Slope.Red, item.Grade.Saturation));
    }

    [Fact]
    public void A_subclip_is_one_event_with_the_source_behind_it()
    {
        var make = new TestAaf();
        var cut = Read(make.File(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(30, make.Clip(TestAaf.MobId(5), 1, 3, 10), make.Clip(TestAaf.MobId(6), 1, 0, 20)))),
            make.Composition(5, "sub.01", make.Slot(1, make.Clip(TestAaf.MobId(2), 1, 100, 40))),
            make.Composition(6, "two", make.Slot(1, make.Sequence(20, make.Clip(TestAaf.MobId(2), 1, 0, 5), make.Clip(TestAaf.MobId(2), 1, 50, 15)))),
            Timed(make, 2)));

        Assert.Equal([(CutEventKind.Clip, "sub.01"), (CutEventKind.Nested, "two")], cut.Events.Select(item => (item.Kind, item.Name)));
        Assert.Equal(["sub.01", "clip 2"], cut.Events[0].Source.Of(SourceNameKind.ClipName).Select(name => name.Value));
        Assert.Equal([(1103L, 10L), (1000, 5), (1050, 15)], cut.Leaves.Select(leaf => (leaf.Source.Used!.Value.Start.Floor, leaf.Source.Used.Value.Length.Floor)));
        Assert.Equal([(0L, 10L), (10, 5), (15, 15)], cut.Leaves.Select(leaf => (leaf.Record!.Value.Start.Floor, leaf.Record.Value.Length.Floor)));
    }

    [Fact]
    public void A_motion_effect_made_in_the_bin_keeps_its_speed()
    {
        var make = new TestAaf();
        var warped = make.Effect("Motion Control", 50, [make.Clip(TestAaf.MobId(2), 1, 10, 100)], [make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, 0), (50, 1, 100))], isTimeWarp: true);
        var cut = Read(make.File(
            make.Composition(1, "reel 1", make.Slot(1, make.Clip(TestAaf.MobId(5), 1, 5, 10))),
            make.Composition(5, "clip 2 (200 %)", make.Slot(1, warped)),
            Timed(make, 2)));

        var item = Assert.Single(cut.Events);

        Assert.Equal((CutEventKind.Clip, new Ratio(2)), (item.Kind, item.Speed.Factor));
        Assert.Equal(new CutRange(1020, 20, FrameRate.Fps24), item.Source.Used);
    }

    [Fact]
    public void Both_sides_of_a_dissolve_hold_it_and_use_what_it_shows()
    {
        var make = new TestAaf();
        var cut = Read(make.File(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(170, make.Clip(TestAaf.MobId(2), 1, 0, 100), make.Transition(20, 8, "Video Dissolve"), make.Clip(TestAaf.MobId(2), 1, 200, 90)))),
            Timed(make, 2)));

        var (before, after) = (cut.Events[0], cut.Events[1]);

        Assert.Equal(before.TransitionOut, after.TransitionIn);
        Assert.Equal((TransitionKind.Dissolve, new Ratio(8), new Ratio(12), before.Id, after.Id),
            (before.TransitionOut!.Kind, before.TransitionOut.InOffset, before.TransitionOut.OutOffset, before.TransitionOut.From!, before.TransitionOut.To!));
        Assert.Equal((new CutRange(1000, 100, FrameRate.Fps24), new CutRange(1200, 90, FrameRate.Fps24)), (before.Source.Used!.Value, after.Source.Used!.Value));
        Assert.Equal((new CutRange(1000, 88, FrameRate.Fps24), new CutRange(1208, 82, FrameRate.Fps24)), (before.Source.Range!.Value, after.Source.Range!.Value));
    }

    [Fact]
    public void Resizes_flops_titles_adjustments_and_groups_are_told()
    {
        var make = new TestAaf();
        TestObject Below(long length) => make.Component("01010d00", length).Number(0x0e01, 0, 4).Number(0x0e02, 1, 4);
        var group = make.Component("01010e00", 10).Owns(0x0f01, make.Clip(TestAaf.MobId(2), 1, 0, 10)).OwnsList(0x0f02, make.Clip(TestAaf.MobId(3), 1, 0, 10));
        var off = make.Component("01010e00", 10).Owns(0x0f01, make.Filler(10)).OwnsList(0x0f02, make.Clip(TestAaf.MobId(2), 1, 0, 10));
        var cut = Read(make.File(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(70,
                make.Effect("Resize", 10, [make.Effect("Flop", 10, [make.Clip(TestAaf.MobId(2), 1, 0, 10)], [])], [make.Curve("DVE_SCALE_X_U", (0, 1, 100), (1, 1, 120))]),
                make.Effect("Title_2", 10, [Below(10), make.Clip(TestAaf.MobId(3), 1, 0, 10)], []),
                make.Effect("Color Correction", 10, [Below(10)], []), make.Filler(10), Below(10), group, off))),
            Timed(make, 2), Timed(make, 3)));

        Assert.Equal([(CutEventKind.Clip, true), (CutEventKind.Title, true), (CutEventKind.Adjustment, true), (CutEventKind.Clip, true), (CutEventKind.Clip, false)], cut.Events.Select(item => (item.Kind, item.IsEnabled)));
        var placed = cut.Events[0].Reposition!;
        Assert.Equal((true, false, true), (placed.IsFlippedHorizontally, placed.IsFlippedVertically, placed.IsAnimated));
        Assert.Equal(new CutValue("Resize/DVE_SCALE_X_U", "0/1: 100/1; 1/1: 120/1"), Assert.Single(placed.Values));
        Assert.Equal(["Color Correction"], cut.Events[2].Effects);
        Assert.Equal(CutGrouping.Multicam, cut.Events[3].Grouping);
    }

    [Fact]
    public void Sequences_that_contain_themselves_end_with_a_problem()
    {
        var make = new TestAaf();
        var cut = Read(make.File(
            make.Composition(1, "one", make.Slot(1, make.Sequence(20, make.Clip(TestAaf.MobId(2), 1, 0, 10), make.Clip(TestAaf.MobId(2), 1, 5, 10)))),
            make.Composition(2, "two", make.Slot(1, make.Sequence(20, make.Clip(TestAaf.MobId(1), 1, 0, 10), make.Clip(TestAaf.MobId(1), 1, 5, 10))))));

        Assert.Contains(cut.Problems, problem => problem is { Code: "nests-itself", Severity: CutSeverity.Error });
        Assert.Contains(cut.Problems, problem => problem.Message.Contains("run in a circle", StringComparison.Ordinal));
    }

    [Fact]
    public void Clips_without_a_sequence_are_a_list_without_record_times()
    {
        var make = new TestAaf();
        var cut = Read(make.File(Timed(make, 2), Timed(make, 3)));

        Assert.Equal([("clip 2", true), ("clip 3", true)], cut.Events.Select(item => (item.Name, item.Record is null)));
        Assert.Equal(new CutRange(1000, 900, FrameRate.Fps24), cut.Events[0].Source.Available);
    }

    [Fact]
    public void A_sequence_of_sound_counts_in_frames_of_its_timecode()
    {
        var cut = CutReader.Read(Corpus.PathOf("samples/editorial-aaf/sector_size_512.aaf"));

        Assert.Equal((FrameRate.Fps24, new Ratio(86400)), (cut.Rate, cut.RecordStart!.Value));
        Assert.Equal("Pro Tools:aaf_2trks_4clips.ptx", cut.Events[0].Source[SourceNameKind.Tape]);
        Assert.All(cut.Events, item => Assert.Equal(FrameRate.Fps24, item.Record!.Value.Rate));
    }

    [Fact]
    public void Damage_is_a_cut_or_a_sentence()
    {
        var whole = File.ReadAllBytes(Corpus.PathOf("conformance/aaf/misc_speed_effects.aaf"));
        var read = 0;

        for (var seed = 0UL; seed < 150; seed++)
        {
            var damage = new Damage(seed, "x");
            var bytes = whole.ToArray();
            for (var hits = 1 + damage.Next(8); hits > 0; hits--)
                bytes[512 + damage.Next(bytes.Length - 512)] = (byte)(damage.Next(2) == 0 ? 0xFF : damage.Next(256));
            try
            {
                Assert.NotEmpty(CutReader.ReadAll(new MemoryStream(bytes), "x.aaf"));
                read++;
            }
            catch (CutException refused)
            {
                Assert.StartsWith("x.aaf: ", refused.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(read, 10, 149);
    }

    [Fact]
    public void A_file_with_any_number_replaced_is_a_cut_or_a_sentence()
    {
        var make = new TestAaf();
        var warped = make.Effect("Motion Control", 50, [make.Clip(TestAaf.MobId(2), 1, 10, 100)], [make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, 0), (20, 1, 100), (50, 1, 110))], isTimeWarp: true);
        var whole = make.File(
            make.Composition(1, "reel 1", make.Slot(1, make.Sequence(60, make.Clip(TestAaf.MobId(5), 1, 5, 20), make.Transition(8, 4, "Dissolve"), make.Clip(TestAaf.MobId(2), 1, 0, 28),
                make.Effect("Resize", 20, [make.Sequence(20, make.Clip(TestAaf.MobId(2), 1, 0, 10), make.Filler(10)), make.Clip(TestAaf.MobId(5), 1, 0, 20)], [make.Constant("Scale", 1, 2)])))),
            make.Composition(5, "nest", make.Slot(1, warped)), Timed(make, 2));
        uint[] tempting = [0, 1, 2, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];
        var read = 0;

        for (var at = 512; at + 4 <= whole.Length; at += 2)
        {
            var bytes = whole.ToArray();
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), tempting[at / 2 % tempting.Length]);
            try
            {
                Assert.NotEmpty(CutReader.ReadAll(new MemoryStream(bytes), "x.aaf"));
                read++;
            }
            catch (CutException refused)
            {
                Assert.StartsWith("x.aaf: ", refused.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(read, 1000, whole.Length / 2);
    }

    private static Cut Read(byte[] bytes) => CutReader.Read(new MemoryStream(bytes), "test.aaf");

    /// <summary>A clip of 900 frames from 1000 on, of a camera file.</summary>
    private static (AafMobId, TestObject) Timed(TestAaf make, int id) =>
        make.Master(id, $"clip {id}", make.Slot(1, make.Clip(default, 0, 0, 900)), make.Slot(2, make.Timecode(1000, 24, false, 900), track: 1));
}
