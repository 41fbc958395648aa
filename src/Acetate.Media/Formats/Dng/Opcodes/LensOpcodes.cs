namespace Acetate.Media.Formats.Dng.Opcodes;

/// <summary>A place in the picture and a length that is 1: from there to the farthest corner.</summary>
internal readonly record struct LensCentre(double X, double Y, double Radius)
{
    /// <param name="field">The picture.</param>
    /// <param name="across">The centre, 0 at the left edge and 1 at the right one.</param>
    /// <param name="down">The same downwards.</param>
    public static LensCentre Of(RawField field, double across, double down)
    {
        var (x, y) = (across * field.Width, down * field.Height);
        return new(x, y, Math.Max(1, Math.Sqrt(Math.Pow(Math.Max(Math.Abs(x), Math.Abs(field.Width - x)), 2) + Math.Pow(Math.Max(Math.Abs(y), Math.Abs(field.Height - y)), 2))));
    }
}

/// <summary>A gain that grows from the lens's centre outwards: 1 + k0·r² + … + k4·r¹⁰.</summary>
internal sealed class FixVignetteRadial : DngOpcode
{
    private readonly double[] factors = new double[5];
    private readonly double across, down;

    public FixVignetteRadial(ref OpcodeReader reader) : base("FixVignetteRadial")
    {
        for (var i = 0; i < factors.Length; i++) factors[i] = reader.Real();
        (across, down) = (reader.Real(), reader.Real());
        if (!(across is >= 0 and <= 1 && down is >= 0 and <= 1)) throw reader.Bad("has its centre outside of the picture");
    }

    public override string Meaning => "gain by the distance from the lens's centre";

    public override void Apply(RawField field)
    {
        var centre = LensCentre.Of(field, across, down);
        for (var y = 0; y < field.Height; y++)
        {
            var dy = (y + 0.5 - centre.Y) / centre.Radius;
            for (var x = 0; x < field.Width; x++)
            {
                var dx = (x + 0.5 - centre.X) / centre.Radius;
                var (square, gain) = (dx * dx + dy * dy, 0.0);
                for (var i = factors.Length - 1; i >= 0; i--) gain = (gain + factors[i]) * square;
                foreach (var plane in field.Planes) plane[y * field.Width + x] *= (float)(1 + gain);
            }
        }
    }
}

/// <summary>Moves every pixel to where a lens without distortion has it: WarpRectilinear, or for fisheyes WarpFisheye.</summary>
/// <remarks>Between pixels by cubic convolution with −0.75, as the specification's authors do it; beyond the edge the edge.</remarks>
internal sealed class Warp : DngOpcode
{
    private readonly bool isFisheye;
    private readonly double[][] factors;
    private readonly double across, down;

    public Warp(ref OpcodeReader reader, bool isFisheye) : base(isFisheye ? "WarpFisheye" : "WarpRectilinear")
    {
        this.isFisheye = isFisheye;
        var planes = reader.Whole();
        if (planes is not (1 or 3)) throw reader.Bad($"is for {planes} planes");
        factors = new double[planes][];
        for (var plane = 0; plane < factors.Length; plane++)
        {
            factors[plane] = new double[isFisheye ? 4 : 6];
            for (var i = 0; i < factors[plane].Length; i++) factors[plane][i] = reader.Real();
        }

        (across, down) = (reader.Real(), reader.Real());
        if (!(across is >= 0 and <= 1 && down is >= 0 and <= 1)) throw reader.Bad("has its centre outside of the picture");
    }

    public override string Meaning => isFisheye ? "distortion of a fisheye undone" : "distortion and lateral colour of the lens undone";

    public override bool IsForMosaic => false;

    public override void Apply(RawField field)
    {
        var centre = LensCentre.Of(field, across, down);
        for (var plane = 0; plane < field.Planes.Length; plane++)
        {
            var k = factors[Math.Min(plane, factors.Length - 1)];
            if (IsNone(k)) continue;
            var (source, target) = (field.Planes[plane], GC.AllocateUninitializedArray<float>(field.Planes[plane].Length));
            for (var y = 0; y < field.Height; y++)
            {
                for (var x = 0; x < field.Width; x++)
                {
                    var (dx, dy) = ((x - centre.X) / centre.Radius, (y - centre.Y) / centre.Radius);
                    var (sx, sy) = isFisheye ? Fisheye(k, dx, dy) : Rectilinear(k, dx, dy);
                    target[y * field.Width + x] = Cubic(source, field.Width, field.Height, centre.X + centre.Radius * sx, centre.Y + centre.Radius * sy);
                }
            }

            field.Planes[plane] = target;
        }
    }

    private bool IsNone(double[] k) => !isFisheye && k is [1, 0, 0, 0, 0, 0];

    private static (double, double) Rectilinear(double[] k, double dx, double dy)
    {
        var square = dx * dx + dy * dy;
        var radial = ((k[3] * square + k[2]) * square + k[1]) * square + k[0];
        return (radial * dx + k[4] * 2 * dx * dy + k[5] * (square + 2 * dx * dx), radial * dy + k[5] * 2 * dx * dy + k[4] * (square + 2 * dy * dy));
    }

    private static (double, double) Fisheye(double[] k, double dx, double dy)
    {
        var r = Math.Sqrt(dx * dx + dy * dy);
        if (r < 1e-12) return (0, 0);
        var angle = Math.Atan(r);
        var square = angle * angle;
        var ratio = angle * (((k[3] * square + k[2]) * square + k[1]) * square + k[0]) / r;
        return (ratio * dx, ratio * dy);
    }

    private static float Cubic(float[] source, int width, int height, double x, double y)
    {
        (x, y) = (double.IsNaN(x) ? 0 : Math.Clamp(x, 0, width - 1), double.IsNaN(y) ? 0 : Math.Clamp(y, 0, height - 1));
        var (left, top) = ((int)x, (int)y);
        Span<double> columns = stackalloc double[4];
        Span<double> rows = stackalloc double[4];
        Weights(x - left, columns);
        Weights(y - top, rows);
        var sum = 0.0;
        for (var j = 0; j < 4; j++)
        {
            var row = Math.Clamp(top + j - 1, 0, height - 1) * width;
            var line = 0.0;
            for (var i = 0; i < 4; i++) line += columns[i] * source[row + Math.Clamp(left + i - 1, 0, width - 1)];
            sum += rows[j] * line;
        }

        return (float)sum;
    }

    private static void Weights(double share, Span<double> weights)
    {
        const double A = -0.75;
        for (var i = 0; i < 4; i++)
        {
            var t = Math.Abs(share - (i - 1));
            weights[i] = t < 1 ? ((A + 2) * t - (A + 3)) * t * t + 1 : ((A * t - 5 * A) * t + 8 * A) * t - 4 * A;
        }
    }
}
