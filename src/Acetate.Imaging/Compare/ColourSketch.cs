using Acetate.Imaging.Colour;

namespace Acetate.Imaging.Compare;

/// <summary>A small picture in colour, ready to be averaged over any of its areas; <see cref="PictureSketch"/> is its brightness alone.</summary>
/// <remarks>What is averaged are code values of a display: it is about as the eye averages, and a still that was made smaller was averaged so too.</remarks>
public sealed class ColourSketch
{
    private readonly PictureSketch red, green, blue;

    /// <param name="width">Pixels across, 2 to <see cref="PictureSketch.MostPixels"/>; pixels are square.</param>
    /// <param name="height">Pixels down, as many.</param>
    /// <param name="red">Code values of a display with the primaries of Rec.709, row by row; what lies outside of 0 to 1 is cut, and what is no number is black.</param>
    /// <param name="green">As many.</param>
    /// <param name="blue">As many.</param>
    /// <exception cref="ArgumentException">The size is none that can be, or there are fewer values.</exception>
    public ColourSketch(int width, int height, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        Brightness = PictureSketch.Of(width, height, red, green, blue);
        (this.red, this.green, this.blue) = (new(width, height, red), new(width, height, green), new(width, height, blue));
    }

    /// <summary>Pixels across.</summary>
    public int Width => Brightness.Width;

    /// <summary>Pixels down.</summary>
    public int Height => Brightness.Height;

    /// <summary>Its brightness.</summary>
    public PictureSketch Brightness { get; }

    /// <summary>The mean code values of an area in pixels, which may end between them. What lies outside of the picture is not counted; an area without picture is black.</summary>
    public Rgb Mean(double left, double top, double right, double bottom) => new(red.Mean(left, top, right, bottom), green.Mean(left, top, right, bottom), blue.Mean(left, top, right, bottom));
}
