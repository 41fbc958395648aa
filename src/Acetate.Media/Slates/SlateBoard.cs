using System.Collections.Immutable;

namespace Acetate.Media.Slates;

/// <summary>A bright or dark four-cornered area with fine detail in it: what may be a slate.</summary>
/// <param name="Corners">Where it is, in pixels of the picture it was found in.</param>
/// <param name="IsDark">Whether it is a dark board with bright writing.</param>
/// <param name="Score">How much it looks like one: its detail, weighted by its size. Numbers of one picture compare.</param>
public sealed record SlateBoard(Quad Corners, bool IsDark, double Score)
{
    // Pictures are looked at in this width: enough for the outline of a board that can be read at all.
    private const int Looked = 320;

    /// <summary>The boards of a picture, what looks most like one first; none where there is none.</summary>
    /// <remarks>
    /// The picture is cut at six levels of brightness (Otsu's, those of its bright and dark halves, and some between). Connected areas on either side are kept that fill the four-cornered shape between
    /// their extreme points, rows counted from their first pixel to their last: the writing inside makes no hole then.
    /// </remarks>
    public static ImmutableArray<SlateBoard> Find(GreyPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var small = picture.Reduced(Looked);
        var scale = (double)picture.Width / small.Width;
        var middle = Otsu(small.Pixels, 0, 255);
        var found = new List<SlateBoard>();
        var (bright, dark) = (Otsu(small.Pixels, middle + 1, 255), Otsu(small.Pixels, 0, middle));
        foreach (var level in (int[])[.. new[] { middle, bright, dark, Otsu(small.Pixels, 0, dark), Otsu(small.Pixels, dark + 1, middle), Otsu(small.Pixels, middle + 1, bright) }.Distinct()])
            foreach (var isDark in (bool[])[false, true])
                foreach (var (corners, fit) in Areas(small, level, isDark))
                    if (Looks(small, corners) * fit is > 0 and var score) found.Add(new(corners.Scaled(scale), isDark, score));
        return [.. found.OrderByDescending(board => board.Score).Take(4)];
    }

    /// <summary>How much fine detail there is within the corners: the mean step from a pixel to its right and lower neighbour, on a grid of 160 by 120. A blurred picture has less.</summary>
    public static double Detail(GreyPicture picture, Quad corners)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var map = corners.Map();
        var sum = 0.0;
        for (var row = 0; row < 120; row++)
            for (var column = 0; column < 160; column++)
            {
                var (x, y) = map(0.05 + 0.9 * column / 159, 0.05 + 0.9 * row / 119);
                var here = picture.At(x, y);
                sum += Math.Abs(picture.At(x + 1, y) - here) + Math.Abs(picture.At(x, y + 1) - here);
            }

        return sum / (160 * 120);
    }

    private static double Looks(GreyPicture small, Quad corners)
    {
        var part = corners.Area / ((double)small.Width * small.Height);
        var detail = Detail(small, corners);
        // An even wall has none.
        return part < 0.02 || detail < 1.5 ? 0 : detail * Math.Sqrt(part);
    }

    private static IEnumerable<(Quad Corners, double Fit)> Areas(GreyPicture small, int level, bool isDark)
    {
        var (width, height) = (small.Width, small.Height);
        // What is no board is as good as seen.
        var board = Closed(small, level, isDark);
        var seen = Array.ConvertAll(board, isBoard => !isBoard);
        var waiting = new Stack<int>();
        var (first, last) = (new int[height], new int[height]);
        for (var start = 0; start < seen.Length; start++)
        {
            if (seen[start]) continue;
            Array.Fill(first, int.MaxValue);
            Array.Fill(last, -1);
            Span<(int Value, int X, int Y)> extremes = [(int.MaxValue, 0, 0), (int.MinValue, 0, 0), (int.MinValue, 0, 0), (int.MaxValue, 0, 0)];
            var count = 0;
            seen[start] = true;
            waiting.Push(start);
            while (waiting.TryPop(out var at))
            {
                var (x, y) = (at % width, at / width);
                count++;
                first[y] = Math.Min(first[y], x);
                last[y] = Math.Max(last[y], x);
                if (x + y < extremes[0].Value) extremes[0] = (x + y, x, y);
                if (x - y > extremes[1].Value) extremes[1] = (x - y, x, y);
                if (x + y > extremes[2].Value) extremes[2] = (x + y, x, y);
                if (x - y < extremes[3].Value) extremes[3] = (x - y, x, y);
                if (x > 0) Look(at - 1);
                if (x < width - 1) Look(at + 1);
                if (y > 0) Look(at - width);
                if (y < height - 1) Look(at + width);
            }

            if (count < seen.Length / 80) continue;
            var corners = new Quad(extremes[0].X, extremes[0].Y, extremes[1].X, extremes[1].Y, extremes[2].X, extremes[2].Y, extremes[3].X, extremes[3].Y);
            if (!corners.IsConvex || corners.Across < 24 || corners.Down < 16) continue;
            var filled = 0L;
            for (var y = 0; y < height; y++) if (last[y] >= 0) filled += last[y] - first[y] + 1;
            var off = Math.Abs((filled / corners.Area) - 1);
            if (off < 0.25 && count > corners.Area * 0.4) yield return (corners, 1 - (2 * off));

            void Look(int next)
            {
                if (seen[next]) return;
                seen[next] = true;
                waiting.Push(next);
            }
        }
    }

    /// <summary>The pixels on one side of a level, with the gaps between them closed that printed lines leave: grown by two pixels, then shrunk by as many.</summary>
    private static bool[] Closed(GreyPicture small, int level, bool isDark)
    {
        const int Gap = 2;
        var (width, height) = (small.Width, small.Height);
        var mask = new bool[width * height];
        for (var i = 0; i < mask.Length; i++) mask[i] = small.Pixels[i] > level != isDark;
        for (var pass = 0; pass < 4; pass++)
        {
            // Grown across and down, then shrunk: shrinking is growing what is not there. The edge of the picture shrinks nothing.
            var (isGrowing, isAcross) = (pass < 2, pass % 2 == 0);
            var next = new bool[mask.Length];
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var has = false;
                    for (var d = -Gap; d <= Gap && !has; d++)
                    {
                        var (nx, ny) = isAcross ? (x + d, y) : (x, y + d);
                        has = nx >= 0 && ny >= 0 && nx < width && ny < height && mask[ny * width + nx] == isGrowing;
                    }

                    next[y * width + x] = has == isGrowing;
                }

            mask = next;
        }

        return mask;
    }

    /// <summary>The level between two that parts pixels into two groups which differ most (Otsu 1979).</summary>
    private static int Otsu(byte[] pixels, int from, int to)
    {
        Span<long> counts = stackalloc long[256];
        counts.Clear();
        foreach (var pixel in pixels) counts[pixel]++;
        var (all, sum) = (0L, 0L);
        for (var i = from; i <= to; i++) (all, sum) = (all + counts[i], sum + i * counts[i]);
        var (best, level, below, sumBelow) = (-1.0, from, 0L, 0L);
        for (var i = from; i <= to; i++)
        {
            (below, sumBelow) = (below + counts[i], sumBelow + i * counts[i]);
            if (below == 0 || below == all) continue;
            var apart = (double)sumBelow / below - (double)(sum - sumBelow) / (all - below);
            var between = apart * apart * below * (all - below);
            if (between > best) (best, level) = (between, i);
        }

        return level;
    }
}
