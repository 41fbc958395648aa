namespace Acetate.Media.Demo;

/// <summary>A picture of 8 bit display values, red, green, blue, row by row, and what can be drawn on it. Integers only: the same everywhere.</summary>
internal sealed class Canvas(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public byte[] Pixels { get; } = new byte[width * height * 3];

    public void CopyFrom(Canvas other) => other.Pixels.CopyTo(Pixels, 0);

    public void Fill(int x, int y, int width, int height, int colour)
    {
        var (left, right) = (Math.Max(0, x), Math.Min(Width, x + width));
        for (var row = Math.Max(0, y); row < Math.Min(Height, y + height); row++)
            for (var column = left; column < right; column++)
                Set(column, row, colour);
    }

    public void Disc(int centreX, int centreY, int radius, int colour)
    {
        for (var y = -radius; y <= radius; y++)
            for (var x = -radius; x <= radius; x++)
                if (x * x + y * y <= radius * radius && Holds(centreX + x, centreY + y))
                    // A light from the upper left makes it a ball.
                    Set(centreX + x, centreY + y, Shade(colour, 255 - 130 * (x + y + 2 * radius) / (4 * radius)));
    }

    public void Ring(int centreX, int centreY, int radius, int thickness, int colour)
    {
        for (var y = -radius; y <= radius; y++)
            for (var x = -radius; x <= radius; x++)
                if (x * x + y * y is var square && square <= radius * radius && square >= (radius - thickness) * (radius - thickness) && Holds(centreX + x, centreY + y))
                    Set(centreX + x, centreY + y, colour);
    }

    public void Line(int x0, int y0, int x1, int y1, int thickness, int colour)
    {
        var steps = Math.Max(1, Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0)));
        for (var i = 0; i <= steps; i++)
            Fill(x0 + (x1 - x0) * i / steps - thickness / 2, y0 + (y1 - y0) * i / steps - thickness / 2, thickness, thickness, colour);
    }

    public void Text(int x, int y, int dot, string text, int colour)
    {
        foreach (var letter in text)
        {
            for (var row = 0; row < BitmapFont.Height; row++)
                for (var column = 0; column < BitmapFont.Width; column++)
                    if (BitmapFont.IsSet(letter, column, row))
                        Fill(x + column * dot, y + row * dot, dot, dot, colour);
            x += (BitmapFont.Width + 1) * dot;
        }
    }

    public static int TextWidth(int dot, string text) => text.Length * (BitmapFont.Width + 1) * dot - dot;

    public static int Shade(int colour, int of255) =>
        ((colour >> 16 & 255) * of255 / 255 << 16) | ((colour >> 8 & 255) * of255 / 255 << 8) | (colour & 255) * of255 / 255;

    private bool Holds(int x, int y) => x >= 0 && y >= 0 && x < Width && y < Height;

    private void Set(int x, int y, int colour)
    {
        var at = (y * Width + x) * 3;
        (Pixels[at], Pixels[at + 1], Pixels[at + 2]) = ((byte)(colour >> 16), (byte)(colour >> 8), (byte)colour);
    }
}
