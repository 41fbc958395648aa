using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Imaging.Colour;

/// <summary>A matrix of 3 × 3 that multiplies colours as columns: row 0 gives red.</summary>
public readonly record struct Matrix3(
    double M00, double M01, double M02,
    double M10, double M11, double M12,
    double M20, double M21, double M22)
{
    /// <summary>Leaves every colour as it is.</summary>
    public static Matrix3 Identity { get; } = Diagonal(1, 1, 1);

    /// <summary>The nine values row by row.</summary>
    public ImmutableArray<double> Rows => [M00, M01, M02, M10, M11, M12, M20, M21, M22];

    /// <summary>A factor for each component.</summary>
    public static Matrix3 Diagonal(double first, double second, double third) => new(first, 0, 0, 0, second, 0, 0, 0, third);

    /// <summary>Nine values row by row.</summary>
    /// <exception cref="ArgumentException">They are not nine.</exception>
    public static Matrix3 FromRows(ReadOnlySpan<double> v) =>
        v.Length == 9 ? new(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]) : throw new ArgumentException($"A matrix of 3 × 3 has 9 values, not {v.Length}.", nameof(v));

    /// <summary>The matrix applied to a colour.</summary>
    public static Rgb operator *(Matrix3 m, Rgb c) => new(
        m.M00 * c.R + m.M01 * c.G + m.M02 * c.B,
        m.M10 * c.R + m.M11 * c.G + m.M12 * c.B,
        m.M20 * c.R + m.M21 * c.G + m.M22 * c.B);

    /// <summary>The matrix that applies the right one first.</summary>
    public static Matrix3 operator *(Matrix3 l, Matrix3 r)
    {
        var (a, b, c) = (l * new Rgb(r.M00, r.M10, r.M20), l * new Rgb(r.M01, r.M11, r.M21), l * new Rgb(r.M02, r.M12, r.M22));
        return new(a.R, b.R, c.R, a.G, b.G, c.G, a.B, b.B, c.B);
    }

    /// <summary>All values by a factor.</summary>
    public static Matrix3 operator *(double factor, Matrix3 m) => Diagonal(factor, factor, factor) * m;

    /// <summary>The matrix that undoes this one.</summary>
    /// <exception cref="InvalidOperationException">There is none: the matrix is singular.</exception>
    public Matrix3 Inverse()
    {
        var (a, b, c) = (M11 * M22 - M12 * M21, M12 * M20 - M10 * M22, M10 * M21 - M11 * M20);
        var determinant = M00 * a + M01 * b + M02 * c;
        if (determinant == 0 || !double.IsFinite(determinant)) throw new InvalidOperationException("A singular matrix has no inverse.");
        var d = 1 / determinant;
        return new(
            a * d, (M02 * M21 - M01 * M22) * d, (M01 * M12 - M02 * M11) * d,
            b * d, (M00 * M22 - M02 * M20) * d, (M02 * M10 - M00 * M12) * d,
            c * d, (M01 * M20 - M00 * M21) * d, (M00 * M11 - M01 * M10) * d);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Rows.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
