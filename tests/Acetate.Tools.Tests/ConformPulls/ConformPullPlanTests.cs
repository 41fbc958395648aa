using System.Text;
using System.Text.Json;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Library.Matching;
using Acetate.Media.Inspect;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>From locked cuts to pieces of originals.</summary>
public sealed class ConformPullPlanTests
{
    private readonly ConformFixture library = new();

    [Fact]
    public void Events_of_several_reels_that_show_the_same_frames_become_one_piece_and_each_event_knows_it()
    {
        var (one, two) = (library.Movie("A001C001"), library.Movie("A001C002"));
        var first = library.Reel("R1", List("A001C001 01:00:10:00 01:00:12:00", "A001C002 01:00:10:00 01:00:11:00", "A001C001 01:00:12:12 01:00:13:00"));
        var fourth = library.Reel("R4", List("A001C001 01:00:11:00 01:00:12:10", "A001C001 01:00:30:00 01:00:31:00"));

        var plan = library.Plan(null, first, fourth);

        // Events 1 and 3 lie 12 frames apart, which their handles of 8 and 8 bridge.
        Assert.Equal(
            [
                (one.Clip.Id, "240-312", "232-320", "R1 1,R1 3,R4 1", "media/A001/Clip/A001C001.mov"),
                (one.Clip.Id, "720-744", "712-752", "R4 2", "media/A001/Clip/A001C001_2.mov"),
                (two.Clip.Id, "240-264", "232-272", "R1 2", "media/A001/Clip/A001C002.mov"),
            ],
            plan.Clips.Select(piece => (piece.Clip, Text(piece.Used), Text(piece.Range), string.Join(',', piece.Events.Select(id => $"{id.Reel} {NumberOf(plan, id)}")), piece.Path)));
        Assert.Equal([1, 3, 1, 1, 2], plan.Events.Select(e => e.Piece ?? 0));
        Assert.Equal(["R1 001", "R1 002", "R1 003", "R4 001", "R4 002"], plan.Events.Select(e => $"{e.Reel} {e.Number}"));
        Assert.Equal(("01:00:09:16", "01:00:13:08", "24/1"), (plan.Clips[0].TimecodeIn, plan.Clips[0].TimecodeOut, Rate(plan.Reels[0].Rate)));
        Assert.Equal((3, 88 + 40 + 40L, 0), (plan.Estimate.Files, plan.Estimate.Frames, plan.Estimate.WholeCopies));
        Assert.True(plan.IsWhole);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 1)]
    public void Stretches_are_joined_over_the_gap_that_was_agreed_on_and_no_longer_one(int gap, int pieces)
    {
        library.Movie("A001C001");

        // The handles end at frame 272 and begin again at 276.
        var plan = library.Plan(new() { MergeGap = gap }, library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00", "A001C001 01:00:11:20 01:00:12:00")));

        Assert.Equal(pieces, plan.Clips.Length);
    }

    [Fact]
    public void Handles_end_where_the_clip_ends_and_it_is_told()
    {
        library.Movie("A001C001", frames: 50);

        var plan = library.Plan(null, library.Reel("R1", List("A001C001 01:00:00:03 01:00:02:00")));

        var piece = Assert.Single(plan.Clips);
        Assert.Equal(("3-48", "0-50", 5L, 6L), (Text(piece.Used), Text(piece.Range), piece.MissingHead, piece.MissingTail));
        Assert.Equal(
            ["The handle before it is 5 frames short: the clip begins there.", "The handle after it is 6 frames short: the clip ends there."],
            plan.Events[0].Notes.Where(note => note.Concern == ConformConcern.HandlesShort).Select(note => note.Text));
    }

    [Fact]
    public void A_clip_that_is_shown_from_end_to_end_is_copied_and_not_cut()
    {
        library.Movie("A001C001", frames: 48);

        var piece = Assert.Single(library.Plan(null, library.Reel("R1", List("A001C001 01:00:00:02 01:00:01:20"))).Clips);

        Assert.True(piece.IsWhole);
        Assert.Equal(("All of it is shown, handles included.", 1_000_000L), (piece.WhyWhole, piece.Bytes));
    }

    [Fact]
    public void Handles_of_quick_and_backward_events_are_those_an_editor_would_see()
    {
        library.Movie("A001C001");
        library.Movie("A001C002", rate: "48", start: "01:00:00:00");
        var reel = library.Reel("R1",
            """
            TITLE: R1
            FCM: NON-DROP FRAME
            001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:01:00
            M2   A001C001       048.0                01:00:10:00
            002  A001C001 V     C        01:00:30:00 01:00:31:00 01:00:01:00 01:00:02:00
            M2   A001C001       -024.0               01:00:30:00

            """, one => one.Number == "002" ? ConformFixture.Matched(one, library.Clips.Values.First(), new(720, 24)) : null);

        var plan = library.Plan(new() { HeadHandle = 4, TailHandle = 10 }, reel);

        Assert.Equal(["240-288 232-308", "720-744 710-748"], plan.Clips.Select(piece => $"{Text(piece.Used)} {Text(piece.Range)}"));
        Assert.Equal(["The cut plays it at 200 % of its speed.", "The cut plays it at 100 % of its speed, backwards."], plan.Events.Select(one => one.Speed));
    }

    [Fact]
    public void What_a_dissolve_shows_beyond_the_cut_is_used_and_not_only_a_handle()
    {
        library.Movie("A001C001");
        library.Movie("A001C002");
        var reel = library.Reel("R1",
            """
            TITLE: R1
            FCM: NON-DROP FRAME
            001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
            002  A001C001 V     C        01:00:12:00 01:00:12:00 01:00:02:00 01:00:02:00
            002  A001C002 V     D    024 01:00:20:00 01:00:22:00 01:00:02:00 01:00:04:00

            """);

        var plan = library.Plan(null, reel);

        Assert.Equal(["A001C001 240-312 232-320", "A001C002 480-528 472-536"], plan.Clips.Select(piece => $"{piece.ClipName} {Text(piece.Used)} {Text(piece.Range)}"));
    }

    [Fact]
    public void Labels_that_stand_for_two_frames_each_are_counted_twice()
    {
        var clip = library.Add("A001C001", "A001", "01:00:00:00", "25", 2000, ClipKind.Single, ["a.mov"], [1_000_000], "prores",
            with: made => made with { Inspection = JsonSerializer.SerializeToElement(new { image = new { rate = "50/1" } }) });

        var plan = library.Plan(new() { HeadHandle = 0, TailHandle = 0 }, library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00"), one => ConformFixture.Matched(one, clip, new(250, 25))));

        var piece = Assert.Single(plan.Clips);
        Assert.Equal(("500-550", "01:00:10:00", "01:00:11:00"), (Text(piece.Range), piece.TimecodeIn, piece.TimecodeOut));
    }

    [Fact]
    public void Every_event_says_what_became_of_it_and_why()
    {
        var clip = library.Movie("A001C001");
        var gone = library.Movie("A001C009");
        var reel = library.Reel("R1", List([.. Enumerable.Range(0, 9).Select(_ => "A001C001 01:00:10:00 01:00:11:00")]), one => one.Number switch
        {
            "002" => new MatchOutcome.NotCameraMedia(MediaKind.VfxTemp) { Event = one.Id, Why = "It is a version of a shot." },
            "003" => new MatchOutcome.Missing(MissingReason.RollNotInLibrary) { Event = one.Id, Why = "The library has no roll B007.", Roll = "B007" },
            "004" => new MatchOutcome.Ambiguous { Event = one.Id, Why = "Two clips fit." },
            "005" => new MatchOutcome.Conflict { Event = one.Id, Why = "Reel and file contradict each other." },
            "006" => ConformFixture.Matched(one, gone, new(0, 24)),
            "007" => ConformFixture.Matched(one, clip, new(990, 24)),
            "008" => ConformFixture.Matched(one, clip, null),
            "009" => ConformFixture.Matched(one, clip, new(-1, 24)) with { IsPictureUnverified = true },
            _ => null,
        });
        var without = library.Clips.Where(one => one.Key != gone.Clip.Id).ToDictionary();

        var plan = ConformPullPlan.For([reel], without, [], new(), []);

        Assert.Equal(
            [
                "Pulled", "NotCameraMedia VfxTemp", "Missing", "Ambiguous", "Ambiguous", "Refused", "Refused", "Refused", "Pulled",
            ],
            plan.Events.Select(one => $"{one.Fate} {one.Kind}".Trim()));
        Assert.Contains("no copy of its roll A001 can be read and is verified", plan.Events[5].Why, StringComparison.Ordinal);
        Assert.Equal("The event shows the frames 990 to 1013 of its clip, which has the frames 0 to 999. Look at the match: it is another clip, or the clip came in short.", plan.Events[6].Why);
        Assert.Contains("lies outside the clip, which begins at 01:00:00:00 and has 1000 frames", plan.Events[7].Why, StringComparison.Ordinal);
        Assert.Equal([ConformConcern.PictureUnverified, ConformConcern.HandlesShort], plan.Events[8].Notes.Select(note => note.Concern).Except([ConformConcern.RangeClamped]));
        Assert.Equal(new FrameSpan(0, 23), plan.Events[8].Used);
        Assert.Equal(["Missing B007 1", "Ambiguous  2", "Refused  3"], plan.Missing.Select(one => $"{one.Fate} {one.Roll} {one.Events.Length}"));
        Assert.False(plan.IsWhole);
    }

    [Fact]
    public void A_clip_without_timecode_that_was_found_by_its_name_is_delivered_whole()
    {
        var clip = library.Movie("STOCK", start: "");

        var plan = library.Plan(null, library.Reel("R1", List("STOCK 00:00:10:00 00:00:11:00"), one => ConformFixture.Matched(one, clip, null)));

        var piece = Assert.Single(plan.Clips);
        Assert.True(piece.IsWhole);
        Assert.Equal(("0-1000", "Nobody can tell which of its frames are meant.", null), (Text(piece.Range), piece.WhyWhole, plan.Events[0].Used));
        Assert.Contains(plan.Events[0].Notes, note => note.Concern == ConformConcern.FramesUnknown);
    }

    [Theory]
    [InlineData("A001_C001.R3D", "redcode", true, "RED R3D can be cut only with its vendor's tools; no open description of its structure exists.")]
    [InlineData("a.avi", "mjpeg", true, "Files of this kind (.avi) cannot be cut without loss here: no table in them says where a frame begins.")]
    [InlineData("a.mxf", "mpeg2video", false, "The pictures of this MXF file may hang on one another (long GOP), and MXF has no edit list that could hide the lead-in a decoder needs.")]
    [InlineData("a.mxf", "prores", false, "")]
    [InlineData("a.mp4", "h264", false, "")]
    public void A_format_that_cannot_be_cut_is_estimated_whole_with_its_reason(string file, string codec, bool isWhole, string why)
    {
        library.Movie("A001C001", file: file, codec: codec);

        var plan = library.Plan(null, library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00", "A001C001 01:00:20:00 01:00:21:00")));

        Assert.Equal((isWhole, why), (plan.Clips[0].IsWhole, plan.Clips[0].WhyWhole));
        Assert.Equal(isWhole ? 1 : 2, plan.Clips.Length);
        Assert.Equal(why.Length > 0, plan.Clips[0].Bytes == 1_000_000);
        Assert.Equal(isWhole ? (1, 1_000_000L) : (0, 0L), (plan.Estimate.WholeCopies, plan.Estimate.WholeBytes));
        Assert.Equal(isWhole ? new FrameSpan(240, 504) : new(240, 264), plan.Clips[0].Used);
    }

    [Fact]
    public void Whole_clips_are_copied_once_however_many_events_show_them()
    {
        library.Movie("A001C001");

        var plan = library.Plan(new() { WholeClips = true }, library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00", "A001C001 01:00:30:00 01:00:31:00")));

        Assert.Equal(("0-1000", true, 1_000_000L), Assert.Single(plan.Clips) is var piece ? (Text(piece.Range), piece.IsWhole, piece.Bytes) : default);
    }

    [Fact]
    public void Frames_of_a_sequence_are_estimated_to_the_byte()
    {
        library.Sequence("A001C001");

        var plan = library.Plan(null, library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00")));

        Assert.Equal((40_000L, 40, 40L, 960_000L), (plan.Estimate.Bytes, plan.Estimate.Files, plan.Estimate.Frames, plan.Estimate.Saved));
        Assert.Equal("media/A001/Clip/A001C001.0000332.dng", plan.Clips[0].Path);
    }

    [Fact]
    public void What_differs_from_the_rest_of_the_cut_is_told_with_the_clip()
    {
        library.Movie("A001C001");
        library.Movie("A001C002");
        library.Add("B001C001", "B001", "01:00:00:00", "25", 1000, ClipKind.Single, ["b.mov"], [1000], "prores", width: 1920, with: clip => clip with
        {
            Problems = ["b.mov: The timecode 01:00:05:00 does not fit.", "The last frame is cut."],
            Inspection = JsonSerializer.SerializeToElement(new { problems = new[] { new { code = "timecode-jump", message = "The timecode 01:00:05:00 does not fit." }, new { code = "truncated", message = "The last frame is cut." } } }),
        });

        var plan = library.Plan(null, library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00", "A001C002 01:00:10:00 01:00:11:00", "B001C001 01:00:10:00 01:00:11:00"), one =>
            one.Number == "003" ? ConformFixture.Matched(one, library.Clips.Values.Last(), new(250, 25)) : null));

        Assert.Empty(plan.Clips[0].Notes);
        Assert.Equal(
            [
                "TimecodeJumps b.mov: The timecode 01:00:05:00 does not fit.", "Inspection The last frame is cut.",
                "RateDiffers It runs at 25 frames a second, and the cut R1 at 24.", "SizeDiffers It has 1920 × 2160 pixels, and most of the cut 4096 × 2160.",
            ],
            plan.Clips[2].Notes.Select(note => $"{note.Concern} {note.Text}"));
    }

    [Fact]
    public void Events_in_the_same_record_frames_are_told_and_both_are_delivered()
    {
        library.Movie("A001C001");
        library.Movie("A001C002");
        // Times before midnight and beyond a day, as timelines carry them.
        var reel = library.Reel("R1", List("A001C001 01:00:10:00 01:00:12:00", "A001C002 01:00:10:00 01:00:12:00", "A001C001 01:00:30:00 01:00:31:00"));
        long[] starts = [25 * 86_400, 25 * 86_400 + 24, -24];
        reel = reel with { Cut = reel.Cut with { Events = [.. reel.Cut.Events.Zip(starts, (one, start) => one with { Record = new CutRange(start, one.Record!.Value.Length, one.Record.Value.Rate) })] } };

        var plan = library.Plan(null, reel);

        Assert.Equal(3, plan.Clips.Length);
        Assert.Equal(["25:00:00:00", "25:00:01:00", "-00:00:01:00"], plan.Events.Select(one => one.RecordIn));
        Assert.Equal("Event 001 is seen in the same record frames until 25:00:02:00: the list puts both into track V1.", plan.Events[1].Notes.Single(note => note.Concern == ConformConcern.RecordOverlap).Text);
    }

    [Fact]
    public void Placings_that_a_list_carries_are_kept_with_their_values()
    {
        var clip = library.Movie("A001C001");
        var reel = library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00"));
        var cut = reel.Cut with { Events = [reel.Cut.Events[0] with { Reposition = new() { ScaleX = 1.2, ScaleY = 1.2, X = -3, Unit = "percent", IsFlippedHorizontally = true, Values = [new("Crop Left", "10")] } }] };

        var plan = library.Plan(null, reel with { Cut = cut });

        Assert.Equal([new CutValue("scale x", "1.2"), new("scale y", "1.2"), new("x", "-3 percent"), new("flip", "left and right"), new("Crop Left", "10")], plan.Events[0].Reposition);
        Assert.Contains(plan.Events[0].Notes, note => note.Concern == ConformConcern.Repositioned && note.Text.Contains("flip left and right", StringComparison.Ordinal));
        Assert.Equal(clip.Clip.Id, plan.Clips[0].Clip);
    }

    [Fact]
    public void A_change_pull_delivers_only_what_earlier_ones_did_not()
    {
        library.Movie("A001C001");
        library.Movie("A001C002");
        library.Movie("A001C003");
        var before = library.Plan(null, library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00", "A001C002 01:00:10:00 01:00:11:00")));
        // The first slipped by 6 frames within its handle, the second by a second, the third is new.
        var reel = library.Reel("R1", List("A001C001 01:00:10:06 01:00:11:06", "A001C002 01:00:11:00 01:00:12:00", "A001C003 01:00:11:00 01:00:12:00"));

        var plan = ConformPullPlan.For([reel], library.Clips, [], new(), before.Delivered("AGM_conform_001"));
        var third = ConformPullPlan.For([reel], library.Clips, [], new(), plan.Delivered("AGM_conform_002"));

        Assert.Equal([ConformFate.DeliveredBefore, ConformFate.Pulled, ConformFate.Pulled], plan.Events.Select(one => one.Fate));
        Assert.Equal(new DeliveredPiece("AGM_conform_001", "media/A001/Clip/A001C001.mov", before.Clips[0].Clip, new(232, 272)), plan.Events[0].Earlier);
        Assert.Equal("In the earlier file it has 14 frames before it and 2 frames after it.", plan.Events[0].Notes.Single(note => note.Concern == ConformConcern.HandlesShort).Text);
        // Its name is taken by what the recipient has.
        Assert.Equal(["media/A001/Clip/A001C002_2.mov", "media/A001/Clip/A001C003.mov"], plan.Clips.Select(piece => piece.Path));
        Assert.All(third.Events, one => Assert.Equal(ConformFate.DeliveredBefore, one.Fate));
        Assert.Equal(["AGM_conform_001", "AGM_conform_002", "AGM_conform_002"], third.Events.Select(one => one.Earlier!.Package));
        Assert.Equal(0, third.Estimate.Bytes);
    }

    [Fact]
    public void A_plan_is_the_same_whenever_it_is_made_and_survives_being_kept()
    {
        library.Movie("A001C001");
        library.Sequence("A001C002");
        var reels = new[] { library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00", "A001C002 01:00:10:00 01:00:11:00", "NOBODY 01:00:00:00 01:00:01:00")) };

        var (plan, again) = (Json(library.Plan(null, reels)), Json(library.Plan(null, reels)));

        Assert.Equal(plan, again);
        Assert.Equal(plan, Json(JsonSerializer.Deserialize<PlannedConform>(plan, LibraryJson.Options)!));
    }

    [Fact]
    public void A_cut_of_a_thousand_events_and_one_of_hostile_times_are_planned_all_the_same()
    {
        foreach (var clip in Enumerable.Range(0, 50)) library.Movie($"A001C{clip:000}", frames: 20_000);
        var list = List([.. Enumerable.Range(0, 1000).Select(i => $"A001C{i % 50:000} 01:{i / 100:00}:{i % 60:00}:00 01:{i / 100:00}:{i % 60:00}:12")]);
        var hostile = library.Reel("R2", List("A001C000 01:00:00:00 01:00:01:00", "A001C001 01:00:00:00 01:00:01:00", "A001C002 01:00:00:00 01:00:01:00"), one => ConformFixture.Matched(one, library.Clips.Values.First(),
            one.Number switch { "001" => new(long.MaxValue / 2, 10), "002" => new(-500, 20), _ => new(5, 0) }));

        var plan = library.Plan(null, library.Reel("R1", list), hostile);

        Assert.Equal(1000, plan.Events.Count(one => one is { Reel: "R1", Fate: ConformFate.Pulled, Piece: not null }));
        Assert.All(plan.Clips.GroupBy(piece => piece.Clip), group => Assert.All(group.Zip(group.Skip(1)), pair => Assert.True(pair.First.Range.End < pair.Second.Range.Start)));
        Assert.Equal([ConformFate.Refused, ConformFate.Refused, ConformFate.Pulled], plan.Events.Where(one => one.Reel == "R2").Select(one => one.Fate));
    }

    [Theory]
    [InlineData(-1, 8, 0)]
    [InlineData(8, 100_001, 0)]
    [InlineData(8, 8, -1)]
    public void Handles_and_gaps_that_cannot_be_meant_are_refused(int head, int tail, int gap)
    {
        library.Movie("A001C001");
        var reel = library.Reel("R1", List("A001C001 01:00:10:00 01:00:11:00"));

        Assert.Throws<PullException>(() => library.Plan(new() { HeadHandle = head, TailHandle = tail, MergeGap = gap }, reel));
    }

    [Fact]
    public void Reels_are_named_after_their_files_and_no_two_alike() =>
        Assert.Equal(["AGM_R1", "agm_r1_2", "_", "AGM_R2.v3"], ReelCut.NamesOf(["AGM_R1.edl", "agm_r1.otio", " .edl", "AGM_R2.v3.xml"]));

    private static string List(params string[] events)
    {
        var list = new StringBuilder("TITLE: REEL\nFCM: NON-DROP FRAME\n\n");
        var record = 86400L;
        for (var i = 0; i < events.Length; i++)
        {
            var parts = events[i].Split(' ');
            var length = Frame(parts[2]) - Frame(parts[1]);
            list.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1:000}  {parts[0],-8} V     C        {parts[1]} {parts[2]} {Label(record)} {Label(record + length)}\n");
            record += length;
        }

        return list.ToString();
    }

    private static long Frame(string label) => Timing.Timecode.Parse(label, Timing.FrameRate.Fps24).Frame;

    private static string Label(long frame) => new Timing.Timecode(frame, Timing.FrameRate.Fps24).ToString();

    private static string Rate(string rate) => rate.Contains('/', StringComparison.Ordinal) ? rate : rate + "/1";

    private static string Text(FrameSpan span) => $"{span.Start}-{span.End}";

    private static int NumberOf(PlannedConform plan, ReelEvent one) =>
        int.Parse(plan.Events.Single(other => other.Reel == one.Reel && other.Id == one.Id).Number, System.Globalization.CultureInfo.InvariantCulture);

    private static string Json(PlannedConform plan) => JsonSerializer.Serialize(plan, LibraryJson.Options);
}
