using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.VfxPulls;

/// <summary>What of a plate is rendered, and what is copied from versions before.</summary>
public sealed class ReusedFramesTests
{
    private static readonly Guid Clip = new("00000000-0000-0000-0000-000000000001");

    [Fact]
    public void What_an_earlier_version_has_is_copied_and_the_rest_is_rendered()
    {
        var (render, copy) = ReusedFrames.Of(Plate(10, 50, new FrameRun(10, 20), new FrameRun(40, 50)), [Earlier(1, 20, 40)]);

        Assert.Equal([new(10, 20), new(40, 50)], render);
        Assert.Equal([(1, new FrameRun(20, 40))], copy.Select(one => (one.From.Plate.Version, one.Run)));
    }

    [Fact]
    public void Frames_that_nobody_has_are_rendered_whatever_was_planned()
    {
        Assert.Equal([new(10, 50)], ReusedFrames.Of(Plate(10, 50, new FrameRun(40, 50)), []).Render);
        var (render, copy) = ReusedFrames.Of(Plate(10, 50, new FrameRun(40, 50)), [Earlier(1, 20, 30)]);
        Assert.Equal([new(10, 20), new(30, 50)], render);
        Assert.Equal([new FrameRun(20, 30)], copy.Select(one => one.Run));
    }

    [Fact]
    public void A_frame_that_several_versions_have_is_copied_once_from_the_newest()
    {
        var (render, copy) = ReusedFrames.Of(Plate(0, 50, new FrameRun(40, 50)), [Earlier(1, 0, 40), Earlier(2, 0, 30)]);

        Assert.Equal([new(40, 50)], render);
        Assert.Equal([(2, new FrameRun(0, 30)), (1, new FrameRun(30, 40))], copy.Select(one => (one.From.Plate.Version, one.Run)));
    }

    public static TheoryData<string, Func<EarlierPlate, EarlierPlate>> Others => new()
    {
        { "another shot", one => one with { Plate = one.Plate with { Shot = "S020" } } },
        { "another element", one => one with { Plate = one.Plate with { Element = "BG01" } } },
        { "another clip", one => one with { Plate = one.Plate with { Clip = Guid.NewGuid() } } },
        { "another recipe", one => one with { Plate = one.Plate with { Recipe = "AcesCg" } } },
        { "other numbers", one => one with { Plate = one.Plate with { FirstNumber = one.Plate.FirstNumber + 1 } } },
        { "a later version", one => one with { Plate = one.Plate with { Version = 9 } } },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Frames_that_would_not_be_the_same_file_are_not_copied(string what, Func<EarlierPlate, EarlierPlate> change)
    {
        var (render, copy) = ReusedFrames.Of(Plate(10, 50, new FrameRun(40, 50)), [change(Earlier(1, 10, 40))]);

        Assert.True(copy.IsEmpty, what);
        Assert.Equal([new(10, 50)], render);
    }

    private static PlannedPlate Plate(long start, long end, params FrameRun[] render) => new()
    {
        Shot = "S010",
        Element = "PL01",
        Version = 3,
        Change = PlateChange.Extended,
        Events = [],
        Clip = Clip,
        ClipName = "A001C001",
        Range = new(start, end, start, end, 0, 0),
        Render = [.. render],
        Pattern = "S010_PL01_v003.####.exr",
        FirstNumber = 1000 + start,
        Width = 16,
        Height = 9,
        Recipe = "Aces2065",
    };

    private static EarlierPlate Earlier(int version, long start, long end) => new()
    {
        Plate = new()
        {
            Pull = Guid.Empty,
            Place = 1,
            Shot = "S010",
            Element = "PL01",
            Version = version,
            Clip = Clip,
            UsedStart = start,
            UsedEnd = end,
            Start = start,
            End = end,
            Recipe = "Aces2065",
            Pattern = $"S010_PL01_v00{version}.####.exr",
            FirstNumber = 1000 + start,
        },
        Store = new("file:///spaces"),
        Prefix = $"vendor/{version}",
        Package = $"AGM_vendor_{version}",
    };
}
