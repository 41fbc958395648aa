using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Media.Encode.Stills;

/// <summary>Makes a scrub strip: small pictures of a clip's frames in a grid, left to right, then down. Several frames may be given at once, in any order.</summary>
public sealed class StripWriter
{
    private readonly StripGrid grid;
    private readonly long frames;
    private readonly float[][] planes;
    private readonly bool[] given;

    /// <param name="grid">The grid.</param>
    /// <param name="frames">Frames of the clip.</param>
    public StripWriter(StripGrid grid, long frames)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, grid.Count);
        if (grid.Count < 1 || grid.Columns < 1 || grid.TileWidth < 1 || grid.TileHeight < 1 || (long)grid.Columns * grid.Rows < grid.Count || (long)Width(grid) * Height(grid) > 64 << 20)
            throw new ArgumentException($"A strip of {grid.Count} pictures of {grid.TileWidth} by {grid.TileHeight} pixels, {grid.Columns} by {grid.Rows}, cannot be made.");
        (this.grid, this.frames, given) = (grid, frames, new bool[grid.Count]);
        planes = [.. Enumerable.Range(0, 3).Select(_ => new float[Width(grid) * Height(grid)])];
    }

    /// <summary>Which frame of the clip a picture shows: ⌈i · frames / count⌉, as <see cref="StripGrid"/> says.</summary>
    public long FrameOf(int picture)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(picture);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(picture, grid.Count);
        return (long)(((Int128)picture * frames + grid.Count - 1) / grid.Count);
    }

    /// <summary>A writer of one picture. One that is never complete stays black.</summary>
    /// <param name="picture">From 0.</param>
    /// <param name="width">Pixels across of the frame whose rows come.</param>
    /// <param name="height">Pixels down of it.</param>
    public FrameWriter Picture(int picture, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(picture);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(picture, grid.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new Tile(this, picture, width, height);
    }

    /// <summary>Writes the strip.</summary>
    /// <param name="output">Where to: empty, and can be sought in. Stays open.</param>
    /// <param name="settings">What kind of file.</param>
    /// <param name="frame">What the file says of itself; its size is that of the strip.</param>
    public void Write(Stream output, FrameFileSettings settings, FrameDescription? frame = null)
    {
        var (width, height) = (Width(grid), Height(grid));
        var window = PixelWindow.Of(width, height);
        using var file = FrameFiles.Create(output, settings, (frame ?? new() { DataWindow = window }) with { DataWindow = window, DisplayWindow = null, PixelAspect = 1 });
        for (var row = 0; row < height; row++) file.Row(planes[0].AsSpan(row * width, width), planes[1].AsSpan(row * width, width), planes[2].AsSpan(row * width, width));
        file.Complete();
    }

    private static int Width(StripGrid grid) => grid.Columns * grid.TileWidth;

    private static int Height(StripGrid grid) => grid.Rows * grid.TileHeight;

    private sealed class Tile(StripWriter strip, int picture, int width, int height) : FrameWriter
    {
        private readonly RowCount rows = new(width, height);
        private readonly AreaReduction area = new(width, height, strip.grid.TileWidth, strip.grid.TileHeight, 3);
        private readonly float[][] small = [.. Enumerable.Range(0, 3).Select(_ => new float[strip.grid.TileWidth * strip.grid.TileHeight])];

        public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
        {
            rows.Next(red, green, blue);
            area.Row(0, red);
            area.Row(1, green);
            area.Row(2, blue);
            area.Next((row, planes) =>
            {
                for (var plane = 0; plane < 3; plane++) planes[plane].CopyTo(small[plane], row * strip.grid.TileWidth);
            });
        }

        public override void Complete()
        {
            rows.Complete();
            if (strip.given[picture]) throw new InvalidOperationException($"Picture {picture} of the strip was given already.");
            strip.given[picture] = true;
            var (grid, across) = (strip.grid, Width(strip.grid));
            var at = picture / grid.Columns * grid.TileHeight * across + picture % grid.Columns * grid.TileWidth;
            for (var plane = 0; plane < 3; plane++)
                for (var row = 0; row < grid.TileHeight; row++)
                    small[plane].AsSpan(row * grid.TileWidth, grid.TileWidth).CopyTo(strip.planes[plane].AsSpan(at + row * across));
        }
    }
}
