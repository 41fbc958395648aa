namespace Acetate.Imaging.Colour.Aces2;

/// <summary>And back.</summary>
internal sealed partial record ToneScale
{
    /// <summary>Luminance of the scene, 100 being its diffuse white, for one of the display in cd/m²; no more than the brightest that is looked at.</summary>
    public double Back(double luminance)
    {
        var most = 8 * Roof(Peak) * 100;
        var share = Math.Pow(WithToe(Math.Max(0, luminance) / 100) / gain, 1 / Contrast);
        // What lies at the far end of the curve, and what lies beyond it, has no luminance of its own.
        return share >= most / (most + half) ? most : half * share / (1 - share);
    }
}
