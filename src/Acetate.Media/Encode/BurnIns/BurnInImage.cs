using Acetate.Media.Encode.Stills;
using Acetate.Media.Formats.Png;

namespace Acetate.Media.Encode.BurnIns;

/// <summary>An image with its coverage; colours are multiplied by it.</summary>
internal sealed record BurnInImage(int Width, int Height, float[] Red, float[] Green, float[] Blue, float[] Alpha)
{
    /// <summary>Reads a PNG file and brings it to a height, its shape kept.</summary>
    /// <exception cref="IOException">It cannot be read: the message says why.</exception>
    public static BurnInImage Read(string path, int height)
    {
        using var file = File.OpenRead(path);
        PngPicture png;
        try
        {
            png = PngPicture.Read(file);
        }
        catch (InvalidDataException wrong)
        {
            throw new IOException($"The image '{path}' cannot be burnt in: {wrong.Message}", wrong);
        }

        for (var i = 0; i < png.Alpha.Length; i++)
            (png.Red[i], png.Green[i], png.Blue[i]) = (png.Red[i] * png.Alpha[i], png.Green[i] * png.Alpha[i], png.Blue[i] * png.Alpha[i]);
        var width = (int)Math.Clamp(Math.Round((double)png.Width * height / png.Height), 1, 16384);
        var made = new BurnInImage(width, height, new float[width * height], new float[width * height], new float[width * height], new float[width * height]);
        var area = new AreaReduction(png.Width, png.Height, width, height, 4);
        for (var row = 0; row < png.Height; row++)
        {
            area.Row(0, png.Red.AsSpan(row * png.Width, png.Width));
            area.Row(1, png.Green.AsSpan(row * png.Width, png.Width));
            area.Row(2, png.Blue.AsSpan(row * png.Width, png.Width));
            area.Row(3, png.Alpha.AsSpan(row * png.Width, png.Width));
            area.Next((target, planes) =>
            {
                planes[0].CopyTo(made.Red, target * width);
                planes[1].CopyTo(made.Green, target * width);
                planes[2].CopyTo(made.Blue, target * width);
                planes[3].CopyTo(made.Alpha, target * width);
            });
        }

        return made;
    }
}
