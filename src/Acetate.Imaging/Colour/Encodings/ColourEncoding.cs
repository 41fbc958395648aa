using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Encodings;

/// <summary>How code values stand for scene light: a curve and a gamut.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Curve">Between code values and light.</param>
/// <param name="Gamut">What red, green and blue mean.</param>
public sealed record ColourEncoding(string Name, ITransferCurve Curve, Gamut Gamut)
{
    /// <summary>To ACES2065-1.</summary>
    public ColourChain ToAces() => new($"{Name} to ACES2065-1", [new CurveOperation(Curve, ToLinear: true), new MatrixOperation($"{Gamut.Name} to ACES AP0 ({Gamut.Adaptation.Name})", Gamut.To(KnownGamuts.Ap0))]);

    /// <summary>From ACES2065-1.</summary>
    public ColourChain FromAces() => new($"ACES2065-1 to {Name}", [new MatrixOperation($"ACES AP0 to {Gamut.Name} ({Gamut.Adaptation.Name})", Gamut.To(KnownGamuts.Ap0).Inverse()), new CurveOperation(Curve, ToLinear: false)]);
}
