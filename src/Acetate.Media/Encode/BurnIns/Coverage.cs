namespace Acetate.Media.Encode.BurnIns;

/// <summary>How much of each pixel lies inside of outlines: 0 to 1, exact for straight lines.</summary>
/// <remarks>Each line adds to the pixels that it passes how much area lies to its right, signed by its direction; sums along a row then
/// give the coverage. Outlines wind one way outside and the other inside.</remarks>
internal sealed class Coverage(int width, int height)
{
    private const int CurveSteps = 8;

    private readonly float[] areas = new float[(width + 2) * height];

    public int Width => width;

    public int Height => height;

    /// <summary>A quadratic curve.</summary>
    public void Curve((double X, double Y) from, (double X, double Y) control, (double X, double Y) to)
    {
        var pen = from;
        for (var step = 1; step <= CurveSteps; step++)
        {
            var t = step / (double)CurveSteps;
            var (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t);
            var next = step == CurveSteps ? to : (a * from.X + b * control.X + c * to.X, a * from.Y + b * control.Y + c * to.Y);
            Line(pen, next);
            pen = next;
        }
    }

    /// <summary>A straight line.</summary>
    public void Line((double X, double Y) from, (double X, double Y) to)
    {
        if (from.Y == to.Y) return;
        var sign = from.Y < to.Y ? 1f : -1f;
        var (top, bottom) = from.Y < to.Y ? (from, to) : (to, from);
        var slope = (bottom.X - top.X) / (bottom.Y - top.Y);
        var (first, last) = (Math.Max(0, (int)Math.Floor(top.Y)), Math.Min(height - 1, (int)Math.Ceiling(bottom.Y) - 1));
        for (var row = first; row <= last; row++)
        {
            var (y0, y1) = (Math.Max(top.Y, row), Math.Min(bottom.Y, row + 1));
            if (y1 <= y0) continue;
            Row(row, Math.Clamp(top.X + (y0 - top.Y) * slope, 0, width), Math.Clamp(top.X + (y1 - top.Y) * slope, 0, width), (float)(y1 - y0) * sign);
        }
    }

    /// <summary>Sums up; call once, when all is drawn.</summary>
    public float[] Finish()
    {
        var coverage = new float[width * height];
        for (var row = 0; row < height; row++)
        {
            var sum = 0f;
            for (var x = 0; x < width; x++)
            {
                sum += areas[row * (width + 2) + x];
                coverage[row * width + x] = Math.Min(1, Math.Abs(sum));
            }
        }

        return coverage;
    }

    // A piece of a line within a row: how high it is, shared out over the pixels it passes.
    private void Row(int row, double x0, double x1, float high)
    {
        if (x1 < x0) (x0, x1) = (x1, x0);
        var at = row * (width + 2);
        var (first, last) = ((int)Math.Floor(x0), (int)Math.Floor(x1));
        if (first == last)
        {
            var left = (float)(1 - ((x0 + x1) / 2 - first));
            areas[at + first] += high * left;
            areas[at + first + 1] += high * (1 - left);
            return;
        }

        var across = x1 - x0;
        for (var x = first; x <= last; x++)
        {
            var (a, b) = (Math.Max(x0, x), Math.Min(x1, x + 1));
            var share = (float)(high * (b - a) / across);
            var left = (float)(1 - ((a + b) / 2 - x));
            areas[at + x] += share * left;
            areas[at + x + 1] += share * (1 - left);
        }
    }
}
