using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Tests.Ingest.Scan;

public sealed class DayFolderTests
{
    [Theory]
    [InlineData("20230510_EP103_Day05_MU", "EP103", 5, "MU")]
    [InlineData("20230510", "", null, "")]
    [InlineData("2023-05-10", "", null, "")]
    [InlineData("20230510_Day05", "", 5, "")]
    [InlineData("20230510_D05", "", 5, "")]
    [InlineData("20230510_D105_2U", "", 105, "SU")]
    [InlineData("20230510_05_1U", "", 5, "MU")]
    [InlineData("20230510_Block02_Day005_SU", "Block02", 5, "SU")]
    [InlineData("20230510_B02_Day05_TU", "B02", 5, "TU")]
    [InlineData("20230510_BK2_Day05_3U", "BK2", 5, "TU")]
    [InlineData("20230510_Day05_PU", "", 5, "UU")]
    [InlineData("20230510_Day05_UU", "", 5, "UU")]
    [InlineData("20230510_SP", "", null, "SP")]
    [InlineData("20230510_AP", "", null, "AP")]
    [InlineData("20230510_RS", "", null, "RS")]
    [InlineData("20230510_DU", "", null, "DU")]
    [InlineData("20230510_AU", "", null, "AU")]
    [InlineData("20230510_S01E03_Day05_MU", "S01E03", 5, "MU")]
    public void Every_accepted_form_gives_its_tags(string name, string episode, int? day, string unit)
    {
        Assert.True(DayFolder.TryParse(name, out var folder));
        Assert.Equal(new DayFolder(new DateOnly(2023, 5, 10), episode, day, unit), folder);
    }

    [Theory]
    [InlineData("20231310")]
    [InlineData("A001R2EC")]
    [InlineData("20230510_hello")]
    [InlineData("20230510_MU_SU")]
    [InlineData("2023051")]
    [InlineData("")]
    public void Other_names_are_not_shoot_days(string name) => Assert.False(DayFolder.TryParse(name, out _));

    [Fact]
    public void The_nearest_folder_above_decides() =>
        Assert.Equal(7, DayFolder.Above("/mnt/20230510_Day05_MU/20230512_Day07_SU/Camera_Media/A001")!.DayNumber);
}
