namespace Acetate.Media.Slates;

/// <summary>A board as if it were seen straight from the front, evenly lit, dark writing on white, without its printed lines: what text recognition reads best.</summary>
public sealed class FlatSlate
{
    // The writing of a board that fills a third of the picture is some 20 pixels high then.
    private const int Wanted = 1600;

    // The light on the board is followed in so many patches across and down.
    private const int PatchesAcross = 16, PatchesDown = 12;

    private readonly Func<double, double, (double X, double Y)> map;

    private FlatSlate(GreyPicture picture, Func<double, double, (double X, double Y)> map) => (Picture, this.map) = (picture, map);

    /// <summary>The picture for text recognition.</summary>
    public GreyPicture Picture { get; }

    /// <summary>Flattens a board.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="corners">The board in it.</param>
    /// <param name="isDark">Whether bright writing stands on a dark board.</param>
    public static FlatSlate Of(GreyPicture source, Quad corners, bool isDark)
    {
        ArgumentNullException.ThrowIfNull(source);
        var scale = Math.Clamp(Wanted / Math.Max(1, corners.Across), 1, 4);
        var width = Math.Clamp((int)(corners.Across * scale), 64, Wanted + 400);
        var height = Math.Clamp((int)(corners.Down * scale), 48, Wanted + 400);
        var map = corners.Map();
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (atX, atY) = map((x + 0.5) / width, (y + 0.5) / height);
                var value = source.At(atX, atY);
                pixels[y * width + x] = (byte)(isDark ? 255 - value : value);
            }

        // Made larger, noise is larger too: between the pixels that were there nothing is lost.
        if (scale > 1.4) pixels = Smoothed(pixels, width, height);
        Even(pixels, width, height);
        Unline(pixels, width, height);
        Clean(pixels, width, height);
        return new(new(width, height, pixels), map);
    }

    /// <summary>Where a rectangle of the flat picture is in the picture it was taken from: the smallest upright one around it, in pixels.</summary>
    public (double Left, double Top, double Right, double Bottom) Source(double left, double top, double right, double bottom)
    {
        ReadOnlySpan<(double X, double Y)> corners = [At(left, top), At(right, top), At(right, bottom), At(left, bottom)];
        var (x0, y0, x1, y1) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var (x, y) in corners) (x0, y0, x1, y1) = (Math.Min(x0, x), Math.Min(y0, y), Math.Max(x1, x), Math.Max(y1, y));
        return (x0, y0, x1, y1);

        (double X, double Y) At(double x, double y) => map(x / Picture.Width, y / Picture.Height);
    }

    /// <summary>The tallest line of writing in a part of it, alone, at the height that text recognition is used to, with where it stands; null where there is none.</summary>
    public (GreyPicture Picture, (double Left, double Top, double Right, double Bottom) Where)? Line(double left, double top, double right, double bottom)
    {
        const int Ink = 128, LineHeight = 44, Margin = 16, MostAcross = 1200;
        var (x0, x1) = ((int)Math.Clamp(left, 0, Picture.Width - 1), (int)Math.Clamp(right, 0, Picture.Width));
        var (y0, y1) = ((int)Math.Clamp(top, 0, Picture.Height - 1), (int)Math.Clamp(bottom, 0, Picture.Height));
        var (first, last, from) = (-1, -1, -1);
        for (var y = y0; y <= y1; y++)
        {
            var dark = 0;
            for (var x = x0; y < y1 && x < x1; x++) if (Picture.Pixels[y * Picture.Width + x] < Ink) dark++;
            if (dark >= 2 && from < 0) from = y;
            if (dark >= 2 || from < 0) continue;
            if (y - from > last - first) (first, last) = (from, y);
            from = -1;
        }

        if (last - first < 10) return null;
        var (start, end) = (-1, -1);
        for (var x = x0; x < x1; x++)
        {
            var dark = 0;
            for (var y = first; y < last; y++) if (Picture.Pixels[y * Picture.Width + x] < Ink) dark++;
            if (dark < 2)
            {
                // What stands far behind a value is not of it.
                if (start >= 0 && x - end > 1.2 * (last - first)) break;
                continue;
            }

            if (start < 0) start = x;
            end = x + 1;
        }

        if (end - start < 4) return null;
        var scale = Math.Min((double)LineHeight / (last - first), (MostAcross - 2.0 * Margin) / (end - start));
        var (width, height) = (Math.Max(1, (int)((end - start) * scale)) + (2 * Margin), Math.Max(1, (int)((last - first) * scale)) + (2 * Margin));
        var pixels = new byte[width * height];
        Array.Fill(pixels, (byte)255);
        var step = 1 / scale;
        for (var y = Margin; y < height - Margin; y++)
            for (var x = Margin; x < width - Margin; x++)
            {
                // The mean of four places within what the pixel covers: enough at these scales.
                var (atX, atY) = (start + (x - Margin) * step, first + (y - Margin) * step);
                var sum = 0f;
                foreach (var (dx, dy) in ((double, double)[])[(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]) sum += Picture.At(atX + dx * step - 0.5, atY + dy * step - 0.5);
                pixels[y * width + x] = (byte)(sum / 4);
            }

        return (new(width, height, pixels), (start, first, end, last));
    }

    /// <summary>Makes the ground white and the writing black, whatever light falls on which part.</summary>
    private static void Even(byte[] pixels, int width, int height)
    {
        var ground = new float[PatchesAcross * PatchesDown];
        Span<int> counts = stackalloc int[256];
        Span<int> all = stackalloc int[256];
        all.Clear();
        for (var row = 0; row < PatchesDown; row++)
            for (var column = 0; column < PatchesAcross; column++)
            {
                counts.Clear();
                var total = 0;
                for (var y = row * height / PatchesDown; y < (row + 1) * height / PatchesDown; y += 2)
                    for (var x = column * width / PatchesAcross; x < (column + 1) * width / PatchesAcross; x += 2, total++) counts[pixels[y * width + x]]++;
                ground[row * PatchesAcross + column] = Math.Max(8, Part(counts, total, 0.75));
            }

        // A patch that a thick letter fills has no ground of its own: it has that of its neighbours.
        var wide = new float[ground.Length];
        for (var row = 0; row < PatchesDown; row++)
            for (var column = 0; column < PatchesAcross; column++)
            {
                var most = 0f;
                for (var y = Math.Max(0, row - 1); y <= Math.Min(PatchesDown - 1, row + 1); y++)
                    for (var x = Math.Max(0, column - 1); x <= Math.Min(PatchesAcross - 1, column + 1); x++) most = Math.Max(most, ground[y * PatchesAcross + x]);
                wide[row * PatchesAcross + column] = Math.Max(ground[row * PatchesAcross + column], 0.8f * most);
            }

        for (var y = 0; y < height; y++)
        {
            var down = Math.Clamp((y + 0.5f) * PatchesDown / height - 0.5f, 0, PatchesDown - 1);
            var (top, bottom, partDown) = ((int)down, Math.Min((int)down + 1, PatchesDown - 1), down - (int)down);
            for (var x = 0; x < width; x++)
            {
                var across = Math.Clamp((x + 0.5f) * PatchesAcross / width - 0.5f, 0, PatchesAcross - 1);
                var (left, right, partAcross) = ((int)across, Math.Min((int)across + 1, PatchesAcross - 1), across - (int)across);
                var above = wide[top * PatchesAcross + left] + partAcross * (wide[top * PatchesAcross + right] - wide[top * PatchesAcross + left]);
                var below = wide[bottom * PatchesAcross + left] + partAcross * (wide[bottom * PatchesAcross + right] - wide[bottom * PatchesAcross + left]);
                var value = (byte)Math.Clamp(255 * pixels[y * width + x] / (above + partDown * (below - above)), 0, 255);
                pixels[y * width + x] = value;
                all[value]++;
            }
        }

        var black = Part(all, width * height, 0.01);
        if (black > 235) return;
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp((pixels[i] - black) * 255 / (250 - black), 0, 255);
    }

    /// <summary>Takes printed lines away: dark runs much longer than any stroke of a letter.</summary>
    private static void Unline(byte[] pixels, int width, int height)
    {
        const byte Dark = 140;
        var lines = new bool[pixels.Length];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width;)
            {
                var start = x;
                while (x < width && pixels[y * width + x] < Dark) x++;
                if (x - start > width / 5) Array.Fill(lines, true, y * width + start, x - start);
                x = Math.Max(x, start + 1);
            }

        for (var x = 0; x < width; x++)
            for (var y = 0; y < height;)
            {
                var start = y;
                while (y < height && pixels[y * width + x] < Dark) y++;
                if (y - start > height * 0.35) for (var at = start; at < y; at++) lines[at * width + x] = true;
                y = Math.Max(y, start + 1);
            }

        // With the grey at their edges.
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                if (!lines[y * width + x]) continue;
                for (var row = Math.Max(0, y - 2); row <= Math.Min(height - 1, y + 2); row++)
                    for (var column = Math.Max(0, x - 2); column <= Math.Min(width - 1, x + 2); column++) pixels[row * width + column] = 255;
            }
    }

    /// <summary>Takes away what is no letter: specks, thin pieces of lines, and wide frames that hold together.</summary>
    private static void Clean(byte[] pixels, int width, int height)
    {
        const byte Dark = 150;
        var seen = new bool[pixels.Length];
        var waiting = new Stack<int>();
        var part = new List<int>();
        for (var start = 0; start < pixels.Length; start++)
        {
            if (seen[start] || pixels[start] >= Dark) continue;
            var (left, right, top, bottom) = (width, 0, height, 0);
            part.Clear();
            seen[start] = true;
            waiting.Push(start);
            while (waiting.TryPop(out var at))
            {
                part.Add(at);
                var (x, y) = (at % width, at / width);
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
                for (var row = Math.Max(0, y - 1); row <= Math.Min(height - 1, y + 1); row++)
                    for (var column = Math.Max(0, x - 1); column <= Math.Min(width - 1, x + 1); column++)
                    {
                        var next = row * width + column;
                        if (seen[next] || pixels[next] >= Dark) continue;
                        seen[next] = true;
                        waiting.Push(next);
                    }
            }

            var (across, down) = (right - left + 1, bottom - top + 1);
            var (thin, high) = (Math.Min(across, down), Math.Max(across, down));
            var isSpeck = high < width / 200;
            var isLine = thin <= width / 130 && high >= 4 * thin && high >= width / 60;
            var isFrame = (across > width / 4 || down > height * 0.35) && part.Count < 0.3 * across * down;
            if (!isSpeck && !isLine && !isFrame) continue;
            foreach (var at in part)
                for (var row = Math.Max(0, (at / width) - 2); row <= Math.Min(height - 1, (at / width) + 2); row++)
                    for (var column = Math.Max(0, (at % width) - 2); column <= Math.Min(width - 1, (at % width) + 2); column++)
                        // The grey around it belongs to it; what is dark there may be a letter's.
                        if (row * width + column == at || pixels[row * width + column] >= Dark) pixels[row * width + column] = 255;
        }
    }

    private static byte[] Smoothed(byte[] pixels, int width, int height)
    {
        var smooth = new byte[pixels.Length];
        for (var y = 0; y < height; y++)
        {
            var (above, below) = (Math.Max(0, y - 1) * width, Math.Min(height - 1, y + 1) * width);
            for (var x = 0; x < width; x++)
            {
                var (left, right) = (Math.Max(0, x - 1), Math.Min(width - 1, x + 1));
                smooth[y * width + x] = (byte)((pixels[above + left] + pixels[above + x] + pixels[above + right] + pixels[y * width + left] + pixels[y * width + x] + pixels[y * width + right]
                    + pixels[below + left] + pixels[below + x] + pixels[below + right]) / 9);
            }
        }

        return smooth;
    }

    /// <summary>The value that a part of all do not exceed.</summary>
    private static int Part(ReadOnlySpan<int> counts, int total, double part)
    {
        var below = 0;
        for (var i = 0; i < counts.Length; i++)
            if ((below += counts[i]) > total * part) return i;
        return 255;
    }
}
