namespace Acetate.Imaging.Resample;

/// <summary>How a target pixel is made of source pixels. When a picture is reduced, each filter is widened by as much.</summary>
public enum ResampleFilter
{
    /// <summary>Lanczos with three lobes: sharp, with slight ringing at hard edges. What plates and reviews are made with.</summary>
    Lanczos3,

    /// <summary>The cubic of Catmull and Rom (B 0, C 1/2): nearly as sharp, and rings less.</summary>
    CatmullRom,

    /// <summary>The cubic of Mitchell and Netravali (B 1/3, C 1/3): soft, hardly any ringing.</summary>
    Mitchell,

    /// <summary>The mean of what a target pixel covers: never rings, for large reductions. Enlarging, it is linear interpolation.</summary>
    Area,
}

/// <summary>The filters as functions of the distance between two pixel centres, in units of the coarser of the two rasters.</summary>
/// <remarks>
/// Only additions, multiplications and divisions in double precision: processors and their mathematics libraries agree on those to the
/// last bit, on a sine they do not.
/// </remarks>
internal static class FilterKernel
{
    /// <summary>Beyond this distance a filter is 0.</summary>
    public static double Radius(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Lanczos3 => 3,
        ResampleFilter.CatmullRom or ResampleFilter.Mitchell => 2,
        ResampleFilter.Area => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "No such filter."),
    };

    /// <summary>The weight at a distance.</summary>
    /// <param name="filter">Any but <see cref="ResampleFilter.Area"/>, whose weights are lengths.</param>
    /// <param name="distance">Either sign.</param>
    public static double At(ResampleFilter filter, double distance) => filter switch
    {
        ResampleFilter.Lanczos3 => Lanczos(Math.Abs(distance)),
        ResampleFilter.CatmullRom => Cubic(Math.Abs(distance), 0, 0.5),
        _ => Cubic(Math.Abs(distance), 1 / 3.0, 1 / 3.0),
    };

    private static double Lanczos(double x)
    {
        if (x >= 3) return 0;
        if (x < 1e-9) return 1;
        return 3 * SinPi(x) * SinPi(x / 3) / (Math.PI * Math.PI * x * x);
    }

    // Mitchell and Netravali, Reconstruction Filters in Computer Graphics (1988), equation 8.
    private static double Cubic(double x, double b, double c) => x switch
    {
        < 1 => ((12 - 9 * b - 6 * c) * x * x * x + (-18 + 12 * b + 6 * c) * x * x + (6 - 2 * b)) / 6,
        < 2 => ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x + (-12 * b - 48 * c) * x + (8 * b + 24 * c)) / 6,
        _ => 0,
    };

    /// <summary>sin(πx), and exactly 0 at whole numbers.</summary>
    private static double SinPi(double x)
    {
        var whole = Math.Floor(x + 0.5);
        var angle = Math.PI * (x - whole);
        var square = angle * angle;
        // The series of the sine; up to a quarter turn, what is left out is less than a double can tell.
        var (sum, term) = (angle, angle);
        for (var n = 2; n <= 22; n += 2)
        {
            term = -term * square / (n * (n + 1));
            sum += term;
        }

        return whole % 2 == 0 ? sum : -sum;
    }
}
