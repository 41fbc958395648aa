using Acetate.Imaging.Debayer;

namespace Acetate.Benchmarks.Debayer;

/// <summary>One way from a mosaic to a picture.</summary>
/// <param name="Name">As tables have it.</param>
/// <param name="IsOnRoots">Whether it is given square roots of light; what it gives is squared.</param>
/// <param name="Run">From numbers of 16 bits.</param>
internal sealed record Demosaicing(string Name, bool IsOnRoots, Func<ushort[], int, int, TruePicture> Run)
{
    /// <summary>Ours and those of others, all on the same mosaics.</summary>
    public static IReadOnlyList<Demosaicing> All { get; } =
    [
        new("bilinear", false, Bilinear),
        .. LibRaw.Methods.Select(method => new Demosaicing($"LibRaw {method.Name}", false, (mosaic, width, height) => LibRaw.Run(mosaic, width, height, method.Number))),
        .. LibRaw.Methods.Select(method => new Demosaicing($"LibRaw {method.Name}, on √", true, (mosaic, width, height) => LibRaw.Run(mosaic, width, height, method.Number))),
        new("ours, quick (MHC on √)", true, (mosaic, width, height) => Ours(new GradientCorrected(width, height, BayerPattern.Rggb), mosaic)),
        new("ours, plates (RCD on √)", true, (mosaic, width, height) => Ours(new RatioCorrected(width, height, BayerPattern.Rggb), mosaic)),
    ];

    /// <summary>Makes a mosaic of a picture and a picture of the mosaic.</summary>
    public TruePicture Again(TruePicture truth)
    {
        var mosaic = new ushort[truth.Width * truth.Height];
        for (var y = 0; y < truth.Height; y++)
        {
            for (var x = 0; x < truth.Width; x++)
            {
                var light = truth[(x & 1) + (y & 1)][y * truth.Width + x];
                mosaic[y * truth.Width + x] = (ushort)MathF.Round(65535 * (IsOnRoots ? MathF.Sqrt(light) : light));
            }
        }

        var result = Run(mosaic, truth.Width, truth.Height);
        if (result.Width != truth.Width || result.Height != truth.Height) throw new InvalidOperationException($"{Name} made {result.Width}×{result.Height} of {truth.Width}×{truth.Height} pixels.");
        if (!IsOnRoots) return result;
        for (var channel = 0; channel < 3; channel++)
            for (var i = 0; i < result[channel].Length; i++)
                result[channel][i] *= MathF.Abs(result[channel][i]);
        return result;
    }

    private static TruePicture Ours(IDebayer debayer, ushort[] mosaic)
    {
        var (width, height) = (debayer.Width, debayer.Height);
        var picture = new TruePicture("", width, height, new float[width * height], new float[width * height], new float[width * height]);
        debayer.Run((row, values) =>
        {
            for (var x = 0; x < width; x++) values[x] = mosaic[row * width + x] / 65535f;
        }, (row, red, green, blue) =>
        {
            red.CopyTo(picture.Red.AsSpan(row * width));
            green.CopyTo(picture.Green.AsSpan(row * width));
            blue.CopyTo(picture.Blue.AsSpan(row * width));
        });
        return picture;
    }

    private static TruePicture Bilinear(ushort[] mosaic, int width, int height)
    {
        float At(int x, int y) => mosaic[Mirrored(y, height) * width + Mirrored(x, width)] / 65535f;
        var picture = new TruePicture("", width, height, new float[width * height], new float[width * height], new float[width * height]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var here = At(x, y);
                var (row, column) = ((At(x - 1, y) + At(x + 1, y)) / 2, (At(x, y - 1) + At(x, y + 1)) / 2);
                var corners = (At(x - 1, y - 1) + At(x + 1, y - 1) + At(x - 1, y + 1) + At(x + 1, y + 1)) / 4;
                var at = y * width + x;
                (picture.Red[at], picture.Green[at], picture.Blue[at]) = (x & 1, y & 1) switch
                {
                    (0, 0) => (here, (row + column) / 2, corners),
                    (1, 1) => (corners, (row + column) / 2, here),
                    (1, 0) => (row, here, column),
                    _ => (column, here, row),
                };
            }
        }

        return picture;
    }

    private static int Mirrored(int at, int length) => at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at;
}
