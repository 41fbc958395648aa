using System.Collections.Immutable;
using Acetate.Imaging.Colour.Aces1;
using Acetate.Imaging.Colour.Aces2;
using Acetate.Imaging.Colour.Displays;

namespace Acetate.Imaging.Colour;

/// <summary>From the pictures of a display back to the scene that an output transform of ACES makes them of.</summary>
/// <remarks>What an output transform cuts off does not come back.</remarks>
public static class InverseOutput
{
    /// <summary>Takes an output transform back, step by step: the rendering of ACES 1 or 2, and the display after it.</summary>
    /// <exception cref="ArgumentException">It has a step that cannot be taken back.</exception>
    public static ColourChain Of(ColourChain forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        return new($"inverse {forward.Name}", [.. forward.Steps.Reverse().Where(step => step is not CutOperation).Select(Inverse)]);
    }

    private static IColourOperation Inverse(IColourOperation step) => step switch
    {
        MatrixOperation matrix when matrix.Offset == default => new MatrixOperation($"inverse {matrix.Name}", matrix.Matrix.Inverse()),
        CurveOperation curve => curve with { ToLinear = !curve.ToLinear },
        ToneOperation tones => new Undo($"inverse {tones.Name}", colour => colour.Each(value => Back(tones.Curves, value * (tones.White - tones.Black) + tones.Black))),
        RenderingPreparation => new Undo("inverse RRT preparation", RenderingPreparation.Undone),
        Rendering.DarkToDim => new Undo("dim to dark surround", Rendering.DarkToDim.Undone),
        Rendering.FittedWhite white => new Undo($"inverse of: {white.Name}", colour => colour.Each(white.Undone)),
        OutputTransform output => new Undo($"inverse {output.Name}", output.Undone),
        DisplayEncoding.SceneLightOfHlg => new Undo("OOTF, 1000 cd/m², gamma 1.2", DisplayEncoding.SceneLightOfHlg.Undone),
        _ => throw new ArgumentException($"'{step.Name}' cannot be taken back.", nameof(step)),
    };

    private static double Back(ImmutableArray<LogSpline> curves, double luminance)
    {
        for (var i = curves.Length - 1; i >= 0; i--) luminance = curves[i].Back(luminance);
        return luminance;
    }

    private sealed record Undo(string Name, Func<Rgb, Rgb> Function) : IColourOperation
    {
        public Rgb Apply(Rgb colour) => Function(colour);
    }
}
