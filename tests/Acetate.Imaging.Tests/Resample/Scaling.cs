using Acetate.Imaging.Resample;

namespace Acetate.Imaging.Tests.Resample;

/// <summary>Pictures in memory around the scaler, and a slow calculation of the same, written apart from it.</summary>
internal static class Scaling
{
    /// <summary>Scales a picture of three like colours; the red of the result, and how rows came.</summary>
    public static float[] Run(Placement placement, ResampleFilter filter, Func<int, int, float> source, ScalerOutput? output = null)
    {
        var area = output is { WholeCanvas: false } ? placement.Window : new(0, 0, placement.Width, placement.Height);
        var result = new float[area.Width * area.Height];
        var due = area.Top;
        var scaler = new Scaler(placement, filter, (row, red, green, blue) =>
        {
            Assert.Equal(due++, row);
            Assert.Equal(area.Width, red.Length);
            for (var x = 0; x < red.Length; x++)
            {
                Assert.Equal(BitConverter.SingleToInt32Bits(red[x]), BitConverter.SingleToInt32Bits(green[x]));
                Assert.Equal(BitConverter.SingleToInt32Bits(red[x]), BitConverter.SingleToInt32Bits(blue[x]));
            }

            red.CopyTo(result.AsSpan((row - area.Top) * area.Width));
        }, output);
        Push(scaler, placement, source);
        Assert.Equal(area.Bottom, due);
        return result;
    }

    public static void Push(Scaler scaler, Placement placement, Func<int, int, float> source)
    {
        var values = new float[placement.SourceWidth];
        for (var y = 0; y < placement.SourceHeight; y++)
        {
            for (var x = 0; x < values.Length; x++) values[x] = source(x, y);
            scaler.Push(y, values, values, values);
        }
    }

    /// <summary>One pixel by the definition: every source pixel of the filter's reach, beyond the edges the edge's pixels.</summary>
    public static double Exactly(Placement placement, ResampleFilter filter, Func<int, int, float> source, int x, int y)
    {
        var across = Weights(filter, placement.Source.X, placement.Source.Width, placement.Target.X, placement.Target.Width, x);
        var down = Weights(filter, placement.Source.Y, placement.Source.Height, placement.Target.Y, placement.Target.Height, y);
        var sum = 0.0;
        foreach (var (row, vertical) in down)
            foreach (var (column, horizontal) in across)
                sum += vertical * horizontal * source(Math.Clamp(column, 0, placement.SourceWidth - 1), Math.Clamp(row, 0, placement.SourceHeight - 1));
        return sum / (across.Sum(w => w.Weight) * down.Sum(w => w.Weight));
    }

    private static List<(int At, double Weight)> Weights(ResampleFilter filter, double source, double sourceLength, double target, double targetLength, int pixel)
    {
        var scale = sourceLength / targetLength;
        var centre = source + (pixel + 0.5 - target) * scale;
        var width = Math.Max(1, scale);
        var weights = new List<(int, double)>();
        for (var at = (int)Math.Floor(centre - 4 * width); at <= (int)Math.Ceiling(centre + 4 * width); at++)
        {
            var d = Math.Abs(at + 0.5 - centre) / width;
            var weight = filter switch
            {
                ResampleFilter.Lanczos3 => d < 1e-12 ? 1 : d >= 3 ? 0 : Math.Sin(Math.PI * d) / (Math.PI * d) * (Math.Sin(Math.PI * d / 3) / (Math.PI * d / 3)),
                ResampleFilter.CatmullRom => d < 1 ? 1.5 * d * d * d - 2.5 * d * d + 1 : d < 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0,
                ResampleFilter.Mitchell => d < 1 ? 7 / 6.0 * d * d * d - 2 * d * d + 8 / 9.0 : d < 2 ? -7 / 18.0 * d * d * d + 2 * d * d - 10 / 3.0 * d + 16 / 9.0 : 0,
                _ => Math.Max(0, Math.Min(at + 1, centre + width / 2) - Math.Max(at, centre - width / 2)),
            };
            if (weight != 0) weights.Add((at, weight));
        }

        // Their centre of gravity belongs onto the pixel: an odd function of the distance is mixed in until it is there.
        var radius = filter == ResampleFilter.Lanczos3 ? 3 : 2;
        double Distance(int at) => (at + 0.5 - centre) / width;
        double Odd(int at) => Math.Abs(Distance(at)) < radius ? Distance(at) * Math.Pow(1 - Math.Pow(Distance(at) / radius, 2), 2) : 0;
        if (filter == ResampleFilter.Area || weights.Count < 2) return weights;
        var amount = -weights.Sum(w => w.Item2 * Distance(w.Item1)) / weights.Sum(w => Odd(w.Item1) * Distance(w.Item1));
        return [.. weights.Select(w => (w.Item1, w.Item2 + amount * Odd(w.Item1)))];
    }
}
