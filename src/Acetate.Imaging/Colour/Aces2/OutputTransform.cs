using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Aces2;

/// <summary>The output transform of ACES 2.0 for a peak luminance and a limiting gamut, from ACES2065-1 to XYZ, 1 being 100 cd/m².</summary>
public sealed partial class OutputTransform : IColourOperation
{
    private static readonly Appearance OfAces = new(KnownGamuts.Ap0);
    private static readonly Appearance OfAp1 = new(KnownGamuts.Ap1);
    private static readonly Matrix3 ToAp1 = KnownGamuts.Ap0.To(KnownGamuts.Ap1);
    private static readonly Matrix3 ToAp0 = ToAp1.Inverse();

    private readonly Appearance display;
    private readonly ToneScale tones;
    private readonly ReachTable reach;
    private readonly ChromaCompression chroma;
    private readonly DisplayGamutCompression gamut;
    private readonly Matrix3 toXyz;
    private readonly double brightest, peak;

    /// <param name="peak">Of the display, cd/m²: 100 to 10,000. Cinema is 100/48 of its own.</param>
    /// <param name="limits">The gamut that colours are kept in.</param>
    /// <param name="container">The gamut of the display when the white of <paramref name="limits"/> must fit into it; null when it need not.</param>
    /// <param name="scale">Of the light at the end: 0.48 for cinema.</param>
    /// <exception cref="ArgumentOutOfRangeException">The peak is none that ACES 2 has.</exception>
    public OutputTransform(double peak, Gamut limits, Gamut? container = null, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (!(peak is >= 100 and <= 10_000)) throw new ArgumentOutOfRangeException(nameof(peak), peak, "ACES 2 renders for peaks of 100 to 10,000 cd/m².");
        Name = FormattableString.Invariant($"ACES 2.0 output transform, {peak} cd/m², {limits.Name}");
        display = new(limits);
        tones = new(peak);
        brightest = 8 * ToneScale.Roof(peak);
        this.peak = peak / 100;
        var peakLightness = OfAces.Lightness(peak);
        reach = new(OfAp1, peakLightness);
        chroma = new(peak, peakLightness);
        gamut = new(display, OfAp1, tones, peakLightness, OfAces.Lightness(tones.Grey * 100));
        toXyz = limits.ToXyz();
        if (container is not null) scale /= (container.ToXyz().Inverse() * toXyz * Rgb.Grey(1)).Max;
        toXyz = scale * toXyz;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        var aces = ToAp0 * (ToAp1 * colour).Each(light => Math.Clamp(light, 0, brightest));
        var jmh = OfAces.ToJmh(aces, out var opponents);
        if (opponents.R <= 0) return default;
        var most = reach.At(jmh.H);
        var toned = OfAces.Lightness(tones.At(OfAces.Luminance(opponents.R)));
        var inside = gamut.Apply(new(toned, chroma.Apply(jmh, toned, most), jmh.H), most);
        return toXyz * display.FromJmh(inside).Each(light => Math.Clamp(light, 0, peak));
    }
}
