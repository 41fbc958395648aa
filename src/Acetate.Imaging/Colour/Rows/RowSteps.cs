using Acetate.Imaging.Colour.Aces1;
using Acetate.Imaging.Colour.Aces2;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Clf;
using Acetate.Imaging.Colour.Compression;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Luts;

namespace Acetate.Imaging.Colour.Rows;

/// <summary>Which operation has which quick form.</summary>
internal static class RowSteps
{
    /// <summary>The step of an operation that is no matrix and no chain; null when it changes nothing.</summary>
    public static RowStep? For(IColourOperation operation) => operation switch
    {
        CurveOperation { Curve: LinearCurve } => null,
        CurveOperation curve => ForCurve(curve.Curve, curve.ToLinear) ?? new ExactStep(curve),
        ReferenceGamutCompression compression => new MixtureStep<ReferenceGamutCompression.RowForm>(compression.Row),
        OutputTransform output => new MixtureStep<OutputTransform.RowForm>(output.Row),
        RenderingPreparation => new MixtureStep<RenderingPreparation.RowForm>(default),
        ToneOperation tones => Each(tones.Row),
        Rendering.DarkToDim => new MixtureStep<Rendering.DarkToDim.RowForm>(default),
        CutOperation cut => Each(new CutOperation.RowForm(cut)),
        CdlOperation cdl => new MixtureStep<CdlOperation.RowForm>(new(cdl)),
        RangeOperation range => Each(new RangeOperation.RowForm(range)),
        LogOperation { Curve: { } log, IsToLight: var toLight } => ForCurve(log, toLight)!,
        ExponentOperation { Power: { } power } => Each(new PowerRow(power.Exponent, power.Mirrors)),
        CurveTable { IsHalfDomain: false, KeepsHue: false } table => new TableStep(table),
        CubeTable cube => new CubeStep(cube),
        _ => new ExactStep(operation),
    };

    private static RowStep? ForCurve(ITransferCurve curve, bool toLinear) => curve switch
    {
        LogCurve c => toLinear ? Each(new LogCurve.RowToLinear(c)) : Each(new LogCurve.RowToCode(c)),
        LogC3Curve c => c.WithoutShoulder is { } log ? ForCurve(log, toLinear) : toLinear ? Each(new LogC3Curve.RowToLinear(c)) : null,
        PowerCurve c => Each(new PowerRow(toLinear ? c.Exponent : 1 / c.Exponent, c.BelowBlack == BelowBlack.Mirror)),
        SrgbCurve c => toLinear ? Each(new SrgbCurve.RowToLinear(c.Mirrors)) : Each(new SrgbCurve.RowToCode(c.Mirrors)),
        PerceptualQuantizer => toLinear ? Each(default(PerceptualQuantizer.RowToLinear)) : Each(default(PerceptualQuantizer.RowToCode)),
        AppleLogCurve => toLinear ? Each(default(AppleLogCurve.RowToLinear)) : Each(default(AppleLogCurve.RowToCode)),
        CanonLogCurve c => toLinear ? Each(new CanonLogCurve.RowToLinear(c)) : Each(new CanonLogCurve.RowToCode(c)),
        HybridLogGamma => toLinear ? Each(default(HybridLogGamma.RowToLinear)) : Each(default(HybridLogGamma.RowToCode)),
        AcesCcCurve => toLinear ? Each(default(AcesCcCurve.RowToLinear)) : Each(default(AcesCcCurve.RowToCode)),
        _ => null,
    };

    private static EachStep<T> Each<T>(T function)
        where T : struct, IRowFunction => new(function);
}

/// <summary>A 3D table, sixteen places at a time.</summary>
internal sealed class CubeStep(CubeTable cube) : RowStep
{
    public override void Apply(Span<float> red, Span<float> green, Span<float> blue) => cube.Apply(red, green, blue);
}

/// <summary>A 1D table, row by row.</summary>
internal sealed class TableStep(CurveTable table) : RowStep
{
    public override void Apply(Span<float> red, Span<float> green, Span<float> blue)
    {
        table.Apply(red, 0);
        table.Apply(green, 1);
        table.Apply(blue, 2);
    }
}
