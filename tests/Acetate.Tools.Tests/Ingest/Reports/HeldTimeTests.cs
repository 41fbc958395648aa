using Acetate.Library.Events;
using Acetate.Tools.Ingest.Reports;
using Acetate.Tools.Ingest.Targets;

namespace Acetate.Tools.Tests.Ingest.Reports;

public sealed class HeldTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 11, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_card_that_takes_the_place_of_a_held_one_is_late_for_its_own_reason()
    {
        var holds = RollFacts.Holds([At(0, "roll.found"), At(1, "roll.held", "A clip is missing."), At(30, "roll.scanned-again"), At(30, "roll.found"), At(40, "roll.held", "A file differs.")]);

        Assert.Equal([new HeldTime(Start.AddMinutes(1), Start.AddMinutes(30), "A clip is missing."), new HeldTime(Start.AddMinutes(40), null, "A file differs.")], holds);
    }

    [Fact]
    public void Reading_the_same_card_again_ends_no_hold()
    {
        var holds = RollFacts.Holds([At(0, "roll.found"), At(1, "roll.held", "A clip is missing."), At(30, "roll.scanned-again")]);

        Assert.Equal(new HeldTime(Start.AddMinutes(1), null, "A clip is missing."), Assert.Single(holds));
    }

    private static LibraryEvent At(int minutes, string kind, string message = "") =>
        new() { At = Start.AddMinutes(minutes), Kind = kind, Actor = "ingest", Message = message, Show = "film" };
}
