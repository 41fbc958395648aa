using System.Collections.Concurrent;
using Acetate.Imaging.Buffers;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Debayer;
using Acetate.Media.Render;

namespace Acetate.Media.Decode;

/// <summary>From a mosaic of square roots of light to rows of ACES2065-1, for sensors behind Bayer's filter.</summary>
/// <param name="width">Pixels of the mosaic across.</param>
/// <param name="height">Pixels down.</param>
/// <param name="pattern">Which colours they see.</param>
/// <param name="quality">How good it has to be.</param>
/// <param name="crop">The part of the mosaic that is the picture.</param>
internal sealed class MosaicDevelopment(int width, int height, BayerPattern pattern, DebayerQuality quality, (int Left, int Top, int Width, int Height) crop)
{
    // A debayer holds some megabytes: frames that are made at once have one each, and the next frames take them over.
    private readonly ConcurrentBag<RatioCorrected> idle = [];

    /// <summary>Pixels of the result across.</summary>
    public int Width => crop.Width;

    /// <summary>Pixels of the result down.</summary>
    public int Height => crop.Height;

    /// <summary>What is done, for the recipe.</summary>
    public RecipeStep Step => new RecipeStep(RecipeStage.Debayer, "ratio corrected demosaicing (RCD) on square roots of light") { Tool = AcetateDecoders.Version, Reason = quality == DebayerQuality.Plate ? null : "the best is used for all" }
        .With("pattern", pattern.ToString().ToUpperInvariant());

    /// <summary>Makes a picture.</summary>
    /// <param name="mosaic">Square roots of white-balanced light.</param>
    /// <param name="matrix">From that light to ACES2065-1.</param>
    /// <param name="row">Takes the rows.</param>
    public void Run(MosaicRow mosaic, Matrix3 matrix, PictureRow row)
    {
        if (!idle.TryTake(out var debayer)) debayer = new(width, height, pattern);
        var (red, green, blue) = (new float[crop.Width], new float[crop.Width], new float[crop.Width]);
        for (var band = crop.Top / RatioCorrected.BandRows; band * RatioCorrected.BandRows < crop.Top + crop.Height; band++)
        {
            debayer.Run(band, mosaic, (line, r, g, b) =>
            {
                if (line < crop.Top || line >= crop.Top + crop.Height) return;
                r.Slice(crop.Left, crop.Width).CopyTo(red);
                g.Slice(crop.Left, crop.Width).CopyTo(green);
                b.Slice(crop.Left, crop.Width).CopyTo(blue);
                LinearRows.SquareAndMix(red, green, blue, matrix);
                row(line - crop.Top, red, green, blue);
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
