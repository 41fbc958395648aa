using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Aces1;

/// <summary>The output transforms of ACES 1.0 and 1.1 from ACES2065-1 to XYZ with white D65, 1 being 100 cd/m² (for cinema, its white).</summary>
public static class Rendering
{
    private const double CinemaWhite = 48, CinemaBlack = 0.02;

    private static readonly Matrix3 Ap1ToXyz = KnownGamuts.Ap1.ToXyz();
    private static readonly Matrix3 Ap1ToXyzD65 = Adaptation.Bradford.Between(Chromaticity.Aces, Chromaticity.D65) * Ap1ToXyz;
    private static readonly Matrix3 DciToD65 = Adaptation.Bradford.Between(Chromaticity.Dci, Chromaticity.D65);

    private static ImmutableArray<IColourOperation> CinemaTones =>
    [
        new RenderingPreparation(),
        new ToneOperation("RRT tone curve, 48 cd/m²", [LogSpline.Rrt, LogSpline.Cinema], CinemaBlack, CinemaWhite),
    ];

    private static ImmutableArray<IColourOperation> DimSurround => [new DarkToDim(), new MatrixOperation("saturation 0.93", RenderingPreparation.Saturation(0.93))];

    /// <summary>For a cinema in the dark.</summary>
    public static ColourChain Cinema { get; } = new("ACES 1.0 SDR cinema", [.. CinemaTones, new MatrixOperation("AP1 to XYZ D65", Ap1ToXyzD65)]);

    /// <summary>For video of 100 cd/m² in a dim room.</summary>
    public static ColourChain Video { get; } = new("ACES 1.0 SDR video", [.. CinemaTones, .. DimSurround, new MatrixOperation("AP1 to XYZ D65", Ap1ToXyzD65)]);

    /// <summary>Either, with all colours brought into a gamut by cutting.</summary>
    /// <param name="isVideo">For video; else for cinema.</param>
    /// <param name="gamut">With white D65.</param>
    public static ColourChain Limited(bool isVideo, Gamut gamut)
    {
        ArgumentNullException.ThrowIfNull(gamut);
        var limits = gamut.ToXyz();
        return new($"ACES 1.1 SDR {(isVideo ? "video" : "cinema")}, {gamut.Name}",
        [
            .. CinemaTones,
            .. isVideo ? DimSurround : [],
            new MatrixOperation($"AP1 to {gamut.Name}", limits.Inverse() * Ap1ToXyzD65),
            new CutOperation(0, 1),
            new MatrixOperation($"{gamut.Name} to XYZ", limits),
        ]);
    }

    /// <summary>For a display of white D65 that shows the white of ACES.</summary>
    /// <param name="isVideo">For video; else for cinema.</param>
    public static ColourChain SimulatingD60(bool isVideo) => new($"ACES 1 SDR {(isVideo ? "video" : "cinema")}, D60 simulated",
    [
        .. CinemaTones,
        new FittedWhite("scaled so that D60 fits", 1, isVideo ? 0.955 : 0.964),
        .. isVideo ? DimSurround : [],
        new MatrixOperation("AP1 to XYZ", Ap1ToXyz),
    ]);

    /// <summary>For a projector of DCI white that shows the white of ACES, or D65.</summary>
    /// <param name="isD60">The white of ACES; else D65.</param>
    public static ColourChain OnDciProjector(bool isD60)
    {
        var (white, scale) = isD60 ? (0.918, 0.96) : (0.908, 0.9575);
        return new($"ACES 1 SDR cinema, {(isD60 ? "D60" : "D65")} simulated on DCI",
        [
            .. CinemaTones,
            new FittedWhite("highlights rolled off so that the white fits", white, scale),
            new MatrixOperation("AP1 to XYZ", DciToD65 * (isD60 ? Ap1ToXyz : Ap1ToXyzD65)),
        ]);
    }

    /// <summary>For displays and cinemas of high dynamic range.</summary>
    /// <param name="peak">Of the display, cd/m².</param>
    /// <param name="grey">Of 18 %, cd/m².</param>
    /// <param name="gamut">That colours are cut to, with white D65.</param>
    public static ColourChain HighDynamicRange(double peak, double grey, Gamut gamut)
    {
        ArgumentNullException.ThrowIfNull(gamut);
        const double black = 0.0001;
        var curve = LogSpline.HighDynamicRange(peak, grey);
        var limits = gamut.ToXyz();
        return new(FormattableString.Invariant($"ACES 1.1 HDR {peak} cd/m², {gamut.Name}"),
        [
            new RenderingPreparation(),
            new ToneOperation(FormattableString.Invariant($"single-stage tone curve, {peak} cd/m²"), [curve], black, peak),
            new MatrixOperation($"AP1 to {gamut.Name}", limits.Inverse() * Ap1ToXyz),
            new CutOperation(0, 1),
            new MatrixOperation($"{gamut.Name} to XYZ D65", peak / 100 * Adaptation.Bradford.Between(Chromaticity.Aces, Chromaticity.D65) * limits),
        ]);
    }

    /// <summary>Makes room for a white that is none of the display's: rolls off what is near it, and scales the rest (ACESlib.ODT_Common, roll_white).</summary>
    /// <param name="Name">What it does.</param>
    /// <param name="White">Where light of 1 comes to lie; 1 when nothing is rolled off.</param>
    /// <param name="Scale">Of everything after that.</param>
    internal sealed record FittedWhite(string Name, double White, double Scale) : IColourOperation
    {
        // A parabola in place of the top half, straight above 1.
        private const double Width = 0.5;

        private double Bend => 2 * (Width - 1 + White) - Width;

        public Rgb Apply(Rgb colour) => colour.Each(light => Math.Min(RolledOff(light), White) * Scale);

        /// <summary>And back; what was cut off is 1.</summary>
        public double Undone(double value)
        {
            var light = value / Scale;
            if (White == 1 || light < 1 - Width) return light;
            if (light > White) return 1;
            var start = light - White;
            return 1 - Width * 2 * start / (-Math.Sqrt(Bend * Bend - 4 * (1 - White) * start) - Bend);
        }

        private double RolledOff(double light)
        {
            var t = (1 - light) / Width;
            return White == 1 || t > 1 ? light : t < 0 ? White - t * Bend : White - (t * (1 - White) + Bend) * t;
        }
    }

    /// <summary>From a dark to a dim surround: luminance to the power of 0.9811, chromaticity kept (ACESlib.ODT_Common).</summary>
    internal sealed record DarkToDim : IColourOperation
    {
        public string Name => "dark to dim surround";

        public Rgb Apply(Rgb colour)
        {
            var luminance = (Ap1ToXyz * colour).G;
            return luminance <= 0 ? default : Math.Pow(luminance, 0.9811 - 1) * colour;
        }

        /// <summary>And back.</summary>
        public static Rgb Undone(Rgb colour)
        {
            var luminance = (Ap1ToXyz * colour).G;
            return luminance <= 0 ? default : Math.Pow(luminance, 1 / 0.9811 - 1) * colour;
        }

        internal readonly struct RowForm : IRowMixture
        {
            public void At(ref Vector512<double> r, ref Vector512<double> g, ref Vector512<double> b)
            {
                var luminance = Vector512.Create(Ap1ToXyz.M10) * r + Vector512.Create(Ap1ToXyz.M11) * g + Vector512.Create(Ap1ToXyz.M12) * b;
                var factor = RowMath.Pow(luminance, 0.9811 - 1);
                var isBlack = Vector512.LessThanOrEqual(luminance, Vector512<double>.Zero);
                (r, g, b) = (RowMath.Where(isBlack, Vector512<double>.Zero, r * factor), RowMath.Where(isBlack, Vector512<double>.Zero, g * factor), RowMath.Where(isBlack, Vector512<double>.Zero, b * factor));
            }
        }
    }
}
