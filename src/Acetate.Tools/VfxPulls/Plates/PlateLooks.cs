using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Acetate.Fdl;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Library.Clips;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>How a plate comes to look: its size, and a text that is another when its pictures would be.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Encoding">What its numbers mean, by the engine's name.</param>
/// <param name="Recipe">What decides how it looks.</param>
/// <param name="Problem">Why it cannot be made, as a sentence; null when it can.</param>
internal sealed record PlateLook(int Width, int Height, string Encoding, string Recipe, string? Problem);

/// <summary>Finds how plates come to look, from the settings and from the documents that belong to them. Pure.</summary>
internal sealed class PlateLooks
{
    private readonly VfxPullSettings settings;
    private readonly IReadOnlyList<PullDocument> documents;
    private readonly IReadOnlyDictionary<Guid, PulledClip>? footage;
    private readonly ClipDocuments bound;

    private PlateLooks(VfxPullSettings settings, IReadOnlyList<PullDocument> documents, IReadOnlyDictionary<Guid, PulledClip>? footage, ClipDocuments bound) =>
        (this.settings, this.documents, this.footage, this.bound) = (settings, documents, footage, bound);

    /// <summary>Looks at the documents.</summary>
    /// <exception cref="PullException">One cannot be used.</exception>
    public static PlateLooks For(VfxPullSettings settings, IReadOnlyList<PullDocument> documents, IReadOnlyDictionary<Guid, PulledClip>? footage, IEnumerable<(string Shot, string Element, Clip Clip)> plates) =>
        new(settings, documents, footage, new(documents, plates.Select(plate => NamesOf(plate.Shot, plate.Element, plate.Clip, footage?.GetValueOrDefault(plate.Clip.Id))), BesidesOf(settings)));

    /// <summary>What documents of a plate may be called.</summary>
    public static DocumentNames NamesOf(string shot, string element, Clip clip, PulledClip? footage) => new()
    {
        For = $"{shot} {element}",
        Plate = $"{shot}_{element}",
        Shot = shot,
        Clip = clip.Name,
        Reel = clip.Reel,
        Roll = footage?.Roll.Name ?? "",
    };

    /// <summary>Documents that are asked for by name.</summary>
    public static IEnumerable<string> BesidesOf(VfxPullSettings settings) => settings.Framing?.TemplateFile is { } file ? [file] : [];

    /// <summary>How a plate looks.</summary>
    /// <exception cref="PullException">Nobody could tell which document belongs to it.</exception>
    public PlateLook Of(string shot, string element, Clip clip)
    {
        var from = footage?.GetValueOrDefault(clip.Id);
        var names = NamesOf(shot, element, clip, from);
        var (amf, fdl) = (bound.Of(DocumentKind.Amf, names, from), bound.Of(DocumentKind.Fdl, names, from));
        // A choice that nobody could make is told before anything is approved.
        foreach (var kind in (DocumentKind[])[DocumentKind.Cdl, DocumentKind.Lut]) _ = bound.Of(kind, names, from);
        var recipe = settings.Recipe;
        if (amf is not null) recipe += $" amf {Mark(amf)}";
        var (width, height) = (clip.Width!.Value, clip.Height!.Value);
        var inspection = Inspection(clip);
        if (amf is null && ColourProblem(inspection) is { } colour) return new(width, height, "", recipe, colour);
        var encoding = settings.Encoding == PlateEncoding.AcesCg ? "ACEScg" : "ACES2065-1";
        if (settings.Encoding == PlateEncoding.CameraLinear)
        {
            if (CameraLight.Of(inspection, Named, amf?.Handed is { } handed ? bound.Amfs[handed.Name] : null, out var why) is not { } light) return new(width, height, "", recipe, why);
            recipe += $" in {encoding = light.Name}";
        }

        if (settings.Framing is { } framing)
        {
            if (fdl is null) return new(width, height, encoding, recipe, $"Plates are to be framed, and no framing decision list belongs to clip {clip.Name}. Hand one in that is named after it ({clip.Name}.fdl), its reel or roll, or leave the framing out.");
            if (fdl.Handed is null) return new(width, height, encoding, recipe, $"Plates are to be framed, and the list of clip {clip.Name} lies on its roll ({fdl.OnRoll!.Path}). Hand it in with the order, so that the size it gives can be looked at before the work begins.");
            recipe += $" fdl {Mark(fdl)}{(framing.TemplateFile is { } file ? $" {Mark(documents.FirstOrDefault(one => one.Name.Equals(file, StringComparison.OrdinalIgnoreCase)))}" : "")}";
            return Framed(framing, fdl.Handed, width, height, encoding, recipe);
        }

        var (across, down) = SizeOf(width, height, SqueezeOf(inspection));
        return new(across, down, encoding, recipe, TooNarrow(across));
    }

    // Fits into the size that is asked for, whole pixels, the squeeze taken out: only then pixels are scaled at all.
    private (int Width, int Height) SizeOf(int width, int height, double squeeze)
    {
        if ((settings.Width ?? settings.Height) is null) return (width, height);
        var (shownWidth, shownHeight) = squeeze > 1 ? (width * squeeze, (double)height) : (width, height / squeeze);
        var scale = Math.Min(1, Math.Min((settings.Width ?? shownWidth) / shownWidth, (settings.Height ?? shownHeight) / shownHeight));
        return (Math.Max(1, (int)Math.Round(shownWidth * scale)), Math.Max(1, (int)Math.Round(shownHeight * scale)));
    }

    private PlateLook Framed(PlateFraming framing, PullDocument list, int width, int height, string encoding, string recipe)
    {
        try
        {
            var templates = framing.TemplateFile is { } file
                ? documents.FirstOrDefault(one => one.Name.Equals(file, StringComparison.OrdinalIgnoreCase)) ?? throw new PullException($"The settings name the document '{file}' for its canvas template, and the order does not have it. Hand it in.")
                : list;
            var read = ListOf(list);
            var made = FramingOf.List(read, new FramingSelection(framing.Context, framing.Canvas, framing.Intent), templates == list ? read : ListOf(templates), framing.Template, width, height).Placement;
            var (across, down) = (made.Target.Width / made.Source.Width, made.Target.Height / made.Source.Height);
            var problem = Math.Min(across, down) > 1.0005
                ? string.Create(CultureInfo.InvariantCulture, $"Its framing makes {made.Source.Width:0.#} × {made.Source.Height:0.#} recorded pixels {made.Target.Width:0.#} × {made.Target.Height:0.#}: plates are never made larger than what was recorded. Choose a canvas template with a smaller target.")
                : TooNarrow((int)Math.Round(Math.Min(made.Target.Width, made.Width)));
            return new(made.Width, made.Height, encoding, recipe, problem);
        }
        catch (FdlException problem)
        {
            return new(width, height, encoding, recipe, $"'{list.Name}': {problem.Message}");
        }
    }

    private string? TooNarrow(int across) => across >= settings.MinimumWidth ? null
        : $"The plate would have {across} pixels across, and the show asks for {settings.MinimumWidth} at least. Ask the show for an exception, or find a wider original.";

    private ColourEncoding? Named => settings.Development.From is { } from ? KnownEncodings.Find(from) : null;

    // What the engine would refuse is refused before anybody approves it.
    private string? ColourProblem(ClipInspection? inspection)
    {
        var named = Named;
        if (inspection is null || (named is null && SourceEncoding.IsOfScene(inspection)) || named is not null && !VideoEncodings.IsVideo(named)) return null;
        return SourceEncoding.Of(inspection, named).Encoding is { } encoding
            ? $"The clip is a finished {encoding.Name} picture, and a plate is light of the scene, which cannot be had from it without undoing its rendering. Hand in an AMF whose input is the inverse output transform, or say what the camera wrote (--from)."
            : "Nothing says how the clip's colours are encoded, so no plate can be made of it. Say what the camera wrote (--from), or hand in an AMF.";
    }

    private static ClipInspection? Inspection(Clip clip)
    {
        try
        {
            return clip.Inspection?.Deserialize<ClipInspection>(StepJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double SqueezeOf(ClipInspection? clip)
    {
        var parts = clip?.Image?.Squeeze?.Split('/') ?? [];
        return parts.Length is 1 or 2 && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var over)
            && double.TryParse(parts.Length == 2 ? parts[1] : "1", NumberStyles.Float, CultureInfo.InvariantCulture, out var under) && over / under is > 0.1 and < 10 and var squeeze ? squeeze : 1;
    }

    private static FramingDecisionList ListOf(PullDocument document)
    {
        var reading = FdlReader.Read(document.Content);
        return reading.List is { } list && reading.Problems.FirstOrDefault(problem => problem.Severity == FdlSeverity.Error) is null ? list
            : throw new PullException($"The framing decision list '{document.Name}' cannot be used: {(reading.Problems.FirstOrDefault(problem => problem.Severity == FdlSeverity.Error) is { } error ? error.ToString() : "it is none.")} 'acetate fdl validate' shows everything that is wrong with it.");
    }

    // A document of the order by what it says, together with the files that it names; one of a roll by its place, which nobody changes.
    private string Mark(BoundDocument document) => document.Handed is { } handed ? Mark(handed) : $"roll/{document.OnRoll!.Path}";

    private string Mark(PullDocument? document)
    {
        if (document is null) return "";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(document.Content);
        if (bound.Amfs.TryGetValue(document.Name, out var amf))
            foreach (var address in Amf.AmfFiles.Named(amf))
                if (documents.FirstOrDefault(one => one.Name == Uri.UnescapeDataString(address.Trim())) is { } part) hash.AppendData(part.Content);
        return Convert.ToHexStringLower(hash.GetHashAndReset()[..8]);
    }
}
