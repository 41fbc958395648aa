using System.Text;

namespace Acetate.Media.Encode.BurnIns;

/// <summary>A text that is repeated all over a picture, in rows that are set off like bricks: semi-transparent, light letters with a dark edge, to be seen on any ground.</summary>
/// <remarks>
/// It is larger than the picture by one period in both directions, and looks the same when it is moved by a period: laid over a picture and moved slowly and for ever it has no seam.
/// Every picture shows the whole text several times, in another place each moment, so that cutting an edge off or painting one place over takes nothing away.
/// </remarks>
internal sealed class WatermarkPattern
{
    // Shares of the picture's height; the text stays readable at a quarter of the size, and the picture between the letters too.
    private const double LetterHeight = 0.036, SmallestLetters = 11, Widest = 0.62;
    private const float Light = 0.30f, Dark = 0.34f;

    private WatermarkPattern(byte[] pixels, int width, int height, int across, int down) => (Pixels, Width, Height, Across, Down) = (pixels, width, height, across, down);

    /// <summary>Rows of red, green, blue and opacity, 8 bits each; colours are not multiplied by the opacity.</summary>
    public byte[] Pixels { get; }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The period across, in pixels: even.</summary>
    public int Across { get; }

    /// <summary>The period down, in pixels: even.</summary>
    public int Down { get; }

    /// <summary>Draws a text for pictures of a size.</summary>
    /// <param name="lines">The lines; what cannot be printed is left out.</param>
    /// <param name="width">Pixels across of the picture.</param>
    /// <param name="height">Rows of it.</param>
    /// <param name="font">A TrueType file; null for the one that burn-ins use.</param>
    /// <exception cref="IOException">There is no font, or it cannot be used, or it has none of these letters: the message says so.</exception>
    public static WatermarkPattern Draw(IReadOnlyList<string> lines, int width, int height, string? font = null)
    {
        var letters = TrueTypeFont.Open(font);
        var glyphs = lines.Select(line => line.EnumerateRunes().Where(IsPrinted).Select(rune => letters.Glyph(rune.Value)).ToList()).ToList();
        var units = Math.Max(1, glyphs.Max(line => line.Sum(glyph => letters.Advance(glyph))));
        var em = (double)(letters.Ascent - letters.Descent);
        // Small enough that a picture shows a whole text across, and never so small that it cannot be read.
        var size = Math.Max(SmallestLetters, Math.Min(LetterHeight * height, Widest * width * em / units));
        var scale = size / em;
        var (across, row) = (Even(units * scale + 3 * size), Even(size * 1.1 * lines.Count + 2.4 * size));
        var down = 2 * row;
        var ink = One(letters, glyphs, scale, size, across, row);
        if (ink.Sum() < 0.002f * ink.Length) throw new IOException("The font has none of the letters of the watermark: nothing would be seen. Name another TrueType file.");
        return new(Tile(ink, across, row, width + across, height + down, Math.Max(1, (int)Math.Round(size / 14))), width + across, height + down, across, down);
    }

    /// <summary>How much of each pixel one text covers, within its place.</summary>
    private static float[] One(TrueTypeFont letters, List<List<int>> glyphs, double scale, double size, int across, int row)
    {
        var coverage = new Coverage(across, row);
        try
        {
            for (var i = 0; i < glyphs.Count; i++)
            {
                var pen = size;
                foreach (var glyph in glyphs[i])
                {
                    letters.Draw(glyph, scale, pen, size + letters.Ascent * scale + i * size * 1.1, coverage);
                    pen += letters.Advance(glyph) * scale;
                }
            }
        }
        catch (Exception damaged) when (damaged is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new IOException("The font of the watermark is damaged. Name another TrueType file.", damaged);
        }

        return coverage.Finish();
    }

    private static byte[] Tile(float[] ink, int across, int row, int width, int height, int edge)
    {
        var pixels = new byte[4 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (light, dark) = (Light * Ink(x, y), Dark * Ink(x - edge, y - edge));
                var alpha = light + dark * (1 - light);
                if (alpha <= 0) continue;
                var at = 4 * (y * width + x);
                var grey = (byte)Math.Round(255 * light / alpha);
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (grey, grey, grey, (byte)Math.Round(255 * alpha));
            }
        }

        return pixels;

        float Ink(int x, int y)
        {
            var line = (int)Math.Floor(y / (double)row);
            // Every second row begins half a text later.
            var (left, top) = (Mod(x - (line % 2 == 0 ? 0 : across / 2), across), y - line * row);
            return ink[top * across + left];
        }
    }

    private static bool IsPrinted(Rune rune) => !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.Format;

    private static int Mod(int value, int period) => ((value % period) + period) % period;

    private static int Even(double value) => 2 * (int)Math.Ceiling(value / 2);
}
