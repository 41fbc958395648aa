using Acetate.Imaging.Colour;
using Acetate.Imaging.Compare;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Media.Check;

/// <summary>The picture of a comparison: the still, what the clip looks like there, and where they differ, side by side.</summary>
/// <remarks>The map is black where there is no difference, blue up to half of the limit of the 95th percentile, yellow at the limit and red from twice of it on; grey is what only the still shows.</remarks>
public static class LookSheet
{
    private const int Panel = 480, Gap = 4;

    /// <summary>Writes it as PNG of 8 bits. The same comparison gives the same bytes.</summary>
    /// <param name="output">Takes it: empty, and can be sought in. Stays open.</param>
    /// <param name="still">The still.</param>
    /// <param name="picture">What was held against it.</param>
    /// <param name="difference">What that gave.</param>
    /// <param name="limits">Where the map is yellow.</param>
    public static void Write(Stream output, ColourSketch still, ColourSketch picture, LookDifference difference, LookLimits limits)
    {
        ArgumentNullException.ThrowIfNull(still);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(difference);
        ArgumentNullException.ThrowIfNull(limits);
        var area = difference.StillArea;
        var (width, height) = (3 * Panel + 2 * Gap, Math.Clamp((int)Math.Round((double)Panel * area.Height / area.Width), 2, 2 * Panel));
        var (red, green, blue) = (new float[width], new float[width], new float[width]);
        using var file = FrameFiles.Create(output, new FrameFileSettings.Png { Bits = 8 }, new() { DataWindow = PixelWindow.Of(width, height) });
        var (left, top, across) = difference.PictureArea;
        for (var y = 0; y < height; y++)
        {
            foreach (var plane in (float[][])[red, green, blue]) Array.Fill(plane, 0.12f);
            var (high, low) = ((double)y / height, (y + 1.0) / height);
            for (var x = 0; x < Panel; x++)
            {
                var (from, to) = ((double)x / Panel, (x + 1.0) / Panel);
                Put(x, still.Mean(area.Left + from * area.Width, area.Top + high * area.Height, area.Left + to * area.Width, area.Top + low * area.Height));
                var (begin, end) = difference.Framing.IsMirrored ? (1 - to, 1 - from) : (from, to);
                var down = across * area.Height / area.Width;
                Put(Panel + Gap + x, picture.Mean(left + begin * across, top + high * down, left + end * across, top + low * down));
                Put(2 * (Panel + Gap) + x, Heat(difference.Map[y * difference.Rows / height * difference.Columns + x * difference.Columns / Panel] / limits.Percentile95));
            }

            file.Row(red, green, blue);
        }

        file.Complete();

        void Put(int column, Rgb colour) => (red[column], green[column], blue[column]) = ((float)colour.R, (float)colour.G, (float)colour.B);
    }

    private static Rgb Heat(double part) => part switch
    {
        double.NaN => Rgb.Grey(0.25),
        < 0.5 => new(0, 0, 1.6 * part),
        < 1 => new(2 * (part - 0.5), 1.8 * (part - 0.5), 0.8 * (2 - 2 * part)),
        < 2 => new(1, 0.9 * (2 - part), 0),
        _ => new(1, 0, 0),
    };
}
