using Acetate.Media.Demo;

namespace Acetate.Media.Charts;

/// <summary>Draws a framing chart, row by row: frame lines, a circle, a cross and their names, each pixel wholly inked or not at all.</summary>
/// <remarks>
/// A line's outermost pixels are the outermost whole pixels inside its rectangle: what lies on them is in the frame, what lies beyond is
/// not. Nothing is smoothed, so that a pixel that was moved or scaled shows. Where lines lie on each other, the one named last is on top.
/// On a squeezed canvas upright lines, letters and the circle are narrower, so that they look right when it is de-squeezed.
/// </remarks>
public sealed class FrameLineChart
{
    private const float Grey = 0.18f, Bright = 0.8f;

    private readonly double squeeze;
    private readonly int thick, thin, dot, dotWidth;
    private readonly List<(int Left, int Top, int Right, int Bottom, (float, float, float) Ink)> blocks = [];
    private readonly (double X, double Y, double Radius) circle;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Rows.</param>
    /// <param name="squeeze">Anamorphic squeeze of the canvas: 2 for one that is shown twice as wide.</param>
    /// <param name="lines">From the outermost to the innermost; the circle and the cross are in the middle of the last.</param>
    /// <param name="caption">Written beneath the circle.</param>
    /// <exception cref="ArgumentException">There are no lines, or a size is not above 0.</exception>
    public FrameLineChart(int width, int height, double squeeze, IReadOnlyList<ChartFrameLine> lines, IReadOnlyList<string> caption)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (!(squeeze > 0) || !double.IsFinite(squeeze)) throw new ArgumentException($"A squeeze of {squeeze} cannot be.", nameof(squeeze));
        if (lines.Count == 0) throw new ArgumentException("A chart shows at least one frame.", nameof(lines));
        (Width, Height, this.squeeze) = (width, height, squeeze);
        thick = Math.Max(1, height / 540);
        thin = Math.Max(1, (int)Math.Round(thick / squeeze));
        dot = Math.Max(1, (int)Math.Min(height / 360.0, width * squeeze / 640));
        dotWidth = Math.Max(1, (int)Math.Round(dot / squeeze));
        // Names first: they must not hide a line's pixels.
        foreach (var line in lines) Name(line);
        foreach (var line in lines) Outline(line);

        var inner = lines[^1];
        var (x, y) = (inner.X + inner.Width / 2, inner.Y + inner.Height / 2);
        circle = (x, y, Math.Min(inner.Height, inner.Width * squeeze) / 4);
        var arm = Math.Max(4, (int)(circle.Radius / 4));
        Block((int)Math.Round(x - arm / squeeze), (int)Math.Round(y - thick / 2.0), (int)Math.Round(x + arm / squeeze), (int)Math.Round(y - thick / 2.0) + thick, (Bright, Bright, Bright));
        Block((int)Math.Round(x - thin / 2.0), (int)Math.Round(y - arm), (int)Math.Round(x - thin / 2.0) + thin, (int)Math.Round(y + arm), (Bright, Bright, Bright));
        for (var i = 0; i < caption.Count; i++)
            Write(caption[i], (int)Math.Round(x - TextWidth(caption[i]) / 2.0), (int)Math.Round(y + circle.Radius + (3 + 10 * i) * dot), (Bright, Bright, Bright));
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Draws a row: light of Rec.709 primaries, 0 to 1; what is not inked is a middle grey.</summary>
    /// <param name="row">0 for the top row.</param>
    /// <param name="red">At least as many as the chart is wide.</param>
    /// <param name="green">As many.</param>
    /// <param name="blue">As many.</param>
    public void Row(int row, Span<float> red, Span<float> green, Span<float> blue)
    {
        red[..Width].Fill(Grey);
        green[..Width].Fill(Grey);
        blue[..Width].Fill(Grey);
        Ring(row, red, green, blue);
        foreach (var (left, top, right, bottom, (r, g, b)) in blocks)
        {
            if (row < top || row >= bottom) continue;
            red[left..right].Fill(r);
            green[left..right].Fill(g);
            blue[left..right].Fill(b);
        }
    }

    // Pixels whose centre lies between two circles, seen de-squeezed.
    private void Ring(int row, Span<float> red, Span<float> green, Span<float> blue)
    {
        var y = row + 0.5 - circle.Y;
        if (Math.Abs(y) > circle.Radius) return;
        var inner = Math.Max(0, circle.Radius - thick);
        var reach = Math.Sqrt(circle.Radius * circle.Radius - y * y) / squeeze;
        for (var x = Math.Max(0, (int)(circle.X - reach) - 1); x <= Math.Min(Width - 1, (int)(circle.X + reach) + 1); x++)
        {
            var across = (x + 0.5 - circle.X) * squeeze;
            var square = across * across + y * y;
            if (square <= circle.Radius * circle.Radius && square >= inner * inner) (red[x], green[x], blue[x]) = (Bright, Bright, Bright);
        }
    }

    private void Outline(ChartFrameLine line)
    {
        var (left, top, right, bottom) = Inside(line);
        if (right <= left || bottom <= top) return;
        Block(left, top, right, Math.Min(bottom, top + thick), line.Ink);
        Block(left, Math.Max(top, bottom - thick), right, bottom, line.Ink);
        Block(left, top, Math.Min(right, left + thin), bottom, line.Ink);
        Block(Math.Max(left, right - thin), top, right, bottom, line.Ink);
    }

    private void Name(ChartFrameLine line)
    {
        var (left, top, right, bottom) = Inside(line);
        var isLeft = line.Corner is ChartCorner.TopLeft or ChartCorner.BottomLeft;
        var isTop = line.Corner is ChartCorner.TopLeft or ChartCorner.TopRight;
        var (aside, away) = (thin + 2 * dotWidth, thick + 2 * dot);
        Write(line.Name, isLeft ? left + aside : right - aside - TextWidth(line.Name), isTop ? top + away : bottom - away - BitmapFont.Height * dot, line.Ink);
    }

    // A millionth of a pixel is the noise of a calculation.
    private static (int Left, int Top, int Right, int Bottom) Inside(ChartFrameLine line) => (
        (int)Math.Ceiling(line.X - 1e-6), (int)Math.Ceiling(line.Y - 1e-6), (int)Math.Floor(line.X + line.Width + 1e-6), (int)Math.Floor(line.Y + line.Height + 1e-6));

    private int TextWidth(string text) => (text.Length * (BitmapFont.Width + 1) - 1) * dotWidth;

    private void Write(string text, int x, int y, (float, float, float) ink)
    {
        foreach (var letter in text)
        {
            for (var row = 0; row < BitmapFont.Height; row++)
                for (var column = 0; column < BitmapFont.Width; column++)
                    if (BitmapFont.IsSet(letter, column, row))
                        Block(x + column * dotWidth, y + row * dot, x + (column + 1) * dotWidth, y + (row + 1) * dot, ink);
            x += (BitmapFont.Width + 1) * dotWidth;
        }
    }

    private void Block(int left, int top, int right, int bottom, (float, float, float) ink)
    {
        (left, top, right, bottom) = (Math.Max(0, left), Math.Max(0, top), Math.Min(Width, right), Math.Min(Height, bottom));
        if (left < right && top < bottom) blocks.Add((left, top, right, bottom, ink));
    }
}
