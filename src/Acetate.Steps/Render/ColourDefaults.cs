using Acetate.Amf;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Displays;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Decode;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

// What is done when no AMF says it.
public sealed partial record ColourPlan
{
    /// <summary>What is done to a clip that has no AMF: plates go to ACES2065-1, pictures to look at to Rec.709.</summary>
    /// <remarks>Finished video is never rendered again: to look at it passes unchanged. Each choice that nobody made has its reason in the recipe.</remarks>
    /// <param name="picture">The clip as it was opened.</param>
    /// <param name="use">Plates, for which nothing is guessed, or pictures to look at.</param>
    /// <param name="to">What was asked for; null for the default.</param>
    public static ColourPlan Default(PictureDescription picture, AmfUse use, OutputEncoding? to = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Encoding is not { } from) return Unknown(use, to);
        var known = picture.EncodingOrigin is { Length: > 0 } origin ? $"no AMF; the clip's encoding is {origin}" : "no AMF; the clip's own encoding";
        return VideoEncodings.IsVideo(from) ? OfVideo(from, known, use, to) : OfScene(from, known, use, to);
    }

    private static ColourPlan Unknown(AmfUse use, OutputEncoding? to)
    {
        const string what = "Nothing says how this clip's colours are encoded";
        if (use == AmfUse.Plates || to is not null)
            return new() { Problems = [$"{what}, so {(to ?? OutputEncodings.Aces).Name} cannot be made of it. Name the encoding with --from, such as --from \"S-Log3 S-Gamut3.Cine\", or give an AMF. A finished picture stays as it is with --from Rec.709 --to Rec.709."] };
        return new()
        {
            Stages = [new(new(RecipeStage.Input, "colours left as they are") { Reason = "nothing says how the clip is encoded" }, null)],
            Warnings = [$"{what}: they are shown as they are. Name the encoding with --from for a picture as it is meant."],
        };
    }

    private static ColourPlan OfScene(ColourEncoding from, string known, AmfUse use, OutputEncoding? to)
    {
        var target = to ?? (use == AmfUse.Plates ? OutputEncodings.Aces : OutputEncodings.Rec709);
        var reason = to is not null ? null : use == AmfUse.Plates ? "nothing else asked for: plates are ACES2065-1" : "no AMF, nothing else asked for: to look at, ACES 2.0 for Rec.709 (BT.1886, 100 cd/m²)";
        if (from == target.Encoding)
            return new() { Stages = [new(new(RecipeStage.Input, $"{from.Name}, left as it is") { Reason = $"{known}, and it is what is delivered" }, null)], Result = target };
        List<ColourStage> stages = [];
        if (from == KnownEncodings.Aces) stages.Add(new(new(RecipeStage.Input, "ACES2065-1 already") { Reason = known }, null));
        else stages.Add(InputOf(from, known));
        if (target.FromAces is { } output) stages.Add(new(target.Step with { Reason = reason }, output));
        else if (reason is not null) stages[^1] = stages[^1] with { Step = stages[^1].Step with { Reason = $"{known}; {reason}" } };
        return new() { Stages = [.. stages], Result = target };
    }

    /// <summary>From an encoding to ACES2065-1.</summary>
    internal static ColourStage InputOf(ColourEncoding from, string? reason)
    {
        var operation = from.ToAces();
        return new(
            new(RecipeStage.Input, operation.Name)
            {
                TransformId = AcesInputs.IdToAces(from),
                Parameters = OutputEncodings.Facts(("adaptation", from.Gamut.Adaptation.Name), ("curve", from.Curve.Name), ("gamut", from.Gamut.Name)),
                Tool = ColourTool.Name,
                Reason = reason,
            },
            operation);
    }

    private static ColourPlan OfVideo(ColourEncoding from, string known, AmfUse use, OutputEncoding? to)
    {
        if (to is null && use == AmfUse.Proxies)
            return new()
            {
                Stages = [new(new(RecipeStage.Input, $"{from.Name}, left as it is") { Reason = $"{known}: a finished picture is not rendered again" }, null)],
                Result = AsOutput(from),
                Warnings = VideoEncodings.IsHighRange(from) ? [$"The clip is a finished {from.Name} picture of high dynamic range and is shown as it is; on a Rec.709 screen it looks flat."] : [],
            };
        var target = to ?? OutputEncodings.Aces;
        if (!target.IsVideo)
            return Refused(from, $"{target.Name} is light of a scene and cannot be had from it without undoing its rendering. Give an AMF whose input is the inverse output transform, name what the camera wrote with --from, or keep the picture as it is with --to \"{AsItIs(from)}\"");
        // The same values on the same display: of PQ they are absolute light, whatever the peak that was graded for.
        if (from.Gamut == target.Encoding.Gamut && from.Curve.Name == target.Encoding.Curve.Name)
            return new() { Stages = [new(new(RecipeStage.Output, $"{from.Name}, left as it is") { Reason = $"{known}: a finished picture for the display that was asked for" }, null)], Result = AsOutput(from) };
        if (VideoEncodings.IsHighRange(from) || VideoEncodings.IsHighRange(target.Encoding))
            return Refused(from, $"going to {target.Name} changes its range, which is a grade and no conversion. Have it graded for {target.Name}, give an AMF, or keep it as it is with --to \"{AsItIs(from)}\"");
        if (target.Encoding.Gamut == KnownGamuts.XyzE)
            return Refused(from, $"no output to {target.Name} is defined for finished video here. Give an AMF, or use --to \"P3-D65\"");
        var operation = Between(from, target.Encoding);
        return new()
        {
            Stages = [new(new(RecipeStage.Output, operation.Name) { Parameters = OutputEncodings.Facts(("adaptation", "Bradford"), ("from", from.Name), ("to", target.Name)), Tool = ColourTool.Name, Reason = $"{known}: a finished picture is converted between displays, not rendered" }, operation)],
            Result = AsOutput(target.Encoding) with { Peak = target.Peak },
        };
    }

    private static ColourPlan Refused(ColourEncoding from, string why) => new() { Problems = [$"The clip is a finished {from.Name} picture; {why}."] };

    /// <summary>Between displays of standard range: the same colours, as far as the other display has them.</summary>
    private static ColourChain Between(ColourEncoding from, ColourEncoding to)
    {
        var toXyz = Adaptation.Bradford.Between(from.Gamut.White, Chromaticity.D65) * from.Gamut.ToXyz();
        return new($"{from.Name} to {to.Name}", [new CurveOperation(from.Curve, ToLinear: true), new MatrixOperation($"{from.Gamut.Name} to XYZ D65", toXyz), .. DisplayEncoding.To(to.Name, to.Gamut, to.Curve).Steps]);
    }

    // What keeps a finished picture as it is, or as near as displays of its range are.
    private static string AsItIs(ColourEncoding from) => from.Curve switch { PerceptualQuantizer => "Rec.2100 PQ 1000 nit", HybridLogGamma => "Rec.2100 HLG", _ => "Rec.709" };

    /// <summary>Video whose rendering happened elsewhere.</summary>
    private static OutputEncoding AsOutput(ColourEncoding encoding) => new() { Name = encoding.Name, Encoding = encoding };
}
