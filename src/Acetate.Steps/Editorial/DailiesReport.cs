using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Acetate.Steps.Documents;

namespace Acetate.Steps.Editorial;

/// <summary>What is told of the dailies of a roll to whoever gets them.</summary>
public sealed record DailiesReport
{
    /// <summary>The show's short name.</summary>
    public required string Show { get; init; }

    /// <summary>Its title.</summary>
    public required string ShowTitle { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The unit; empty when not known.</summary>
    public required string Unit { get; init; }

    /// <summary>The roll.</summary>
    public required string Roll { get; init; }

    /// <summary>The moment that it tells of.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was taken because nobody said otherwise, in sentences.</summary>
    public required ImmutableArray<string> Defaults { get; init; }

    /// <summary>The clips, in their order.</summary>
    public required ImmutableArray<DailyReportClip> Clips { get; init; }

    /// <summary>Clips of the roll that are not among them, each with the reason.</summary>
    public required ImmutableArray<LeftOutClip> LeftOut { get; init; }

    /// <summary>What it is, as a heading.</summary>
    public string Title => $"Dailies of {Roll}, {Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    /// <summary>How much there is, as a sentence.</summary>
    public string Totals => string.Create(CultureInfo.InvariantCulture,
        $"{ReportText.Count(Clips.Length, "clip", "clips")}, {TimeSpan.FromSeconds(Clips.Sum(clip => clip.Seconds)):hh\\:mm\\:ss}, {ReportText.Size(Clips.Sum(clip => clip.Bytes))}; {Clips.Count(clip => clip.Circled)} circled; {Clips.Count(clip => clip.HasSound)} with the recorder's sound.");
}

/// <summary>A clip of dailies, as a report tells of it.</summary>
public sealed record DailyReportClip
{
    /// <summary>Its name.</summary>
    public required string Clip { get; init; }

    /// <summary>The scene; empty when not known, as all that follows.</summary>
    public string Scene { get; init; } = "";

    /// <summary>The take.</summary>
    public string Take { get; init; } = "";

    /// <summary>Whether the take is circled.</summary>
    public bool Circled { get; init; }

    /// <summary>The first frame's label.</summary>
    public string Start { get; init; } = "";

    /// <summary>The label after the last frame.</summary>
    public string End { get; init; } = "";

    /// <summary>Frames per second as a ratio.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Frames that were made.</summary>
    public long Frames { get; init; }

    /// <summary>Its length in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Bytes of what was made.</summary>
    public long Bytes { get; init; }

    /// <summary>How the picture came to look as it does, in words.</summary>
    public string Look { get; init; } = "";

    /// <summary>Whether the recorder's sound is laid on it.</summary>
    public bool HasSound { get; init; }

    /// <summary>How its sound was found, or why it has none.</summary>
    public string Sound { get; init; } = "";

    /// <summary>Where the clip begins in the recording, in samples; null when it has none.</summary>
    public double? OffsetSamples { get; init; }

    /// <summary>How far clocks ran apart, in millionths; null when nobody measured it.</summary>
    public double? DriftPpm { get; init; }

    /// <summary>What quality control found, in sentences.</summary>
    public ImmutableArray<string> Findings { get; init; } = [];

    /// <summary>What people said of it.</summary>
    public string Notes { get; init; } = "";

    /// <summary>What was taken because nobody said otherwise, in sentences.</summary>
    public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>What was made, by paths in the package.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>Where a small picture of it lies in the derived store; empty when there is none.</summary>
    public string Poster { get; init; } = "";

    /// <summary>That picture, a JPEG; null until it is read.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte>? Picture { get; init; }
}

/// <summary>A clip that is not delivered.</summary>
/// <param name="Clip">Its name.</param>
/// <param name="Why">A sentence.</param>
public sealed record LeftOutClip(string Clip, string Why);
