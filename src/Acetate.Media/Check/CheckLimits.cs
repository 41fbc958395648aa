using System.Text.Json;
using Acetate.Media.Sound.Check;

namespace Acetate.Media.Check;

/// <summary>From where on a clip is told to be wrong: thresholds as data.</summary>
public sealed record CheckLimits
{
    /// <summary>Of the picture.</summary>
    public PictureLimits Picture { get; init; } = new();

    /// <summary>Of sound.</summary>
    public SoundLimits Sound { get; init; } = new();

    /// <summary>Reads limits; what the text does not name has its default.</summary>
    /// <param name="json">An object with <c>picture</c> and <c>sound</c>, each with limits by their names.</param>
    /// <exception cref="FormatException">It is no such object; the message says where and why.</exception>
    public static CheckLimits Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var limits = JsonSerializer.Deserialize(json, CheckJsonContext.Default.CheckLimits);
            if (limits is not { Picture: not null, Sound: not null }) throw new FormatException("Limits are a JSON object with 'picture' and 'sound'.");
            return limits;
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The limits cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>All limits as indented JSON, to be changed and read again.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CheckJsonContext.Default.CheckLimits);
}
