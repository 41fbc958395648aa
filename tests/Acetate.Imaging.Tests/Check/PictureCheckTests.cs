using Acetate.Media.Check;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Check;

/// <summary>Faults that are put into a scene under a moving camera are found where they are, and the scene without them has none.</summary>
public sealed class PictureCheckTests
{
    private const int Width = 192, Height = 128, Count = 64;

    // The scene is made once: it is only read.
    private static readonly float[][] Scene = [.. Enumerable.Range(0, Count + 2).AsParallel().AsOrdered().Select(Frame)];

    /// <summary>A texture of waves under a camera that pans and tilts, with a little noise.</summary>
    private static float[] Frame(int time)
    {
        var picture = new float[Width * Height];
        var noise = new Benchmarks.Sound.Scenes.Dice(time);
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                var (u, v, sum) = (x + 1.7 * time, y + 0.6 * time, 0.45);
                for (var wave = 1; wave <= 8; wave++) sum += 0.05 * Math.Sin(u * (0.05 + 0.035 * wave * Math.Cos(wave * 2.4)) + v * (0.04 + 0.03 * wave * Math.Sin(wave * 2.4)) + wave);
                picture[y * Width + x] = (float)(sum + 0.006 * (noise.NextDouble() - 0.5));
            }

        return picture;
    }

    private static List<ClipFinding> Found(IEnumerable<float[]> pictures, PictureLimits? limits = null)
    {
        limits ??= new();
        var (check, measuring, number) = (new PictureCheck(limits, FrameRate.Fps24, Width, Height), new FrameMeasuring(Width, Height, limits, isLight: false), 0L);
        foreach (var picture in pictures)
        {
            measuring.Begin(withLonePixels: true);
            for (var y = 0; y < Height; y++)
            {
                var row = picture.AsSpan(y * Width, Width);
                measuring.Row(row, row, row);
            }

            check.Add(number++, null, measuring.End());
        }

        return [.. check.Finish()];
    }

    private static List<float[]> With(Action<List<float[]>> change)
    {
        var pictures = Scene[..Count].Select(picture => picture.ToArray()).ToList();
        change(pictures);
        return pictures;
    }

    [Fact]
    public void A_scene_without_faults_has_none() => Assert.Empty(Found(With(_ => { })));

    [Fact]
    public void A_black_frame_is_told_and_a_dark_scene_is_not()
    {
        var found = Found(With(pictures => Array.Fill(pictures[20], 0.01f)));
        var dark = Found(With(pictures => pictures.ForEach(picture => Each(picture, (value, _, _) => value * 0.15f))));

        Assert.Equal((20L, 20L), Range(Assert.Single(found, one => one.Fault == ClipFault.Black)));
        Assert.DoesNotContain(dark, one => one.Fault == ClipFault.Black);
    }

    [Theory]
    [InlineData(1, ClipFault.Duplicate)]
    [InlineData(9, ClipFault.Freeze)]
    public void Frames_that_repeat_are_told_with_their_range(int count, ClipFault fault)
    {
        var found = Found(With(pictures =>
        {
            for (var i = 0; i < count; i++) pictures[30 + i] = pictures[29];
        }));

        Assert.Equal((30L, 29L + count), Range(Assert.Single(found, one => one.Fault == fault)));
    }

    [Fact]
    public void A_scene_that_stands_still_from_its_beginning_to_its_end_repeats_nothing()
    {
        Assert.Empty(Found(Still()));
    }

    [Fact]
    public void Every_second_frame_twice_is_a_cadence_and_no_loss()
    {
        var found = Found(Enumerable.Range(0, Count).Select(i => Scene[i / 2 * 2]));

        Assert.Equal(ClipFault.Cadence, Assert.Single(found).Fault);
    }

    [Fact]
    public void A_dropped_frame_is_told_where_the_scene_jumps()
    {
        var found = Found(With(pictures => pictures.RemoveAt(30)));

        Assert.Equal((30L, 30L), Range(Assert.Single(found)));
        Assert.Equal(ClipFault.Dropped, found[0].Fault);
    }

    [Fact]
    public void A_frame_from_elsewhere_is_stray()
    {
        var pictures = Still();
        pictures[30] = Scene[40];

        var found = Found(pictures);

        Assert.Equal((30L, 30L), Range(Assert.Single(found, one => one.Fault == ClipFault.Stray)));
    }

    [Fact]
    public void A_frame_of_two_is_torn_at_its_row()
    {
        var found = Found(With(pictures => pictures[27].AsSpan(64 * Width).CopyTo(pictures[30].AsSpan(64 * Width))));

        var torn = Assert.Single(found, one => one.Fault == ClipFault.Torn);
        Assert.Equal((30L, 30L), Range(torn));
        Assert.Equal(64, torn.Region!.Value.Y);
    }

    [Fact]
    public void Blocks_that_stand_out_are_corrupt_and_their_place_is_told()
    {
        var found = Found(With(pictures =>
        {
            for (var i = 30; i < 34; i++) Each(pictures[i], (value, x, y) => x is >= 64 and < 112 && y is >= 32 and < 48 ? 0.8f : value);
        }));

        var corrupt = Assert.Single(found);
        Assert.Equal((ClipFault.Corrupt, 30L, 33L), (corrupt.Fault, corrupt.First, corrupt.Last));
        Assert.InRange(corrupt.Region!.Value.X, 48, 64);
    }

    [Theory]
    [InlineData(0.25f, ClipFault.HotPixel)]
    [InlineData(-0.25f, ClipFault.DeadPixel)]
    public void A_pixel_that_stays_while_the_scene_moves_is_the_sensors(float offset, ClipFault fault)
    {
        var found = Found(With(pictures => pictures.ForEach(picture => picture[50 * Width + 77] += offset)));

        var pixel = Assert.Single(found);
        Assert.Equal((fault, FindingSeverity.Alarm, new PictureRegion(77, 50, 1, 1)), (pixel.Fault, pixel.Severity, pixel.Region));
    }

    [Fact]
    public void A_pixel_in_a_still_scene_may_be_the_scene_and_is_information()
    {
        var pictures = Still();
        pictures.ForEach(picture => picture[50 * Width + 77] += 0.25f);

        var found = Found(pictures);

        Assert.Equal((ClipFault.HotPixel, FindingSeverity.Information), (Assert.Single(found).Fault, found[0].Severity));
    }

    [Fact]
    public void A_picture_that_pulses_flickers_and_one_that_is_faded_does_not()
    {
        var pulsing = Found(With(pictures => pictures.Index().ToList().ForEach(one => Each(one.Item, (value, _, _) => value * (1 + 0.02f * MathF.Sin(2 * MathF.PI * 5 * one.Index / 24))))));
        var fading = Found(With(pictures => pictures.Index().ToList().ForEach(one => Each(one.Item, (value, _, _) => value * (1 - 0.004f * one.Index)))));

        Assert.Equal(ClipFault.Flicker, Assert.Single(pulsing).Fault);
        Assert.DoesNotContain(fading, one => one.Fault == ClipFault.Flicker);
    }

    [Fact]
    public void Values_that_are_no_numbers_and_highlights_without_detail_are_told()
    {
        var broken = Found(With(pictures => pictures[12][5] = float.NaN));
        var bright = Found(With(pictures => pictures.ForEach(picture => Each(picture, (value, _, y) => y < 32 ? 1 : value))));

        Assert.Equal((ClipFault.NotANumber, 12L), (Assert.Single(broken).Fault, broken[0].First!.Value));
        Assert.Equal((ClipFault.ClippedPicture, FindingSeverity.Warning), (Assert.Single(bright, one => one.Severity != FindingSeverity.Information).Fault, FindingSeverity.Warning));
    }

    [Fact]
    public void Limits_are_data_and_a_name_that_is_not_known_is_refused()
    {
        var limits = CheckLimits.Parse("""{"picture":{"blackLevel":0.005},"sound":{"silenceSeconds":7}}""");

        Assert.Equal((0.005, 7.0, new PictureLimits().FreezeFrames), (limits.Picture.BlackLevel, limits.Sound.SilenceSeconds, limits.Picture.FreezeFrames));
        Assert.Equal(limits, CheckLimits.Parse(limits.ToJson()));
        Assert.DoesNotContain(Found(With(pictures => Array.Fill(pictures[20], 0.01f)), limits.Picture), one => one.Fault == ClipFault.Black);
        Assert.Contains("blakLevel", Assert.Throws<FormatException>(() => CheckLimits.Parse("""{"picture":{"blakLevel":0.1}}""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_take_that_differs_from_its_setup_is_told_and_three_takes_are_no_setup()
    {
        ClipStatistics Take(double brightness, double blue) => new(brightness, 1.1, blue, 0.5);
        ClipStatistics[] takes = [Take(0.40, 0.8), Take(0.41, 0.81), Take(0.395, 0.8), Take(0.55, 0.8), Take(0.4, 0.95)];

        var found = SetupCheck.Find(takes, new()).ToList();

        Assert.Equal([(3, ClipFault.Exposure), (4, ClipFault.WhiteBalance)], found.Select(one => (one.Take, one.Finding.Fault)));
        Assert.Empty(SetupCheck.Find(takes[2..], new()));
    }

    private static List<float[]> Still() => [.. Enumerable.Range(0, Count).Select(i =>
    {
        var (picture, noise) = (Scene[0].ToArray(), new Benchmarks.Sound.Scenes.Dice(1000 + i));
        Each(picture, (value, _, _) => value + 0.006f * (float)(noise.NextDouble() - 0.5));
        return picture;
    })];

    private static void Each(float[] picture, Func<float, int, int, float> change)
    {
        for (var i = 0; i < picture.Length; i++) picture[i] = change(picture[i], i % Width, i / Width);
    }

    private static (long, long) Range(ClipFinding finding) => (finding.First!.Value, finding.Last!.Value);
}
