using Acetate.Library.Pulls;
using Acetate.Library.Returns;
using Acetate.Tools.Returns;

namespace Acetate.Tools.Tests.Returns;

/// <summary>Names of versions, and what is counted of them.</summary>
public sealed class ReturnCountsTests
{
    private static readonly DateTimeOffset Monday = new(2026, 5, 11, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("SH010_comp_v003", "SH010", "comp", 3)]
    [InlineData("sh010_v12", "sh010", "", 12)]
    [InlineData("SH010A_comp_v001", "SH010A", "comp", 1)]
    [InlineData("SH010_paint_fix-2_v004", "SH010", "paint_fix-2", 4)]
    public void A_name_says_its_shot_its_task_and_its_version(string name, string shot, string task, int version)
    {
        var templates = ReturnTemplate.Read([], "film", "lupus", ["SH010", "SH010A"]);

        Assert.Equal(new ReturnName(shot, task, version), templates.Select(one => one.Parse(name)).FirstOrDefault(one => one is not null));
    }

    [Theory]
    [InlineData("SH011_comp_v001")]
    [InlineData("SH010_comp")]
    [InlineData("SH010_comp_v000")]
    [InlineData("SH010_comp_v00001")]
    [InlineData("../SH010_comp_v001")]
    public void What_tells_no_shot_that_was_given_or_no_version_is_not_guessed(string name) =>
        Assert.All(ReturnTemplate.Read([], "film", "lupus", ["SH010"]), one => Assert.Null(one.Parse(name)));

    [Theory]
    [InlineData("{shot}_{task}", "leaves out {version}")]
    [InlineData("{shot}_{shot}_v{version}", "more than once")]
    [InlineData("{shot}_{colour}_v{version}", "stands no token")]
    [InlineData("{shot", "stands no token")]
    public void A_template_that_is_none_says_why(string text, string why) =>
        Assert.Contains(why, Assert.Throws<ReturnException>(() => ReturnTemplate.Read([text], "film", "lupus", ["SH010"])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_show_s_own_template_is_understood() =>
        Assert.Equal(new ReturnName("SH010", "comp", 7), ReturnTemplate.Read(["{show}.{shot}.{task}.{vendor}.V{version}"], "film", "lupus", ["SH010"])[0].Parse("FILM.SH010.comp.lupus.v007"));

    [Fact]
    public void Counts_say_what_is_outstanding_what_waits_and_how_long_it_took()
    {
        Turnover[] given = [Given("SH010", 0), Given("SH020", 0), Given("SH030", 24), Given("SH040", 48), Given("SH010", 200)];
        VendorReturn[] came =
        [
            Came("SH010", 1, 10, ReturnState.Rejected, 15), Came("SH010", 2, 40, ReturnState.Approved, 60), Came("SH020", 1, 100, ReturnState.Waiting, null), Came("SH030", 1, 54, ReturnState.Rejected, 55),
        ];

        var counts = ReturnCounts.Of("lupus", ShotStanding.Of(given, came), came, Monday.AddHours(248));

        Assert.Equal((4, 1, 1, 1, 1, 1), (counts.Shots, counts.Outstanding, counts.Waiting, counts.Rejected, counts.Approved, counts.Redeliveries));
        // 10, 100 and 30 hours; waits of 5, 20, 148 and 1.
        Assert.Equal((30d, 100d, "SH020"), (counts.MedianTurnaroundHours, counts.WorstTurnaroundHours, counts.WorstShot));
        Assert.Equal((12.5, 148d, 200d), (counts.MedianWaitHours, counts.WorstWaitHours, counts.LongestOutstandingHours));
        Assert.Equal([("SH010", true), ("SH020", false), ("SH030", false), ("SH040", false)], counts.Standing.Select(one => (one.Shot, one.HasNewerPlates)));
    }

    private static Turnover Given(string shot, int hours) => new()
    {
        Show = "film",
        Recipient = "lupus",
        Pull = Guid.Empty,
        Number = 1,
        CutName = "r1.edl",
        DeliveredAt = Monday.AddHours(hours),
        Plate = new() { Pull = Guid.Empty, Place = 1, Shot = shot, Element = "PL01", Version = hours > 100 ? 2 : 1, Clip = Guid.Empty, UsedStart = 0, UsedEnd = 10, Start = 0, End = 10, Recipe = "", Pattern = "a.####.exr", FirstNumber = 1001 },
    };

    private static VendorReturn Came(string shot, int version, int hours, ReturnState state, int? decided) => new()
    {
        Id = Guid.CreateVersion7(),
        Show = "film",
        Vendor = "lupus",
        Shot = shot,
        Task = "comp",
        Version = version,
        Name = shot,
        Media = ReturnedMedia.Exr,
        State = state,
        Prefix = "",
        Pattern = "",
        Content = "",
        ReceivedAt = Monday.AddHours(hours),
        DecidedAt = decided is { } at ? Monday.AddHours(at) : null,
    };
}
