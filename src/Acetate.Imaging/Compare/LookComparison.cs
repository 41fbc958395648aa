using System.Collections.Immutable;
using Acetate.Imaging.Colour;

namespace Acetate.Imaging.Compare;

/// <summary>Says how far the look of a picture is from that of a still of the same picture, whatever size, crop and bars the still has.</summary>
/// <remarks>
/// <para>Where the still lies in the picture is found by structure, which no look changes (see <see cref="PictureLikeness"/>), and then, by parts of a cell, where
/// brightness differs least but for a straight line. Both are averaged over the same cells, so that size, grain and the blocks of a JPEG hardly count, and cell
/// by cell their colours are held against each other by CIEDE2000.</para>
/// <para>The still is the offline and the picture the original of <see cref="PictureLikeness"/>: the picture shows what the still shows, or more around it.</para>
/// </remarks>
public sealed class LookComparison
{
    private readonly LookSettings settings;
    private readonly ColourSketch still;
    private readonly PictureLikeness likeness;
    private readonly int columns, rows;
    private readonly Rgb[] colours;
    private readonly float[] brightness;

    /// <param name="still">The still.</param>
    /// <param name="settings">How; the defaults when null.</param>
    public LookComparison(ColourSketch still, LookSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(still);
        this.settings = settings ??= new();
        if (settings.Columns is < 16 or > 256) throw new ArgumentException($"A comparison has 16 to 256 cells across, not {settings.Columns}.", nameof(settings));
        this.still = still;
        likeness = new(still.Brightness);
        columns = settings.Columns;
        rows = Math.Clamp((int)Math.Round(columns / still.Brightness.Aspect), 8, 2 * columns);
        var area = still.Brightness.Active;
        var (across, down) = ((double)area.Width / columns, (double)area.Height / rows);
        (colours, brightness) = (new Rgb[columns * rows], new float[columns * rows]);
        for (var at = 0; at < colours.Length; at++)
        {
            var (x, y) = (at % columns, at / columns);
            var (left, top) = (area.Left + x * across, area.Top + y * down);
            (colours[at], brightness[at]) = (still.Mean(left, top, left + across, top + down), still.Brightness.Mean(left, top, left + across, top + down));
        }
    }

    /// <summary>Holds a picture against the still.</summary>
    /// <param name="picture">The picture, upright and with square pixels.</param>
    public LookDifference With(ColourSketch picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var known = likeness.In(picture.Brightness);
        var isPlain = known.Structure < settings.Plain;
        var (framing, residual) = isPlain ? (Reframing.None, Residual(picture, Reframing.None)) : Refined(picture, known.Framing);
        var shown = new Rgb[colours.Length];
        var isBoth = new bool[colours.Length];
        for (var at = 0; at < shown.Length; at++)
        {
            if (CellIn(picture, framing, at) is not { } cell) continue;
            (shown[at], isBoth[at]) = (picture.Mean(cell.Left, cell.Top, cell.Right, cell.Bottom), true);
        }

        return Judge(picture, known.Score, isPlain, framing, residual, shown, isBoth);
    }

    private LookDifference Judge(ColourSketch picture, double score, bool isPlain, Reframing framing, double residual, Rgb[] shown, bool[] isBoth)
    {
        var (from, to, map) = (new Lab[shown.Length], new Lab[shown.Length], new float[shown.Length]);
        for (var at = 0; at < map.Length; at++)
        {
            if (isBoth[at]) (from[at], to[at]) = (Lab.OfDisplay(colours[at]), Lab.OfDisplay(shown[at]));
            map[at] = isBoth[at] ? (float)from[at].Difference(to[at]) : float.NaN;
        }

        var judged = Judged(from, to, isBoth);
        var differences = judged.Select(at => map[at]).Order().ToArray();
        var (area, (left, top, ratio)) = (still.Brightness.Active, likeness.Lies(picture.Brightness, framing));
        return new()
        {
            Likeness = score,
            IsPlain = isPlain,
            Framing = framing,
            Residual = residual,
            Cells = judged.Length,
            Median = At(differences, 0.5),
            Percentile95 = At(differences, 0.95),
            Lightness = Mean(at => to[at].L - from[at].L),
            GreenRed = Mean(at => to[at].A - from[at].A),
            BlueYellow = Mean(at => to[at].B - from[at].B),
            Chroma = Mean(at => to[at].Chroma - from[at].Chroma),
            Contrast = Spread(to) is var mine && Spread(from) is var its && its > 0.5 && mine > 0.5 ? mine / its : 1,
            Columns = columns,
            Rows = rows,
            Map = ImmutableArray.Create(map),
            StillArea = area,
            PictureArea = (left, top, area.Width * ratio),
        };

        double Mean(Func<int, double> of) => judged.Length == 0 ? 0 : judged.Average(of);

        double Spread(Lab[] of)
        {
            var mean = Mean(at => of[at].L);
            return Math.Sqrt(Mean(at => (of[at].L - mean) * (of[at].L - mean)));
        }
    }

    // The evener ones of the cells where no labels are. Light is looked at: what changes colour alone from cell to cell is rare.
    private int[] Judged(Lab[] from, Lab[] to, bool[] isBoth)
    {
        var labels = (int)Math.Round(settings.Labels * rows);
        var cells = Enumerable.Range(labels * columns, Math.Max(0, (rows - 2 * labels) * columns)).Where(at => isBoth[at]).ToArray();
        var change = cells.Select(at => Math.Max(Change(from, at), Change(to, at))).ToArray();
        Array.Sort(change, cells);
        return cells[..(int)Math.Round(cells.Length * (1 - settings.Edges))];

        double Change(Lab[] of, int at)
        {
            var (low, high) = (double.MaxValue, double.MinValue);
            for (var y = Math.Max(0, at / columns - 1); y <= Math.Min(rows - 1, at / columns + 1); y++)
            {
                for (var x = Math.Max(0, at % columns - 1); x <= Math.Min(columns - 1, at % columns + 1); x++)
                {
                    if (!isBoth[y * columns + x]) continue;
                    (low, high) = (Math.Min(low, of[y * columns + x].L), Math.Max(high, of[y * columns + x].L));
                }
            }

            return high - low;
        }
    }

    // Structure finds the place to a quarter of its cells; a crop of whole pixels lies somewhere between.
    private (Reframing Framing, double Residual) Refined(ColourSketch picture, Reframing found)
    {
        var best = (Framing: found, Residual: Residual(picture, found));
        // Most stills show all of the picture: that is taken where it explains as much.
        if (found.IsNear(Reframing.None) && Residual(picture, Reframing.None) is var whole && whole <= best.Residual) best = (Reframing.None, whole);
        foreach (var step in (ReadOnlySpan<double>)[0.5, 0.25, 0.125, 0.0625])
        {
            var (move, scale) = (step / columns, 1 + 2 * step / columns);
            for (var (isBetter, turns) = (true, 0); isBetter && turns < 16; turns++)
            {
                isBetter = false;
                var at = best.Framing;
                foreach (var next in (ReadOnlySpan<Reframing>)[at with { X = at.X - move }, at with { X = at.X + move }, at with { Y = at.Y - move }, at with { Y = at.Y + move }, at with { Scale = at.Scale * scale }, at with { Scale = at.Scale / scale }])
                {
                    if (next.Scale is < 0.5 or > 1.2 || Residual(picture, next) is var residual && residual >= best.Residual - 1e-6) continue;
                    (best, isBetter) = ((next, residual), true);
                }
            }
        }

        return best;
    }

    // The mean difference of brightness when the straight line that fits best is taken off; cells beyond the picture count as quite wrong.
    private double Residual(ColourSketch picture, Reframing framing)
    {
        var labels = (int)Math.Round(settings.Labels * rows);
        var (shown, isBoth) = (new float[brightness.Length], new bool[brightness.Length]);
        for (var at = labels * columns; at < (rows - labels) * columns; at++)
        {
            if (CellIn(picture, framing, at) is not { } cell) continue;
            (shown[at], isBoth[at]) = (picture.Brightness.Mean(cell.Left, cell.Top, cell.Right, cell.Bottom), true);
        }

        var (gain, lift) = PictureLikeness.Line(brightness, shown, isBoth);
        var sum = 0.0;
        for (var at = labels * columns; at < (rows - labels) * columns; at++) sum += isBoth[at] ? Math.Abs(brightness[at] - (gain * shown[at] + lift)) : 0.1;
        return sum / Math.Max(1, (rows - 2 * labels) * columns);
    }

    // Where a cell of the still lies in the picture; null where most of it lies beyond.
    private (double Left, double Top, double Right, double Bottom)? CellIn(ColourSketch picture, Reframing framing, int at)
    {
        var (area, other) = (still.Brightness.Active, picture.Brightness.Active);
        var (left, top, ratio) = likeness.Lies(picture.Brightness, framing);
        var (across, down) = (area.Width * ratio / columns, area.Height * ratio / rows);
        var (x, y) = (framing.IsMirrored ? columns - 1 - at % columns : at % columns, at / columns);
        var cell = (Left: left + x * across, Top: top + y * down, Right: left + (x + 1) * across, Bottom: top + (y + 1) * down);
        var (middleX, middleY) = ((cell.Left + cell.Right) / 2, (cell.Top + cell.Bottom) / 2);
        return middleX <= other.Left || middleX >= other.Right || middleY <= other.Top || middleY >= other.Bottom ? null
            : (Math.Max(cell.Left, other.Left), Math.Max(cell.Top, other.Top), Math.Min(cell.Right, other.Right), Math.Min(cell.Bottom, other.Bottom));
    }

    // The nearest rank.
    private static double At(float[] ordered, double part) => ordered.Length == 0 ? 0 : ordered[Math.Clamp((int)Math.Ceiling(part * ordered.Length) - 1, 0, ordered.Length - 1)];
}
