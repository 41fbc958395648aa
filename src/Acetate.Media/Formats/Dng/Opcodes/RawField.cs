namespace Acetate.Media.Formats.Dng.Opcodes;

/// <summary>A picture that corrections change: planes of numbers, one for a mosaic, three for colours.</summary>
/// <param name="width">Across.</param>
/// <param name="height">Down.</param>
/// <param name="planes">1 or 3.</param>
internal sealed class RawField(int width, int height, int planes)
{
    /// <summary>Pixels across.</summary>
    public int Width { get; private set; } = width;

    /// <summary>Pixels down.</summary>
    public int Height { get; private set; } = height;

    /// <summary>The numbers, plane after plane, row after row.</summary>
    public float[][] Planes { get; } = [.. Enumerable.Range(0, planes).Select(_ => GC.AllocateUninitializedArray<float>(checked(width * height)))];

    /// <summary>How many pixels of the sensor across and down one of these stands for: 2 after a debayer to half size.</summary>
    public int Reduction { get; init; } = 1;

    /// <summary>What each plane was multiplied by; corrections mean the numbers before that.</summary>
    public float[] Gains { get; init; } = [1, 1, 1];

    /// <summary>How far apart the pixels of one colour are: 2 in a mosaic of Bayer's.</summary>
    public int Step { get; init; } = 1;

    /// <summary>A row of a plane.</summary>
    public Span<float> Row(int line, int plane) => Planes[plane].AsSpan(line * Width, Width);

    /// <summary>Keeps a part.</summary>
    public void Trim(int left, int top, int newWidth, int newHeight)
    {
        foreach (var values in Planes)
            for (var y = 0; y < newHeight; y++) values.AsSpan((top + y) * Width + left, newWidth).CopyTo(values.AsSpan(y * newWidth));
        (Width, Height) = (newWidth, newHeight);
    }
}
