namespace Acetate.Fdl.Geometry;

/// <summary>A size in whole pixels of a stored image, such as a canvas.</summary>
/// <param name="Width">Pixels in a line. An anamorphic image is measured as it is stored, squeezed.</param>
/// <param name="Height">Lines.</param>
public readonly record struct PixelSize(int Width, int Height)
{
    /// <summary>The same size as fractions of pixels can be added to it.</summary>
    public FrameSize ToFrameSize() => new(Width, Height);

    /// <summary>Such as <c>4448 × 3096</c>.</summary>
    public override string ToString() => $"{Width} × {Height}";
}

/// <summary>A size in pixels that may end between two pixels, such as a framing decision.</summary>
/// <param name="Width">Stored (squeezed) pixels.</param>
/// <param name="Height">Lines.</param>
public readonly record struct FrameSize(double Width, double Height)
{
    /// <summary>Whether there is nothing in either direction; the mark of a layer that a frame does not have.</summary>
    public bool IsEmpty => Width == 0 && Height == 0;

    /// <summary>The size as it is seen through the projection lens: the width multiplied by the squeeze.</summary>
    /// <param name="squeeze">Anamorphic squeeze; 1 for a spherical image.</param>
    public FrameSize Unsqueezed(double squeeze) => new(Width * squeeze, Height);

    /// <summary>Scales an image that has already been unsqueezed into one of another squeeze.</summary>
    /// <param name="factor">Vertical scale.</param>
    /// <param name="targetSqueeze">Squeeze of the result.</param>
    public FrameSize Scaled(double factor, double targetSqueeze) => new(Width * factor / targetSqueeze, Height * factor);

    /// <summary>Such as <c>3810 × 2786.5</c>.</summary>
    public override string ToString() => $"{Width:0.###} × {Height:0.###}";
}

/// <summary>A point in pixels: x to the right and y down from the top left corner of the top left pixel.</summary>
/// <param name="X">Stored (squeezed) pixels to the right.</param>
/// <param name="Y">Lines down.</param>
public readonly record struct FramePoint(double X, double Y)
{
    /// <summary>The point in an image whose width was multiplied by the squeeze.</summary>
    /// <param name="squeeze">Anamorphic squeeze.</param>
    public FramePoint Unsqueezed(double squeeze) => new(X * squeeze, Y);

    /// <summary>Scales a point of an unsqueezed image into one of another squeeze.</summary>
    /// <param name="factor">Vertical scale.</param>
    /// <param name="targetSqueeze">Squeeze of the result.</param>
    public FramePoint Scaled(double factor, double targetSqueeze) => new(X * factor / targetSqueeze, Y * factor);

    /// <summary>Such as <c>(319, 155.5)</c>.</summary>
    public override string ToString() => $"({X:0.###}, {Y:0.###})";
}

/// <summary>An area in pixels that may begin and end between two pixels.</summary>
/// <param name="X">Left edge: 0 is the left edge of the first pixel, 0.5 its centre.</param>
/// <param name="Y">Top edge, downwards.</param>
/// <param name="Width">Width in stored (squeezed) pixels.</param>
/// <param name="Height">Height in lines.</param>
public readonly record struct FrameRect(double X, double Y, double Width, double Height)
{
    /// <summary>An area from its corner and size.</summary>
    public FrameRect(FramePoint anchor, FrameSize size) : this(anchor.X, anchor.Y, size.Width, size.Height) { }

    /// <summary>The top left corner.</summary>
    public FramePoint Anchor => new(X, Y);

    /// <summary>Width and height.</summary>
    public FrameSize Size => new(Width, Height);

    /// <summary>The edge right of the area.</summary>
    public double Right => X + Width;

    /// <summary>The edge below the area.</summary>
    public double Bottom => Y + Height;

    /// <summary>The middle of the area.</summary>
    public FramePoint Center => new(X + (Width / 2), Y + (Height / 2));

    /// <summary>Whether this area lies in another, give or take a tolerance in pixels.</summary>
    /// <param name="outer">The other area.</param>
    /// <param name="tolerance">Pixels by which an edge may stick out.</param>
    public bool IsInside(FrameRect outer, double tolerance = 1e-6) =>
        X >= outer.X - tolerance && Y >= outer.Y - tolerance && Right <= outer.Right + tolerance && Bottom <= outer.Bottom + tolerance;

    /// <summary>What two areas have in common; empty when they do not meet.</summary>
    /// <param name="other">The other area.</param>
    public FrameRect Intersect(FrameRect other)
    {
        var (left, top) = (Math.Max(X, other.X), Math.Max(Y, other.Y));
        return new(left, top, Math.Max(0, Math.Min(Right, other.Right) - left), Math.Max(0, Math.Min(Bottom, other.Bottom) - top));
    }

    /// <summary>Such as <c>3810 × 2786 at (319, 155)</c>.</summary>
    public override string ToString() => $"{Size} at {Anchor}";
}
