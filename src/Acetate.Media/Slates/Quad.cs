namespace Acetate.Media.Slates;

/// <summary>Four corners in a picture, in pixels, clockwise from the top left: a flat board as a camera sees it.</summary>
/// <remarks>A board that is not seen from the front is a rectangle in perspective. The map between the two is projective: x = (a·u + b·v + c) ÷ (g·u + h·v + 1), and likewise y, with u and v
/// from 0 to 1 over the board. Its eight numbers follow from the four corners in closed form.</remarks>
public readonly record struct Quad(double Ax, double Ay, double Bx, double By, double Cx, double Cy, double Dx, double Dy)
{
    /// <summary>A whole picture.</summary>
    public static Quad Of(GreyPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return new(0, 0, picture.Width - 1, 0, picture.Width - 1, picture.Height - 1, 0, picture.Height - 1);
    }

    /// <summary>Its area in square pixels.</summary>
    public double Area => Math.Abs((Ax * By - Bx * Ay) + (Bx * Cy - Cx * By) + (Cx * Dy - Dx * Cy) + (Dx * Ay - Ax * Dy)) / 2;

    /// <summary>The mean length of the edges above and below.</summary>
    public double Across => (Length(Ax, Ay, Bx, By) + Length(Dx, Dy, Cx, Cy)) / 2;

    /// <summary>The mean length of the edges at the sides.</summary>
    public double Down => (Length(Ax, Ay, Dx, Dy) + Length(Bx, By, Cx, Cy)) / 2;

    /// <summary>Whether each corner turns the same way: else it is no board, and no map exists.</summary>
    public bool IsConvex => Turn(Ax, Ay, Bx, By, Cx, Cy) > 0 && Turn(Bx, By, Cx, Cy, Dx, Dy) > 0 && Turn(Cx, Cy, Dx, Dy, Ax, Ay) > 0 && Turn(Dx, Dy, Ax, Ay, Bx, By) > 0;

    /// <summary>The same corners where every pixel is so many.</summary>
    public Quad Scaled(double scale) => new(Ax * scale, Ay * scale, Bx * scale, By * scale, Cx * scale, Cy * scale, Dx * scale, Dy * scale);

    /// <summary>The board held upside down: what was its lower right corner is its upper left.</summary>
    public Quad UpsideDown() => new(Cx, Cy, Dx, Dy, Ax, Ay, Bx, By);

    /// <summary>Finds pixels by their place on the board.</summary>
    public Func<double, double, (double X, double Y)> Map()
    {
        var (dx1, dx2, sx) = (Bx - Cx, Dx - Cx, Ax - Bx + Cx - Dx);
        var (dy1, dy2, sy) = (By - Cy, Dy - Cy, Ay - By + Cy - Dy);
        var determinant = dx1 * dy2 - dx2 * dy1;
        var (g, h) = Math.Abs(determinant) < 1e-9 ? (0, 0) : ((sx * dy2 - dx2 * sy) / determinant, (dx1 * sy - sx * dy1) / determinant);
        var (a, b, c) = (Bx - Ax + g * Bx, Dx - Ax + h * Dx, Ax);
        var (d, e, f) = (By - Ay + g * By, Dy - Ay + h * Dy, Ay);
        return (u, v) =>
        {
            var below = g * u + h * v + 1;
            return ((a * u + b * v + c) / below, (d * u + e * v + f) / below);
        };
    }

    private static double Length(double x0, double y0, double x1, double y1) => Math.Sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));

    private static double Turn(double x0, double y0, double x1, double y1, double x2, double y2) => (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1);
}
