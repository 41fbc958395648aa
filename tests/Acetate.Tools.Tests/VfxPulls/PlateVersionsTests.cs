using System.Collections.Immutable;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.VfxPulls;

public sealed class PlateVersionsTests
{
    private static readonly Guid A = new("00000000-0000-0000-0000-00000000000a"), B = new("00000000-0000-0000-0000-00000000000b");

    [Fact]
    public void The_first_turnover_numbers_the_plates_of_each_shot()
    {
        var turnover = PlateVersions.For([Wanted("S1", A, 100, 148), Wanted("S1", B, 0, 48), Wanted("S2", A, 500, 600)], []);

        Assert.Equal([("PL01", 1), ("PL02", 1), ("PL01", 1)], turnover.Select(plate => (plate.Element, plate.Version)));
        Assert.All(turnover, plate => Assert.Equal(PlateChange.New, plate.Change));
        Assert.Equal([new FrameRun(492, 608)], turnover[2].Render);
    }

    [Theory]
    [InlineData(100, 148, PlateChange.Same, 1, "")]
    [InlineData(110, 140, PlateChange.Shortened, 1, "")]
    [InlineData(100, 172, PlateChange.Extended, 2, "156-180")]
    [InlineData(76, 148, PlateChange.Extended, 2, "68-92")]
    [InlineData(76, 172, PlateChange.Extended, 2, "68-92 156-180")]
    [InlineData(110, 158, PlateChange.Slipped, 2, "156-166")]
    [InlineData(156, 204, PlateChange.Slipped, 2, "156-212")]
    public void More_of_the_same_clip_is_a_new_version_of_which_only_what_is_missing_is_rendered(long start, long end, PlateChange change, int version, string render)
    {
        var plate = Assert.Single(PlateVersions.For([Wanted("S1", A, start, end)], [Delivered("S1", "PL01", 1, A, 100, 148)]));

        Assert.Equal(("PL01", change, version, render), (plate.Element, plate.Change, plate.Version, string.Join(' ', plate.Render.Select(run => $"{run.Start}-{run.End}"))));
        Assert.Equal(render.Length > 0, plate.IsDelivered);
    }

    [Fact]
    public void Another_clip_and_a_stretch_that_lies_apart_are_other_plates()
    {
        ImmutableArray<DeliveredPlate> before = [Delivered("S1", "PL01", 3, A, 100, 148)];

        var turnover = PlateVersions.For([Wanted("S1", B, 100, 148), Wanted("S1", A, 100, 148), Wanted("S1", A, 900, 950)], before);

        Assert.Equal([("PL02", 1, PlateChange.New), ("PL01", 3, PlateChange.Same), ("PL03", 1, PlateChange.New)], turnover.Select(plate => (plate.Element, plate.Version, plate.Change)));
    }

    [Fact]
    public void A_number_is_never_used_twice_even_after_its_plate_has_left_the_cut()
    {
        var turnover = PlateVersions.For([Wanted("S1", B, 0, 10)], [Delivered("S1", "PL01", 2, A, 100, 148)]);

        Assert.Equal([("PL02", 1, PlateChange.New), ("PL01", 2, PlateChange.Omitted)], turnover.Select(plate => (plate.Element, plate.Version, plate.Change)));
        Assert.False(turnover[1].IsDelivered);
    }

    [Fact]
    public void Another_recipe_makes_the_whole_plate_again_as_a_new_version()
    {
        var plate = Assert.Single(PlateVersions.For([Wanted("S1", A, 100, 148) with { Recipe = "another framing" }], [Delivered("S1", "PL01", 1, A, 100, 148)]));

        Assert.Equal((PlateChange.Remade, 2, 64), (plate.Change, plate.Version, plate.RenderFrames));
    }

    [Fact]
    public void A_name_that_the_cut_gives_is_kept_and_its_versions_count_on()
    {
        var turnover = PlateVersions.For([Wanted("S1", B, 0, 10) with { Element = "BG01" }], [Delivered("S1", "BG01", 4, A, 100, 148)]);

        Assert.Equal(("BG01", 5, PlateChange.New), (turnover[0].Element, turnover[0].Version, turnover[0].Change));
    }

    [Fact]
    public void The_latest_version_is_what_a_turnover_is_held_against_and_shots_that_are_not_pulled_stay_out()
    {
        ImmutableArray<DeliveredPlate> before = [Delivered("S1", "PL01", 1, A, 100, 148), Delivered("S1", "PL01", 2, A, 100, 200), Delivered("S9", "PL01", 1, A, 0, 10)];

        Assert.Equal([PlateChange.Shortened], PlateVersions.For([Wanted("S1", A, 100, 148)], before).Select(plate => plate.Change));
        Assert.Equal([PlateChange.Shortened, PlateChange.Omitted], PlateVersions.For([Wanted("S1", A, 100, 148)], before, new HashSet<string> { "S9" }).Select(plate => plate.Change));
        // A shot of another reel has not left this one.
        Assert.Equal([PlateChange.Shortened], PlateVersions.For([Wanted("S1", A, 100, 148)], before, new HashSet<string> { "S1" }).Select(plate => plate.Change));
    }

    private static PlateRange Range(long start, long end) => PlateRange.For(start, end, 1000, 1, 8, 8);

    private static WantedPlate Wanted(string shot, Guid clip, long start, long end) => new(shot, null, clip, Range(start, end), "ACES2065-1");

    private static DeliveredPlate Delivered(string shot, string element, int version, Guid clip, long start, long end) => new(shot, element, version, clip, Range(start, end), "ACES2065-1");
}
