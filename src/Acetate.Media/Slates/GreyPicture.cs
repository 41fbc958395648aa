using System.Globalization;
using System.Text;

namespace Acetate.Media.Slates;

/// <summary>A picture in grey, a byte a pixel, row after row from the top: what slates are looked for in.</summary>
public sealed class GreyPicture
{
    /// <summary>More pixels across or down no picture has: a larger one is made smaller before.</summary>
    public const int MostAcross = 4096;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="pixels">0 for black to 255 for white.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has no pixels, or more than <see cref="MostAcross"/> across or down.</exception>
    /// <exception cref="ArgumentException">There are not as many bytes as pixels.</exception>
    public GreyPicture(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MostAcross);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MostAcross);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != width * height) throw new ArgumentException($"A picture of {width} by {height} has {width * height} bytes, not {pixels.Length}.", nameof(pixels));
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The pixels themselves.</summary>
    public byte[] Pixels { get; }

    /// <summary>Reads a portable grey map (netpbm, P5, 8 bits).</summary>
    /// <exception cref="InvalidDataException">It is none, it is cut, or it is larger than <see cref="MostAcross"/>.</exception>
    public static GreyPicture ReadPgm(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (Word(source) != "P5" || !int.TryParse(Word(source), NumberStyles.None, CultureInfo.InvariantCulture, out var width) || !int.TryParse(Word(source), NumberStyles.None, CultureInfo.InvariantCulture, out var height) || Word(source) != "255")
            throw new InvalidDataException("This is no grey picture of 8 bits.");
        if (width is < 1 or > MostAcross || height is < 1 or > MostAcross) throw new InvalidDataException($"A picture of {width} by {height} is too large to look for a slate in.");
        var pixels = new byte[width * height];
        try
        {
            source.ReadExactly(pixels);
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("The grey picture is cut.", cut);
        }

        return new(width, height, pixels);
    }

    /// <summary>Writes it as a portable grey map (P5).</summary>
    public void WritePgm(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P5\n{Width} {Height}\n255\n")));
        target.Write(Pixels);
    }

    /// <summary>The picture as a JPEG.</summary>
    /// <exception cref="Native.ToolMissingException">libjpeg-turbo is not installed.</exception>
    public byte[] ToJpeg()
    {
        var colours = new byte[3 * Pixels.Length];
        for (var i = 0; i < Pixels.Length; i++) colours.AsSpan(3 * i, 3).Fill(Pixels[i]);
        using var compressor = Native.TurboJpeg.Open();
        return compressor.Compress(colours, Width, Height, 85, isFull: false);
    }

    /// <summary>The brightness between pixels; outside the picture that of its edge.</summary>
    /// <param name="x">Pixels from the left edge's first pixel centre.</param>
    /// <param name="y">Pixels from the top edge's first pixel centre.</param>
    public float At(double x, double y)
    {
        x = Math.Clamp(x, 0, Width - 1);
        y = Math.Clamp(y, 0, Height - 1);
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, Width - 1), Math.Min(top + 1, Height - 1));
        var (across, down) = ((float)(x - left), (float)(y - top));
        var above = Pixels[top * Width + left] + across * (Pixels[top * Width + right] - Pixels[top * Width + left]);
        var below = Pixels[bottom * Width + left] + across * (Pixels[bottom * Width + right] - Pixels[bottom * Width + left]);
        return above + down * (below - above);
    }

    /// <summary>The picture made smaller to so many pixels across, each the mean of those it covers; itself where it is no wider.</summary>
    public GreyPicture Reduced(int width)
    {
        if (Width <= width) return this;
        var height = Math.Max(1, (int)((long)Height * width / Width));
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom) = ((int)((long)y * Height / height), Math.Max((int)((long)y * Height / height) + 1, (int)((long)(y + 1) * Height / height)));
            for (var x = 0; x < width; x++)
            {
                var (left, right) = ((int)((long)x * Width / width), Math.Max((int)((long)x * Width / width) + 1, (int)((long)(x + 1) * Width / width)));
                var sum = 0;
                for (var row = top; row < bottom; row++)
                    for (var column = left; column < right; column++) sum += Pixels[row * Width + column];
                pixels[y * width + x] = (byte)(sum / ((bottom - top) * (right - left)));
            }
        }

        return new(width, height, pixels);
    }

    // Whitespace ends a word; the one byte after the last word belongs to it. Comments are not written by whoever writes these.
    private static string Word(Stream source)
    {
        var word = new StringBuilder();
        while (word.Length < 12 && source.ReadByte() is >= 0 and var letter)
        {
            if (letter is ' ' or '\n' or '\t' or '\r')
            {
                if (word.Length > 0) break;
                continue;
            }

            word.Append((char)letter);
        }

        return word.ToString();
    }
}
