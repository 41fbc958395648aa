namespace Acetate.Imaging.Colour.Curves;

/// <summary>A curve between code values and light, the same for each component.</summary>
/// <remarks>Code values are 0 to 1 for the full range of the encoding's bits; light is relative, 0.18 being an 18 % grey for
/// cameras and 1 being 100 cd/m² for displays. Outside of the range a curve goes on as its formula does, unless it says otherwise.</remarks>
public interface ITransferCurve
{
    /// <summary>As its maker writes it.</summary>
    string Name { get; }

    /// <summary>The light of a code value.</summary>
    double ToLinear(double code);

    /// <summary>The code value of light.</summary>
    double ToCode(double linear);
}
