using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Media.Encode.Stills;

/// <summary>Writes a frame as a small picture: takes rows of its full size, and keeps a few rows of the small one.</summary>
/// <remarks>Each new pixel is the mean of the area that it covers, in the numbers as they come: give display values.</remarks>
public sealed class StillWriter : FrameWriter
{
    private readonly AreaReduction area;
    private readonly FrameWriter file;
    private readonly RowCount rows;

    /// <param name="output">Where to: empty, and can be sought in. Stays open.</param>
    /// <param name="settings">How large, and what kind of file.</param>
    /// <param name="frame">What the full frame would say of itself.</param>
    /// <exception cref="ArgumentException">Such a file cannot hold such a picture: the message says why.</exception>
    public StillWriter(Stream output, StillSettings settings, FrameDescription frame)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(frame);
        frame.ThrowIfImpossible(settings.File);
        if (settings is { Width: < 1 } or { Height: < 1 }) throw new ArgumentException($"A still has at least one pixel, not {settings.Width} by {settings.Height}.");
        var (width, height) = settings.SizeFor(frame.DataWindow.Width, frame.DataWindow.Height, frame.PixelAspect);
        rows = new(frame.DataWindow.Width, frame.DataWindow.Height);
        area = new(frame.DataWindow.Width, frame.DataWindow.Height, width, height, 3);
        file = FrameFiles.Create(output, settings.File, frame with { DataWindow = PixelWindow.Of(width, height), DisplayWindow = null, PixelAspect = 1 });
    }

    /// <inheritdoc/>
    public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        rows.Next(red, green, blue);
        area.Row(0, red);
        area.Row(1, green);
        area.Row(2, blue);
        area.Next((_, planes) => file.Row(planes[0], planes[1], planes[2]));
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        rows.Complete();
        file.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) file.Dispose();
    }
}
