using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Advice;

namespace Acetate.Tools.Tests.Ingest.Advice;

public sealed class WipeAdviceTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 11, 20, 0, 0, TimeSpan.Zero);

    private static readonly AdviceFacts Safe = new()
    {
        Medium = MediumClass.Card,
        Files = 412,
        Bytes = 1_900,
        CopiesNeeded = 2,
        Manifest = ManifestState.Intact,
        Copies = [new("library", "disk a", 412, 1_900, At), new("archive", "bucket b", 412, 1_900, At)],
    };

    [Fact]
    public void Enough_verified_copies_make_a_card_safe()
    {
        var advice = WipeAdvice.For(Safe);

        Assert.True(advice.IsSafe);
        Assert.Equal("Safe to format: 412 files were read back and are right in 2 copies: library, archive.", advice.ToString());
    }

    public static TheoryData<string, AdviceFacts> Reasons => new()
    {
        { "Only 1 verified copy exists (library); 2 are needed.", Safe with { Copies = [Safe.Copies[0]] } },
        { "No verified copy exists yet; 2 are needed.", Safe with { Copies = [] } },
        { "No verified copy exists yet", Safe with { Copies = [Safe.Copies[0] with { VerifiedAt = null }] } },
        { "The roll is held: x.", Safe with { Hold = new Hold("x.", "y.") } },
        { "Copy archive failed its check: a file differs.", Safe with { Copies = [Safe.Copies[0], Safe.Copies[1] with { Problem = "a file differs." }] } },
        { "Copy archive cannot be seen now: its disk is away.", Safe with { Copies = [Safe.Copies[0], Safe.Copies[1] with { Away = "its disk is away." }] } },
        { "has 411 files", Safe with { Copies = [Safe.Copies[0], Safe.Copies[1] with { Files = 411 }] } },
        { "lie in 1 place (disk a); 2 are needed", Safe with { PlacesNeeded = 2, Copies = [Safe.Copies[0], Safe.Copies[1] with { Place = "disk a" }] } },
        { "changed after it was read: a clip is new.", Safe with { ChangedSince = "a clip is new." } },
        { "3 files on the card lie outside every roll and were not ingested.", Safe with { NotIngested = 3 } },
        { "Clip C005 is in the report", Safe with { NeverArrived = ["Clip C005 is in the report and not on the card."] } },
        { "2 other rolls that came on it are not safe yet.", Safe with { Medium = MediumClass.Shuttle, OtherRollsOpen = 2 } },
        { "Nothing of this roll is known", Safe with { Files = 0, Bytes = 0, Copies = [] } },
    };

    [Theory, MemberData(nameof(Reasons))]
    public void Every_doubt_makes_it_unsafe_and_is_said(string reason, AdviceFacts facts)
    {
        var advice = WipeAdvice.For(facts);

        Assert.False(advice.IsSafe);
        Assert.StartsWith("Not safe to format, because ", advice.ToString(), StringComparison.Ordinal);
        Assert.Contains(advice.Reasons, r => r.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Copies_that_would_be_lost_together_are_safe_by_the_rules_only_and_that_is_said_with_the_advice()
    {
        var advice = WipeAdvice.For(Safe with { Copies = [Safe.Copies[0], Safe.Copies[1] with { Place = "disk a" }] });

        Assert.True(advice.IsSafe);
        Assert.Equal("Safe to format by the show's rules", advice.Headline);
        Assert.Contains("Both copies lie in one place (disk a)", Assert.Single(advice.Warnings), StringComparison.Ordinal);
        Assert.Contains("But both copies lie in one place", advice.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_is_told_when_somebody_released_the_roll_and_not_before()
    {
        var held = WipeAdvice.For(Safe with { Manifest = ManifestState.Missing, Hold = new Hold("x.", "y.") });
        var released = WipeAdvice.For(Safe with { Manifest = ManifestState.Missing });

        Assert.Empty(held.Notes);
        Assert.Contains("A person released the roll although its manifest check said: missing.", Assert.Single(released.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_show_that_asks_for_one_copy_hears_that_nothing_else_will_hold_the_footage()
    {
        var advice = WipeAdvice.For(Safe with { CopiesNeeded = 1, Copies = [Safe.Copies[0]] });

        Assert.True(advice.IsSafe);
        Assert.Contains("once the card is formatted, nothing else holds this footage", Assert.Single(advice.Warnings), StringComparison.Ordinal);
    }
}
