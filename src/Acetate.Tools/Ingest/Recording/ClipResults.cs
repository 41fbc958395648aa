using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Library.Clips;
using Acetate.Library.Shows;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Ingest.Recording;

/// <summary>Turns inspections and proxies into facts about clips.</summary>
internal static class ClipResults
{
    /// <summary>The clip with what its inspection says, and what the show asks that it does not keep.</summary>
    public static Clip Inspected(Clip clip, ClipInspection inspection, ShowSpecification specification, DateTimeOffset at)
    {
        var problems = inspection.Problems.Where(p => p.Severity != ProblemSeverity.Note).Select(p => Sentence(p, inspection)).Concat(OffSpecification(inspection, specification));
        return clip with
        {
            State = inspection.Problems.Any(p => p.Severity == ProblemSeverity.Error) && inspection.Facts.IsEmpty ? ClipState.Unreadable : ClipState.Inspected,
            Kind = Library.KebabCase.Of(inspection.Kind),
            Reel = inspection.Reel ?? "",
            Frames = inspection.Frames,
            Rate = inspection.Timecode?.Rate ?? inspection.Image?.Rate ?? "",
            TimecodeStart = inspection.Timecode?.Start ?? "",
            TimecodeEnd = inspection.Timecode?.End ?? "",
            Width = inspection.Image?.Width,
            Height = inspection.Image?.Height,
            Codec = inspection.Image?.Codec ?? inspection.Sound?.Codec ?? "",
            Camera = string.Join(' ', new[] { inspection.Camera?.Make, inspection.Camera?.Model }.Where(t => !string.IsNullOrEmpty(t)).Distinct()),
            Facts = [.. inspection.Facts.Select(f => new ClipFact(f.Field, f.Value, f.Raw, f.Origin))],
            Problems = [.. clip.Problems.Concat(problems).Distinct()],
            // The pattern of a sequence, not the names of a million frames.
            Inspection = JsonSerializer.SerializeToElement(inspection with { Files = clip.Files }, StepJson.Options),
            InspectedAt = at,
        };
    }

    /// <summary>A problem with the file it concerns, where the clip has more than one and the sentence does not name it.</summary>
    private static string Sentence(InspectionProblem problem, ClipInspection inspection) =>
        problem.File is not { Length: > 0 } file || inspection.Files.Length < 2 || problem.Message.Contains(file, StringComparison.Ordinal) ? problem.Message : $"{file}: {problem.Message}";

    /// <summary>The key of the format card that a clip belongs to; null for sound, and for clips that say nothing about a camera.</summary>
    public static FormatCardKey? CardKey(ClipInspection inspection)
    {
        if (inspection.Image is not { } image || inspection.Camera is not { } camera || string.IsNullOrEmpty(camera.Model)) return null;
        var letter = camera.Id is { Length: > 0 } id ? id[..1].ToUpperInvariant() : inspection.Name.Length > 3 && char.IsAsciiLetterUpper(inspection.Name[0]) && char.IsAsciiDigit(inspection.Name[1]) ? inspection.Name[..1] : "";
        return new FormatCardKey(letter, camera.Model, camera.SensorMode ?? "", string.Join(' ', new[] { image.Codec, image.Profile }.Where(t => !string.IsNullOrEmpty(t))), image.Squeeze ?? "");
    }

    /// <summary>What a format card says about itself: the values a colour pipeline and a framing are chosen by.</summary>
    public static ImmutableSortedDictionary<string, string> CardValues(ClipInspection inspection)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        void Put(string field, string? value)
        {
            if (!string.IsNullOrEmpty(value)) values[field] = value;
        }

        Put("camera.make", inspection.Camera?.Make);
        Put("camera.model", inspection.Camera?.Model);
        Put("image.size", inspection.Image is { Width: { } w, Height: { } h } ? string.Create(CultureInfo.InvariantCulture, $"{w}x{h}") : null);
        Put("image.bitDepth", inspection.Image?.BitDepth?.ToString(CultureInfo.InvariantCulture));
        Put("image.squeeze", inspection.Image?.Squeeze);
        Put("image.colour.primaries", inspection.Image?.Colour?.Primaries);
        Put("image.colour.transfer", inspection.Image?.Colour?.Transfer);
        Put("image.colour.space", inspection.Image?.Colour?.Space);
        Put("rate", inspection.Image?.Rate ?? inspection.Timecode?.Rate);
        return values.ToImmutable();
    }

    /// <summary>What the show asks of clips and this one does not keep, one sentence each.</summary>
    public static IEnumerable<string> OffSpecification(ClipInspection inspection, ShowSpecification specification)
    {
        if (inspection.Image is not { } image) yield break;
        if (!specification.Codecs.IsDefaultOrEmpty && image.Codec is { } codec
            && !specification.Codecs.Any(c => c.Equals(codec, StringComparison.OrdinalIgnoreCase) || c.Equals($"{codec} {image.Profile}", StringComparison.OrdinalIgnoreCase)))
            yield return $"The codec is {codec}; the show asks for {string.Join(" or ", specification.Codecs)}.";
        var size = string.Create(CultureInfo.InvariantCulture, $"{image.Width}x{image.Height}");
        if (!specification.Sizes.IsDefaultOrEmpty && image.Width is not null && !specification.Sizes.Contains(size, StringComparer.OrdinalIgnoreCase))
            yield return $"The picture is {size}; the show asks for {string.Join(" or ", specification.Sizes)}.";
        if (!specification.Rates.IsDefaultOrEmpty && (image.Rate ?? inspection.Timecode?.Rate) is { } rate && !specification.Rates.Any(r => SameRate(r, rate)))
            yield return $"The frame rate is {ReportText.Rate(rate)}; the show asks for {string.Join(" or ", specification.Rates.Select(ReportText.Rate))}.";
    }

    /// <summary>How a problem begins that came to light while the proxy was made: one made again says it anew, or no more.</summary>
    private const string OfProxy = "Proxy: ";

    /// <summary>The clip with its proxy, or with the reason why it has none. Frames that could not be shown are problems of the clip.</summary>
    public static Clip Proxied(Clip clip, RenderProxyResult result, DateTimeOffset at) => clip with
    {
        ProxyState = Library.KebabCase.Parse<Library.Clips.ProxyState>(Library.KebabCase.Of(result.State)),
        ProxyReason = result.Reason ?? "",
        Problems = [.. clip.Problems.Where(problem => !problem.StartsWith(OfProxy, StringComparison.Ordinal)),
            .. (result.Faults.IsDefault ? [] : result.Faults).Select(fault => OfProxy + fault)],
        ProxiedAt = at,
        Proxy = result.Proxy is null ? null : new ClipProxy
        {
            Video = result.Proxy,
            Poster = result.Poster ?? "",
            Strip = result.Strip ?? "",
            Waveform = result.Waveform ?? "",
            StripGrid = result.StripGrid is { } grid ? new ClipStripGrid(grid.Count, grid.Columns, grid.Rows, grid.TileWidth, grid.TileHeight) : null,
            Frames = result.Frames,
            Timecode = result.Timecode ?? "",
        },
    };

    private static bool SameRate(string one, string other) =>
        Timing.FrameRate.TryParse(one, out var a, out _) && Timing.FrameRate.TryParse(other, out var b, out _) ? a == b : one == other;
}
