using System.Text;
using Acetate.Cuts;
using Acetate.Library.Clips;
using Acetate.Library.Matching;
using Acetate.Timing;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.VfxPulls;

/// <summary>From a cut to a turnover.</summary>
public sealed class VfxPullPlanTests
{
    private const string List =
        """
        TITLE: REEL 1
        FCM: NON-DROP FRAME

        001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
        * LOC: 01:00:01:00 CYAN    AGM_104_065_010 SCREEN
        002  A001C002 V     C        01:01:00:00 01:01:01:00 01:00:02:00 01:00:03:00
        003  A001C001 V     C        01:00:12:00 01:00:13:00 01:00:03:00 01:00:04:00
        * LOC: 01:00:03:10 CYAN    AGM_104_065_010
        004  A001C003 V     C        01:02:00:00 01:02:01:00 01:00:04:00 01:00:06:00
        M2   A001C003       012.0                01:02:00:00
        * LOC: 01:00:04:10 CYAN    AGM_104_065_020
        005  TITLE    V     C        00:00:00:00 00:00:01:00 01:00:06:00 01:00:07:00
        * LOC: 01:00:06:10 CYAN    AGM_104_065_030

        """;

    private static readonly Guid Roll = new("00000000-0000-0000-0000-0000000000ff");
    private static readonly TurnoverNaming Naming = new("AGM", "vendor");

    private static readonly Clip[] Shot = [NewClip(1, "A001C001", "01:00:00:00"), NewClip(2, "A001C002", "01:01:00:00"), NewClip(3, "A001C003", "01:02:00:00")];

    [Fact]
    public void A_cut_becomes_plates_with_handles_names_and_numbers_and_each_event_says_what_became_of_it()
    {
        var plan = Plan();

        Assert.Equal(
            ["001 AGM_104_065_010 Pulled", "002  NotWanted", "003 AGM_104_065_010 Pulled", "004 AGM_104_065_020 Pulled", "005 AGM_104_065_030 NotCameraMedia"],
            plan.Events.Select(one => $"{one.Number} {one.Shot} {one.Fate}"));
        // Events 1 and 3 show frames 240 to 288 and 288 to 312 of one clip: one plate.
        Assert.Equal(
            [
                "AGM_104_065_010_PL01_v001/AGM_104_065_010_PL01_v001.####.exr 232-320 from 993",
                "AGM_104_065_020_PL01_v001/AGM_104_065_020_PL01_v001.####.exr 0-32 from 1001",
            ],
            plan.Plates.Select(plate => $"{plate.Pattern} {plate.Range.Start}-{plate.Range.End} from {plate.FirstNumber}"));
        Assert.Equal(["It is one plate for events 001, 003: their frames with handles overlap or meet."], plan.Plates[0].Notes);
        Assert.Equal(["The handle before the cut is 8 frames short: the clip begins there."], plan.Plates[1].Notes);
        Assert.Equal(["The cut plays it at 50 % of its speed; the plate runs as it was shot."], plan.Plates[1].Remaining);
        Assert.Equal(new PullEstimate(2, 120, 120, 120L * 4096 * 2160 * 6), plan.Estimate);
        Assert.True(plan.IsWhole);
    }

    [Fact]
    public void What_was_delivered_before_is_not_rendered_again_and_what_left_the_cut_is_told()
    {
        var before = Plan().Plates;
        DeliveredPlate[] delivered =
        [
            .. before.Select(plate => new DeliveredPlate(plate.Shot, plate.Element, plate.Version, plate.Clip, plate.Range, plate.Recipe)),
            new("AGM_104_001_010", "PL01", 2, Shot[1].Id, new(0, 10, 0, 10, 0, 0), "Aces2065"),
        ];

        var same = Plan(delivered: delivered);
        var longer = Plan(List.Replace("01:02:00:00 01:02:01:00 01:00:04:00 01:00:06:00", "01:02:00:00 01:02:01:12 01:00:04:00 01:00:07:00", StringComparison.Ordinal), delivered);

        Assert.Equal([PlateChange.Same, PlateChange.Same, PlateChange.Omitted], same.Plates.Select(plate => plate.Change));
        Assert.Equal(new PullEstimate(0, 0, 0, 0), same.Estimate);
        Assert.Equal("The cut no longer has it: stop work on it, or ask.", Assert.Single(same.Plates[2].Notes));
        var extended = longer.Plates[1];
        Assert.Equal((PlateChange.Extended, 2, "AGM_104_065_020_PL01_v002/AGM_104_065_020_PL01_v002.####.exr", 1001L), (extended.Change, extended.Version, extended.Pattern, extended.FirstNumber));
        Assert.Equal([new FrameRun(32, 44)], extended.Render);
        Assert.Equal((1, 44, 12), (longer.Estimate.Plates, longer.Estimate.Frames, longer.Estimate.RenderFrames));
    }

    [Fact]
    public void What_has_no_plate_says_why_and_the_others_are_pulled_all_the_same()
    {
        var outcomes = Outcomes();
        outcomes["1"] = new MatchOutcome.Missing(MissingReason.RollNotInLibrary) { Event = "1", Why = "The library has no roll A001." };
        outcomes["4"] = Matched("4", Shot[2], new(990, 24));

        var plan = Plan(outcomes: outcomes);

        Assert.False(plan.IsWhole);
        Assert.Equal((PulledEventFate.Refused, "The library has no roll A001."), (plan.Events[0].Fate, plan.Events[0].Why));
        Assert.Equal((PulledEventFate.Refused, "The event shows the frames 990 to 1013 of its clip, which has the frames 0 to 999. Look at the match: it is another clip, or the clip came in short."), (plan.Events[3].Fate, plan.Events[3].Why));
        Assert.Equal("AGM_104_065_010", Assert.Single(plan.Plates).Shot);
    }

    [Fact]
    public void Plates_are_neither_enlarged_nor_narrower_than_the_show_asks()
    {
        var larger = Plan(settings: new() { Width = 8192 });
        var narrow = Plan(settings: new() { Width = 2048, MinimumWidth = 3840 });
        var fitted = Plan(settings: new() { Width = 2048 });

        Assert.Equal("The clip has 4096 × 2160 pixels, and plates of 8192 × 2160 are asked for: plates are never made larger than what was recorded. Ask for a smaller size.", larger.Events[0].Why);
        Assert.Equal("The plate would have 2048 pixels across, and the show asks for 3840 at least. Ask the show for an exception, or find a wider original.", narrow.Events[0].Why);
        Assert.All(fitted.Plates, plate => Assert.Equal((2048, 1080), (plate.Width, plate.Height)));
        Assert.NotEqual(Plan().Plates[0].Recipe, fitted.Plates[0].Recipe);
    }

    [Fact]
    public void Only_shots_that_are_asked_for_are_pulled_and_one_that_is_not_there_is_refused()
    {
        var plan = Plan(only: ["AGM_104_065_020"]);

        Assert.Equal("AGM_104_065_020", Assert.Single(plan.Plates).Shot);
        Assert.Equal("The cut has no shot 'X'. It has AGM_104_065_010, AGM_104_065_020, AGM_104_065_030.", Assert.Throws<PullException>(() => Plan(only: ["X"])).Message);
    }

    [Fact]
    public void Frames_that_two_plates_share_and_events_in_the_same_record_frames_are_told()
    {
        var shared = Plan(List.Replace("01:00:03:10 CYAN    AGM_104_065_010", "01:00:03:10 CYAN    AGM_104_065_040", StringComparison.Ordinal));
        var over = Plan(List.Replace("01:00:12:00 01:00:13:00 01:00:03:00 01:00:04:00", "01:00:12:00 01:00:13:00 01:00:01:00 01:00:02:00", StringComparison.Ordinal).Replace("01:00:03:10", "01:00:01:10", StringComparison.Ordinal));

        Assert.Equal(["16 frames of its clip are in AGM_104_065_040 PL01 too."], shared.Plates.Single(plate => plate.Shot == "AGM_104_065_010").Notes);
        Assert.Equal(["16 frames of its clip are in AGM_104_065_010 PL01 too."], shared.Plates.Single(plate => plate.Shot == "AGM_104_065_040").Notes);
        Assert.Contains("Event 001 is seen in the same record frames until 01:00:02:00: the list puts both into track V1.", over.Events.Single(one => one.Number == "003").Notes);
    }

    [Fact]
    public void Two_plates_that_would_have_one_name_are_refused()
    {
        var list = List.Replace("AGM_104_065_020", "agm_104_065_010", StringComparison.Ordinal);

        Assert.StartsWith("AGM_104_065_010 PL01 and agm_104_065_010 PL01 would both be named ", Assert.Throws<PullException>(() => Plan(list)).Message, StringComparison.Ordinal);
    }

    private static PlannedPull Plan(string list = List, DeliveredPlate[]? delivered = null, VfxPullSettings? settings = null, Dictionary<string, MatchOutcome>? outcomes = null, string[]? only = null)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(list));
        var cut = CutReader.Read(text, "reel 1.edl", new() { Rate = FrameRate.Fps24 });
        var byNumber = outcomes ?? Outcomes(list.Contains("01:02:01:12", StringComparison.Ordinal) ? 36 : 24);
        var byId = cut.Leaves.ToDictionary(one => one.Id, one => byNumber[int.Parse(one.Number, System.Globalization.CultureInfo.InvariantCulture).ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return VfxPullPlan.For(cut, byId, Shot.ToDictionary(clip => clip.Id), Naming, settings ?? new(), delivered ?? [], only ?? [], shotsBefore: delivered?.Select(plate => plate.Shot).ToHashSet());
    }

    private static Dictionary<string, MatchOutcome> Outcomes(long lastFrames = 24) => new()
    {
        ["1"] = Matched("1", Shot[0], new(240, 48)),
        ["2"] = Matched("2", Shot[1], new(0, 24)),
        ["3"] = Matched("3", Shot[0], new(288, 24)),
        ["4"] = Matched("4", Shot[2], new(0, lastFrames)),
        ["5"] = new MatchOutcome.NotCameraMedia(MediaKind.Title) { Event = "5", Why = "It is a title." },
    };

    private static MatchOutcome.Matched Matched(string id, Clip clip, ClipFrames frames) =>
        new MatchOutcome.Matched(new() { Id = clip.Id, Name = clip.Name, Roll = new(Roll, "A001", new(2026, 11, 21)) }, frames, 1) { Event = id, Why = "Reel and timecode agree." };

    private static Clip NewClip(byte number, string name, string start) => new()
    {
        Id = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number),
        Roll = Roll,
        Name = name,
        Kind = "single",
        Frames = 1000,
        Rate = "24",
        TimecodeStart = start,
        Width = 4096,
        Height = 2160,
    };
}
