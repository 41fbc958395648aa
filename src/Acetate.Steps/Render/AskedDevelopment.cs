using System.Globalization;
using Acetate.Amf;
using Acetate.Compute.Hosting;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>What a clip is developed for: what the request says, and where it says nothing, what the AMFs of its outputs ask.</summary>
/// <param name="Settings">For the decoder.</param>
/// <param name="Step">What an AMF asked, for the recipe; null when none did.</param>
internal sealed record AskedDevelopment(DecodeSettings Settings, RecipeStep? Step)
{
    // As much as a white that the camera rounds can differ from the one in a transform's id.
    private const double SameWhite = 0.02;

    /// <summary>Finds it.</summary>
    /// <param name="settings">What the request says.</param>
    /// <param name="request">Its outputs may have AMFs.</param>
    /// <param name="inspection">Only sensor data of ALEXA has transforms that ask for a development.</param>
    /// <param name="context">Reads the AMFs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StepFailedException">The AMFs ask for different ones.</exception>
    public static async Task<AskedDevelopment> OfAsync(DecodeSettings settings, RenderFramesRequest request, ClipInspection inspection, StepContext context, CancellationToken cancellationToken)
    {
        if (inspection.Image?.Codec != "arriraw") return new(settings, null);
        var asked = new Dictionary<(int ExposureIndex, int Kelvin), string>();
        foreach (var document in request.Outputs.Select(output => output.Amf).OfType<StoredDocument>().Distinct())
        {
            using var amf = await OutputAmf.OpenAsync(document, context, cancellationToken).ConfigureAwait(false);
            if (amf.Document.Pipeline.Input?.Applied != true && AmfColour.Development(amf.Document) is { } development) asked.TryAdd(development, document.Key);
        }

        if (asked.Count == 0) return new(settings, null);
        if (asked.Count > 1)
        {
            var all = string.Join(", ", asked.Select(pair => string.Create(CultureInfo.InvariantCulture, $"'{pair.Value}' for EI {pair.Key.ExposureIndex} and {pair.Key.Kelvin} K")));
            throw RenderFrames.Refused($"The AMFs want the clip developed differently ({all}), and one run develops it once.", "Render them one after the other.");
        }

        var ((index, kelvin), name) = asked.Single();
        var step = new RecipeStep(RecipeStage.Input, "developed as the AMF wants") { Reason = $"asked for by '{name}'" };
        if (settings.ExposureIndex is null)
        {
            settings = settings with { ExposureIndex = index };
            step = step.With("exposure index", index.ToString(CultureInfo.InvariantCulture));
        }

        // A white that is the recording's own need not be asked for, and so is not derived.
        if (settings.WhiteBalance is null)
        {
            var isOwn = inspection.Exposure?.WhiteBalance is { } own && Math.Abs(own - kelvin) <= SameWhite * kelvin;
            if (!isOwn) settings = settings with { WhiteBalance = kelvin };
            step = step.With("white", string.Create(CultureInfo.InvariantCulture, $"{kelvin} K{(isOwn ? ", the recording's own" : "")}"));
        }

        return new(settings, step.Parameters.IsEmpty ? null : step);
    }

    /// <summary>Opens the clip. A white that only looking asks for and that the decoder cannot make is left as it was recorded, which the colours then warn of.</summary>
    /// <exception cref="DecodeException">It cannot be opened so.</exception>
    public async Task<(PictureSource Source, PictureDescription Picture)> OpenAsync(ClipSource clip, ClipInspection inspection, RenderFramesRequest request, CancellationToken cancellationToken)
    {
        var isOnlyLooking = Step is not null && request.Development.WhiteBalance is null && Settings.WhiteBalance is not null && request.Outputs.All(output => output.Use != AmfUse.Plates);
        var (settings, step) = (Settings, Step);
        PictureSource source;
        try
        {
            source = await PictureFormats.OpenAsync(clip, inspection, settings, cancellationToken).ConfigureAwait(false);
        }
        catch (DecodeException problem) when (isOnlyLooking && !problem.IsPassing)
        {
            step = step!.With("white", "as recorded");
            source = await PictureFormats.OpenAsync(clip, inspection, settings with { WhiteBalance = null }, cancellationToken).ConfigureAwait(false);
        }

        var picture = source.Description;
        return (source, step is null ? picture : picture with { Steps = [.. picture.Steps, step] });
    }
}
