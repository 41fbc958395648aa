namespace Acetate.Media.Check;

/// <summary>What is measured in one frame alone, whichever frames came before: any thread can do it.</summary>
internal sealed class FrameMeasure
{
    /// <summary>Columns of areas.</summary>
    public const int AreasAcross = 4;

    /// <summary>Rows of areas.</summary>
    public const int AreasDown = 8;

    /// <summary>Areas of a picture.</summary>
    public const int Areas = AreasAcross * AreasDown;

    /// <summary>The picture made small, luma.</summary>
    public required float[] Small { get; init; }

    /// <summary>Its columns.</summary>
    public required int SmallWidth { get; init; }

    /// <summary>Its rows.</summary>
    public required int SmallHeight { get; init; }

    /// <summary>Whether all values are numbers.</summary>
    public required bool IsFinite { get; init; }

    /// <summary>Means.</summary>
    public required float Red { get; init; }

    public required float Green { get; init; }

    public required float Blue { get; init; }

    /// <summary>The part of the picture's pixels of which a channel is at the end of the range.</summary>
    public required float Clipped { get; init; }

    /// <summary>Edges along blocks, as a part of all.</summary>
    public required float BlockEdges { get; init; }

    /// <summary>Where these edges are.</summary>
    public required PictureRegion? BlockRegion { get; init; }

    /// <summary>Fine against coarse detail in the sharpest area.</summary>
    public required float Sharpness { get; init; }

    /// <summary>Steps between two rows that go over much of the picture, the widest first.</summary>
    public required (int Row, float Part)[] Steps { get; init; }

    /// <summary>Pixels that stand out of all around them; null when they were not looked for.</summary>
    public required LonePixel[]? Lone { get; init; }

    /// <summary>A value that differs when any pixel does.</summary>
    public required ulong Print { get; init; }
}

/// <summary>A pixel that stands out.</summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
/// <param name="Contrast">How far above all around it, or below when negative.</param>
/// <param name="Around">The mean of what is around it.</param>
internal readonly record struct LonePixel(int X, int Y, float Contrast, float Around);
