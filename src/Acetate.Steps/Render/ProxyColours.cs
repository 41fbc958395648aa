using Acetate.Amf;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Luts;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>The colours of proxies: what viewing without an AMF is by default, by a table.</summary>
public static class ProxyColours
{
    // Measured beside the transform itself (docs/formats/colour.md): far below what eight bits can tell.
    private const int TableSize = 65;

    private static readonly Lazy<ColourChain> Table = new(() => Baked.Over(OutputEncodings.Rec709.FromAces!, KnownEncodings.All.Single(encoding => encoding.Name == "ACEScct"), TableSize));

    /// <summary>The way to a Rec.709 display.</summary>
    /// <exception cref="DecodeException">There is none.</exception>
    public static ProxyLook Of(PictureDescription picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var plan = ColourPlan.Default(picture, AmfUse.Proxies);
        if (!plan.Problems.IsEmpty) throw new DecodeException(string.Join(' ', plan.Problems));
        var light = plan.Stages.Where(stage => stage.Step.Stage <= RecipeStage.Input).Select(stage => stage.Operation).OfType<IColourOperation>().ToArray();
        var isRendered = plan.Stages.Any(stage => stage.Step.Stage > RecipeStage.Input && stage.Operation is not null);
        return new(
            light.Length == 0 ? null : new ColourChain("to ACES2065-1", [.. light]),
            isRendered ? Table.Value : null,
            [
                .. picture.Warnings, .. plan.Warnings,
                .. isRendered ? (string[])[$"Shown by ACES 2.0 for a Rec.709 display ({picture.Encoding?.Name ?? "unknown encoding"}, {picture.EncodingOrigin ?? "not said"}): the show's look is not in it."] : [],
            ]);
    }
}
