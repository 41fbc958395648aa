using System.Collections.Immutable;
using Acetate.Fdl.Geometry;

namespace Acetate.Fdl.Authoring;

/// <summary>Where the lines of a framing chart go, for whoever draws one: a picture by which a camera crew checks that frame lines are right.</summary>
public sealed record FramingChart
{
    /// <summary>Size of the chart in stored (squeezed) pixels: that of the canvas.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>Anamorphic squeeze of the canvas.</summary>
    public required double Squeeze { get; init; }

    /// <summary>The layers that there are, from outside to inside.</summary>
    public required ImmutableArray<ChartFrame> Frames { get; init; }

    /// <summary>Around the middle of the framing, half as high as it: a circle when it is seen unsqueezed, and so a test of the squeeze.</summary>
    public required FrameRect Circle { get; init; }

    /// <summary>The chart of a framing decision.</summary>
    /// <param name="layers">The canvas with its layers.</param>
    public static FramingChart Of(FrameLayers layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var frames =
            from layer in Enum.GetValues<FrameLayer>()
            let area = layers[layer]
            where area is not null
            select new ChartFrame(layer, area.Value, area.Value.Width * layers.Squeeze / area.Value.Height);
        var (middle, height) = (layers.Framing.Center, Math.Min(layers.Framing.Height, layers.Framing.Width * layers.Squeeze) / 2);
        var width = height / layers.Squeeze;
        return new()
        {
            Size = layers.Canvas,
            Squeeze = layers.Squeeze,
            Frames = [.. frames],
            Circle = new(middle.X - (width / 2), middle.Y - (height / 2), width, height),
        };
    }
}

/// <summary>A layer as a chart shows it.</summary>
/// <param name="Layer">Which.</param>
/// <param name="Area">Stored pixels of the canvas; edges may lie between two pixels.</param>
/// <param name="Aspect">Width to height as it is seen, unsqueezed: 2.39 for 2.39:1.</param>
public sealed record ChartFrame(FrameLayer Layer, FrameRect Area, double Aspect)
{
    /// <summary>Corners where lines meet, clockwise from the top left.</summary>
    public ImmutableArray<FramePoint> Corners => [Area.Anchor, new(Area.Right, Area.Y), new(Area.Right, Area.Bottom), new(Area.X, Area.Bottom)];

    /// <summary>The whole pixels inside the edges: a line drawn in them never lies outside the layer.</summary>
    public (int Left, int Top, PixelSize Size) PixelsInside
    {
        get
        {
            var (left, top) = ((int)Math.Ceiling(Area.X - 1e-6), (int)Math.Ceiling(Area.Y - 1e-6));
            return (left, top, new(Math.Max(0, (int)Math.Floor(Area.Right + 1e-6) - left), Math.Max(0, (int)Math.Floor(Area.Bottom + 1e-6) - top)));
        }
    }
}
