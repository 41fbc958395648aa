namespace Acetate.Imaging.Colour.Gamuts;

/// <summary>CIE 1931 x and y.</summary>
public readonly record struct Chromaticity(double X, double Y)
{
    /// <summary>CIE illuminant D65 as ITU and ACES write it.</summary>
    public static Chromaticity D65 { get; } = new(0.3127, 0.3290);

    /// <summary>The ACES white point, near D60 (SMPTE ST 2065-1 4.1.1).</summary>
    public static Chromaticity Aces { get; } = new(0.32168, 0.33767);

    /// <summary>The white of digital cinema projectors (SMPTE RP 431-2).</summary>
    public static Chromaticity Dci { get; } = new(0.314, 0.351);

    /// <summary>XYZ with Y = 1.</summary>
    public Rgb ToXyz() => new(X / Y, 1, (1 - X - Y) / Y);
}
