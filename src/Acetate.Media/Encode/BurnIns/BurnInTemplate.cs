using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Media.Encode.BurnIns;

/// <summary>What is written over pictures for people who look at them: texts with tokens, images, frame lines.</summary>
public sealed record BurnInTemplate
{
    /// <summary>The most items of a template.</summary>
    public const int MostItems = 64;

    private static readonly MediaJsonContext Json = new(new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
        Converters = { new JsonStringEnumConverter<BurnInPlace>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    });

    /// <summary>The font's file (TrueType); null: DejaVu Sans Mono, where the system has it.</summary>
    public string? Font { get; init; }

    /// <summary>What is drawn, the first lowest.</summary>
    public required ImmutableArray<BurnInItem> Items { get; init; }

    /// <summary>Reads a template.</summary>
    /// <param name="json">JSON, in which comments may stand.</param>
    /// <exception cref="FormatException">It is none: the message says what is wrong and where.</exception>
    public static BurnInTemplate Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        BurnInTemplate? template;
        try
        {
            template = JsonSerializer.Deserialize(json, Json.BurnInTemplate);
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The burn-in template cannot be read at {wrong.Path ?? "its beginning"}, line {(wrong.LineNumber ?? 0) + 1}: {Reason(wrong)}", wrong);
        }

        if (template is null || template.Items.IsDefaultOrEmpty) throw new FormatException("The burn-in template has no items. It needs at least one: { \"items\": [ { \"text\": \"{clip} {timecode}\" } ] }");
        if (template.Items.Length > MostItems) throw new FormatException($"The burn-in template has {template.Items.Length} items; {MostItems} are the most.");
        for (var i = 0; i < template.Items.Length; i++)
            if ((template.Items[i] is { } item ? item.WhyNot() : "it is null") is { } reason) throw new FormatException($"Item {i + 1} of the burn-in template is wrong: {reason}.");
        return template;
    }

    private static string Reason(JsonException wrong) =>
        wrong.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "there is no such property; an item has text, image or frame, and at, x, y, size, opacity, colour, background, thickness, shade"
        : wrong.InnerException is null && wrong.Message.Contains("missing required", StringComparison.Ordinal) ? "it has no items" : "the JSON or a value is not valid there";
}

/// <summary>One thing that is drawn: a text, an image, or the lines of a frame. Lengths are parts of the picture's height.</summary>
/// <param name="Text">A text; <c>{clip}</c> and its like are filled in, <c>{{</c> is a brace.</param>
/// <param name="Image">A PNG file.</param>
/// <param name="Frame">The name of a rectangle, such as <c>active</c>: its lines are drawn.</param>
/// <param name="At">Where in the picture it stands; the default is at the bottom left.</param>
/// <param name="X">How far from that side, inwards; from the middle, to the right. The default is 0.02.</param>
/// <param name="Y">How far from that side, inwards; from the middle, down. The default is 0.02.</param>
/// <param name="Size">How high a line of text or the image is; the default is 0.03.</param>
/// <param name="Opacity">0 (not to be seen) to 1; the default is 1.</param>
/// <param name="Colour"><c>#rrggbb</c>; the default is white. 0 to 255 become 0 to 1 of the picture's numbers.</param>
/// <param name="Background">How much black lies behind a text: 0 to 1; the default is 0.5.</param>
/// <param name="Thickness">How thick a frame's lines are; they lie inside of it. The default is 0.002, and at least one pixel.</param>
/// <param name="Shade">How much black lies outside of a frame: 0 to 1; the default is 0.</param>
public sealed record BurnInItem(
    string? Text = null, string? Image = null, string? Frame = null, BurnInPlace At = BurnInPlace.BottomLeft, double X = 0.02, double Y = 0.02, double Size = 0.03,
    double Opacity = 1, string Colour = "#ffffff", double Background = 0.5, double Thickness = 0.002, double Shade = 0)
{
    internal (float R, float G, float B) Rgb => (Hex(1), Hex(3), Hex(5));

    /// <summary>Says what is wrong; null: nothing.</summary>
    internal string? WhyNot()
    {
        if (((string?[])[Text, Image, Frame]).Count(part => part is not null) != 1) return "it needs exactly one of text, image and frame";
        if (Text is { Length: > 1000 }) return "its text has more than 1000 letters";
        if (!Enum.IsDefined(At)) return "its place is none";
        if (Colour is not ['#', _, _, _, _, _, _] || !int.TryParse(Colour.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)) return $"its colour '{Colour}' is not written #rrggbb";
        foreach (var (name, value, least, most) in ((string, double, double, double)[])
        [
            ("x", X, -2, 4), ("y", Y, -1, 1), ("size", Size, 0.001, 1), ("opacity", Opacity, 0, 1), ("background", Background, 0, 1), ("thickness", Thickness, 0, 0.1), ("shade", Shade, 0, 1),
        ])
            if (!(value >= least && value <= most)) return string.Create(CultureInfo.InvariantCulture, $"its {name} is {value}, and must be from {least} to {most}");
        return Text is not null ? Tokens(Text, _ => "", out var fault) is null ? fault : null : null;
    }

    /// <summary>A text with its tokens filled in; null when a brace is not closed.</summary>
    internal static string? Tokens(string text, Func<string, string> value, out string? fault)
    {
        var filled = new StringBuilder();
        fault = null;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '{' or '}' && at + 1 < text.Length && text[at + 1] == text[at])
            {
                filled.Append(text[at++]);
            }
            else if (text[at] == '{')
            {
                var end = text.IndexOf('}', at);
                if (end < 0)
                {
                    fault = $"its text '{text}' has a brace that is not closed; a brace itself is written {{{{";
                    return null;
                }

                filled.Append(value(text[(at + 1)..end]));
                at = end;
            }
            else
            {
                filled.Append(text[at]);
            }
        }

        return filled.ToString();
    }

    private float Hex(int at) => int.Parse(Colour.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / 255f;
}

/// <summary>A place in the picture.</summary>
public enum BurnInPlace
{
    /// <summary>At the top and the left.</summary>
    TopLeft,

    /// <summary>At the top, in the middle.</summary>
    Top,

    /// <summary>At the top and the right.</summary>
    TopRight,

    /// <summary>At the left, in the middle.</summary>
    Left,

    /// <summary>In the middle.</summary>
    Centre,

    /// <summary>At the right, in the middle.</summary>
    Right,

    /// <summary>At the bottom and the left.</summary>
    BottomLeft,

    /// <summary>At the bottom, in the middle.</summary>
    Bottom,

    /// <summary>At the bottom and the right.</summary>
    BottomRight,
}

/// <summary>A rectangle in pixels of the picture, such as a framing decision's; it need not lie on whole pixels.</summary>
public readonly record struct BurnInRectangle(double Left, double Top, double Width, double Height);
