using Acetate.Imaging.Compare;

namespace Acetate.Imaging.Tests.Compare;

/// <summary>Whether two pictures show the same, whatever was done to one of them.</summary>
public sealed class PictureLikenessTests
{
    private static readonly Scene Shot = new(5);

    public static TheoryData<string, Func<int, int, float, float>> Treatments => new()
    {
        { "a grade that lifts and bends", (_, _, value) => MathF.Pow(0.1f + 0.8f * value, 1.6f) },
        { "a print's contrast, blacks gone", (_, _, value) => Math.Clamp((value - 0.3f) * 2.2f, 0, 1) },
        { "a light that falls off to the right", (x, _, value) => value * (1 - 0.7f * x / Scene.Width) },
        { "noise", (x, y, value) => value + 0.06f * (float)(new Grain((ulong)(y * Scene.Width + x)).Unit() - 0.5) },
        { "labels above and below", (x, y, value) => y is < 12 or > 122 ? (x / 3 % 2 == 0 ? 1 : 0) : value },
        { "pixels that are not numbers", (x, y, value) => (x, y) is (3, 60) or (100, 20) ? float.NaN : value },
    };

    [Theory]
    [MemberData(nameof(Treatments))]
    public void A_picture_stays_alike_under(string treatment, Func<int, int, float, float> change)
    {
        var likeness = new PictureLikeness(Shot.Frame(0, change)).In(Shot.Frame(0));

        Assert.True(likeness.Score > 0.93, $"{treatment}: {likeness.Score}");
        Assert.InRange(likeness.Framing.Scale, 0.98, 1.02);
        Assert.Equal(0, likeness.Dissent);
    }

    [Theory]
    [InlineData(0.05, 0.02, 0.9)]
    [InlineData(0.01, 0.06, 0.93)]
    [InlineData(0.1, 0.2, 0.7)]
    public void A_reframed_picture_is_found_where_it_lies(double left, double top, double size)
    {
        var likeness = new PictureLikeness(Shot.Frame(0, null, left, top, size)).In(Shot.Frame(0));

        Assert.True(likeness.Score > 0.93, $"{likeness.Score}");
        Assert.Equal(size, likeness.Framing.Scale, 0.02);
        Assert.Equal((left + size / 2 - 0.5) / size, likeness.Framing.X, 0.01);
        Assert.Equal((top + size / 2 - 0.5) * Scene.Height / (size * Scene.Width), likeness.Framing.Y, 0.01);
        Assert.True(likeness.Framing.IsSeen);
    }

    [Fact]
    public void A_flopped_picture_is_told_as_such_and_its_difference_is_hardly_anything()
    {
        var shot = Shot.Frame(0);
        var offline = new PictureLikeness(Mirrored(Shot));

        var likeness = offline.In(shot);

        Assert.True(likeness.Framing.IsMirrored);
        Assert.True(likeness.Score > 0.95, $"{likeness.Score}");
        Assert.InRange(offline.Difference(shot, likeness.Framing, 120, 67).Average(), 0, 0.04);
        Assert.InRange(offline.Difference(shot, Reframing.None, 120, 67).Average(), 0.1, 1);
    }

    [Fact]
    public void Black_bars_with_labels_in_them_are_not_the_picture()
    {
        // 1.78 in 2.39: rows 17 to 117 are left.
        var offline = Shot.Frame(0, (x, y, value) => y is >= 17 and < 117 ? value : y is > 122 and < 128 && x is > 80 and < 200 ? 1 : 0);

        var likeness = new PictureLikeness(offline).In(Shot.Frame(0));

        Assert.Equal((0, 17), offline.Bars);
        Assert.Equal((17, 100), (offline.Active.Top, offline.Active.Height));
        Assert.True(likeness.Score > 0.95, $"{likeness.Score}");
        Assert.False(likeness.Framing.IsSeen, $"{likeness.Framing}");
    }

    [Fact]
    public void A_night_tells_nothing_of_bars_and_takes_those_of_a_brighter_picture_of_its_movie()
    {
        var night = Shot.Frame(0, (_, y, value) => y is > 50 and < 60 ? value : 0);
        var day = Shot.Frame(0, (_, y, value) => y is >= 17 and < 117 ? value : 0);

        var common = PictureSketch.WithCommonBars([night, day]);

        Assert.Null(night.Bars.Rows);
        Assert.Equal(Scene.Height, night.Active.Height);
        Assert.All(common, picture => Assert.Equal((17, 100), (picture.Active.Top, picture.Active.Height)));
    }

    [Fact]
    public void Another_set_has_no_relation()
    {
        foreach (var other in new ulong[] { 6, 7, 8, 9 })
        {
            var likeness = new PictureLikeness(new Scene(other).Frame(0)).In(Shot.Frame(0));

            Assert.True(likeness.Score < 0.45, $"{other}: {likeness.Score}");
            Assert.True(likeness.Dissent > 0.3, $"{other}: {likeness.Dissent}");
        }
    }

    [Fact]
    public void A_difference_shows_where_something_was_painted_out_and_not_the_grade()
    {
        var offline = Shot.Frame(0, (x, y, value) => x is > 100 and < 120 && y is > 60 and < 80 ? 0.9f : 0.2f + 0.6f * value);
        var difference = new PictureLikeness(offline).Difference(Shot.Frame(0), Reframing.None, Scene.Width, Scene.Height);

        Assert.InRange(Mean(difference, (x, y) => x is > 102 and < 118 && y is > 62 and < 78), 0.5, 1);
        Assert.InRange(Mean(difference, (x, y) => x is < 98 or > 122), 0, 0.05);
    }

    [Fact]
    public void Sketches_and_grids_of_no_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PictureSketch(1, 10, new float[10]));
        Assert.Throws<ArgumentException>(() => new PictureSketch(10, 10, new float[99]));
        Assert.Throws<ArgumentException>(() => new PictureSketch(PictureSketch.MostPixels + 1, 2, new float[2 * PictureSketch.MostPixels + 2]));
        Assert.Throws<ArgumentException>(() => new PictureLikeness(Shot.Frame(0), new() { Columns = 4 }));
        Assert.Throws<ArgumentException>(() => PictureSketch.WithCommonBars([Shot.Frame(0), new PictureSketch(10, 10, new float[100])]));
    }

    [Fact]
    public void A_smaller_sketch_has_the_same_brightness()
    {
        var reduced = Shot.Frame(0).Reduced(100);

        Assert.Equal((100, 56), (reduced.Width, reduced.Height));
        Assert.Equal(Shot.Frame(0).Mean(0, 0, Scene.Width, Scene.Height), reduced.Mean(0, 0, 100, 56), 1e-4f);
        Assert.Equal(0, reduced.Mean(50, 20, 50, 30));
    }

    private static PictureSketch Mirrored(Scene scene)
    {
        var luma = new float[Scene.Width * Scene.Height];
        for (var y = 0; y < Scene.Height; y++)
            for (var x = 0; x < Scene.Width; x++)
                luma[y * Scene.Width + x] = scene.At(1 - (x + 0.5) / Scene.Width, (y + 0.5) / Scene.Height, 0);
        return new(Scene.Width, Scene.Height, luma);
    }

    private static double Mean(float[] values, Func<int, int, bool> isIn) =>
        Enumerable.Range(0, values.Length).Where(at => isIn(at % Scene.Width, at / Scene.Width)).Average(at => values[at]);
}
