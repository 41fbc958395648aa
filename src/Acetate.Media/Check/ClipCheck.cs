using System.Collections.Immutable;
using System.Text.Json;

namespace Acetate.Media.Check;

/// <summary>What the check of one clip found.</summary>
public sealed record ClipCheck
{
    /// <summary>The clip's name.</summary>
    public required string Clip { get; init; }

    /// <summary>Frames of picture that were looked at.</summary>
    public long Frames { get; init; }

    /// <summary>Seconds of sound that were listened to.</summary>
    public double SoundSeconds { get; init; }

    /// <summary>How bright, how coloured and how sharp it is; null when no picture was seen.</summary>
    public ClipStatistics? Statistics { get; init; }

    /// <summary>What was found: of the whole clip first, then by frame.</summary>
    public ImmutableArray<ClipFinding> Findings { get; init; } = [];

    /// <summary>What was not checked, and why, in sentences.</summary>
    public ImmutableArray<string> NotChecked { get; init; } = [];

    /// <summary>The result as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CheckJsonContext.Default.ClipCheck);

    /// <summary>Reads a result.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static ClipCheck Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, CheckJsonContext.Default.ClipCheck) ?? throw new FormatException("The result of a check is a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The result of a check cannot be read: {wrong.Message}", wrong);
        }
    }
}

/// <summary>What a clip's pictures are like, as medians over its frames.</summary>
/// <param name="Brightness">The mean of luma, code values (of linear light: after a curve that brings it between 0 and 1).</param>
/// <param name="RedToGreen">Red over green.</param>
/// <param name="BlueToGreen">Blue over green.</param>
/// <param name="Sharpness">Fine against coarse detail where the picture is sharpest: comparable within a camera and format.</param>
public sealed record ClipStatistics(double Brightness, double RedToGreen, double BlueToGreen, double Sharpness);
