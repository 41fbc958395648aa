namespace Acetate.Imaging.Colour.Gamuts;

/// <summary>What red, green and blue mean: three primaries and a white.</summary>
/// <param name="Name">As its maker writes it.</param>
/// <param name="Red">The red primary.</param>
/// <param name="Green">The green primary.</param>
/// <param name="Blue">The blue primary.</param>
/// <param name="White">The colour of equal amounts of all three.</param>
/// <param name="Adaptation">How its maker, or ACES, carries its white to another. The choice changes matrices in the third decimal.</param>
public sealed record Gamut(string Name, Chromaticity Red, Chromaticity Green, Chromaticity Blue, Chromaticity White, Adaptation Adaptation)
{
    /// <summary>Linear components to XYZ; equal amounts give the white with Y = 1 (SMPTE RP 177 3.3).</summary>
    public Matrix3 ToXyz()
    {
        var (r, g, b) = (Red.ToXyzOrPlane(), Green.ToXyzOrPlane(), Blue.ToXyzOrPlane());
        var primaries = new Matrix3(r.R, g.R, b.R, r.G, g.G, b.G, r.B, g.B, b.B);
        var amounts = primaries.Inverse() * White.ToXyz();
        return primaries * Matrix3.Diagonal(amounts.R, amounts.G, amounts.B);
    }

    /// <summary>Linear components of this gamut to linear components of another; white stays white.</summary>
    /// <param name="other">The other gamut.</param>
    /// <param name="adaptation">How white is carried over; this gamut's own way when null.</param>
    public Matrix3 To(Gamut other, Adaptation? adaptation = null)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.ToXyz().Inverse() * (adaptation ?? Adaptation).Between(White, other.White) * ToXyz();
    }
}

file static class Plane
{
    // A primary may lie on the x axis (y = 0): its direction counts, not its luminance.
    public static Rgb ToXyzOrPlane(this Chromaticity c) => new(c.X, c.Y, 1 - c.X - c.Y);
}
