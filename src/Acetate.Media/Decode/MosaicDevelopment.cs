using System.Collections.Concurrent;
using System.Globalization;
using Acetate.Imaging.Buffers;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Debayer;
using Acetate.Media.Render;

namespace Acetate.Media.Decode;

/// <summary>From a mosaic of square roots of light to rows of ACES2065-1, for sensors behind Bayer's filter.</summary>
internal sealed class MosaicDevelopment
{
    // A debayer holds some megabytes: frames that are made at once have one each, and the next frames take them over.
    private readonly ConcurrentBag<IDebayer> idle = [];
    private readonly Func<IDebayer> another;
    private readonly int left, top;

    /// <param name="width">Pixels of the mosaic across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="pattern">Which colours they see.</param>
    /// <param name="quality">How good it has to be.</param>
    /// <param name="crop">The part of the mosaic that is the picture.</param>
    public MosaicDevelopment(int width, int height, BayerPattern pattern, DebayerQuality quality, (int Left, int Top, int Width, int Height) crop)
    {
        another = quality switch
        {
            DebayerQuality.Half => () => new HalfSize(width, height, pattern),
            DebayerQuality.Quick => () => new GradientCorrected(width, height, pattern),
            _ => () => new RatioCorrected(width, height, pattern),
        };
        Reduction = quality == DebayerQuality.Half ? 2 : 1;
        (left, top, Width, Height) = (crop.Left / Reduction, crop.Top / Reduction, crop.Width / Reduction, crop.Height / Reduction);
        var name = quality switch
        {
            DebayerQuality.Half => "one pixel of each four, red and blue moved to where green is",
            DebayerQuality.Quick => "gradient corrected demosaicing (Malvar, He and Cutler)",
            _ => "ratio corrected demosaicing (RCD)",
        };
        Step = new RecipeStep(RecipeStage.Debayer, $"{name}, on square roots of light") { Tool = AcetateDecoders.Version }
            .With("pattern", pattern.ToString().ToUpperInvariant()).With("size", string.Create(CultureInfo.InvariantCulture, $"{Width}×{Height}"));
    }

    /// <summary>Pixels of the result across.</summary>
    public int Width { get; }

    /// <summary>Pixels of the result down.</summary>
    public int Height { get; }

    /// <summary>Source pixels across and down for one of the result.</summary>
    public int Reduction { get; }

    /// <summary>What is done, for the recipe.</summary>
    public RecipeStep Step { get; }

    /// <summary>Makes a picture.</summary>
    /// <param name="mosaic">Square roots of white-balanced light.</param>
    /// <param name="matrix">From that light to ACES2065-1.</param>
    /// <param name="row">Takes the rows.</param>
    public void Run(MosaicRow mosaic, Matrix3 matrix, PictureRow row)
    {
        if (!idle.TryTake(out var debayer)) debayer = another();
        var (red, green, blue) = (new float[Width], new float[Width], new float[Width]);
        for (var band = top / debayer.RowsOfBand; band * debayer.RowsOfBand < top + Height; band++)
        {
            debayer.Run(band, mosaic, (line, r, g, b) =>
            {
                if (line < top || line >= top + Height) return;
                LinearRows.SquareAndMix(r.Slice(left, Width), g.Slice(left, Width), b.Slice(left, Width), red, green, blue, matrix);
                row(line - top, red, green, blue);
            });
        }

        idle.Add(debayer);
    }
}

/// <summary>The decoders of our own, as recipes name them.</summary>
internal static class AcetateDecoders
{
    /// <summary>Name and version.</summary>
    public static string Version { get; } = $"Acetate {typeof(AcetateDecoders).Assembly.GetName().Version?.ToString(3) ?? "of unknown version"}";
}
