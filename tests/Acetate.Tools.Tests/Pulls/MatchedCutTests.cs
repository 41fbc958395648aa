using Acetate.Library.Matching;
using Acetate.Timing;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.Pulls;

/// <summary>What a person is told of a cut before anything is made of it.</summary>
public sealed class MatchedCutTests
{
    private const string List = "TITLE: R1\nFCM: NON-DROP FRAME\n\n001  A001C001 V     C        01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00\n";

    [Theory]
    [InlineData("25", "r1.edl was read at 25 frames per second, and every clip that was found for it runs at 23.976 or 24. If the list counts those, other frames than it means are delivered: say its rate, as in --rate 23.976.")]
    [InlineData("24", null)]
    // They count the same frames under the same labels.
    [InlineData("23.976", null)]
    public void A_list_that_was_read_at_a_rate_which_no_clip_has_is_doubted(string rate, string? doubt)
    {
        var cut = MatchedCut.Read("r1.edl", [.. System.Text.Encoding.UTF8.GetBytes(List)], rate, null);

        Assert.Equal(doubt is null ? [] : [doubt], new MatchedCut("r1.edl", [], cut, Result(FrameRate.Fps23976, FrameRate.Fps24)).Doubts);
        Assert.Empty(new MatchedCut("r1.edl", [], cut, Result()).Doubts);
        Assert.Empty(new MatchedCut("r1.edl", [], cut, Result(FrameRate.Fps24, FrameRate.Fps25)).Doubts);
    }

    private static MatchResult Result(params FrameRate[] clips) => new()
    {
        RulesVersion = 1,
        Outcomes =
        [
            new MatchOutcome.NotCameraMedia(MediaKind.Title) { Event = "0", Why = "It is a title." },
            .. clips.Select((rate, i) => new MatchOutcome.Matched(new() { Id = Guid.NewGuid(), Name = "A001C001", Roll = new(Guid.NewGuid(), "A001", new(2026, 5, 11)), Start = Timecode.Parse("01:00:00:00", rate) }, null, 1) { Event = $"{i + 1}", Why = "Reel and timecode agree." }),
        ],
    };
}
