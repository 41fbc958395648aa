using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Check;

/// <summary>Small pictures, area by area.</summary>
internal static class AreaPictures
{
    /// <summary>The mean of each area.</summary>
    public static float[] Means(FrameMeasure picture) => Each(picture, picture, isDifference: false);

    /// <summary>The mean difference of each area, whichever is brighter.</summary>
    public static float[] Differences(FrameMeasure picture, FrameMeasure other) => Each(picture, other, isDifference: true);

    /// <summary>The mean over a row of areas.</summary>
    public static float Band(float[] areas, int band)
    {
        var sum = 0f;
        for (var i = 0; i < FrameMeasure.AreasAcross; i++) sum += areas[band * FrameMeasure.AreasAcross + i];
        return sum / FrameMeasure.AreasAcross;
    }

    private static float[] Each(FrameMeasure picture, FrameMeasure other, bool isDifference)
    {
        var areas = new float[FrameMeasure.Areas];
        var (across, down) = (picture.SmallWidth, picture.SmallHeight);
        for (var area = 0; area < areas.Length; area++)
        {
            var (column, line) = (area % FrameMeasure.AreasAcross, area / FrameMeasure.AreasAcross);
            var (x0, x1) = (column * across / FrameMeasure.AreasAcross, (column + 1) * across / FrameMeasure.AreasAcross);
            var (y0, y1) = (line * down / FrameMeasure.AreasDown, (line + 1) * down / FrameMeasure.AreasDown);
            var sum = 0f;
            for (var y = y0; y < y1; y++)
            {
                var row = picture.Small.AsSpan(y * across + x0, x1 - x0);
                sum += isDifference ? Difference(row, other.Small.AsSpan(y * across + x0, x1 - x0)) : Sum(row);
            }

            areas[area] = sum / Math.Max(1, (x1 - x0) * (y1 - y0));
        }

        return areas;
    }

    private static float Difference(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        ref var a = ref MemoryMarshal.GetReference(one);
        ref var b = ref MemoryMarshal.GetReference(other);
        var (sums, i) = (Vector256<float>.Zero, 0);
        for (; i + 8 <= one.Length; i += 8) sums += Vector256.Abs(Vector256.LoadUnsafe(ref a, (nuint)i) - Vector256.LoadUnsafe(ref b, (nuint)i));
        var sum = Vector256.Sum(sums);
        for (; i < one.Length; i++) sum += Math.Abs(one[i] - other[i]);
        return sum;
    }

    private static float Sum(ReadOnlySpan<float> values)
    {
        var sum = 0f;
        foreach (var value in values) sum += value;
        return sum;
    }
}
