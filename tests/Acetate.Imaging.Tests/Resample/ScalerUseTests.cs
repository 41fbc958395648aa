using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Acetate.Imaging.Resample;

namespace Acetate.Imaging.Tests.Resample;

/// <summary>Canvases, alpha, one picture after the other, and the same bits everywhere.</summary>
public sealed class ScalerUseTests
{
    private const string Expected = "ACETATE_TEST_SCALED";

    [Fact]
    public void The_canvas_has_its_fill_around_the_picture_and_without_it_only_the_window_comes()
    {
        var placement = new Placement(10, 10, new(0, 0, 10, 10), 30, 24, new(4.5, 6, 20, 12));
        Assert.Equal(new PixelArea(4, 6, 21, 12), placement.Window);

        var whole = Scaling.Run(placement, ResampleFilter.Mitchell, (_, _) => 1, new() { Fill = (0.5f, 0.5f, 0.5f, 0) });
        var window = Scaling.Run(placement, ResampleFilter.Mitchell, (_, _) => 1, new() { WholeCanvas = false });

        for (var y = 0; y < 24; y++)
            for (var x = 0; x < 30; x++)
                Assert.Equal(x is >= 4 and < 25 && y is >= 6 and < 18 ? 1 : 0.5f, whole[y * 30 + x], 1e-6f);
        Assert.All(window, value => Assert.Equal(1, value, 1e-6f));
    }

    [Fact]
    public void One_scaler_makes_picture_after_picture_and_rows_beyond_its_need_may_be_left_out()
    {
        var placement = new Placement(20, 100, new(0, 40, 20, 20), 10, 10, new(0, 0, 10, 10));
        var pictures = new List<float[]>();
        var rows = new List<float>();
        var scaler = new Scaler(placement, ResampleFilter.Lanczos3, (row, red, _, _) =>
        {
            if (row == 0) rows.Clear();
            rows.AddRange(red);
            if (row == 9) pictures.Add([.. rows]);
        });
        var values = new float[20];
        void Push(int from, int to)
        {
            for (var y = from; y < to; y++)
            {
                values.AsSpan().Fill(y);
                scaler.Push(y, values, values, values);
            }
        }

        Assert.InRange(scaler.SourceRows.First, 30, 39);
        Assert.InRange(scaler.SourceRows.End, 61, 70);
        Push(0, 100);
        Push(scaler.SourceRows.First, scaler.SourceRows.End);
        Push(0, 50);
        scaler.Restart();
        Push(0, 100);

        Assert.Equal(3, pictures.Count);
        Assert.All(pictures, picture => Assert.Equal(pictures[0], picture));
    }

    [Fact]
    public void A_row_left_out_or_of_another_width_is_refused()
    {
        var scaler = new Scaler(Placement.Fill(8, 8, 4, 4), ResampleFilter.CatmullRom, (_, _, _, _) => { });
        var row = new float[8];
        scaler.Push(0, row, row, row);

        Assert.Throws<InvalidOperationException>(() => scaler.Push(2, row, row, row));
        Assert.Throws<InvalidOperationException>(() => scaler.Push(0, row, row, row));
        Assert.Throws<ArgumentException>(() => scaler.Push(1, row, row, row.AsSpan(1)));
        Assert.Throws<InvalidOperationException>(() => scaler.Push(1, row, row, row, row));
    }

    [Theory]
    [InlineData(0, 10, 10, 0)]
    [InlineData(10, 10, 10, double.NaN)]
    [InlineData(10, 200_000, 10, 5)]
    [InlineData(10, 10, 0, 5)]
    [InlineData(10, 10, 10, 11)]
    [InlineData(10, 10, 10, double.PositiveInfinity)]
    [InlineData(10, 10, 10, 1e-9)]
    public void Impossible_sizes_are_refused_before_anything_is_kept(int sourceWidth, int sourceHeight, int width, double part) =>
        Assert.Throws<ArgumentException>(() => new Placement(sourceWidth, sourceHeight, new(0, 0, part, 1), width, 10, new(0, 0, width, 10)));

    [Fact]
    public void A_squeezed_picture_is_fitted_in_its_true_shape()
    {
        var placement = Placement.Fit(2880, 2160, 2048, 1080, squeeze: 2);

        Assert.Equal(new PlacedArea(0, 156, 2048, 768), placement.Target);
    }

    [Fact]
    public void The_colour_of_what_is_transparent_does_not_show_at_its_edge()
    {
        // Opaque green beside transparent red, as a program with straight alpha stores it.
        float[] red = [0, 0, 0, 0, 1, 1, 1, 1], green = [1, 1, 1, 1, 0, 0, 0, 0], blue = new float[8], alpha = [1, 1, 1, 1, 0, 0, 0, 0];
        var result = new List<(float R, float G, float A)>();
        var scaler = new Scaler(Placement.Fill(8, 1, 16, 1), ResampleFilter.Mitchell, AlphaKind.Straight, (_, r, g, _, a) =>
        {
            for (var x = 0; x < r.Length; x++) result.Add((r[x], g[x], a[x]));
        });

        scaler.Push(0, red, green, blue, alpha);

        Assert.Equal(16, result.Count);
        Assert.All(result, pixel => Assert.Equal(0, pixel.R, 1e-6f));
        Assert.All(result.Where(pixel => pixel.A > 0), pixel => Assert.Equal(1, pixel.G, 1e-5f));
        Assert.Contains(result, pixel => pixel.A is > 0.1f and < 0.9f);
    }

    [Fact]
    public void Premultiplied_colours_are_mixed_as_they_are()
    {
        float[] colour = [0.5f, 0.5f, 0, 0], alpha = [1, 1, 0, 0];
        var scaler = new Scaler(Placement.Fill(4, 1, 2, 1), ResampleFilter.Area, AlphaKind.Premultiplied, (_, r, _, _, a) =>
        {
            Assert.Equal([0.5f, 0], r.ToArray());
            Assert.Equal([1f, 0], a.ToArray());
        });

        scaler.Push(0, colour, colour, colour, alpha);
    }

    [Fact]
    public void Pictures_have_the_bits_that_they_have_in_the_process_that_asks()
    {
        var bits = Bits();

        Assert.Equal(Environment.GetEnvironmentVariable(Expected) ?? bits, bits);
    }

    [Theory]
    [MemberData(nameof(FewerInstructions.Knobs), MemberType = typeof(FewerInstructions))]
    public Task A_process_with_fewer_instructions_gives_the_same_bits(string knob) =>
        FewerInstructions.AskAsync(nameof(Pictures_have_the_bits_that_they_have_in_the_process_that_asks), knob, Expected, Bits());

    private static string Bits()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var filter in Enum.GetValues<ResampleFilter>())
        {
            foreach (var placement in (ReadOnlySpan<Placement>)[Placement.Fill(211, 150, 97, 301), Placement.Fill(99, 130, 130, 3), new(64, 64, new(1.3, 2.7, 50.1, 40.9), 128, 50, new(3.3, 0.2, 111.7, 47.3))])
            {
                var grain = new Grain(21);
                hash.AppendData(MemoryMarshal.AsBytes(Scaling.Run(placement, filter, (_, _) => (float)(grain.Unit() * 3 - 0.5)).AsSpan()));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
