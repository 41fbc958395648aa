namespace Acetate.Imaging.Compare;

/// <summary>A picture as its structure alone: how much brighter or darker each cell is than its neighbourhood, in units of the contrast there.</summary>
/// <remarks>
/// A grade bends brightness by curves that rise. Near a cell such a curve is a straight line, which changes the mean and the contrast of a
/// neighbourhood and nothing else; both are taken out here. What is left is what two gradings of one picture have in common.
/// </remarks>
internal sealed class StructureGrid
{
    private StructureGrid(int columns, int rows, float[] values, float[] contrast) => (Columns, Rows, Values, Contrast) = (columns, rows, values, contrast);

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>Row by row.</summary>
    public float[] Values { get; }

    /// <summary>The contrast (standard deviation, in code values from 0 to 1) around each cell.</summary>
    public float[] Contrast { get; }

    /// <summary>Looks at an area of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="left">Of the area, in pixels; it may reach beyond the picture.</param>
    /// <param name="top">Of the area.</param>
    /// <param name="cell">Pixels across and down a cell.</param>
    /// <param name="columns">Cells across.</param>
    /// <param name="rows">Cells down.</param>
    /// <param name="radius">Cells from the middle of a neighbourhood to its edge.</param>
    /// <param name="first">The first row that is looked at: what lies in others has no part in any neighbourhood.</param>
    /// <param name="end">The row after the last one.</param>
    public static StructureGrid Of(PictureSketch picture, double left, double top, double cell, int columns, int rows, int radius, int first, int end)
    {
        var means = new float[columns * rows];
        for (var y = first; y < end; y++)
            for (var x = 0; x < columns; x++)
                means[y * columns + x] = picture.Mean(left + x * cell, top + y * cell, left + (x + 1) * cell, top + (y + 1) * cell);
        return Normalise(means, columns, rows, radius, first, end);
    }

    /// <summary>The grid with left and right exchanged.</summary>
    public StructureGrid Mirrored()
    {
        var (values, contrast) = ((float[])Values.Clone(), (float[])Contrast.Clone());
        for (var y = 0; y < Rows; y++)
        {
            values.AsSpan(y * Columns, Columns).Reverse();
            contrast.AsSpan(y * Columns, Columns).Reverse();
        }

        return new(Columns, Rows, values, contrast);
    }

    private static StructureGrid Normalise(float[] means, int columns, int rows, int radius, int firstRow, int endRow)
    {
        var stride = columns + 1;
        var (first, second) = (new double[stride * (rows + 1)], new double[stride * (rows + 1)]);
        for (var y = 0; y < rows; y++)
        {
            var (a, b) = (0.0, 0.0);
            for (var x = 0; x < columns; x++)
            {
                double value = means[y * columns + x];
                a += value;
                b += value * value;
                first[(y + 1) * stride + x + 1] = first[y * stride + x + 1] + a;
                second[(y + 1) * stride + x + 1] = second[y * stride + x + 1] + b;
            }
        }

        var seen = (double)columns * (endRow - firstRow);
        var overall = Math.Sqrt(Math.Max(0, second[^1] / seen - first[^1] / seen * (first[^1] / seen)));
        // Where there is hardly any contrast, noise and the blocks of compression are not made large.
        var floor = 0.2 * overall + 0.004;
        var (values, contrast) = (new float[means.Length], new float[means.Length]);
        for (var y = firstRow; y < endRow; y++)
        {
            var (top, bottom) = (Math.Max(firstRow, y - radius), Math.Min(endRow, y + radius + 1));
            for (var x = 0; x < columns; x++)
            {
                var (from, to) = (Math.Max(0, x - radius), Math.Min(columns, x + radius + 1));
                double count = (bottom - top) * (to - from);
                var mean = Box(first, stride, from, top, to, bottom) / count;
                var deviation = Math.Sqrt(Math.Max(0, Box(second, stride, from, top, to, bottom) / count - mean * mean));
                var at = y * columns + x;
                contrast[at] = (float)deviation;
                values[at] = (float)((means[at] - mean) / Math.Sqrt(deviation * deviation + floor * floor));
            }
        }

        return new(columns, rows, values, contrast);
    }

    private static double Box(double[] sums, int stride, int left, int top, int right, int bottom) =>
        sums[bottom * stride + right] - sums[top * stride + right] - sums[bottom * stride + left] + sums[top * stride + left];
}
