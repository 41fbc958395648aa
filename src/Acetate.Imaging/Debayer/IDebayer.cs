namespace Acetate.Imaging.Debayer;

/// <summary>Makes colours of a mosaic, band by band: <see cref="RatioCorrected"/>, <see cref="GradientCorrected"/> or <see cref="HalfSize"/>.</summary>
/// <remarks>
/// Bands can be made in any order, and the result does not depend on how a picture is cut into them. Not for use by several threads at
/// once: each has one of its own.
/// </remarks>
public interface IDebayer
{
    /// <summary>Pixels across the result.</summary>
    int Width { get; }

    /// <summary>Rows of the result.</summary>
    int Height { get; }

    /// <summary>Rows of a band of the result; the last band may have fewer.</summary>
    int RowsOfBand { get; }

    /// <summary>Makes the colours of a band.</summary>
    /// <param name="band">0 for the top band.</param>
    /// <param name="mosaic">Gives rows of the mosaic: those of the band, and some on either side of it.</param>
    /// <param name="result">Takes the rows in order, in the domain of the mosaic.</param>
    void Run(int band, MosaicRow mosaic, ColourRow result);
}

/// <summary>What all debayers have in common.</summary>
public static class Debayering
{
    /// <summary>Makes a whole picture, band after band.</summary>
    /// <param name="debayer">How.</param>
    /// <param name="mosaic">Gives rows of the mosaic.</param>
    /// <param name="result">Takes all rows from top to bottom.</param>
    public static void Run(this IDebayer debayer, MosaicRow mosaic, ColourRow result)
    {
        ArgumentNullException.ThrowIfNull(debayer);
        for (var band = 0; band * debayer.RowsOfBand < debayer.Height; band++) debayer.Run(band, mosaic, result);
    }

    // Beyond an edge the picture is mirrored about its last pixel, which keeps the colours where they belong.
    internal static int Mirrored(int at, int length)
    {
        while (at < 0 || at >= length) at = at < 0 ? -at : 2 * (length - 1) - at;
        return at;
    }
}
