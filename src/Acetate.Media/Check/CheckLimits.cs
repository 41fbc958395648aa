using System.Text.Json;
using System.Text.Json.Nodes;
using Acetate.Media.Sound.Check;

namespace Acetate.Media.Check;

/// <summary>From where on a clip is told to be wrong: thresholds as data.</summary>
public sealed record CheckLimits
{
    /// <summary>Of the picture.</summary>
    public PictureLimits Picture { get; init; } = new();

    /// <summary>Of sound.</summary>
    public SoundLimits Sound { get; init; } = new();

    /// <summary>Of the look, where there are stills of the set.</summary>
    public LookLimits Look { get; init; } = new();

    /// <summary>Reads limits; what the text does not name has its default.</summary>
    /// <param name="json">An object with <c>picture</c>, <c>sound</c> and <c>look</c>, each with limits by their names.</param>
    /// <exception cref="FormatException">It is no such object; the message says where and why.</exception>
    public static CheckLimits Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            if (JsonNode.Parse(json) is not JsonObject given) throw new FormatException("Limits are a JSON object with 'picture', 'sound' and 'look'.");
            var all = JsonSerializer.SerializeToNode(new CheckLimits(), CheckJsonContext.Default.CheckLimits)!.AsObject();
            foreach (var (part, values) in given)
            {
                if (all[part] is not JsonObject known) throw new FormatException($"There are no limits of '{part}'; there are those of 'picture', 'sound' and 'look'.");
                if (values is not JsonObject named) throw new FormatException($"'{part}' is an object with limits by their names.");
                foreach (var (name, value) in named)
                {
                    if (!known.ContainsKey(name)) throw new FormatException($"There is no limit '{name}' of '{part}'.");
                    known[name] = value?.DeepClone();
                }
            }

            return all.Deserialize(CheckJsonContext.Default.CheckLimits)!;
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The limits cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>All limits as indented JSON, to be changed and read again.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CheckJsonContext.Default.CheckLimits);
}
