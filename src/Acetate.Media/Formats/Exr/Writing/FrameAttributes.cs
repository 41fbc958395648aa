using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Encode;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>What a frame says of itself as attributes of OpenEXR.</summary>
/// <remarks>Names are those of OpenEXR's <c>ImfStandardAttributes.h</c>. What the standard has no name for stands under <c>acetate.</c>;
/// <c>interim.clip.cameraClipName</c> is what other tools look for.</remarks>
internal static class FrameAttributes
{
    // SMPTE ST 2065-4 allows these beside what it requires; a clip's name, a recipe or a framing decision is not among them.
    private static readonly ImmutableHashSet<string> Standard =
    [
        "acesImageContainerFlag", "chromaticities", "aperture", "cameraFirmwareVersion", "cameraLabel", "cameraMake", "cameraModel", "cameraSerialNumber",
        "capDate", "captureRate", "comments", "creator", "expTime", "focalLength", "focus", "framesPerSecond", "imageCounter", "isoSpeed",
        "lensMake", "lensModel", "lensSerialNumber", "owner", "reelName", "timeCode", "utcOffset", "uuid", "adoptedNeutral", "originalImageFlag",
    ];

    /// <summary>The header of a frame's file.</summary>
    /// <exception cref="ArgumentException">The settings contradict the profile.</exception>
    public static ExrHeader HeaderOf(FrameFileSettings.Exr settings, FrameDescription frame)
    {
        if (!Enum.IsDefined(settings.Compression) || !Enum.IsDefined(settings.Pixel)) throw new ArgumentException("That is no way to store an OpenEXR file.");
        var all = new Dictionary<string, ExrAttribute>(StringComparer.Ordinal);
        foreach (var attribute in Of(frame)) all[attribute.Name] = attribute;
        foreach (var attribute in frame.Attributes) all[attribute.Name] = attribute;
        if (settings.Profile == ExrProfile.Strict)
        {
            ThrowIfNotStrict(settings, frame);
            Add(ExrAttribute.Whole("acesImageContainerFlag", 1));
            Add(ExrAttribute.Text("creator", frame.Software));
            if (frame.Recipe is { } recipe) Add(ExrAttribute.Text("comments", ShortTexts.Start(recipe)));
            if (all.TryGetValue("nominalFocalLength", out var length)) Add(length with { Name = "focalLength" });
            Add(Chromaticities(KnownGamuts.Ap0));
        }

        return new()
        {
            DataWindow = frame.DataWindow,
            DisplayWindow = frame.Canvas,
            Pixel = settings.Pixel,
            Compression = settings.Compression,
            PixelAspect = (float)frame.PixelAspect,
            Attributes = [.. all.Values.Where(attribute => settings.Profile != ExrProfile.Strict || Standard.Contains(attribute.Name)).OrderBy(attribute => attribute.Name, StringComparer.Ordinal)],
        };

        void Add(ExrAttribute attribute) => all[attribute.Name] = attribute;
    }

    private static void ThrowIfNotStrict(FrameFileSettings.Exr settings, FrameDescription frame)
    {
        if (settings.Compression != ExrCompression.None || settings.Pixel != ExrPixel.Bits16)
            throw new ArgumentException("SMPTE ST 2065-4 allows uncompressed 16-bit halves only. Ask for those, or for the ACES profile.");
        if (frame.Colour is { } colour && (colour.Transfer != PictureTransfer.Linear || colour.Gamut != KnownGamuts.Ap0))
            throw new ArgumentException($"SMPTE ST 2065-4 holds ACES2065-1 only, and this picture is {colour.Name}. Convert it, or ask for the ACES profile.");
    }

    private static IEnumerable<ExrAttribute> Of(FrameDescription frame)
    {
        if (frame.Colour is { } colour)
        {
            yield return Chromaticities(colour.Gamut);
            yield return ExrAttribute.Text("acetate.encoding", colour.Name);
            if (InteropId(colour) is { } id) yield return ExrAttribute.Text("colorInteropID", id);
        }

        if (frame.Timecode is { IsSet: true } timecode)
        {
            yield return ExrAttribute.Timecode(timecode);
            // The packed form counts at most 30 frames, and pairs beyond.
            if (timecode.Rate.LabelsPerSecond > 30) yield return ExrAttribute.Text("acetate.timecode", timecode.ToString());
        }

        if (frame.Rate.IsSet) yield return ExrAttribute.Ratio("framesPerSecond", frame.Rate.Numerator, frame.Rate.Denominator);
        if (frame.Number is >= int.MinValue and <= int.MaxValue and var number) yield return ExrAttribute.Whole("imageCounter", (int)number);
        foreach (var (name, text) in ((string, string?)[])
        [
            ("reelName", frame.ReelName), ("interim.clip.cameraClipName", frame.ClipName), ("acetate.amf.uuid", frame.AmfUuid),
            ("acetate.source.hash", frame.SourceHash), ("acetate.software", frame.Software),
        ])
            if (text is not null) yield return ExrAttribute.Text(name, ShortTexts.Start(text));
        if (frame.FramingDecisions is { } list) yield return ExrAttribute.Text("ascFramingDecisionList", ShortTexts.Padded(list));
        var step = 1;
        foreach (var piece in ShortTexts.Pieces(frame.Recipe ?? "")) yield return ExrAttribute.Text(string.Create(CultureInfo.InvariantCulture, $"acetate.recipe.{step++:00}"), piece);
        if (frame.Source is not { } source) yield break;
        foreach (var attribute in Camera(source)) yield return attribute;
        foreach (var attribute in Exposure(source)) yield return attribute;
    }

    private static IEnumerable<ExrAttribute> Camera(ClipInspection source)
    {
        foreach (var (name, text) in ((string, string?)[])
        [
            ("cameraMake", source.Camera?.Make), ("cameraModel", source.Camera?.Model), ("cameraSerialNumber", source.Camera?.Serial), ("cameraLabel", source.Camera?.Id),
            ("cameraFirmwareVersion", source.Camera?.Firmware), ("lensModel", source.Lens?.Model), ("lensSerialNumber", source.Lens?.Serial), ("capDate", Date(source.RecordedAt)),
        ])
            if (!string.IsNullOrWhiteSpace(text)) yield return ExrAttribute.Text(name, ShortTexts.Start(text));
        if (source.Lens?.FocalLength is { } length) yield return ExrAttribute.Number("nominalFocalLength", (float)length);
        if (source.Lens?.FocusDistance is { } focus) yield return ExrAttribute.Number("focus", (float)focus);
        if (source.Lens?.Iris is { } iris && Stop(iris) is { } stop) yield return ExrAttribute.Number(stop.IsT ? "tStop" : "aperture", stop.Number);
    }

    private static IEnumerable<ExrAttribute> Exposure(ClipInspection source)
    {
        if (source.Exposure is not { } exposure) yield break;
        if (exposure.Iso is { } iso) yield return ExrAttribute.Number("isoSpeed", (float)iso);
        if (exposure.ShutterAngle is { } angle) yield return ExrAttribute.Number("shutterAngle", (float)angle);
        if (exposure.WhiteBalance is { } white) yield return ExrAttribute.Number("cameraCCTSetting", (float)white);
        if (exposure.Tint is { } tint) yield return ExrAttribute.Number("cameraTintSetting", (float)tint);
        if (Fraction(exposure.ShutterTime) is { } time) yield return ExrAttribute.Number("expTime", (float)(time.Over / time.Under));
        if (Fraction(exposure.SensorRate) is { } rate && rate.Over == Math.Truncate(rate.Over) && rate.Over <= int.MaxValue)
            yield return ExrAttribute.Ratio("captureRate", (long)rate.Over, (long)rate.Under);
    }

    private static ExrAttribute Chromaticities(Gamut gamut) => ExrAttribute.Chromaticities(
    [
        (float)gamut.Red.X, (float)gamut.Red.Y, (float)gamut.Green.X, (float)gamut.Green.Y, (float)gamut.Blue.X, (float)gamut.Blue.Y, (float)gamut.White.X, (float)gamut.White.Y,
    ]);

    // The ids of the Color Interop Forum that OpenEXR's standard attribute is for.
    private static string? InteropId(PictureColour colour) => colour.Transfer != PictureTransfer.Linear ? null
        : colour.Gamut == KnownGamuts.Ap0 ? "lin_ap0_scene"
        : colour.Gamut == KnownGamuts.Ap1 ? "lin_ap1_scene"
        : colour.Gamut == KnownGamuts.Rec709 ? "lin_rec709_scene"
        : colour.Gamut == KnownGamuts.Rec2020 ? "lin_rec2020_scene" : null;

    private static string? Date(string? iso) =>
        iso is { Length: >= 19 } && iso[4] == '-' && iso[7] == '-' && iso[10] == 'T' ? $"{iso[..4]}:{iso[5..7]}:{iso[8..10]} {iso[11..19]}" : null;

    private static (bool IsT, float Number)? Stop(string iris)
    {
        var number = iris.TrimStart('T', 't', 'F', 'f', '/', ' ');
        return float.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var stop) && stop is > 0 and < 1000 ? (iris[0] is 'T' or 't', stop) : null;
    }

    private static (decimal Over, decimal Under)? Fraction(string? text)
    {
        var parts = text?.Split('/') ?? [];
        return parts.Length is 1 or 2 && decimal.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var over) && over is > 0 and < 1_000_000_000
            && decimal.TryParse(parts.Length == 2 ? parts[1] : "1", NumberStyles.None, CultureInfo.InvariantCulture, out var under) && under is > 0 and < 1_000_000_000 ? (over, under) : null;
    }
}
