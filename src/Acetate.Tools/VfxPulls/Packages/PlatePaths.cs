using System.Collections.Immutable;
using Acetate.Steps.Render;

namespace Acetate.Tools.VfxPulls.Packages;

/// <summary>Where what belongs to a plate lies in its package.</summary>
internal sealed record PlatePaths
{
    /// <summary>The folder of all plates.</summary>
    public const string Plates = "plates";

    /// <summary>The folder of what was handed in with the order.</summary>
    public const string Documents = "documents";

    /// <summary>The name of the frames below the package.</summary>
    public required string Frames { get; init; }

    /// <summary>What lies beside the frames, without extension, below the package.</summary>
    public required string Beside { get; init; }

    /// <summary>What it is called in the folders of references, thumbnails and stills, without extension.</summary>
    public required string Name { get; init; }

    /// <summary>Its ACES metadata file.</summary>
    public string Amf => Beside + ".amf";

    /// <summary>Its note.</summary>
    public string Note => Beside + ".txt";

    /// <summary>Its reference movie.</summary>
    public string Reference => $"reference/{Name}.mov";

    /// <summary>Its thumbnail.</summary>
    public string Thumbnail => $"thumbnails/{Name}.jpg";

    /// <summary>The paths of each plate that is delivered, in order. Two that end alike keep their folders, so that no name is there twice.</summary>
    public static ImmutableArray<PlatePaths> Of(IReadOnlyList<PlannedPlate> delivered)
    {
        var ends = delivered.Select(plate => Last(FrameNames.WithoutNumber(plate.Pattern))).ToList();
        var twice = ends.GroupBy(end => end, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. delivered.Zip(ends, (plate, end) => new PlatePaths
        {
            Frames = $"{Plates}/{plate.Pattern}",
            Beside = $"{Plates}/{FrameNames.WithoutNumber(plate.Pattern)}",
            Name = twice.Contains(end) ? FrameNames.WithoutNumber(plate.Pattern) : end,
        })];
    }

    /// <summary>The path of one frame below the package.</summary>
    public static string FrameOf(string pattern, long number)
    {
        var (begin, end) = (pattern.IndexOf('#', StringComparison.Ordinal), pattern.LastIndexOf('#') + 1);
        return pattern[..begin] + number.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(end - begin, '0') + pattern[end..];
    }

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];
}
