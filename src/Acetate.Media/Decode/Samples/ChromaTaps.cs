namespace Acetate.Media.Decode.Samples;

/// <summary>Four neighbouring samples of colour and what each weighs: how colour is had where only luma was stored.</summary>
/// <param name="First">The place of the first of the four; it may lie outside, where the nearest sample stands for it.</param>
/// <param name="A">The weight of the first.</param>
/// <param name="B">Of the second.</param>
/// <param name="C">Of the third.</param>
/// <param name="D">Of the fourth.</param>
/// <remarks>
/// The curve through four points of Catmull and Rom (a cubic with B = 0, C = ½): a sample that lies where it is wanted comes out as it
/// is, flat areas stay flat, straight ramps straight.
/// </remarks>
public readonly record struct ChromaTaps(int First, float A, float B, float C, float D)
{
    /// <summary>Whether the second sample is wanted as it is.</summary>
    public bool IsCopy => A == 0 && C == 0 && D == 0;

    /// <summary>The weights for a place between samples.</summary>
    /// <param name="place">In samples of colour, 0 being the first one's middle.</param>
    public static ChromaTaps At(double place)
    {
        var whole = Math.Floor(place);
        var t = place - whole;
        return new((int)whole - 1,
            (float)((-0.5 * t + 1.0) * t * t - 0.5 * t),
            (float)((1.5 * t - 2.5) * t * t + 1.0),
            (float)((-1.5 * t + 2.0) * t * t + 0.5 * t),
            (float)((0.5 * t - 0.5) * t * t));
    }

    /// <summary>The place, in samples of colour along one direction, of a luma sample.</summary>
    /// <param name="at">The luma sample, from 0.</param>
    /// <param name="factor">Luma samples for each of colour: 1, 2 or 4.</param>
    /// <param name="isCosited">Whether the first samples of both lie on each other; else the sample of colour lies in the middle of its luma samples.</param>
    public static double Place(int at, int factor, bool isCosited) => isCosited ? (double)at / factor : (at + 0.5) / factor - 0.5;

    /// <summary>The place of a row of an interlaced picture's field, for colour halved downwards (ISO/IEC 13818-2 figure 6-3): the first field's colour lies a quarter of a row low, the second's three quarters.</summary>
    /// <param name="fieldRow">The row within its field.</param>
    /// <param name="isSecond">Whether it is the field of the odd rows.</param>
    public static double FieldPlace(int fieldRow, bool isSecond) => (fieldRow - (isSecond ? 0.75 : 0.25)) / 2;
}
