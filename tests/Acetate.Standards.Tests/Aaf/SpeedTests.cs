using Acetate.Aaf;
using Acetate.Aaf.Compositions;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>How settings of a change of speed are understood.</summary>
public sealed class SpeedTests
{
    [Theory]
    [InlineData(1, 2, 2, 1)]
    [InlineData(2, 1, 1, 2)]
    [InlineData(-1, 1, -1, 1)]
    [InlineData(-4, 1, -1, 4)]
    public void A_ratio_alone_is_length_over_length(int top, int bottom, int speedTop, int speedBottom)
    {
        var speed = Read(16, 8, make => [make.Constant("SpeedRatio", top, bottom)]);

        Assert.Equal((AafSpeedKind.Constant, new AafRational(speedTop, speedBottom)), (speed.Kind, speed.Ratio));
        Assert.Equal(speedTop < 0 ? 7 : 0, speed.FirstOffset.ToDouble());
    }

    [Fact]
    public void One_frame_over_the_whole_length_is_a_freeze()
    {
        var speed = Read(16, 1, make => [make.Constant("SpeedRatio", 16, 1)]);

        Assert.Equal((AafSpeedKind.Freeze, 0), (speed.Kind, speed.Ratio.Numerator));
    }

    [Fact]
    public void The_curve_of_offsets_is_believed_before_the_ratio()
    {
        var speed = Read(8, 15, make => [make.Constant("SpeedRatio", 8, 15), make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, 0), (8, 1, 16))]);

        Assert.Equal((AafSpeedKind.Constant, new AafRational(2, 1)), (speed.Kind, speed.Ratio));
        Assert.Equal(10, speed.SourceOffset(5));
    }

    [Fact]
    public void Backwards_begins_with_the_last_frame()
    {
        var speed = Read(8, 8, make => [make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, 7), (8, 1, -1))]);

        Assert.Equal((new AafRational(-1, 1), new AafRational(7, 1)), (speed.Ratio, speed.FirstOffset));
        Assert.Equal([7, 6, 0], new[] { 0, 1, 7 }.Select(frame => speed.SourceOffset(frame)));
    }

    [Fact]
    public void A_ramp_has_its_points_in_frames_of_the_item()
    {
        var speed = Read(11, 30, make => [make.Curve("PARAM_OFFSET_MAP_U", (0, 1, 0), (1, 2, 5), (1, 1, 25)), make.Curve("PARAM_SPEED_MAP_U", (0, 1, 1), (1, 1, 4))]);

        Assert.Equal(AafSpeedKind.Varying, speed.Kind);
        Assert.Equal([(0, 0), (5, 5), (10, 25.0)], speed.Points.Select(point => (point.Frame, point.Value)));
        Assert.Equal([0, 3, 13, 25.0], new[] { 0, 3, 7, 10 }.Select(frame => speed.SourceOffset(frame)));
        Assert.Equal([1, 4.0], speed.SpeedPoints.Select(point => point.Value));
        Assert.Equal(new AafRational(5, 2), speed.Ratio);
    }

    [Fact]
    public void Points_on_a_line_are_a_constant_speed()
    {
        var speed = Read(20, 40, make => [make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, 0), (4, 1, 8), (20, 1, 40))]);

        Assert.Equal((AafSpeedKind.Constant, new AafRational(2, 1)), (speed.Kind, speed.Ratio));
    }

    [Fact]
    public void A_change_of_speed_that_says_nothing_is_flagged_and_not_guessed()
    {
        var speed = Read(10, 20, _ => []);

        Assert.Equal((AafSpeedKind.Varying, new AafRational(2, 1), 0), (speed.Kind, speed.Ratio, speed.Points.Length));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(int.MinValue, 1)]
    [InlineData(int.MinValue, int.MinValue)]
    [InlineData(1, int.MinValue)]
    public void Absurd_ratios_are_no_crash(int top, int bottom)
    {
        var speed = Read(8, 8, make => [make.Constant("SpeedRatio", top, bottom), make.Curve("PARAM_SPEED_OFFSET_MAP_U", (int.MinValue, 1, int.MaxValue), (top, bottom, int.MinValue))]);

        Assert.True(double.IsFinite(speed.Ratio.ToDouble()));
    }

    [Fact]
    public void Speed_upon_speed_multiplies()
    {
        var make = new TestAaf();
        TestObject Warp(long length, TestObject input, int value) =>
            make.Effect("Motion Control", length, [input], [make.Curve("PARAM_SPEED_OFFSET_MAP_U", (0, 1, 0), ((int)length, 1, value))], isTimeWarp: true);
        var file = make.Read(make.Composition(1, "reel 1", make.Slot(1, make.Sequence(8, Warp(8, Warp(16, make.Clip(default, 0, 0, 48), 48), 16)))));

        var item = AafComposition.Of(file, file.TopLevel[0]).Tracks[0].Items[0];

        Assert.Equal(new AafRational(6, 1), item.Speed!.Ratio);
        Assert.Equal(2, item.Effects.Length);
    }

    private static AafSpeed Read(long length, long inner, Func<TestAaf, TestObject[]> settings)
    {
        var make = new TestAaf();
        var effect = make.Effect("Motion Control", length, [make.Clip(default, 0, 0, inner)], settings(make), isTimeWarp: true);
        var file = make.Read(make.Composition(1, "reel 1", make.Slot(1, make.Sequence(length, effect))));
        return AafComposition.Of(file, file.TopLevel[0]).Tracks[0].Items[0].Speed!;
    }
}
