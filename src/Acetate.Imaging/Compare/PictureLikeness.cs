namespace Acetate.Imaging.Compare;

/// <summary>Says how alike an offline picture and a camera original are, whatever was graded, burnt in, reframed or compressed between them.</summary>
/// <remarks>
/// <para>Both are reduced to structure (see <see cref="StructureGrid"/>) on a grid of cells. The offline's grid is laid over the original in all
/// sizes and places that reframing reaches, and where the two correlate best, that is where it lies; moving and scaling cost something, so
/// that a pan is not taken for a reframing where another frame explains it. Around the best place halves and quarters of a cell are tried.</para>
/// <para>The correlation is that of all cells but those at the top and bottom, where labels are. The picture is also looked at in tiles: two takes
/// of one set correlate well as a whole, and not at all where the people are.</para>
/// </remarks>
public sealed class PictureLikeness
{
    private const int TilesAcross = 8, TilesDown = 6;

    private readonly LikenessSettings settings;
    private readonly PictureSketch offline;
    private readonly StructureGrid sought;
    private readonly int columns, rows, radius, firstRow, endRow;

    /// <param name="offline">The picture that is looked for.</param>
    /// <param name="settings">How; the defaults when null.</param>
    public PictureLikeness(PictureSketch offline, LikenessSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(offline);
        this.settings = settings ??= new();
        this.offline = offline;
        if (settings.Columns is < 16 or > 256) throw new ArgumentException($"A grid has 16 to 256 columns, not {settings.Columns}.", nameof(settings));
        columns = settings.Columns;
        var area = offline.Active;
        rows = Math.Clamp((int)Math.Round(columns / offline.Aspect), 8, 2 * columns);
        radius = Math.Max(2, (int)Math.Round(settings.Neighbourhood * columns));
        var labels = (int)Math.Round(settings.Labels * rows);
        (firstRow, endRow) = (labels, rows - labels);
        sought = StructureGrid.Of(offline, area.Left, area.Top, (double)area.Width / columns, columns, rows, radius, firstRow, endRow);
    }

    /// <summary>Finds the offline's picture in an original.</summary>
    /// <param name="original">The camera's picture, upright and with square pixels.</param>
    /// <param name="near">Reframings to look around; every one that is in reach when null.</param>
    public Likeness In(PictureSketch original, params ReadOnlySpan<Reframing> near)
    {
        ArgumentNullException.ThrowIfNull(original);
        var best = (Worth: double.NegativeInfinity, Framing: Reframing.None);
        if (near.IsEmpty)
        {
            foreach (var scale in settings.Scales)
            {
                var found = Slide(original, scale, sought, false);
                if (found.Worth > best.Worth) best = found;
            }

            if (settings.Usual != Reframing.None && Worth(original, settings.Usual) is var usual && usual > best.Worth) best = (usual, settings.Usual);

            // Hardly anything is flopped; where nothing else explains the picture, it may be.
            if (best.Worth < 0.6)
            {
                var mirrored = sought.Mirrored();
                var other = best;
                foreach (var scale in settings.Scales)
                {
                    var found = Slide(original, scale, mirrored, true);
                    if (found.Worth > other.Worth) other = found;
                }

                if (other.Worth > best.Worth + 0.15) best = other;
            }
        }
        else
        {
            foreach (var framing in near)
            {
                var worth = Worth(original, framing);
                if (worth > best.Worth) best = (worth, framing);
            }
        }

        return At(original, Refine(original, best));
    }

    /// <summary>Where the two differ, in the offline's frame: 0 the same, 1 a third of all brightness apart or more.</summary>
    /// <remarks>The original's brightness is first brought to the offline's by the straight line that fits best, so that a grade does not show.</remarks>
    /// <param name="original">The original.</param>
    /// <param name="framing">Where the offline's picture lies in it.</param>
    /// <param name="width">Pixels across the result.</param>
    /// <param name="height">Pixels down.</param>
    /// <returns>Row by row; 0 where one of the two has no picture.</returns>
    public float[] Difference(PictureSketch original, Reframing framing, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var (area, other) = (offline.Active, original.Active);
        var (left, top, ratio) = Lies(original, framing);
        var (mine, theirs, isBoth) = (new float[width * height], new float[width * height], new bool[width * height]);
        var (across, down) = ((double)offline.Width / width, (double)offline.Height / height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (l, t, r, b) = (x * across, y * down, (x + 1) * across, (y + 1) * down);
                if (l < area.Left || r > area.Right || t < area.Top || b > area.Bottom) continue;
                var (from, to) = (left + (l - area.Left) * ratio, left + (r - area.Left) * ratio);
                if (framing.IsMirrored) (from, to) = (2 * left + area.Width * ratio - to, 2 * left + area.Width * ratio - from);
                var (high, low) = (top + (t - area.Top) * ratio, top + (b - area.Top) * ratio);
                if (to <= other.Left || from >= other.Right || low <= other.Top || high >= other.Bottom) continue;
                var at = y * width + x;
                (mine[at], theirs[at], isBoth[at]) = (offline.Mean(l, t, r, b), original.Mean(from, high, to, low), true);
            }
        }

        var (gain, lift) = Line(mine, theirs, isBoth);
        for (var at = 0; at < mine.Length; at++) mine[at] = isBoth[at] ? Math.Min(1, 3 * Math.Abs(mine[at] - (gain * theirs[at] + lift))) : 0;
        return mine;
    }

    /// <summary>Where the offline's picture without bars lies in an original: its left and top edge there, and the pixels of the original to one of the offline.</summary>
    internal (double Left, double Top, double Ratio) Lies(PictureSketch original, Reframing framing)
    {
        var (area, other) = (offline.Active, original.Active);
        var ratio = Cell(original, framing.Scale) * columns / area.Width;
        return (other.Left + (other.Width - area.Width * ratio) / 2 + framing.X * area.Width * ratio, other.Top + (other.Height - area.Height * ratio) / 2 + framing.Y * area.Width * ratio, ratio);
    }

    /// <summary>The straight line that fits best from one brightness to another, where both are there.</summary>
    internal static (float Gain, float Lift) Line(float[] to, float[] from, bool[] isBoth)
    {
        var (n, x, y, xx, xy) = (0, 0.0, 0.0, 0.0, 0.0);
        for (var at = 0; at < to.Length; at++)
        {
            if (!isBoth[at]) continue;
            (n, x, y, xx, xy) = (n + 1, x + from[at], y + to[at], xx + (double)from[at] * from[at], xy + (double)from[at] * to[at]);
        }

        if (n == 0) return (1, 0);
        var spread = xx - x * x / n;
        // A line that falls, or hardly rises, is no grade: the pictures have nothing to do with each other, and all that differs is shown.
        var gain = spread < 1e-6 * n ? 1 : Math.Clamp((xy - x * y / n) / spread, 0.25, 4);
        return ((float)gain, (float)((y - gain * x) / n));
    }

    /// <summary>The structure of an original where a reframing says the offline's picture lies, cell for cell as that of <see cref="Sought"/>.</summary>
    internal StructureGrid Shown(PictureSketch original, Reframing framing)
    {
        var area = original.Active;
        var cell = Cell(original, framing.Scale);
        var (across, down) = (columns * cell, rows * cell);
        var grid = StructureGrid.Of(original, area.Left + (area.Width - across) / 2 + framing.X * across, area.Top + (area.Height - down) / 2 + framing.Y * across, cell, columns, rows, radius, firstRow, endRow);
        return framing.IsMirrored ? grid.Mirrored() : grid;
    }

    /// <summary>The structure of the offline.</summary>
    internal StructureGrid Sought => sought;

    /// <summary>How far the offline's structure is from an original's where a reframing says it lies: the mean square of their difference.</summary>
    internal double Distance(PictureSketch original, Reframing framing)
    {
        var (shown, sum) = (Shown(original, framing).Values, 0.0);
        for (var at = firstRow * columns; at < endRow * columns; at++) sum += (sought.Values[at] - shown[at]) * (double)(sought.Values[at] - shown[at]);
        return sum / ((endRow - firstRow) * columns);
    }

    /// <summary>What a reframing loses of the score: of two explanations the plainer one is taken.</summary>
    internal double Cost(Reframing framing) =>
        settings.MoveCost * Math.Sqrt(Square(framing.X - settings.Usual.X) + Square(framing.Y - settings.Usual.Y)) + settings.ScaleCost * Math.Abs(Math.Log2(framing.Scale / settings.Usual.Scale));

    private static double Square(double value) => value * value;

    /// <summary>The rows that no labels lie in: the first, and the one after the last.</summary>
    internal (int First, int End) Seen => (firstRow, endRow);

    // Pixels of the original to a cell, when the offline shows so much of what fits its shape.
    private double Cell(PictureSketch original, double scale) => scale * Math.Min(original.Active.Width, original.Active.Height * offline.Aspect) / columns;

    // Whole cells first: one grid over all that may be reached, and the offline's slid over it.
    private (double Worth, Reframing Framing) Slide(PictureSketch original, double scale, StructureGrid what, bool isMirrored)
    {
        var area = original.Active;
        var cell = Cell(original, scale);
        var (spareAcross, spareDown) = (area.Width / cell - columns, area.Height / cell - rows);
        var (reachAcross, reachDown) = (Reach(spareAcross), Reach(spareDown));
        var (across, down) = (columns + 2 * reachAcross, rows + 2 * reachDown);
        var grid = StructureGrid.Of(original, area.Left + (area.Width - across * cell) / 2, area.Top + (area.Height - down * cell) / 2, cell, across, down, radius, 0, down);
        var best = (Worth: double.NegativeInfinity, Framing: Reframing.None);
        for (var y = -reachDown; y <= reachDown; y++)
        {
            for (var x = -reachAcross; x <= reachAcross; x++)
            {
                var framing = new Reframing(scale, (double)x / columns, (double)y / columns, isMirrored);
                var worth = Correlation(what, grid, reachAcross + x, reachDown + y) - Cost(framing);
                if (worth > best.Worth) best = (worth, framing);
            }
        }

        return best;
    }

    // As far as the picture reaches, and a little into nothing: offlines that are moved show black at an edge.
    private int Reach(double spare) => (int)Math.Ceiling(Math.Max(0, spare) / 2) + Math.Max(1, columns / 24);

    private double Worth(PictureSketch original, Reframing framing) => Correlation(sought, Shown(original, framing), 0, 0) - Cost(framing);

    private Reframing Refine(PictureSketch original, (double Worth, Reframing Framing) best)
    {
        best.Worth = Worth(original, best.Framing);
        foreach (var step in (ReadOnlySpan<double>)[0.5, 0.25])
        {
            var (move, scale) = (step / columns, 1 + 0.05 * step);
            for (var isBetter = true; isBetter;)
            {
                isBetter = false;
                var at = best.Framing;
                foreach (var next in (ReadOnlySpan<Reframing>)[at with { X = at.X - move }, at with { X = at.X + move }, at with { Y = at.Y - move }, at with { Y = at.Y + move }, at with { Scale = at.Scale * scale }, at with { Scale = at.Scale / scale }])
                {
                    if (next.Scale is < 0.5 or > 1.2 || Worth(original, next) is var worth && worth <= best.Worth + 1e-4) continue;
                    (best, isBetter) = ((worth, next), true);
                }
            }
        }

        return best.Framing;
    }

    /// <summary>How alike the two are when the offline's picture lies just so.</summary>
    internal Likeness At(PictureSketch original, Reframing framing)
    {
        var shown = Shown(original, framing);
        var (tiles, dissenting) = (0, 0);
        for (var j = 0; j < TilesDown; j++)
        {
            var (top, bottom) = (firstRow + j * (endRow - firstRow) / TilesDown, firstRow + (j + 1) * (endRow - firstRow) / TilesDown);
            for (var i = 0; i < TilesAcross; i++)
            {
                var (left, right) = (i * columns / TilesAcross, (i + 1) * columns / TilesAcross);
                if (Tile(shown, left, top, right, bottom) is not { } agreement) continue;
                tiles++;
                if (agreement < 0.35) dissenting++;
            }
        }

        return new(Correlation(sought, shown, 0, 0), tiles < 6 ? 0 : (double)dissenting / tiles, Math.Min(MeanContrast(sought), MeanContrast(shown)), framing);
    }

    private double MeanContrast(StructureGrid grid)
    {
        var sum = 0.0;
        for (var at = firstRow * columns; at < endRow * columns; at++) sum += grid.Contrast[at];
        return sum / Math.Max(1, (endRow - firstRow) * columns);
    }

    // The correlation in a tile; null where one of the two has nothing to compare.
    private double? Tile(StructureGrid shown, int left, int top, int right, int bottom)
    {
        var (ab, aa, bb, a, b, count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                double p = sought.Values[y * columns + x], q = shown.Values[y * columns + x];
                (ab, aa, bb, a, b) = (ab + p * q, aa + p * p, bb + q * q, a + p, b + q);
                count++;
            }
        }

        if (count == 0) return null;
        var (p2, q2) = (aa - a * a / count, bb - b * b / count);
        // Below this much structure, what correlates or not is noise.
        const double least = 0.12;
        return p2 < least * count || q2 < least * count ? null : (ab - a * b / count) / Math.Sqrt(p2 * q2);
    }

    private double Correlation(StructureGrid what, StructureGrid grid, int left, int top)
    {
        var (ab, aa, bb, a, b, count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0);
        for (var y = firstRow; y < endRow; y++)
        {
            var p = what.Values.AsSpan(y * columns, columns);
            var q = grid.Values.AsSpan((y + top) * grid.Columns + left, columns);
            for (var x = 0; x < p.Length; x++)
            {
                float u = p[x], v = q[x];
                ab += u * v;
                aa += u * u;
                bb += v * v;
                a += u;
                b += v;
            }

            count += p.Length;
        }

        var (p2, q2) = (aa - a * a / count, bb - b * b / count);
        return p2 < 1e-6 * count || q2 < 1e-6 * count ? 0 : (ab - a * b / count) / Math.Sqrt(p2 * q2);
    }
}
