using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Media.Check;
using Acetate.Steps.Compare;
using Acetate.Tools.Dailies;

namespace Acetate.Tools.Tests.Dailies;

/// <summary>Which stills of the set belong to which clip, and what an operator is asked about them.</summary>
public sealed class DayStillsTests
{
    private static readonly Clip Third = ClipOf("A001C003_250101_R1EC", "A001"), Fourth = ClipOf("A001C004_250101_R1EC", "A001"), Other = ClipOf("B_0002C003_250101_h1ABC", "");

    [Theory]
    [InlineData("A001C003_250101_R1EC.png", null, null)]
    [InlineData("a001c003.jpg", null, null)]
    [InlineData("A001C003_still.png", null, null)]
    [InlineData("A001C003_250101_R1EC_10.12.33.05.tif", "10:12:33:05", null)]
    [InlineData("A001C003_250101_R1EC_10123305_graded.tiff", "10:12:33:05", null)]
    [InlineData("A001C003 10-12-33-05.JPG", "10:12:33:05", null)]
    [InlineData("A001C003_f0123.jpg", null, 123L)]
    [InlineData("A001C003_frame 7.jpg", null, 7L)]
    [InlineData("A001C003_final4.jpg", null, null)]
    public void A_still_belongs_to_the_clip_whose_name_it_begins_with_and_may_say_which_frame_it_shows(string name, string? timecode, long? frame)
    {
        var found = DayStills.Of([Third, Fourth, Other], [Still(name)]);

        var (clip, stills) = Assert.Single(found);
        Assert.Equal(Third.Id, clip);
        var still = Assert.Single(stills);
        Assert.Equal((name, timecode, frame, $"grabs/{name}"), (still.Name, still.Timecode, still.Frame, still.File.Key));
    }

    [Theory]
    [InlineData("A001C0031.png")]
    [InlineData("A001.png")]
    [InlineData("A001_wide.png")]
    [InlineData("A002C003.png")]
    [InlineData("1.2.1.T.png")]
    public void A_still_of_another_clip_or_of_a_whole_roll_is_nobody_s(string name) => Assert.Empty(DayStills.Of([Third, Fourth, Other], [Still(name)]));

    [Fact]
    public void What_fits_two_clips_alike_is_nobody_s_and_of_many_the_first_four_by_name_are_taken()
    {
        var twin = ClipOf("A001C003_250101_R9ZZ", "");
        Assert.Empty(DayStills.Of([Third, twin], [Still("A001C003.png")]));
        // The longest name that fits counts.
        Assert.Equal([twin.Id], DayStills.Of([Third, twin], [Still("A001C003_250101_R9ZZ_a.png")]).Keys);
        Assert.Equal([Other.Id], DayStills.Of([Third, Other], [Still("b_0002c003_x.png")]).Keys);

        var many = DayStills.Of([Third], Enumerable.Range(1, 9).Reverse().Select(i => Still($"A001C003_{i}.png")));

        Assert.Equal(["A001C003_1.png", "A001C003_2.png", "A001C003_3.png", "A001C003_4.png"], many[Third.Id].Select(still => still.Name));
    }

    [Fact]
    public void A_look_that_differs_is_doubted_and_so_is_a_still_of_another_picture_but_not_one_that_cannot_be_read()
    {
        StillCheck Of(StillVerdict verdict) => new() { Still = "s.png", Verdict = verdict, Words = $"It is {verdict}.", Frame = 12 };
        var made = new DailyPicture { Stills = [Of(StillVerdict.Same), Of(StillVerdict.NotCompared), Of(StillVerdict.Differs), Of(StillVerdict.NotFound)] };

        var doubts = DailyDoubts.Of(null, made, false);

        Assert.Equal([("colour", "It is Differs.", 12L), ("colour", "It is NotFound.", 12L)], doubts.Select(doubt => (doubt.Kind, doubt.Words, doubt.Frame!.Value)));
    }

    [Theory]
    [InlineData("look sound", "look sound still", false, false)]
    [InlineData("look sound", "look sound still", true, true)]
    [InlineData("look sound still", "look sound still", true, false)]
    [InlineData("look sound still", "look sound", true, true)]
    [InlineData("look sound still", "other sound still", false, true)]
    [InlineData("", "look sound", false, true)]
    public void New_stills_have_a_clip_made_again_for_who_asks_and_never_by_themselves(string before, string now, bool isAsked, bool isAgain)
    {
        static ClipDaily Made(string recipe) => new() { Clip = Guid.Empty, Roll = Guid.Empty, Show = "film", Place = 1, Attempt = 1, State = DailyState.Made, Recipe = recipe };

        Assert.Equal(isAgain, DailiesPlan.IsStale(Made(before), Made(now), hasSound: true, withStills: isAsked));
    }

    private static Clip ClipOf(string name, string reel) => new() { Id = Guid.NewGuid(), Roll = Guid.Empty, Name = name, Reel = reel };

    private static DayStill Still(string name) => new(new("file:///stills"), $"grabs/{name}", name);
}
