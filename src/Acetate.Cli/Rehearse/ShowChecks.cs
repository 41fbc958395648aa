using System.Collections.Immutable;
using Acetate.Media.Decode;

namespace Acetate.Cli.Rehearse;

/// <summary>What only shows when the clips of a show are seen side by side.</summary>
internal static class ShowChecks
{
    /// <summary>Everything odd, in sentences.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="others">Files with pictures or sound that belong to none of them.</param>
    public static ImmutableArray<string> Of(IReadOnlyCollection<RehearsedClip> clips, IReadOnlyList<string> others)
    {
        var pictures = clips.Where(clip => clip.Inspection?.Image is not null).ToList();
        return
        [
            .. DecoderMix.Warnings(pictures.Where(clip => clip.Decoder is not null).Select(clip => (clip.Inspection!.Image!.Codec ?? "unknown", clip.Name, clip.Decoder!))),
            .. Mixed(pictures, "frame rates", clip => clip.Inspection!.Image!.Rate ?? clip.Inspection.Timecode?.Rate),
            .. Mixed(pictures.Where(clip => clip.Inspection!.Camera?.Model is not null).GroupBy(clip => clip.Inspection!.Camera!.Model!).SelectMany(camera => camera), "encodings of one camera",
                clip => clip.Inspection!.Image!.Colour is { } colour ? $"{clip.Inspection.Camera!.Model}: {colour.Space ?? $"{colour.Transfer} {colour.Primaries}"}" : null, clip => clip.Inspection!.Camera!.Model!),
            .. Lacking(pictures, "timecode", clip => clip.Inspection!.Timecode?.Start is null, "Editorial and conform match by it."),
            .. Lacking(pictures, "a reel", clip => clip.Inspection!.Reel is null, "Cuts name clips by it."),
            .. Lacking(pictures, "a word of how their colours are encoded", clip => clip.Steps.Any(step => step.Name == "plate" && step.Message.StartsWith("Nothing says", StringComparison.Ordinal)), "Name it with --from, in an AMF, or in the Camera Format Card."),
            .. Twice(pictures),
            .. others.Count == 0 ? (string[])[] : [$"{(others.Count == 1 ? "1 file with pictures or sound belongs" : $"{others.Count} files with pictures or sound belong")} to no clip by name and place, and {(others.Count == 1 ? "was" : "were")} not rehearsed: {Some(others)}. Name one alone to rehearse it."],
        ];
    }

    private static IEnumerable<string> Mixed(IEnumerable<RehearsedClip> clips, string what, Func<RehearsedClip, string?> value, Func<RehearsedClip, string>? within = null)
    {
        foreach (var group in clips.GroupBy(within ?? (static _ => "")))
        {
            var kinds = group.Where(clip => value(clip) is not null).GroupBy(clip => value(clip)!).OrderByDescending(kind => kind.Count()).ToList();
            if (kinds.Count > 1) yield return $"The clips have {kinds.Count} {what}: {string.Join("; ", kinds.Select(kind => $"{kind.Key} ({Names(kind)})"))}.";
        }
    }

    private static IEnumerable<string> Lacking(List<RehearsedClip> clips, string what, Func<RehearsedClip, bool> lacks, string matters)
    {
        var without = clips.Where(lacks).ToList();
        if (without.Count > 0) yield return $"{without.Count} of {clips.Count} clips {(without.Count == 1 ? "lacks" : "lack")} {what}: {Names(without)}. {matters}";
    }

    private static IEnumerable<string> Twice(List<RehearsedClip> clips) =>
        clips.GroupBy(clip => clip.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => $"{group.Count()} clips are called '{group.Key}': a cut cannot tell them apart by name.");

    private static string Names(IEnumerable<RehearsedClip> clips)
    {
        var names = clips.Select(clip => clip.Name).Order(StringComparer.Ordinal).ToList();
        return Some(names);
    }

    private static string Some(IReadOnlyList<string> names)
    {
        return names.Count <= 4 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more";
    }
}
