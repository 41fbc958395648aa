namespace Acetate.Imaging.Colour.Aces2;

/// <summary>And back, from XYZ to ACES2065-1.</summary>
public sealed partial class OutputTransform
{
    /// <summary>The colour of the scene that this one is made of. Light that the display cannot show is brought to its edge first.</summary>
    /// <param name="xyz">1 is 100 cd/m².</param>
    public Rgb Undone(Rgb xyz)
    {
        var jmh = display.ToJmh((toXyz.Inverse() * xyz).Each(light => Math.Clamp(light, 0, peak)), out var opponents);
        if (opponents.R <= 0) return default;
        var most = reach.At(jmh.H);
        var wide = gamut.Undone(jmh, most);
        var lightness = OfAces.Lightness(tones.Back(OfAces.Luminance(Appearance.Achromatic(wide.J))));
        return lightness <= 0 ? default : OfAces.FromJmh(new(lightness, chroma.Undone(wide, lightness, most), wide.H));
    }
}
