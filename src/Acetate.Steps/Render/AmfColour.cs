using Acetate.Amf;
using Acetate.Amf.Registry;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>Makes of an AMF what is still to be done to the pictures of its clip.</summary>
public static class AmfColour
{
    /// <summary>Plans the pipeline of a document: what its marks say is in the pixels already is never applied again.</summary>
    /// <param name="document">As it was read.</param>
    /// <param name="folder">Of the document: its tables and corrections are read here and below, and nowhere else.</param>
    /// <param name="use">For plates nothing is guessed and an unknown transform is a problem; to look at, it is left out with a warning.</param>
    /// <param name="picture">The clip as it was opened.</param>
    /// <param name="extent">How far; by default plates end at ACES2065-1 and pictures to look at are made as they are meant to be seen.</param>
    /// <param name="to">What is delivered in place of what the document prescribes; null: that.</param>
    /// <exception cref="IOException">A file beside the document is there and cannot be read.</exception>
    public static ColourPlan Plan(AmfDocument document, string folder, AmfUse use, PictureDescription picture, AmfExtent? extent = null, OutputEncoding? to = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(picture);
        var planning = new AmfPlanning(document, folder, use, picture);
        return planning.Plan(extent ?? (use == AmfUse.Plates ? AmfExtent.InputOnly : AmfExtent.WithOutput), to);
    }

    /// <summary>What a document says raw should be developed for, to be asked of the decoder before the clip is opened; null where it says nothing.</summary>
    /// <remarks>Input transforms for sensor data of an ALEXA say exposure index and white balance in their ids.</remarks>
    public static (int ExposureIndex, int Kelvin)? Development(AmfDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Pipeline.Input?.Content is AmfContent.ById(var id) ? AcesTransforms.Resolve(id).Development : null;
    }

    /// <summary>The output that a version of ACES has for a Rec.709 display, for documents that prescribe none.</summary>
    internal static AcesTransform DefaultOutput(AcesVersion? system) => AcesTransforms.Resolve(system is { Major: 1 }
        ? "urn:ampas:aces:transformId:v1.5:ODT.Academy.Rec709_100nits_dim.a1.0.3"
        : OutputEncodings.Rec709.TransformId!);

    /// <summary>Whether a decoder has made scene light of raw, so that the input is in the pixels.</summary>
    internal static bool IsDeveloped(PictureDescription picture) =>
        picture.Encoding == KnownEncodings.Aces && picture.Steps.Any(step => step.Stage is RecipeStage.Input or RecipeStage.Debayer);

    /// <summary>What the registry or the transform's own words call it.</summary>
    internal static string NameOf(string id, string fallback) =>
        AmfRegistry.Official.Find(id) is { UserName: { Length: > 0 } name } ? name : fallback;
}
