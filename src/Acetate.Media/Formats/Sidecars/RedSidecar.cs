using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Sidecars;

/// <summary>RED's look and slate beside a clip (<c>.RMD</c>): XML with elements such as <c>&lt;scene type="string" value="12A"/&gt;</c>.</summary>
/// <remarks>Known from published readers, not from a file of ours. It may be edited after the shoot: the clip's own header comes first.</remarks>
public sealed class RedSidecar : ISidecarReader
{
    private static readonly ImmutableDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["scene"] = "slate.scene",
        ["take"] = "slate.take",
        ["label"] = "clip.label",
        ["lens"] = "lens.model",
        ["focal_length"] = "lens.focalLength",
        ["aperture"] = "lens.iris",
        ["focus_distance"] = "lens.focusDistance",
        ["iso"] = "exposure.iso",
        ["kelvin"] = "exposure.whiteBalance",
        ["tint"] = "exposure.tint",
        ["director"] = "slate.director",
        ["director_of_photography"] = "slate.cinematographer",
        ["camera_operator"] = "slate.operator",
        ["production_name"] = "slate.production",
        ["location"] = "slate.location",
        ["notes"] = "slate.note",
    }.ToImmutableDictionary();

    /// <inheritdoc/>
    public string Origin => "red rmd";

    /// <inheritdoc/>
    public bool Knows(ClipFile file, ReadOnlySpan<byte> head) => file is { Extension: "rmd" };

    /// <inheritdoc/>
    public void Read(ClipFile file, ReadOnlySpan<byte> bytes, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(draft);
        if (XmlPart.Read(bytes, out var problem) is { } root) Add(root, 0, draft);
        if (problem is not null) draft.Problem("sidecar-broken", ProblemSeverity.Warning, problem, file.Name);
    }

    private void Add(XmlPart part, int depth, InspectionDraft draft)
    {
        var name = part.Name.ToLowerInvariant();
        if (part["value"] is { } value)
        {
            if (Fields.TryGetValue(name, out var field)) draft.Fact(field, value, $"{Origin} {part.Name}");
            draft.Fact($"rmd.{part.Name}", value, Origin);
        }
        else if (name == "frame_rate_override" && long.TryParse(part["num"], NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            && long.TryParse(part["den"], NumberStyles.None, CultureInfo.InvariantCulture, out var denominator))
        {
            draft.Fact("image.rate", ClipTime.RateOf(numerator, denominator), $"{Origin} {part.Name}", $"{numerator}/{denominator}");
        }

        foreach (var child in part.Children) Add(child, depth + 1, draft);
    }
}
