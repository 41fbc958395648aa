using System.Numerics;
using System.Runtime.InteropServices;

namespace Acetate.Media.Check;

/// <summary>Pixels, or spots of up to three, that are brighter or darker than everything two pixels away from them, in one frame.</summary>
internal sealed class LonePixels(int width, int height, PictureLimits limits)
{
    // A picture full of them is grain or rain: the strongest are kept.
    private const int Most = 2048;

    private readonly List<LonePixel> found = [];
    private readonly float contrast = (float)limits.LoneContrast, factor = (float)limits.LoneFactor;

    public void Begin() => found.Clear();

    /// <summary>Looks at a row, given two above and two below.</summary>
    public void Look(int row, ReadOnlySpan<float> top, ReadOnlySpan<float> above, ReadOnlySpan<float> here, ReadOnlySpan<float> below, ReadOnlySpan<float> bottom)
    {
        if (row < 2 || row >= height - 2 || found.Count >= 4 * Most) return;
        ref var t = ref MemoryMarshal.GetReference(top);
        ref var h = ref MemoryMarshal.GetReference(here);
        ref var b = ref MemoryMarshal.GetReference(bottom);
        var (i, least) = (2, new Vector<float>(contrast));
        for (; i + Vector<float>.Count <= width - 2; i += Vector<float>.Count)
        {
            var at = (nuint)i;
            var (n1, n2, n3) = (Vector.LoadUnsafe(ref t, at - 2), Vector.LoadUnsafe(ref t, at), Vector.LoadUnsafe(ref t, at + 2));
            var (n4, n5) = (Vector.LoadUnsafe(ref h, at - 2), Vector.LoadUnsafe(ref h, at + 2));
            var (n6, n7, n8) = (Vector.LoadUnsafe(ref b, at - 2), Vector.LoadUnsafe(ref b, at), Vector.LoadUnsafe(ref b, at + 2));
            var most = Vector.Max(Vector.Max(Vector.Max(n1, n2), Vector.Max(n3, n4)), Vector.Max(Vector.Max(n5, n6), Vector.Max(n7, n8)));
            var fewest = Vector.Min(Vector.Min(Vector.Min(n1, n2), Vector.Min(n3, n4)), Vector.Min(Vector.Min(n5, n6), Vector.Min(n7, n8)));
            var own = Vector.LoadUnsafe(ref h, at);
            if (!Vector.GreaterThanAny(own, most + least) && !Vector.LessThanAny(own, fewest - least)) continue;
            for (var x = i; x < i + Vector<float>.Count; x++) Judge(x, row, top, above, here, below, bottom);
        }

        for (; i < width - 2; i++) Judge(i, row, top, above, here, below, bottom);
    }

    public LonePixel[] Found() => found.Count <= Most ? [.. found] : [.. found.OrderByDescending(pixel => Math.Abs(pixel.Contrast)).Take(Most)];

    private void Judge(int x, int row, ReadOnlySpan<float> top, ReadOnlySpan<float> above, ReadOnlySpan<float> here, ReadOnlySpan<float> below, ReadOnlySpan<float> bottom)
    {
        var own = here[x];
        var (most, fewest, sum) = (float.MinValue, float.MaxValue, 0f);
        for (var i = x - 2; i <= x + 2; i++)
        {
            Ring(top[i]);
            Ring(bottom[i]);
        }

        Ring(above[x - 2]);
        Ring(above[x + 2]);
        Ring(here[x - 2]);
        Ring(here[x + 2]);
        Ring(below[x - 2]);
        Ring(below[x + 2]);
        var least = Math.Max(contrast, factor * (most - fewest));
        if (own > most + least && IsStrongest(x, 1, above, here, below)) found.Add(new(x, row, own - most, sum / 16));
        else if (own < fewest - least && IsStrongest(x, -1, above, here, below)) found.Add(new(x, row, own - fewest, sum / 16));

        void Ring(float value)
        {
            most = Math.Max(most, value);
            fewest = Math.Min(fewest, value);
            sum += value;
        }
    }

    /// <summary>Whether no pixel beside it stands out more: one of a spot stands for all, the first of equals.</summary>
    private static bool IsStrongest(int x, int sign, ReadOnlySpan<float> above, ReadOnlySpan<float> here, ReadOnlySpan<float> below)
    {
        var own = sign * here[x];
        for (var i = x - 1; i <= x + 1; i++)
            if (sign * above[i] >= own || sign * below[i] > own || i != x && (sign * here[i] > own || i < x && here[i] == here[x])) return false;
        return true;
    }
}
