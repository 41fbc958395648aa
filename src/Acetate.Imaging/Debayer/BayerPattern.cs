namespace Acetate.Imaging.Debayer;

/// <summary>Which colours the four pixels in the top left corner of a sensor see: the first row, then the second.</summary>
public enum BayerPattern
{
    /// <summary>Red, green; green, blue.</summary>
    Rggb,

    /// <summary>Green, red; blue, green.</summary>
    Grbg,

    /// <summary>Green, blue; red, green.</summary>
    Gbrg,

    /// <summary>Blue, green; green, red.</summary>
    Bggr,
}

/// <summary>Where colours lie in a pattern.</summary>
public static class BayerPatterns
{
    /// <summary>The column, 0 or 1, of the red pixels.</summary>
    public static int RedColumn(this BayerPattern pattern) => pattern is BayerPattern.Rggb or BayerPattern.Gbrg ? 0 : 1;

    /// <summary>The row, 0 or 1, of the red pixels.</summary>
    public static int RedRow(this BayerPattern pattern) => pattern is BayerPattern.Rggb or BayerPattern.Grbg ? 0 : 1;

    /// <summary>The pattern of a part of the sensor: an odd offset moves it.</summary>
    public static BayerPattern CroppedAt(this BayerPattern pattern, int left, int top) => Of(pattern.RedColumn() ^ (left & 1), pattern.RedRow() ^ (top & 1));

    private static BayerPattern Of(int redColumn, int redRow) => (redColumn, redRow) switch
    {
        (0, 0) => BayerPattern.Rggb,
        (1, 0) => BayerPattern.Grbg,
        (0, 1) => BayerPattern.Gbrg,
        _ => BayerPattern.Bggr,
    };
}
