namespace Acetate.Imaging.Resample;

/// <summary>Along one axis, which source pixels each target pixel is made of, and with which weights.</summary>
internal sealed class Axis
{
    private readonly int[] firsts, starts;
    private readonly float[] weights;

    private Axis(int[] firsts, int[] starts, float[] weights)
    {
        (this.firsts, this.starts, this.weights) = (firsts, starts, weights);
        Count = firsts.Length;
        First = int.MaxValue;
        for (var i = 0; i < Count; i++)
        {
            var length = starts[i + 1] - starts[i];
            (First, End, Most) = (Math.Min(First, firsts[i]), Math.Max(End, firsts[i] + length), Math.Max(Most, length));
        }

        Copies = Most == 1 && weights.AsSpan().IndexOfAnyExcept(1f) < 0 && firsts[^1] - firsts[0] == Count - 1;
    }

    /// <summary>Target pixels.</summary>
    public int Count { get; }

    /// <summary>The first source pixel that any of them needs.</summary>
    public int First { get; }

    /// <summary>The source pixel after the last that any of them needs.</summary>
    public int End { get; }

    /// <summary>The most source pixels that one of them needs.</summary>
    public int Most { get; }

    /// <summary>Whether each target pixel is one source pixel, in a row.</summary>
    public bool Copies { get; }

    /// <summary>The first source pixel of a target pixel.</summary>
    public int FirstOf(int target) => firsts[target];

    /// <summary>The source pixel after the last of a target pixel.</summary>
    public int EndOf(int target) => firsts[target] + starts[target + 1] - starts[target];

    /// <summary>The weights of a target pixel's source pixels.</summary>
    public ReadOnlySpan<float> WeightsOf(int target) => weights.AsSpan(starts[target], starts[target + 1] - starts[target]);

    /// <summary>Whether pixels are neither scaled nor moved by a part of a pixel.</summary>
    public static bool IsCopy(double source, double sourceLength, double target, double targetLength) =>
        Math.Abs(targetLength - sourceLength) < Placement.Noise && Math.Abs(source - target - Math.Round(source - target)) < Placement.Noise;

    /// <summary>Prepares an axis.</summary>
    /// <param name="filter">How pixels are mixed; not asked where they are only copied.</param>
    /// <param name="pixels">Of the whole source.</param>
    /// <param name="source">Where the placed part begins.</param>
    /// <param name="sourceLength">Its length.</param>
    /// <param name="target">Where it comes to lie.</param>
    /// <param name="targetLength">How long it becomes.</param>
    /// <param name="from">The first target pixel that is made.</param>
    /// <param name="count">How many are made.</param>
    public static Axis Of(ResampleFilter filter, int pixels, double source, double sourceLength, double target, double targetLength, int from, int count)
    {
        var copies = IsCopy(source, sourceLength, target, targetLength);
        var scale = copies ? 1 : sourceLength / targetLength;
        var offset = copies ? Math.Round(source - target) : source - target * scale;
        // Reducing, the filter is as wide as what a target pixel covers; enlarging, as wide as a source pixel.
        var width = Math.Max(1, scale);
        var reach = filter == ResampleFilter.Area ? (width + 1) / 2 : FilterKernel.Radius(filter) * width;
        var (firsts, starts) = (new int[count], new int[count + 1]);
        var weights = new List<float>();
        var exact = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var centre = (from + i + 0.5) * scale + offset;
            exact.Clear();
            if (copies)
            {
                firsts[i] = Math.Clamp((int)Math.Floor(centre), 0, pixels - 1);
                exact.Add(1);
            }
            else
                firsts[i] = Weigh(exact, filter, pixels, centre, width, reach);
            starts[i] = weights.Count;
            AddRounded(weights, exact);
        }

        starts[count] = weights.Count;
        return new(firsts, starts, [.. weights]);
    }

    // The source pixel of the first weight is returned. What lies beyond the picture counts for its edge pixel.
    private static int Weigh(List<double> weights, ResampleFilter filter, int pixels, double centre, double width, double reach)
    {
        var (first, last) = ((int)Math.Ceiling(centre - reach - 0.5), (int)Math.Floor(centre + reach - 0.5));
        var (inside, end) = (Math.Clamp(first, 0, pixels - 1), Math.Clamp(last, 0, pixels - 1));
        for (var at = inside; at <= end; at++) weights.Add(0);
        if (filter == ResampleFilter.Area)
        {
            for (var at = first; at <= last; at++)
                weights[Math.Clamp(at, inside, end) - inside] += Math.Max(0, Math.Min(at + 1, centre + width / 2) - Math.Max(at, centre - width / 2));
        }
        else
        {
            Span<double> filtered = last - first < 256 ? stackalloc double[last - first + 1] : new double[last - first + 1];
            Straighten(filter, (first + 0.5 - centre) / width, 1 / width, filtered);
            for (var at = first; at <= last; at++) weights[Math.Clamp(at, inside, end) - inside] += filtered[at - first];
        }

        // Nothing is read for nothing.
        while (weights.Count > 1 && weights[^1] == 0) weights.RemoveAt(weights.Count - 1);
        var leading = 0;
        while (leading < weights.Count - 1 && weights[leading] == 0) leading++;
        weights.RemoveRange(0, leading);
        return inside + leading;
    }

    /// <summary>
    /// A filter's samples, moved so that their centre of gravity is where the target pixel is. As they are, Lanczos's above all, it lies up
    /// to 0.02 pixels beside it, this way and that from pixel to pixel: lines would waver.
    /// </summary>
    private static void Straighten(ResampleFilter filter, double from, double step, Span<double> samples)
    {
        var radius = FilterKernel.Radius(filter);
        var (moment, tiltMoment) = (0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            var distance = from + i * step;
            samples[i] = FilterKernel.At(filter, distance);
            moment += samples[i] * distance;
            tiltMoment += Tilt(distance, radius) * distance;
        }

        if (tiltMoment < 1e-9) return;
        for (var i = 0; i < samples.Length; i++) samples[i] -= moment / tiltMoment * Tilt(from + i * step, radius);
    }

    // As much as may be moved from one side to the other: nothing in the middle and at the ends.
    private static double Tilt(double distance, double radius)
    {
        var inside = 1 - distance * distance / (radius * radius);
        return inside > 0 ? distance * inside * inside : 0;
    }

    // As single precision has them; what rounding takes goes to the largest, so that white stays white.
    private static void AddRounded(List<float> weights, List<double> exact)
    {
        var (sum, largest, rest) = (0.0, 0, 1.0);
        foreach (var weight in exact) sum += weight;
        for (var i = 0; i < exact.Count; i++)
        {
            var rounded = (float)(exact[i] / sum);
            rest -= rounded;
            weights.Add(rounded);
            if (exact[i] > exact[largest]) largest = i;
        }

        var at = weights.Count - exact.Count + largest;
        weights[at] = (float)(weights[at] + rest);
    }
}
