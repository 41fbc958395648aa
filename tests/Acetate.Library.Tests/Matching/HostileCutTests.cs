using System.Text;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Library.Matching.Rules;
using Acetate.Timing;

namespace Acetate.Library.Tests.Matching;

/// <summary>Cuts that nobody made in good faith, or in their right mind.</summary>
public sealed class HostileCutTests
{
    private static readonly FilmedShow Show = FilmedShow.Shoot(41, [Family.Arri, Family.Red, Family.Dji], days: 6, rate: FrameRate.Fps24);

    [Fact]
    public void A_hundred_thousand_events_in_one_place_are_all_answered()
    {
        var clips = Show.Clips.Where(clip => Show.Families[clip.Id] != Family.Dji).ToArray();
        var cut = Read(100_000, i => (i % 3) switch
        {
            0 => Line(i, clips[i % clips.Length].Name, clips[i % clips.Length].Start),
            1 => Line(i, clips[i % clips.Length].Name[..8], clips[i % clips.Length].Start),
            _ => Line(i, $"X{i:000000}", clips[0].Start),
        });

        var outcomes = new ClipMatcher().Match(CutClaims.Of(cut), Show.Index).Outcomes;

        Assert.Equal(100_000, outcomes.Length);
        for (var i = 0; i < outcomes.Length; i++)
            if (i % 3 == 2) Assert.IsNotType<MatchOutcome.Matched>(outcomes[i]);
            else Assert.Equal(clips[i % clips.Length].Id, Assert.IsType<MatchOutcome.Matched>(outcomes[i]).Clip.Id);
    }

    [Fact]
    public void What_cannot_be_weighed_any_more_is_asked_about_and_never_missing_nor_matched_wrongly()
    {
        // "DJI_2026" is the beginning of every clip of that camera.
        var clips = Show.Clips.Where(clip => Show.Families[clip.Id] == Family.Dji).ToArray();
        var rules = MatchRules.Parse(MatchRules.DefaultText().Replace("\"mostComparisons\": 1000000", "\"mostComparisons\": 2000", StringComparison.Ordinal));
        var cut = Read(400, i => Line(i, clips[i % clips.Length].Name[..8], clips[i % clips.Length].Start));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcomes = new ClipMatcher(rules).Match(CutClaims.Of(cut), Show.Index).Outcomes;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(clips.Length > 200, $"{clips.Length} clips");
        for (var i = 0; i < outcomes.Length; i++)
            Assert.True(outcomes[i] is MatchOutcome.Ambiguous || outcomes[i] is MatchOutcome.Matched matched && matched.Clip.Id == clips[i % clips.Length].Id, $"{outcomes[i].Word}: {outcomes[i].Why}");
        Assert.Contains(outcomes, outcome => outcome.Why.Contains("fits more clips than can be weighed: a longer name is needed", StringComparison.Ordinal));
        // 400 times all clips would be 115,000 comparisons and twice this.
        Assert.InRange(allocated, 0, 60_000_000);
    }

    private static Cut Read(int events, Func<int, string> line)
    {
        var text = new StringBuilder("TITLE: X\nFCM: NON-DROP FRAME\n");
        for (var i = 0; i < events; i++) text.Append(line(i));
        return CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "x.edl", new CutReadOptions { Rate = FrameRate.Fps24 });
    }

    private static string Line(int i, string reel, Timecode start) => $"{i + 1:000000}  {reel,-32} V     C        {start} {start.AddWrapping(24)} 01:00:00:00 01:00:01:00\n";
}
