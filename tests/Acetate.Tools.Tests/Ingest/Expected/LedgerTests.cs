using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Expected;

namespace Acetate.Tools.Tests.Ingest.Expected;

public sealed class LedgerTests
{
    private static readonly DateOnly Day = new(2026, 5, 11);

    [Fact]
    public void A_roll_between_two_that_arrived_is_missed()
    {
        var gaps = Numbering.RollGaps(["A012R2EC", "A014R2EC", "B001", "B002", "S001"]).ToList();

        Assert.Contains("Roll A013 never arrived", Assert.Single(gaps).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A001C002_141024_R2EC|A001C004_141024_R2EC", 2)]
    [InlineData("A001C001_141024_R2EC|A001C002_141024_R2EC", 0)]
    [InlineData("A007_C001_0124UA|A007_C003_0124UA", 1)]
    [InlineData("A_0001C001_230202_052359_h12NR|A_0001C003_230202_052359_h12NR", 1)]
    [InlineData("C0391|C0393", 1)]
    [InlineData("C0391|C0392", 0)]
    [InlineData("GX0001|GX0009", 0)]
    [InlineData("A001_08151512_C002|A001_08151520_C003", 1)]
    public void Clip_numbers_that_the_camera_counts_must_be_complete(string names, int gaps) =>
        Assert.Equal(gaps, Numbering.ClipGaps("A001", names.Split('|')).Count());

    [Theory]
    [InlineData("A001", "A001R2EC", true)]
    [InlineData("A007", "A007_0124J4.RDM", true)]
    [InlineData("A001", "A0012", false)]
    [InlineData("A01", "A001R2EC", false)]
    [InlineData("S001", "s001", true)]
    public void Reports_write_short_names(string reported, string arrived, bool same) => Assert.Equal(same, ExpectedLedger.IsSameRoll(reported, arrived));

    [Fact]
    public void What_never_arrived_is_said_by_roll_and_by_clip()
    {
        PromisedRoll[] expected =
        [
            new() { Name = "A001", Kind = RollKind.Camera, ShootDay = Day, Clips = ["C001", "C002", "C005"], Report = "camera.csv" },
            new() { Name = "A002", Kind = RollKind.Camera, ShootDay = Day, Report = "camera.csv" },
            new() { Name = "A003", Kind = RollKind.Camera, ShootDay = Day, Waived = "not used" },
            new() { Name = "S001", Kind = RollKind.Sound, ShootDay = Day, Clips = ["T001_X.WAV", "T002.WAV"] },
        ];
        ArrivedRoll[] arrived =
        [
            new("A001R2EC", RollKind.Camera, Day, ["A001C001_260511_R2EC", "A001C002_260511_R2EC"]),
            new("S001", RollKind.Sound, Day, ["T001", "T002"]),
        ];

        var missing = ExpectedLedger.Missing(expected, arrived);

        Assert.Equal(["clip-never-arrived", "roll-never-arrived"], missing.Select(f => f.Code));
        Assert.Contains("C005", missing[0].Message, StringComparison.Ordinal);
        Assert.Contains("A002", missing[1].Message, StringComparison.Ordinal);
    }
}
