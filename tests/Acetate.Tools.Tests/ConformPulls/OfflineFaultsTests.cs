using System.Text;
using Acetate.Media.Inspect;
using Acetate.Tools.ConformPulls.Offlines;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>What is wrong with a reference movie for its cut, and what to do.</summary>
public sealed class OfflineFaultsTests
{
    private const string List = """
        TITLE:   REEL 1
        FCM: NON-DROP FRAME
        001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00
        002  A001C002 V     C        10:00:01:00 10:00:03:00 01:00:01:00 01:00:03:00
        """;

    [Theory]
    [InlineData("24", "01:00:00:00", 72, "01:00:00:00", "")]
    [InlineData("24", null, 72, "01:00:00:00", "")]
    [InlineData("24000/1001", "01:00:00:00", 72, "01:00:00:00", "its frames were counted one by one")]
    [InlineData("25", "01:00:00:00", 72, null, "runs at 25 frames per second and the cut at 24")]
    [InlineData("24", "01:00:00:00", 71, "01:00:00:00", "1 of 2 events are not, or not whole, in reel1.mov, which has 71 frames from 01:00:00:00; the cut goes from 01:00:00:00 to 01:00:03:00.")]
    [InlineData("24", "00:59:50:00", 72, "01:00:00:00", "it was taken to begin at 01:00:00:00")]
    [InlineData("24", "00:59:50:00", 312, "00:59:50:00", "")]
    [InlineData("24", "01:00:00:00", 72 + 721, "01:00:00:00", "goes on for 721 frames after the last event")]
    [InlineData("24", "01:00:00:00", 0, null, "has no picture that can be read")]
    public void Another_rate_or_length_is_told_with_a_way_out(string rate, string? label, long frames, string? start, string says)
    {
        var movie = new ClipInspection
        {
            Name = "reel1",
            Kind = ClipKind.Single,
            Files = ["reel1.mov"],
            Image = new() { Rate = rate },
            Timecode = label is null ? null : new() { Start = label },
        };

        var faults = OfflineFaults.Of("reel1.mov", MatchedCut.Read("reel1.edl", [.. Encoding.UTF8.GetBytes(List)], "24", null), movie, frames, out var track);

        Assert.Equal(start, track?.Start);
        if (says.Length == 0) Assert.Empty(faults);
        else Assert.Contains(says, Assert.Single(faults).Message, StringComparison.Ordinal);
    }
}
