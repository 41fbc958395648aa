namespace Acetate.Media.Encode.Movies;

/// <summary>Makes the sides of a picture even, as movies want them: the last column and the last row are there twice where a side is odd.</summary>
public sealed class EvenFrame : FrameWriter
{
    private readonly FrameWriter inner;
    private readonly int width;
    private readonly bool repeatsRow;
    private readonly float[] padded, last;

    /// <param name="inner">Takes a picture of even sides; disposed of with this.</param>
    /// <param name="width">Pixels across of what is given.</param>
    /// <param name="height">Pixels down.</param>
    public EvenFrame(FrameWriter inner, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (this.inner, this.width, repeatsRow) = (inner, width, height % 2 != 0);
        padded = width % 2 != 0 ? new float[3 * (width + 1)] : [];
        last = repeatsRow ? new float[3 * Even(width)] : [];
    }

    /// <summary>A side as it is written.</summary>
    public static int Even(int side) => side + side % 2;

    /// <inheritdoc/>
    public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        if (padded.Length > 0)
        {
            red = Widened(red, 0);
            green = Widened(green, 1);
            blue = Widened(blue, 2);
        }

        inner.Row(red, green, blue);
        if (!repeatsRow) return;
        red.CopyTo(last);
        green.CopyTo(last.AsSpan(red.Length));
        blue.CopyTo(last.AsSpan(2 * red.Length));
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        var across = Even(width);
        if (repeatsRow) inner.Row(last.AsSpan(0, across), last.AsSpan(across, across), last.AsSpan(2 * across, across));
        inner.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private ReadOnlySpan<float> Widened(ReadOnlySpan<float> row, int colour)
    {
        var wide = padded.AsSpan(colour * (width + 1), width + 1);
        row.CopyTo(wide);
        wide[width] = row[^1];
        return wide;
    }
}
