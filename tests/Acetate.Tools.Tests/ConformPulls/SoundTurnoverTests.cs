using System.Text.Json;
using Acetate.Library.Clips;
using Acetate.Media.Inspect;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Production sound of a cut.</summary>
public sealed class SoundTurnoverTests
{
    private const string List =
        """
        TITLE: R1
        FCM: NON-DROP FRAME
        001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00

        """;

    private readonly ConformFixture library = new();

    [Fact]
    public void What_was_recorded_while_a_picture_was_shot_is_delivered_to_the_sample_with_handles()
    {
        library.Movie("A001C001");
        // Rolls one second before the camera's hour.
        var sound = Sound("12A_T01", 3599, 60);

        var piece = Assert.Single(Plan(sound).Sound);

        Assert.Equal((sound.Clip.Id, 48000, new FrameSpan(11 * 48000 - 16000, 13 * 48000 + 16000)), (piece.Clip, piece.SampleRate, piece.Samples));
        Assert.Equal("By timecode it was recorded on 2026-01-02 while A001C001 was shot.", piece.Why);
        Assert.Equal(("sound/S001/12A_T01.wav", 1, new ReelEvent("R1", Plan(sound).Events[0].Id)), (piece.Path, piece.FileCount, Assert.Single(piece.Events)));
        Assert.Equal(["BOOM", ""], piece.Tracks);
        // Two seconds and two thirds of a minute's six million bytes.
        Assert.Equal((long)(6_000_000 * (2 + 2 / 3d) / 60) + 65536, piece.Bytes, 2d);
    }

    [Fact]
    public void Without_being_asked_for_no_sound_is_delivered() =>
        Assert.Empty(ConformPullPlan.For([Reel()], library.Clips, [Sound("12A_T01", 3599, 60)], new(), []).Sound);

    [Fact]
    public void Sound_of_another_day_unit_or_hour_does_not_belong()
    {
        library.Movie("A001C001");
        var (day, hour) = (Sound("OTHER_DAY", 3599, 60, day: "2026-01-03"), Sound("LATER", 3630, 60));
        var unit = Sound("OTHER_UNIT", 3599, 60) is var made ? made with { Roll = made.Roll with { Unit = "SU" } } : throw new InvalidOperationException();
        foreach (var (id, clip) in library.Clips.Where(one => one.Value.Clip.Name == "A001C001").ToList())
            Assert.Empty(ConformPullPlan.For([Reel()], new Dictionary<Guid, PulledClip> { [id] = clip with { Roll = clip.Roll with { Unit = "MU" } } }, [day, hour, unit], new() { IncludeSound = true }, []).Sound);
        Assert.Single(Plan(unit).Sound);
    }

    [Fact]
    public void A_recorder_that_counts_at_another_speed_is_compared_by_labels()
    {
        // The camera at 23.976, the recorder at 24: label 01:00:10:00 is 3613.61 seconds for one and 3610 for the other.
        library.Movie("A001C001", rate: "24000/1001");
        var sound = Sound("12A_T01", 3600, 60, rate: "24");

        var piece = Assert.Single(Plan(sound).Sound);

        Assert.Equal(10 * 48000 - (long)Math.Ceiling(8 * 1001 / 24000d * 48000), piece.Samples!.Start);
    }

    [Fact]
    public void Midnight_lies_between_neither()
    {
        library.Movie("A001C001", start: "23:59:55:00");
        var reel = library.Reel("R1", List.Replace("01:00:10:00 01:00:12:00", "00:00:01:00 00:00:03:00", StringComparison.Ordinal), one => ConformFixture.Matched(one, library.Clips.Values.First(), new(144, 48)));

        var plan = ConformPullPlan.For([reel], library.Clips, [Sound("N", 86390, 60)], new() { IncludeSound = true, HeadHandle = 0, TailHandle = 0 }, []);

        Assert.Equal(new FrameSpan(11 * 48000, 13 * 48000), Assert.Single(plan.Sound).Samples);
    }

    [Fact]
    public void Where_slates_agree_others_give_way_and_where_none_does_it_is_told()
    {
        library.Add("A001C001", "A001", "01:00:00:00", "24", 1000, ClipKind.Single, ["a.mov"], [1000], "prores", with: clip => clip with { Facts = Slate("12A", "1") });
        var (right, wrong, silent) = (Sound("RIGHT", 3599, 60, slate: ("12a", "01")), Sound("WRONG", 3599, 60, slate: ("99", "1")), Sound("SILENT", 3599, 60));

        Assert.Equal(["RIGHT", "SILENT"], Plan(right, wrong, silent).Sound.Select(piece => piece.ClipName));
        Assert.EndsWith("; but the picture's slate says 12A/1 and its own 99/1: listen to it.", Assert.Single(Plan(wrong).Sound).Why, StringComparison.Ordinal);
        Assert.EndsWith(", and both slates say 12A/1.", Plan(right).Sound[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Sound_that_the_cut_names_is_delivered_and_whole_where_nothing_places_it()
    {
        library.Movie("A001C001");
        const string withSound =
            """
            TITLE: R1
            FCM: NON-DROP FRAME
            001  S001     A     C        02:00:10:00 02:00:12:00 01:00:00:00 01:00:02:00
            * FROM CLIP NAME: 12A_T01.WAV
            002  S001     A     C        02:00:20:00 02:00:22:00 01:00:02:00 01:00:04:00
            * FROM CLIP NAME: WILD

            """;
        var (named, wild) = (Sound("12A_T01", 7200, 60, day: "2026-05-05"), Sound("WILD", null, 60, day: "2026-05-05"));

        var plan = ConformPullPlan.For([library.Reel("R1", withSound)], library.Clips, [named, wild], new() { IncludeSound = true, HeadHandle = 0, TailHandle = 0 }, []);

        Assert.Equal([new FrameSpan(10 * 48000, 12 * 48000), null], plan.Sound.Select(piece => piece.Samples));
        Assert.All(plan.Sound, piece => Assert.Equal("The cut names it.", piece.Why));
        Assert.Empty(plan.Events);
    }

    [Fact]
    public void Parts_that_meet_are_one_and_what_was_delivered_is_not_delivered_again()
    {
        library.Movie("A001C001");
        var sound = Sound("12A_T01", 3599, 60);
        var reel = library.Reel("R1", List + "002  A001C001 V     C        01:00:12:00 01:00:13:00 01:00:02:00 01:00:03:00\n003  A001C001 V     C        01:00:30:00 01:00:31:00 01:00:03:00 01:00:04:00\n");
        PlannedConform Again(params DeliveredPiece[] had) => ConformPullPlan.For([reel], library.Clips, [sound], new() { IncludeSound = true }, had);

        var plan = Again();
        var second = Again([.. plan.Delivered("AGM_conform_001")]);

        Assert.Equal([2, 1], plan.Sound.Select(piece => piece.Events.Length));
        Assert.Equal(["sound/S001/12A_T01.wav", "sound/S001/12A_T01_2.wav"], plan.Sound.Select(piece => piece.Path));
        Assert.Empty(second.Sound);
    }

    private PlannedConform Plan(params PulledClip[] sound) => ConformPullPlan.For([Reel()], library.Clips, sound, new() { IncludeSound = true }, []);

    private ReelCut Reel() => library.Reel("R1", List);

    private static PulledClip Sound(string name, int? startSeconds, int seconds, string? day = null, string rate = "", (string, string)? slate = null) =>
        new ConformFixture().Add(name, "S001", "", rate, null, ClipKind.Sound, [$"{name}.wav"], [seconds * 100_000], "pcm_s24le", day: day, with: clip => clip with
        {
            Id = new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))[..16]),
            Facts = slate is var (scene, take) ? Slate(scene, take) : [],
            Inspection = JsonSerializer.SerializeToElement(new
            {
                sound = new { sampleRate = 48000, samples = seconds * 48000L, timeReference = startSeconds * 48000L, tracks = new[] { new { index = 1, name = (string?)"BOOM" }, new { index = 2, name = (string?)null } } },
            }),
        });

    private static System.Collections.Immutable.ImmutableArray<ClipFact> Slate(string scene, string take) => [new("slate.scene", scene, scene, "ixml"), new("slate.take", take, take, "ixml")];
}
