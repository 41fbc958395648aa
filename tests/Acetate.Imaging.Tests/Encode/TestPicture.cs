using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>A picture whose values are known, and ways to write it.</summary>
internal sealed class TestPicture
{
    /// <summary>Light with grain, gradients and flat parts, 0 to 1.</summary>
    public TestPicture(int width, int height, ulong seed = 5)
    {
        (Width, Height) = (width, height);
        var grain = new Grain(seed);
        Planes = [new float[width * height], new float[width * height], new float[width * height]];
        for (var i = 0; i < width * height; i++)
        {
            Planes[0][i] = Math.Min(1, (i % width) / (float)width + (float)grain.Unit() * 0.02f);
            Planes[1][i] = i < width * height / 2 ? 0.18f : (float)grain.Unit();
            Planes[2][i] = i / width / (float)height;
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Red, green, blue.</summary>
    public float[][] Planes { get; }

    public FrameDescription Description => new() { DataWindow = PixelWindow.Of(Width, Height), Software = "Test" };

    /// <summary>The first values of the picture replaced.</summary>
    public TestPicture With(params float[] values)
    {
        foreach (var plane in Planes) values.AsSpan(0, Math.Min(values.Length, plane.Length)).CopyTo(plane);
        return this;
    }

    public byte[] Bytes(FrameFileSettings settings, FrameDescription? description = null)
    {
        using var stream = new MemoryStream();
        using var writer = FrameFiles.Create(stream, settings, description ?? Description);
        Give(writer);
        writer.Complete();
        return stream.ToArray();
    }

    public void Give(FrameWriter writer)
    {
        for (var y = 0; y < Height; y++)
            writer.Row(Planes[0].AsSpan(y * Width, Width), Planes[1].AsSpan(y * Width, Width), Planes[2].AsSpan(y * Width, Width));
    }

    public string Write(string file, FrameFileSettings settings, FrameDescription? description = null)
    {
        File.WriteAllBytes(file, Bytes(settings, description));
        return file;
    }
}
