namespace Acetate.Media.Encode.Stills;

/// <summary>Brings a picture to another size row by row: each new pixel is the mean of the area that it covers.</summary>
internal sealed class AreaReduction
{
    private readonly int width, sourceWidth, sourceHeight, targetHeight;
    private readonly (int From, int To, float First, float Last)[] columns;
    private readonly float[][] lines, sums;
    private int source, target;

    public AreaReduction(int sourceWidth, int sourceHeight, int width, int height, int planes)
    {
        (this.width, this.sourceWidth, this.sourceHeight, targetHeight) = (width, sourceWidth, sourceHeight, height);
        lines = [.. Enumerable.Range(0, planes).Select(_ => new float[width])];
        sums = [.. Enumerable.Range(0, planes).Select(_ => new float[width])];
        columns = new (int, int, float, float)[width];
        for (var x = 0; x < width; x++)
        {
            // In whole numbers, so that neighbours meet exactly.
            var (left, right) = ((long)x * sourceWidth, (long)(x + 1) * sourceWidth);
            var (from, to) = ((int)(left / width), (int)((right - 1) / width));
            columns[x] = from == to ? (from, to, (float)(right - left) / width, 0)
                : (from, to, (float)((from + 1L) * width - left) / width, (float)(right - (long)to * width) / width);
        }
    }

    /// <summary>Gives a plane's next row.</summary>
    public void Row(int plane, ReadOnlySpan<float> values)
    {
        var line = lines[plane];
        for (var x = 0; x < width; x++)
        {
            var (from, to, first, last) = columns[x];
            var sum = values[from] * first;
            for (var i = from + 1; i < to; i++) sum += values[i];
            if (to > from) sum += values[to] * last;
            line[x] = sum;
        }
    }

    /// <summary>Says that all planes of a row were given; new rows that it finishes are handed out.</summary>
    public void Next(Action<int, float[][]> finished)
    {
        var scale = (float)((double)targetHeight / sourceHeight * width / sourceWidth);
        var (top, bottom) = ((long)source * targetHeight, (source + 1L) * targetHeight);
        while (target < targetHeight)
        {
            var (from, to) = ((long)target * sourceHeight, (target + 1L) * sourceHeight);
            var share = (float)(Math.Min(bottom, to) - Math.Max(top, from)) / targetHeight;
            if (share <= 0) break;
            for (var plane = 0; plane < lines.Length; plane++)
                for (var x = 0; x < width; x++) sums[plane][x] += lines[plane][x] * share;
            if (to > bottom) break;
            foreach (var sum in sums)
                for (var x = 0; x < width; x++) sum[x] *= scale;
            finished(target++, sums);
            foreach (var sum in sums) Array.Clear(sum);
        }

        source++;
    }
}
