namespace Acetate.Media.Charts;

/// <summary>A rectangle of a framing chart with its name. Edges lie between pixels: 0 is the left edge of the first, which ends at 1.</summary>
/// <param name="Name">Written into the corner; capitals, digits and a few signs are known.</param>
/// <param name="X">Left edge in stored pixels.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">In stored pixels.</param>
/// <param name="Height">In rows.</param>
/// <param name="Ink">Its colour: light of Rec.709 primaries, 0 to 1.</param>
/// <param name="Corner">Where its name stands.</param>
public sealed record ChartFrameLine(string Name, double X, double Y, double Width, double Height, (float Red, float Green, float Blue) Ink, ChartCorner Corner);

/// <summary>A corner of a rectangle.</summary>
public enum ChartCorner
{
    /// <summary>Above, left.</summary>
    TopLeft,

    /// <summary>Above, right.</summary>
    TopRight,

    /// <summary>Below, left.</summary>
    BottomLeft,

    /// <summary>Below, right.</summary>
    BottomRight,
}
