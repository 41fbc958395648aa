namespace Acetate.Imaging.Colour.Gamuts;

/// <summary>How colours are carried from one white to another: a von Kries scaling of cone responses.</summary>
public sealed record Adaptation
{
    private readonly Matrix3 toCones;

    private Adaptation(string name, Matrix3 toCones) => (Name, this.toCones) = (name, toCones);

    /// <summary>Lam's and Rigg's cone responses, as ICC profiles and ACES use them.</summary>
    public static Adaptation Bradford { get; } = new("Bradford", new(
        0.8951, 0.2664, -0.1614,
        -0.7502, 1.7135, 0.0367,
        0.0389, -0.0685, 1.0296));

    /// <summary>The cone responses of CIECAM02 (CIE 159:2004 3.1), which ARRI, Sony and Canon use.</summary>
    public static Adaptation Cat02 { get; } = new("CAT02", new(
        0.7328, 0.4296, -0.1624,
        -0.7036, 1.6975, 0.0061,
        0.0030, 0.0136, 0.9834));

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The matrix on XYZ that makes one white of the other.</summary>
    public Matrix3 Between(Chromaticity from, Chromaticity to)
    {
        if (from == to) return Matrix3.Identity;
        var (a, b) = (toCones * from.ToXyz(), toCones * to.ToXyz());
        return toCones.Inverse() * Matrix3.Diagonal(b.R / a.R, b.G / a.G, b.B / a.B) * toCones;
    }
}
