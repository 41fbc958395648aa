namespace Acetate.Media.Decode.Samples;

/// <summary>What the codes of a picture's bits stand for.</summary>
public enum PictureLevels
{
    /// <summary>Black is 16 and white 235 of 8 bits, 64 and 940 of 10; they become 0 and 1. What lies beyond is kept.</summary>
    Legal,

    /// <summary>Black is the lowest code and white the highest.</summary>
    Full,

    /// <summary>
    /// Red, green and blue were brought into the range from 16 to 235 on their way into luma and colour difference, and the encoding
    /// counts the codes themselves: the code 420 of 10 bits becomes 420/1023. The logarithms of Sony, Panasonic, Canon, Fujifilm, Nikon and Leica are made so.
    /// </summary>
    LegalCodes,
}

/// <summary>How a picture is to be understood.</summary>
public sealed record PictureReading
{
    /// <summary>Pixels across.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down.</summary>
    public required int Height { get; init; }

    /// <summary>How its samples lie.</summary>
    public required PixelLayout Layout { get; init; }

    /// <summary>What its codes stand for.</summary>
    public required PictureLevels Levels { get; init; }

    /// <summary>How luma and colour were made; of no meaning for other pictures.</summary>
    public VideoMatrix Matrix { get; init; } = VideoMatrix.Bt709;

    /// <summary>Whether the first samples of luma and colour of a row lie on each other.</summary>
    public bool IsCositedAcross { get; init; } = true;

    /// <summary>The same down a column.</summary>
    public bool IsCositedDown { get; init; }

    /// <summary>Whether odd and even rows are of different times.</summary>
    public bool IsInterlaced { get; init; }
}
